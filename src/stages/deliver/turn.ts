import { DELIVERY_LIMITS } from '../../base/limits.ts'
import type { Burial, LaneClaim } from '../../contract/store.ts'
import type { Notification } from '../../model/notification.ts'
import type { Receipt } from '../../model/receipt.ts'
import type { LocalText } from '../../model/text.ts'
import { digestOf, splitToFit } from './digest.ts'
import { echoes } from './echoes.ts'
import { type LanePlan, planLane, type Room } from './plan.ts'
import { type Robot, standingOf } from './robot.ts'
import { notTried, REMOVED, undelivered } from './trouble.ts'

/** What a lane's turn is decided from. Everything is handed in: no effect is here. */
export type TurnFacts = {
  readonly due: readonly Notification[]
  /** Of the same lane, leased and not answered yet. */
  readonly underWay?: readonly Notification[]
  /** Whether those that are sent now may overtake each other. */
  readonly inAnyOrder?: boolean
  readonly now: number
  /** Recoveries of which their endpoint has heard all already, each with a message that told it. */
  readonly toldOver: ReadonlyMap<string, string>
  /** What says what its hearer was told a moment ago, each with the message that said so. */
  readonly saidAlready: ReadonlyMap<string, string>
  /** Whether where it goes is not known yet, and will be. */
  readonly isAwaited: (notification: Notification) => boolean
  /** The lane in which its endpoint stands today; undefined when the configuration no longer has it. */
  readonly laneOf: (notification: Notification) => string | undefined
  /** The robots that may carry it. */
  readonly robotsOf: (notification: Notification) => readonly Robot[]
  readonly roomOf: (notification: Notification) => Room
  /** Whether one message cannot name all that it tells. */
  readonly isTooMuch: (notification: Notification) => boolean
  readonly newId: () => string
  /** What others hear instead of the dead. */
  readonly rescue: (dead: readonly Notification[], trouble: LocalText) => readonly Notification[]
}

export type LaneTurn = {
  readonly claim: LaneClaim
  /** When to look again, where nothing may be sent now. */
  readonly waitUntil?: number
  /** Among the leased: what stands for a digest, and is spread over the window like one. */
  readonly asDigest: ReadonlySet<string>
}

/** Decides what a lane does now: set its queue in order first, then bury what is hopeless, then send. */
export function planTurn(facts: TurnFacts): LaneTurn {
  const due = facts.due.filter((one) => !facts.isAwaited(one))
  if (due.length === 0 && facts.due.length > 0)
    return { ...claiming({}), waitUntil: facts.now + DELIVERY_LIMITS.awaitMs }
  return planKnown({ ...facts, due })
}

function planKnown(facts: TurnFacts): LaneTurn {
  const { due, now, laneOf, robotsOf, roomOf } = facts
  const moved = due.flatMap((one) => {
    const lane = laneOf(one)
    return lane === undefined || lane === one.lane ? [] : [{ ...one, lane }]
  })
  if (moved.length > 0) return claiming({ added: moved })
  const removed = due.filter((one) => laneOf(one) === undefined)
  if (removed.length > 0) return claiming({ buried: bury(removed, () => REMOVED, facts) })
  const said = new Map([...echoes([...firstTries(facts), ...due]), ...facts.saidAlready])
  const known = due.flatMap(({ id }) => {
    const digestId = facts.toldOver.get(id) ?? said.get(id)
    return digestId === undefined ? [] : [{ digestId, ids: [id] }]
  })
  if (known.length > 0) return claiming({ merged: known })
  const hopeless = due.filter((one) => shutBy(one, facts) !== undefined)
  if (hopeless.length > 0) {
    const reason = (one: Notification) => shutBy(one, facts) ?? REMOVED
    return claiming({ buried: bury(hopeless, reason, facts) })
  }
  const unblocked = due.filter((one) => blockedUntil(one, facts) === undefined)
  // Each waits for the one robot that knows its key. With no time to look again the lane would never rest.
  if (unblocked.length === 0) {
    const until = Math.min(...due.flatMap((one) => blockedUntil(one, facts) ?? []))
    return due.length === 0 ? claiming({}) : { ...claiming({}), waitUntil: until }
  }
  const sendable = inOrderOfEach(unblocked, facts)
  const [first] = sendable
  if (!first) return claiming({})
  const robots = robotsOf(first).filter((one) => standingOf(one, now, first).kind !== 'shut')
  const asked = robots.map((robot) => withoutBreaker(robot, first))
  const plan = planLane({ robots: asked, due: sendable, room: roomOf(first), now })
  if (plan.kind === 'wait') return { ...claiming({}), waitUntil: plan.until }
  return sending(plan, facts)
}

/** Without what tells more of an alert of which a message is under way: it is looked at again when that is over. */
function inOrderOfEach(
  due: readonly Notification[],
  { underWay = [], inAnyOrder = false }: TurnFacts,
): readonly Notification[] {
  if (underWay.length === 0 && !inAnyOrder) return due
  const told = new Set(underWay.flatMap(subjectsOf))
  return due.filter((one) => {
    const subjects = subjectsOf(one)
    if (subjects.some((id) => told.has(id))) return false
    if (inAnyOrder) for (const id of subjects) told.add(id)
    return true
  })
}

function subjectsOf({ entries }: Notification): readonly string[] {
  return entries.map(({ subjectId }) => subjectId)
}

/** What is under way for the first time says what it says, as what is due and was not tried. */
function firstTries({ underWay = [] }: TurnFacts): readonly Notification[] {
  return underWay.flatMap((one) => (one.attemptCount === 1 ? [{ ...one, attemptCount: 0 }] : []))
}

/** What was sent again by a person is planned for as though nothing had been refused before. */
function withoutBreaker(robot: Robot, first: Notification): Robot {
  if (first.resentAt === undefined) return robot
  const breakers = robot.state.breakers?.map((one) => ({ ...one, probeAt: 0 }))
  return { ...robot, state: { ...robot.state, breakers } }
}

function shutBy(one: Notification, { robotsOf, now }: TurnFacts) {
  const standings = robotsOf(one).map((robot) => standingOf(robot, now, one))
  const [shut] = standings.flatMap((standing) => (standing.kind === 'shut' ? [standing] : []))
  const isShut = shut !== undefined && standings.every(({ kind }) => kind === 'shut')
  return isShut ? notTried(shut.breaker) : undefined
}

/** Its outcome is not known, and until then the robot of the pool is blocked that may have posted it. */
function blockedUntil(one: Notification, { robotsOf, now }: TurnFacts): number | undefined {
  if (one.robot === undefined) return undefined
  const robots = robotsOf(one)
  const own = robots.find(({ state }) => state.lane === one.robot)
  const standing = robots.length > 1 && own ? standingOf(own, now, one) : undefined
  return standing?.kind === 'blocked' ? standing.until : undefined
}

function bury(
  dead: readonly Notification[],
  receiptOf: (one: Notification) => Extract<Receipt, { kind: 'refused' }>,
  { now, newId, rescue }: TurnFacts,
): Burial {
  const attempts = dead.map((one) => ({
    id: newId(),
    notificationId: one.id,
    startedAt: now,
    finishedAt: now,
    receipt: receiptOf(one),
  }))
  const byContact = Map.groupBy(dead, ({ endpointId }) => contactOf(endpointId))
  const notifications = [...byContact].flatMap(([contact, theirs]) => {
    const [first] = theirs
    return first ? rescue(theirs, undelivered(receiptOf(first), contact)) : []
  })
  return { attempts, notifications }
}

function contactOf(endpointId: string): string {
  return endpointId.slice(0, endpointId.lastIndexOf('/'))
}

function sending(plan: Extract<LanePlan, { kind: 'send' }>, facts: TurnFacts): LaneTurn {
  const parts = digestParts(plan.digest, facts)
  const [only] = parts
  const single = parts.length === 1 && only ? [only] : []
  const large = [...plan.singles, ...single].find((one) => mayBeSplit(one) && facts.isTooMuch(one))
  if (large) return splitting(large, facts)
  const asDigest = new Set(single.map(({ id }) => id))
  if (parts.length <= 1) {
    const notifications = [...plan.singles, ...single].map(leased)
    return { claim: { notifications, merged: [] }, asDigest }
  }
  const digest = digestOf(parts, { id: facts.newId(), now: facts.now })
  return {
    claim: {
      notifications: [...plan.singles.map(leased), leased(digest)],
      merged: [{ digestId: digest.id, ids: parts.map(({ id }) => id) }],
    },
    asDigest: new Set([digest.id]),
  }
}

/** As many of them as a drawn message really names. */
function digestParts(parts: readonly Notification[], facts: TurnFacts): readonly Notification[] {
  if (parts.length <= 1) return parts
  const trial = digestOf(parts, { id: 'trial', now: facts.now })
  if (!facts.isTooMuch(trial)) return parts
  return digestParts(parts.slice(0, Math.ceil(parts.length / 2)), facts)
}

/** What may have been posted already keeps its key and its shape. */
function mayBeSplit({ entries, attemptCount, uncertain }: Notification): boolean {
  return entries.length > 1 && attemptCount === 0 && !uncertain
}

function splitting(large: Notification, { isTooMuch }: TurnFacts): LaneTurn {
  const pieces = splitToFit(large, (piece) => !isTooMuch(piece))
  const digestId = pieces[0]?.id ?? ''
  return claiming({ added: pieces, merged: [{ digestId, ids: [large.id] }] })
}

function claiming(claim: Partial<LaneClaim>): LaneTurn {
  return { claim: { notifications: [], merged: [], ...claim }, asDigest: NOTHING }
}

const NOTHING: ReadonlySet<string> = new Set()

function leased(notification: Notification): Notification {
  return { ...notification, state: 'leased', attemptCount: notification.attemptCount + 1 }
}
