import { describe, expect, test } from 'vitest'
import type { Configuration } from '../model/configuration.ts'
import { loadText } from './testing/adapters.ts'

async function loaded(network: string): Promise<Configuration> {
  const loading = await loadText(network)
  if (loading.kind === 'broken') throw new Error(JSON.stringify(loading.problems))
  return loading.configuration
}

async function problemsOf(text: string): Promise<string> {
  const loading = await loadText(text)
  return loading.kind === 'broken' ? JSON.stringify(loading.problems) : 'loaded'
}

describe('the network', () => {
  test('guards what comes through the API, unless the file says more', async () => {
    expect((await loaded('{}')).network).toEqual({ guard: 'api', allow: [], noProxy: [] })
    const { network } = await loaded(
      'network: { guard: all, allow: [10.0.0.0/8, relay.internal, "*.corp.example"], noProxy: ["*", "a:8080"] }',
    )
    expect(network).toEqual({
      guard: 'all',
      allow: ['10.0.0.0/8', 'relay.internal', '*.corp.example'],
      noProxy: ['*', 'a:8080'],
    })
  })

  test('a proxy is a secret, for all and for one endpoint', async () => {
    const { network, contacts } = await loaded(`
network: { proxy: "http://me:hush@proxy:3128" }
contacts:
  ops:
    endpoints:
      - { channel: dingtalk, url: "https://a.example/x", proxy: none }
`)
    expect(network?.proxy?.reveal()).toBe('http://me:hush@proxy:3128')
    expect(JSON.stringify(network)).not.toContain('hush')
    expect(contacts.get('ops')?.endpoints[0]?.proxy?.reveal()).toBe('none')
  })

  test.each([
    ['network: { proxy: "socks5://me:hush@p:1" }', 'SOCKS proxies are not spoken to'],
    ['network: { allow: ["10.0.0.0/64"] }', '10.0.0.0/64'],
    ['network: { allow: ["*"] }', 'Expected a range, an address or a host name'],
    ['network: { allow: ["http://a"] }', 'Expected a range, an address or a host name'],
    ['network: { noProxy: ["a b"] }', 'Expected a host name'],
    ['network: { guard: files }', 'one of api, all'],
    ['network: { alow: [] }', 'Did you mean'],
  ])('%s is wrong: %s', async (text, words) => {
    const problems = await problemsOf(text)
    expect(problems).toContain(words)
    expect(problems).not.toContain('hush')
  })
})
