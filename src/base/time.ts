/**
 * Civil time without Date: reads and writes ISO 8601 in the forms that senders really use. Pure
 * arithmetic over the proleptic Gregorian calendar; leap seconds count as the second before them.
 */

/** A point in time, and the zone that its writer used. */
export type Instant = {
  /** UTC milliseconds. */
  readonly at: number
  /** East of UTC, in minutes; undefined where the text names no zone, and `at` then takes it as UTC. */
  readonly offsetMinutes: number | undefined
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** The last millisecond of the year 9999: what four digits can write. */
const INSTANT_MAX = 253_402_300_799_999

const ISO_TIME =
  /^(\d{4})-?(\d{2})-?(\d{2})[Tt ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)? ?([Zz]|[+-]\d{2}(?::?\d{2})?)?$/

/**
 * Reads an ISO 8601 date and time: basic (`20260305T101501.123+0800`) or extended
 * (`2026-03-05T02:15:01Z`), to the minute or finer, with a blank for the `T`, with or without a zone.
 * Undefined for anything else, dates that do not exist included.
 */
export function parseIsoTime(text: string): Instant | undefined {
  const parts = ISO_TIME.exec(text.trim())
  if (parts === null) return undefined
  const [, year, month, day, hour, minute, second = '0', fraction = '', zone] = parts
  const date = { year: Number(year), month: Number(month), day: Number(day) }
  const clock = { hour: Number(hour), minute: Number(minute), second: Number(second) }
  if (!isDate(date) || clock.hour > 23 || clock.minute > 59 || clock.second > 60) return undefined
  const offsetMinutes = zone === undefined ? undefined : offsetOf(zone)
  if (Number.isNaN(offsetMinutes)) return undefined
  const at =
    daysFromCivil(date) * DAY_MS +
    clock.hour * HOUR_MS +
    clock.minute * MINUTE_MS +
    Math.min(clock.second, 59) * 1000 +
    Number(fraction.padEnd(3, '0').slice(0, 3)) -
    (offsetMinutes ?? 0) * MINUTE_MS
  return { at, offsetMinutes }
}

/**
 * Reads a count since 1970 in seconds or milliseconds, told apart by size (below 1e12: seconds).
 * Undefined for what is not a number, is negative, or lies after the year 9999.
 */
export function parseEpoch(value: unknown): number | undefined {
  const isCount = typeof value === 'number' || (typeof value === 'string' && COUNT.test(value))
  if (!isCount) return undefined
  const count = Number(value)
  const at = Math.round(count < 1e12 ? count * 1000 : count)
  return at >= 0 && at <= INSTANT_MAX ? at : undefined
}

const COUNT = /^\d{1,15}(?:\.\d{1,9})?$/

/**
 * An instant for people, in the zone `offsetMinutes` east of UTC: `2026-03-05 10:15:01 +08:00`, or
 * `2026-03-05 02:15:01 UTC`.
 */
export function formatTime(at: number, offsetMinutes: number): string {
  const local = Math.floor(at / 1000) * 1000 + offsetMinutes * MINUTE_MS
  const days = Math.floor(local / DAY_MS)
  const inDay = local - days * DAY_MS
  const { year, month, day } = civilFromDays(days)
  const clock = [inDay / HOUR_MS, (inDay % HOUR_MS) / MINUTE_MS, (inDay % MINUTE_MS) / 1000]
  const date = `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`
  return `${date} ${clock.map(twoDigits).join(':')} ${zoneText(offsetMinutes)}`
}

function zoneText(offsetMinutes: number): string {
  if (offsetMinutes === 0) return 'UTC'
  const size = Math.abs(offsetMinutes)
  return `${offsetMinutes < 0 ? '-' : '+'}${twoDigits(size / 60)}:${twoDigits(size % 60)}`
}

function twoDigits(value: number): string {
  return String(Math.floor(value)).padStart(2, '0')
}

/** NaN for an offset that no zone has. */
function offsetOf(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0
  const digits = zone.slice(1).replace(':', '')
  const hours = Number(digits.slice(0, 2))
  const minutes = Number(digits.slice(2) || '0')
  if (hours > 23 || minutes > 59) return Number.NaN
  const size = hours * 60 + minutes
  return zone.startsWith('-') && size > 0 ? -size : size
}

type CivilDate = { readonly year: number; readonly month: number; readonly day: number }

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function isDate({ year, month, day }: CivilDate): boolean {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = month === 2 && isLeap ? 29 : (MONTH_DAYS[month - 1] ?? 0)
  return day >= 1 && day <= days
}

const ERA_DAYS = 146_097
const EPOCH_DAYS = 719_468

/** Days since 1970-01-01, with years that begin in March so that the leap day comes last. */
function daysFromCivil({ year, month, day }: CivilDate): number {
  const marchYear = month <= 2 ? year - 1 : year
  const era = Math.floor(marchYear / 400)
  const yearOfEra = marchYear - era * 400
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * ERA_DAYS + dayOfEra - EPOCH_DAYS
}

function civilFromDays(days: number): CivilDate {
  const shifted = days + EPOCH_DAYS
  const era = Math.floor(shifted / ERA_DAYS)
  const dayOfEra = shifted - era * ERA_DAYS
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  }
}
