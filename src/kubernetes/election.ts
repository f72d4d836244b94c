import { type Clock, isoTime } from '../base/clock.ts'
import type { Chance } from '../base/id.ts'
import { KUBERNETES_LIMITS } from '../base/limits.ts'
import { describeError, type Log } from '../base/log.ts'
import type { ApiClient, Place } from './api-client.ts'
import { ApiFailure } from './api-failure.ts'
import { type ClusterObject, isRecord, LEASES } from './cluster-object.ts'

/** What a replica knows while it is the one that works. */
export interface Leading {
  /** Aborted when the lease was lost or the process is to end. */
  readonly signal: AbortSignal
  /** Whether the lease is ours right now. Ask before everything that others would see. */
  holds(): boolean
}

export type ElectionOptions = {
  readonly client: ApiClient
  readonly clock: Clock
  readonly chance: Chance
  readonly log: Log
  /** Where the lease is. */
  readonly lease: Place
  /** Who we are: another text for each process. */
  readonly identity: string
  /** Works until `leading.signal` is aborted; another replica may begin once this has ended. */
  readonly lead: (leading: Leading) => Promise<void>
}

/** The lease as it was read, and when it was last seen to change: other machines' clocks count for nothing. */
type Seen = {
  readonly record: string
  readonly holder: string
  readonly at: number
  readonly leaseMs: number
}

/**
 * One of several replicas works: who holds the Lease, by the rules of client-go. It is renewed every
 * two seconds, given up by its holder after ten without a renewal, and taken by another after fifteen:
 * in the five between nobody works.
 */
export class Election {
  readonly #options: ElectionOptions
  #seen: Seen | undefined
  #heldUntil = 0

  constructor(options: ElectionOptions) {
    this.#options = options
  }

  /** Whether the lease is ours right now. */
  get holds(): boolean {
    return this.#options.clock.now() < this.#heldUntil
  }

  /** Who holds the lease, as it was last seen; undefined where nobody does. */
  get holder(): string | undefined {
    return (this.holds ? this.#options.identity : this.#seen?.holder) || undefined
  }

  /** When another holder was last seen to renew; undefined while there was none. */
  get otherSeenAt(): number | undefined {
    return this.#seen && this.#seen.holder !== this.#options.identity ? this.#seen.at : undefined
  }

  /** Stands for election again and again until `signal` is aborted. It never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, chance } = this.#options
    while (!signal.aborted) {
      if (await this.#try()) await this.#lead(signal)
      if (signal.aborted) return
      // Spread out, so that those who wait do not all come at once.
      await clock.sleep(KUBERNETES_LIMITS.leaseRetryMs * (1 + chance.fraction()), signal)
    }
  }

  async #lead(signal: AbortSignal): Promise<void> {
    const { log, lead, identity } = this.#options
    const lost = new AbortController()
    log.info({ identity }, 'this replica holds the lease and works')
    const work = lead({
      signal: AbortSignal.any([signal, lost.signal]),
      holds: () => this.holds && !signal.aborted && !lost.signal.aborted,
    })
    const pending = await this.#renew(signal)
    const wasHeld = this.holds
    lost.abort()
    if (!wasHeld) log.warn({ identity }, 'this replica lost the lease and stops working')
    await Promise.all([work, ...pending])
    // Only after the work has ended may another begin.
    if (wasHeld && this.holds) await this.#release()
    this.#heldUntil = 0
  }

  /** Resolves when the lease was not renewed in time, or the process is to end; with the last try in a box, if it hangs. */
  async #renew(signal: AbortSignal): Promise<readonly Promise<boolean>[]> {
    const { clock } = this.#options
    while (!signal.aborted && this.holds) {
      await clock.sleep(KUBERNETES_LIMITS.leaseRetryMs, signal)
      if (signal.aborted || !this.holds) break
      const renewal = this.#try()
      const answered = new AbortController()
      void renewal.then(() => answered.abort())
      await clock.sleep(this.#heldUntil - clock.now(), AbortSignal.any([answered.signal, signal]))
      if (!answered.signal.aborted) return [renewal]
    }
    return []
  }

  /** Takes or renews the lease; false where it is another's, or nobody can say. */
  async #try(): Promise<boolean> {
    const { log, identity } = this.#options
    try {
      return await this.#takeOrRenew()
    } catch (error) {
      const { text } = describeError(error)
      const isRace = error instanceof ApiFailure && error.status === 409
      if (!isRace) log.warn({ identity, error: text }, 'the lease could not be asked for')
      return false
    }
  }

  async #takeOrRenew(): Promise<boolean> {
    const { client, clock, identity, lease } = this.#options
    const beganAt = clock.now()
    const timeoutMs = KUBERNETES_LIMITS.leaseRenewMs / 2
    const found = await client.get(LEASES, lease, timeoutMs)
    if (!found) {
      const fields = { spec: this.#spec({ transitions: 0, acquireTime: undefined }) }
      await client.create(LEASES, { place: lease, fields, timeoutMs })
      this.#hold(beganAt)
      return true
    }
    const spec = isRecord(found['spec']) ? found['spec'] : {}
    const { holder } = this.#look(found, spec)
    if (!this.#mayTake()) return false
    const isOurs = holder === identity
    const transitions = Number(spec['leaseTransitions'] ?? 0) + (isOurs ? 0 : 1)
    const acquireTime = isOurs ? spec['acquireTime'] : undefined
    await client.update(LEASES, {
      place: lease,
      timeoutMs,
      fields: {
        metadata: found.metadata,
        spec: { ...spec, ...this.#spec({ transitions, acquireTime }) },
      },
    })
    this.#hold(beganAt)
    return true
  }

  #look(found: ClusterObject, spec: Readonly<Record<string, unknown>>): Seen {
    const record = `${found.metadata.uid} ${found.metadata.resourceVersion}`
    if (this.#seen?.record === record) return this.#seen
    const { holderIdentity, leaseDurationSeconds } = spec
    const seconds = Number(leaseDurationSeconds)
    this.#seen = {
      record,
      holder: typeof holderIdentity === 'string' ? holderIdentity : '',
      at: this.#options.clock.now(),
      leaseMs: Number.isFinite(seconds) ? seconds * 1_000 : KUBERNETES_LIMITS.leaseMs,
    }
    return this.#seen
  }

  #mayTake(): boolean {
    const { identity, clock } = this.#options
    const { holder, at, leaseMs } = this.#seen ?? { holder: '', at: 0, leaseMs: 0 }
    return holder === '' || holder === identity || at + leaseMs <= clock.now()
  }

  /** Counted from before the request: the server may have noted the renewal at any time since. */
  #hold(beganAt: number): void {
    this.#heldUntil = beganAt + KUBERNETES_LIMITS.leaseRenewMs
  }

  #spec(facts: { transitions: number; acquireTime: unknown }): Readonly<Record<string, unknown>> {
    const now = microTime(this.#options.clock.now())
    return {
      holderIdentity: this.#options.identity,
      leaseDurationSeconds: KUBERNETES_LIMITS.leaseMs / 1_000,
      acquireTime: facts.acquireTime ?? now,
      renewTime: now,
      leaseTransitions: facts.transitions,
    }
  }

  /** Gives the lease up, so that the next need not wait until it has run out. */
  async #release(): Promise<void> {
    const { client, lease, log, identity, clock } = this.#options
    try {
      const found = await client.get(LEASES, lease)
      const spec = found && isRecord(found['spec']) ? found['spec'] : {}
      if (!found || spec['holderIdentity'] !== identity) return
      const renewTime = microTime(clock.now())
      const free = { ...spec, holderIdentity: '', leaseDurationSeconds: 1, renewTime }
      const fields = { metadata: found.metadata, spec: free }
      await client.update(LEASES, { place: lease, fields })
    } catch (error) {
      log.warn({ error: describeError(error).text }, 'the lease could not be given up; it runs out')
    }
  }
}

/** An instant as Kubernetes' MicroTime. */
function microTime(at: number): string {
  return isoTime(at).replace(/Z$/, '000Z')
}
