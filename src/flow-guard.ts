// What is asked of a request before its events are taken, for takeIn() in flow.ts.
// In: an ingest key and a request. Out: why it is refused, or what of it goes on.
// Must hold: who may not send has nothing read; what ends a problem goes on at any rate.
import type { Clock } from './base/clock.ts'
import type { IdSource } from './base/id.ts'
import type { SourceRequest } from './contract/source.ts'
import type { IncomingEvent, Store } from './contract/store.ts'
import type { SourceConfiguration } from './model/configuration.ts'
import { type Directory, hasPreviousKey } from './model/directory.ts'
import type { GuardState, Refused } from './model/source-guards.ts'
import { bodyBytesMaxOf, type Guard, isLimited, tooLargeText } from './stages/guard/guard.ts'
import { type Intake, quarantineEntry } from './stages/intake/intake.ts'

export type Guarding = {
  readonly store: Store
  readonly clock: Clock
  readonly newId: IdSource
  readonly directory: () => Directory
  readonly guard: Guard
}

/** What a sender is answered by its reason. */
export const REFUSAL_STATUS: Readonly<Record<Refused['reason'], number>> = {
  address: 403,
  credentials: 401,
  signature: 401,
  size: 413,
  rate: 429,
}

/** What a sender is answered whom a source refuses. */
export type RefusedRequest = Refused & { readonly kind: 'refused' }

/** What may be said of a request before its body has come. */
export type Admission =
  | { readonly kind: 'unknown-key' }
  | RefusedRequest
  | { readonly kind: 'admitted'; readonly bodyBytesMax: number }

/** Asks what can be asked before the body is read, which `request` does not have yet. */
export function admit(hub: Guarding, key: string, request: SourceRequest): Admission {
  const source = hub.directory().sourceByKey(key)
  if (!source) return { kind: 'unknown-key' }
  return (
    asRefused(askHead(hub, source, request)) ?? {
      kind: 'admitted',
      bodyBytesMax: bodyBytesMaxOf(source),
    }
  )
}

/**
 * Asks the whole request. The head is asked again: where the key stands in the body it could not be before, and the
 * configuration may have changed meanwhile.
 */
export async function askAll(
  hub: Guarding,
  { source, key }: { readonly source: SourceConfiguration; readonly key: string },
  request: SourceRequest,
): Promise<RefusedRequest | undefined> {
  const refused = askHead(hub, source, request) ?? hub.guard.askBody(source, request)
  if (refused === undefined) {
    if (hasPreviousKey(source, key)) hub.guard.notePreviousKey(source)
    return undefined
  }
  return asRefused(refused.reason === 'size' ? await keepLarge(hub, source, request) : refused)
}

function askHead(
  { guard, directory }: Guarding,
  source: SourceConfiguration,
  request: SourceRequest,
): Refused | undefined {
  return guard.askHead(source, request, directory().configuration.trustedProxies)
}

/** What came of a body that is too large is kept, as what the server itself refuses is. */
async function keepLarge(
  hub: Guarding,
  source: SourceConfiguration,
  request: SourceRequest,
): Promise<Refused> {
  const { store, clock, newId } = hub
  const problem = tooLargeText(bodyBytesMaxOf(source))
  const entry = quarantineEntry({ request, problem, source, receivedAt: clock.now(), newId })
  await store.keepQuarantined(entry)
  return {
    reason: 'size',
    detail: `${problem} What came of it is kept in quarantine as ${entry.id}.`,
  }
}

/** What of a request is taken at its source's rate: all of it, or only what is never limited. */
export type Limited = { readonly intake: Intake; readonly refused?: RefusedRequest }

/** A request that could not be read counts as one event. */
export function limit({ guard }: Guarding, source: SourceConfiguration, intake: Intake): Limited {
  const events = intake.kind === 'events' ? intake.events.map(({ event }) => event) : [UNREAD]
  const refused = asRefused(guard.askRate(source, events))
  return refused === undefined ? { intake } : { intake: restOf(intake), refused }
}

/** What of it is never limited. */
export function restOf(intake: Intake): Intake {
  const events =
    intake.kind === 'events' ? intake.events.filter(({ event }) => !isLimited(event.kind)) : []
  return { kind: 'events', events }
}

/** What of the events that were taken only says again how things are does not count. */
export function giveBack(
  { guard }: Guarding,
  source: SourceConfiguration,
  {
    taken,
    news,
  }: { readonly taken: readonly IncomingEvent[]; readonly news: readonly IncomingEvent[] },
): void {
  const count = (events: readonly IncomingEvent[]): number =>
    events.filter(({ event }) => isLimited(event.kind)).length
  guard.giveBack(source, count(taken) - count(news))
}

const UNREAD = { kind: 'notice' } as const

function asRefused(refused: Refused | undefined): RefusedRequest | undefined {
  return refused && { kind: 'refused', ...refused }
}

/** How the sources have fared since the hub started. */
export function guardStates({ guard, directory }: Guarding): readonly GuardState[] {
  return guard.states(directory().configuration.sources)
}
