import { describe, expect, test } from 'vitest'
import { DELIVERY_LIMITS } from '../../base/limits.ts'
import type { Configuration, Contact, NotifyTarget, Policy } from '../../model/configuration.ts'
import type { Notification, NotificationEntry, ToldState } from '../../model/notification.ts'
import type { Severity } from '../../model/severity.ts'
import type { Telling } from '../../model/telling.ts'
import { address, addressUndelivered } from './escalate.ts'
import { takes } from './shares.ts'

function contactOf(id: string, change: Partial<Contact> = {}): Contact {
  const lane = `dingtalk:${id}`
  return {
    id,
    name: id,
    language: 'en',
    endpoints: [
      { id: `${id}/${lane}`, lane, contact: id, channel: 'dingtalk', language: 'en', settings: {} },
    ],
    ...change,
  }
}

const contacts = [
  contactOf('ops'),
  contactOf('duty'),
  contactOf('wang', { endpoints: [], mobile: '13800000000' }),
]

function configurationOf(change: Partial<Configuration> = {}): Configuration {
  return {
    revision: 'r',
    sources: [],
    contacts: new Map(contacts.map((contact) => [contact.id, contact])),
    contactGroups: new Map([
      ['all', { id: 'all', contacts: ['ops', 'duty', 'wang'] }],
      ['nobody', { id: 'nobody', contacts: ['wang'] }],
    ]),
    templates: new Map(),
    schedules: new Map(),
    muteTimings: new Map(),
    inhibitions: [],
    maintenance: [],
    escalationPolicies: new Map(),
    policies: [],
    fallback: 'duty',
    ...change,
  }
}

function entryOf(
  subjectId: string,
  severity: Severity,
  state: ToldState = 'firing',
): NotificationEntry {
  return {
    subjectId,
    eventId: `e-${subjectId}`,
    state,
    severity,
    name: 'n',
    title: 't',
    labels: {},
    fields: [],
    links: [],
    at: 1,
  }
}

function tell(
  entries: readonly NotificationEntry[],
  notify: readonly NotifyTarget[],
  change: Partial<Configuration> = {},
): ReturnType<typeof address> {
  const telling: Telling = {
    kind: 'alert',
    entries: entries.map((entry) => ({ entry, audience: entry.severity })),
    held: [],
    items: [],
    removedSubjects: [],
  }
  const policy: Policy = {
    id: 'p',
    match: [],
    group: { by: ['alert'], waitMs: 0, intervalMs: 0, repeatMs: 1 },
    notify,
    recoveries: true,
  }
  let counter = 0
  return address(telling, policy, {
    configuration: configurationOf(change),
    now: 5,
    newId: () => `n${++counter}`,
    escalations: [],
    turnOf: () => 0,
  })
}

const summary = (addressed: ReturnType<typeof address>): unknown => ({
  told: addressed.notifications.map(({ endpointId, entries }) => [
    endpointId.split('/')[0],
    ...entries.map(({ subjectId }) => subjectId),
  ]),
  held: addressed.held.map(({ entry, reason }) => [entry.subjectId, reason]),
})

test.each<[string, Severity, readonly Severity[] | undefined, boolean]>([
  ['of its severity', 'critical', undefined, true],
  ['of another one', 'warning', undefined, false],
  ['that it had heard of as worse', 'warning', ['error', 'critical'], true],
  ['that it had heard of as neither', 'warning', ['error', 'info'], false],
])('a target for what is critical takes what is %s', (_name, audience, earlier, expected) => {
  const entry = entryOf('a', audience)
  const told = { entry, audience, ...(earlier === undefined ? {} : { earlier }) }
  expect(takes({ to: 'ops', severities: ['critical'] }, told)).toBe(expected)
})

describe('whom a telling goes to', () => {
  test('each endpoint of the contact group hears it once, and people in the group are mentioned', () => {
    const addressed = tell([entryOf('a', 'critical')], [{ to: 'all' }, { to: 'ops' }])
    expect(summary(addressed)).toEqual({
      told: [
        ['ops', 'a'],
        ['duty', 'a'],
      ],
      held: [],
    })
    expect(addressed.notifications.map(({ mentions }) => mentions)).toEqual([
      ['13800000000'],
      ['13800000000'],
    ])
  })

  test('each severity goes where it is wanted, and what nobody wants is held back', () => {
    const entries = [entryOf('a', 'critical'), entryOf('b', 'warning'), entryOf('c', 'info')]
    const addressed = tell(entries, [
      { to: 'ops', severities: ['critical', 'warning'] },
      { to: 'duty', severities: ['critical'] },
    ])
    expect(summary(addressed)).toEqual({
      told: [
        ['ops', 'a', 'b'],
        ['duty', 'a'],
      ],
      held: [['c', 'severity-filter']],
    })
  })

  test('when the targets have no endpoint, the fallback hears it', () => {
    expect(summary(tell([entryOf('a', 'critical')], [{ to: 'nobody' }]))).toEqual({
      told: [['duty', 'a']],
      held: [],
    })
    expect(summary(tell([entryOf('a', 'critical')], []))).toEqual({
      told: [['duty', 'a']],
      held: [],
    })
  })

  test('without a fallback the hold says that nobody could be reached', () => {
    expect(
      summary(tell([entryOf('a', 'critical')], [{ to: 'nobody' }], { fallback: undefined })),
    ).toEqual({ told: [], held: [['a', 'nobody-reachable']] })
  })

  test('nobody is mentioned for what is over, acknowledged or mere information', () => {
    const entries = [
      entryOf('a', 'critical', 'resolved'),
      entryOf('b', 'critical', 'acknowledged'),
      entryOf('c', 'info'),
    ]
    for (const entry of entries)
      expect(tell([entry], [{ to: 'all' }]).notifications[0]?.mentions).toEqual([])
  })

  test('a message is as urgent as the worst that goes on, and a recovery waits behind', () => {
    expect(
      tell([entryOf('a', 'warning'), entryOf('b', 'critical', 'resolved')], [{ to: 'ops' }])
        .notifications[0]?.severity,
    ).toBe('warning')
    expect(
      tell([entryOf('b', 'critical', 'resolved')], [{ to: 'ops' }]).notifications[0]?.severity,
    ).toBe('info')
  })

  test('the template of the first target that names one goes along', () => {
    const { notifications } = tell(
      [entryOf('a', 'critical')],
      [{ to: 'ops' }, { to: 'all', template: 'short' }, { to: 'duty', template: 'long' }],
    )
    expect(notifications.map(({ lane, template }) => [lane, template])).toEqual([
      ['dingtalk:ops', 'short'],
      ['dingtalk:duty', 'short'],
    ])
    expect(tell([entryOf('a', 'critical')], [{ to: 'ops' }]).notifications[0]).not.toHaveProperty(
      'template',
    )
  })

  test('more alerts than one message names become several, the worst in the first', () => {
    const entries = Array.from({ length: DELIVERY_LIMITS.entriesMax + 5 }, (_, index) =>
      entryOf(`s${index}`, index === 64 ? 'critical' : 'warning'),
    )
    const { notifications } = tell(entries, [{ to: 'ops' }])
    expect(notifications.map((notification) => notification.entries.length)).toEqual([
      DELIVERY_LIMITS.entriesMax,
      5,
    ])
    expect(notifications[0]?.entries[0]?.subjectId).toBe('s64')
  })
})

describe('what will never reach its endpoint', () => {
  const dead: Notification = {
    id: 'n',
    endpointId: 'ops/x',
    lane: 'dingtalk:ops',
    kind: 'alert',
    severity: 'critical',
    state: 'dead',
    createdAt: 1,
    dueAt: 1,
    attemptCount: 1,
    policy: 'p',
    entries: [entryOf('a', 'critical')],
    mentions: [],
  }
  const rescue = (change: Partial<Notification>): readonly Notification[] =>
    rescueAll([{ ...dead, ...change }])
  const rescueAll = (
    all: readonly Notification[],
    change: Partial<Configuration> = {},
  ): readonly Notification[] =>
    addressUndelivered(all, 'trouble', {
      configuration: configurationOf(change),
      now: 5,
      newId: () => 'n1',
    })
  const standby = {
    id: 'ops/dingtalk:reserve',
    lane: 'dingtalk:reserve',
    contact: 'ops',
    channel: 'dingtalk',
    language: 'en',
    settings: {},
    standby: true,
  } as const
  const withStandby = {
    contacts: new Map(
      contacts.map((contact) => [
        contact.id,
        contact.id === 'ops' ? { ...contact, endpoints: [...contact.endpoints, standby] } : contact,
      ]),
    ),
  }

  test('is told to the fallback with the trouble', () => {
    expect(rescue({})).toEqual([
      expect.objectContaining({
        kind: 'undelivered',
        lane: 'dingtalk:duty',
        trouble: 'trouble',
        entries: dead.entries,
      }),
    ])
  })

  test('is not told to the very robot that refuses it, and not for ever', () => {
    expect(rescue({ lane: 'dingtalk:duty' })).toEqual([])
    expect(rescue({ kind: 'undelivered' })).toEqual([])
  })

  test('is told in as few messages as can name it all, each alert once, as it was last', () => {
    const many = Array.from({ length: 100 }, (_, index) => ({
      ...dead,
      id: `n${index + 100}`,
      entries: [entryOf(`s${index % 50}`, 'critical', index < 50 ? 'firing' : 'resolved')],
    }))
    const told = rescueAll(many)
    expect(told).toHaveLength(1)
    expect(told[0]?.entries.map(({ state }) => state)).toEqual(Array(50).fill('resolved'))
  })

  test('is told to the standby endpoint of its contact instead, as what it is', () => {
    expect(rescueAll([dead], withStandby)).toEqual([
      {
        ...dead,
        id: 'n1',
        endpointId: standby.id,
        lane: standby.lane,
        state: 'due',
        createdAt: 5,
        dueAt: 5,
        attemptCount: 0,
        trouble: 'trouble',
      },
    ])
  })

  test('is not told again to a standby endpoint that has a copy; what dies there goes to the fallback', () => {
    expect(rescueAll([{ ...dead, stoodBy: true }], withStandby)).toEqual([])
    const there = { ...dead, endpointId: standby.id, lane: standby.lane }
    expect(rescueAll([there], withStandby)).toEqual([
      expect.objectContaining({ kind: 'undelivered', lane: 'dingtalk:duty' }),
    ])
  })

  test('a standby endpoint hears nothing at first, and a pool each thing once', () => {
    const pooled = ['a', 'b'].map((robot) => ({
      ...standby,
      id: `ops/${robot}`,
      standby: false,
      pool: 'chat',
      lane: 'dingtalk:pool:ops/chat',
      robot,
    }))
    const contact = contactOf('ops', { endpoints: [...pooled, standby] })
    const { notifications } = tell([entryOf('a', 'critical')], [{ to: 'all' }], {
      contacts: new Map([['ops', contact]]),
    })
    expect(notifications.map(({ endpointId }) => endpointId)).toEqual(['ops/a'])
  })
})
