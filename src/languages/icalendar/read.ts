import ICAL from 'ical.js'
import { Temporal } from 'temporal-polyfill'
import { ICALENDAR_LIMITS } from '../../base/limits.ts'
import { propertyOf } from '../../base/property.ts'
import type { RecurrenceRule } from './recurrence.ts'
import { definedZones, namedZone, type WallTime, type Zone } from './zones.ts'

/** Who takes part, as far as it is said. */
export type Person = { readonly mail?: string; readonly name?: string }

/** An event as it is written; its recurrences are not yet laid out. */
export type WrittenEvent = {
  readonly uid: string
  readonly summary: string
  readonly people: readonly Person[]
  readonly start: WallTime
  readonly end: WallTime
  readonly rule?: RecurrenceRule
  /** The last instant of the rule, UTC milliseconds. */
  readonly ruleEndAt?: number
  /** More starts, and starts that are left out. */
  readonly more: readonly WallTime[]
  readonly without: readonly WallTime[]
  /** Which occurrence of the event with the same id this one takes the place of. */
  readonly insteadOf?: WallTime
  readonly isCancelled: boolean
}

export type WrittenCalendar = {
  readonly events: readonly WrittenEvent[]
  /** What could not be used, as sentences in English; at most ICALENDAR_LIMITS.problemsMax. */
  readonly problems: readonly string[]
}

/**
 * Reads iCalendar (RFC 5545). Times without a zone are those of `zone`, an IANA name. Gives why where the text is no
 * calendar; single events that cannot be used are problems, and the others count.
 */
export function readEvents(
  text: string,
  zone: string,
): WrittenCalendar | { readonly broken: string } {
  if (text.length > ICALENDAR_LIMITS.textMax)
    return { broken: `it is longer than ${ICALENDAR_LIMITS.textMax} characters` }
  let calendars: readonly ICAL.Component[]
  try {
    calendars = componentsOf(ICAL.parse(text))
  } catch (error) {
    // The parser's complaints are about the text only.
    return { broken: error instanceof Error ? error.message.slice(0, 200) : 'it cannot be read' }
  }
  if (calendars.length === 0) return { broken: 'it holds no VCALENDAR' }
  const written = calendars.flatMap((calendar) => {
    const zones = definedZones(calendar)
    const facts: Facts = { zoneOf: (name) => zones.get(name) ?? namedZone(name), standard: zone }
    return calendar.getAllSubcomponents('vevent').map((event) => ({ event, facts }))
  })
  if (written.length > ICALENDAR_LIMITS.eventsMax)
    return { broken: `it has more than ${ICALENDAR_LIMITS.eventsMax} events` }
  const events: WrittenEvent[] = []
  const problems: string[] = []
  for (const { event, facts } of written) {
    const read = readEvent(event, facts)
    if ('start' in read) events.push(read)
    else if (problems.length < ICALENDAR_LIMITS.problemsMax) problems.push(read.problem)
  }
  return { events, problems }
}

function componentsOf(parsed: unknown): readonly ICAL.Component[] {
  const isOne = Array.isArray(parsed) && typeof parsed[0] === 'string'
  const all: readonly unknown[] = isOne ? [parsed] : Array.isArray(parsed) ? parsed : []
  return all
    .filter((one) => Array.isArray(one))
    .map((one) => new ICAL.Component(one))
    .filter(({ name }) => name === 'vcalendar')
}

type Facts = { readonly zoneOf: (name: string) => Zone | undefined; readonly standard: string }

class Unusable extends Error {}

function readEvent(
  event: ICAL.Component,
  facts: Facts,
): WrittenEvent | { readonly problem: string } {
  const summary = textOf(event, 'summary')
  try {
    const start = timeOf(event.getFirstProperty('dtstart'), facts)
    if (start === undefined) throw new Unusable('it has no DTSTART')
    const rules = event.getAllProperties('rrule')
    if (rules.length > 1) throw new Unusable('it has more than one RRULE')
    const insteadOf = event.getFirstProperty('recurrence-id')
    if (insteadOf?.getParameter('range') !== undefined)
      throw new Unusable('it changes all later occurrences (RANGE), which is not supported')
    return {
      uid: textOf(event, 'uid'),
      summary,
      people: event.getAllProperties('attendee').map(personOf),
      start,
      end: endOf(event, start, facts),
      ...ruleOf(rules[0], start),
      more: timesOf(event, 'rdate', facts),
      without: timesOf(event, 'exdate', facts),
      ...(insteadOf === null ? {} : { insteadOf: timeOf(insteadOf, facts) }),
      isCancelled: textOf(event, 'status').toUpperCase() === 'CANCELLED',
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it cannot be read'
    return {
      problem: `The event ${JSON.stringify(summary.slice(0, 80))} is not used: ${reason.slice(0, 200)}.`,
    }
  }
}

function textOf(event: ICAL.Component, name: string): string {
  const value = event.getFirstPropertyValue(name)
  return typeof value === 'string' ? value.trim() : ''
}

function personOf(attendee: ICAL.Property): Person {
  const value = attendee.getFirstValue()
  const address = typeof value === 'string' ? /^mailto:(.+)$/i.exec(value.trim())?.[1] : undefined
  const name = attendee.getFirstParameter('cn')
  return {
    ...(address === undefined ? {} : { mail: address.trim().toLowerCase() }),
    ...(typeof name === 'string' && name !== '' ? { name: name.trim() } : {}),
  }
}

function timesOf(event: ICAL.Component, name: string, facts: Facts): readonly WallTime[] {
  return event
    .getAllProperties(name)
    .flatMap((property) => property.getValues().map((value) => wallOf(value, property, facts)))
}

function timeOf(property: ICAL.Property | null, facts: Facts): WallTime | undefined {
  return property === null ? undefined : wallOf(property.getFirstValue(), property, facts)
}

function wallOf(value: unknown, property: ICAL.Property, { zoneOf, standard }: Facts): WallTime {
  if (!(value instanceof ICAL.Time)) throw new Unusable(`its ${property.name} is no date or time`)
  const { year, month, day, isDate } = value
  const clock = isDate
    ? {}
    : { hour: value.hour, minute: value.minute, second: Math.min(59, value.second) }
  const given = property.getFirstParameter('tzid')
  const isUtc = value.zone?.tzid === 'UTC' && typeof given !== 'string'
  const name = isUtc ? 'UTC' : typeof given === 'string' && !isDate ? given : standard
  const zone = zoneOf(name)
  if (zone === undefined)
    throw new Unusable(`its zone ${JSON.stringify(name.slice(0, 60))} is unknown`)
  const local = Temporal.PlainDateTime.from({ year, month, day, ...clock }, { overflow: 'reject' })
  return { local, isDate, zone }
}

/** By DTEND, by DURATION, or the day of a date; an event without any of them has no length. */
function endOf(event: ICAL.Component, start: WallTime, facts: Facts): WallTime {
  const end = timeOf(event.getFirstProperty('dtend'), facts)
  const duration = event.getFirstPropertyValue('duration')
  const length =
    duration instanceof ICAL.Duration
      ? {
          weeks: duration.weeks,
          days: duration.days,
          hours: duration.hours,
          minutes: duration.minutes,
          seconds: duration.seconds,
        }
      : { days: start.isDate ? 1 : 0 }
  const found = end ?? { ...start, local: start.local.add(length) }
  const isWallEmpty = Temporal.PlainDateTime.compare(found.local, start.local) <= 0
  if (isWallEmpty && found.zone(found.local) <= start.zone(start.local))
    throw new Unusable('it does not end after it begins')
  return found
}

const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const
const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const UNSUPPORTED = ['BYHOUR', 'BYMINUTE', 'BYSECOND', 'BYYEARDAY', 'BYWEEKNO']

function ruleOf(
  property: ICAL.Property | undefined,
  start: WallTime,
): Pick<WrittenEvent, 'rule' | 'ruleEndAt'> {
  if (property === undefined) return {}
  const value = property.getFirstValue()
  if (!(value instanceof ICAL.Recur)) throw new Unusable('its RRULE cannot be read')
  const frequency = FREQUENCIES.find((one) => one === value.freq)
  const odd = UNSUPPORTED.find((part) => partsOf(value, part).length > 0)
  if (frequency === undefined || odd !== undefined)
    throw new Unusable(`its RRULE has ${odd ?? `FREQ=${value.freq}`}, which is not supported`)
  const numbers = (part: string): readonly number[] => partsOf(value, part).map(Number)
  const until = value.until
  return {
    rule: {
      frequency,
      interval: Math.max(1, value.interval),
      ...(value.count ? { count: value.count } : {}),
      byDay: partsOf(value, 'BYDAY').map(weekdayOf),
      byMonthDay: numbers('BYMONTHDAY'),
      byMonth: numbers('BYMONTH'),
      bySetPosition: numbers('BYSETPOS'),
      weekStart: value.wkst === undefined ? 1 : ((value.wkst + 5) % 7) + 1,
    },
    ...(until ? { ruleEndAt: untilOf(until, start) } : {}),
  }
}

function partsOf(rule: ICAL.Recur, part: string): readonly (string | number)[] {
  const value = propertyOf(rule.parts, part)
  return Array.isArray(value) ? value : value === undefined ? [] : [String(value)]
}

function weekdayOf(part: string | number): { weekday: number; ordinal: number } {
  const [, ordinal = '', day = ''] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(String(part)) ?? []
  const weekday = WEEKDAYS.indexOf(day) + 1
  if (weekday === 0) throw new Unusable('its RRULE has a weekday that is none')
  return { weekday, ordinal: Number(ordinal) }
}

/** A date means the whole day on the wall of the event. */
function untilOf(until: ICAL.Time, start: WallTime): number {
  const { year, month, day, hour, minute, second, isDate } = until
  if (isDate)
    return start.zone(
      Temporal.PlainDateTime.from({ year, month, day, hour: 23, minute: 59, second: 59 }),
    )
  const local = Temporal.PlainDateTime.from({ year, month, day, hour, minute, second })
  return until.zone?.tzid === 'UTC' ? (namedZone('UTC')?.(local) ?? 0) : start.zone(local)
}
