import type { Event } from '../../../src/model/event.ts'
import type { EventOutcome } from '../../../src/model/outcome.ts'
import { chooseByPreset } from '../../../src/model/preset.ts'
import { pairKey } from '../../../src/model/settlement.ts'
import { route } from '../../../src/stages/route/route.ts'
import type { Invariant } from '../feature.ts'
import { alertsIn, eventsIn, holdsIn, outcomesIn } from '../rows.ts'
import type { World } from '../world.ts'

const short = (id: string): string => id.slice(-4)

/** What was taken is kept, in one life a problem. */
export const KEEPING: readonly Invariant[] = [
  {
    name: 'an event that was answered with 2xx is on disk',
    when: 'always',
    broken(world) {
      const kept = new Set(world.look('select id from events').map(({ id }) => String(id)))
      return world.witness.taken
        .filter(({ eventId }) => !kept.has(eventId))
        .map(({ eventId }) => `${short(eventId)} is lost`)
    },
  },
  {
    name: 'a request that could not be read is in quarantine',
    when: 'always',
    broken(world) {
      const kept = new Set(world.look('select id from quarantine').map(({ id }) => String(id)))
      return world.witness.quarantined
        .filter(({ id }) => !kept.has(id))
        .map(({ id }) => `${short(id)} is lost`)
    },
  },
  {
    name: 'at most one alert of a key is open',
    when: 'always',
    broken: (world) =>
      world
        .look(
          "select dedup_key from alerts where state <> 'resolved' group by source, dedup_key having count(*) > 1",
        )
        .map(({ dedup_key }) => `${dedup_key} is open several times`),
  },
  {
    name: 'each event has an outcome, and one that changes nothing says why',
    when: 'rest',
    broken(world) {
      const outcomes = new Map(outcomesIn(world).map((outcome) => [outcome.eventId, outcome]))
      // Whoever drops an event as noise says so beside it; whether that is true is the next invariant's.
      const dropped = new Set(
        holdsIn(world).flatMap(({ eventId, reason }) => (reason === 'preset' ? [eventId] : [])),
      )
      return eventsIn(world).flatMap(({ id }) => {
        const outcome = outcomes.get(id)
        if (!outcome) return [`${short(id)} has none`]
        const { result, matched, held } = outcome
        if (held.includes('fault')) return [`${short(id)} could not be settled`]
        const isBeside = ['silenced', 'escalated', 'assigned', 'reopened'].includes(result)
        return isBeside || dropped.has(id) || matched.length + held.length > 0
          ? []
          : [`${short(id)} says nothing`]
      })
    },
  },
  {
    name: 'what a preset drops says which policy drops it by which preset, and nothing else is dropped',
    when: 'rest',
    broken(world) {
      const outcomes = new Map(outcomesIn(world).map((outcome) => [outcome.eventId, outcome]))
      const said = Map.groupBy(
        holdsIn(world).filter(({ reason }) => reason === 'preset'),
        ({ eventId }) => eventId,
      )
      return eventsIn(world).flatMap((event) => {
        const outcome = outcomes.get(event.id)
        const dropping = outcome ? droppingOf(world, event, outcome) : []
        const holds = said.get(event.id) ?? []
        const wrong = holds.filter(
          ({ policy, by }) => !dropping.includes(policy) || by !== event.noise,
        )
        const silent = dropping.filter((id) => holds.every(({ policy }) => policy !== id))
        return [
          ...wrong.map(({ policy, by }) => `${policy} does not drop ${short(event.id)} by ${by}`),
          ...silent.map((policy) => `${policy} drops ${short(event.id)}, and does not say so`),
        ]
      })
    },
  },
  {
    name: 'an alert is as the newest word of its sender says',
    when: 'rest',
    broken(world) {
      const alerts = Map.groupBy(alertsIn(world), keyOf)
      const ends = new Set(
        outcomesIn(world).flatMap(({ eventId, result }) =>
          result === 'resolved' ? [eventId] : [],
        ),
      )
      return [...Map.groupBy(eventsIn(world), keyOf)].flatMap(([key, events]) => {
        const wanted = saidLast(events, ends)
        if (wanted === undefined) return []
        const open = (alerts.get(key) ?? []).filter(({ state }) => state !== 'resolved')
        if (open.length > 0 === (wanted === 'firing')) return []
        return [`${events[0]?.dedupKey} was last said to be ${wanted}, and ${open.length} are open`]
      })
    },
  },
  {
    name: 'when all problems are over nothing of them is left in the groups',
    when: 'end',
    broken: (world) => [
      ...world
        .look('select id, policy from alert_groups')
        .map(({ id, policy }) => `the group ${short(String(id))} of ${policy} is left`),
      ...world
        .look('select subject_id from group_items')
        .map(({ subject_id }) => `${short(String(subject_id))} is left in a group`),
      ...world
        .look("select dedup_key from alerts where state <> 'resolved'")
        .map(({ dedup_key }) => `${dedup_key} is open`),
    ],
  },
]

const SKEW_MS = 5 * 60_000

function keyOf({ source, dedupKey }: { source: string; dedupKey: string }): string {
  return pairKey(source, dedupKey)
}

/** The policies that want the event and drop it by a preset, under the configuration that settled it. */
function droppingOf(
  world: World,
  event: Event,
  { result, revision }: EventOutcome,
): readonly string[] {
  if (event.noise === undefined || result === 'ignored') return []
  const { wanting } = world.directoryOf(revision)
  const { dropped } = chooseByPreset(route(event, wanting), event.noise)
  return dropped.map(({ id }) => id)
}

/**
 * What the last word leaves: of a sender that gives times, the newest by these, else the one that came last; what the hub
 * notes itself is a word as well. A person's answer, or a time that ran out, is no word, but may have ended what the last
 * word began: `ends` are the events that ended something. Undefined where nothing was said, and where a word's time lies in
 * the hub's future, so that it orders nothing.
 */
function saidLast(events: readonly Event[], ends: ReadonlySet<string>): Event['kind'] | undefined {
  const deliveries = new Set<string>()
  const words = events.filter(({ kind, answer, deliveryKey }) => {
    const isRepeated = deliveries.has(deliveryKey)
    deliveries.add(deliveryKey)
    return (kind === 'firing' || kind === 'resolved') && answer === undefined && !isRepeated
  })
  if (words.some(({ sourceAt = 0, receivedAt }) => sourceAt - receivedAt > SKEW_MS))
    return undefined
  // A time says something beside other times only.
  const timed = words.every(({ sourceAt }) => sourceAt !== undefined)
  const newest = timed ? Math.max(...words.map(({ sourceAt = 0 }) => sourceAt)) : 0
  const last = words.findLast(({ sourceAt }) => !timed || sourceAt === newest)
  if (last === undefined) return undefined
  const after = events.slice(events.indexOf(last) + 1)
  const isEnded = after.some(({ id, answer }) => answer !== undefined && ends.has(id))
  return isEnded ? 'resolved' : last.kind
}
