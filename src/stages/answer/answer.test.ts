import { expect, test } from 'vitest'
import type { Alert } from '../../model/alert.ts'
import type { AnswerAction, GivenAnswer } from '../../model/answer.ts'
import { readLink } from '../../model/answer-link.ts'
import type { Escalation } from '../../model/escalation.ts'
import type {
  EscalationLevel,
  Notification,
  NotificationEntry,
  ToldState,
} from '../../model/notification.ts'
import { compileSilence, exactMatchers } from '../../model/silence.ts'
import { answerButtons, hubAnswer, takeAnswer } from './answer.ts'

const NOW = 10_000_000
const HOUR = 3_600_000
const KEY = new Uint8Array(32).fill(1)

function alertOf(change: Partial<Alert> = {}): Alert {
  return {
    id: 'al1',
    source: 'prom',
    dedupKey: 'disk|db1',
    state: 'firing',
    severity: 'critical',
    name: 'DiskFull',
    title: { en: 'disk full', zh: '磁盘已满' },
    labels: { source: 'prom', kind: 'firing' },
    openedAt: 1,
    updatedAt: 1,
    eventCount: 1,
    firstEventId: 'e1',
    lastEventId: 'e1',
    ...change,
  }
}

const PLAN = { id: 'on-call', steps: [], repeat: 0, delayMs: 0 } as const

function runOf(change: Partial<Escalation> = {}): Escalation {
  return {
    id: 'r1',
    alertId: 'al1',
    policy: 'p',
    plan: PLAN,
    turn: 0,
    state: 'running',
    step: 1,
    round: 0,
    version: 2,
    severity: 'critical',
    startedAt: 1,
    dueAt: NOW,
    told: [],
    paged: [],
    history: [],
    ...change,
  }
}

function given(action: AnswerAction, change: Partial<GivenAnswer> = {}): GivenAnswer {
  return { action, by: 'Wang', via: 'api', at: NOW - 1000, eventId: 'e2', ...change }
}

type Change = {
  runs?: readonly Escalation[]
  levels?: ReadonlyMap<string, EscalationLevel>
  alert?: Partial<Alert>
  by?: string
  canEscalate?: boolean
  silencedFor?: number
}

function take(action: AnswerAction, change: Change = {}) {
  const alert = alertOf(change.alert)
  let counter = 0
  const endsAt = NOW + (change.silencedFor ?? -1)
  const silence = { id: 's0', matchers: exactMatchers(alert), startsAt: 1, endsAt }
  const silences = [compileSilence({ ...silence, createdBy: '', comment: '' })]
  const facts = {
    alerts: [{ alert, fields: [], links: [], runs: change.runs ?? [] }],
    answerer: { action, by: change.by ?? 'Li', via: 'cli' as const },
    silenceMs: HOUR,
    silences,
    canEscalate: change.canEscalate ?? true,
    levels: change.levels ?? new Map(),
    newId: () => `n${++counter}`,
  }
  return takeAnswer(facts, NOW)
}

test.each<[string, AnswerAction, Change, string]>([
  ['a firing alert', 'acknowledge', {}, 'done'],
  [
    'one that the same person has',
    'acknowledge',
    { alert: { state: 'acknowledged', answers: [given('acknowledge')] }, by: 'Wang' },
    'already',
  ],
  [
    'one that another person has',
    'acknowledge',
    { alert: { state: 'acknowledged', answers: [given('acknowledge')] } },
    'done',
  ],
  [
    'one that somebody has, without a name',
    'acknowledge',
    { alert: { state: 'acknowledged', answers: [given('acknowledge')] }, by: '' },
    'already',
  ],
  [
    'one that its source calls acknowledged',
    'acknowledge',
    { alert: { state: 'acknowledged' } },
    'already',
  ],
  ['one that is over', 'acknowledge', { alert: { state: 'resolved' } }, 'over'],
  ['an open alert', 'resolve', { alert: { state: 'acknowledged' } }, 'done'],
  ['one that is over', 'resolve', { alert: { state: 'resolved' } }, 'already'],
  ['a firing alert', 'silence', {}, 'done'],
  ['one that is silenced as long', 'silence', { silencedFor: HOUR - 5000 }, 'already'],
  ['one whose silence ends soon', 'silence', { silencedFor: HOUR / 6 }, 'done'],
  ['a firing alert', 'escalate', {}, 'done'],
  [
    'one for which help was called',
    'escalate',
    { alert: { answers: [given('escalate')] } },
    'too-soon',
  ],
  [
    'one for which it was called a minute ago',
    'escalate',
    { alert: { answers: [given('escalate', { at: NOW - 60_000 })] } },
    'done',
  ],
  ['one where nobody can be called', 'escalate', { canEscalate: false }, 'nobody'],
  [
    'one that an escalation policy looks after',
    'escalate',
    { canEscalate: false, runs: [runOf()] },
    'done',
  ],
  [
    'one whose run is over',
    'escalate',
    { canEscalate: false, runs: [runOf({ end: 'resolved' })] },
    'nobody',
  ],
  [
    'one of the step of now',
    'escalate',
    { runs: [runOf()], levels: new Map([['al1', { run: 'r1', version: 2 }]]) },
    'done',
  ],
  [
    'one of a step that is over',
    'escalate',
    { runs: [runOf()], levels: new Map([['al1', { run: 'r1', version: 1 }]]) },
    'further',
  ],
  [
    'one of a run that is gone',
    'escalate',
    { runs: [runOf()], levels: new Map([['al1', { run: 'r0', version: 2 }]]) },
    'further',
  ],
  [
    'one of a step that is over, all the same',
    'acknowledge',
    { runs: [runOf()], levels: new Map([['al1', { run: 'r1', version: 1 }]]) },
    'done',
  ],
  ['one that nobody has', 'unacknowledge', {}, 'untaken'],
  ['one that somebody has', 'unacknowledge', { alert: { state: 'acknowledged' } }, 'done'],
  ['one that is over', 'unacknowledge', { alert: { state: 'resolved' } }, 'over'],
  ['one that somebody has', 'assign', { alert: { state: 'acknowledged' } }, 'done'],
  ['one that is over', 'assign', { alert: { state: 'resolved' } }, 'over'],
  [
    'one whose acknowledgement will run out, from the same person',
    'acknowledge',
    {
      alert: { state: 'acknowledged', answers: [given('acknowledge', { at: NOW - 60_000 })] },
      by: 'Wang',
      runs: [runOf({ plan: { ...PLAN, ackTimeoutMs: HOUR } })],
    },
    'done',
  ],
  [
    'one whose acknowledgement they gave a moment ago',
    'acknowledge',
    {
      alert: { state: 'acknowledged', answers: [given('acknowledge')] },
      by: 'Wang',
      runs: [runOf({ plan: { ...PLAN, ackTimeoutMs: HOUR } })],
    },
    'already',
  ],
])('%s: to %s it, %j, is %s', (_name, action, change, verdict) => {
  const decision = take(action, change)
  expect(decision.verdicts.map((row) => row.verdict)).toEqual([verdict])
  expect(decision.events).toHaveLength(verdict === 'done' ? 1 : 0)
})

test('an answer is an event of the alert’s own source and key, meant for this alert', () => {
  const { events, verdicts } = take('acknowledge')
  expect(events[0]?.event).toMatchObject({
    id: 'n1',
    kind: 'acknowledged',
    source: 'prom',
    dedupKey: 'disk|db1',
    receivedAt: NOW,
    labels: { kind: 'acknowledged' },
    answer: { action: 'acknowledge', by: 'Li', via: 'cli', alertId: 'al1' },
  })
  expect(verdicts[0]?.alert).toMatchObject({ state: 'acknowledged', answers: [{ by: 'Li' }] })
})

test.each<[AnswerAction, Change, object]>([
  ['escalate', { runs: [runOf()] }, { nextStep: true }],
  ['assign', { runs: [runOf()] }, { run: 'r1' }],
  [
    'acknowledge',
    {
      runs: [runOf({ plan: { ...PLAN, ackTimeoutMs: HOUR } })],
      alert: { state: 'acknowledged', answers: [given('acknowledge', { at: 1 })] },
      by: 'Wang',
    },
    { renews: true },
  ],
])('to %s an alert with a run carries what that makes of it', (action, change, expected) => {
  const { events, verdicts } = take(action, change)
  expect(events[0]?.event.answer).toMatchObject(expected)
  const state = action === 'acknowledge' ? 'acknowledged' : 'firing'
  expect(verdicts[0]?.alert.state).toBe(state)
})

test('what the hub notes is an event of the alert’s own source, the same however often it is noted', () => {
  const alert = alertOf({ state: 'acknowledged' })
  const [last] = take('silence').events
  if (!last) throw new Error('a silence makes an event')
  const note = (id: string) =>
    hubAnswer(
      { alert, event: { ...last.event, fields: [{ label: 'Value', value: '5' }] } },
      { action: 'unacknowledge', ranOut: 'e2' },
      { id, now: NOW },
    ).event
  expect(note('n7')).toMatchObject({
    id: 'n7',
    kind: 'notice',
    source: 'prom',
    dedupKey: 'disk|db1',
    fields: [{ value: '5' }],
    answer: { action: 'unacknowledge', via: 'hub', by: '', alertId: 'al1', ranOut: 'e2' },
  })
  expect(note('n8').deliveryKey).toBe(note('n7').deliveryKey)
})

test('a silence mutes exactly the alert, for the time that was asked for', () => {
  const { silences, events } = take('silence')
  expect(silences).toEqual([
    {
      id: 'n1',
      matchers: ['source="prom"', 'dedupKey="disk|db1"'],
      startsAt: NOW,
      endsAt: NOW + HOUR,
      createdBy: 'Li',
      comment: '',
    },
  ])
  expect(events[0]?.event.answer).toMatchObject({ silenceId: 'n1', until: NOW + HOUR })
})

function buttons(
  states: readonly ToldState[],
  change: Partial<Notification> = {},
  canEscalate = true,
) {
  const entries = states.map(
    (state, index) => ({ subjectId: `a${index}`, state }) as NotificationEntry,
  ) // of an entry only the state is looked at
  const notification = {
    id: '01jnb2c3d4e5f6g7h8j9kmnpqr',
    kind: 'alert',
    entries,
    ...change,
  } as Notification // and of a notification these three
  return answerButtons({
    notification,
    language: 'en',
    publicUrl: 'https://hub.example.com/tocsin',
    key: KEY,
    now: NOW,
    canEscalate,
  })
}

test.each<[readonly ToldState[], Partial<Notification>, boolean, readonly string[]]>([
  [['firing'], {}, true, ['Acknowledge', 'Resolve', 'Silence 1 h', 'Escalate']],
  [['resolved', 'firing'], { kind: 'digest' }, false, ['Acknowledge', 'Resolve', 'Silence 1 h']],
  [['firing'], { kind: 'escalation' }, true, ['Acknowledge', 'Resolve', 'Silence 1 h']],
  [['acknowledged'], { kind: 'reminder' }, true, ['Still on it', 'Resolve', 'Escalate']],
  [['acknowledged', 'resolved'], { kind: 'update' }, true, ['Resolve']],
  [['resolved'], { kind: 'resolved' }, true, []],
  [['notice'], { kind: 'notice' }, true, []],
])(
  'a message of %j, %j, escalation %s, has the buttons %j',
  (states, change, canEscalate, words) => {
    expect(buttons(states, change, canEscalate).map(({ text }) => text)).toEqual(words)
  },
)

test('a step has somebody behind it, whom the button calls also without a fallback', () => {
  const entry = { subjectId: 'a', state: 'firing', level: { run: 'r1', version: 1 } }
  const entries = [entry as NotificationEntry] // of an entry only these are looked at
  const words = buttons([], { kind: 'escalation', entries }, false).map(({ text }) => text)
  expect(words).toContain('Escalate')
})

test('a button leads below the public address, for a day', () => {
  const [first] = buttons(['firing'])
  const token = first?.url.replace('https://hub.example.com/tocsin/a/', '') ?? ''
  expect(readLink(token, KEY, NOW)).toMatchObject({
    kind: 'valid',
    link: { action: 'acknowledge', notificationId: '01jnb2c3d4e5f6g7h8j9kmnpqr' },
  })
  expect(readLink(token, KEY, NOW + 24 * HOUR)).toEqual({ kind: 'expired' })
})
