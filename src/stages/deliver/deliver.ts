// In: notifications that are due. Out: attempts, and what follows from each answer.
// Must hold: a notification is leased on disk before it is sent and its answer is on disk after; one lane sends
// one message at a time where its channel allows no more, within its robots' limits; a slow robot delays nobody else.

import type { Clock } from '../../base/clock.ts'
import type { Chance, IdSource } from '../../base/id.ts'
import { DELIVERY_LIMITS, LOOP_LIMITS } from '../../base/limits.ts'
import { describeError, type Log } from '../../base/log.ts'
import type { Turn } from '../../base/loop.ts'
import { redact } from '../../base/redact.ts'
import type { SendContext } from '../../contract/channel.ts'
import { type AttemptRecord, alertSubjects, type Store } from '../../contract/store.ts'
import type { Endpoint, MessageTemplate } from '../../model/configuration.ts'
import type { MessageLink } from '../../model/message.ts'
import { monthOf } from '../../model/month.ts'
import type { Notification } from '../../model/notification.ts'
import type { Receipt } from '../../model/receipt.ts'
import type { LocalText } from '../../model/text.ts'
import { decideAttempt } from './decide.ts'
import { inTurn } from './in-turn.ts'
import { LaneRun } from './lane-run.ts'
import { OneOffs } from './one-off.ts'
import { type EndpointOverview, overviewOf } from './overview.ts'
import { previewMessage, previewSaid, templateFaults } from './preview.ts'
import { quotaOf } from './quota.ts'
import { pickRobot, type Robot, standingOf } from './robot.ts'
import type { Route } from './route.ts'
import { PREVIEW_KINDS } from './sample.ts'
import { type SayFacts, say } from './say.ts'
import { failingLanes, standbyAt } from './standby.ts'
import { Leased, returnStranded, type Stranded } from './stranded.ts'
import { TemplateShelf } from './template-shelf.ts'
import { messageForTest } from './test-message.ts'
import { statesTold } from './told.ts'
import { FAULT, notYet, undelivered } from './trouble.ts'
import { planTurn } from './turn.ts'

export type { Preview, PreviewFacts } from './preview.ts'
export type { Route } from './route.ts'
export type { PreviewKind } from './sample.ts'
export { messageForTest, OneOffs, PREVIEW_KINDS, previewMessage, previewSaid, templateFaults }

export type DeliveryOptions = {
  readonly store: Store
  /** The way out to the network for an endpoint. */
  readonly networkOf: (endpoint: Endpoint) => Pick<SendContext, 'http' | 'resolveHost'>
  /** The links with which a message can be answered from the chat. */
  readonly actionsOf: (notification: Notification, endpoint: Endpoint) => readonly MessageLink[]
  /** Where all of a message can be read that had to be shortened; undefined where nowhere. */
  readonly restOf: (notification: Notification, endpoint: Endpoint) => MessageLink | undefined
  /** The users' templates of today's configuration, by name. */
  readonly templateOf: (name: string) => MessageTemplate | undefined
  readonly clock: Clock
  readonly chance: Chance
  readonly newId: IdSource
  readonly log: Log
  /** Where a notification goes today; undefined when its endpoint is no longer configured. */
  readonly routeOf: (endpointId: string) => Route | undefined
  /** Whether where this endpoint's messages go is not known yet, and will be: they wait. */
  readonly awaits?: (endpointId: string) => boolean
  /** Called after each attempt. */
  readonly onAttempt?: (notification: Notification, receipt: Receipt) => void
  /** Where goes today what a person sends again, whose endpoint has given its place to another. */
  readonly heirOf?: (endpointId: string) => Route | undefined
  /** The endpoints of a lane, in their order. */
  readonly routesIn: (lane: string) => readonly Route[]
  /** What others hear when notifications will never reach their endpoint: a standby endpoint, else the fallback. */
  readonly rescue: (dead: readonly Notification[], trouble: LocalText) => readonly Notification[]
  /** The copies for the standby endpoints of the contact, where it has any. */
  readonly copies: (late: Notification, trouble: LocalText) => readonly Notification[]
  /** Called when a lane has become free, so that the loop looks again. */
  readonly onFree: () => void
  /** Called when a notification was given up, and that is on disk. */
  readonly onDead?: () => void
}

/** The deliver stage: `sendDue` starts what may be sent now and does not wait for slow platforms. */
export class Delivery {
  readonly #options: DeliveryOptions
  readonly #shelf: TemplateShelf
  readonly #running = new Map<string, Promise<void>>()
  readonly #waiting = new Map<string, number>()
  /** What a lane that failed had leased, by lane. */
  readonly #stranded = new Map<string, Stranded>()
  /** Lanes that fail, and when their standby endpoints are thought of next; found again after a restart. */
  #late: Map<string, number> | undefined
  readonly #stopping = new AbortController()
  #isDraining = false

  constructor(options: DeliveryOptions) {
    this.#options = options
    this.#shelf = new TemplateShelf(options.clock)
  }

  /** One turn of the loop: starts the lanes that have something due, as many as there is room for. */
  async sendDue(): Promise<Turn> {
    const { store, clock } = this.#options
    const now = clock.now()
    const late = this.#late ?? failingLanes(await store.lanes())
    this.#late = late
    for (const [lane, until] of this.#waiting) if (until <= now) this.#waiting.delete(lane)
    const busy = new Set([...this.#running.keys(), ...this.#waiting.keys()])
    const room = DELIVERY_LIMITS.lanesMax - this.#running.size
    const due = room > 0 ? await store.dueLanes({ now, limit: room, busy }) : []
    const isFree = (lane: string): boolean => !busy.has(lane)
    const stranded = [...this.#stranded.keys()].filter(isFree)
    const overdue = [...late].flatMap(([lane, at]) => (at <= now && isFree(lane) ? [lane] : []))
    const started = [...new Set([...stranded, ...due, ...overdue])].slice(0, Math.max(0, room))
    for (const lane of started) this.#start(lane)
    // Without room for another lane there is nothing to look at before one has become free.
    const full = this.#running.size >= DELIVERY_LIMITS.lanesMax
    const handled = new Set([...busy, ...started])
    const nextAt = full ? undefined : await store.nextSendAt({ busy: handled })
    const lateAt = full ? [] : [...late].flatMap(([lane, at]) => (handled.has(lane) ? [] : [at]))
    return {
      more: false,
      nextAt: Math.min(nextAt ?? Infinity, ...this.#waiting.values(), ...lateAt),
    }
  }

  /** How the endpoints are: their health, what of their limits is used, and what they owe. */
  async overview(endpoints: readonly Endpoint[]): Promise<readonly EndpointOverview[]> {
    const { store, clock, routeOf } = this.#options
    const routes = endpoints.flatMap(({ id }) => routeOf(id) ?? [])
    return overviewOf(routes, store, clock.now())
  }

  /** Lets the messages under way finish, up to the stop time; starts none, also of what is leased already. */
  async drain(): Promise<void> {
    this.#isDraining = true
    const timer = AbortSignal.timeout(LOOP_LIMITS.stopMs)
    const stop = (): void => this.#stopping.abort()
    timer.addEventListener('abort', stop, { once: true })
    await this.idle()
    timer.removeEventListener('abort', stop)
  }

  /** Resolves when every lane that was started has done what it may do now. */
  async idle(): Promise<void> {
    await Promise.all(this.#running.values())
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
    await this.#returnStranded(lane)
    while (await this.#takeTurn(lane));
  }

  /** One claim of the lane. Tells whether to go on: more may be due, and no other lane waits for its place. */
  async #takeTurn(lane: string): Promise<boolean> {
    const { store, clock, newId, routeOf, heirOf, routesIn, rescue, awaits } = this.#options
    const now = clock.now()
    const routes = routesIn(lane)
    const run = new LaneRun({
      lane,
      routes,
      quotas: await this.#quotas(routes, now),
      routeOf,
      heirOf,
    })
    let waitUntil: number | undefined
    let isBuried = false
    const leaseMs = DELIVERY_LIMITS.leaseMs
    const claimed = await store.claim({ lane, robots: run.robots, now, leaseMs }, (facts) => {
      run.learn(facts.robots)
      const turn = planTurn({
        ...run.turnFacts(),
        due: facts.due,
        toldOver: facts.toldOver,
        saidAlready: facts.saidAlready,
        isAwaited: ({ endpointId }) => awaits?.(endpointId) === true,
        now,
        isTooMuch: (notification) => this.#isTooMuch(run, notification),
        newId,
        rescue,
      })
      waitUntil = turn.waitUntil
      run.asDigest = turn.asDigest
      isBuried = turn.claim.buried !== undefined
      return turn.claim
    })
    if (isBuried) this.#options.onDead?.()
    if (waitUntil !== undefined)
      this.#waiting.set(lane, Math.min(waitUntil, now + LOOP_LIMITS.idleMs))
    const isAllSent = await this.#sendAll(run, claimed)
    await this.#standBy(run, clock.now())
    const isFull = claimed.length >= DELIVERY_LIMITS.claimMax
    const isCrowded = this.#running.size >= DELIVERY_LIMITS.lanesMax
    return isFull && isAllSent && !isCrowded && !this.#isDraining
  }

  async #returnStranded(lane: string): Promise<void> {
    const stranded = this.#stranded.get(lane)
    if (!stranded) return
    await returnStranded(stranded, this.#options.store, this.#options.clock.now())
    this.#stranded.delete(lane)
  }

  async #quotas(
    routes: readonly Route[],
    now: number,
  ): Promise<ReadonlyMap<string, Robot['quota']>> {
    const found = new Map<string, Robot['quota']>()
    for (const route of routes)
      found.set(route.endpoint.id, await quotaOf(route, this.#options.store, now))
    return found
  }

  /** Sends them in their order; after any trouble what is left is given back and planned anew. */
  async #sendAll(run: LaneRun, claimed: readonly Notification[]): Promise<boolean> {
    const { clock, store } = this.#options
    const leased = new Leased(claimed)
    try {
      await inTurn(claimed, run.parallelMax, async (one) => {
        if (this.#isDraining) return false
        if (await leased.letGo(one, store)) return true
        const robot = pickRobot(run.robotsOf(one), one, clock.now())
        if (!robot) return false
        leased.begin(one.id)
        const record = await this.#attempt(run, one, robot)
        await leased.record(record, store)
        const isDead = record.next.state === 'dead'
        if (isDead) this.#options.onDead?.()
        return record.receipt.kind === 'sent'
      })
      const { unrecorded } = leased
      if (unrecorded.length > 0) await store.giveBack(unrecorded, { dueAt: clock.now() })
      return unrecorded.length === 0
    } catch (error) {
      this.#stranded.set(
        run.lane,
        leased.stranded((robot) => run.stateOf(robot)),
      )
      throw error
    }
  }

  async #attempt(run: LaneRun, notification: Notification, picked: Robot): Promise<AttemptRecord> {
    const { store, clock, chance, newId, rescue } = this.#options
    const { endpoint, channel } = run.routeOf(picked)
    const startedAt = clock.now()
    // Looked at right before sending: minutes may have passed since it was decided.
    const statesNow = await store.statesNow(notification)
    const receipt = await this.#send({ endpoint, channel }, notification, statesNow)
    const now = clock.now()
    // As it is now: others of the lane may have been answered meanwhile.
    const robots = run.robotsOf(notification)
    const robot = robots.find(({ endpointId }) => endpointId === picked.endpointId) ?? picked
    const others = robots.filter(({ state }) => state !== robot.state)
    const { next, lane, countedIn } = decideAttempt({
      notification,
      receipt,
      robot,
      now,
      chance: chance.fraction(),
      othersWork: others.some((other) => standingOf(other, now, notification).kind !== 'shut'),
      hasPlainForm: channel.hasPlainForm,
      isDigest: notification.kind === 'digest' || run.asDigest.has(notification.id),
      monthEndsAt: robot.quota?.endsAt ?? monthOf(now, DELIVERY_LIMITS.quotaZoneMinutes).endsAt,
    })
    // At once: another message of the lane may be answered before this one is on disk.
    run.afterAttempt(lane, receipt.kind === 'sent' ? robot.quota : undefined)
    const isDead = next.state === 'dead' && receipt.kind !== 'sent'
    this.#options.onAttempt?.(notification, receipt)
    return {
      id: newId(),
      notificationId: notification.id,
      startedAt,
      finishedAt: now,
      receipt,
      next,
      lane,
      ...(countedIn === undefined ? {} : { countedIn }),
      ...(endpoint.id === notification.endpointId ? {} : { endpointId: endpoint.id }),
      ...(receipt.kind === 'sent' && robot.quota ? { quota: robot.quota } : {}),
      ...(receipt.kind === 'sent'
        ? {
            told: {
              endpointId: notification.endpointId,
              ...statesTold(notification, statesNow),
            },
          }
        : {}),
      notifications: isDead ? rescue([notification], undelivered(receipt, endpoint.contact)) : [],
    }
  }

  async #send(
    route: Route,
    notification: Notification,
    statesNow: SayFacts['statesNow'],
  ): Promise<Receipt> {
    const { networkOf, clock, log } = this.#options
    const { endpoint, channel } = route
    try {
      const rendered = this.#say(route, notification, statesNow)
      if (rendered.fault !== undefined && this.#shelf.isNews(rendered.fault))
        log.warn(
          { template: rendered.fault.template, reason: redact(rendered.fault.reason) },
          'a template failed; the default message is sent instead',
        )
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

  #say(
    { endpoint, channel }: Route,
    notification: Notification,
    statesNow: SayFacts['statesNow'],
  ): ReturnType<typeof say> {
    return say({
      notification,
      endpoint,
      channel,
      statesNow,
      actions: this.#options.actionsOf(notification, endpoint),
      restOf: () => this.#options.restOf(notification, endpoint),
      form: notification.form ?? 'full',
      now: this.#options.clock.now(),
      shelf: this.#shelf,
      templateOf: this.#options.templateOf,
    })
  }

  /**
   * Whether the drawn message had to leave something out, be it that all of it resolves before it
   * leaves, which makes its lines longer. What cannot be drawn fails when it is sent.
   */
  #isTooMuch(run: LaneRun, notification: Notification): boolean {
    const [robot] = run.robotsOf(notification)
    if (!robot || notification.entries.length <= 1) return false
    const route = run.routeOf(robot)
    const over = alertSubjects(notification.entries).map((id) => [id, 'resolved'] as const)
    try {
      return (
        this.#say(route, notification, new Map()).cut ||
        this.#say(route, notification, new Map(over)).cut
      )
    } catch {
      return false // The attempt meets the same fault, and records it.
    }
  }

  /** Where the lane has failed for too long, what it owes is copied to the standby endpoints. */
  async #standBy(run: LaneRun, now: number): Promise<void> {
    const { store, copies } = this.#options
    const state = run.failing()
    if (!state || !run.isConfigured) {
      this.#late?.delete(run.lane)
      return
    }
    const lateAt = standbyAt(state)
    this.#late?.set(run.lane, Math.max(lateAt, now + DELIVERY_LIMITS.standbyLookMs))
    if (lateAt > now) return
    await store.standBy(run.lane, (due) => {
      const late = due.filter(({ stoodBy }) => !stoodBy)
      const made = late.map((one) => ({
        id: one.id,
        copies: copies(one, notYet(state, run.contactOf(one))),
      }))
      const copied = made.filter((one) => one.copies.length > 0)
      return {
        copies: copied.flatMap((one) => one.copies),
        copiedIds: copied.map(({ id }) => id),
      }
    })
  }
}
