// In: notifications that are due. Out: attempts, and what follows from each answer.
// Must hold: a notification is leased before it is sent, on disk where others could claim it, and its answer is on disk
// after; one lane sends one message at a time where its channel allows no more, within its robots' limits, and what is
// told of one alert in its order; a slow robot delays nobody else.

import { DELIVERY_LIMITS, LOOP_LIMITS } from '../../base/limits.ts'
import { describeError } from '../../base/log.ts'
import type { Turn } from '../../base/loop.ts'
import type { Endpoint } from '../../model/configuration.ts'
import type { Notification } from '../../model/notification.ts'
import { Attempts } from './attempts.ts'
import { InTurn } from './in-turn.ts'
import { LaneRun } from './lane-run.ts'
import { OneOffs } from './one-off.ts'
import type { DeliveryOptions } from './options.ts'
import { type EndpointOverview, overviewOf } from './overview.ts'
import { previewMessage, previewSaid, templateFaults } from './preview.ts'
import { quotaOf } from './quota.ts'
import { pickRobot, type Robot } from './robot.ts'
import type { Route } from './route.ts'
import { PREVIEW_KINDS } from './sample.ts'
import { failingLanes, standbyAt } from './standby.ts'
import { Leased, NOTHING_STRANDED, returnStranded, type Stranded } from './stranded.ts'
import { messageForTest } from './test-message.ts'
import { notYet } from './trouble.ts'
import { planTurn } from './turn.ts'

export type { DeliveryOptions } from './options.ts'
export type { Preview, PreviewFacts } from './preview.ts'
export type { Route } from './route.ts'
export type { PreviewKind } from './sample.ts'
export { messageForTest, OneOffs, PREVIEW_KINDS, previewMessage, previewSaid, templateFaults }

/** The deliver stage: `sendDue` starts what may be sent now and does not wait for slow platforms. */
export class Delivery {
  readonly #options: DeliveryOptions
  readonly #attempts: Attempts
  readonly #running = new Map<string, Promise<void>>()
  /** Of the running lanes those whose endpoint takes several at once: called where more is due in it. */
  readonly #open = new Map<string, () => void>()
  readonly #waiting = new Map<string, number>()
  /** What a lane that failed had leased, by lane. */
  readonly #stranded = new Map<string, Stranded>()
  /** Lanes that fail, and when their standby endpoints are thought of next; found again after a restart. */
  #late: Map<string, number> | undefined
  readonly #stopping = new AbortController()
  #isDraining = false

  constructor(options: DeliveryOptions) {
    this.#options = options
    this.#attempts = new Attempts(options, this.#stopping.signal)
  }

  /** One turn of the loop: starts the lanes that have something due, as many as there is room for. */
  async sendDue(): Promise<Turn> {
    const { store, clock } = this.#options
    const now = clock.now()
    const late = this.#late ?? failingLanes(await store.lanes())
    this.#late = late
    for (const [lane, until] of this.#waiting) if (until <= now) this.#waiting.delete(lane)
    const due = [...(await store.dueLanes())].sort((one, other) => one.worst - other.worst)
    const ready = due.flatMap(({ lane, blockedUntil }) =>
      blockedUntil <= now && !this.#waiting.has(lane) ? [lane] : [],
    )
    for (const lane of ready) this.#open.get(lane)?.()
    const isFree = (lane: string): boolean => !this.#running.has(lane) && !this.#waiting.has(lane)
    const overdue = [...late].flatMap(([lane, at]) => (at <= now ? [lane] : []))
    const wanted = new Set([...this.#stranded.keys(), ...ready, ...overdue])
    const room = Math.max(0, DELIVERY_LIMITS.lanesMax - this.#running.size)
    for (const lane of [...wanted].filter(isFree).slice(0, room)) this.#start(lane)
    // Without room for another lane there is nothing to look at before one has become free.
    const isFull = this.#running.size >= DELIVERY_LIMITS.lanesMax
    const laterAt = due.flatMap(({ lane, blockedUntil }) => (isFree(lane) ? [blockedUntil] : []))
    const lateAt = [...late].flatMap(([lane, at]) => (isFree(lane) ? [at] : []))
    return {
      more: false,
      nextAt: Math.min(...this.#waiting.values(), ...(isFull ? [] : [...laterAt, ...lateAt])),
    }
  }

  /**
   * Starts these lanes, in which something has just come due, without a look at what else is. Tells whether that was all
   * there is to do; else a turn has to be taken.
   */
  begin(lanes: Iterable<string>): boolean {
    const wanted = new Set(lanes)
    const room = DELIVERY_LIMITS.lanesMax - this.#running.size
    if (this.#late === undefined || this.#isDraining || wanted.size > room) return false
    for (const lane of wanted) {
      // One that is sending, or has to wait, is looked at when that is over.
      const isTaken = this.#running.has(lane) || this.#waiting.has(lane)
      if (isTaken) this.#open.get(lane)?.()
      else this.#start(lane)
    }
    return true
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
        // It may have leased something without hearing of it: nothing due may be left to be found there.
        if (!this.#stranded.has(lane)) this.#stranded.set(lane, NOTHING_STRANDED)
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
    const { clock, routeOf, heirOf, routesIn } = this.#options
    const now = clock.now()
    const routes = routesIn(lane)
    const run = new LaneRun({
      lane,
      routes,
      quotas: await this.#quotas(routes, now),
      routeOf,
      heirOf,
    })
    const leased = new Leased()
    const claimed = await this.#claim(run, leased)
    const isAllSent = await this.#sendAll(run, leased, claimed)
    await this.#standBy(run, clock.now())
    const isFull = claimed.length >= DELIVERY_LIMITS.claimMax
    return isFull && isAllSent && !this.#isCrowded && !this.#isDraining
  }

  get #isCrowded(): boolean {
    return this.#running.size >= DELIVERY_LIMITS.lanesMax
  }

  /** Leases what the lane may send now, beside what it is sending already. */
  async #claim(run: LaneRun, leased: Leased): Promise<readonly Notification[]> {
    const { store, clock, newId, rescue, awaits } = this.#options
    const { lane, robots } = run
    const now = clock.now()
    const underWay = leased.unrecorded
    const except = new Set(underWay.map(({ id }) => id))
    const { leaseMs } = DELIVERY_LIMITS
    let waitUntil: number | undefined
    let isBuried = false
    const claimed = await store.claim({ lane, robots, now, leaseMs, except }, (facts) => {
      // What was answered and is not on disk yet, only this run knows.
      if (underWay.length === 0) run.learn(facts.robots)
      const turn = planTurn({
        ...run.turnFacts({ underWay: underWay.length, now }),
        due: facts.due,
        underWay,
        inAnyOrder: run.parallelMax > 1,
        toldOver: facts.toldOver,
        saidAlready: facts.saidAlready,
        isAwaited: ({ endpointId }) => awaits?.(endpointId) === true,
        now,
        isTooMuch: (notification) => this.#attempts.isTooMuch(run, notification),
        newId,
        rescue,
      })
      waitUntil = turn.waitUntil
      run.sendAsDigest(turn.asDigest)
      isBuried = turn.claim.buried !== undefined
      return turn.claim
    })
    leased.add(claimed)
    if (isBuried) this.#options.onDead?.()
    if (waitUntil !== undefined)
      this.#waiting.set(lane, Math.min(waitUntil, now + LOOP_LIMITS.idleMs))
    return claimed
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
  async #sendAll(run: LaneRun, leased: Leased, claimed: readonly Notification[]): Promise<boolean> {
    const { clock, store } = this.#options
    const sending = new InTurn<Notification>(run.parallelMax, (one) =>
      this.#sendOne(run, leased, one),
    )
    if (run.parallelMax > 1) this.#openFor(run, leased, sending)
    try {
      sending.give(claimed)
      await sending.end()
      const unrecorded = leased.unrecorded.map(({ id }) => id)
      if (unrecorded.length > 0) await store.giveBack(unrecorded, { dueAt: clock.now() })
      return unrecorded.length === 0
    } catch (error) {
      this.#stranded.set(
        run.lane,
        leased.stranded((robot) => run.stateOf(robot)),
      )
      throw error
    } finally {
      this.#open.delete(run.lane)
    }
  }

  /** Until its time is over the turn takes more where there is room beside what is under way: no message waits for those before it. */
  #openFor(run: LaneRun, leased: Leased, sending: InTurn<Notification>): void {
    const { clock } = this.#options
    const until = clock.now() + DELIVERY_LIMITS.turnMs
    const more = async (): Promise<readonly Notification[]> => {
      if (this.#isDraining || this.#isCrowded || clock.now() >= until) return []
      const claimed = await this.#claim(run, leased)
      if (claimed.length >= DELIVERY_LIMITS.claimMax) sending.askFor(more)
      return claimed
    }
    this.#open.set(run.lane, () => sending.askFor(more))
  }

  /** Tells whether the next one may follow. */
  async #sendOne(run: LaneRun, leased: Leased, one: Notification): Promise<boolean> {
    const { clock, store } = this.#options
    if (this.#isDraining) return false
    if (await leased.letGo(one, store)) return true
    const robot = pickRobot(run.robotsOf(one), one, clock.now())
    if (!robot) return false
    leased.begin(one.id)
    const record = await this.#attempts.make(run, one, robot)
    await leased.record(record, store)
    if (record.next.state === 'dead') this.#options.onDead?.()
    return record.receipt.kind === 'sent'
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
