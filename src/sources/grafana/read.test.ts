import { describe, expect, test } from 'vitest'
import { CONTEXT, postOf } from '../../../test/contract/source-contract.ts'
import { grafana } from './grafana.ts'

const ALERT = {
  status: 'firing',
  labels: { alertname: 'cpu', instance: 'a' },
  annotations: {},
  startsAt: '2026-03-05T10:10:00+08:00',
}

function read(body: object, settings: Readonly<Record<string, string>> = {}) {
  return grafana.read(postOf(JSON.stringify(body)), { ...CONTEXT, settings })
}

function eventsOf(alerts: readonly unknown[], settings = {}) {
  const reading = read({ status: 'firing', alerts }, settings)
  return reading.kind === 'events' ? reading.events : []
}

describe('the severity of an alert', () => {
  test.each([
    [{ severity: 'Critical', priority: 'P4' }, 'critical'],
    [{ severity: 'so-so', priority: 'P2' }, 'error'],
    [{ level: '提示' }, 'info'],
    [{}, 'warning'],
  ])('of the labels %j is %s', (labels, severity) => {
    expect(eventsOf([{ ...ALERT, labels: { ...ALERT.labels, ...labels } }])).toMatchObject([
      { severity },
    ])
  })

  test('without a label is the one that is configured', () => {
    expect(eventsOf([ALERT], { defaultSeverity: 'error' })).toMatchObject([{ severity: 'error' }])
  })
})

test('an alert without a fingerprint goes by its labels, in whatever order', () => {
  const [one, same, other] = eventsOf([
    ALERT,
    { ...ALERT, labels: { instance: 'a', alertname: 'cpu' } },
    { ...ALERT, labels: { alertname: 'cpu', instance: 'b' } },
  ]).map(({ dedupKey }) => dedupKey)
  expect(same).toBe(one)
  expect(other).not.toBe(one)
})

test('an alert that cannot be read costs none of the others and is told', () => {
  expect(eventsOf([{ status: 'odd' }, ALERT, null])).toMatchObject([
    { kind: 'notice', name: 'UnreadAlert' },
    { kind: 'firing', name: 'cpu' },
    { kind: 'notice', name: 'UnreadAlert' },
  ])
  expect(read({ status: 'firing', alerts: [null] }).kind).toBe('unparsable')
})

test('a notification without alerts says nothing, and one of too many is refused', () => {
  expect(eventsOf([])).toEqual([])
  const many = Array.from({ length: 10_000 }, () => 0)
  expect(read({ status: 'firing', alerts: many })).toMatchObject({
    kind: 'unparsable',
    found: expect.stringContaining('10000 alerts'),
  })
})

test('an alert that is named like a test but is of another instance is an alert', () => {
  const labels = { alertname: 'TestAlert', instance: 'shop' }
  expect(eventsOf([{ ...ALERT, labels }])).toMatchObject([{ kind: 'firing', name: 'TestAlert' }])
})
