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
