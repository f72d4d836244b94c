import type { Event } from '../../../src/model/event.ts'
import { pairKey } from '../../../src/model/settlement.ts'
import type { Invariant } from '../feature.ts'
import { alertsIn, eventsIn, holdsIn, outcomesIn } from '../rows.ts'

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
      // Whoever drops an event as noise says so beside it.
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
    name: 'an alert is as the newest word of its sender says',
    when: 'rest',
    broken(world) {
      const alerts = Map.groupBy(alertsIn(world), keyOf)
      return [...Map.groupBy(eventsIn(world), keyOf)].flatMap(([key, events]) => {
        const wanted = saidLast(events)
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

/**
 * By the sender's own times. Undefined where people, the hub or time itself had a say, where two words have the same time, and
 * where one clock was so far off that its times do not count.
 */
function saidLast(events: readonly Event[]): Event['kind'] | undefined {
  if (events.some(({ answer, notedBy }) => answer !== undefined || notedBy !== undefined))
    return undefined
  if (events.some(({ sourceAt = 0, receivedAt }) => Math.abs(receivedAt - sourceAt) > SKEW_MS))
    return undefined
  const said = events.filter(({ kind }) => kind === 'firing' || kind === 'resolved')
  const last = Math.max(...said.map(({ sourceAt }) => sourceAt ?? 0))
  const kinds = new Set(said.filter(({ sourceAt }) => sourceAt === last).map(({ kind }) => kind))
  const [kind] = kinds
  return kinds.size === 1 ? kind : undefined
}
