import { describe, expect, test } from 'vitest'
import { createProxyOf, readProxyUrl } from './proxy.ts'
import { Secret } from './secret.ts'

function nameFor(url: string, rules: Partial<Parameters<typeof createProxyOf>[0]>): string {
  const choice = createProxyOf({ environment: {}, ...rules })(new URL(url))
  return choice.kind === 'proxy' ? `${choice.proxy.name} by ${choice.proxy.from}` : choice.kind
}

describe('the environment names proxies', () => {
  test.each([
    ['https://a.example/x', { HTTPS_PROXY: 'http://p:3128' }, 'p:3128 by HTTPS_PROXY'],
    ['https://a.example/x', { https_proxy: 'http://p:3128' }, 'p:3128 by HTTPS_PROXY'],
    ['https://a.example/x', { https_proxy: 'low:1', HTTPS_PROXY: 'up:1' }, 'low:1 by HTTPS_PROXY'],
    ['https://a.example/x', { HTTP_PROXY: 'http://p:3128' }, 'direct'],
    ['http://a.example/x', { HTTP_PROXY: 'p:3128' }, 'p:3128 by HTTP_PROXY'],
    ['http://a.example/x', { HTTPS_PROXY: 'p:3128' }, 'direct'],
    ['http://a.example/x', { ALL_PROXY: 'https://p' }, 'p:443 by ALL_PROXY'],
    ['https://a.example/x', { HTTPS_PROXY: '' }, 'direct'],
    ['https://a.example/x', { HTTPS_PROXY: 'socks5://p:1080' }, 'unusable'],
  ])('%s with %j: %s', (url, environment, expected) => {
    expect(nameFor(url, { environment })).toBe(expected)
  })
})

describe('NO_PROXY says what is spoken to straight', () => {
  const HTTPS_PROXY = 'http://p:3128'
  test.each([
    ['a.example', 'https://a.example/', 'direct'],
    ['a.example', 'https://deep.a.example/', 'direct'],
    ['a.example', 'https://nota.example/', 'p:3128 by HTTPS_PROXY'],
    ['.a.example', 'https://deep.a.example/', 'direct'],
    ['.a.example', 'https://a.example/', 'direct'],
    ['*.a.example', 'https://deep.a.example/', 'direct'],
    ['A.EXAMPLE', 'https://a.example/', 'direct'],
    ['x, 10.0.0.0/8', 'https://10.1.2.3/', 'direct'],
    ['10.0.0.0/8', 'https://11.1.2.3/', 'p:3128 by HTTPS_PROXY'],
    ['fd00::/8', 'https://[fd00::7]/', 'direct'],
    ['a.example:8443', 'https://a.example:8443/', 'direct'],
    ['a.example:8443', 'https://a.example/', 'p:3128 by HTTPS_PROXY'],
    ['a.example:443', 'https://a.example/', 'direct'],
    ['*', 'https://a.example/', 'direct'],
    ['!!', 'https://a.example/', 'p:3128 by HTTPS_PROXY'],
    ['', 'https://localhost:1/', 'direct'],
    ['', 'https://127.8.0.1:1/', 'direct'],
    ['', 'https://[::1]/', 'direct'],
  ])('%j for %s: %s', (NO_PROXY, url, expected) => {
    expect(nameFor(url, { environment: { NO_PROXY, HTTPS_PROXY } })).toBe(expected)
  })
})

test('the configuration stands above the environment, and its exceptions beside', () => {
  const environment = { HTTPS_PROXY: 'http://p:3128', NO_PROXY: 'b.example' }
  const own = { environment, proxy: new Secret('http://me:pw@own:8080'), noProxy: ['c.example'] }
  expect(nameFor('https://a.example', own)).toBe('own:8080 by network.proxy')
  expect(nameFor('https://b.example', own)).toBe('direct')
  expect(nameFor('https://c.example', own)).toBe('direct')
  expect(nameFor('https://a.example', { environment, proxy: new Secret('none') })).toBe('direct')
})

test('a proxy is an address of http or https', () => {
  expect(readProxyUrl('proxy.example:3128')?.href).toBe('http://proxy.example:3128/')
  for (const wrong of ['socks5://p', 'http://', 'a b', 'ftp://p']) {
    expect(readProxyUrl(wrong)).toBeUndefined()
  }
})
