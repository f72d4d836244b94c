import { DELIVERY_LIMITS } from '../../base/limits.ts'
import type { Notification } from '../../model/notification.ts'
import { severityRank } from '../../model/severity.ts'
import { type Budget, budgetOf, isOnTrial, isScarce, type Robot, standingOf } from './robot.ts'

/** How much one message may name. */
export type Room = { readonly entriesMax: number; readonly bytesMax: number }

/** What is due in a lane and what its robots may do. */
export type LaneSituation = {
  /** In their order; several are a pool. None refuses everything. */
  readonly robots: readonly Robot[]
  /** Most severe first, then oldest first. */
  readonly due: readonly Notification[]
  readonly room: Room
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
 * Spends the limit of a lane's robots. Single messages take their share of the window; when more is
 * owed, the most severe still go out singly and everything else is merged into digests, spread over
 * the window, so that nothing is lost and the newest never waits behind the oldest hour.
 */
export function planLane(situation: LaneSituation): LanePlan {
  const { now } = situation
  const open = situation.robots.filter((robot) => standingOf(robot, now).kind === 'open')
  if (open.length === 0) return { kind: 'wait', until: nextOpenAt(situation) }
  const budget = budgetOf(open, now)
  if (budget.leftNow <= 0) return { kind: 'wait', until: budget.nextAt }
  const due = stubbornLast(situation.due)
  // A robot that failed is asked with one message; the others are not drawn into its fault.
  if (open.every(isOnTrial)) return { kind: 'send', singles: due.slice(0, 1), digest: [] }
  return open.every(isScarce)
    ? planScarce({ ...situation, due }, budget)
    : planPlenty({ ...situation, due }, budget)
}

function planPlenty({ due, room, now }: LaneSituation, budget: Budget): LanePlan {
  const singlesMax = Math.max(1, Math.floor(budget.messagesMax * DELIVERY_LIMITS.singlesShare))
  // The only message that is left has to name everything that is owed.
  const onlyOne = budget.left === 1 && due.length > 1
  const singlesLeft = onlyOne ? 0 : Math.max(0, singlesMax - budget.used)
  const claimMax = Math.min(DELIVERY_LIMITS.claimMax, budget.leftNow)
  const fitting = due.slice(0, Math.min(singlesLeft, claimMax))
  const isFlood = due.length >= DELIVERY_LIMITS.floodMin
  if (due.length <= singlesLeft || (!isFlood && fitting.length === claimMax))
    return { kind: 'send', singles: fitting, digest: [] }
  const own = due.filter(standsAlone).slice(0, claimMax)
  // In a flood a single message would take the place of one that names a hundred.
  const others = due.filter((one) => !standsAlone(one) && (!isFlood || isCritical(one)))
  const free =
    singlesLeft > 0
      ? others.slice(0, Math.max(0, Math.min(singlesLeft, claimMax) - own.length))
      : others.slice(0, urgentCount(others, Math.min(budget.left, claimMax) - own.length))
  const kept = isFlood ? Math.min(others.length, singlesMax) : singlesMax
  const digests = Math.max(1, budget.messagesMax - kept - DELIVERY_LIMITS.reserveMax)
  const spacingMs = Math.ceil(budget.windowMs / digests)
  return withDigest({ due, room, now }, budget, { singles: [...own, ...free], spacingMs })
}

/** While the organisation's quota is nearly used up, only the critical is told singly. */
function planScarce({ due, room, now }: LaneSituation, budget: Budget): LanePlan {
  const singlesMax = Math.min(DELIVERY_LIMITS.claimMax, budget.leftNow)
  const mayBeSingle = (one: Notification): boolean => isCritical(one) || standsAlone(one)
  const singles = due.filter(mayBeSingle).slice(0, singlesMax)
  const spacingMs = DELIVERY_LIMITS.quotaDigestMs
  return withDigest({ due, room, now }, budget, { singles, spacingMs })
}

/** The singles, and behind them a digest of the rest where its time has come. */
function withDigest(
  { due, room, now }: Pick<LaneSituation, 'due' | 'room' | 'now'>,
  budget: Budget,
  { singles, spacingMs }: { singles: readonly Notification[]; spacingMs: number },
): LanePlan {
  const taken = new Set(singles)
  const inOrder = due.filter((one) => taken.has(one))
  const rest = due.filter((one) => !taken.has(one) && !standsAlone(one))
  const digestAt = budget.lastDigestAt === undefined ? 0 : budget.lastDigestAt + spacingMs
  const hasRoom = Math.min(budget.left, budget.leftNow) > singles.length
  if (rest.length > 0 && hasRoom && now >= digestAt)
    return { kind: 'send', singles: inOrder, digest: fitDigest(rest, room) }
  if (inOrder.length > 0) return { kind: 'send', singles: inOrder, digest: [] }
  return { kind: 'wait', until: Math.max(digestAt, now + 1) }
}

/** It may have been posted under its own key, or it says what no digest could. */
function standsAlone({ uncertain, storm }: Notification): boolean {
  return uncertain === true || storm !== undefined
}

function isCritical({ severity }: Notification): boolean {
  return severityRank(severity) === 0
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
  const critical = due.findIndex((notification) => !isCritical(notification))
  const count = critical === -1 ? due.length : critical
  return count <= DELIVERY_LIMITS.reserveMax && left > DELIVERY_LIMITS.reserveMax
    ? Math.min(count, 1)
    : 0
}

/** As many as one message can name, in their order; never none. */
export function fitDigest(due: readonly Notification[], room: Room): readonly Notification[] {
  let entries = 0
  let bytes = 0
  let count = 0
  for (const notification of due) {
    entries += notification.entries.length
    for (const entry of notification.entries) bytes += weigh(entry.title)
    const fits = entries <= room.entriesMax && bytes <= room.bytesMax
    if (count > 0 && !fits) break
    count += 1
  }
  return due.slice(0, count)
}

const LINE_OVERHEAD_BYTES = 60

/** By an estimate on the safe side; what a drawn message had to cut is looked at afterwards. */
function weigh(title: Notification['entries'][number]['title']): number {
  const texts = typeof title === 'string' ? [title] : [title.en, title.zh]
  const bytes = Math.max(...texts.map((text) => Buffer.byteLength(text)))
  return Math.min(bytes, DELIVERY_LIMITS.lineBytesMax) + LINE_OVERHEAD_BYTES
}

/** When the first robot is no longer blocked. */
function nextOpenAt({ robots, now }: LaneSituation): number {
  const times = robots.map((robot) => {
    const standing = standingOf(robot, now)
    return standing.kind === 'blocked' ? standing.until : Infinity
  })
  return Math.min(...times)
}
