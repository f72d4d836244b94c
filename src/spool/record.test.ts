import { describe, expect, test } from 'vitest'
import type { SpooledRequest } from '../contract/spool.ts'
import { payloadOf, waitingIn } from './record.ts'

const spooled: SpooledRequest = {
  source: '值班',
  receivedAt: 1_772_676_901_000,
  request: {
    method: 'POST',
    path: '/x',
    query: 'key=the-key&again=the-key-before',
    headers: { 'content-type': 'text/plain', 'x-said': 'the-key' },
    body: Buffer.from('the-key告警 the-key-before\0\xFF the-ke'),
  },
  ids: ['a', 'b'],
  inTurn: false,
  restOnly: true,
}
const KEYS = ['the-key', 'the-key-before']

describe('a request in the spool', () => {
  test('is read back as it was, byte by byte', () => {
    const waiting = waitingIn(payloadOf(spooled, KEYS))
    expect(waiting).toMatchObject({ source: '值班', receivedAt: spooled.receivedAt, inTurn: false })
    expect(waiting.open(KEYS)).toEqual(spooled)
  })

  test('has no ingest key in it, wherever the sender put it', () => {
    expect(payloadOf(spooled, KEYS).toString('latin1')).not.toContain('the-key')
  })

  test('is given the key that its source has now, and without a source none', () => {
    const waiting = waitingIn(payloadOf(spooled, KEYS))
    expect(waiting.open(['another']).request.query).toBe('key=another&again=another')
    expect(waiting.open([]).request.headers['x-said']).toBe('***')
  })

  test('of bytes that are none is not opened', () => {
    expect(() => waitingIn(Buffer.from('{}'))).toThrow()
    expect(() => waitingIn(Buffer.alloc(4))).toThrow()
  })
})
