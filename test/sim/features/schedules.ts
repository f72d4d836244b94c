import type { Feature } from '../feature.ts'

/** Whoever is on call is told, with handovers by day and by hour, and with gaps. */
export const schedules: Feature = {
  name: 'schedules',
  draft({ random, policies, contacts, rest }) {
    if (!random.likely(0.3)) return
    const people = Object.keys(contacts)
    rest['schedules'] = {
      rota: {
        zone: random.pick(['UTC', 'Asia/Shanghai', 'America/New_York']),
        layers: [
          {
            rotate: random.pick(['daily', 'weekly']),
            contacts: [...random.some(people, 1, 3), ...(random.likely(0.2) ? ['nobody'] : [])],
            from: '2026-03-02',
            ...(random.likely(0.4) ? { hours: ['02:30-03:30', '09:00-18:00'] } : {}),
          },
        ],
      },
    }
    for (const rules of Object.values(policies))
      if (random.likely(0.5)) rules.notify = [...(rules.notify ?? []), { schedule: 'rota' }]
  },
}
