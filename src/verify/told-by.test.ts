import { expect, test } from 'vitest'
import type { Configuration, Policy } from '../model/configuration.ts'
import { toldByStep } from './told-by.ts'

const policy = (id: string, ...to: string[]): Policy => ({
  id,
  match: [],
  group: { by: ['alert'], waitMs: 0, intervalMs: 0, repeatMs: 1 },
  notify: to.map((one) => ({ to: one })),
  recoveries: true,
})
const configuration = (policies: readonly Policy[], fallback?: string): Configuration => ({
  revision: 'x',
  sources: [],
  contacts: new Map(),
  contactGroups: new Map(
    [
      { id: 'all', contacts: ['ops', 'dev'] },
      { id: 'dev', contacts: ['dev'] },
    ].map((group) => [group.id, group]),
  ),
  policies,
  templates: new Map(),
  schedules: new Map(),
  muteTimings: new Map(),
  inhibitions: [],
  maintenance: [],
  escalationPolicies: new Map(),
  ...(fallback === undefined ? {} : { fallback }),
})

test.each([
  ['ops', configuration([policy('a', 'all'), policy('b', 'dev')]), 'ok', 'told by a.'],
  ['dev', configuration([policy('a', 'all'), policy('b', 'dev')]), 'ok', 'told by a, b.'],
  ['ops', configuration([policy('b', 'dev')], 'all'), 'ok', 'as the fallback'],
  ['dev', configuration([policy('b', 'dev')], 'all'), 'ok', 'told by b, and it is the fallback.'],
  ['ops', configuration([policy('b', 'dev')]), 'note', 'No policy tells this contact'],
  [
    'dev',
    configuration('abcdef'.split('').map((id) => policy(id, 'all'))),
    'ok',
    'a, b, c, d, e, ….',
  ],
])('%s', (contact, given, state, words) => {
  const step = toldByStep(given, { contact })
  expect(step.state).toBe(state)
  expect(JSON.stringify(step.text)).toContain(words)
})
