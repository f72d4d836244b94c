import { describe, expect, test } from 'vitest'
import type { Alert } from '../../model/alert.ts'
import type { AlertGroup, GroupItem } from '../../model/alert-group.ts'
import type { Policy } from '../../model/configuration.ts'
import type { Event } from '../../model/event.ts'
import { LIFE_DEFAULTS } from '../../model/life.ts'
import { pairKey } from '../../model/settlement.ts'
import { decideSettlement } from './decide.ts'

const NOW = 1_000_000
const REPEAT_MS = 3600_000
const TOLD_AT = NOW - 100_000
/** When the group would be looked at next, if nothing happened. */
const LATER = NOW + 2 * REPEAT_MS

const policy: Policy = {
  id: 'p',
  match: [],
  group: { by: [], waitMs: 0, intervalMs: 300_000, repeatMs: REPEAT_MS },
  notify: [],
  recoveries: true,
  escalate: 'night',
}
const group: AlertGroup = {
  id: 'g',
  policy: 'p',
  key: '[]',
  labels: {},
  openedAt: 1,
  nextFlushAt: LATER,
}
const alert: Alert = {
  id: 'al',
  source: 's',
  dedupKey: 'k',
  state: 'acknowledged',
  severity: 'critical',
  name: 'n',
  title: 't',
  labels: {},
  openedAt: 1,
  updatedAt: 5,
  eventCount: 2,
  firstEventId: 'e1',
  lastEventId: 'e2',
  answers: [{ action: 'acknowledge', by: 'Wang', via: 'api', at: 5, eventId: 'e2' }],
}
const event: Event = {
  id: 'e9',
  source: 's',
  kind: 'firing',
  dedupKey: 'k',
  deliveryKey: 'd',
  name: 'n',
  title: 't',
  severity: 'critical',
  receivedAt: NOW,
  labels: {},
  fields: [],
  links: [],
}
const ranOut: Event = {
  ...event,
  kind: 'notice',
  answer: { action: 'unacknowledge', by: '', via: 'hub', alertId: 'al', ranOut: 'e2' },
}

function itemOf(
  change: Pick<GroupItem, 'mutedBy'> & { readonly state: Alert['state'] },
): GroupItem {
  const { state, mutedBy } = change
  const told = { state, severity: 'critical', at: TOLD_AT } as const
  return {
    groupId: 'g',
    entry: {
      subjectId: 'al',
      eventId: 'e2',
      state,
      severity: 'critical',
      name: 'n',
      title: 't',
      labels: {},
      fields: [],
      links: [],
      at: 1,
    },
    pending: false,
    told,
    ...(mutedBy === undefined ? {} : { mutedBy }),
  }
}

/** When the group is looked at after the event. */
function lookedAt(settled: Event, item: GroupItem, state: Alert['state']): number | undefined {
  const { groups, outcomes } = decideSettlement(
    [{ event: settled, policies: [policy] }],
    {
      alerts: new Map([[pairKey('s', 'k'), { ...alert, state }]]),
      deliveries: new Map(),
      groups: new Map(),
      standings: new Map([['al', [{ group, item }]]]),
      storms: new Map(),
    },
    {
      now: NOW,
      revision: 'r',
      newId: () => 'new',
      policies: new Map([['p', policy]]),
      lifeOf: () => LIFE_DEFAULTS,
    },
  ).settlement()
  expect(outcomes.map(({ matched }) => matched)).toEqual([[{ policy: 'p', groupId: 'g' }]])
  return groups[0]?.nextFlushAt
}

describe('a group is looked at when what goes on is to be told again', () => {
  test('where nobody has it any more, also where a run calls', () => {
    const item = itemOf({ state: 'acknowledged' })
    expect(lookedAt(ranOut, item, 'acknowledged')).toBe(TOLD_AT + REPEAT_MS)
  })

  test('where a silence held it, and it may be none of the silence’s any more', () => {
    const item = itemOf({ state: 'firing', mutedBy: 'a-silence' })
    expect(lookedAt({ ...event, severity: 'info' }, item, 'firing')).toBe(TOLD_AT + REPEAT_MS)
  })

  test('and not where it goes on as it did', () => {
    expect(lookedAt(event, itemOf({ state: 'firing' }), 'firing')).toBeUndefined()
  })
})
