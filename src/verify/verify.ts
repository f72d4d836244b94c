// In: which endpoint, of the configuration or given. Out: what happened on the way to it, and what to do about it.
// Must hold: one message at most, counted against its robot's limit; whatever the other side does it ends in
// a verification, within its time; a given endpoint is under the guard; no URL, token or secret is in it.
import type { Clock } from '../base/clock.ts'
import type { HttpStep } from '../base/http-client.ts'
import type { IdSource } from '../base/id.ts'
import { DELIVERY_LIMITS, NETWORK_LIMITS } from '../base/limits.ts'
import type { ChannelType, SendContext } from '../contract/channel.ts'
import type { Store } from '../contract/store.ts'
import type { Configuration, Endpoint } from '../model/configuration.ts'
import { endpointsOf, robotOf } from '../model/directory.ts'
import type { Message } from '../model/message.ts'
import type { Verification } from '../model/verification.ts'
import { verifyEndpoint } from './one.ts'
import { toldByStep } from './told-by.ts'

/** An endpoint as somebody gives it: `channel` and its settings, as in the configuration. */
export type GivenEndpoint = { readonly channel: string; readonly settings: object }

/** What was given, read as the configuration reads it. */
export type ReadEndpoint =
  | { readonly kind: 'endpoint'; readonly endpoint: Endpoint }
  | { readonly kind: 'wrong'; readonly problems: readonly string[] }

export type VerifierOptions = {
  /** Where sendings are counted; absent where no hub runs. */
  readonly store?: Pick<Store, 'lane' | 'countSent' | 'probeNow'>
  readonly clock: Clock
  readonly newId: IdSource
  readonly configuration: () => Configuration
  readonly channels: ReadonlyMap<string, ChannelType>
  readonly readEndpoint: (given: GivenEndpoint) => Promise<ReadEndpoint>
  readonly openNetwork: (facts: {
    readonly endpoint: Endpoint
    /** Whether it came through the API. */
    readonly isForeign: boolean
    readonly observe: (step: HttpStep) => void
  }) => Pick<SendContext, 'http' | 'resolveHost'>
  /** How long an answer may take; NETWORK_LIMITS.verifyMs unless given. */
  readonly waitMs?: number
  readonly messageFor: (endpoint: Endpoint) => Message
}

/** What became of the wish to verify. */
export type Verified =
  | { readonly kind: 'verified'; readonly verification: Verification }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'wrong'; readonly problems: readonly string[] }
  | { readonly kind: 'busy' }

/** Tries endpoints on request: those of the configuration, and given ones. */
export class Verifier {
  readonly #options: VerifierOptions
  readonly #stopping = new AbortController()
  readonly #running = new Set<Promise<unknown>>()

  constructor(options: VerifierOptions) {
    this.#options = options
  }

  /** Tries the endpoint with this id, or the first one of the robot with this lane. */
  async verify(name: string): Promise<Verified> {
    const endpoints = endpointsOf(this.#options.configuration())
    const endpoint =
      endpoints.get(name) ?? [...endpoints.values()].find(({ lane }) => lane === name)
    return endpoint === undefined ? { kind: 'unknown' } : this.#run(endpoint, false)
  }

  /** Tries an endpoint that is not in the configuration, under the guard. */
  async verifyGiven(given: GivenEndpoint): Promise<Verified> {
    const read = await this.#options.readEndpoint(given)
    return read.kind === 'wrong' ? read : this.#run(read.endpoint, true)
  }

  /** Ends what is under way. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await Promise.allSettled(this.#running)
  }

  async #run(endpoint: Endpoint, isForeign: boolean): Promise<Verified> {
    if (this.#running.size >= NETWORK_LIMITS.verifiesMax || this.#stopping.signal.aborted)
      return { kind: 'busy' }
    const running = this.#try(endpoint, isForeign)
    this.#running.add(running)
    try {
      return { kind: 'verified', verification: await running }
    } finally {
      this.#running.delete(running)
    }
  }

  async #try(endpoint: Endpoint, isForeign: boolean): Promise<Verification> {
    const { store, clock, newId, configuration, channels, openNetwork, messageFor } = this.#options
    const channel = channels.get(endpoint.channel)
    if (channel === undefined) throw new Error('an endpoint was read without its channel')
    const { windowMs, burst } = channel.limits(endpoint.settings)
    const robot = robotOf(endpoint)
    const isKnown = [...endpointsOf(configuration()).values()].some(
      (known) => robotOf(known) === robot,
    )
    const verification = await verifyEndpoint({
      endpoint: isForeign ? { channel: endpoint.channel, settings: endpoint.settings } : endpoint,
      channel,
      openNetwork: (observe) => openNetwork({ endpoint, isForeign, observe }),
      message: messageFor(endpoint),
      clock,
      id: newId(),
      known: isForeign ? [] : [toldByStep(configuration(), endpoint)],
      signal: this.#stopping.signal,
      waitMs: this.#options.waitMs,
      lane: await store?.lane(robot),
      onSend: async () => {
        const at = clock.now()
        const longestMs = Math.max(windowMs, burst?.windowMs ?? 0)
        const keepFrom = at - longestMs - 2 * DELIVERY_LIMITS.windowSlackMs
        if (isKnown) await store?.countSent({ lane: robot, at, keepFrom })
      },
    })
    // What mended it on the platform's side is not seen in the settings: owed messages need not wait for their probe.
    if (!isForeign && verification.result === 'delivered')
      await store?.probeNow({ lane: robot, at: clock.now() })
    return verification
  }
}
