import { type Clock, isoTime } from '../base/clock.ts'
import type { Chance } from '../base/id.ts'
import { KUBERNETES_LIMITS } from '../base/limits.ts'
import { describeError, type Log } from '../base/log.ts'
import { type Loop, startLoop } from '../base/loop.ts'
import { changeAnnotation } from './annotation.ts'
import type { ApiClient } from './api-client.ts'
import { APPLICATIONS, type ClusterObject, keyOf } from './cluster-object.ts'
import { ClusterWatch, projectOf, type WatchSettings } from './cluster-watch.ts'
import { Election, type Leading } from './election.ts'
import type { ApplicationHandler } from './port.ts'
import type { ObjectChange, WatchedKind } from './reflector.ts'
import { WorkQueue } from './work-queue.ts'

export type ControllerOptions = {
  readonly client: ApiClient
  readonly clock: Clock
  readonly chance: Chance
  readonly log: Log
  readonly settings: WatchSettings
  readonly handler: ApplicationHandler
  /** The name of the Lease in the controller's namespace, and our host's name; without one this is the only replica. */
  readonly lease?: { readonly name: string; readonly identity: string }
  /** Applications that are looked at at once. */
  readonly concurrency?: number
}

/** How the controller is, for people. */
export type ControllerStatus = {
  readonly isLeading: boolean
  /** Everything was listed once. */
  readonly isReady: boolean
  readonly applications: number
  readonly waiting: number
  readonly working: number
  /** Ended Applications that were not looked at for the last time yet. */
  readonly ended: number
  /** Who holds the lease; undefined without one. */
  readonly leader?: string
  readonly kinds: readonly WatchedKind[]
  /** Annotations that were changed, and looks that failed, since the start. */
  readonly patched: number
  readonly failed: number
  /** The last look that failed: when, at which Application, and why. */
  readonly lastFailure?: {
    readonly at: number
    readonly application: string
    readonly text: string
  }
}

/**
 * Watches Applications and what configures their notifications, and hands each Application to the
 * handler when it or its configuration has changed, and once a minute.
 */
export class Controller {
  readonly #options: ControllerOptions
  readonly #watch: ClusterWatch
  readonly #queue = new WorkQueue()
  readonly #ended = new Map<
    string,
    { readonly application: ClusterObject; readonly seenAt: number }
  >()
  readonly #underWay = new Set<Promise<void>>()
  readonly #ending = new AbortController()
  #hanging = 0
  #patched = 0
  #failed = 0
  #lastFailure: ControllerStatus['lastFailure']
  #leading: Leading | undefined
  #done: Promise<unknown> = Promise.resolve()
  #election: Election | undefined

  /** Throws TOCSIN_USAGE for settings that cannot be read. */
  constructor(options: ControllerOptions) {
    this.#options = options
    const { client, clock, chance, log, settings } = options
    this.#watch = new ClusterWatch({
      ...{ client, clock, chance, log, settings },
      changed: {
        application: (change) => this.#applicationChanged(change),
        project: (name) => this.#add((application) => projectOf(application) === name),
        configuration: (namespace) => this.#configurationChanged(namespace),
      },
    })
  }

  start(): void {
    const { signal } = this.#ending
    const { lease, client, clock, chance, log, settings } = this.#options
    const lead = (leading: Leading): Promise<void> => this.#lead(leading)
    if (lease) {
      const place = { namespace: settings.namespace, name: lease.name }
      // A process that is started anew under its name is another one: the one before may still be at work.
      const identity = `${lease.identity}_${Buffer.from(chance.bytes(8)).toString('hex')}`
      const election = { client, clock, chance, log, lease: place, identity, lead }
      this.#election = new Election(election)
    }
    const working = this.#election?.run(signal) ?? lead({ signal, holds: () => !signal.aborted })
    this.#done = Promise.all([this.#watch.run(signal), working])
  }

  /** Resolves when the looks that are under way have ended, the lease was given up, and the client was closed. */
  async stop(): Promise<void> {
    this.#ending.abort()
    await this.#done
    await this.#options.client.close()
  }

  status(): ControllerStatus {
    const leader = this.#election?.holder
    return {
      isLeading: this.#leading?.holds() ?? false,
      isReady: this.#watch.isReady,
      applications: this.#watch.watched().length,
      waiting: this.#queue.waiting,
      working: this.#queue.working,
      ended: this.#ended.size,
      kinds: this.#watch.kinds,
      patched: this.#patched,
      failed: this.#failed,
      ...(leader === undefined ? {} : { leader }),
      ...(this.#lastFailure === undefined ? {} : { lastFailure: this.#lastFailure }),
    }
  }

  async #lead(leading: Leading): Promise<void> {
    await Promise.race([this.#watch.ready(), aborted(leading.signal)])
    if (leading.signal.aborted) return
    this.#leading = leading
    this.#queue.clear()
    for (const namespace of this.#watch.configuring()) this.#configure(namespace)
    for (const uid of this.#unseenEnds()) this.#queue.add(ENDED + uid)
    const loop = this.#startLoop()
    this.#wake = () => loop.wake()
    await aborted(leading.signal)
    this.#leading = undefined
    this.#wake = () => undefined
    await loop.stop()
    await Promise.all(this.#underWay)
  }

  #wake: () => void = () => undefined

  /** Once a minute every Application waits for its turn, changed or not: conditions depend on the time too. */
  #startLoop(): Loop {
    const { clock, log } = this.#options
    let resyncAt = clock.now()
    return startLoop({
      ...{ name: 'kubernetes', clock, log, idleMs: KUBERNETES_LIMITS.resyncMs },
      turn: async () => {
        const now = clock.now()
        if (now >= resyncAt) {
          this.#add(() => true)
          resyncAt = now + KUBERNETES_LIMITS.resyncMs
        }
        this.#queue.wakeDue(now)
        this.#pump()
        return { more: false, nextAt: Math.min(resyncAt, this.#queue.nextAt()) }
      },
    })
  }

  #add(isMeant: (application: ClusterObject) => boolean): void {
    if (!this.#leading) return
    for (const application of this.#watch.watched())
      if (isMeant(application)) this.#queue.add(keyOf(application))
    this.#wake()
  }

  #applicationChanged(change: ObjectChange): void {
    const { object } = change
    if (change.kind === 'removed') {
      if (this.#ended.size >= KUBERNETES_LIMITS.endedMax) this.#forgetOldestEnd()
      this.#ended.set(object.metadata.uid, {
        application: object,
        seenAt: this.#options.clock.now(),
      })
      if (this.#leading) this.#queue.add(ENDED + object.metadata.uid)
    } else if (this.#leading) this.#queue.add(keyOf(object))
    this.#wake()
  }

  #forgetOldestEnd(): void {
    const [oldest = ''] = this.#ended.keys()
    this.#ended.delete(oldest)
    this.#options.log.error(
      { uid: oldest },
      'an Application ended, and too many wait to be looked at',
    )
  }

  /**
   * The Applications that ended when no replica may have seen it: since shortly before the holder of the lease was
   * last heard of. What ended earlier it has looked at.
   */
  #unseenEnds(): readonly string[] {
    const heardAt = this.#election?.otherSeenAt ?? 0
    for (const [uid, { seenAt }] of this.#ended)
      if (seenAt < heardAt - KUBERNETES_LIMITS.leaseMs) this.#ended.delete(uid)
    return [...this.#ended.keys()]
  }

  #configurationChanged(namespace: string): void {
    if (!this.#leading) return
    this.#configure(namespace)
    const isOwn = namespace === this.#options.settings.namespace
    this.#add(({ metadata }) => isOwn || metadata.namespace === namespace)
  }

  #configure(namespace: string): void {
    try {
      this.#options.handler.configured(this.#watch.configuration(namespace))
    } catch (error) {
      this.#options.log.error(
        { namespace, error: describeError(error) },
        'a configuration was not taken',
      )
    }
  }

  /** Gives free places to what waits. */
  #pump(): void {
    const { concurrency = KUBERNETES_LIMITS.concurrencyDefault } = this.#options
    while (this.#leading?.holds() && this.#queue.working - this.#hanging < concurrency) {
      const key = this.#queue.take()
      if (key === undefined) return
      const work = this.#work(key, this.#leading).finally(() => {
        this.#underWay.delete(work)
        this.#wake()
      })
      this.#underWay.add(work)
    }
  }

  /** One look. One that hangs gives its place to the next, but its Application to nobody before it has ended. */
  async #work(key: string, leading: Leading): Promise<void> {
    const { clock, log } = this.#options
    const ended = new AbortController()
    const look = this.#look(key, leading).then(
      () => this.#queue.done(key),
      (error: unknown) => {
        const { text } = describeError(error)
        this.#failed += 1
        this.#lastFailure = { at: clock.now(), application: this.#nameOf(key), text }
        log.warn(
          { application: key, error: text },
          'an Application could not be looked at; it comes again',
        )
        this.#queue.fail(key, clock.now())
      },
    )
    void look.then(() => ended.abort())
    const stopping = AbortSignal.any([ended.signal, leading.signal])
    await clock.sleep(KUBERNETES_LIMITS.lookMs, stopping)
    if (!ended.signal.aborted && leading.signal.aborted) {
      // It has as long as a look may take to come to its end.
      await clock.sleep(KUBERNETES_LIMITS.lookMs, ended.signal)
    }
    if (ended.signal.aborted) return
    if (this.#hanging >= KUBERNETES_LIMITS.hangingMax) return await look
    log.warn({ application: key }, 'a look takes too long; others go on beside it')
    this.#hanging += 1
    void look.then(() => {
      this.#hanging -= 1
      this.#wake()
    })
  }

  async #look(key: string, leading: Leading): Promise<void> {
    if (key.startsWith(ENDED)) return await this.#lookAtEnd(key.slice(ENDED.length), leading)
    const { client, handler } = this.#options
    const application = this.#watch.applications.get(key)
    if (!application) return
    const context = { ...this.#watch.contextOf(application), signal: leading.signal }
    const change = await handler.look(application, context)
    if (!change) return
    const outcome = await changeAnnotation(application, change.annotation, { client, leading })
    if (outcome.kind === 'changed') {
      this.#patched += 1
      this.#watch.applications.offer(outcome.application)
    }
    if (outcome.kind === 'overtaken') this.#queue.add(key)
  }

  #nameOf(key: string): string {
    if (!key.startsWith(ENDED)) return key
    const ended = this.#ended.get(key.slice(ENDED.length))
    return ended === undefined ? '' : keyOf(ended.application)
  }

  async #lookAtEnd(uid: string, leading: Leading): Promise<void> {
    const { client, clock, handler } = this.#options
    const application = this.#ended.get(uid)?.application
    if (!application) return
    const { metadata } = application
    const now = await client.get(APPLICATIONS, metadata)
    // One that only lost the label by which it was selected is not gone.
    if (now?.metadata.uid !== uid && leading.holds()) {
      const deletionTimestamp =
        metadata.deletionTimestamp ?? isoTime(clock.now()).replace(/\.\d+/, '')
      const last = { ...application, metadata: { ...metadata, deletionTimestamp } }
      await handler.ended(last, { ...this.#watch.contextOf(last), signal: leading.signal })
    }
    this.#ended.delete(uid)
  }
}

/** Before the uid of an Application that ended; no key of another begins so. */
const ENDED = '/ended/'

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
