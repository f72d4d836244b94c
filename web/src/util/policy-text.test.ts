import { expect, test } from 'vitest'
import { type Condition, policyText } from './policy-text.ts'

const critical: Condition = { label: 'severity', operator: '=', value: 'critical' }
const web: Condition = { label: 'resource', operator: '=~', value: "web-.*'s" }
const odd: Condition = { label: 'k8s.io/name', operator: '!~', value: 'a"b' }

test.each([
  ['nothing to match', [], 'all', '', 'match: []\nnotify: []'],
  ['one', [critical], 'any', 'ops', `match: ['severity="critical"']\nnotify: [{ to: "ops" }]`],
  [
    'all',
    [critical, web],
    'all',
    'ops',
    `match: ['severity="critical"', 'resource=~"web-.*''s"']\nnotify: [{ to: "ops" }]`,
  ],
  [
    'any',
    [critical, odd],
    'any',
    'ops',
    `match: []\nwhen: '(labels["severity"] ?? "") == "critical" || not ((labels["k8s.io/name"] ?? "") matches "^(?:a\\"b)$")'\nnotify: [{ to: "ops" }]`,
  ],
  ['a name in quotes', [odd], 'all', '', `match: ['"k8s.io/name"!~"a\\"b"']\nnotify: []`],
] as const)('a policy of %s', (_, conditions, join, to, expected) => {
  expect(policyText({ conditions, join, to })).toBe(expected)
})
