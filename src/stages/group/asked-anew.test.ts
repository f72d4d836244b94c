import { describe, expect, test } from 'vitest'
import type { Alert } from '../../model/alert.ts'
import { type Answer, acknowledgedBy, type GivenAnswer } from '../../model/answer.ts'
import type { Event } from '../../model/event.ts'
import { LIFE_DEFAULTS } from '../../model/life.ts'
import { stepAlert } from './alert-life.ts'

const acknowledged: GivenAnswer = {
  action: 'acknowledge',
  by: 'Wang',
  via: 'api',
  at: 5,
  eventId: 'e-ack',
}

function alertOf(change: Partial<Alert> = {}): Alert {
  return {
    id: 'al',
    source: 's',
    dedupKey: 'k',
    state: 'acknowledged',
    severity: 'warning',
    name: 'n',
    title: 't',
    labels: {},
    openedAt: 1,
    updatedAt: 5,
    eventCount: 2,
    firstEventId: 'e1',
    lastEventId: 'e-ack',
    answers: [acknowledged],
    ...change,
  }
}

const EVENT: Event = {
  id: 'e9',
  source: 's',
  kind: 'notice',
  dedupKey: 'k',
  deliveryKey: 'd',
  name: 'n',
  title: 't',
  severity: 'warning',
  receivedAt: 5,
  labels: {},
  fields: [],
  links: [],
}

/** What an answer comes to, at the very moment of the one before. */
function answer(given: Partial<Answer>, alert: Alert = alertOf()): ReturnType<typeof stepAlert> {
  const event: Event = {
    ...EVENT,
    answer: { action: 'unacknowledge', by: 'Li', via: 'api', alertId: 'al', ...given },
  }
  return stepAlert(alert, event, { newId: () => 'new', rules: LIFE_DEFAULTS, revision: 'r' })
}

const firing = alertOf({ state: 'firing', answers: [] })

describe('an alert that somebody has taken on', () => {
  test.each<[string, Partial<Answer>, Alert, string, string | undefined]>([
    ['is given back by a person', {}, alertOf(), 'reopened', 'firing'],
    ['is given back once', {}, firing, 'ignored', undefined],
    [
      'is given back when its acknowledgement ran out',
      { via: 'hub', by: '', ranOut: 'e-ack' },
      alertOf(),
      'reopened',
      'firing',
    ],
    [
      'is kept where a newer acknowledgement was faster than the end of the one before',
      { via: 'hub', by: '', ranOut: 'e-older' },
      alertOf(),
      'ignored',
      undefined,
    ],
    [
      'is given back where only its source had acknowledged it',
      { via: 'hub', by: '' },
      alertOf({ answers: [] }),
      'reopened',
      'firing',
    ],
    [
      'fires again where the next step is called',
      { action: 'escalate', nextStep: true },
      alertOf(),
      'escalated',
      'firing',
    ],
    [
      'stays so where the fallback group is called',
      { action: 'escalate' },
      alertOf(),
      'escalated',
      'acknowledged',
    ],
    [
      'fires again where it is given to somebody',
      { action: 'assign', assignment: { to: 'li' } },
      alertOf(),
      'assigned',
      'firing',
    ],
    [
      'is taken on again by the same person where that renews it',
      { action: 'acknowledge', by: 'Wang', renews: true },
      alertOf(),
      'acknowledged',
      'acknowledged',
    ],
    [
      'is not taken on twice by the same person else',
      { action: 'acknowledge', by: 'Wang' },
      alertOf(),
      'ignored',
      undefined,
    ],
  ])('%s', (_name, given, alert, result, state) => {
    const step = answer(given, alert)
    expect(step.result).toBe(result)
    expect('alert' in step ? step.alert?.state : undefined).toBe(state)
  })

  test.each<[string, Partial<Answer>, string | undefined]>([
    ['has nobody on it after it was given back', {}, undefined],
    [
      'has nobody on it after the next step was called',
      { action: 'escalate', nextStep: true },
      undefined,
    ],
    [
      'has the same person on it after the fallback group was called',
      { action: 'escalate' },
      'Wang',
    ],
  ])('%s, even in the same moment', (_name, given, by) => {
    const step = answer(given)
    expect('alert' in step && step.alert ? acknowledgedBy(step.alert)?.by : 'none').toBe(by)
  })
})

test('an answer for an alert that is over does not bring it back', () => {
  for (const action of ['unacknowledge', 'assign', 'escalate'] as const)
    expect(answer({ action, nextStep: true }, alertOf({ state: 'resolved' })).result).toBe(
      'ignored',
    )
})
