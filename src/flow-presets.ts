// What policies do with noise, for settle() in flow.ts.
// In: events and the router. Out: the policies that tell each, and what is kept of those that drop it.
// Must hold: what is dropped says by which preset of which policy.

import type { Clock } from './base/clock.ts'
import type { IdSource } from './base/id.ts'
import type { Policy } from './model/configuration.ts'
import { type Directory, UNROUTED } from './model/directory.ts'
import type { Event } from './model/event.ts'
import type { Hold } from './model/outcome.ts'
import { chooseByPreset, type PresetChoice } from './model/preset.ts'
import type { Settlement } from './model/settlement.ts'
import { route } from './stages/route/route.ts'

/** An event with the policies that tell it, and those that drop it. */
export type Routed = { readonly event: Event } & PresetChoice

/** The policies that want each event, as their presets say. */
export function routeAll(
  events: readonly Event[],
  routing: Pick<Directory, 'policies' | 'wanting'>,
): readonly Routed[] {
  return events.map((event) => ({
    event,
    ...chooseByPreset(wantedBy(event, routing), event.noise),
  }))
}

/** What the hub notes itself and no policy wants goes to the fallback: nobody else would say that nothing comes. */
function wantedBy(
  event: Event,
  { policies, wanting }: Pick<Directory, 'policies' | 'wanting'>,
): readonly Policy[] {
  const wanted = route(event, wanting)
  const own = event.notedBy === 'hub' ? policies.get(UNROUTED) : undefined
  if (own && wanted.length === 0) return [own]
  const addressed = event.addressed && policies.get(event.addressed.contact)
  return addressed ? [...wanted, addressed] : wanted
}

/** Why what policies dropped is told to nobody; nothing where the event changed nothing anyhow. */
export function droppedHolds(
  { newId, clock }: { readonly newId: IdSource; readonly clock: Clock },
  routed: readonly Routed[],
  outcomes: Settlement['outcomes'],
): Pick<Settlement, 'holds'> {
  const ignored = new Set(
    outcomes.flatMap(({ eventId, result }) => (result === 'ignored' ? [eventId] : [])),
  )
  const holds = routed.flatMap(({ event, dropped }): readonly Hold[] => {
    if (ignored.has(event.id)) return []
    const about = {
      eventId: event.id,
      subjectId: event.id,
      reason: 'preset',
      at: clock.now(),
    } as const
    return dropped.map(({ id: policy }) => ({
      id: newId(),
      policy,
      ...about,
      by: event.noise ?? '',
    }))
  })
  return holds.length > 0 ? { holds } : {}
}
