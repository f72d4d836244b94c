import { describe, expect, test } from 'vitest'
import { DELIVERY_LIMITS } from '../../base/limits.ts'
import type { LaneState } from '../../model/lane.ts'
import type { Notification } from '../../model/notification.ts'
import type { Receipt } from '../../model/receipt.ts'
import { SEVERITIES, type Severity } from '../../model/severity.ts'
import { decideAttempt, fitDigest, planLane, usedInWindow } from './decide.ts'

const NOW = 1_772_676_900_000
const SECOND = NOW / 1000
const limits = { messagesMax: 20, windowMs: 60_000, penaltyMs: 600_000 }
const idle: LaneState = { lane: 'l', sent: [], failures: 0, health: 'ok' }

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
  const result = planLane({ state: { ...idle, ...state }, due, limits, now })
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
      const next = planLane({ state, due: waiting.slice(0, 2000), limits, now })
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
            notification: sent,
            receipt: { kind: 'sent' },
            state,
            limits,
            now,
            chance: 0.5,
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
    const next = planLane({ state: idle, due, limits, now: NOW })
    expect(next.kind === 'send' && next.singles.map(({ id }) => id)).toEqual([
      ...others.map(({ id }) => id),
      stubborn.id,
    ])
  })

  test('a robot that may say one thing a minute says everything in it', () => {
    const tight = { ...limits, messagesMax: 1 }
    const next = planLane({ state: idle, due: owed(5), limits: tight, now: NOW })
    expect(next).toMatchObject({ kind: 'send', singles: [] })
    expect(next.kind === 'send' && next.digest).toHaveLength(5)
  })

  test('a digest names no more than one message can hold', () => {
    const digest = fitDigest(owed(2000))
    expect(digest.length).toBeGreaterThan(50)
    expect(digest.length).toBeLessThan(400)
    expect(fitDigest(owed(1))).toHaveLength(1)
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
    change: { state?: Partial<LaneState>; notification?: Partial<Notification>; now?: number } = {},
  ): ReturnType<typeof decideAttempt> => {
    if (!notification) throw new Error('one is owed')
    return decideAttempt({
      notification: { ...notification, ...change.notification },
      receipt,
      state: { ...idle, ...change.state },
      limits,
      now: change.now ?? NOW,
      chance: 0.5,
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
    expect(usedInWindow({ state: lane, limits, now: NOW })).toBe(1)
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

  test('a day of trying is the end', () => {
    expect(after(retry('unreachable'), { now: NOW + 86_400_000 }).next).toEqual({ state: 'dead' })
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
