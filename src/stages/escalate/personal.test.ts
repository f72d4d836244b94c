import { describe, expect, test } from 'vitest'
import { ESCALATION_LIMITS } from '../../base/limits.ts'
import type { Alert } from '../../model/alert.ts'
import type { GivenAnswer } from '../../model/answer.ts'
import type { Contact, ContactRule } from '../../model/configuration.ts'
import type { Escalation } from '../../model/escalation.ts'
import type { Mute } from '../../model/silence.ts'
import type { Surroundings } from './climb.ts'
import { decideEscalation, type EscalationDecision } from './decide.ts'
import { type PersonalPlan, personalPlanOf, withPersonal } from './personal.ts'

const NOW = 1_000_000
const MINUTE = 60_000

/** A run that told its first step three minutes ago: Wang by chat, and by mail now. */
function runOf(change: Partial<Escalation> = {}): Escalation {
  const steps = ['wang', 'li'].map((to) => ({ notify: [{ to }], waitMs: 5 * MINUTE }))
  return {
    id: 'r1',
    alertId: 'a1',
    policy: 'p',
    groupId: 'g',
    plan: { id: 'plan', steps, repeat: 0, delayMs: 0 },
    turn: 0,
    state: 'running',
    step: 0,
    round: 0,
    version: 1,
    severity: 'warning',
    startedAt: NOW - 3 * MINUTE,
    dueAt: NOW + 2 * MINUTE,
    nextAt: NOW,
    told: ['wang'],
    paged: ['wang'],
    personal: [wang(0)],
    history: [],
    ...change,
  }
}

/** How Wang is told: by mail and then by both, so many minutes from now. */
const wang = (...minutes: readonly number[]) => ({
  contact: 'wang',
  heard: ['chat'],
  next: minutes.map((minute, index) => ({
    at: NOW + minute * MINUTE,
    channels: index === 0 ? ['mail'] : ['chat', 'mail'],
  })),
})

const ALERT: Alert = {
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
}

type Case = {
  run?: Partial<Escalation>
  alert?: Partial<Alert>
  mute?: Mute
  isUnreached?: boolean
  plan?: PersonalPlan
}

function decide({ run, alert, mute, isUnreached = false, plan }: Case): EscalationDecision {
  const around: Surroundings = {
    reachOf: ({ notify: [first] }) => ({ kind: 'reached', contacts: [first?.to ?? ''] }),
    personalOf: () => plan,
    hoursBeginAt: () => undefined,
    fallback: () => ['wang'],
  }
  const event = { ...ALERT, kind: 'firing', deliveryKey: 'd', receivedAt: 1 } as const
  const due = {
    run: runOf(run),
    alert: { ...ALERT, ...alert },
    event: { ...event, id: 'e1', fields: [], links: [] },
    isUnreached,
  }
  const facts = { due, around, mute, plans: new Map(), isReachable: () => true }
  return decideEscalation(facts, NOW)
}

const given = (action: GivenAnswer['action'], change: Partial<GivenAnswer> = {}): GivenAnswer => ({
  ...{ action, by: 'Zhao', via: 'api', at: NOW, eventId: `e-${action}` },
  ...change,
})
const silenced: Mute = { reason: 'silenced', until: NOW + 10 * MINUTE, by: 'si' }

/** Whom it tells and by what, what is remembered of Wang, and when it is looked at. */
function gist({ run, say, held }: EscalationDecision): object {
  const own = run.personal?.find(({ contact }) => contact === 'wang')
  return {
    ...(say ? { tells: say.kind, ...(say.channels ? { by: [...say.channels] } : {}) } : {}),
    ...(own ? { heard: own.heard.join(), left: own.next.length } : {}),
    ...(run.nextAt === undefined ? {} : { next: (run.nextAt - NOW) / MINUTE }),
    ...(held.length > 0 ? { held } : {}),
  }
}

describe('what follows by a contact’s own rules', () => {
  test.each<[string, Case, object]>([
    [
      'is told when it is due, and the next step at its own time',
      {},
      { tells: 'personal', by: [['wang', ['mail']]], heard: 'chat,mail', left: 0, next: 2 },
    ],
    ['is waited for', { run: { personal: [wang(1, 9)] } }, { heard: 'chat', left: 2, next: 1 }],
    [
      'is told once where several ways came due meanwhile',
      { run: { personal: [wang(-5, -1)] } },
      { tells: 'personal', by: [['wang', ['mail', 'chat']]], heard: 'chat,mail', left: 0, next: 2 },
    ],
    [
      'is told before a step that is due too, which follows at once',
      { run: { dueAt: NOW - MINUTE } },
      { tells: 'personal', by: [['wang', ['mail']]], heard: 'chat,mail', left: 0, next: -1 },
    ],
    [
      'goes on beside the next step',
      { run: { dueAt: NOW, personal: [wang(4)] } },
      { tells: 'step', heard: 'chat', left: 1, next: 4 },
    ],
    [
      'goes on after the last round, in which nobody answered',
      { run: { state: 'ended', end: 'unanswered', personal: [wang(0, 4)] } },
      { tells: 'personal', by: [['wang', ['mail']]], heard: 'chat,mail', left: 1, next: 4 },
    ],
    [
      'is no more after that, and the run rests',
      { run: { state: 'ended', end: 'unanswered' } },
      { tells: 'personal', by: [['wang', ['mail']]], heard: 'chat,mail', left: 0 },
    ],
    [
      'waits while something holds the alert back',
      { mute: silenced },
      { heard: 'chat', left: 1, next: 1, held: ['silenced'] },
    ],
    [
      'ends when somebody has answered',
      { alert: { state: 'acknowledged', answers: [given('acknowledge')] } },
      { heard: 'chat', left: 0 },
    ],
    ['ends when the alert is over', { alert: { state: 'resolved' } }, { heard: 'chat', left: 0 }],
    [
      'ends when the alert is given to others, who are told',
      { alert: { answers: [given('assign', { assignment: { to: 'li' }, run: 'r1' })] } },
      { tells: 'step', heard: 'chat', left: 0, next: 5 },
    ],
    [
      'ends when the alert is given to others by another run',
      { alert: { answers: [given('assign', { assignment: { to: 'li' }, run: 'r2' })] } },
      { heard: 'chat', left: 0 },
    ],
    [
      'is told at once where what was tried before cannot reach the contact',
      { run: { personal: [wang(4, 9)] }, isUnreached: true },
      { tells: 'personal', by: [['wang', ['mail']]], heard: 'chat,mail', left: 1, next: 2 },
    ],
    [
      'is not waited for where nothing follows: the next step is told',
      { run: { personal: [wang()] }, isUnreached: true },
      { tells: 'step', heard: 'chat', left: 0, next: 5 },
    ],
    [
      'begins anew with the rules of the severity that it has now',
      {
        run: { step: 0, personal: [wang(4)] },
        alert: { severity: 'critical' },
        plan: { atOnce: ['chat', 'phone'], later: [{ afterMs: MINUTE, channels: ['mail'] }] },
      },
      { tells: 'step', heard: 'chat,phone', left: 1, next: 1 },
    ],
    [
      'begins anew in the order of time, and what was heard by other ways is not forgotten',
      {
        run: { dueAt: NOW, step: -1, personal: [wang()] },
        plan: {
          atOnce: ['phone'],
          later: [
            { afterMs: 4 * MINUTE, channels: ['mail'] },
            { afterMs: MINUTE, channels: ['mail'] },
            { afterMs: 2 * MINUTE, channels: ['mail'] },
          ],
        },
      },
      { tells: 'step', heard: 'chat,phone', left: 3, next: 1 },
    ],
    [
      'is told at once to those only who were tried',
      {
        run: { personal: [wang(4), { ...wang(9), contact: 'li' }], paged: ['li'] },
        isUnreached: true,
      },
      { tells: 'personal', by: [['li', ['mail']]], heard: 'chat', left: 1, next: 2 },
    ],
    [
      'is nothing to whoever is told as the fallback, by every endpoint',
      { run: { step: 1, dueAt: NOW, personal: [wang(4)] } },
      { tells: 'fallback' },
    ],
  ])('%s', (_name, facts, expected) => {
    expect(gist(decide(facts))).toEqual(expected)
  })
})

const RULES: readonly ContactRule[] = [
  { channels: ['chat'], afterMs: 0 },
  { channels: ['mail', 'chat'], afterMs: 0, severities: ['critical'] },
  { channels: ['mail'], afterMs: MINUTE, severities: ['critical', 'error'] },
]
const CONTACT: Contact = { id: 'wang', name: 'Wang', language: 'en', endpoints: [] }

test('rules are those of the severity, and a contact without any has no plan', () => {
  const contact = { ...CONTACT, rules: RULES }
  const later = [{ afterMs: MINUTE, channels: ['mail'] }]
  expect(personalPlanOf(contact, 'critical')).toEqual({ atOnce: ['chat', 'mail'], later })
  expect(personalPlanOf(contact, 'error')).toEqual({ atOnce: ['chat'], later })
  expect(personalPlanOf(contact, 'info')).toEqual({ atOnce: ['chat'], later: [] })
  expect(personalPlanOf(CONTACT, 'critical')).toBeUndefined()
})

test('a run follows the rules of so many contacts only; the others are told by every endpoint at once', () => {
  const contacts = Array.from({ length: ESCALATION_LIMITS.personalMax + 1 }, (_, at) => `c${at}`)
  const planOf = (): PersonalPlan => ({ atOnce: ['chat'], later: [] })
  const run = withPersonal(runOf({ personal: [] }), { contacts, planOf }, NOW)
  expect(run.personal).toHaveLength(ESCALATION_LIMITS.personalMax)
})
