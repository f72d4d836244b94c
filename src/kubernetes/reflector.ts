import type { Clock } from '../base/clock.ts'
import type { Chance } from '../base/id.ts'
import { KUBERNETES_LIMITS } from '../base/limits.ts'
import { describeError, type Log } from '../base/log.ts'
import type { ApiClient, Selection, WatchEvent } from './api-client.ts'
import { ApiFailure } from './api-failure.ts'
import { type ClusterObject, keyOf, type ResourceKind } from './cluster-object.ts'
import { waitMsAfter } from './waits.ts'

/** What became of an object. An object that was made anew under its name is removed first, and set then. */
export type ObjectChange =
  | { readonly kind: 'set'; readonly object: ClusterObject; readonly before?: ClusterObject }
  | { readonly kind: 'removed'; readonly object: ClusterObject }

/** How the watching of one kind of object is. */
export type WatchedKind = {
  /** As the API has it: `applications`. */
  readonly kind: string
  readonly objects: number
  /** All of them were listed once. */
  readonly isReady: boolean
  /** What is wrong at the moment, in the server's or the network's words. */
  readonly trouble?: string
}

export type ReflectorOptions = {
  readonly client: ApiClient
  readonly clock: Clock
  readonly chance: Chance
  readonly log: Log
  readonly resource: ResourceKind
  readonly selection: Selection
  /** Called for each change, in order, after the copy has it. It must not throw. */
  readonly changed: (change: ObjectChange) => void
}

/**
 * A copy of a kind of object, kept as the cluster has it: listed once, then watched. What breaks is
 * taken up where it broke, and only where the server has forgotten that place all is listed anew.
 */
export class Reflector {
  readonly #options: ReflectorOptions
  readonly #objects = new Map<string, ClusterObject>()
  #version: string | undefined
  #failures = 0
  #trouble: string | undefined
  #isListed = false
  #listed: () => void = () => undefined
  /** Resolves when everything was listed for the first time. */
  readonly ready = new Promise<void>((resolve) => {
    this.#listed = resolve
  })

  constructor(options: ReflectorOptions) {
    this.#options = options
  }

  get(key: string): ClusterObject | undefined {
    return this.#objects.get(key)
  }

  all(): readonly ClusterObject[] {
    return [...this.#objects.values()]
  }

  get count(): number {
    return this.#objects.size
  }

  get isReady(): boolean {
    return this.#isListed
  }

  /** What is wrong at the moment, for people; undefined while all is well. */
  get trouble(): string | undefined {
    return this.#trouble
  }

  /** All of that at once. */
  get status(): WatchedKind {
    return {
      kind: this.#options.resource.plural,
      objects: this.count,
      isReady: this.isReady,
      ...(this.#trouble === undefined ? {} : { trouble: this.#trouble }),
    }
  }

  /** Lists and watches until `signal` is aborted. It never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (this.#version === undefined) await this.#list(signal)
        await this.#watch(signal)
      } catch (error) {
        if (signal.aborted) return
        await this.#recover(error, signal)
      }
    }
  }

  /** Takes in what an answer said, where the watch has not yet said as much. */
  offer(object: ClusterObject): void {
    const known = this.#objects.get(keyOf(object))
    if (known?.metadata.uid === object.metadata.uid && isOlder(known, object)) this.#set(object)
  }

  async #recover(error: unknown, signal: AbortSignal): Promise<void> {
    const { log, clock, chance, resource } = this.#options
    this.#failures += 1
    // What is too old, or too new for a server that began to count anew, is not known to it. Nor is what it refuses to explain.
    const isForgotten =
      this.#version !== undefined && error instanceof ApiFailure && FORGOTTEN.has(error.status ?? 0)
    if (isForgotten) this.#version = undefined
    const waitMs = waitMsAfter(this.#failures, { error, chance })
    const { text } = describeError(error)
    if (!isForgotten) this.#trouble = text
    log[this.#failures < LOUD_FROM ? 'debug' : 'warn'](
      { resource: resource.plural, failures: this.#failures, waitMs, error: text },
      isForgotten ? 'the list is read anew' : 'the watch broke; it is taken up again',
    )
    await clock.sleep(waitMs, signal)
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { client, resource, selection } = this.#options
    const found = new Map<string, ClusterObject>()
    let from: string | undefined
    let version: string
    do {
      const page = await client.list(resource, { selection, from, signal })
      for (const object of page.objects) found.set(keyOf(object), object)
      if (found.size > KUBERNETES_LIMITS.objectsMax)
        throw new ApiFailure(
          `there are more than ${KUBERNETES_LIMITS.objectsMax} ${resource.plural}`,
        )
      version = page.resourceVersion
      from = page.next
    } while (from !== undefined)
    this.#replace(found)
    this.#version = version
    this.#isListed = true
    this.#listed()
  }

  #replace(found: ReadonlyMap<string, ClusterObject>): void {
    for (const [key, object] of this.#objects) if (!found.has(key)) this.#remove(object)
    for (const [key, object] of found) {
      const { uid, resourceVersion } = this.#objects.get(key)?.metadata ?? {}
      const isKnown =
        uid === object.metadata.uid && resourceVersion === object.metadata.resourceVersion
      if (!isKnown) this.#set(object)
    }
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { client, clock, chance, resource, selection } = this.#options
    const { watchMsMin, watchMsMax } = KUBERNETES_LIMITS
    const timeoutMs = watchMsMin + (watchMsMax - watchMsMin) * chance.fraction()
    const from = this.#version ?? ''
    const beganAt = clock.now()
    let isFruitful = false
    for await (const event of client.watch(resource, { selection, from, timeoutMs, signal })) {
      this.#trouble = undefined
      if (event.kind === 'opened') continue
      this.#take(event)
      isFruitful = true
      this.#failures = 0
    }
    // A server that ends each watch at once would be asked again without a pause.
    if (!isFruitful && clock.now() - beganAt < SHORT_MS)
      throw new ApiFailure('the watch ended at once')
    this.#failures = 0
  }

  #take(event: Exclude<WatchEvent, { kind: 'opened' }>): void {
    if (event.kind === 'bookmark') {
      this.#version = event.resourceVersion
      return
    }
    const { object } = event
    this.#version = object.metadata.resourceVersion
    const known = this.#objects.get(keyOf(object))
    if (event.kind === 'removed') {
      if (known) this.#remove({ ...known, ...object })
    } else if (!(known?.metadata.uid === object.metadata.uid && isOlder(object, known)))
      this.#set(object)
  }

  #set(object: ClusterObject): void {
    const key = keyOf(object)
    const known = this.#objects.get(key)
    const isSame = known?.metadata.uid === object.metadata.uid
    if (known && !isSame) this.#remove(known)
    if (!known && this.#objects.size >= KUBERNETES_LIMITS.objectsMax) {
      this.#version = undefined
      throw new ApiFailure(`there are more than ${KUBERNETES_LIMITS.objectsMax} objects`)
    }
    this.#objects.set(key, object)
    this.#options.changed({ kind: 'set', object, ...(isSame ? { before: known } : {}) })
  }

  #remove(object: ClusterObject): void {
    this.#objects.delete(keyOf(object))
    this.#options.changed({ kind: 'removed', object })
  }
}

/** A watch that brought nothing and was shorter is a failure. */
const SHORT_MS = 1_000

/** Failures in a row from which on the log says so: a connection that is cut now and then is usual. */
const LOUD_FROM = 3

/** 410 Gone; 400 and 504 for a version that the server does not have. */
const FORGOTTEN: ReadonlySet<number> = new Set([400, 410, 504])

/** Whether `one` comes before `other`: versions of one object are numbers that grow, though Kubernetes long did not promise it. */
function isOlder(one: ClusterObject, other: ClusterObject): boolean {
  const [before, after] = [one, other].map(({ metadata }) => Number(metadata.resourceVersion))
  return before !== undefined && after !== undefined && before < after
}
