import { expect, test } from 'vitest'
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
