import { describe, expect, test } from 'vitest'
import { ESCALATION_LIMITS } from '../../base/limits.ts'
import type { Alert } from '../../model/alert.ts'
import type { GivenAnswer } from '../../model/answer.ts'
import type { EscalationPolicy, EscalationStep } from '../../model/configuration.ts'
import { concerns, type DueEscalation, type Escalation } from '../../model/escalation.ts'
import type { Mute } from '../../model/silence.ts'
import type { Reach, Surroundings } from './climb.ts'
import { decideEscalation, type EscalationDecision } from './decide.ts'

const NOW = 1_000_000
const MINUTE = 60_000

const step = (to: string, change: Partial<EscalationStep> = {}): EscalationStep => ({
  notify: [{ to }],
  waitMs: 5 * MINUTE,
  ...change,
})
const plan = (steps: readonly EscalationStep[], change: Partial<EscalationPolicy> = {}) => ({
  id: 'plan',
  steps,
  repeat: 0,
  delayMs: 0,
  ...change,
})

/** A run that told its first step five minutes ago. */
function runOf(change: Partial<Escalation> = {}): Escalation {
  return {
    id: 'r1',
    alertId: 'a1',
    policy: 'p',
    groupId: 'g',
    plan: plan([step('wang'), step('li')]),
    turn: 0,
    state: 'running',
    step: 0,
    round: 0,
    version: 1,
    severity: 'warning',
    startedAt: NOW - 5 * MINUTE,
    dueAt: NOW,
    nextAt: NOW,
    told: ['wang'],
    paged: ['wang'],
    history: [],
    ...change,
  }
}

function alertOf(change: Partial<Alert> = {}): Alert {
  return {
    id: 'a1',
    source: 's',
    dedupKey: 'k',
    state: 'firing',
    severity: 'warning',
    name: 'n',
    title: 't',
    labels: {},
    openedAt: 1,
    updatedAt: 1,
    eventCount: 1,
    firstEventId: 'e1',
    lastEventId: 'e1',
    ...change,
  }
}

const event: DueEscalation['event'] = {
  id: 'e1',
  source: 's',
  kind: 'firing',
  dedupKey: 'k',
  deliveryKey: 'd',
  name: 'n',
  title: 't',
  severity: 'warning',
  receivedAt: 1,
  labels: {},
  fields: [],
  links: [],
}

type Case = {
  run?: Partial<Escalation>
  alert?: Partial<Alert>
  /** What each target reaches; itself unless given. */
  reach?: Readonly<Record<string, Reach>>
  hours?: number
  fallback?: readonly string[]
  mute?: Mute
  isUnreached?: boolean
  now?: number
}

function around({ reach = {}, hours, fallback = ['boss'] }: Case): Surroundings {
  return {
    reachOf: ({ notify: [first] }) => {
      const to = first?.to ?? ''
      return reach[to] ?? { kind: 'reached', contacts: [to] }
    },
    hoursBeginAt: () => hours,
    personalOf: () => undefined,
    fallback: () => fallback,
  }
}

function decide(change: Case): EscalationDecision {
  return decideEscalation(
    {
      due: {
        run: runOf(change.run),
        alert: alertOf(change.alert),
        event,
        isUnreached: change.isUnreached ?? false,
      },
      around: around(change),
      mute: change.mute,
      plans: new Map([
        ['other', plan([step('zhao')], { id: 'other', delayMs: MINUTE })],
        // As it is today: a run keeps the steps that it began with.
        ['plan', plan([step('edited'), step('edited'), step('edited')], { repeat: 9 })],
      ]),
      isReachable: (contact) => contact !== 'gone',
    },
    change.now ?? NOW,
  )
}

const given = (action: GivenAnswer['action'], change: Partial<GivenAnswer> = {}): GivenAnswer => ({
  action,
  by: 'Zhao',
  via: 'api',
  at: NOW - MINUTE,
  eventId: `e-${action}`,
  ...change,
})
const asked = given('escalate', { nextStep: true })
const acknowledged = given('acknowledge')
const ranOut = given('unacknowledge', { via: 'hub', by: '' })

/** What is decided in a few words: whom it tells and why, where the run then stands, and when it is looked at. */
function gist({ run, say, held, ranOut: out }: EscalationDecision): object {
  return {
    ...(say ? { tells: [say.kind, ...say.contacts] } : {}),
    ...(say?.cause ? { why: say.cause.kind } : {}),
    at: [run.state, run.step, run.round],
    ...(run.end ? { end: run.end } : {}),
    ...(run.nextAt === undefined ? {} : { next: (run.nextAt - NOW) / MINUTE }),
    ...(held.length > 0 ? { held } : {}),
    ...(out ? { ranOut: out.ackEventId } : {}),
  }
}

const nobody: Reach = { kind: 'nobody-on-call' }
const unwanted: Reach = { kind: 'severity-filter' }
const three = plan([step('wang'), step('li'), step('zhao')])
const timed = plan([step('wang'), step('li')], {
  ackTimeoutMs: 30 * MINUTE,
  ackReminderMs: 5 * MINUTE,
})

describe('a run whose step is due', () => {
  test.each<[string, Case, object]>([
    ['tells the next step', {}, { tells: ['step', 'li'], at: ['running', 1, 0], next: 5 }],
    [
      'waits where it is looked at too early',
      { run: { dueAt: NOW + MINUTE } },
      { at: ['running', 0, 0], next: 1 },
    ],
    [
      'tells one step only, however late it is',
      { run: { plan: three, dueAt: NOW - 600 * MINUTE } },
      { tells: ['step', 'li'], at: ['running', 1, 0], next: 5 },
    ],
    [
      'leaves out a step that reaches nobody',
      { run: { plan: three }, reach: { li: nobody } },
      { tells: ['step', 'zhao'], at: ['running', 2, 0], next: 5, held: ['nobody-on-call'] },
    ],
    [
      'leaves out a step that wants other severities, without a word',
      { run: { plan: three }, reach: { li: unwanted } },
      { tells: ['step', 'zhao'], at: ['running', 2, 0], next: 5 },
    ],
    [
      'begins the next round',
      { run: { step: 1, plan: plan([step('wang'), step('li')], { repeat: 1 }) } },
      { tells: ['step', 'wang'], at: ['running', 0, 1], next: 5 },
    ],
    [
      'tells the fallback group after the last round',
      { run: { step: 1 } },
      { tells: ['fallback', 'boss'], at: ['ended', 1, 0], end: 'unanswered' },
    ],
    [
      'ends without a word where there is no fallback, for others were told',
      { run: { step: 1 }, fallback: [] },
      { at: ['ended', 1, 0], end: 'unanswered' },
    ],
    [
      'tells the fallback group at once where no step reaches anybody',
      { run: { step: -1, told: [], version: 0 }, reach: { wang: nobody, li: nobody } },
      {
        tells: ['fallback', 'boss'],
        at: ['ended', -1, 0],
        end: 'nobody-reachable',
        held: ['nobody-on-call'],
      },
    ],
    [
      'tells the fallback group so too where only the run before it had told somebody',
      { run: { step: -1, version: 0 }, reach: { wang: nobody, li: nobody } },
      {
        tells: ['fallback', 'boss'],
        at: ['ended', -1, 0],
        end: 'nobody-reachable',
        held: ['nobody-on-call'],
      },
    ],
    [
      'says that nobody could be reached where there is no fallback either',
      { run: { step: -1, told: [] }, reach: { wang: nobody, li: nobody }, fallback: [] },
      {
        at: ['ended', -1, 0],
        end: 'nobody-reachable',
        held: ['nobody-on-call', 'nobody-reachable'],
      },
    ],
    [
      'ends where no step wants the severity',
      { run: { step: -1, told: [] }, reach: { wang: unwanted, li: unwanted } },
      { at: ['ended', -1, 0], end: 'severity-filter' },
    ],
    [
      'does not go round and round where everybody is gone',
      {
        run: { plan: plan([step('wang'), step('li')], { repeat: 9 }) },
        reach: { wang: nobody, li: nobody },
      },
      {
        tells: ['fallback', 'boss'],
        at: ['ended', 0, 0],
        end: 'unanswered',
        held: ['nobody-on-call'],
      },
    ],
  ])('%s', (_name, facts, expected) => {
    expect(gist(decide(facts))).toEqual(expected)
  })
})

describe('what holds a run back', () => {
  const mute: Mute = { reason: 'silenced', until: NOW + 60 * MINUTE, by: 's1' }
  const office = plan([step('wang'), step('li')], { active: ['office'] })
  test.each<[string, Case, object]>([
    [
      'a mute, which is looked at from time to time',
      { mute },
      { at: ['running', 0, 0], next: 1, held: ['silenced'] },
    ],
    [
      'the same mute, which is told once',
      { mute, run: { mutedBy: 's1' } },
      { at: ['running', 0, 0], next: 1 },
    ],
    [
      'a mute that ends soon',
      { mute: { ...mute, until: NOW + MINUTE / 2 } },
      { at: ['running', 0, 0], next: 0.5, held: ['silenced'] },
    ],
    [
      'not where a person asks',
      { mute, alert: { answers: [asked] } },
      { tells: ['step', 'li'], why: 'asked', at: ['running', 1, 0], next: 5 },
    ],
    [
      'its hours, until they begin',
      { run: { plan: office }, hours: NOW + 90 * MINUTE },
      { at: ['running', 0, 0], next: 90, held: ['outside-hours'] },
    ],
    [
      'not its hours where nobody was told yet',
      { run: { plan: office, step: -1, told: [], version: 0 }, hours: NOW + 90 * MINUTE },
      { tells: ['step', 'wang'], at: ['running', 0, 0], next: 5 },
    ],
    [
      'nothing, within its hours',
      { run: { plan: office } },
      { tells: ['step', 'li'], at: ['running', 1, 0], next: 5 },
    ],
    [
      'its hours, also where the fallback group would be next',
      { run: { plan: office, step: 1 }, hours: NOW + 90 * MINUTE },
      { at: ['running', 1, 0], next: 90, held: ['outside-hours'] },
    ],
    [
      'not its hours where the step before reached nobody',
      { run: { plan: office, dueAt: NOW + MINUTE }, isUnreached: true, hours: NOW + 90 * MINUTE },
      { tells: ['step', 'li'], why: 'unreached', at: ['running', 1, 0], next: 5 },
    ],
    [
      'its hours where its severity is low',
      { run: { plan: { ...office, low: ['warning'] } }, hours: NOW + 90 * MINUTE },
      { at: ['running', 0, 0], next: 90, held: ['outside-hours'] },
    ],
    [
      'not its hours where its severity is not low',
      { run: { plan: { ...office, low: ['info'] } }, hours: NOW + 90 * MINUTE },
      { tells: ['step', 'li'], at: ['running', 1, 0], next: 5 },
    ],
    [
      'nothing when its hours have begun: it begins anew where its plan says so',
      { run: { plan: { ...office, raise: true }, waits: true, step: 1 } },
      { tells: ['step', 'wang'], why: 'hours', at: ['running', 0, 0], next: 5 },
    ],
    [
      'nothing when its hours have begun: it goes on where its plan does not say so',
      { run: { plan: office, waits: true } },
      { tells: ['step', 'li'], at: ['running', 1, 0], next: 5 },
    ],
    [
      'its low severity, where it has no hours: nobody else is told',
      { run: { plan: plan([step('wang'), step('li')], { low: ['warning', 'info'] }) } },
      { at: ['ended', 0, 0], end: 'low-severity' },
    ],
    [
      'a step’s own hours: the step is left out',
      {
        run: { plan: plan([step('wang'), step('li', { active: ['office'] }), step('zhao')]) },
        hours: NOW + 9,
      },
      { tells: ['step', 'zhao'], at: ['running', 2, 0], next: 5 },
    ],
  ])('%s', (_name, facts, expected) => {
    expect(gist(decide(facts))).toEqual(expected)
  })
})

describe('an answer', () => {
  const early = { dueAt: NOW + 4 * MINUTE }
  const isTaken = { state: 'acknowledged', answers: [acknowledged] } as const
  test.each<[string, Case, object]>([
    ['that acknowledges stops it', { alert: isTaken }, { at: ['answered', 0, 0] }],
    [
      'that resolves ends it',
      { alert: { state: 'resolved' } },
      { at: ['ended', 0, 0], end: 'resolved' },
    ],
    [
      'that asks for help tells the next step at once',
      { run: early, alert: { answers: [asked] } },
      { tells: ['step', 'li'], why: 'asked', at: ['running', 1, 0], next: 5 },
    ],
    [
      'is heeded once',
      { run: { ...early, heeded: asked.eventId }, alert: { answers: [asked] } },
      { at: ['running', 0, 0], next: 4 },
    ],
    [
      'of before the run does not count',
      { run: early, alert: { answers: [{ ...asked, at: 1 }] } },
      { at: ['running', 0, 0], next: 4 },
    ],
    [
      'that asks for help when nobody is left begins again',
      { run: { state: 'ended', end: 'unanswered', step: 1 }, alert: { answers: [asked] } },
      { tells: ['step', 'wang'], why: 'asked', at: ['running', 0, 0], next: 5 },
    ],
    [
      'that asks for help with what is of low severity tells the next step',
      {
        run: {
          state: 'ended',
          end: 'low-severity',
          plan: plan([step('wang'), step('li')], { low: ['warning'] }),
        },
        alert: { answers: [asked] },
      },
      { tells: ['step', 'li'], why: 'asked', at: ['running', 1, 0], next: 5 },
    ],
    [
      'that gives it back tells the step of now again',
      {
        run: { state: 'answered', step: 1, version: 2, ackEventId: acknowledged.eventId },
        alert: { answers: [acknowledged, given('unacknowledge')] },
      },
      { tells: ['step', 'li'], why: 'taken-back', at: ['running', 1, 0], next: 5 },
    ],
    [
      'that ran out begins at the first step',
      { run: { state: 'answered', step: 1, round: 1 }, alert: { answers: [acknowledged, ranOut] } },
      { tells: ['step', 'wang'], why: 'timed-out', at: ['running', 0, 0], next: 5 },
    ],
    [
      'that gives it to somebody tells them',
      {
        run: early,
        alert: { answers: [given('assign', { assignment: { to: 'zhao' }, run: 'r1' })] },
      },
      { tells: ['step', 'zhao'], why: 'assigned', at: ['running', 0, 0], next: 5 },
    ],
    [
      'that gives it to another policy begins there, without its delay',
      {
        run: early,
        alert: { answers: [given('assign', { assignment: { escalationPolicy: 'other' } })] },
      },
      { tells: ['step', 'zhao'], why: 'assigned', at: ['running', 0, 0], next: 5 },
    ],
    [
      'that gives another run to somebody ends this one',
      {
        run: early,
        alert: { answers: [given('assign', { assignment: { to: 'zhao' }, run: 'r2' })] },
      },
      { at: ['ended', 0, 0], end: 'reassigned' },
    ],
    [
      'after another is heeded in its order',
      { run: early, alert: { answers: [given('assign', { assignment: { to: 'zhao' } }), asked] } },
      { tells: ['step', 'zhao'], why: 'asked', at: ['running', 0, 0], next: 5 },
    ],
  ])('%s', (_name, facts, expected) => {
    expect(gist(decide(facts))).toEqual(expected)
  })
})

test('whoever an alert is given to is told once, at any time, and then it is the fallback group’s turn', () => {
  const office = plan([step('wang'), step('li')], { active: ['office'], repeat: 2 })
  const handedOver = given('assign', { assignment: { to: 'zhao' } })
  const hours = NOW + 90 * MINUTE
  const first = decide({ run: { plan: office }, hours, alert: { answers: [handedOver] } })
  expect(gist(first)).toMatchObject({ tells: ['step', 'zhao'], next: 5 })
  const later = { run: first.run, hours, alert: { answers: [handedOver] }, now: NOW + 5 * MINUTE }
  expect(gist(decide(later))).toMatchObject({ tells: ['fallback', 'boss'], end: 'unanswered' })
})

describe('an acknowledgement for a time', () => {
  const isTaken = { state: 'acknowledged', answers: [acknowledged] } as const
  const answered = {
    plan: timed,
    state: 'answered',
    ackEventId: 'e-acknowledge',
    ackAt: acknowledged.at,
  } as const
  const later = (minutes: number): number => acknowledged.at + minutes * MINUTE
  test.each<[string, Case, object]>([
    [
      'is looked at when the reminder is due',
      { run: { plan: timed }, alert: isTaken },
      { at: ['answered', 0, 0], next: 24 },
    ],
    [
      'asks everybody who was told, where it came from no chat',
      { run: { ...answered, told: ['wang', 'li'] }, alert: isTaken, now: later(25) },
      { tells: ['reminder', 'wang', 'li'], at: ['answered', 0, 0], next: 29 },
    ],
    [
      'asks the chat that it came from',
      {
        run: answered,
        alert: { ...isTaken, answers: [{ ...acknowledged, contact: 'li' }] },
        now: later(25),
      },
      { tells: ['reminder', 'li'], at: ['answered', 0, 0], next: 29 },
    ],
    [
      'asks everybody where that chat is gone',
      {
        run: answered,
        alert: { ...isTaken, answers: [{ ...acknowledged, contact: 'gone' }] },
        now: later(25),
      },
      { tells: ['reminder', 'wang'], at: ['answered', 0, 0], next: 29 },
    ],
    [
      'asks once',
      { run: { ...answered, remindedAt: later(25) }, alert: isTaken, now: later(26) },
      { at: ['answered', 0, 0], next: 29 },
    ],
    [
      'runs out',
      { run: { ...answered, remindedAt: later(25) }, alert: isTaken, now: later(30) },
      { at: ['answered', 0, 0], next: 30, ranOut: 'e-acknowledge' },
    ],
    [
      'begins anew with a newer one',
      {
        run: { ...answered, remindedAt: later(25) },
        alert: {
          ...isTaken,
          answers: [acknowledged, { ...acknowledged, eventId: 'e9', at: later(29) }],
        },
        now: later(29),
      },
      { at: ['answered', 0, 0], next: 53 },
    ],
    [
      'that only the source gave runs out as well',
      { run: { plan: timed }, alert: { state: 'acknowledged' } },
      { at: ['answered', 0, 0], next: 25 },
    ],
  ])('%s', (_name, facts, expected) => {
    expect(gist(decide(facts))).toEqual(expected)
  })
})

describe('what hastens a run', () => {
  const early = { dueAt: NOW + 4 * MINUTE, step: 1, version: 2 }
  test.each<[string, Case, object]>([
    [
      'that it became worse: the step of now is told again',
      { run: early, alert: { severity: 'critical' } },
      { tells: ['step', 'li'], why: 'raised', at: ['running', 1, 0], next: 5 },
    ],
    [
      'not that it became milder',
      { run: early, alert: { severity: 'info' } },
      { at: ['running', 1, 0], next: 4 },
    ],
    [
      'that it became worse after somebody took it on: it begins at the first step',
      { run: { ...early, state: 'answered' }, alert: { severity: 'critical' } },
      { tells: ['step', 'wang'], why: 'raised', at: ['running', 0, 0], next: 5 },
    ],
    [
      'that it became worse after nobody answered',
      { run: { ...early, state: 'ended', end: 'unanswered' }, alert: { severity: 'critical' } },
      { tells: ['step', 'wang'], why: 'raised', at: ['running', 0, 0], next: 5 },
    ],
    [
      'that every message of the step was given up',
      { run: { dueAt: NOW + MINUTE }, isUnreached: true },
      { tells: ['step', 'li'], why: 'unreached', at: ['running', 1, 0], next: 5 },
    ],
    [
      'nothing, after the end by another run',
      {
        run: { state: 'ended', end: 'reassigned' },
        alert: { severity: 'critical', answers: [asked] },
      },
      { at: ['ended', 0, 0], end: 'reassigned' },
    ],
  ])('%s', (_name, facts, expected) => {
    expect(gist(decide(facts))).toEqual(expected)
  })
})

test('a run remembers the first and the newest of a long way', () => {
  const { historyMax } = ESCALATION_LIMITS
  const history = Array.from(
    { length: historyMax },
    (_, index) => ({ at: index, what: 'told' }) as const,
  )
  const { run } = decide({ run: { history } })
  expect(run.history).toHaveLength(historyMax)
  expect([run.history[0]?.at, run.history.at(-1)?.at]).toEqual([0, NOW])
})

test.each<[string, Partial<Escalation>, Partial<Alert>, boolean]>([
  ['that goes on', {}, {}, false],
  ['that is over', {}, { state: 'resolved' }, true],
  ['that was over', { end: 'resolved' }, { state: 'resolved' }, false],
  ['that somebody took on', {}, { state: 'acknowledged', answers: [acknowledged] }, true],
  [
    'that is taken on as before',
    { state: 'answered', ackEventId: 'e-acknowledge' },
    { state: 'acknowledged', answers: [acknowledged] },
    false,
  ],
  ['that fires again', { state: 'answered' }, {}, true],
  ['for which more help is asked', {}, { answers: [asked] }, true],
  ['for which the fallback was called', {}, { answers: [given('escalate')] }, false],
  ['that is worse', {}, { severity: 'critical' }, true],
  ['that another run looks after', { end: 'reassigned' }, { severity: 'critical' }, false],
])('an alert %s: whether that concerns its run', (_name, run, alert, expected) => {
  expect(concerns(runOf(run), alertOf(alert))).toBe(expected)
})
