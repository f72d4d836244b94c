import { expect, test } from 'vitest'
import type { Configuration, Contact, NotifyTarget, Policy } from '../../model/configuration.ts'
import { addressStorm } from './escalate.ts'

function contactOf(id: string, change: Partial<Contact> = {}): Contact {
  const endpoint = { contact: id, channel: 'dingtalk', language: 'en', settings: {} } as const
  return {
    id,
    name: id,
    language: 'en',
    endpoints: [{ ...endpoint, id: `${id}/1`, lane: `lane-${id}` }],
    ...change,
  }
}

const { endpoints: [robot] = [] } = contactOf('pool')
const CONTACTS = [
  contactOf('ops'),
  contactOf('duty'),
  contactOf('wang', { endpoints: [], mobile: '13800000000' }),
  contactOf('pool', {
    endpoints: robot
      ? [
          robot,
          { ...robot, id: 'pool/2' },
          { ...robot, id: 'pool/3', lane: 'other', standby: true },
        ]
      : [],
  }),
]
const GROUPS = { all: ['ops', 'duty', 'wang'], nobody: ['wang'] }
const NEWS = { count: 12, withinMs: 300_000, threshold: 10, labels: [], sampled: 12 }

function told(notify: readonly NotifyTarget[], fallback?: string) {
  const configuration: Configuration = {
    revision: 'r',
    sources: [],
    contacts: new Map(CONTACTS.map((contact) => [contact.id, contact])),
    contactGroups: new Map(Object.entries(GROUPS).map(([id, contacts]) => [id, { id, contacts }])),
    templates: new Map(),
    schedules: new Map(),
    muteTimings: new Map(),
    inhibitions: [],
    maintenance: [],
    escalationPolicies: new Map(),
    policies: [],
    fallback,
  }
  const group = { by: ['alert'], waitMs: 0, intervalMs: 0, repeatMs: 1000 }
  const policy: Policy = { id: 'p', match: [], group, notify, recoveries: true }
  let counter = 0
  const newId = (): string => `n${++counter}`
  return addressStorm(NEWS, policy, { configuration, now: 7, newId })
}

test.each<[string, readonly NotifyTarget[], string | undefined, readonly string[]]>([
  ['each endpoint once', [{ to: 'all' }, { to: 'ops' }], undefined, ['ops/1', 'duty/1']],
  ['whatever severities they take', [{ to: 'ops', severities: ['info'] }], undefined, ['ops/1']],
  ['a pool once, and none that stands by', [{ to: 'pool' }], undefined, ['pool/1']],
  ['the fallback where nobody can be', [{ to: 'nobody' }], 'duty', ['duty/1']],
  ['the fallback where the policy tells nobody', [], 'duty', ['duty/1']],
  ['nobody where there is none either', [{ to: 'nobody' }], undefined, []],
])('a storm is told to %s', (_name, notify, fallback, endpoints) => {
  expect(told(notify, fallback).map(({ endpointId }) => endpointId)).toEqual(endpoints)
})

test('a storm is critical, due at once, names no alert, and mentions those who are told with a chat', () => {
  expect(told([{ to: 'all' }])[0]).toEqual({
    id: 'n1',
    endpointId: 'ops/1',
    lane: 'lane-ops',
    kind: 'storm',
    severity: 'critical',
    state: 'due',
    createdAt: 7,
    dueAt: 7,
    attemptCount: 0,
    policy: 'p',
    entries: [],
    mentions: ['13800000000'],
    storm: NEWS,
  })
})
