import { describe, expect, test } from 'vitest'
import { REPEAT_LIMITS } from '../../base/limits.ts'
import type { Alert } from '../../model/alert.ts'
import type { Event } from '../../model/event.ts'
import { LIFE_DEFAULTS } from '../../model/life.ts'
import type { SentAlert } from '../../model/sent-alert.ts'
import { type AlertStep, stepAlert } from './alert-life.ts'
import { decideTimeOut } from './auto-resolve.ts'
import { decideRepeat } from './repeat.ts'

const T0 = 1_772_676_901_000
const MINUTE = 60_000
const context = { newId: () => 'a1', rules: LIFE_DEFAULTS, revision: 'r1' }

type Said = Partial<SentAlert> & { readonly at: number; readonly severity?: Event['severity'] }

/** Times in minutes from T0. */
function eventOf({ at, severity = 'warning', ...said }: Said): Event {
  const times = (minutes: number | undefined) =>
    minutes === undefined ? undefined : T0 + minutes * MINUTE
  const sent: SentAlert = {
    labels: { alertname: 'A' },
    annotations: {},
    ...said,
    ...(said.startsAt === undefined ? {} : { startsAt: times(said.startsAt) }),
    ...(said.endsAt === undefined ? {} : { endsAt: times(said.endsAt) }),
  }
  const receivedAt = T0 + at * MINUTE
  return {
    id: `e${at}`,
    source: 'prom',
    kind: sent.endsAt !== undefined && sent.endsAt <= receivedAt ? 'resolved' : 'firing',
    dedupKey: 'k',
    deliveryKey: `e${at}`,
    name: 'A',
    title: 'A',
    severity,
    receivedAt,
    labels: {},
    fields: [],
    links: [],
    sent,
  }
}

/** The alert after all of these. */
function after(...said: readonly Said[]): Alert | undefined {
  return said.reduce<Alert | undefined>(
    (newest, one) => alertIn(stepAlert(newest, eventOf(one), context)) ?? newest,
    undefined,
  )
}

function alertIn(step: AlertStep): Alert | undefined {
  return 'alert' in step ? step.alert : undefined
}

/** In minutes from T0. */
function minutes(at: number | undefined): number | undefined {
  return at === undefined ? undefined : (at - T0) / MINUTE
}

describe('when an alert ends whose sender says until when it goes on', () => {
  const cases: readonly [name: string, said: readonly Said[], state: string, endsAt?: number][] = [
    ['at the end that it named', [{ at: 0, startsAt: 0, endsAt: 4 }], 'firing', 4],
    ['after the time-out where it named none', [{ at: 0, timeOutMs: 5 * MINUTE }], 'firing', 5],
    [
      'later with each repeat',
      [
        { at: 0, startsAt: 0, endsAt: 4 },
        { at: 1, startsAt: 0, endsAt: 5 },
      ],
      'firing',
      5,
    ],
    [
      'not sooner where another one names an earlier end',
      [
        { at: 0, startsAt: 0, endsAt: 9 },
        { at: 1, startsAt: 0, endsAt: 5 },
      ],
      'firing',
      9,
    ],
    [
      'sooner where the later end was a time-out only',
      [
        { at: 0, timeOutMs: 9 * MINUTE },
        { at: 1, startsAt: 0, endsAt: 5 },
      ],
      'firing',
      5,
    ],
    [
      'at once where its end is past',
      [
        { at: 0, startsAt: 0, endsAt: 4 },
        { at: 2, startsAt: 0, endsAt: 1 },
      ],
      'resolved',
    ],
    [
      'not by the end of an episode before it',
      [
        { at: 10, startsAt: 10, endsAt: 14 },
        { at: 11, startsAt: 0, endsAt: 8 },
      ],
      'firing',
      14,
    ],
    [
      'as a new alert where it fires again with the same start',
      [
        { at: 0, startsAt: 0, endsAt: 4 },
        { at: 2, startsAt: 0, endsAt: 1 },
        { at: 3, startsAt: 0, endsAt: 7 },
      ],
      'firing',
      7,
    ],
    ['also where it begins in the future', [{ at: 0, startsAt: 2, endsAt: 6 }], 'firing', 6],
  ]
  test.each(cases)('%s', (_, said, state, endsAt) => {
    const alert = after(...said)
    expect(alert?.state).toBe(state)
    expect(minutes(alert?.autoResolveAt)).toBe(endsAt)
  })

  test('the earliest start counts', () => {
    const alert = after({ at: 0, startsAt: -1, endsAt: 4 }, { at: 1, startsAt: 0, endsAt: 5 })
    expect(minutes(alert?.sent?.startsAt)).toBe(-1)
  })

  test('an end of what never began is no alert', () => {
    const step = stepAlert(undefined, eventOf({ at: 5, startsAt: 0, endsAt: 1 }), context)
    expect(step).toEqual({ result: 'ignored', reason: 'no-open-alert', alertId: undefined })
  })

  test('whoever has taken it on, it ends when its sender falls silent', () => {
    const open = after({ at: 0, startsAt: 0, endsAt: 4 })
    const answer = { action: 'acknowledge', by: 'li', via: 'api', alertId: 'a1' } as const
    const { sent: _, ...said } = eventOf({ at: 1 })
    const taken = alertIn(stepAlert(open, { ...said, kind: 'acknowledged', answer }, context))
    expect(taken?.state).toBe('acknowledged')
    expect(minutes(taken?.autoResolveAt)).toBe(4)
  })

  test('the event that ends it says why', () => {
    const now = { ...context, now: T0 + 5 * MINUTE, startedAt: 0 }
    const texts = [{ endsAt: 4 }, { timeOutMs: 5 * MINUTE }].map((said) => {
      const alert = after({ at: 0, startsAt: 0, ...said })
      const out = alert && decideTimeOut(alert, now)
      return out?.kind === 'ends' ? out.event.answer : undefined
    })
    expect(texts).toMatchObject([
      {
        via: 'hub',
        unrepeated: true,
        comment: expect.stringContaining('the end that it had named'),
      },
      { via: 'hub', unrepeated: true, comment: expect.stringContaining('for 5 min') },
    ])
  })
})

describe('what a sender says again', () => {
  const first = { at: 0, startsAt: 0, endsAt: 4 }
  const other = { annotations: { summary: '91 %' } }
  const longAfter = REPEAT_LIMITS.otherWordsMs / MINUTE
  const cases: readonly [name: string, said: readonly Said[], again: Said, kind: string][] = [
    ['of what is not known is news', [], { ...first }, 'news'],
    ['unchanged goes on', [first], { at: 1, startsAt: 0, endsAt: 5 }, 'goes-on'],
    ['unchanged goes on for hours', [first], { at: 300, startsAt: 0, endsAt: 304 }, 'goes-on'],
    ['with another start goes on', [first], { at: 1, startsAt: 1, endsAt: 5 }, 'goes-on'],
    ['in other words soon after goes on', [first], { at: 1, ...other, endsAt: 5 }, 'goes-on'],
    [
      'in other words a while after is news',
      [first],
      { at: longAfter, ...other, endsAt: longAfter + 4 },
      'news',
    ],
    ['as worse is news', [first], { at: 1, endsAt: 5, severity: 'critical' }, 'news'],
    ['as over is news', [first], { at: 1, startsAt: 0, endsAt: 1 }, 'news'],
    [
      'as over once more is nothing',
      [first, { at: 2, startsAt: 0, endsAt: 2 }],
      { at: 3, startsAt: 0, endsAt: 2 },
      'over',
    ],
    [
      'as over at another time is news',
      [first, { at: 2, startsAt: 0, endsAt: 2 }],
      { at: 3, startsAt: 0, endsAt: 3 },
      'news',
    ],
    [
      'as firing after its end is news',
      [first, { at: 2, startsAt: 0, endsAt: 2 }],
      { at: 3, startsAt: 0, endsAt: 7 },
      'news',
    ],
  ]
  test.each(cases)('%s', (_, said, again, kind) => {
    expect(decideRepeat(after(...said), eventOf(again), context).kind).toBe(kind)
  })

  test('out of a spool says nothing where its sender has said something later to another hub', () => {
    const over = after(first, { at: 4, startsAt: 0, endsAt: 4 })
    const late = { ...eventOf({ at: 3, startsAt: 0, endsAt: 8 }), spooled: true as const }
    expect(decideRepeat(over, late, context).kind).toBe('over')
    expect(stepAlert(over, late, context)).toMatchObject({ result: 'ignored', reason: 'stale' })
    const later = { ...eventOf({ at: 5, startsAt: 5, endsAt: 9 }), spooled: true as const }
    expect(decideRepeat(over, later, context).kind).toBe('news')
  })

  test('under another configuration is news, so that new policies take it in', () => {
    const again = eventOf({ at: 1, startsAt: 0, endsAt: 5 })
    const now = { ...context, revision: 'r2' }
    expect(decideRepeat(after(first), again, now).kind).toBe('news')
  })

  test('puts the end off and keeps the newest words', () => {
    const again = eventOf({ at: 1, startsAt: 0, endsAt: 5, ...other })
    const repeat = decideRepeat(after(first), again, context)
    const alert = repeat.kind === 'goes-on' ? repeat.alert : undefined
    expect(minutes(alert?.autoResolveAt)).toBe(5)
    expect(alert?.sent).toMatchObject({ ...other, updatedAt: T0 + MINUTE })
    expect(alert?.eventCount).toBe(1)
  })
})
