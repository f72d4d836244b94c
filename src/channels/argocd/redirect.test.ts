import { expect, test } from 'vitest'
import { type Ask, redirected } from './redirect.ts'

const HEADERS = { authorization: 'Bearer x', 'content-type': 'text/plain', 'x-key': 'y' }
const POST: Ask = { method: 'POST', url: 'http://a.example/x?q=1', headers: HEADERS, body: 'b' }
const QUIET = { 'content-type': 'text/plain' }

test.each<readonly [name: string, Ask, number, string, Partial<Ask> | undefined]>([
  ['307 repeats the request', POST, 307, '/y', { ...POST, url: 'http://a.example/y' }],
  ['308 repeats it', POST, 308, '/y', { ...POST, url: 'http://a.example/y' }],
  [
    '303 asks for the result',
    POST,
    303,
    '/y',
    {
      method: 'GET',
      url: 'http://a.example/y',
      headers: { authorization: 'Bearer x', 'x-key': 'y' },
    },
  ],
  ['302 elsewhere asks for the result', POST, 302, '/y', { method: 'GET' }],
  [
    '301 to https of the same host moves the message along',
    POST,
    301,
    'https://a.example/x?q=1',
    { ...POST, url: 'https://a.example/x?q=1' },
  ],
  [
    '302 to the same path with a slash does too',
    POST,
    302,
    '/x/?q=1',
    { ...POST, url: 'http://a.example/x/?q=1' },
  ],
  ['302 to another query asks for the result', POST, 302, '/x?q=2', { method: 'GET' }],
  ['a GET stays one', { ...POST, method: 'GET' }, 301, '/y', { method: 'GET', body: 'b' }],
  ['a HEAD stays one', { ...POST, method: 'HEAD' }, 303, '/y', { method: 'HEAD' }],
  [
    'a host below hears the credentials',
    POST,
    307,
    'http://b.a.example/x',
    { ...POST, url: 'http://b.a.example/x' },
  ],
  [
    'another host hears none',
    POST,
    307,
    'http://evil.example/x',
    { ...POST, url: 'http://evil.example/x', headers: QUIET },
  ],
  ['a host that only looks alike hears none', POST, 307, 'http://aa.example/', { headers: QUIET }],
  [
    'the same host without encryption hears none',
    { ...POST, url: 'https://a.example/' },
    308,
    'http://a.example/',
    { headers: QUIET },
  ],
  ['another scheme leads nowhere', POST, 307, 'ftp://a.example/x', undefined],
  ['no place leads nowhere', POST, 307, '', undefined],
  ['a place that is none leads nowhere', POST, 307, 'http://', undefined],
  ['304 is no redirect', POST, 304, '/y', undefined],
  ['200 is no redirect', POST, 200, '/y', undefined],
])('%s', (...[, ask, status, location, expected]) => {
  const next = redirected(ask, status, location)
  if (expected === undefined) expect(next).toBeUndefined()
  else expect(next).toMatchObject(expected)
})

test('a result is asked for without the body', () => {
  expect(redirected(POST, 303, '/y')).not.toHaveProperty('body')
})
