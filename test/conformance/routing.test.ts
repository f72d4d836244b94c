import { expect, test } from 'vitest'
import { answerRoutingLine } from '../../src/config/import/jsonl.ts'
import { readCases } from './case-file.ts'
import { judgeRouting, ownRoutingCases } from './routing.ts'

test.each([
  ['am-routes.jsonl', 163],
  ['am-matchers.jsonl', 637],
])(
  '%s: routing trees, time intervals and matchers are what Alertmanager 0.34 makes of them',
  (file, count) => {
    const lines = ownRoutingCases(readCases(file))
    expect(lines).toHaveLength(count)
    expect(lines.map(judgeRouting).filter((miss) => miss !== undefined)).toEqual([])
  },
)

test('a wrong expectation is told', () => {
  const line = '{"id":"x","matcher":"a=b","labels":{"a":"b"},"parsed":[],"match":true}'
  expect(judgeRouting(line)).toContain('parsed is [{"name":"a"')
})

test.each([
  ['foo: 1', 'field foo not found'],
  ["inhibit_rules: [{ source_matchers: ['a=~('], target_matchers: ['c=d'] }]", 'parsing regexp'],
  ['inhibit_rules: [{ source_match_re: { a: "(" } }]', 'parsing regexp'],
  ['inhibit_rules: [{ equal: a }]', 'unmarshal'],
  ['global: { resolve_timeout: x }', 'not a valid duration string: "x"'],
])('a file is refused for what stands beside its routing: %s', (more, why) => {
  const config_yaml = `route: { receiver: x }\nreceivers: [{ name: x }]\n${more}\n`
  const answer = JSON.parse(answerRoutingLine(JSON.stringify({ id: 1, config_yaml, labels: {} })))
  expect(answer).toEqual({ id: 1, error: expect.stringContaining(why), phase: 'config' })
})

test.each([
  ["days_of_month: ['28:-1']", false],
  ["days_of_month: ['27:-1']", true],
  ["days_of_month: ['25:-5']", false],
  ["days_of_month: ['1:-31']", false],
  ["days_of_month: ['-31:-1']", true],
  ["months: ['13']", true],
  ["months: ['12:1']", false],
  ["years: ['2030:2020']", false],
  ["weekdays: ['sunday:monday']", true],
  ["weekdays: ['friday:monday']", false],
])('a time interval is taken where amtool takes it: %s', (part, isTaken) => {
  const config_yaml = `route: { receiver: x }\nreceivers: [{ name: x }]\ntime_intervals: [{ name: n, time_intervals: [{ ${part} }] }]\n`
  const answer = JSON.parse(answerRoutingLine(JSON.stringify({ id: 1, config_yaml, labels: {} })))
  expect('error' in answer).toBe(!isTaken)
})
