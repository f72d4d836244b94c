import { MAP } from '../words/map.ts'
import type { Phrase } from '../words/phrase.ts'

/** A place of the console. */
export type Place = { readonly to: string; readonly name: Phrase }

/** The places by what people come for. */
export const GROUPS: readonly { readonly name: Phrase; readonly places: readonly Place[] }[] = [
  {
    name: MAP.respond,
    places: [
      { to: '/', name: MAP.now },
      { to: '/alerts', name: MAP.alerts },
      { to: '/deliveries', name: MAP.deliveries },
      { to: '/events', name: MAP.events },
      { to: '/sources', name: MAP.sources },
    ],
  },
  {
    name: MAP.people,
    places: [
      { to: '/schedules', name: MAP.schedules },
      { to: '/escalation', name: MAP.escalation },
      { to: '/contacts', name: MAP.contacts },
    ],
  },
  {
    name: MAP.rules,
    places: [
      { to: '/policies', name: MAP.policies },
      { to: '/silences', name: MAP.silences },
      { to: '/configuration', name: MAP.configuration },
      { to: '/templates', name: MAP.templates },
    ],
  },
  {
    name: MAP.insight,
    places: [
      { to: '/reports', name: MAP.reports },
      { to: '/hub', name: MAP.hub },
      { to: '/settings', name: MAP.settings },
    ],
  },
]

/** What stands at the bottom of a phone. */
export const FIRST: readonly Place[] = [
  { to: '/', name: MAP.now },
  { to: '/alerts', name: MAP.alerts },
  { to: '/schedules', name: MAP.schedules },
]
