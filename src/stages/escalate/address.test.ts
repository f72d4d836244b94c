import { describe, expect, test } from 'vitest'
import type { AlertGroup } from '../../model/alert-group.ts'
import type {
  Configuration,
  Contact,
  EscalationPolicy,
  NotifyTarget,
  Policy,
} from '../../model/configuration.ts'
import type { DueEscalation, Escalation } from '../../model/escalation.ts'
import type { Notification, NotificationEntry, NotificationKind } from '../../model/notification.ts'
import type { Telling } from '../../model/telling.ts'
import { type Addressed, address, beginRun, withoutGroup } from './address.ts'
import { turnParty } from './party.ts'

const NOW = 1_000_000

function contactOf(id: string, mobile?: string): Contact {
  const lane = `dingtalk:${id}`
  const endpoint = { id: `${id}/${lane}`, lane, contact: id, channel: 'dingtalk', language: 'en' }
  return {
    id,
    name: id,
    language: 'en',
    endpoints: [{ ...endpoint, language: 'en', settings: {} }],
    ...(mobile === undefined ? {} : { mobile }),
  }
}

const contacts = [contactOf('chat'), contactOf('wang', '138'), contactOf('li', '139')]

function configurationOf(
  notify: readonly NotifyTarget[],
  plan: Partial<EscalationPolicy> = {},
): Configuration {
  const steps = [{ notify, waitMs: 60_000 }]
  const onCall = { id: 'on-call', steps, repeat: 0, delayMs: 0, ...plan }
  return {
    revision: 'r',
    sources: [],
    contacts: new Map(contacts.map((contact) => [contact.id, contact])),
    contactGroups: new Map([['team', { id: 'team', contacts: ['wang', 'li'] }]]),
    templates: new Map(),
    schedules: new Map(),
    muteTimings: new Map(),
    inhibitions: [],
    maintenance: [],
    escalationPolicies: new Map([['on-call', onCall]]),
    policies: [],
  }
}

const policy: Policy = {
  id: 'p',
  match: [],
  group: { by: ['alert'], waitMs: 0, intervalMs: 0, repeatMs: 1 },
  notify: [{ to: 'chat' }],
  escalate: 'on-call',
  recoveries: true,
}

function entryOf(subjectId: string, change: Partial<NotificationEntry> = {}): NotificationEntry {
  return {
    subjectId,
    eventId: `e-${subjectId}`,
    state: 'firing',
    severity: 'critical',
    name: 'n',
    title: 't',
    labels: {},
    fields: [],
    links: [],
    at: 1,
    ...change,
  }
}

function tell(
  entries: readonly NotificationEntry[],
  configuration: Configuration,
  more: { kind?: NotificationKind; runs?: readonly Escalation[] } = {},
): Addressed {
  let counter = 0
  const { kind = 'alert', runs = [] } = more
  const told = entries.map((entry) => ({ entry, audience: entry.severity }))
  return address({ kind, entries: told, held: [], items: [], removedSubjects: [] }, policy, {
    configuration,
    now: NOW,
    newId: () => `n${++counter}`,
    escalations: runs,
    turnOf: () => 0,
  })
}

/** The run of an alert that has told Wang its first step. */
function runOf(alertId: string, change: Partial<Escalation> = {}): Escalation {
  const { escalationPolicies } = configurationOf([{ to: 'wang' }])
  const plan = escalationPolicies.get('on-call')
  if (!plan) throw new Error('the configuration has it')
  const run = beginRun({
    id: `r-${alertId}`,
    alertId,
    policy: 'p',
    groupId: 'g',
    plan: { ...plan, steps: [...plan.steps, { notify: [{ to: 'li' }], waitMs: 60_000 }] },
    turn: 0,
    severity: 'critical',
    startedAt: 1,
    dueAt: NOW,
  })
  return { ...run, step: 0, version: 1, told: ['wang'], paged: ['wang'], ...change }
}

const heard = (notifications: readonly Notification[]): unknown =>
  notifications.map(({ endpointId, entries }) => [
    endpointId.split('/')[0],
    ...entries.map(({ subjectId }) => subjectId),
  ])

test('a run whose group has ended belongs to the next one that tells its alert', () => {
  const [left] = withoutGroup([runOf('a')])
  expect(left).not.toHaveProperty('groupId')
  const group: AlertGroup = { id: 'g2', policy: 'p', key: 'k', labels: {}, openedAt: NOW }
  const entries = [{ entry: entryOf('a'), audience: 'critical' as const }]
  const telling: Telling = {
    kind: 'update',
    entries,
    held: [],
    items: [],
    removedSubjects: [],
    group,
  }
  const { escalations } = address(telling, policy, {
    configuration: configurationOf([{ to: 'wang' }]),
    now: NOW,
    newId: () => 'n',
    escalations: left ? [left] : [],
    turnOf: () => 0,
  })
  expect(escalations).toMatchObject([{ id: 'r-a', groupId: 'g2' }])
})

describe('what a policy that escalates tells', () => {
  test('is one message to a chat that both name, in which all whom the step names are mentioned', () => {
    const { notifications } = tell(
      [entryOf('a')],
      configurationOf([{ to: 'chat' }, { to: 'wang' }]),
    )
    expect(heard(notifications)).toEqual([
      ['chat', 'a'],
      ['wang', 'a'],
    ])
    expect(notifications.map(({ mentions }) => mentions)).toEqual([['138'], ['138']])
  })

  test('knows the step that tells it, and goes by the template of its target', () => {
    const { notifications, escalations } = tell(
      [entryOf('a')],
      configurationOf([{ to: 'wang', template: 'short' }]),
    )
    expect(notifications.map(({ template }) => template)).toEqual([undefined, 'short'])
    expect(escalations).toMatchObject([{ alertId: 'a', step: 0, version: 1, told: ['wang'] }])
    const level = { run: escalations[0]?.id, version: 1 }
    for (const { entries } of notifications) expect(entries[0]?.level).toEqual(level)
  })

  test('goes to each who wants its severity, and a step for others is left out', () => {
    const configuration = configurationOf([{ to: 'wang', severities: ['critical'] }])
    const { notifications, escalations } = tell(
      [entryOf('a'), entryOf('b', { severity: 'info' })],
      configuration,
    )
    expect(heard(notifications)).toEqual([
      ['chat', 'a', 'b'],
      ['wang', 'a'],
    ])
    expect(escalations.map(({ alertId, end }) => [alertId, end])).toEqual([
      ['a', undefined],
      ['b', 'severity-filter'],
    ])
  })

  test('is told to one of those who take turns, and only they are mentioned', () => {
    const steps = [{ notify: [{ to: 'team' }], waitMs: 60_000, roundRobin: true }]
    const { notifications } = tell([entryOf('a')], configurationOf([], { steps }))
    expect(notifications.map(({ lane, mentions }) => [lane, mentions])).toEqual([
      ['dingtalk:chat', []],
      ['dingtalk:wang', ['138']],
    ])
  })

  test.each<[string, Partial<NotificationEntry>, NotificationKind, Partial<Escalation>, unknown]>([
    ['its end goes to all who were told', { state: 'resolved' }, 'resolved', {}, ['chat', 'wang']],
    ['an update goes to all who were told', {}, 'update', {}, ['chat', 'wang']],
    [
      'what becomes worse goes to the step of now once more',
      { severity: 'critical' },
      'update',
      {
        severity: 'warning',
        plan: configurationOf([{ to: 'li' }]).escalationPolicies.get('on-call'),
      },
      ['chat', 'li', 'wang'],
    ],
    [
      'what becomes worse after it was given to others goes to no step',
      { severity: 'critical' },
      'update',
      { severity: 'warning', state: 'ended', end: 'reassigned' },
      ['chat', 'wang'],
    ],
    ['a repeat goes to nobody whom its run still tells', {}, 'repeat', {}, ['chat']],
    [
      'a repeat goes to all after the last round',
      {},
      'repeat',
      { state: 'ended' },
      ['chat', 'wang'],
    ],
  ])('%s', (_name, entry, kind, run, expected) => {
    const { notifications } = tell([entryOf('a', entry)], configurationOf([]), {
      kind,
      runs: [runOf('a', run)],
    })
    expect(notifications.map(({ endpointId }) => endpointId.split('/')[0])).toEqual(expected)
  })
})

describe('a run', () => {
  const wang = configurationOf([{ to: 'wang' }])

  test('that waits for its first step is left as it is by what becomes worse', () => {
    const waiting = runOf('a', { severity: 'warning', step: -1, told: [], dueAt: NOW + 1 })
    const { notifications, escalations } = tell([entryOf('a')], wang, { runs: [waiting] })
    expect(heard(notifications)).toEqual([['chat', 'a']])
    expect(escalations).toEqual([])
  })

  test('is there, and tells nobody, where somebody was faster than its first step', () => {
    const { notifications, escalations } = tell([entryOf('a', { state: 'acknowledged' })], wang)
    expect(heard(notifications)).toEqual([['chat', 'a']])
    expect(escalations).toMatchObject([{ state: 'running', step: -1, nextAt: NOW, told: [] }])
  })

  test('that could tell nobody at all is tried again with what is told next', () => {
    const nobody = runOf('a', { state: 'ended', end: 'nobody-reachable', told: [] })
    const { notifications } = tell([entryOf('a')], wang, { kind: 'update', runs: [nobody] })
    expect(heard(notifications)).toEqual([
      ['chat', 'a'],
      ['wang', 'a'],
    ])
  })
})

describe('a run that begins anew', () => {
  const before = runOf('a', {
    state: 'ended',
    end: 'resolved',
    told: ['chat', 'li'],
    personal: [
      { contact: 'li', heard: ['dingtalk'], next: [{ at: NOW + 1, channels: ['email'] }] },
    ],
  })
  const begunAnew = (goesOn: boolean): Addressed =>
    address(
      {
        ...{ kind: 'update', held: [], items: [], removedSubjects: [] },
        entries: [{ entry: entryOf('a'), audience: 'critical', ...(goesOn ? { goesOn } : {}) }],
      },
      { ...policy, notify: [] },
      {
        configuration: configurationOf([{ to: 'wang' }]),
        now: NOW,
        newId: () => 'n',
        escalations: [before],
        turnOf: () => 0,
      },
    )

  test('tells those too who heard of the alert and not of an end, and calls them by nothing more', () => {
    const { notifications, escalations } = begunAnew(true)
    const lanes = notifications.map(({ lane }) => lane).sort()
    expect(lanes).toEqual(['dingtalk:chat', 'dingtalk:li', 'dingtalk:wang'])
    expect(new Set(escalations[0]?.told)).toEqual(new Set(['chat', 'li', 'wang']))
    expect(escalations[0]).toMatchObject({
      ...{ step: 0, paged: ['wang'] },
      personal: [{ contact: 'li', heard: ['dingtalk'], next: [] }],
    })
  })

  test('knows nobody of before where all have heard of the end', () => {
    const { notifications, escalations } = begunAnew(false)
    expect(notifications.map(({ lane }) => lane)).toEqual(['dingtalk:wang'])
    expect(escalations[0]).toMatchObject({ told: ['wang'] })
    expect(escalations[0]?.personal).toBeUndefined()
  })

  test('wants the severity of its steps all the same, and calls nobody instead', () => {
    const info = {
      entry: entryOf('a', { severity: 'info' }),
      audience: 'info',
      goesOn: true,
    } as const
    const { escalations } = address(
      { kind: 'update', held: [], items: [], removedSubjects: [], entries: [info] },
      policy,
      {
        configuration: configurationOf([{ to: 'wang', severities: ['critical'] }]),
        now: NOW,
        newId: () => 'n',
        escalations: [before],
        turnOf: () => 0,
      },
    )
    expect(escalations).toMatchObject([{ state: 'ended', end: 'severity-filter' }])
  })
})

describe('runs that are due together', () => {
  const dueOf = (alertId: string, change: Partial<Escalation> = {}): DueEscalation => ({
    run: runOf(alertId, change),
    alert: {
      id: alertId,
      source: 's',
      dedupKey: alertId,
      state: 'firing',
      severity: 'critical',
      name: 'n',
      title: 't',
      labels: {},
      openedAt: 1,
      updatedAt: 1,
      eventCount: 1,
      firstEventId: 'e',
      lastEventId: 'e',
    },
    event: {
      id: 'e',
      source: 's',
      kind: 'firing',
      dedupKey: alertId,
      deliveryKey: 'd',
      name: 'n',
      title: 't',
      severity: 'critical',
      receivedAt: 1,
      labels: {},
      fields: [{ label: 'Value', value: '5' }],
      links: [],
    },
    isUnreached: false,
  })
  const turn = (party: readonly DueEscalation[], change: Partial<Policy> = {}) => {
    let counter = 0
    return turnParty(party, {
      configuration: configurationOf([]),
      policies: new Map([['p', { ...policy, ...change }]]),
      mutes: new Map(),
      now: NOW,
      newId: () => `n${++counter}`,
    })
  }

  test('share a message to each who is told, with the details of their events', () => {
    const { notifications } = turn([dueOf('a'), dueOf('b')])
    expect(heard(notifications)).toEqual([['li', 'a', 'b']])
    expect(notifications[0]).toMatchObject({ kind: 'escalation', policy: 'p', groupId: 'g' })
    expect(notifications[0]?.entries[0]?.fields).toEqual([{ label: 'Value', value: '5' }])
  })

  test('do not share one where the reasons differ', () => {
    const asked = { cause: { kind: 'asked', by: 'Zhao' } } as const
    const { notifications } = turn([dueOf('a'), dueOf('b', asked)])
    expect(notifications.map(({ askedBy }) => askedBy)).toEqual([undefined, 'Zhao'])
  })

  test('are told to the chat of the policy where it had heard that somebody answers', () => {
    const back = { cause: { kind: 'taken-back', by: 'Zhao' } } as const
    const { notifications } = turn([dueOf('a', back)])
    expect(heard(notifications)).toEqual([
      ['li', 'a'],
      ['chat', 'a'],
    ])
    expect(notifications[0]?.trouble).toEqual({
      en: 'Zhao has given it back: nobody is on it.',
      zh: 'Zhao 已撤销确认，当前无人处理。',
    })
    const others = turn([dueOf('a', back)], { notify: [{ to: 'chat', severities: ['info'] }] })
    expect(heard(others.notifications)).toEqual([['li', 'a']])
  })

  test('are an update where they became worse, and an escalation where nobody answers', () => {
    const raised = dueOf('a', { severity: 'warning', dueAt: NOW + 1 })
    const kinds = turn([raised, dueOf('b')]).notifications.map(({ kind, lane }) => [kind, lane])
    expect(kinds).toEqual([
      ['update', 'dingtalk:wang'],
      ['escalation', 'dingtalk:li'],
    ])
  })
})
