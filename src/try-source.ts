// In: a source of a configuration, and a request as it would get it. Out: the events that it would make, and how it came to each part.
// Must hold: nothing is stored; the same code reads the request as reads a real one.
import type { EntryTrace, SourceRequest, SourceType } from './contract/source.ts'
import type { SourceConfiguration } from './model/configuration.ts'
import type { Event } from './model/event.ts'
import { takeRequest } from './stages/intake/intake.ts'

export type TriedSource =
  | {
      readonly kind: 'events'
      readonly events: readonly Event[]
      /** Empty where the type does not tell. */
      readonly entries: readonly EntryTrace[]
    }
  | { readonly kind: 'unparsable'; readonly problem: string }

type TryOptions = {
  readonly source: SourceConfiguration
  readonly types: ReadonlyMap<string, SourceType>
  readonly request: SourceRequest
  readonly receivedAt: number
}

/** Reads the request as `source` would; a method that it does not take is unparsable too. */
export function trySource({ source, types, request, receivedAt }: TryOptions): TriedSource {
  const type = types.get(source.type)
  if (!type)
    return {
      kind: 'unparsable',
      problem: `Expected a type of this version, found ${JSON.stringify(source.type)}. Update the hub.`,
    }
  if (!type.methods.includes(request.method))
    return {
      kind: 'unparsable',
      problem: `Expected ${type.methods.join(' or ')}, found ${request.method}. Set the sender to ${type.methods[0] ?? 'POST'}.`,
    }
  let count = 0
  const newId = (): string => `try-${++count}`
  const intake = takeRequest({ request, source, type, types, receivedAt, newId })
  if (intake.kind === 'quarantine') return { kind: 'unparsable', problem: intake.problem }
  const { settings } = source
  return {
    kind: 'events',
    events: intake.events.map(({ event }) => event),
    entries: type.trace?.(request, { settings, receivedAt }) ?? [],
  }
}
