import { describe, expect, test } from 'vitest'
import { CONTEXT, postOf } from '../../../test/contract/source-contract.ts'
import type { SourceRequest } from '../../contract/source.ts'
import { cloudevents } from './cloudevents.ts'

const EVENT = { specversion: '1.0', id: 'e-1', source: '/probes', type: 'com.example.probe.fired' }
const ALIBABA = { ...EVENT, source: 'acs.ecs', type: 'ecs:Instance:StateChange' }
const DATA = { resourceId: 'i-web', state: 'Stopped' }

const read = (request: SourceRequest) => cloudevents.read(request, CONTEXT)
const readJson = (body: unknown) => read(postOf(JSON.stringify(body)))

const withHeaders = (attributes: Readonly<Record<string, string>>, body: string): SourceRequest => {
  const named = Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value])
  const post = postOf(body)
  return { ...post, headers: { ...post.headers, ...Object.fromEntries(named) } }
}

function handedOn(request: SourceRequest): unknown {
  const reading = read(request)
  if (reading.kind !== 'as') return reading.kind
  expect(reading.type).toBe('cloudmonitor')
  return JSON.parse(Buffer.from(reading.request.body).toString())
}

describe('what EventBridge sends of Alibaba Cloud', () => {
  const structured = { ...ALIBABA, data: DATA }

  test('is handed on in the structured form, in whatever mode it came', () => {
    expect(handedOn(postOf(JSON.stringify(structured)))).toEqual(structured)
    expect(handedOn(withHeaders(ALIBABA, JSON.stringify(DATA)))).toEqual({
      ...structured,
      datacontenttype: 'application/json',
    })
    const encoded = {
      ...ALIBABA,
      data_base64: Buffer.from(JSON.stringify(DATA)).toString('base64'),
    }
    expect(handedOn(postOf(JSON.stringify(encoded)))).toEqual(structured)
    expect(handedOn(postOf(JSON.stringify([structured])))).toEqual([structured])
  })

  test('is a CloudEvent like any other in a batch with others', () => {
    expect(handedOn(postOf(JSON.stringify([structured, EVENT])))).toBe('events')
  })
})

describe('what is no CloudEvent', () => {
  test.each([
    [
      'without its attributes',
      { specversion: '1.0', type: 'a' },
      'A CloudEvent without id, source.',
    ],
    ['with other keys', { alert: 1 }, 'An object with the keys alert, which is no CloudEvent.'],
    ['a list of such', [{ a: 1 }, 2], 'A batch of 2 entries, none of which is a CloudEvent.'],
    ['a list of too many', Array.from({ length: 10_001 }, () => 0), 'A batch of 10001 events'],
  ])('is refused %s', (_name, body, found) => {
    expect(readJson(body)).toMatchObject({
      kind: 'unparsable',
      found: expect.stringContaining(found),
    })
  })

  test('is refused where headers begin one that has no id', () => {
    const { id: _, ...rest } = EVENT
    expect(read(withHeaders(rest, '{}'))).toMatchObject({
      kind: 'unparsable',
      found: 'A CloudEvent without id.',
    })
  })
})

test('the attributes may be written in capitals, and a broken percent in a header is text', () => {
  const { type, ...rest } = EVENT
  expect(readJson({ ...rest, Type: type })).toMatchObject({ events: [{ kind: 'firing' }] })
  expect(read(withHeaders({ ...EVENT, subject: '100%' }, ''))).toMatchObject({
    events: [{ labels: { resource: '100%' } }],
  })
})

test.each([
  [
    { 'webhook-request-origin': 'a.example.com' },
    { 'webhook-allowed-origin': 'a.example.com', 'webhook-allowed-rate': '*' },
  ],
  [
    { 'webhook-request-origin': '*', 'webhook-request-rate': '60' },
    { 'webhook-allowed-origin': '*', 'webhook-allowed-rate': '60' },
  ],
  [{ 'webhook-request-origin': 'a b' }, {}],
  [{}, {}],
])('to a sender that asks with %j the answer grants %j', (headers, granted) => {
  const reading = read({ ...postOf(''), method: 'OPTIONS', headers })
  expect(reading).toEqual({
    kind: 'events',
    events: [],
    answer: {
      status: 200,
      contentType: 'text/plain; charset=utf-8',
      body: '',
      headers: { allow: 'OPTIONS, POST', ...granted },
    },
  })
})
