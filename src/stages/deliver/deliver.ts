// In: notifications that are due. Out: attempts, and what follows from each answer.
// Must hold: a notification is leased on disk before it is sent and its answer is on disk after; one lane
// sends one message at a time, within its robot's limit; a slow robot delays nobody else.

import type { Clock } from '../../base/clock.ts'
import type { Chance, IdSource } from '../../base/id.ts'
import { DELIVERY_LIMITS, LOOP_LIMITS } from '../../base/limits.ts'
import { describeError, type Log } from '../../base/log.ts'
import type { Turn } from '../../base/loop.ts'
import type { ChannelType, SendContext } from '../../contract/channel.ts'
import type { Claimed, LaneClaim, LaneFacts, Store } from '../../contract/store.ts'
import type { Endpoint } from '../../model/configuration.ts'
import type { LaneState } from '../../model/lane.ts'
import type { MessageLink } from '../../model/message.ts'
import type { Notification } from '../../model/notification.ts'
import type { Receipt } from '../../model/receipt.ts'
import { worstSeverity } from '../../model/severity.ts'
import { inLanguage, type LocalText } from '../../model/text.ts'
import { decideAttempt, planLane } from './decide.ts'
import { inTurn } from './in-turn.ts'
import { say } from './say.ts'

/** An endpoint of today's configuration with the channel that serves it. */
export type Route = { readonly endpoint: Endpoint; readonly channel: ChannelType }

export type DeliveryOptions = {
  readonly store: Store
  /** The way out to the network for an endpoint. */
  readonly networkOf: (endpoint: Endpoint) => Pick<SendContext, 'http' | 'resolveHost'>
  /** The links with which a message can be answered from the chat. */
  readonly actionsOf: (notification: Notification, endpoint: Endpoint) => readonly MessageLink[]
  readonly clock: Clock
  readonly chance: Chance
  readonly newId: IdSource
  readonly log: Log
  /** Where a notification goes today; undefined when its endpoint is no longer configured. */
  readonly routeOf: (endpointId: string) => Route | undefined
  /** What others hear when a notification will never reach its endpoint. */
  readonly rescue: (dead: Notification, trouble: LocalText) => readonly Notification[]
  /** Called when a lane has become free, so that the loop looks again. */
  readonly onFree: () => void
}

/** How a lane's robot is, from one answer to the next. */
type LaneNow = { readonly get: () => LaneState; readonly set: (state: LaneState) => void }

/** The deliver stage: `sendDue` starts what may be sent now and does not wait for slow platforms. */
export class Delivery {
  readonly #options: DeliveryOptions
  readonly #running = new Map<string, Promise<void>>()
  readonly #waiting = new Map<string, number>()
  /** What a lane that failed had leased and not sent, by lane: only this process can give it back. */
  readonly #stranded = new Map<string, readonly string[]>()
  readonly #stopping = new AbortController()
  #isDraining = false

  constructor(options: DeliveryOptions) {
    this.#options = options
  }

  /** One turn of the loop: starts the lanes that have something due, as many as there is room for. */
  async sendDue(): Promise<Turn> {
    const { store, clock } = this.#options
    const now = clock.now()
    for (const [lane, until] of this.#waiting) if (until <= now) this.#waiting.delete(lane)
    const busy = new Set([...this.#running.keys(), ...this.#waiting.keys()])
    const room = DELIVERY_LIMITS.lanesMax - this.#running.size
    const due = room > 0 ? await store.dueLanes({ now, limit: room, busy }) : []
    const stranded = [...this.#stranded.keys()].filter((lane) => !busy.has(lane))
    const lanes = [...new Set([...stranded, ...due])].slice(0, Math.max(0, room))
    for (const lane of lanes) this.#start(lane)
    // Without room for another lane there is nothing to look at before one has become free.
    const full = this.#running.size >= DELIVERY_LIMITS.lanesMax
    const nextAt = full ? undefined : await store.nextSendAt({ busy: new Set([...busy, ...lanes]) })
    return { more: false, nextAt: Math.min(nextAt ?? Infinity, ...this.#waiting.values()) }
  }

  /** Lets the messages under way finish, up to the stop time; starts none. */
  async drain(): Promise<void> {
    this.#isDraining = true
    const timer = AbortSignal.timeout(LOOP_LIMITS.stopMs)
    const stop = (): void => this.#stopping.abort()
    timer.addEventListener('abort', stop, { once: true })
    await Promise.all(this.#running.values())
    timer.removeEventListener('abort', stop)
  }

  #start(lane: string): void {
    const run = this.#runLane(lane)
      .catch((error: unknown) => {
        this.#options.log.error(
          { lane, error: describeError(error) },
          'a lane failed; it is tried again',
        )
        this.#waiting.set(lane, this.#options.clock.now() + LOOP_LIMITS.idleMs)
      })
      .finally(() => {
        this.#running.delete(lane)
        this.#options.onFree()
      })
    this.#running.set(lane, run)
  }

  async #runLane(lane: string): Promise<void> {
    const { store, clock } = this.#options
    const now = clock.now()
    const stranded = this.#stranded.get(lane)
    if (stranded) {
      await store.giveBack(stranded, now)
      this.#stranded.delete(lane)
    }
    while (await this.#sendSome(lane));
  }

  /** One claim of the lane. Tells whether more waits, and may be sent at once without keeping another lane waiting. */
  async #sendSome(lane: string): Promise<boolean> {
    const { store, clock } = this.#options
    const now = clock.now()
    const claimed = await store.claim({ lane, now, leaseMs: DELIVERY_LIMITS.leaseMs }, (facts) =>
      this.#plan(lane, facts, now),
    )
    if (claimed.length === 0) return false
    let state = await this.#laneState(lane)
    const open = new Set(claimed)
    const send = async (one: Claimed): Promise<boolean> => {
      await this.#attempt(one, {
        get: () => state,
        set: (after) => {
          state = after
        },
      })
      open.delete(one)
      return !isBlocked(state, clock.now())
    }
    try {
      await inTurn(claimed, this.#parallelOf(claimed), send)
      await this.#giveBack([...open], state)
    } catch (error) {
      this.#stranded.set(
        lane,
        [...open].map(({ notification }) => notification.id),
      )
      throw error
    }
    const isFull = claimed.length >= DELIVERY_LIMITS.claimMax && open.size === 0
    return isFull && !this.#isDraining && this.#running.size < DELIVERY_LIMITS.lanesMax
  }

  /** How many of them may be under way together: as many as the most careful of their endpoints allows. */
  #parallelOf(claimed: readonly Claimed[]): number {
    const routes = new Set(claimed.map(({ notification }) => notification.endpointId))
    const allowed = [...routes].map((endpointId) => {
      const route = this.#options.routeOf(endpointId)
      return route?.channel.limits(route.endpoint.settings).parallelMax ?? 1
    })
    return Math.min(...allowed)
  }

  async #laneState(lane: string): Promise<LaneState> {
    return this.#options.store.lane(lane)
  }

  #plan(lane: string, { state, due }: LaneFacts, now: number): LaneClaim {
    const first = due[0]
    if (!first) return { notifications: [], merged: [] }
    // Other endpoints of the robot may still be configured: only those that are gone pass its limit by.
    const removed = due.filter(({ endpointId }) => !this.#options.routeOf(endpointId))
    const route = this.#options.routeOf(first.endpointId)
    if (!route || removed.length > 0)
      return { notifications: removed.slice(0, DELIVERY_LIMITS.claimMax).map(leased), merged: [] }
    const plan = planLane({
      state,
      due,
      limits: route.channel.limits(route.endpoint.settings),
      now,
    })
    if (plan.kind === 'wait') {
      this.#waiting.set(lane, Math.min(plan.until, now + LOOP_LIMITS.idleMs))
      return { notifications: [], merged: [] }
    }
    const singles = plan.singles.map(leased)
    if (plan.digest.length <= 1)
      return { notifications: [...singles, ...plan.digest.map(leased)], merged: [] }
    const digest = this.#digest(plan.digest, first.endpointId, now)
    return {
      notifications: [...singles, leased(digest)],
      merged: [{ digestId: digest.id, ids: plan.digest.map((notification) => notification.id) }],
    }
  }

  /** One notification that names everything its parts would have told, each alert once, as it is told last. */
  #digest(parts: readonly Notification[], endpointId: string, now: number): Notification {
    const newest = new Map(
      [...parts]
        .sort((one, other) => (one.id < other.id ? -1 : 1))
        .flatMap((part) => part.entries.map((entry) => [entry.subjectId, entry] as const)),
    )
    const order = new Map(
      parts.flatMap((part) => part.entries).map((entry, index) => [entry.subjectId, index]),
    )
    const entries = [...newest.values()].sort(
      (one, other) => (order.get(one.subjectId) ?? 0) - (order.get(other.subjectId) ?? 0),
    )
    return {
      id: this.#options.newId(),
      endpointId,
      lane: parts[0]?.lane ?? '',
      kind: 'digest',
      severity: worstSeverity(parts.map((part) => part.severity)),
      state: 'due',
      createdAt: Math.min(...parts.map((part) => part.createdAt)),
      dueAt: now,
      attemptCount: 0,
      policy: [...new Set(parts.map((part) => part.policy))].join(', '),
      entries,
      mentions: [...new Set(parts.flatMap((part) => part.mentions))],
      trouble: troubleOf(parts),
    }
  }

  async #attempt({ notification, statesNow }: Claimed, state: LaneNow): Promise<void> {
    const { store, clock, chance, newId, routeOf, rescue } = this.#options
    const route = routeOf(notification.endpointId)
    const startedAt = clock.now()
    const receipt = route ? await this.#send({ route, notification, statesNow }) : REMOVED
    const now = clock.now()
    const limits = route?.channel.limits(route.endpoint.settings) ?? {
      messagesMax: 1,
      windowMs: 0,
      penaltyMs: 0,
    }
    const { next, lane } = decideAttempt({
      notification,
      receipt,
      state: state.get(),
      limits,
      now,
      chance: chance.fraction(),
    })
    // At once: another message of the lane may be answered before this one is on disk.
    state.set(lane)
    const dead = next.state === 'dead' && receipt.kind !== 'sent'
    await store.recordAttempt({
      id: newId(),
      notificationId: notification.id,
      startedAt,
      finishedAt: now,
      receipt,
      next,
      lane,
      notifications: dead ? rescue(notification, trouble(receipt, route?.endpoint.contact)) : [],
    })
  }

  async #send(facts: {
    route: Route
    notification: Notification
    statesNow: Claimed['statesNow']
  }): Promise<Receipt> {
    const { route, notification, statesNow } = facts
    const { networkOf, actionsOf, clock, log } = this.#options
    const { endpoint, channel } = route
    try {
      const rendered = say({
        notification,
        endpoint,
        channel,
        statesNow,
        actions: actionsOf(notification, endpoint),
        form: notification.form ?? 'full',
      })
      return await channel.send(rendered, endpoint.settings, {
        ...networkOf(endpoint),
        clock,
        signal: this.#stopping.signal,
        idempotencyKey: notification.id,
      })
    } catch (error) {
      log.error(
        { notification: notification.id, channel: channel.type, error: describeError(error) },
        'a channel failed',
      )
      return FAULT
    }
  }

  /** What was leased behind a message after which the lane must wait: due again, without an attempt. */
  async #giveBack(rest: readonly Claimed[], state: LaneState): Promise<void> {
    const ids = rest.map(({ notification }) => notification.id)
    if (ids.length > 0)
      await this.#options.store.giveBack(ids, state.blockedUntil ?? this.#options.clock.now())
  }
}

function leased(notification: Notification): Notification {
  return { ...notification, state: 'leased', attemptCount: notification.attemptCount + 1 }
}

function isBlocked(state: LaneState, now: number): boolean {
  return state.blockedUntil !== undefined && state.blockedUntil > now
}

function trouble(
  receipt: Exclude<Receipt, { kind: 'sent' }>,
  contact: string | undefined,
): LocalText {
  const who = contact ?? '?'
  const { remedy } = receipt
  const [en, zh] = typeof remedy === 'string' ? [remedy, remedy] : [remedy.en, remedy.zh]
  return {
    en: `"${who}" could not be told: ${receipt.text}. ${en}`,
    zh: `未能通知“${who}”：${receipt.text}。${zh}`,
  }
}

/** What the parts say of others who could not be told, each reason once. */
function troubleOf(parts: readonly Notification[]): LocalText | undefined {
  const all = parts.flatMap(({ trouble }) => (trouble === undefined ? [] : [trouble]))
  const distinct = [...new Map(all.map((text) => [inLanguage(text, 'en'), text])).values()]
  const told = distinct.slice(0, DELIVERY_LIMITS.troublesMax)
  if (told.length === 0) return undefined
  return {
    en: told.map((text) => inLanguage(text, 'en')).join('\n'),
    zh: told.map((text) => inLanguage(text, 'zh')).join('\n'),
  }
}

const REMOVED: Receipt = {
  kind: 'refused',
  reason: 'removed',
  text: 'the endpoint is no longer in the configuration',
  remedy: {
    en: 'Put the endpoint back, or tell somebody else by a policy.',
    zh: '请恢复该接收地址，或通过策略通知其他人。',
  },
}

const FAULT: Receipt = {
  kind: 'refused',
  reason: 'malformed',
  text: 'the message could not be made',
  remedy: {
    en: 'The log of the hub has the details; please report them.',
    zh: '详情见日志，请反馈给维护者。',
  },
}
