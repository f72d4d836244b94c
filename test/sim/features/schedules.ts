import { CALENDAR_URL } from '../calendar-server.ts'
import type { Feature, Invariant } from '../feature.ts'

const MINUTE_MS = 60_000
/** As often as the most patient schedule of these worlds wants its calendar, and as long as a failure costs. */
const FRESH_MS = (15 + 6) * MINUTE_MS

const INVARIANTS: readonly Invariant[] = [
  {
    name: 'what is no calendar never takes the place of one',
    when: 'always',
    broken: (world) =>
      world
        .look("select json_extract(body, '$.text') as text from calendar_copies")
        .filter(({ text }) => !world.calendars.given.has(String(text)))
        .map(({ text }) => `${JSON.stringify(text)} is kept as a calendar`),
  },
  {
    name: 'a calendar that is wanted is there, and not older than its schedule wants',
    when: 'rest',
    broken(world) {
      if (!JSON.stringify(world.setting.draft.file).includes(CALENDAR_URL)) return []
      const fetchedAt = world
        .look('select fetched_at from calendar_copies')
        .map((row) => Number(row['fetched_at']))
      if (fetchedAt.some((at) => at > world.hubNow - FRESH_MS)) return []
      return [`the calendar was fetched at ${fetchedAt.join(', ') || 'no time'}`]
    },
  },
]

/** Whoever is on call is told, with handovers by day and by hour, and with gaps. */
export const schedules: Feature = {
  name: 'schedules',
  draft({ random, policies, contacts, rest }) {
    if (!random.likely(0.3)) return
    const people = Object.keys(contacts)
    const kept = random.fork('calendar')
    rest['schedules'] = {
      rota: {
        ...(random.fork('digest').likely(0.5) ? { digest: true } : {}),
        zone: random.pick(['UTC', 'Asia/Shanghai', 'America/New_York']),
        layers: [
          {
            rotate: random.pick(['daily', 'weekly']),
            contacts: [...random.some(people, 1, 3), ...(random.likely(0.2) ? ['nobody'] : [])],
            from: '2026-03-02',
            ...(random.likely(0.4) ? { hours: ['02:30-03:30', '09:00-18:00'] } : {}),
          },
          ...(kept.likely(0.5)
            ? [{ ical: { url: CALENDAR_URL, every: kept.pick(['5m', '15m']) } }]
            : []),
        ],
      },
    }
    for (const rules of Object.values(policies))
      if (random.likely(0.5)) rules.notify = [...(rules.notify ?? []), { schedule: 'rota' }]
  },
  invariants: INVARIANTS,
}
