import { expect, test } from 'vitest'
import type { RotationLayer, Schedule } from '../../model/schedule.ts'
import { lookAtDuties } from './duty.ts'

const DAY = 24 * 3_600_000
/** Monday, 5 January 2026, at midnight in UTC: Li takes over from Wang, and in half a day nobody from Li. */
const NOW = Date.UTC(2026, 0, 5)
const layer: RotationLayer = {
  rotation: { unit: 'days', every: 1, minute: 0, from: '2026-01-05' },
  contacts: ['li', 'wang'],
  until: NOW + DAY / 2,
  restrictions: [],
}

test.each<[string, Partial<Schedule>, readonly (readonly [string, string | undefined])[]]>([
  ['without owners the gap goes to the fallback', {}, [['gap', undefined]]],
  ['the gap goes to the owners', { owners: 'ops' }, [['gap', 'ops']]],
  [
    'the handover goes to its chat, and the gap to the owners',
    { owners: 'ops', handover: { to: 'team', beforeMs: 0 } },
    [
      ['handover', 'team'],
      ['gap', 'ops'],
    ],
  ],
  [
    'the gap goes to the fallback, not to the chat of handovers',
    { handover: { to: 'team', beforeMs: 0 } },
    [
      ['handover', 'team'],
      ['gap', undefined],
    ],
  ],
])('%s', (_name, change, expected) => {
  const schedule: Schedule = { id: 's', zone: 'UTC', layers: [layer], overrides: [], ...change }
  const mark = { schedule: 's', onCall: { contact: 'wang' }, gaps: [] }
  const context = { nameOf: (contact: string) => contact, newId: () => 'id', now: NOW }
  const { announcements } = lookAtDuties([schedule], new Map([['s', mark]]), context)
  expect(announcements.map(({ kind, to }) => [kind, to])).toEqual(expected)
})
