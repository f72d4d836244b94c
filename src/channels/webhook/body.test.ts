import { describe, expect, test } from 'vitest'
import { aMessage, ODD_MESSAGES } from '../../../test/contract/messages.ts'
import { ManualClock } from '../../base/clock.ts'
import type { HttpRequest } from '../../base/http-client.ts'
import { resolveAnyHost } from '../../base/resolve-host.ts'
import { Secret } from '../../base/secret.ts'
import type { Settings } from '../../model/configuration.ts'
import { webhook } from './webhook.ts'

const HOSTILE = 'quote " back\\slash \n newline {{ .x }} </script> 中文🔥'

function settingsWith(body: string, more: Settings = {}): Settings {
  return { url: new Secret('https://hooks.example.com/x'), body: new Secret(body), ...more }
}

async function requestFor(settings: Settings): Promise<HttpRequest | undefined> {
  let seen: HttpRequest | undefined
  const http = {
    send: (request: HttpRequest) => {
      seen = request
      return Promise.resolve({ kind: 'answered' as const, status: 200, headers: {}, body: '' })
    },
    close: () => Promise.resolve(),
  }
  await webhook.send(webhook.render(aMessage(), settings), settings, {
    http,
    clock: new ManualClock(0),
    signal: new AbortController().signal,
    idempotencyKey: 'key-1',
    resolveHost: resolveAnyHost,
  })
  return seen
}

describe('a body of the endpoint’s own', () => {
  test('is JSON whatever a value holds', () => {
    const message = aMessage({ title: HOSTILE, blocks: [{ kind: 'text', text: HOSTILE }] })
    const body = '{"summary":"{{ .title }}","all":{{ .blocks | toJson }},"text":"{{ .text }}"}'
    const made = JSON.parse(webhook.render(message, settingsWith(body)).body)
    expect(made.summary).toBe(HOSTILE.replace(' \n', ''))
    expect(made.all).toEqual(message.blocks)
    expect(made.text).toContain(HOSTILE)
  })

  test.each([...ODD_MESSAGES])('is JSON and within the limit: %s', (_, message) => {
    const body = '{"a":"{{ .text }}","b":"{{ .text }}","c":{{ . | toJson }}}'
    const { body: made } = webhook.render(message, settingsWith(body))
    expect(Buffer.byteLength(made)).toBeLessThanOrEqual(256_000)
    expect(Object.keys(JSON.parse(made))).toEqual(['a', 'b', 'c'])
  })

  test('is what the template says where the type is not JSON', () => {
    const settings = settingsWith('title={{ .title | urlquery }}&x="{{ .severity }}"', {
      contentType: 'application/x-www-form-urlencoded',
    })
    expect(webhook.render(aMessage({ title: 'a "b" & c' }), settings).body).toBe(
      'title=a+%22b%22+%26+c&x="critical"',
    )
  })

  test.each([
    ['that fails', '{"x":"{{ index .alerts 99 }}"}', /index/],
    ['that is no JSON', '{"x": {{ .title }} oops}', /not JSON/],
    [
      'that never ends',
      '{{ range until 4000000 }}{{ range until 4000000 }}x{{ end }}{{ end }}',
      /./,
    ],
  ])('a template %s does not lose the message', (_, body, problem) => {
    const made = JSON.parse(webhook.render(aMessage(), settingsWith(body)).body)
    expect(made.title).toBe(aMessage().title)
    expect(made.templateError).toMatch(problem)
  })

  test('goes out with its type, signed as it is', async () => {
    const request = await requestFor(
      settingsWith('{{ .title }}', { contentType: 'text/plain; charset=utf-8', method: 'DELETE' }),
    )
    expect(request?.method).toBe('DELETE')
    expect(request?.body).toBe(aMessage().title)
    expect(request?.headers?.['content-type']).toBe('text/plain; charset=utf-8')
  })

  test('is not sent with a GET', async () => {
    const request = await requestFor({ url: new Secret('https://x.example/'), method: 'GET' })
    expect(request?.method).toBe('GET')
    expect(request).not.toHaveProperty('body')
  })

  test.each([
    ['a template', '{{ .title }}', {}, []],
    ['a missing end', '{{ if .title }}', {}, ['"body"']],
    ['an unknown function', '{{ nope .title }}', {}, ['"body"']],
    ['too much text', 'x'.repeat(70_000), {}, ['"body"']],
    ['no type', '{{ .title }}', { contentType: 'json' }, ['"contentType"']],
    ['a header in the type', '{{ .title }}', { contentType: 'a/b\r\nx: y' }, ['"contentType"']],
    ['a body for a GET', '{{ .title }}', { method: 'GET' }, ['"body"']],
    [
      'two types',
      '{{ .title }}',
      { contentType: 'text/plain', headers: new Secret('Content-Type: text/html') },
      ['There'],
    ],
  ])('settings are checked: %s', (...[, body, more, problems]) => {
    const found = webhook.check(settingsWith(body, more))
    const texts = found.map((problem) => (typeof problem === 'string' ? problem : problem.en))
    expect(texts.map((text) => text.split(' ')[0])).toEqual(problems)
  })
})

describe('a body from a user’s template', () => {
  test('is taken as it is, up to the limit', () => {
    const settings = { url: new Secret('https://x.example/') }
    expect(webhook.raw?.('any <text>', settings)).toEqual({ body: 'any <text>', cut: false })
    expect(webhook.raw?.('x'.repeat(256_001), settings)).toHaveProperty('en')
  })
})
