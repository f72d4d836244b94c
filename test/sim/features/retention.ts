import type { Feature, Invariant } from '../feature.ts'
import type { World } from '../world.ts'

const DAY_MS = 24 * 60 * 60_000
/** As long as these worlds keep what is over: as short as may be configured. */
const KEPT_MS = 8 * DAY_MS
/** What is needed when its time comes is looked at again a day later. */
const AGAIN_MS = DAY_MS

const INVARIANTS: readonly Invariant[] = [
  {
    name: 'what happens is counted by day, each event once',
    when: 'rest',
    broken(world) {
      const counted = countOf(world, "select sum(events) as n from daily_counts where policy = ''")
      const settled = countOf(world, 'select count(*) as n from outcomes')
      return counted === settled ? [] : [`${settled} events were settled, and ${counted} counted`]
    },
  },
  {
    name: 'what is over and old is dropped, and stays counted',
    when: 'old',
    broken(world) {
      const before = world.hubNow - KEPT_MS - AGAIN_MS
      const left = Object.entries(OLD).flatMap(([what, sql]) => {
        const count = countOf(world, sql, before)
        return count === 0 ? [] : [`${count} ${what} are left`]
      })
      const counted = countOf(world, "select sum(events) as n from daily_counts where policy = ''")
      const taken = new Set(world.witness.taken.map(({ eventId }) => eventId)).size
      return counted < taken ? [...left, `of ${taken} events ${counted} are counted`] : left
    },
  },
]

/** Each counts what ended before a time. The newest event is never dropped. */
const OLD: Readonly<Record<string, string>> = {
  alerts: "select count(*) as n from alerts where json_extract(body, '$.resolvedAt') < ?",
  events:
    'select count(*) as n from events where received_at < ? and seq < (select max(seq) from events)',
}

function countOf(world: World, sql: string, ...values: readonly number[]): number {
  return Number(world.look(sql, ...values)[0]?.['n'] ?? 0)
}

/** What is over is kept for a while; the world grows old in the end. */
export const retention: Feature = {
  name: 'retention',
  draft({ random, rest }) {
    if (random.fork('retention').likely(0.5)) rest['retention'] = { events: '8d', alerts: '8d' }
  },
  invariants: INVARIANTS,
}
