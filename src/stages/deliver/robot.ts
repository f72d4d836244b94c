import { DELIVERY_LIMITS } from '../../base/limits.ts'
import type { Breaker, LaneState } from '../../model/lane.ts'
import type { Notification } from '../../model/notification.ts'
import { freeAt, type Limits, leftNow, usedIn, type Window } from './window.ts'

/** How much of an organisation's quota is used in this month. */
export type QuotaUse = {
  readonly key: string
  readonly month: string
  readonly endsAt: number
  readonly used: number
  readonly messagesMax: number
  /** The platform's usual number: only its own refusal holds messages back. */
  readonly assumed?: true
}

/** A robot as one endpoint's settings reach it. */
export type Robot = {
  readonly endpointId: string
  /** With its address as `lane`. */
  readonly state: LaneState
  readonly limits: Limits
  /** A digest of the settings: a breaker is one settings' only. */
  readonly settings: string
  readonly quota?: QuotaUse
}

/** Whether a robot may be asked. `shut`: it refuses everything, or its organisation's quota is used up. */
export type Standing =
  | { readonly kind: 'open' }
  | { readonly kind: 'blocked'; readonly until: number }
  | { readonly kind: 'shut'; readonly breaker: Breaker }

/** How the robot stands to this message; one that a person has sent again is tried even where it is shut. */
export function standingOf(robot: Robot, now: number, message?: Notification): Standing {
  const { state, settings, quota } = robot
  if (quota && affordableOf(quota) <= 0) return { kind: 'shut', breaker: usedUp(quota, settings) }
  const breaker = state.breakers?.find((one) => one.settings === settings)
  const isAskedFor = breaker && (message?.resentAt ?? 0) > breaker.triedAt
  if (breaker && breaker.probeAt > now && !isAskedFor) return { kind: 'shut', breaker }
  if (state.blockedUntil !== undefined && state.blockedUntil > now)
    return { kind: 'blocked', until: state.blockedUntil }
  return { kind: 'open' }
}

/** Whether one message is to show first that the robot works again. */
export function isOnTrial({ state, settings }: Robot): boolean {
  return state.failures > 0 || state.breakers?.some((one) => one.settings === settings) === true
}

/** Whether so much of the quota is used that messages are to be saved. */
export function isScarce({ quota }: Robot): boolean {
  return quota !== undefined && quota.used >= quota.messagesMax * DELIVERY_LIMITS.quotaWarnShare
}

/** What the organisation's quota still lets through. */
function affordableOf({ used, messagesMax, assumed }: QuotaUse): number {
  return assumed === true ? Infinity : Math.max(0, messagesMax - used)
}

/** What robots of one lane may send together. */
export type Budget = Window & {
  readonly used: number
  /** In the long window, and right now. */
  readonly left: number
  readonly leftNow: number
  /** When the first of them has room. */
  readonly nextAt: number
  readonly lastDigestAt?: number
}

export function budgetOf(robots: readonly Robot[], now: number): Budget {
  const parts = robots.map(({ state, limits, quota }) => {
    const used = usedIn(state.sent, limits, now)
    const affordable = quota ? affordableOf(quota) : Infinity
    return {
      used,
      messagesMax: limits.messagesMax,
      left: Math.max(0, Math.min(limits.messagesMax - used, affordable)),
      now: Math.max(0, Math.min(leftNow(state.sent, limits, now), affordable)),
      freeAt: freeAt(state.sent, limits, now),
      lastDigestAt: state.lastDigestAt ?? -Infinity,
    }
  })
  const sum = (pick: (part: (typeof parts)[number]) => number): number =>
    parts.reduce((total, part) => total + pick(part), 0)
  const lastDigestAt = Math.max(...parts.map((part) => part.lastDigestAt))
  return {
    messagesMax: sum((part) => part.messagesMax),
    windowMs: Math.max(...robots.map(({ limits }) => limits.windowMs)),
    used: sum((part) => part.used),
    left: sum((part) => part.left),
    leftNow: sum((part) => part.now),
    nextAt: Math.min(...parts.map((part) => part.freeAt)),
    lastDigestAt: lastDigestAt === -Infinity ? undefined : lastDigestAt,
  }
}

/**
 * The robot for this message: the first that may be asked and has room. One that may have posted it
 * already goes before all others, since it alone knows the key again.
 */
export function pickRobot(
  robots: readonly Robot[],
  message: Notification,
  now: number,
): Robot | undefined {
  const isReady = (robot: Robot): boolean =>
    standingOf(robot, now, message).kind === 'open' &&
    leftNow(robot.state.sent, robot.limits, now) > 0
  const own = robots.find(({ state }) => state.lane === message.robot)
  if (own && standingOf(own, now, message).kind !== 'shut') return isReady(own) ? own : undefined
  return robots.find(isReady)
}

function usedUp({ used, messagesMax, month, endsAt }: QuotaUse, settings: string): Breaker {
  return {
    settings,
    reason: 'quota',
    openedAt: 0,
    triedAt: Infinity,
    probeAt: endsAt,
    probes: 0,
    text: `not sent: ${used} of ${messagesMax} messages of ${month} are used`,
    remedy: {
      en: 'The quota of the organisation is used up until the month ends. Buy more on the platform and raise it in the configuration.',
      zh: '组织当月配额已用尽，月底前不再发送。请在平台扩容，并在配置中调高额度。',
    },
  }
}
