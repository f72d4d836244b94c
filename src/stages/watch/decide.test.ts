import { describe, expect, test } from 'vitest'
import { WATCH_LIMITS } from '../../base/limits.ts'
import type { Habits, Heartbeat, HeartbeatRules, WatchedSource } from '../../model/watch.ts'
import { allowedSilence, decideHeartbeat, decideQuiet } from './decide.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Pings each hour, ten minutes late at most; the last one came at T. */
const T = 1_000 * DAY
const RULES: HeartbeatRules = {
  intervalMs: HOUR,
  graceMs: 10 * MINUTE,
  severity: 'error',
  expected: [],
}
const BEAT: Heartbeat = { source: 's', monitor: 'm', armedAt: T - DAY, pingedAt: T, changes: 1 }
const LATE = T + 70 * MINUTE
const FIRED = { fired: { at: LATE, because: 'silent' } } as const

describe('what may only wait in a spool', () => {
  test('makes no monitor silent yet, and what it has said is told', () => {
    const heldUntil = LATE + MINUTE
    const heartbeat = { ...BEAT, failedAt: T + 1, recoveredAt: T + 1 }
    const held = decideHeartbeat({ heartbeat, rules: RULES, heldUntil }, LATE)
    expect(held).toMatchObject({ news: ['failed', 'pinged'], nextAt: heldUntil })
    const late = decideHeartbeat({ heartbeat: BEAT, rules: RULES, heldUntil }, heldUntil)
    expect(late.news).toEqual(['silent'])
  })

  test('makes no source quiet yet', () => {
    const watched: WatchedSource = { source: 's', heardAt: T, hasOpenAlert: false }
    const rule = { kind: 'after', ms: HOUR } as const
    const heldUntil = T + HOUR + MINUTE
    expect(decideQuiet({ watched, rule, heldUntil }, T + HOUR).news).toBeUndefined()
    expect(decideQuiet({ watched, rule, heldUntil }, heldUntil).news).toBe('quiet')
  })
})

describe('a monitor', () => {
  test.each<[string, Partial<Heartbeat>, number, readonly string[], number | undefined]>([
    ['that pinged is looked at when it would be late', {}, T, [], LATE],
    ['that is not late yet waits', {}, LATE - 1, [], LATE],
    ['that is late is silent', {}, LATE, ['silent'], undefined],
    ['that is silent already is not told again', FIRED, LATE + DAY, [], undefined],
    [
      'that was silent and pings is well',
      { ...FIRED, pingedAt: LATE + 5, recoveredAt: LATE + 5 },
      LATE + 5,
      ['pinged'],
      LATE + 5 + 70 * MINUTE,
    ],
    ['that fails says so at once', { failedAt: T + 1 }, T + 1, ['failed'], undefined],
    [
      'that failed and pinged before anybody looked has done both',
      { failedAt: T + 1, recoveredAt: T + 1, pingedAt: T + 1 },
      T + 2,
      ['failed', 'pinged'],
      T + 1 + 70 * MINUTE,
    ],
    ['that is silent and then fails says why', { ...FIRED, failedAt: T }, T, ['failed'], undefined],
    [
      'that was expected and never pinged is silent after its interval and grace',
      { armedAt: T, pingedAt: undefined },
      LATE,
      ['silent'],
      undefined,
    ],
    [
      'that was expected and never pinged is waited for as long as after a ping',
      { armedAt: T, pingedAt: undefined },
      LATE - 1,
      [],
      LATE,
    ],
    [
      'whose job has begun has the grace to end',
      { startedAt: T + 50 * MINUTE },
      T + 55 * MINUTE,
      [],
      T + 60 * MINUTE,
    ],
    [
      'whose job has begun and does not end is silent',
      { startedAt: T + 50 * MINUTE },
      T + 60 * MINUTE,
      ['silent'],
      undefined,
    ],
    [
      'whose job began before its last ping is waited for as ever',
      { startedAt: T - 1 },
      T + 65 * MINUTE,
      [],
      LATE,
    ],
  ])('%s', (_name, change, now, news, nextAt) => {
    const decision = decideHeartbeat({ heartbeat: { ...BEAT, ...change }, rules: RULES }, now)
    expect(decision.news).toEqual(news)
    expect(decision.nextAt).toBe(nextAt)
  })

  test.each<[string, { from: number; to: number }, number]>([
    [
      'over long before the ping was due excuses nothing',
      { from: T + 1, to: T + 20 * MINUTE },
      LATE,
    ],
    [
      'at the time of the ping excuses until the next one',
      { from: T + 55 * MINUTE, to: T + 65 * MINUTE },
      T + 65 * MINUTE + 70 * MINUTE,
    ],
    [
      'over the whole time excuses until the next one',
      { from: T + 5 * MINUTE, to: T + DAY },
      T + DAY + 70 * MINUTE,
    ],
  ])('an outage of the hub %s', (_name, outage, lateAt) => {
    const first = decideHeartbeat({ heartbeat: BEAT, rules: RULES, outage }, outage.to)
    expect(first).toMatchObject({ news: [], nextAt: lateAt })
    const again = decideHeartbeat({ heartbeat: first.heartbeat ?? BEAT, rules: RULES }, lateAt)
    expect(again.news).toEqual(['silent'])
  })

  test('an outage after the alert began changes nothing', () => {
    const outage = { from: LATE + 1, to: LATE + HOUR }
    const facts = { heartbeat: { ...BEAT, ...FIRED }, rules: RULES, outage }
    expect(decideHeartbeat(facts, outage.to).news).toEqual([])
  })

  test('nobody watches any more is forgotten, and its alert ends', () => {
    expect(decideHeartbeat({ heartbeat: BEAT }, T)).toEqual({ news: [] })
    expect(decideHeartbeat({ heartbeat: { ...BEAT, ...FIRED } }, T)).toEqual({
      news: ['unwatched'],
    })
  })
})

const SPOKE: WatchedSource = { source: 's', heardAt: T, hasOpenAlert: false, lastKind: 'firing' }
const AFTER = { kind: 'after', ms: 6 * HOUR } as const
const AUTO = { kind: 'auto' } as const

/** Two weeks of a source whose longest pause was so long. */
function habits(longestMs: number, days = 14): Habits {
  const today = Math.floor(T / DAY)
  return {
    since: T - days * DAY,
    heardAt: T,
    days: Array.from({ length: days }, (_, index) => ({ day: today - index, longestMs })),
  }
}

describe('a source', () => {
  test.each<[string, Parameters<typeof decideQuiet>[0], number, string | undefined]>([
    [
      'that is silent for shorter than it may',
      { watched: SPOKE, rule: AFTER },
      6 * HOUR - 1,
      undefined,
    ],
    ['that is silent for too long', { watched: SPOKE, rule: AFTER }, 6 * HOUR, 'quiet'],
    [
      'that was never heard',
      { watched: { ...SPOKE, heardAt: undefined }, rule: AFTER },
      DAY,
      undefined,
    ],
    ['that nobody asks about', { watched: SPOKE, rule: { kind: 'off' } }, 90 * DAY, undefined],
    ['of which nothing is known yet', { watched: SPOKE, rule: AUTO }, 90 * DAY, undefined],
    [
      'with a habit that is broken',
      { watched: { ...SPOKE, habits: habits(30 * MINUTE) }, rule: AUTO },
      2 * HOUR,
      'quiet',
    ],
    [
      'with a habit that is not broken yet',
      { watched: { ...SPOKE, habits: habits(30 * MINUTE) }, rule: AUTO },
      2 * HOUR - 1,
      undefined,
    ],
    [
      'whose last word was that all is well',
      { watched: { ...SPOKE, lastKind: 'resolved', habits: habits(30 * MINUTE) }, rule: AUTO },
      2 * DAY,
      undefined,
    ],
    [
      'whose last word was an end while others go on',
      {
        watched: { ...SPOKE, lastKind: 'resolved', hasOpenAlert: true, habits: habits(MINUTE) },
        rule: AUTO,
      },
      HOUR,
      'quiet',
    ],
    [
      'that is quiet already',
      { watched: { ...SPOKE, quietSince: T + HOUR }, rule: AFTER },
      DAY,
      undefined,
    ],
    [
      'that was quiet and speaks',
      { watched: { ...SPOKE, quietSince: T - HOUR }, rule: AFTER },
      1,
      'speaks',
    ],
    [
      'that is quiet, and that nobody asks about any more',
      { watched: { ...SPOKE, quietSince: T + HOUR }, rule: { kind: 'off' } },
      DAY,
      'unwatched',
    ],
    [
      'that is no longer configured',
      { watched: { ...SPOKE, quietSince: T + 1 } },
      DAY,
      'unwatched',
    ],
  ])('%s', (_name, facts, passedMs, news) => {
    expect(decideQuiet(facts, T + passedMs).news).toBe(news)
  })

  test.each<[string, Habits | undefined, number | undefined]>([
    ['four times its longest pause', habits(HOUR), 4 * HOUR],
    ['an hour where it speaks all the time', habits(1_000), HOUR],
    ['nothing where it pauses for weekends', habits(63 * HOUR), undefined],
    ['nothing in its first week', habits(HOUR, 6), undefined],
    [
      'nothing where it spoke on a few days only',
      { ...habits(HOUR), days: habits(HOUR).days.filter(({ day }) => day % 3 === 0) },
      undefined,
    ],
    ['nothing where nothing is known', undefined, undefined],
  ])('may be silent by its habits for %s', (_name, known, allowedMs) => {
    expect(allowedSilence(AUTO, known, T)).toBe(allowedMs)
  })

  test('that is no longer configured is forgotten after a while', () => {
    const known = decideQuiet({ watched: SPOKE }, T + DAY)
    expect(known).toEqual({ watched: SPOKE, nextAt: T + WATCH_LIMITS.forgetMs })
    expect(decideQuiet({ watched: SPOKE }, T + WATCH_LIMITS.forgetMs)).toEqual({})
  })

  test('is known by the longest pause of each day, for two weeks', () => {
    let watched: WatchedSource = { source: 's', hasOpenAlert: false }
    for (let at = T; at < T + 20 * DAY; at += 4 * HOUR) {
      const heardAt = at % DAY === 0 ? at : at + HOUR
      watched =
        decideQuiet({ watched: { ...watched, heardAt }, rule: AUTO }, at + HOUR).watched ?? watched
    }
    expect(watched.habits?.since).toBe(T)
    expect(watched.habits?.days).toHaveLength(WATCH_LIMITS.daysMax)
    expect(new Set(watched.habits?.days.map(({ longestMs }) => longestMs))).toEqual(
      new Set([5 * HOUR]),
    )
  })

  test('is not accused of the silence of a hub that was down', () => {
    const outage = { from: T + HOUR, to: T + 10 * HOUR }
    const facts = { watched: SPOKE, rule: AFTER, outage }
    const start = decideQuiet(facts, outage.to)
    expect(start).toMatchObject({ nextAt: outage.to + 6 * HOUR })
    expect(start.news).toBeUndefined()
  })

  test('is not let off by a hub that restarts again and again', () => {
    let watched: WatchedSource = SPOKE
    for (let at = T + HOUR; at < T + 6 * HOUR; at += HOUR) {
      const outage = { from: at - MINUTE, to: at }
      watched = decideQuiet({ watched, rule: AFTER, outage }, at).watched ?? watched
      // Looked at twice, an outage counts once.
      watched = decideQuiet({ watched, rule: AFTER, outage }, at).watched ?? watched
    }
    expect(
      decideQuiet({ watched, rule: AFTER }, T + 6 * HOUR + 5 * MINUTE - 1).news,
    ).toBeUndefined()
    expect(decideQuiet({ watched, rule: AFTER }, T + 6 * HOUR + 5 * MINUTE).news).toBe('quiet')
  })
})
