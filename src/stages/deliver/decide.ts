import { DELIVERY_LIMITS } from '../../base/limits.ts'
import type { LaneState } from '../../model/lane.ts'
import type { Notification } from '../../model/notification.ts'
import type { Receipt } from '../../model/receipt.ts'
import { severityRank } from '../../model/severity.ts'

/** What is due in a lane and what its robot may do. */
export type LaneSituation = {
  readonly state: LaneState
  /** Most severe first, then oldest first. */
  readonly due: readonly Notification[]
  readonly limits: {
    readonly messagesMax: number
    readonly windowMs: number
    readonly penaltyMs: number
  }
  readonly now: number
}

/** What to send now: single messages in this order, then at most one digest; or when to look again. */
export type LanePlan =
  | {
      readonly kind: 'send'
      readonly singles: readonly Notification[]
      readonly digest: readonly Notification[]
    }
  | { readonly kind: 'wait'; readonly until: number }

/**
 * Spends a robot's limit. Single messages take their share of the window; when more is owed, the most
 * severe still go out singly and everything else is merged into digests, spread over the window, so
 * that nothing is lost and the newest never waits behind the oldest hour.
 */
export function planLane(situation: LaneSituation): LanePlan {
  const { state, limits, now } = situation
  const due = stubbornLast(situation.due)
  if (state.blockedUntil !== undefined && state.blockedUntil > now)
    return { kind: 'wait', until: state.blockedUntil }
  const used = usedInWindow(situation)
  const left = limits.messagesMax - used
  if (left <= 0) return { kind: 'wait', until: nextFreeAt(situation) }
  const singlesMax = Math.max(1, Math.floor(limits.messagesMax * DELIVERY_LIMITS.singlesShare))
  // The only message that is left has to name everything that is owed.
  const singlesLeft = left === 1 && due.length > 1 ? 0 : Math.max(0, singlesMax - used)
  const fitting = due.slice(0, Math.min(singlesLeft, DELIVERY_LIMITS.claimMax))
  if (due.length <= singlesLeft || fitting.length === DELIVERY_LIMITS.claimMax)
    return { kind: 'send', singles: fitting, digest: [] }
  const singles = singlesLeft > 0 ? fitting : due.slice(0, urgentCount(due, left))
  const mayDigest = left > singles.length && now >= digestAt(situation, singlesMax)
  if (mayDigest) return { kind: 'send', singles, digest: fitDigest(due.slice(singles.length)) }
  if (singles.length > 0) return { kind: 'send', singles, digest: [] }
  return { kind: 'wait', until: digestAt(situation, singlesMax) }
}

/**
 * A message that a firewall or a relay will not take makes its lane wait at each attempt. It keeps
 * being tried, but no longer in front of everything else.
 */
function stubbornLast(due: readonly Notification[]): readonly Notification[] {
  const isStubborn = ({ attemptCount }: Notification): boolean =>
    attemptCount >= DELIVERY_LIMITS.patienceMax
  if (!due.some(isStubborn)) return due
  return [...due.filter((one) => !isStubborn(one)), ...due.filter(isStubborn)]
}

/** Beyond the share of singles, a few critical ones may go out at once. */
function urgentCount(due: readonly Notification[], left: number): number {
  const critical = due.findIndex((notification) => severityRank(notification.severity) > 0)
  const count = critical === -1 ? due.length : critical
  return count <= DELIVERY_LIMITS.reserveMax && left > DELIVERY_LIMITS.reserveMax
    ? Math.min(count, 1)
    : 0
}

/** As many as one message can name, in their order; never none. */
export function fitDigest(due: readonly Notification[]): readonly Notification[] {
  let entries = 0
  let bytes = 0
  let count = 0
  for (const notification of due) {
    entries += notification.entries.length
    for (const entry of notification.entries) bytes += weigh(entry.title)
    const fits =
      entries <= DELIVERY_LIMITS.entriesBytesMax / 40 && bytes <= DELIVERY_LIMITS.entriesBytesMax
    if (count > 0 && !fits) break
    count += 1
  }
  return due.slice(0, count)
}

const LINE_OVERHEAD_BYTES = 60

function weigh(title: Notification['entries'][number]['title']): number {
  const texts = typeof title === 'string' ? [title] : [title.en, title.zh]
  const bytes = Math.max(...texts.map((text) => text.length * 3))
  return Math.min(bytes, DELIVERY_LIMITS.lineBytesMax) + LINE_OVERHEAD_BYTES
}

/** Messages that the platform may still count: a second counts until its last instant has left the window. */
export function usedInWindow({
  state,
  limits,
  now,
}: Pick<LaneSituation, 'state' | 'limits' | 'now'>): number {
  const from = now - limits.windowMs - DELIVERY_LIMITS.windowSlackMs
  return state.sent.reduce(
    (sum, [second, count]) => ((second + 1) * 1000 > from ? sum + count : sum),
    0,
  )
}

/** When the oldest messages leave the window. */
function nextFreeAt({ state, limits, now }: LaneSituation): number {
  const leaving = state.sent.map(
    ([second]) => (second + 1) * 1000 + limits.windowMs + DELIVERY_LIMITS.windowSlackMs,
  )
  return leaving.find((at) => at > now) ?? now + limits.windowMs
}

/** Digests are spread: each waits until its share of the window has passed since the last message. */
function digestAt({ state, limits }: LaneSituation, singlesMax: number): number {
  const digests = Math.max(1, limits.messagesMax - singlesMax - DELIVERY_LIMITS.reserveMax)
  const last = state.lastDigestAt
  return last === undefined ? 0 : last + Math.ceil(limits.windowMs / digests)
}

/** What follows from an attempt: for the notification, and for its lane. */
export type AttemptConsequence = {
  readonly next:
    | { readonly state: 'sent' | 'dead' }
    | { readonly state: 'due'; readonly dueAt: number }
  readonly lane: LaneState
}

export type AttemptSituation = {
  readonly notification: Notification
  readonly receipt: Receipt
  readonly state: LaneState
  readonly limits: LaneSituation['limits']
  readonly now: number
  /** In [0, 1): spreads retries. */
  readonly chance: number
}

/** Decides what an answer means: sent, again later (the whole lane waits), or never. */
export function decideAttempt(situation: AttemptSituation): AttemptConsequence {
  const { notification, receipt, state, now } = situation
  const counted = reachedPlatform(receipt) ? countMessage(situation) : state.sent
  const lane: LaneState = {
    ...state,
    sent: counted,
    lastDigestAt: notification.kind === 'digest' ? now : state.lastDigestAt,
  }
  switch (receipt.kind) {
    case 'sent':
      return {
        next: { state: 'sent' },
        lane: {
          ...lane,
          failures: 0,
          health: 'ok',
          healthSince: healthSince(state, 'ok', now),
          healthText: undefined,
          remedy: undefined,
          blockedUntil: undefined,
          lastSentAt: now,
        },
      }
    case 'retry': {
      const skewed =
        receipt.reason === 'clock-skew' &&
        notification.attemptCount >= DELIVERY_LIMITS.clockSkewAttemptsMax
      const tooLate = now - notification.createdAt >= DELIVERY_LIMITS.giveUpMs
      const until = now + retryDelay(situation, receipt.afterMs)
      const troubled: LaneState = {
        ...lane,
        failures: state.failures + 1,
        health: 'failing',
        healthSince: healthSince(state, 'failing', now),
        healthText: receipt.text,
        remedy: receipt.remedy,
        blockedUntil: until,
      }
      return {
        next: skewed || tooLate ? { state: 'dead' } : { state: 'due', dueAt: until },
        lane: skewed || tooLate ? { ...troubled, blockedUntil: undefined } : troubled,
      }
    }
    case 'refused':
      // Nothing was sent, and the robot may serve other endpoints: it is as it was.
      if (receipt.reason === 'removed') return { next: { state: 'dead' }, lane: state }
      return {
        next: { state: 'dead' },
        lane: {
          ...lane,
          failures: state.failures + 1,
          health: 'broken',
          healthSince: healthSince(state, 'broken', now),
          healthText: receipt.text,
          remedy: receipt.remedy,
        },
      }
  }
}

function reachedPlatform(receipt: Receipt): boolean {
  return receipt.kind !== 'retry' || receipt.reason !== 'unreachable'
}

function countMessage({ state, limits, now }: AttemptSituation): LaneState['sent'] {
  const second = Math.floor(now / 1000)
  const from = now - limits.windowMs - 2 * DELIVERY_LIMITS.windowSlackMs
  const recent = state.sent.filter(([at]) => (at + 1) * 1000 > from)
  const last = recent.at(-1)
  if (last?.[0] === second) return [...recent.slice(0, -1), [second, last[1] + 1]]
  return [...recent, [second, 1]]
}

function retryDelay(
  { state, receipt, limits, chance }: AttemptSituation,
  afterMs: number | undefined,
): number {
  if (receipt.kind === 'retry' && receipt.reason === 'clock-skew') return 0
  const backoff = Math.min(
    DELIVERY_LIMITS.retryMaxMs,
    DELIVERY_LIMITS.retryFirstMs * 2 ** Math.min(state.failures, 20),
  )
  const spread = backoff * (0.75 + chance / 2)
  const isLimited = receipt.kind === 'retry' && receipt.reason === 'rate-limited'
  return Math.ceil(Math.max(afterMs ?? (isLimited ? limits.penaltyMs : 0), spread))
}

function healthSince(state: LaneState, health: LaneState['health'], now: number): number {
  return state.health === health && state.healthSince !== undefined ? state.healthSince : now
}
