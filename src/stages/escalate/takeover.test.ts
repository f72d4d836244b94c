import { expect, test } from 'vitest'
import { ESCALATION_LIMITS } from '../../base/limits.ts'
import type { OpenAlert } from '../../contract/schedule-store.ts'
import type { Configuration, NotifyTarget, Policy } from '../../model/configuration.ts'
import type { Escalation } from '../../model/escalation.ts'
import { beginRun } from './address.ts'
import { addressTakeover, policiesNaming } from './takeover.ts'

const NOW = 1_000_000
const ENDPOINT = { id: 'li/x', lane: 'x', contact: 'li', channel: 'x', settings: {} }

const policy = (id: string, notify: readonly NotifyTarget[], escalate?: string): Policy => ({
  ...{ id, match: [], group: { by: ['alert'], waitMs: 0, intervalMs: 0, repeatMs: 1 } },
  ...{ notify, recoveries: true },
  ...(escalate === undefined ? {} : { escalate }),
})
const POLICIES = [
  policy('plain', [{ schedule: 'rota' }]),
  policy('severe', [{ schedule: 'rota', severities: ['critical'] }]),
  policy('steps', [{ to: 'chat' }], 'on-call'),
  { ...policy('tree', [{ to: 'chat' }]), routes: [policy('tree/route', [{ schedule: 'rota' }])] },
  policy('other', [{ schedule: 'other' }]),
]
const PLAN = {
  ...{ id: 'on-call', repeat: 0, delayMs: 0 },
  steps: [
    { notify: [{ to: 'chat' }], waitMs: 1 },
    { notify: [{ schedule: 'rota' }], waitMs: 1 },
  ],
}
const CONFIGURATION: Configuration = {
  ...{ revision: 'r', sources: [], templates: new Map(), schedules: new Map() },
  ...{ inhibitions: [], maintenance: [], muteTimings: new Map(), contactGroups: new Map() },
  escalationPolicies: new Map([['on-call', PLAN]]),
  policies: POLICIES,
  contacts: new Map([
    ['li', { id: 'li', name: 'Li', language: 'en', endpoints: [{ ...ENDPOINT, language: 'en' }] }],
  ]),
}

function runOf(change: Partial<Escalation> = {}): Escalation {
  const run = beginRun({
    ...{ id: 'r', alertId: 'a', policy: 'steps', plan: PLAN, turn: 0, severity: 'warning' },
    ...{ startedAt: 1, dueAt: 1 },
  })
  return { ...run, told: ['wang'], ...change }
}

function openOf(change: Partial<OpenAlert> = {}): OpenAlert {
  const about = { source: 's', dedupKey: 'k', severity: 'warning', name: 'n', title: 't' } as const
  return {
    alert: {
      ...{ ...about, id: 'a', state: 'firing', labels: {}, openedAt: 1, updatedAt: 1 },
      ...{ eventCount: 1, firstEventId: 'e', lastEventId: 'e' },
    },
    event: {
      ...{ ...about, id: 'e', kind: 'firing', deliveryKey: 'd', receivedAt: 1, labels: {} },
      ...{ fields: [], links: [] },
    },
    policies: [],
    runs: [],
    ...change,
  }
}

function arrive(open: OpenAlert, contact = 'li'): ReturnType<typeof addressTakeover> {
  const policies = new Map(POLICIES.map((one) => [one.id, one]))
  return addressTakeover(
    { schedule: 'rota', contact },
    { open: [open], more: 0, policies },
    { configuration: CONFIGURATION, now: NOW, newId: () => 'n' },
  )
}

test.each<[string, number, Partial<OpenAlert>]>([
  ['that a policy told whoever is on call', 1, { policies: ['plain'] }],
  ['that a policy with such a step told', 1, { policies: ['steps'] }],
  ['that a policy tells only where it is severe', 0, { policies: ['severe'] }],
  ['that a policy told whoever is on call elsewhere', 0, { policies: ['other'] }],
  ['of a policy that is gone', 0, { policies: ['gone'] }],
  ['on its way by such a step', 1, { runs: [runOf()] }],
  ['whose run was given to somebody else', 0, { runs: [runOf({ end: 'reassigned' })] }],
])('of an alert %s, whoever comes on call hears in %d messages', (_name, count, change) => {
  expect(arrive(openOf(change)).notifications).toHaveLength(count)
})

test('whoever comes on call hears from then on how its runs go on, once, and as long as there is room', () => {
  const joined = (change: Partial<Escalation>): unknown =>
    arrive(openOf({ policies: ['plain'], runs: [runOf(change)] })).escalations.map(
      ({ told, history }) => [told.length, history.map(({ what }) => what)],
    )
  expect(joined({})).toEqual([[2, ['taken-over']]])
  expect(joined({ told: ['li'] })).toEqual([[1, ['taken-over']]])
  expect(joined({ end: 'reassigned' })).toEqual([])
  const full = Array.from({ length: ESCALATION_LIMITS.toldMax }, (_, at) => `c${at}`)
  expect(joined({ told: full })).toEqual([])
})

test('who is no longer configured is told nothing', () => {
  expect(arrive(openOf({ policies: ['plain'] }), 'gone')).toEqual({
    notifications: [],
    escalations: [],
  })
})

test('policies and routes name a schedule themselves or by a step', () => {
  expect(policiesNaming('rota', CONFIGURATION)).toEqual(['plain', 'severe', 'steps', 'tree/route'])
})
