import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LINK_ACTIONS, readLink, signLink } from './answer-link.ts'

const KEY = new Uint8Array(32).fill(7)
const NOW = 1_772_676_901_000
const LINK = {
  notificationId: '01jnb2c3d4e5f6g7h8j9kmnpqr',
  action: 'acknowledge',
  expiresAt: NOW + 3_600_000,
} as const

test('a link reads as it was made, for every action, and is short and safe in an address', () => {
  for (const action of LINK_ACTIONS) {
    const token = signLink({ ...LINK, action }, KEY)
    expect(token).toMatch(/^[\w-]{1,199}$/)
    expect(readLink(token, KEY, NOW)).toEqual({ kind: 'valid', link: { ...LINK, action } })
  }
})

test('it ends at its second', () => {
  const token = signLink(LINK, KEY)
  expect(readLink(token, KEY, LINK.expiresAt - 1).kind).toBe('valid')
  expect(readLink(token, KEY, LINK.expiresAt)).toEqual({ kind: 'expired' })
})

test('another key, and any change of any character, make it unknown, expired or not', () => {
  const token = signLink(LINK, KEY)
  expect(readLink(token, new Uint8Array(32), NOW)).toEqual({ kind: 'unknown' })
  for (let at = 0; at < token.length; at++) {
    const other = token[at] === 'A' ? 'B' : 'A'
    const changed = token.slice(0, at) + other + token.slice(at + 1)
    expect(readLink(changed, KEY, NOW)).toEqual({ kind: 'unknown' })
    expect(readLink(changed, KEY, LINK.expiresAt)).toEqual({ kind: 'unknown' })
  }
  for (const cut of [token.slice(1), token.slice(0, -1), `${token}A`, `${token}=`, ` ${token}`])
    expect(readLink(cut, KEY, NOW)).toEqual({ kind: 'unknown' })
})

test('a signature for another purpose, and an action or version that is not known, are none here', () => {
  const payload = Buffer.from([1, 0, 255, 255, 255, 255, 97])
  const mac = (purpose: string, bytes: Buffer): Buffer =>
    createHmac('sha256', KEY).update(purpose).update(bytes).digest()
  const read = (bytes: Buffer, purpose: string): unknown =>
    readLink(Buffer.concat([bytes, mac(purpose, bytes)]).toString('base64url'), KEY, NOW).kind
  expect(read(payload, 'tocsin answer link\n')).toBe('valid')
  expect(read(payload, '')).toBe('unknown')
  expect(read(Buffer.from([1, 9, 255, 255, 255, 255, 97]), 'tocsin answer link\n')).toBe('unknown')
  expect(read(Buffer.from([2, 0, 255, 255, 255, 255, 97]), 'tocsin answer link\n')).toBe('unknown')
})

test('whatever else stands in an address is unknown and never throws', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.base64String(), fc.stringMatching(/^[\w-]{0,260}$/)),
      (text) => {
        expect(readLink(text, KEY, NOW)).toEqual({ kind: 'unknown' })
      },
    ),
  )
})
