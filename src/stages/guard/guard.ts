// In: a request for a source, and what its reader made of it. Out: nothing, or why it is refused, for whoever set the sender up.
// Must hold: cheap questions come first, and what can be asked before the body is; a refusal tells no secret; what ends a problem
// is never limited. What is counted is of this process, and bounded by the sources that are configured.

import type { Clock } from '../../base/clock.ts'
import type { IpRange } from '../../base/ip.ts'
import { writeIp } from '../../base/ip.ts'
import { INGEST_LIMITS, LIFE_LIMITS } from '../../base/limits.ts'
import type { SourceRequest } from '../../contract/source.ts'
import type { SourceConfiguration } from '../../model/configuration.ts'
import type { EventKind } from '../../model/event.ts'
import { type GuardState, REFUSALS, type Refusal, type Refused } from '../../model/source-guards.ts'
import { isWithin, rangesOf, senderOf } from './address.ts'
import { hasCredentials } from './credentials.ts'
import { type Bucket, fullBucket, refilled, take } from './rate.ts'
import { signatureFault } from './signature.ts'

/** What one source has been refused, and what it may still send. */
type Tally = {
  readonly refused: Map<Refusal, { count: number; lastAt: number }>
  previousKeyUsedAt?: number
  bucket?: Bucket
  limitedUntil?: number
  clockAhead?: GuardState['clockAhead']
}

/** Asks requests for what their source wants, and remembers what was refused. */
export class Guard {
  readonly #clock: Clock
  readonly #tallies = new Map<string, Tally>()
  readonly #ranges = new WeakMap<readonly string[], readonly IpRange[]>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** What can be asked before the body has come: who sends. */
  askHead(
    { name, guards = {} }: SourceConfiguration,
    request: SourceRequest,
    trustedProxies: readonly string[] = [],
  ): Refused | undefined {
    if (guards.allow !== undefined) {
      const sender = senderOf(request, this.#rangesOf(trustedProxies))
      const isAllowed = sender !== undefined && isWithin(sender, this.#rangesOf(guards.allow))
      if (!isAllowed) {
        const found = sender === undefined ? 'one that is not known' : writeIp(sender)
        return this.#refuse(name, {
          reason: 'address',
          detail: `Expected a sender at an address that the source allows, found ${found}. Add it to "allow" of the source; where a proxy stands in front of the hub, name that in "trustedProxies".`,
        })
      }
    }
    const { basicAuth } = guards
    if (basicAuth === undefined || hasCredentials(request.headers['authorization'], basicAuth))
      return undefined
    return this.#refuse(name, {
      reason: 'credentials',
      detail:
        'Expected the user and password of the source by basic authentication, found none that are valid. Give the sender those under "basicAuth" of the source.',
    })
  }

  /** What is asked of the whole request: its size and its signature. */
  askBody(source: SourceConfiguration, request: SourceRequest): Refused | undefined {
    const { name, guards = {} } = source
    const bytesMax = bodyBytesMaxOf(source)
    if (request.body.length > bytesMax)
      return this.#refuse(name, { reason: 'size', detail: tooLargeText(bytesMax) })
    // Some ask by OPTIONS whether they may send: that brings no event, and is not signed.
    if (guards.signature === undefined || request.method === 'OPTIONS') return undefined
    const detail = signatureFault(guards.signature, request, this.#clock.now())
    return detail === undefined ? undefined : this.#refuse(name, { reason: 'signature', detail })
  }

  /** The same for what the server itself refused while it read the body. */
  noteTooLarge({ name }: SourceConfiguration): void {
    this.#count(name, 'size')
  }

  /** Whether what a request brings is within the source's rate. What ends a problem, or takes it on, is not counted. */
  askRate(
    { name, guards }: SourceConfiguration,
    events: readonly { readonly kind: EventKind }[],
  ): Refused | undefined {
    const rules = guards?.rate
    const count = events.filter(({ kind }) => isLimited(kind)).length
    if (rules === undefined || count === 0) return undefined
    const now = this.#clock.now()
    const tally = this.#tallyOf(name)
    const bucket = refilled(tally.bucket ?? fullBucket(rules, now), rules, now)
    const taken = take(bucket, count, rules)
    if ('bucket' in taken) {
      tally.bucket = taken.bucket
      return undefined
    }
    tally.bucket = bucket
    tally.limitedUntil = now + taken.waitMs
    return this.#refuse(name, {
      reason: 'rate',
      retryAfterMs: taken.waitMs,
      detail: `Expected at most ${rules.perMinute} events a minute that fire, and ${rules.burst} at once, found more. Send it again later; what ends a problem is taken at any rate.`,
    })
  }

  /** So many of the events that were let through turned out to say nothing new. */
  giveBack({ name, guards }: SourceConfiguration, count: number): void {
    const { bucket, ...tally } = this.#tallyOf(name)
    if (guards?.rate === undefined || bucket === undefined || count === 0) return
    const tokens = Math.min(guards.rate.burst, bucket.tokens + count)
    this.#tallies.set(name, { ...tally, bucket: { ...bucket, tokens } })
  }

  /** How the sender's clock stands to ours, where its events say when they were. */
  noteClock(
    { name }: SourceConfiguration,
    events: readonly { readonly sourceAt?: number; readonly receivedAt: number }[],
  ): void {
    const ahead = events.flatMap(({ sourceAt, receivedAt }) =>
      sourceAt === undefined ? [] : [sourceAt - receivedAt],
    )
    if (ahead.length === 0) return
    const byMs = Math.max(...ahead)
    const isAhead = byMs > LIFE_LIMITS.skewMs
    this.#tallyOf(name).clockAhead = isAhead ? { byMs, lastAt: this.#clock.now() } : undefined
  }

  /** The sender still uses the key before the present one. */
  notePreviousKey({ name }: SourceConfiguration): void {
    this.#tallyOf(name).previousKeyUsedAt = this.#clock.now()
  }

  /** How the configured sources have fared; what was counted of others is forgotten. */
  states(sources: readonly SourceConfiguration[]): readonly GuardState[] {
    const names = new Set(sources.map(({ name }) => name))
    for (const name of this.#tallies.keys()) if (!names.has(name)) this.#tallies.delete(name)
    return sources.map((source) =>
      stateOf(source, this.#tallies.get(source.name), this.#clock.now()),
    )
  }

  #refuse(source: string, refused: Refused): Refused {
    this.#count(source, refused.reason)
    return refused
  }

  #count(source: string, reason: Refusal): void {
    const { refused } = this.#tallyOf(source)
    const count = (refused.get(reason)?.count ?? 0) + 1
    refused.set(reason, { count, lastAt: this.#clock.now() })
  }

  #tallyOf(source: string): Tally {
    const known = this.#tallies.get(source)
    if (known) return known
    const tally: Tally = { refused: new Map() }
    this.#tallies.set(source, tally)
    return tally
  }

  /** Each list of a configuration is read once. */
  #rangesOf(texts: readonly string[]): readonly IpRange[] {
    const known = this.#ranges.get(texts)
    if (known) return known
    const ranges = rangesOf(texts)
    this.#ranges.set(texts, ranges)
    return ranges
  }
}

/** Whether a rate counts what is of this kind, and may refuse it. */
export function isLimited(kind: EventKind): boolean {
  return kind === 'firing' || kind === 'notice'
}

/** The largest body that the source takes. */
export function bodyBytesMaxOf({ guards }: SourceConfiguration): number {
  return guards?.bodyBytesMax ?? INGEST_LIMITS.bodyBytesMax
}

/** For whoever sent a larger one. */
export function tooLargeText(bytesMax: number): string {
  return `Expected a body of at most ${bytesMax} bytes, found a larger one. Send fewer events in one request.`
}

function stateOf(source: SourceConfiguration, tally: Tally | undefined, now: number): GuardState {
  const { name, paused, previousKey } = source
  const { limitedUntil = 0, previousKeyUsedAt, clockAhead } = tally ?? {}
  return {
    source: name,
    isPaused: paused === true,
    refused: REFUSALS.flatMap((reason) => {
      const counted = tally?.refused.get(reason)
      return counted ? [{ reason, ...counted }] : []
    }),
    ...(previousKey === undefined
      ? {}
      : { previousKey: previousKeyUsedAt === undefined ? {} : { lastUsedAt: previousKeyUsedAt } }),
    ...(limitedUntil > now ? { limitedUntil } : {}),
    ...(clockAhead === undefined ? {} : { clockAhead }),
  }
}
