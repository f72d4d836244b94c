import { DELIVERY_LIMITS } from '../../base/limits.ts'
import type { Breaker, LaneState } from '../../model/lane.ts'
import type { Notification } from '../../model/notification.ts'
import type { Receipt, RefuseReason } from '../../model/receipt.ts'
import type { Robot } from './robot.ts'
import { countMessage } from './window.ts'

/** What follows from an attempt: for the notification, and for its robot. */
export type AttemptConsequence = {
  readonly next:
    | { readonly state: 'sent' | 'dead' }
    | {
        readonly state: 'due'
        readonly dueAt: number
        readonly change?: Pick<Notification, 'form' | 'uncertain' | 'robot'>
      }
  readonly lane: LaneState
  /** The second in which the platform counted it; absent where it did not reach the platform. */
  readonly countedIn?: number
}

export type AttemptSituation = {
  readonly notification: Notification
  readonly receipt: Receipt
  readonly robot: Pick<Robot, 'state' | 'limits' | 'settings'>
  readonly now: number
  /** In [0, 1): spreads retries. */
  readonly chance: number
  /** Another robot of the pool may be asked. */
  readonly othersWork: boolean
  readonly hasPlainForm: boolean
  /** It stood for a digest, though it tells one notification only. */
  readonly isDigest: boolean
  /** When a quota that is used up begins anew. */
  readonly monthEndsAt: number
}

/** Decides what an answer means: sent, again later (the whole lane waits), in another form, or never. */
export function decideAttempt(situation: AttemptSituation): AttemptConsequence {
  const { receipt, robot, now } = situation
  const { state } = robot
  const isCounted = reachedPlatform(receipt)
  const lane: LaneState = {
    ...state,
    sent: isCounted ? countMessage(state.sent, robot.limits, now) : state.sent,
    lastDigestAt: situation.isDigest ? now : state.lastDigestAt,
  }
  const consequence = afterAnswer(situation, lane)
  return isCounted ? { ...consequence, countedIn: Math.floor(now / 1000) } : consequence
}

function afterAnswer(situation: AttemptSituation, lane: LaneState): AttemptConsequence {
  const { receipt, robot } = situation
  switch (receipt.kind) {
    case 'sent':
      return { next: { state: 'sent' }, lane: afterSuccess(situation, lane) }
    case 'retry':
      return afterRetry(situation, receipt, lane)
    case 'refused':
      // Nothing was sent, and the robot may serve other endpoints: it is as it was.
      if (receipt.reason === 'removed') return { next: { state: 'dead' }, lane: robot.state }
      if (concernsEverything(receipt.reason)) return afterShutting(situation, receipt, lane)
      return afterRefusal(situation, receipt, lane)
  }
}

function afterSuccess({ robot, now }: AttemptSituation, lane: LaneState): LaneState {
  // Another message, under way at the same time, was told to come back later: that holds.
  if (isHeldBack(robot.state, now)) return { ...lane, lastSentAt: now }
  return {
    ...lane,
    failures: 0,
    health: 'ok',
    healthSince: healthSince(robot.state, 'ok', now),
    healthReason: undefined,
    healthText: undefined,
    remedy: undefined,
    blockedUntil: undefined,
    lastSentAt: now,
    breakers: otherBreakers(robot),
  }
}

/** Nothing is begun while the robot is blocked: who blocked it was under way at the same time. */
function isHeldBack({ blockedUntil = 0 }: LaneState, now: number): boolean {
  return blockedUntil > now
}

type Retry = Extract<Receipt, { kind: 'retry' }>
type Refused = Extract<Receipt, { kind: 'refused' }>

function afterRetry(
  situation: AttemptSituation,
  receipt: Retry,
  lane: LaneState,
): AttemptConsequence {
  const { notification, robot, now, othersWork } = situation
  const { state } = robot
  const isSkewed =
    receipt.reason === 'clock-skew' &&
    notification.attemptCount >= DELIVERY_LIMITS.clockSkewAttemptsMax
  // What is signed with a wrong clock is refused, whatever it says.
  if (isSkewed) return afterShutting(situation, { ...receipt, reason: 'clock-skew' }, lane)
  // Several that were under way together and failed are one failure; the longest wait counts.
  const isSameFailure = isHeldBack(state, now)
  const until = Math.max(
    now + retryDelay(situation, receipt),
    isSameFailure ? (state.blockedUntil ?? 0) : 0,
  )
  const isTooLate = isGivenUp(situation)
  const troubled: LaneState = {
    ...lane,
    failures: isSameFailure ? state.failures : state.failures + 1,
    health: 'failing',
    healthSince: healthSince(state, 'failing', now),
    healthReason: receipt.reason,
    healthText: receipt.text,
    remedy: receipt.remedy,
    blockedUntil: isTooLate && !isSameFailure ? undefined : until,
    breakers: state.breakers?.map((one) =>
      one.settings === robot.settings ? { ...one, triedAt: now, probeAt: until } : one,
    ),
  }
  if (isTooLate) return { next: { state: 'dead' }, lane: troubled }
  const mayHaveArrived = receipt.reason === 'unknown-outcome'
  const change = mayHaveArrived ? { uncertain: true, robot: state.lane } : undefined
  const dueAt = othersWork && !mayHaveArrived ? now : until
  return { next: { state: 'due', dueAt, ...(change && { change }) }, lane: troubled }
}

/** A day has passed, and it was really tried: a clock that jumps ends nothing. */
function isGivenUp({ notification, robot, now }: AttemptSituation): boolean {
  const { createdAt, resentAt = createdAt, attemptCount } = notification
  const attempts = Math.max(attemptCount, robot.state.failures + 1)
  return now - resentAt >= DELIVERY_LIMITS.giveUpMs && attempts >= DELIVERY_LIMITS.giveUpAttemptsMin
}

/** Reasons for which the next message would be refused as well. */
function concernsEverything(reason: RefuseReason): boolean {
  switch (reason) {
    case 'token':
    case 'disabled':
    case 'keyword':
    case 'signature':
    case 'address':
    case 'quota':
    case 'forbidden':
      return true
    case 'too-large':
    case 'content':
    case 'removed':
    case 'malformed':
    case 'unknown':
      return false
  }
}

/** The robot refuses everything: its breaker opens, or stays open for longer. */
function afterShutting(
  { robot, now, othersWork, monthEndsAt }: AttemptSituation,
  answer: Pick<Refused, 'text' | 'remedy'> & { readonly reason: Breaker['reason'] },
  lane: LaneState,
): AttemptConsequence {
  const { state, settings } = robot
  const before = state.breakers?.find((one) => one.settings === settings)
  // Still shut: this one was under way when another was refused, or a person asked for it. No probe has failed.
  const isSameFailure = before !== undefined && before.probeAt > now
  const probes = before === undefined ? 0 : before.probes + (isSameFailure ? 0 : 1)
  const waitMs = Math.min(
    DELIVERY_LIMITS.probeMaxMs,
    DELIVERY_LIMITS.probeFirstMs * 2 ** Math.min(probes, 20),
  )
  const breaker: Breaker = {
    settings,
    reason: answer.reason,
    openedAt: before?.openedAt ?? now,
    triedAt: now,
    probeAt: answer.reason === 'quota' ? Math.max(monthEndsAt, now + waitMs) : now + waitMs,
    probes,
    text: answer.text,
    remedy: answer.remedy,
  }
  const breakers = [...otherBreakers(robot), breaker].slice(-DELIVERY_LIMITS.breakersMax)
  return {
    next: othersWork ? { state: 'due', dueAt: now } : { state: 'dead' },
    lane: {
      ...lane,
      failures: state.failures + 1,
      health: 'broken',
      healthSince: healthSince(state, 'broken', now),
      healthReason: answer.reason,
      healthText: answer.text,
      remedy: answer.remedy,
      blockedUntil: undefined,
      breakers,
    },
  }
}

/** The robot works, but will not take this message: it is tried once in the plainer form. */
function afterRefusal(
  { notification, hasPlainForm, robot: { state }, now }: AttemptSituation,
  receipt: Refused,
  lane: LaneState,
): AttemptConsequence {
  const mayHelp = receipt.reason !== 'unknown' && hasPlainForm && notification.form !== 'plain'
  const troubled: LaneState = {
    ...lane,
    health: 'failing',
    healthSince: healthSince(state, 'failing', now),
    healthReason: receipt.reason,
    healthText: receipt.text,
    remedy: receipt.remedy,
  }
  return {
    next: mayHelp ? { state: 'due', dueAt: now, change: { form: 'plain' } } : { state: 'dead' },
    lane: troubled,
  }
}

function otherBreakers({ state, settings }: AttemptSituation['robot']): readonly Breaker[] {
  return (state.breakers ?? []).filter((one) => one.settings !== settings)
}

function reachedPlatform(receipt: Receipt): boolean {
  if (receipt.kind === 'sent') return true
  return !['unreachable', 'forbidden', 'removed'].includes(receipt.reason)
}

function retryDelay(
  { robot: { state, limits }, chance }: AttemptSituation,
  { reason, afterMs }: Retry,
): number {
  if (reason === 'clock-skew') return 0
  const backoff = Math.min(
    DELIVERY_LIMITS.retryMaxMs,
    DELIVERY_LIMITS.retryFirstMs * 2 ** Math.min(state.failures, 20),
  )
  const spread = backoff * (0.75 + chance / 2)
  const leastMs = afterMs ?? (reason === 'rate-limited' ? limits.penaltyMs : 0)
  return Math.ceil(Math.max(leastMs, spread))
}

function healthSince(state: LaneState, health: LaneState['health'], now: number): number {
  return state.health === health && state.healthSince !== undefined ? state.healthSince : now
}
