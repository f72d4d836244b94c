import { describe, expect, test } from 'vitest'
import { serviceContract } from '../../../../test/contract/argo-service.ts'
import { Tree } from '../tree.ts'
import { requestOf } from './webhook.ts'

const TOKEN = 'c0ffee-c0ffee-c0ffee'
const PASSWORD = 'correct-horse-battery'

serviceContract({
  service: 'webhook',
  options: (origin) => ({
    url: `${origin}/hooks/f00dfeedf00dfeed/`,
    headers: [
      { name: 'X-Token', value: 'earlier' },
      { name: 'x-token', value: TOKEN },
      { name: 'Content-Type', value: 'application/json' },
      { name: 'Host', value: 'elsewhere.example.com' },
      { name: 'Authorization', value: 'Bearer replaced' },
    ],
    basicAuth: { username: 'argocd', password: PASSWORD },
    retryWaitMin: 1_000_000_000,
  }),
  credentials: ['f00dfeedf00dfeed', TOKEN, PASSWORD, btoa(`argocd:${PASSWORD}`)],
  rendering: { message: 'demo is synced', part: { method: 'POST', path: '', body: '{}' } },
  taken: [{ status: 204 }],
  requests: [
    [
      'what the template says',
      { message: 'm', part: { method: 'POST', path: '/a?b=1', body: '{"app": "demo"}' } },
      [
        {
          line: 'POST /hooks/f00dfeedf00dfeed/a?b=1',
          headers: {
            'x-token': TOKEN,
            'content-type': 'application/json',
            authorization: `Basic ${btoa(`argocd:${PASSWORD}`)}`,
          },
          body: { app: 'demo' },
        },
      ],
    ],
  ],
  judged: [
    ['any 2xx', [{ status: 299 }], { kind: 'sent', code: 'HTTP 299' }],
    ['a bad request', [{ status: 400 }], { kind: 'refused', reason: 'malformed' }],
    ['no such method', [{ status: 405 }], { kind: 'refused', reason: 'malformed' }],
    ['not implemented', [{ status: 501 }], { kind: 'refused', reason: 'malformed' }],
    ['too many', [{ status: 429 }], { kind: 'retry', reason: 'rate-limited' }],
    [
      'not ready, until then',
      [{ status: 503, headers: { 'retry-after': 'Thu, 05 Mar 2026 02:16:01 GMT' } }],
      { kind: 'retry', reason: 'busy', afterMs: 59_500 },
    ],
    ['no receiver', [{ status: 404 }], { kind: 'refused', reason: 'token' }],
    ['a failure', [{ status: 500 }], { kind: 'retry', reason: 'unknown-outcome' }],
    [
      'a redirect in a circle',
      [{ status: 307, headers: { location: '/again' } }],
      { kind: 'refused', reason: 'unknown' },
    ],
    [
      'a redirect that keeps the request',
      [{ status: 308, headers: { location: '/there' } }, { status: 200 }],
      { kind: 'sent' },
    ],
  ],
  problems: [
    ['no address', { url: '' }, undefined, 'url'],
    ['no web address', { url: '$webhook-url' }, undefined, 'url'],
    ['a header with a newline', { headers: [{ name: 'a', value: 'b\nc' }] }, undefined, 'headers'],
    ['a header with a blank', { headers: [{ name: 'a b', value: 'c' }] }, undefined, 'headers'],
  ],
})

serviceContract({
  service: 'webhook',
  options: (origin) => ({ url: `${origin}/in/f00dfeedf00dfeed` }),
  recipient: 'some state',
  credentials: ['f00dfeedf00dfeed'],
  rendering: { message: 'demo' },
  taken: [{ status: 200 }],
  requests: [
    [
      'without a part a GET with the message in its body, as upstream does',
      { message: 'demo' },
      [{ line: 'GET /in/f00dfeedf00dfeed', headers: {}, body: 'demo' }],
    ],
    [
      'a part without a method, and an empty body',
      { message: 'demo', part: {} },
      [{ line: 'GET /in/f00dfeedf00dfeed', headers: {}, body: '' }],
    ],
  ],
  judged: [],
  problems: [],
})

describe('a webhook’s request', () => {
  const requested = (url: string, part: object) =>
    requestOf({
      options: new Tree({ url }),
      part: new Tree(part),
      message: 'm',
      recipient: '',
      isOwn: false,
    })

  test.each([
    ['https://a.example/x', 'y', 'https://a.example/x/y'],
    ['https://a.example/x//', '//y/', 'https://a.example/x/y/'],
    ['https://a.example', '', 'https://a.example'],
    ['https://a.example/robot', 'send?token=1', 'https://a.example/robot/send?token=1'],
    // A query in the URL takes the path in.
    ['https://a.example/x?token=1', '/y', 'https://a.example/x?token=1/y'],
    // A newline at the end comes from a secret.
    [' https://a.example/x\n', '', 'https://a.example/x'],
  ])('%j and %j are %s', (url, path, joined) => {
    expect(requested(url, { path }).url).toBe(joined)
  })

  test.each([
    ['post', 'POST'],
    ['Put', 'PUT'],
    ['PROPFIND', 'PROPFIND'],
    ['report', 'report'],
    ['', 'GET'],
  ])('the method %j goes as %s', (method, sent) => {
    expect(requested('https://a.example', { method }).method).toBe(sent)
  })
})
