/** The ways in which senders and what stands between wrap one and the same payload. */
import { describe, expect, test } from 'vitest'
import type { SourceReading, SourceRequest, SourceType } from '../../src/contract/source.ts'
import { CONTEXT, postOf, type RequestFixture } from './source-contract.ts'

/** How a body may arrive. `get` stands for both ways to put it into a query. */
export type Encoding = 'json' | 'form' | 'get' | 'base64'

const FORM = 'application/x-www-form-urlencoded; charset=UTF-8'

/** Registers that each JSON fixture gives the same events in every encoding that its senders use. */
export function encodingsContract(
  source: SourceType,
  fixtures: readonly RequestFixture[],
  encodings: readonly Encoding[],
): void {
  const payloads = fixtures
    .filter(({ name }) => name.endsWith('.json'))
    .map(({ name, request }) => ({ name, text: Buffer.from(request.body).toString() }))
  const cases = payloads.flatMap(({ name, text }) =>
    wrapped(text, encodings).map(([how, request]) => ({ name, how, text, request })),
  )
  describe('every encoding gives the same events', () => {
    test.each(cases)('$name $how', ({ text, request }) => {
      const expected = essence(source.read(postOf(text), CONTEXT))
      expect(expected.length).toBeGreaterThan(0)
      expect(essence(source.read(request, CONTEXT))).toEqual(expected)
    })
  })
}

function wrapped(text: string, encodings: readonly Encoding[]): [string, SourceRequest][] {
  const ways: Readonly<Record<Encoding, () => [string, SourceRequest][]>> = {
    json: () => [
      ['as text/plain', postOf(text, 'text/plain; charset=UTF-8')],
      ['with a form’s content type', postOf(text, FORM)],
      ['with a byte order mark', postOf(`\uFEFF${text}`)],
      ['as a JSON string', postOf(JSON.stringify(text))],
      ['in the encoding of old Chinese systems', postOf(gbk(text))],
    ],
    form: () => [
      ['as a form', postOf(formOf(text), FORM)],
      ['as the form field data', postOf(`data=${encodeURIComponent(text)}`, FORM)],
    ],
    get: () => [
      ['as the query of a GET', getOf(formOf(text))],
      ['as the parameter data of a GET', getOf(`data=${encodeURIComponent(text)}`)],
    ],
    base64: () => [
      ['as Base64', postOf(Buffer.from(text).toString('base64'), 'text/plain')],
      [
        'as Base64 in a queue’s message',
        postOf(JSON.stringify({ MessageId: '1', Message: Buffer.from(text).toString('base64') })),
      ],
    ],
  }
  return encodings.flatMap((encoding) => ways[encoding]())
}

/** The first level as a form's fields; what is an object or a list is JSON in it. */
function formOf(text: string): string {
  const value: unknown = JSON.parse(text)
  if (typeof value !== 'object' || value === null) throw new Error('not an object')
  return Object.entries(value)
    .map(([name, part]: [string, unknown]) => [
      name,
      typeof part === 'string' ? part : JSON.stringify(part),
    ])
    .map((pair) => pair.map((part) => encodeURIComponent(String(part))).join('='))
    .join('&')
}

function getOf(query: string): SourceRequest {
  return { ...postOf(''), method: 'GET', query }
}

/** GB 18030: ASCII and the two-byte characters, which is all that the fixtures have. */
function gbk(text: string): Uint8Array {
  const bytes: number[] = []
  for (const character of text) {
    const pair = character < '\x80' ? undefined : gbkPairs().get(character)
    if (pair !== undefined) bytes.push(...pair)
    else bytes.push(...(character < '\x80' ? [character.charCodeAt(0)] : [0x3f]))
  }
  return Uint8Array.from(bytes)
}

let pairs: Map<string, readonly [number, number]> | undefined

function gbkPairs(): Map<string, readonly [number, number]> {
  if (pairs !== undefined) return pairs
  pairs = new Map()
  const decoder = new TextDecoder('gb18030')
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue
      const character = decoder.decode(Uint8Array.of(lead, trail))
      if (character.length === 1) pairs.set(character, [lead, trail])
    }
  }
  return pairs
}

/** What an event says, without the text that it was read from. */
function essence(reading: SourceReading): object[] {
  if (reading.kind !== 'events') expect.fail(JSON.stringify(reading))
  return reading.events.map(({ raw, ...event }) => {
    expect(raw).not.toBe('')
    return event
  })
}
