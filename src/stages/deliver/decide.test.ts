import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DELIVERY_LIMITS } from '../../base/limits.ts'
import type { LaneState } from '../../model/lane.ts'
import type { Notification } from '../../model/notification.ts'
import type { Receipt } from '../../model/receipt.ts'
import { SEVERITIES, type Severity } from '../../model/severity.ts'
import { decideAttempt } from './decide.ts'
import { fitDigest, planLane } from './plan.ts'
import { pickRobot, type QuotaUse, type Robot } from './robot.ts'
import { type Limits, usedIn } from './window.ts'

const NOW = 1_772_676_900_000
const SECOND = NOW / 1000
const limits = { messagesMax: 20, windowMs: 60_000, penaltyMs: 600_000 }
const idle: LaneState = { lane: 'l', sent: [], failures: 0, health: 'ok' }
const room = { entriesMax: 325, bytesMax: 13_000 }

function robotOf(state: Partial<LaneState> = {}, change: Partial<Robot> = {}): Robot {
  return { endpointId: 'e', state: { ...idle, ...state }, limits, settings: 's', ...change }
}

/** What an attempt is decided from, where nothing is special about it. */
const PLAIN = {
  chance: 0.5,
  othersWork: false,
  hasPlainForm: false,
  isDigest: false,
  monthEndsAt: NOW + 1e9,
}

function owed(count: number, severity: Severity = 'warning'): Notification[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `${SEVERITIES.indexOf(severity)}-${String(index).padStart(5, '0')}`,
    endpointId: 'e',
    lane: 'l',
    kind: 'alert',
    severity,
    state: 'due',
    createdAt: NOW,
    dueAt: NOW,
    attemptCount: 1,
    policy: 'p',
    mentions: [],
    entries: [
      {
        subjectId: `s${index}`,
        eventId: 'x',
        state: 'firing',
        severity,
        name: 'n',
        title: `alert number ${index}`,
        labels: {},
        fields: [],
        links: [],
        at: NOW,
      },
    ],
  }))
}

const plan = (due: Notification[], state: Partial<LaneState> = {}, now = NOW): unknown => {
  const result = planLane({ robots: [robotOf(state)], due, room, now })
  return result.kind === 'wait'
    ? { waitMs: result.until - now }
    : { singles: result.singles.length, digest: result.digest.length }
}

describe('a lane', () => {
  test.each([
    ['sends what fits one by one', owed(12), {}, { singles: 12, digest: 0 }],
    [
      'joins what does not fit into a digest behind the most severe',
      owed(30),
      {},
      { singles: 12, digest: 18 },
    ],
    [
      'sends digests only once singles have had their share',
      owed(5),
      { sent: [[SECOND - 10, 12]] as const },
      { singles: 0, digest: 5 },
    ],
    [
      'spreads digests over the window',
      owed(5),
      { sent: [[SECOND - 2, 13]] as const, lastDigestAt: NOW - 2000 },
      { waitMs: 10_000 },
    ],
    [
      'lets a critical one pass a digest’s wait',
      owed(1, 'critical').concat(owed(5)),
      { sent: [[SECOND - 2, 13]] as const, lastDigestAt: NOW - 2000 },
      { singles: 1, digest: 0 },
    ],
    [
      'waits until the window has moved when the limit is used up',
      owed(3),
      { sent: [[SECOND - 50, 20]] as const },
      { waitMs: 12_000 },
    ],
    [
      'sends again when it has',
      owed(3),
      { sent: [[SECOND - 62, 20]] as const },
      { singles: 3, digest: 0 },
    ],
    ['waits while it is blocked', owed(3), { blockedUntil: NOW + 5 }, { waitMs: 5 }],
  ])('%s', (_name, due, state, expected) => {
    expect(plan(due, state)).toEqual(expected)
  })

  test('never exceeds the limit in any window, and tells every one of 3,000 alerts', () => {
    let state = idle
    let waiting = owed(3000)
    const sentAt: number[] = []
    let told = 0
    for (let now = NOW; waiting.length > 0 && now < NOW + 3_600_000; ) {
      const next = planLane({ robots: [robotOf(state)], due: waiting.slice(0, 2000), room, now })
      if (next.kind === 'wait') {
        expect(next.until).toBeGreaterThan(now)
        now = next.until
        continue
      }
      for (const message of [
        ...next.singles.map((one) => [one]),
        ...(next.digest.length > 0 ? [next.digest] : []),
      ]) {
        sentAt.push(now)
        told += message.length
        const [first] = message
        const sent: Notification | undefined = first && {
          ...first,
          kind: message.length > 1 ? 'digest' : 'alert',
        }
        if (sent)
          state = decideAttempt({
            ...PLAIN,
            notification: sent,
            receipt: { kind: 'sent' },
            robot: robotOf(state),
            now,
            isDigest: message.length > 1,
          }).lane
        const gone = new Set(message.map(({ id }) => id))
        waiting = waiting.filter(({ id }) => !gone.has(id))
        now += 15
      }
    }
    expect(told).toBe(3000)
    const busiest = Math.max(
      ...sentAt.map((start) => sentAt.filter((at) => at >= start && at < start + 60_000).length),
    )
    expect(busiest).toBeLessThanOrEqual(20)
  })

  test('a message that failed again and again lets the others of its lane go first', () => {
    const [stubborn, ...others] = owed(1, 'critical').concat(owed(3))
    if (!stubborn) throw new Error('one is owed')
    const due = [{ ...stubborn, attemptCount: DELIVERY_LIMITS.patienceMax }, ...others]
    const next = planLane({ robots: [robotOf()], due, room, now: NOW })
    expect(next.kind === 'send' && next.singles.map(({ id }) => id)).toEqual([
      ...others.map(({ id }) => id),
      stubborn.id,
    ])
  })

  test('a robot that may say one thing a minute says everything in it', () => {
    const tight = robotOf({}, { limits: { ...limits, messagesMax: 1 } })
    const next = planLane({ robots: [tight], due: owed(5), room, now: NOW })
    expect(next).toMatchObject({ kind: 'send', singles: [] })
    expect(next.kind === 'send' && next.digest).toHaveLength(5)
  })

  test('a digest names no more than one message can hold', () => {
    const digest = fitDigest(owed(2000), room)
    expect(digest.length).toBeGreaterThan(50)
    expect(digest.length).toBeLessThan(400)
    expect(fitDigest(owed(1), room)).toHaveLength(1)
  })
})

describe('an answer', () => {
  const [notification] = owed(1)
  const retry = (
    reason: Extract<Receipt, { kind: 'retry' }>['reason'],
    afterMs?: number,
  ): Receipt => ({ kind: 'retry', reason, afterMs, text: 't', remedy: 'r' })
  const after = (
    receipt: Receipt,
    change: {
      state?: Partial<LaneState>
      notification?: Partial<Notification>
      now?: number
      othersWork?: boolean
      hasPlainForm?: boolean
    } = {},
  ): ReturnType<typeof decideAttempt> => {
    if (!notification) throw new Error('one is owed')
    return decideAttempt({
      ...PLAIN,
      othersWork: change.othersWork ?? false,
      hasPlainForm: change.hasPlainForm ?? false,
      notification: { ...notification, ...change.notification },
      receipt,
      robot: robotOf(change.state),
      now: change.now ?? NOW,
    })
  }

  test('sent heals the lane and counts against the limit', () => {
    const { next, lane } = after(
      { kind: 'sent' },
      { state: { failures: 3, health: 'failing', healthText: 'x', blockedUntil: NOW - 1 } },
    )
    expect(next).toEqual({ state: 'sent' })
    expect(lane).toMatchObject({
      failures: 0,
      health: 'ok',
      healthSince: NOW,
      blockedUntil: undefined,
      healthText: undefined,
    })
    expect(usedIn(lane.sent, limits, NOW)).toBe(1)
  })

  test('of several under way together, one that arrived does not undo what another was told to wait', () => {
    const waiting = after(retry('rate-limited', 600_000)).lane
    const { next, lane } = after({ kind: 'sent' }, { state: waiting, now: NOW + 20 })
    expect(next).toEqual({ state: 'sent' })
    expect(lane).toMatchObject({ blockedUntil: NOW + 600_000, failures: 1, health: 'failing' })
    expect(usedIn(lane.sent, limits, NOW + 20)).toBe(2)
  })

  test('several that were under way together and failed are one failure, with the longest wait', () => {
    let state = after(retry('busy', 40_000)).lane
    for (let more = 0; more < 15; more++) state = after(retry('busy'), { state, now: NOW + 5 }).lane
    expect(state).toMatchObject({ failures: 1, blockedUntil: NOW + 40_000 })
    const goneToken: Receipt = { kind: 'refused', reason: 'token', text: 't', remedy: 'r' }
    let shut = after(goneToken).lane
    for (let more = 0; more < 15; more++)
      shut = after(goneToken, { state: shut, now: NOW + 5 }).lane
    expect(shut.breakers).toMatchObject([
      { probes: 0, probeAt: NOW + 5 + DELIVERY_LIMITS.probeFirstMs },
    ])
  })

  test('a rate limit makes the whole lane wait as long as the platform’s penalty', () => {
    const { next, lane } = after(retry('rate-limited', 600_000))
    expect(next).toEqual({ state: 'due', dueAt: NOW + 600_000 })
    expect(lane).toMatchObject({ blockedUntil: NOW + 600_000, health: 'failing' })
  })

  test('a rate limit without a time of its own costs the platform’s penalty', () => {
    expect(after(retry('rate-limited')).next).toEqual({ state: 'due', dueAt: NOW + 600_000 })
  })

  test('retries come later and later, spread by chance, and have a longest wait', () => {
    const waits = [0, 1, 2, 20].map(
      (failures) => (after(retry('busy'), { state: { failures } }).lane.blockedUntil ?? 0) - NOW,
    )
    expect(waits).toEqual([1000, 2000, 4000, 300_000])
  })

  test('what never left us does not count against the limit', () => {
    expect(after(retry('unreachable')).lane.sent).toEqual([])
    expect(after(retry('unknown-outcome')).lane.sent).toEqual([[SECOND, 1]])
  })

  test('an expired signature is tried again at once, but only once', () => {
    expect(after(retry('clock-skew')).next).toEqual({ state: 'due', dueAt: NOW })
    expect(after(retry('clock-skew'), { notification: { attemptCount: 2 } }).next).toEqual({
      state: 'dead',
    })
  })

  test('a day of trying is the end, but not a clock that jumps over it', () => {
    const tomorrow = NOW + 86_400_000
    const tried = { attemptCount: DELIVERY_LIMITS.giveUpAttemptsMin }
    const failures = DELIVERY_LIMITS.giveUpAttemptsMin - 1
    const next = (change: Parameters<typeof after>[1]) =>
      after(retry('unreachable'), { now: tomorrow, ...change }).next.state
    expect(next({})).toBe('due')
    expect(next({ notification: tried })).toBe('dead')
    expect(next({ state: { failures } })).toBe('dead')
    expect(next({ notification: { ...tried, resentAt: tomorrow } })).toBe('due')
  })

  test('a message of unknown outcome is known by its robot, and kept out of digests', () => {
    expect(after(retry('unknown-outcome')).next).toMatchObject({
      state: 'due',
      change: { uncertain: true, robot: 'l' },
    })
    const uncertain = owed(30).map((one, index) =>
      index === 20 ? { ...one, uncertain: true } : one,
    )
    const plan = planLane({ robots: [robotOf()], due: uncertain, room, now: NOW })
    if (plan.kind === 'wait') throw new Error('it may send')
    expect(plan.singles.map(({ entries }) => entries[0]?.title)).toContain('alert number 20')
    expect(plan.digest).toHaveLength(30 - 12)
  })

  const refusal = (reason: Extract<Receipt, { kind: 'refused' }>['reason']): Receipt => ({
    kind: 'refused',
    reason,
    text: 't',
    remedy: 'r',
  })

  test.each(['malformed', 'content', 'too-large'] as const)(
    'a message refused as %s is tried once more in the plain form, where there is one',
    (reason) => {
      const plain = { state: 'due', dueAt: NOW, change: { form: 'plain' } }
      expect(after(refusal(reason), { hasPlainForm: true })).toMatchObject({
        next: plain,
        lane: { health: 'failing', failures: 0 },
      })
      expect(after(refusal(reason)).next).toEqual({ state: 'dead' })
      const again = { hasPlainForm: true, notification: { form: 'plain' as const } }
      expect(after(refusal(reason), again).next).toEqual({ state: 'dead' })
    },
  )

  test.each(['token', 'disabled', 'signature', 'address', 'keyword'] as const)(
    'a robot that refuses everything (%s) is asked again with one message, later and later',
    (reason) => {
      let { lane } = after(refusal(reason))
      const waits: number[] = []
      for (let now = NOW; waits.length < 9; ) {
        const probeAt = lane.breakers?.[0]?.probeAt ?? 0
        waits.push((probeAt - now) / 60_000)
        now = probeAt
        const shut = planLane({ robots: [robotOf(lane)], due: owed(9), room, now })
        expect(shut).toMatchObject({ kind: 'send', digest: [], singles: [{ lane: 'l' }] })
        lane = after(refusal(reason), { state: lane, now }).lane
      }
      expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60])
      expect(lane.breakers).toHaveLength(1)
      expect(after({ kind: 'sent' }, { state: lane }).lane.breakers).toEqual([])
    },
  )

  test('other settings of the robot have not been refused, and keep their own breaker', () => {
    const { lane } = after(refusal('signature'))
    const other = robotOf(lane, { settings: 'new secret' })
    expect(planLane({ robots: [other], due: owed(1), room, now: NOW }).kind).toBe('send')
    const sent = decideAttempt({
      ...PLAIN,
      notification: { ...other, ...(notification ?? owed(1)[0]) } as Notification, // one is owed
      receipt: { kind: 'sent' },
      robot: other,
      now: NOW,
    })
    expect(sent.lane.breakers).toEqual(lane.breakers)
  })

  test('a quota that is used up is not asked for again before the month ends', () => {
    expect(after(refusal('quota')).lane.breakers?.[0]?.probeAt).toBe(PLAIN.monthEndsAt)
  })

  test('in a pool, what one robot will not take goes to another that works', () => {
    expect(after(refusal('token'), { othersWork: true }).next).toEqual({ state: 'due', dueAt: NOW })
    const limited = after(retry('rate-limited', 600_000), { othersWork: true })
    expect(limited.next).toEqual({ state: 'due', dueAt: NOW })
    expect(limited.lane.blockedUntil).toBe(NOW + 600_000)
  })

  test('a refusal is the end at once, and the lane says since when it is broken', () => {
    const refused: Receipt = {
      kind: 'refused',
      reason: 'token',
      text: 'token is not exist',
      remedy: 'create a new robot',
    }
    expect(after(refused)).toMatchObject({
      next: { state: 'dead' },
      lane: { health: 'broken', healthSince: NOW, remedy: 'create a new robot' },
    })
    expect(after(refused, { state: { health: 'broken', healthSince: 5 } }).lane.healthSince).toBe(5)
  })
})

describe('several windows and robots', () => {
  /** Sends all that is owed, and gives when each message went out, by robot. */
  function play(robots: readonly Robot[], count: number): ReadonlyMap<string, readonly number[]> {
    const sentAt = new Map<string, number[]>()
    let states = robots
    let waiting = owed(count)
    for (let now = NOW; waiting.length > 0 && now < NOW + 7_200_000; ) {
      const plan = planLane({ robots: states, due: waiting.slice(0, 400), room, now })
      if (plan.kind === 'wait') {
        expect(plan.until).toBeGreaterThan(now)
        now = plan.until
        continue
      }
      const messages = [
        ...plan.singles.map((one) => [one]),
        ...(plan.digest.length ? [plan.digest] : []),
      ]
      for (const message of messages) {
        const [first] = message
        const robot = first && pickRobot(states, first, now)
        if (!robot) break
        const { lane } = decideAttempt({
          ...PLAIN,
          notification: first,
          receipt: { kind: 'sent' },
          robot,
          now,
          isDigest: message === plan.digest,
        })
        states = states.map((one) => (one === robot ? { ...one, state: lane } : one))
        sentAt.set(lane.lane, [...(sentAt.get(lane.lane) ?? []), now])
        const gone = new Set(message.map(({ id }) => id))
        waiting = waiting.filter(({ id }) => !gone.has(id))
        now += 40
      }
    }
    expect(waiting).toEqual([])
    return sentAt
  }

  const busiest = (times: readonly number[], windowMs: number): number =>
    Math.max(
      ...times.map((from) => times.filter((at) => at >= from && at < from + windowMs).length),
    )

  test('no window of any robot is ever exceeded, whatever its limits are', () => {
    const window = (longestMs: number) =>
      fc.record({
        messagesMax: fc.integer({ min: 1, max: 120 }),
        windowMs: fc.integer({ min: 200, max: longestMs }),
      })
    const limitsOf = fc.record(
      { long: window(120_000), burst: window(3_000) },
      { requiredKeys: ['long'] },
    )
    const pools = fc.array(limitsOf, { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(pools, fc.integer({ min: 1, max: 300 }), (pool, count) => {
        const robots = pool.map(({ long, burst }, index) => {
          const own: Limits = { ...long, penaltyMs: 0, ...(burst && { burst }) }
          return robotOf({ lane: `l${index}` }, { endpointId: `e${index}`, limits: own })
        })
        const sentAt = play(robots, count)
        for (const { state, limits: own } of robots) {
          const times = sentAt.get(state.lane) ?? []
          if (times.length === 0) continue
          expect(busiest(times, own.windowMs)).toBeLessThanOrEqual(own.messagesMax)
          const { burst } = own
          if (burst) expect(busiest(times, burst.windowMs)).toBeLessThanOrEqual(burst.messagesMax)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('what a robot of a pool may have posted goes to that robot, though another is free before it', () => {
    const robots = ['a', 'b'].map((lane) => robotOf({ lane }, { endpointId: lane }))
    const [message] = owed(1)
    if (!message) throw new Error('one is owed')
    expect(pickRobot(robots, message, NOW)?.endpointId).toBe('a')
    expect(pickRobot(robots, { ...message, robot: 'b' }, NOW)?.endpointId).toBe('b')
  })

  test('three robots of a pool carry three times the limit of one in a minute', () => {
    const one = play([robotOf()], 55)
    const three = play(
      [0, 1, 2].map((index) => robotOf({ lane: `l${index}` })),
      55,
    )
    const inFirstMinute = (sentAt: ReadonlyMap<string, readonly number[]>): number =>
      [...sentAt.values()].flat().filter((at) => at < NOW + 55_000).length
    expect(inFirstMinute(one)).toBeLessThanOrEqual(20)
    expect(inFirstMinute(three)).toBeGreaterThan(36)
  })

  test('near the end of a quota only the critical is told singly, the rest every five minutes', () => {
    const quota: QuotaUse = {
      key: 'q',
      month: '2026-03',
      endsAt: NOW + 1e9,
      used: 2400,
      messagesMax: 3000,
    }
    const due = owed(2, 'critical').concat(owed(9))
    const plan = (change: Partial<QuotaUse>, state: Partial<LaneState> = {}) =>
      planLane({
        robots: [robotOf(state, { quota: { ...quota, ...change } })],
        due,
        room,
        now: NOW,
      })
    expect(plan({ used: 2399 })).toMatchObject({ singles: { length: 11 }, digest: [] })
    expect(plan({})).toMatchObject({ singles: { length: 2 }, digest: { length: 9 } })
    const after = { lastDigestAt: NOW - 240_000 }
    expect(plan({}, after)).toMatchObject({ singles: { length: 2 }, digest: [] })
    const [warning] = [owed(1)]
    const later = { robots: [robotOf(after, { quota })], due: warning, room, now: NOW }
    expect(planLane(later)).toEqual({ kind: 'wait', until: NOW + 60_000 })
    expect(plan({ used: 2999 })).toMatchObject({ singles: { length: 1 }, digest: [] })
  })
})
