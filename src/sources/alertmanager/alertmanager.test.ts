import { describe, expect, test } from 'vitest'
import {
  CONTEXT,
  postOf,
  readFixtures,
  sourceContract,
} from '../../../test/contract/source-contract.ts'
import type { SourceReading, SourceRequest } from '../../contract/source.ts'
import { alertmanager } from './alertmanager.ts'
import { fingerprintOf } from './fingerprint.ts'
import { severityOf } from './severity.ts'

const FIXTURES = readFixtures(new URL('./fixtures/', import.meta.url))

sourceContract(alertmanager, FIXTURES)

describe('recorded payloads', () => {
  test.each(FIXTURES)('$name reads as its expected file says', async ({ name, request }) => {
    const reading = alertmanager.read(request, CONTEXT)
    const events = reading.kind === 'events' ? reading.events : []
    const shown = JSON.stringify(events, (key, value) => (key === 'raw' ? undefined : value), 2)
    await expect(`${shown}\n`).toMatchFileSnapshot(`./fixtures/${name}.expected.json`)
  })
})

/** The identities that Alertmanager 0.25 gave to these labels. */
test.each([
  [{ alertname: 'a', severity: 'critical', instance: 'x' }, 'a96eab6e63698d2e'],
  [{ ok: '1' }, '8d4653b8b9db0024'],
])('labels have the fingerprint that Alertmanager gives them: %j', (labels, fingerprint) => {
  expect(fingerprintOf(labels)).toBe(fingerprint)
})

test('the order of labels makes no other fingerprint', () => {
  expect(fingerprintOf({ b: '2', a: '1' })).toBe(fingerprintOf({ a: '1', b: '2' }))
  expect(fingerprintOf({ a: '1', b: '' })).not.toBe(fingerprintOf({ a: '1b' }))
})

test.each([
  [{ severity: 'Page' }, 'critical'],
  [{ severity: 'critical ' }, 'critical'],
  [{ level: 'high' }, 'error'],
  [{ severity: 'none' }, 'info'],
  [{ severity: 'sev-x', priority: 'P4' }, 'info'],
  [{ severity: '严重' }, 'critical'],
  [{ severity: 'whatever' }, 'warning'],
  [{}, 'warning'],
])('%j is %s', (labels, severity) => {
  expect(severityOf(labels)).toBe(severity)
})

function apiPost(body: string, change: Partial<SourceRequest> = {}): SourceReading {
  return alertmanager.read({ ...postOf(body), path: '/api/v2/alerts', ...change }, CONTEXT)
}

describe('a list that is refused is answered as Alertmanager does, and says to people what is wrong', () => {
  const plain = { headers: { 'content-type': 'text/plain' } }
  test.each<[body: string, change: Partial<SourceRequest>, status: number, says: string]>([
    ['', {}, 422, '{"code":602,"message":"alerts in body is required"}'],
    ['[', {}, 400, 'parsing alerts body from'],
    ['{}', {}, 400, 'parsing alerts body from'],
    ['[1]', {}, 400, 'parsing alerts body from'],
    ['[null]', {}, 422, '"0 in body is required"'],
    ['[{}]', {}, 422, '{"code":602,"message":"0.labels in body is required"}'],
    ['[{"labels":{"a":1}}]', {}, 400, 'parsing alerts body from'],
    ['[{"labels":{"a":"1"},"startsAt":"x"}]', {}, 400, 'parsing alerts body from'],
    ['[{"labels":{"a":"1"},"startsAt":1}]', {}, 400, 'parsing alerts body from'],
    ['[{"labels":{"a":"1"},"generatorURL":"no"}]', {}, 422, 'must be of type uri'],
    ['[{"labels":{}}]', {}, 400, '"at least one label pair required"\n'],
    ['[{"labels":{"a":""}},{"labels":{" ":"x"}}]', {}, 400, 'required; invalid label set'],
    ['[{"labels":{"a":"1"},"annotations":{"":"x"}}]', {}, 400, 'invalid annotations'],
    ['[]', plain, 415, 'unsupported media type \\"text/plain\\"'],
    ['[]', { headers: {} }, 415, 'application/octet-stream'],
    ['[]', { path: '/api/v1/alerts' }, 410, '"deprecated"'],
    ['[]', { path: '/api/v2/other' }, 404, 'was not found'],
  ])('%s %j', (body, change, status, says) => {
    const reading = apiPost(body, change)
    expect(reading).toMatchObject({ kind: 'unparsable', answer: { status } })
    expect(reading.kind === 'unparsable' && reading.answer?.body).toContain(says)
  })

  test('with more alerts than a request may bring', () => {
    const many = JSON.stringify(Array.from({ length: 10_001 }, () => ({ labels: { a: '1' } })))
    expect(apiPost(many)).toMatchObject({ kind: 'unparsable', answer: { status: 400 } })
  })
})

test('of a list with invalid alerts the valid ones are taken, and the sender is told of the others', () => {
  const reading = apiPost('[{"labels":{"a":"1"}},{"labels":{}}]')
  expect(reading).toMatchObject({
    kind: 'events',
    events: [{ kind: 'firing' }, { kind: 'notice', name: 'InvalidAlert' }],
    answer: { status: 400, body: '"at least one label pair required"\n' },
  })
})

test.each(['[]', 'null'])('%s is taken, and is no event', (body) => {
  expect(apiPost(body)).toMatchObject({ kind: 'events', events: [], answer: { status: 200 } })
})

test('an alert without an end gets the time-out of its source', () => {
  const settings = { resolveTimeout: 60_000 }
  const request = { ...postOf('[{"labels":{"a":"1"}}]'), path: '/api/v2/alerts' }
  const timeOuts = [settings, {}].map((one) => {
    const reading = alertmanager.read(request, { ...CONTEXT, settings: one })
    return reading.kind === 'events' ? reading.events[0]?.sent?.timeOutMs : undefined
  })
  expect(timeOuts).toEqual([60_000, 300_000])
})

test('what a webhook says is firing has no end, and what it says is over is over whatever our clock says', () => {
  const entry = { labels: { a: '1' }, startsAt: '2026-03-05T02:00:00Z' }
  const body = {
    alerts: [
      { ...entry, status: 'firing', endsAt: '2026-03-05T02:01:00Z' },
      { ...entry, status: 'resolved', endsAt: '2026-03-05T03:00:00Z' },
      { status: 'firing' },
    ],
  }
  const reading = alertmanager.read(postOf(JSON.stringify(body)), CONTEXT)
  const events = reading.kind === 'events' ? reading.events : []
  expect(events.map(({ kind }) => kind)).toEqual(['firing', 'resolved', 'notice'])
  expect(events.map(({ sent }) => sent?.endsAt)).toEqual([undefined, CONTEXT.receivedAt, undefined])
})

test.each([
  ['{"version":"4"}', 'An object with the keys version'],
  ['{}', 'An empty object.'],
  ['nothing', 'A body that is no JSON'],
])('%s at the address itself is refused with what was found', (body, found) => {
  const reading = alertmanager.read(postOf(body), CONTEXT)
  expect(reading.kind === 'unparsable' && reading.found).toContain(found)
})
