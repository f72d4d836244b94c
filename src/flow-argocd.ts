// The part of the flow in which Applications of Argo CD are looked at: what is owed and what has changed becomes events.
// In: what a look at one Application made. Out: events, on disk together with the state that says that they were made.
// Must hold: a look whose end nobody heard of is known to have been taken, and is not told twice.

import { assert } from './base/assert.ts'
import type { Clock } from './base/clock.ts'
import type { IdSource } from './base/id.ts'
import type { KnownApplication, NotedState } from './contract/application-store.ts'
import type { SourceType } from './contract/source.ts'
import type { IncomingEvent, Store } from './contract/store.ts'
import type { SourceConfiguration } from './model/configuration.ts'
import type { Directory } from './model/directory.ts'
import type { ParsedEvent } from './model/event.ts'
import { takeRequest } from './stages/intake/intake.ts'

/** What of the hub this part works with. */
type Hub = {
  readonly store: Store
  readonly clock: Clock
  readonly newId: IdSource
  readonly directory: () => Directory
  readonly sourceTypes: ReadonlyMap<string, SourceType>
  readonly wake: { readonly settle: () => void }
}

/** The source in whose name the hub looks at Applications itself. */
export const ARGOCD_SOURCE = 'argocd'

/** An Application as far as its changes are told. */
export type Change = {
  /** As Kubernetes has it, with what of its status is told. */
  readonly application: object
  readonly before: NotedState | undefined
  readonly now: NotedState
  /** It is being removed, or gone. */
  readonly isGone?: boolean
}

export type Look = {
  readonly application: KnownApplication
  /** What is addressed to somebody, ready to be dressed. */
  readonly deliveries: readonly ParsedEvent[]
  /** Absent where changes make no events. */
  readonly change?: Change
}

/** Stores what a look made. When this resolves it is on disk, and what is owed will be sent. */
export async function takeLook(hub: Hub, { application, deliveries, change }: Look): Promise<void> {
  const events = eventsOf(hub, [...deliveries, ...(change ? changesOf(hub, change) : [])])
  await hub.store.takeLook(events, application)
  if (events.length > 0) hub.wake.settle()
}

/** The same at the end of an Application, which is forgotten. */
export async function takeEnd(hub: Hub, { application, deliveries, change }: Look): Promise<void> {
  const events = eventsOf(hub, [...deliveries, ...(change ? changesOf(hub, change) : [])])
  await hub.store.forgetApplication(events, application.uid)
  if (events.length > 0) hub.wake.settle()
}

function eventsOf(hub: Hub, parsed: readonly ParsedEvent[]): readonly IncomingEvent[] {
  return parsed.length === 0 ? [] : dressed(parsed, { ...hub, ...ownSource(hub) })
}

/** Dressed as what came in a request is, which there was none of. */
export function dressed(
  parsed: readonly ParsedEvent[],
  facts: Pick<Hub, 'clock' | 'newId' | 'sourceTypes'> & {
    readonly type: SourceType
    readonly source: SourceConfiguration
  },
): readonly IncomingEvent[] {
  const intake = takeRequest({
    request: { method: 'POST', path: '', query: '', headers: {}, body: new Uint8Array() },
    source: facts.source,
    type: { ...facts.type, read: () => ({ kind: 'events', events: parsed }) },
    types: facts.sourceTypes,
    receivedAt: facts.clock.now(),
    newId: facts.newId,
  })
  assert(intake.kind === 'events', 'what a look made can be taken in')
  return intake.events
}

/** What is news of the change: the source says all that is, also what was so before. */
function changesOf(hub: Hub, { application, before, now, isGone }: Change): readonly ParsedEvent[] {
  const { type, source } = ownSource(hub)
  const reading = type.read(
    {
      method: 'POST',
      path: isGone === true ? '/on-deleted' : '',
      query: '',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(application)),
    },
    { settings: source.settings, receivedAt: hub.clock.now() },
  )
  if (reading.kind !== 'events') return []
  return reading.events.filter((event) => isNews(event, { before, now, isGone }))
}

function isNews(
  { kind, dedupKey }: ParsedEvent,
  { before, now, isGone = false }: Pick<Change, 'before' | 'now' | 'isGone'>,
): boolean {
  const problem = dedupKey.slice(dedupKey.lastIndexOf('|') + 1)
  // Of what is seen for the first time only what is wrong is news.
  if (kind === 'notice')
    return isGone || (before !== undefined && before.operation !== now.operation)
  const was = before !== undefined && troubles(before).has(problem)
  if (kind === 'resolved') return was
  return !was || (problem === 'operation' && before?.operation !== now.operation)
}

/** What is wrong with it, by the ends of the keys of such events. */
function troubles({ phase, health, sync }: NotedState): ReadonlySet<string> {
  return new Set([
    ...(phase === 'Failed' || phase === 'Error' ? ['operation'] : []),
    ...(health === 'Degraded' ? ['health'] : []),
    ...(sync === 'Unknown' ? ['comparison'] : []),
  ])
}

function ownSource({ directory, sourceTypes }: Hub): {
  readonly type: SourceType
  readonly source: SourceConfiguration
} {
  const source = directory().configuration.sources.find(({ name }) => name === ARGOCD_SOURCE)
  const type = source && sourceTypes.get('argocd')
  assert(source && type, 'a hub that looks at Applications has a source for them')
  return { type, source }
}
