import { describe, expect, test } from 'vitest'
import { INGEST_LIMITS } from '../../base/limits.ts'
import type { Alert } from '../../model/alert.ts'
import { type Answer, acknowledgedBy, resolvedBy } from '../../model/answer.ts'
import type { Event } from '../../model/event.ts'
import { LIFE_DEFAULTS, LIFE_OF_REMOVED, type LifeRules } from '../../model/life.ts'
import { stepAlert } from './alert-life.ts'
import { decideTimeOut } from './auto-resolve.ts'

const NOW = 1_000_000_000
const MINUTE = 60_000
const HOUR = 60 * MINUTE

const REOPENS: LifeRules = { reopenMs: 10 * MINUTE }
const ENDS: LifeRules = { reopenMs: 0, autoResolve: { afterMs: HOUR, acknowledged: false } }
const ENDS_ALL: LifeRules = { reopenMs: 0, autoResolve: { afterMs: HOUR, acknowledged: true } }

type Step = Partial<Event> & { readonly kind: Event['kind']; readonly at?: number }

const fires = (at = 0, change: Partial<Event> = {}): Step => ({ kind: 'firing', at, ...change })
const ends = (at = 0, change: Partial<Event> = {}): Step => ({ kind: 'resolved', at, ...change })
const taken = (at = 0): Step => ({ kind: 'acknowledged', at })

function answered(at: number, answer: Partial<Answer> & Pick<Answer, 'action'>): Step {
  const kind = answer.action === 'resolve' ? 'resolved' : 'acknowledged'
  return { kind, at, answer: { by: 'Wang', via: 'console', alertId: 'a1', ...answer } }
}

/** Lives through the steps; times are minutes after NOW. Gives the result and the alert after each. */
function live(steps: readonly Step[], rules: LifeRules = LIFE_DEFAULTS) {
  let newest: Alert | undefined
  let counter = 0
  return steps.map(({ at = 0, ...change }, index) => {
    const event: Event = {
      id: `e${index + 1}`,
      source: 'aliyun',
      dedupKey: 'key',
      deliveryKey: `d${index + 1}`,
      name: 'cpu',
      title: `title ${index + 1}`,
      severity: 'warning',
      receivedAt: NOW + at * MINUTE,
      labels: {},
      fields: [],
      links: [],
      ...change,
    }
    const step = stepAlert(newest, event, {
      newId: () => `a${++counter}`,
      rules,
      revision: 'r',
    })
    if ('alert' in step && step.alert) newest = step.alert
    const outcome = step.result === 'ignored' ? step.reason : step.result
    return { outcome, alert: newest }
  })
}

const outcomesOf = (steps: readonly Step[], rules?: LifeRules) =>
  live(steps, rules).map(({ outcome }) => outcome)
const lastOf = (steps: readonly Step[], rules?: LifeRules) => live(steps, rules).at(-1)?.alert

describe('one problem is one alert', () => {
  test.each<[string, readonly Step[], readonly string[], Partial<Alert>]>([
    [
      'a repetition while it fires is counted and shown, and is the same alert',
      [fires(0), fires(1)],
      ['opened', 'updated'],
      {
        id: 'a1',
        eventCount: 2,
        title: 'title 2',
        state: 'firing',
        openedAt: NOW,
        updatedAt: NOW + MINUTE,
      },
    ],
    [
      'a repetition keeps the labels that it leaves out, and changes those that it names',
      [
        fires(0, { labels: { team: 'db', zone: 'a', status: 'first' } }),
        fires(1, { labels: { zone: 'b' } }),
      ],
      ['opened', 'updated'],
      { labels: { team: 'db', zone: 'b' } },
    ],
    [
      'a repetition of what somebody has taken on leaves it so',
      [fires(0), taken(1), fires(2)],
      ['opened', 'acknowledged', 'updated'],
      { id: 'a1', state: 'acknowledged', eventCount: 3 },
    ],
    [
      'what somebody has taken on asks anew when it becomes critical',
      [fires(0), taken(1), fires(2, { severity: 'critical' })],
      ['opened', 'acknowledged', 'updated'],
      { state: 'firing', reopenedAt: NOW + 2 * MINUTE },
    ],
    [
      'what somebody has taken on does not ask anew when it becomes worse, but not critical',
      [fires(0), taken(1), fires(2, { severity: 'error' })],
      ['opened', 'acknowledged', 'updated'],
      { state: 'acknowledged', severity: 'error' },
    ],
    [
      'what is critical already does not ask anew',
      [fires(0, { severity: 'critical' }), taken(1), fires(2, { severity: 'critical' })],
      ['opened', 'acknowledged', 'updated'],
      { state: 'acknowledged' },
    ],
    [
      'a firing after the end is a new alert that knows the one before it',
      [fires(0), ends(1), fires(2)],
      ['opened', 'resolved', 'opened'],
      { id: 'a2', previousId: 'a1', eventCount: 1, state: 'firing' },
    ],
    [
      'an end and an acknowledgement of what is unknown create nothing',
      [ends(0), taken(1)],
      ['no-open-alert', 'no-open-alert'],
      {},
    ],
    [
      'an acknowledgement of what is acknowledged changes nothing but the count',
      [fires(0), taken(1), taken(2)],
      ['opened', 'acknowledged', 'acknowledged'],
      { state: 'acknowledged', eventCount: 3 },
    ],
  ])('%s', (_name, steps, outcomes, alert) => {
    expect(outcomesOf(steps)).toEqual(outcomes)
    expect(lastOf(steps) ?? {}).toMatchObject(alert)
  })
})

test('who takes it on first has it; whoever joins is known beside them', () => {
  const alert = lastOf([
    fires(0),
    answered(1, { action: 'acknowledge' }),
    answered(2, { action: 'acknowledge', by: 'Li' }),
  ])
  expect(alert && acknowledgedBy(alert)?.by).toBe('Wang')
  expect(alert?.answers?.map(({ by }) => by)).toEqual(['Wang', 'Li'])
})

test('labels that come anew each time are kept up to a bound, the newest first', () => {
  const labels = (from: number) =>
    Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`label${from + index}`, 'x']))
  const kept = Object.keys(
    lastOf([fires(0, { labels: labels(0) }), fires(1, { labels: labels(100) })])?.labels ?? {},
  )
  expect(kept).toHaveLength(INGEST_LIMITS.labelsMax)
  expect(kept).toEqual(expect.arrayContaining(Object.keys(labels(100))))
})

const by = (ms: number): Partial<Event> => ({ sourceAt: NOW + ms })
/** By the hub’s own clock. */
const noted = (ms: number): Partial<Event> => ({ ...by(ms), notedBy: 'hub' })

describe('an event without words', () => {
  const bare = { wordless: true, title: 'key · resolved', severity: 'info', labels: {} } as const

  test('an end that only names the problem keeps what is known of it', () => {
    const labels = { resource: 'db-01' }
    const steps = [
      fires(0, { severity: 'critical', labels }),
      ends(1, { ...bare, status: 'resolve' }),
    ]
    expect(lastOf(steps)).toMatchObject({
      state: 'resolved',
      title: 'title 1',
      severity: 'critical',
      status: 'resolve',
      labels,
    })
  })

  test('an end with words of its own brings them', () => {
    expect(lastOf([fires(), ends(1, { title: 'all is well' })])).toMatchObject({
      title: 'all is well',
    })
  })
})

describe('time goes forward only', () => {
  test.each<[string, readonly Step[], readonly string[]]>([
    [
      'a firing older than the end before it is stale, an equally old one is not',
      [fires(0, by(0)), ends(0, by(5000)), fires(0, by(4999)), fires(0, by(5000))],
      ['opened', 'resolved', 'stale', 'opened'],
    ],
    [
      'an end that comes before its beginning keeps that from opening',
      [ends(0, by(5000)), fires(0, by(4000)), fires(0, by(6000))],
      ['no-open-alert', 'stale', 'opened'],
    ],
    [
      'an end older than the newest firing is stale',
      [fires(0, by(5000)), ends(0, by(4000))],
      ['opened', 'stale'],
    ],
    [
      'where one of the two has no time of its own, the order of arrival counts',
      [fires(0, by(5000)), ends(0), fires(0, by(4000))],
      ['opened', 'resolved', 'stale'],
    ],
    [
      'a sender’s clock that is 5 minutes ahead still orders its events',
      [fires(0, by(300_000)), ends(0, by(299_000))],
      ['opened', 'stale'],
    ],
    [
      'one that is further ahead does not: the order of arrival counts',
      [fires(0, by(300_002)), ends(0, by(300_001))],
      ['opened', 'resolved'],
    ],
    [
      'what is delivered an hour late is stale all the same',
      [fires(0, by(0)), ends(1, by(MINUTE)), fires(61, by(1))],
      ['opened', 'resolved', 'stale'],
    ],
    [
      'what the hub itself notes comes in its order, also where its clock was set back',
      [fires(0, noted(5000)), ends(0), fires(0, noted(4000))],
      ['opened', 'resolved', 'opened'],
    ],
    [
      'one that was far ahead, and was set right, hides nothing',
      [fires(0, by(HOUR)), ends(1, by(2 * MINUTE)), fires(2, by(2 * MINUTE))],
      ['opened', 'resolved', 'opened'],
    ],
  ])('%s', (_name, steps, outcomes) => {
    expect(outcomesOf(steps)).toEqual(outcomes)
  })
})

describe('an alert that may go on', () => {
  test('with no time to go on, it is a new one also where the clock was set back meanwhile', () => {
    const steps = [fires(), ends(2), fires(1)]
    expect(outcomesOf(steps, { reopenMs: 0 })).toEqual(['opened', 'resolved', 'opened'])
  })

  test('is the same where it fires soon after its end', () => {
    const steps = [fires(0), ends(1), fires(10)]
    expect(outcomesOf(steps, REOPENS)).toEqual(['opened', 'resolved', 'reopened'])
    expect(lastOf(steps, REOPENS)).toMatchObject({
      id: 'a1',
      state: 'firing',
      eventCount: 3,
      reopenedAt: NOW + 10 * MINUTE,
    })
    expect(lastOf(steps, REOPENS)?.resolvedAt).toBeUndefined()
  })

  test('is a new one where that time has passed', () => {
    expect(outcomesOf([fires(0), ends(1), fires(11)], REOPENS)).toEqual([
      'opened',
      'resolved',
      'opened',
    ])
  })

  test('is nobody’s any more when it fires again', () => {
    const steps = [fires(0), answered(1, { action: 'acknowledge' }), ends(2), fires(3)]
    const again = lastOf(steps, REOPENS)
    expect(again).toMatchObject({ state: 'firing', reopenedAt: NOW + 3 * MINUTE })
    expect(again && acknowledgedBy(again)).toBeUndefined()
  })

  test('is a new one where a person had ended it; where the hub had, it goes on', () => {
    const ended = (via: Answer['via']) => [
      fires(0),
      answered(60, { action: 'resolve', via }),
      fires(61),
    ]
    const rules = { ...ENDS, reopenMs: 10 * MINUTE }
    expect(outcomesOf(ended('console'), rules)).toEqual(['opened', 'resolved', 'opened'])
    expect(outcomesOf(ended('hub'), rules)).toEqual(['opened', 'resolved', 'reopened'])
  })

  test('and flaps goes on also where a person had ended it, who has not ended it the next time', () => {
    const resolve = answered(5, { action: 'resolve', alertId: 'a2' })
    const lives = live([...changes(5), resolve, fires(6), ends(7)])
    const [ended, again, over] = lives.slice(-3).map(({ alert }) => alert)
    expect(lives.at(-2)?.outcome).toBe('reopened')
    expect(ended && resolvedBy(ended)?.by).toBe('Wang')
    expect(again?.id).toBe('a2')
    expect(over && resolvedBy(over)).toBeUndefined()
  })

  test('is not what was only remembered as an end without a beginning', () => {
    const steps = [ends(0, by(0)), fires(1, by(MINUTE))]
    expect(outcomesOf(steps, REOPENS)).toEqual(['no-open-alert', 'opened'])
    expect(lastOf(steps, REOPENS)?.previousId).toBeUndefined()
  })
})

/** `count` changes, one each `every` minutes, beginning with a firing. */
const changes = (count: number, every = 1): readonly Step[] =>
  Array.from({ length: count }, (_, index) => (index % 2 === 0 ? fires : ends)(index * every))

describe('flapping', () => {
  test.each<[string, readonly Step[], LifeRules, number | undefined]>([
    ['three changes are none', changes(3), LIFE_DEFAULTS, undefined],
    ['four within an hour are, for two hours', changes(4), LIFE_DEFAULTS, 3 + 120],
    ['four in more than an hour are none', changes(4, 20.1), LIFE_DEFAULTS, undefined],
    ['it is not made longer by what changes meanwhile', changes(9), LIFE_DEFAULTS, 3 + 120],
    ['off is never', changes(40), { reopenMs: 0 }, undefined],
    [
      'a rule of its own counts as it says',
      changes(2),
      { reopenMs: 0, flapping: { changes: 2, withinMs: HOUR, muteMs: MINUTE } },
      1 + 1,
    ],
  ])('%s', (_name, steps, rules, untilMinutes) => {
    const until = untilMinutes === undefined ? undefined : NOW + untilMinutes * MINUTE
    expect(lastOf(steps, rules)?.flappingUntil).toBe(until)
  })

  test('counts over the alerts of one key, and makes the last one go on', () => {
    const lives = live(changes(6))
    expect(lives.map(({ outcome, alert }) => [outcome, alert?.id])).toEqual([
      ['opened', 'a1'],
      ['resolved', 'a1'],
      ['opened', 'a2'],
      ['resolved', 'a2'],
      ['reopened', 'a2'],
      ['resolved', 'a2'],
    ])
    expect(lives.at(-1)?.alert?.changes).toHaveLength(4)
  })

  test('repetitions are no changes', () => {
    expect(lastOf([fires(0), fires(1), fires(2), fires(3), fires(4)])).toMatchObject({
      changes: [NOW],
    })
  })

  test('when it is over and goes on, it begins anew, as a new alert', () => {
    const lives = live([...changes(4), fires(124), ends(125), fires(126), ends(127)])
    expect(lives.at(4)).toMatchObject({ outcome: 'opened', alert: { id: 'a3' } })
    expect(lives.at(4)?.alert?.flappingUntil).toBeUndefined()
    expect(lives.at(-1)?.alert?.flappingUntil).toBe(NOW + (127 + 120) * MINUTE)
  })

  test('who has taken it on is not asked at each change, but when it becomes critical', () => {
    const take = answered(4.5, { action: 'acknowledge', alertId: 'a2' })
    const lives = live([...changes(5), take, ends(5), fires(6), ends(7)])
    expect(lives.at(-2)).toMatchObject({ outcome: 'reopened', alert: { state: 'acknowledged' } })
    const raised = live([...changes(5), take, ends(5), fires(6, { severity: 'critical' })])
    expect(raised.at(-1)?.alert).toMatchObject({ state: 'firing', reopenedAt: NOW + 6 * MINUTE })
  })
})

describe('an alert that ends by itself', () => {
  const timeOut = (at: number): Step =>
    answered(at, { action: 'resolve', via: 'hub', by: '', unheard: true })

  test.each<[string, readonly Step[], LifeRules, number | undefined]>([
    ['has no time without a rule', [fires(0)], LIFE_DEFAULTS, undefined],
    ['has an hour', [fires(0)], ENDS, 60],
    ['has it anew with each event that fires', [fires(0), fires(40)], ENDS, 100],
    ['has none once somebody has taken it on', [fires(0), taken(1), fires(2)], ENDS, undefined],
    ['has one all the same where the rule says so', [fires(0), taken(1)], ENDS_ALL, 60],
    ['has none once it is over', [fires(0), ends(1)], ENDS, undefined],
    [
      'has it anew once nobody has it any more',
      [fires(0), answered(1, { action: 'acknowledge' }), answered(10, { action: 'unacknowledge' })],
      ENDS,
      70,
    ],
    [
      'is not put off by what a person does about it otherwise',
      [fires(0), answered(10, { action: 'silence' })],
      ENDS,
      60,
    ],
  ])('%s', (_name, steps, rules, minutes) => {
    const at = minutes === undefined ? undefined : NOW + minutes * MINUTE
    expect(lastOf(steps, rules)?.autoResolveAt).toBe(at)
  })

  test('ends, and remembers that nobody did it', () => {
    const alert = lastOf([fires(0), timeOut(60)], ENDS)
    expect(alert).toMatchObject({ state: 'resolved', answers: [{ via: 'hub', action: 'resolve' }] })
  })

  test.each<[string, Step, string]>([
    ['fired', fires(59), 'stale'],
    ['was taken on', taken(59), 'stale'],
    ['ended', ends(59), 'no-open-alert'],
  ])('goes on as it is where it %s before that is settled', (_name, before, outcome) => {
    expect(outcomesOf([fires(0), before, timeOut(60)], ENDS).at(-1)).toBe(outcome)
  })

  const overdue = lastOf([fires(0)], ENDS)
  const decide = (minutes: number, startedMinutes: number, rules: LifeRules = ENDS) => {
    if (!overdue) throw new Error('it is open')
    const [now, startedAt] = [NOW + minutes * MINUTE, NOW + startedMinutes * MINUTE]
    return decideTimeOut(overdue, { now, startedAt, rules, newId: () => 'h1' })
  }

  test('ends by an event that says why, in both languages', () => {
    expect(decide(60, 0)).toMatchObject({
      kind: 'ends',
      event: {
        id: 'h1',
        kind: 'resolved',
        dedupKey: 'key',
        receivedAt: NOW + HOUR,
        answer: { action: 'resolve', via: 'hub', alertId: 'a1', comment: 'No event for 1 h.' },
        fields: [{ value: { en: 'No event for 1 h.', zh: '1 小时内没有新事件。' } }],
      },
    })
  })

  test.each([
    ['waits for five minutes where its time ran out while the hub was down', 200, 200, 'waits'],
    ['waits no longer than that', 205, 200, 'ends'],
    ['does not wait where the hub was there when it ran out', 60, 59, 'ends'],
  ])('%s', (_name, now, startedAt, kind) => {
    expect(decide(now, startedAt).kind).toBe(kind)
  })

  test('ends where its source is gone, and says so', () => {
    expect(decide(60, 0, LIFE_OF_REMOVED)).toMatchObject({
      kind: 'ends',
      event: { answer: { comment: expect.stringMatching(/no longer configured/) } },
    })
  })

  test('stays where the rule is gone', () => {
    expect(decide(60, 0, LIFE_DEFAULTS)).toEqual({ kind: 'stays' })
  })
})
