import ICAL from 'ical.js'
import { Temporal } from 'temporal-polyfill'

/** A wall clock's time and its zone's way to instants. */
export type WallTime = {
  readonly local: Temporal.PlainDateTime
  /** Whether only a date was written. */
  readonly isDate: boolean
  readonly zone: Zone
}

/** Gives the instant (UTC milliseconds) at which the wall clock says so. */
export type Zone = (local: Temporal.PlainDateTime) => number

/** The zone of the time-zone database with this name; undefined where it has none. */
export function namedZone(name: string): Zone | undefined {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name)
  } catch {
    // Its only complaint is that the name is unknown.
    return undefined
  }
  // A time that is skipped is read with the offset before the gap, and one that comes twice is the first: RFC 5545.
  return (local) => local.toZonedDateTime(name).epochMilliseconds
}

/** The zones that a calendar defines itself, by their names there: Outlook has names of its own. */
export function definedZones(calendar: ICAL.Component): ReadonlyMap<string, Zone> {
  const zones = new Map<string, Zone>()
  for (const definition of calendar.getAllSubcomponents('vtimezone')) {
    const name = definition.getFirstPropertyValue('tzid')
    if (typeof name !== 'string' || namedZone(name) !== undefined) continue
    const location = definition.getFirstPropertyValue('x-lic-location')
    const known = typeof location === 'string' ? namedZone(location) : undefined
    const zone = known ?? definedZone(definition)
    if (zone !== undefined) zones.set(name, zone)
  }
  return zones
}

/** A zone by its definition; undefined for one that recurs other than yearly, which no real zone does. */
function definedZone(definition: ICAL.Component): Zone | undefined {
  const observances = ['standard', 'daylight'].flatMap((name) =>
    definition.getAllSubcomponents(name),
  )
  const isOdd = observances.some((observance) =>
    observance.getAllProperties('rrule').some((rule) => {
      const value = rule.getFirstValue()
      return !(value instanceof ICAL.Recur) || value.freq !== 'YEARLY'
    }),
  )
  if (isOdd || observances.length === 0) return undefined
  const timezone = new ICAL.Timezone(definition)
  return (local) => {
    const { year, month, day, hour, minute, second } = local
    const time = new ICAL.Time({ year, month, day, hour, minute, second, isDate: false }, timezone)
    return time.toUnixTime() * 1000
  }
}
