import { describe, expect, test } from 'vitest'
import type {
  Configuration,
  Contact,
  EscalationStep,
  NotifyTarget,
  Policy,
} from '../../model/configuration.ts'
import type { Notification } from '../../model/notification.ts'
import { addressStorm, addressUndelivered } from './escalate.ts'

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

function configurationOf(change: Partial<Configuration>): Configuration {
  return {
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
    ...change,
  }
}

function told(
  notify: readonly NotifyTarget[],
  fallback?: string,
  steps?: readonly EscalationStep[],
): readonly Notification[] {
  const plan = { id: 'plan', repeat: 0, delayMs: 0 }
  const configuration = configurationOf({
    muteTimings: new Map([['never', { id: 'never', intervals: [] }]]),
    escalationPolicies: new Map(steps ? [['plan', { ...plan, steps }]] : []),
    ...(fallback === undefined ? {} : { fallback }),
  })
  const group = { by: ['alert'], waitMs: 0, intervalMs: 0, repeatMs: 1000 }
  const policy: Policy = { id: 'p', match: [], group, notify, recoveries: true, escalate: 'plan' }
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

const stepFor = (to: string, change: Partial<EscalationStep> = {}): EscalationStep => ({
  notify: [{ to, severities: ['critical'] }],
  waitMs: 1,
  ...change,
})

test.each<[string, readonly NotifyTarget[], readonly EscalationStep[], readonly string[]]>([
  ['the first step beside the targets', [{ to: 'ops' }], [stepFor('pool')], ['ops/1', 'pool/1']],
  [
    'the first step alone, whose turn it ever is',
    [],
    [stepFor('all', { roundRobin: true })],
    ['ops/1', 'duty/1'],
  ],
  ['the first step that reaches somebody', [], [stepFor('nobody'), stepFor('ops')], ['ops/1']],
  [
    'the first step of this time',
    [],
    [stepFor('ops', { active: ['never'] }), stepFor('pool')],
    ['pool/1'],
  ],
  ['the fallback where no step reaches anybody', [], [stepFor('nobody')], ['duty/1']],
])('a storm of a policy that escalates is told to %s', (_name, notify, steps, endpoints) => {
  expect(told(notify, 'duty', steps).map(({ endpointId }) => endpointId)).toEqual(endpoints)
})

describe('a storm message that is given up', () => {
  const [message] = told([{ to: 'ops' }])
  const undelivered = (change: Partial<Notification>, fallback = 'duty'): readonly Notification[] =>
    addressUndelivered(message ? [{ ...message, ...change }] : [], 'trouble', {
      configuration: configurationOf({ fallback }),
      now: 9,
      newId: () => 'new',
    })

  test('is told to the fallback with the trouble', () => {
    expect(undelivered({})).toEqual([
      {
        ...message,
        id: 'new',
        kind: 'undelivered',
        endpointId: 'duty/1',
        lane: 'lane-duty',
        createdAt: 9,
        dueAt: 9,
        mentions: [],
        trouble: 'trouble',
      },
    ])
  })

  test('is told to the standby endpoint of its contact instead, beside whatever else it was owed', () => {
    const others = ['a', 'b'].map((id) => ({
      ...deadAbout(id),
      endpointId: 'pool/1',
      lane: 'lane-pool',
    }))
    const dead = message ? [{ ...message, endpointId: 'pool/1', lane: 'lane-pool' }, ...others] : []
    const context = {
      configuration: configurationOf({ fallback: 'duty' }),
      now: 9,
      newId: () => 'new',
    }
    expect(addressUndelivered(dead, 'trouble', context)).toMatchObject([
      { kind: 'storm', endpointId: 'pool/3', storm: NEWS, trouble: 'trouble' },
      { kind: 'alert', endpointId: 'pool/3', entries: [{ subjectId: 'a' }, { subjectId: 'b' }] },
    ])
  })

  test('is not told to the very robot that refuses it, and not for ever', () => {
    expect(undelivered({ lane: 'lane-duty' })).toEqual([])
    expect(undelivered({ kind: 'undelivered' })).toEqual([])
  })
})

function deadAbout(subjectId: string): Notification {
  const entry = {
    subjectId,
    eventId: subjectId,
    state: 'firing',
    severity: 'warning',
    name: 'n',
  } as const
  return {
    id: subjectId,
    endpointId: '',
    lane: '',
    kind: 'alert',
    severity: 'warning',
    state: 'dead',
    createdAt: 1,
    dueAt: 1,
    attemptCount: 1,
    policy: 'p',
    entries: [{ ...entry, title: 't', labels: {}, fields: [], links: [], at: 1 }],
    mentions: [],
  }
}
