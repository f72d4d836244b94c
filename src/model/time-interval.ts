// When something holds: times of day, days, months and years in a zone, with Alertmanager's meaning.
import { MUTE_LIMITS } from '../base/limits.ts'

/** From the first to the last, both inclusive. */
export type Range = { readonly from: number; readonly to: number }

/**
 * One specification: every part that is given must hold, and of a part's ranges any. An empty part
 * holds always.
 */
export type TimeInterval = {
  /** Minutes since midnight; the end is exclusive. */
  readonly times: readonly Range[]
  /** 0 is Sunday. */
  readonly weekdays: readonly Range[]
  /** 1 to 31, or -31 to -1 from the month's end. */
  readonly daysOfMonth: readonly Range[]
  readonly months: readonly Range[]
  readonly years: readonly Range[]
  /** IANA name. */
  readonly zone: string
}

/** Whether one of the intervals holds at `at` (UTC milliseconds). */
export function isWithin(intervals: readonly TimeInterval[], at: number): boolean {
  return intervals.some((interval) => holdsAt(interval, at))
}

/**
 * The first whole minute after `at` for which `holds` is no longer true, at most `lookMs` away (UTC
 * milliseconds). Minute by minute, so that clocks that go forward or back need no rule of their own.
 */
export function holdsUntil(
  holds: (minute: number) => boolean,
  { at, lookMs }: { readonly at: number; readonly lookMs: number },
): number {
  let until = at - (at % MINUTE_MS)
  const lookAgainAt = at + lookMs
  do until += MINUTE_MS
  while (until < lookAgainAt && holds(until))
  return until
}

const MINUTE_MS = 60_000

function holdsAt(interval: TimeInterval, at: number): boolean {
  const local = localTime(interval.zone, at)
  return (
    isIn(interval.times, local.minute, EXCLUSIVE) &&
    isIn(interval.weekdays, local.weekday) &&
    isIn(interval.months, local.month) &&
    isIn(interval.years, local.year) &&
    isDayOfMonth(interval.daysOfMonth, local)
  )
}

const EXCLUSIVE = 1

function isIn(ranges: readonly Range[], value: number, shortened = 0): boolean {
  return (
    ranges.length === 0 || ranges.some(({ from, to }) => value >= from && value <= to - shortened)
  )
}

/** Days from the end are counted in this month; what begins behind the month's end holds on no day. */
function isDayOfMonth(ranges: readonly Range[], { day, month, year }: LocalTime): boolean {
  if (ranges.length === 0) return true
  const last = daysIn(month, year)
  const counted = (value: number): number => (value < 0 ? last + value + 1 : value)
  return ranges.some(({ from, to }) => {
    const first = counted(from)
    if (first > last) return false
    return day >= Math.max(first, 1) && day <= Math.min(counted(to), last)
  })
}

function daysIn(month: number, year: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}

type LocalTime = {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly weekday: number
  readonly minute: number
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const formats = new Map<string, Intl.DateTimeFormat>()

/** What the wall said in a minute, by zone: the minutes of a day are asked again and again, and each costs microseconds. */
const known = new Map<string, Map<number, LocalTime>>()

function localTime(zone: string, at: number): LocalTime {
  const minute = Math.floor(at / MINUTE_MS)
  const minutes = known.get(zone) ?? new Map<number, LocalTime>()
  const found = minutes.get(minute)
  if (found !== undefined) return found
  const local = readWall(zone, at)
  if (minutes.size >= MUTE_LIMITS.minutesMax) minutes.clear()
  minutes.set(minute, local)
  known.set(zone, minutes)
  return local
}

function readWall(zone: string, at: number): LocalTime {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  const number = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type))
  return {
    year: number('year'),
    month: number('month'),
    day: number('day'),
    weekday: WEEKDAYS.indexOf(parts.get('weekday') ?? ''),
    minute: number('hour') * 60 + number('minute'),
  }
}

/** One for each zone that occurs: there are fewer than 500. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const made = formats.get(zone)
  if (made !== undefined) return made
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
  })
  formats.set(zone, format)
  return format
}

/** Whether the zone is one that this machine knows. */
export function isZone(zone: string): boolean {
  try {
    formatOf(zone)
    return true
  } catch {
    return false
  }
}
