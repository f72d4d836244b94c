// In: an instant and a zone, or a text with its layout. Out: Go's time.Time with its methods.
// An instant is whole seconds since 1970 plus nanoseconds; a zone decides only how it is shown.
// Values are immutable, and there is no clock in here.
import { dateFromDays, dayOfYear, daysFromDate, daysInMonth } from './calendar.ts'
import { GoDuration } from './duration.ts'
import { GoValue } from './kind.ts'
import { formatLayout, GO_STRING_LAYOUT, RFC3339, RFC3339_NANO, type TimeParts } from './layout.ts'
import { GoTimeError, readLayout } from './layout-read.ts'
import { fixedZone, type GoLocation, localZone, utcZone } from './zone.ts'

const DAY_SECONDS = 86_400
const BILLION = 1_000_000_000
/** 0001-01-01T00:00:00Z, where Go's zero time lies. */
const ZERO_SECONDS = -62_135_596_800
const MAX_DURATION = 2n ** 63n - 1n
const MIN_DURATION = -(2n ** 63n)

/** A date and a wall clock time; what leaves its range carries over, as in Go's time.Date. */
export type WallTime = {
  year: number
  /** 1 is January. */
  month?: number
  day?: number
  hour?: number
  minute?: number
  second?: number
  nanosecond?: number
}

/** Go's time.Time. */
export class GoTime extends GoValue {
  readonly goType = 'time.Time'
  readonly goKind = 'struct'
  /** Seconds since 1970-01-01T00:00:00Z, rounded down. */
  readonly unixSeconds: number
  /** 0 to 999,999,999. */
  readonly nanosecond: number
  readonly location: GoLocation
  #parts: TimeParts | undefined

  constructor(unixSeconds: number, nanosecond = 0, location: GoLocation = utcZone) {
    super()
    this.unixSeconds = unixSeconds
    this.nanosecond = nanosecond
    this.location = location
  }

  /** The wall clock in the time's zone. */
  get parts(): TimeParts {
    this.#parts ??= readParts(this)
    return this.#parts
  }

  yearDay(): number {
    const { year, month, day } = this.parts
    return dayOfYear(year, month, day)
  }

  /** The ISO 8601 year and week. */
  isoWeek(): { year: number; week: number } {
    const { year, month, day, weekday } = this.parts
    const thursday = daysFromDate(year, month, day) + 4 - (weekday === 0 ? 7 : weekday)
    const date = dateFromDays(thursday)
    const week = Math.floor((thursday - daysFromDate(date.year, 1, 1)) / 7) + 1
    return { year: date.year, week }
  }

  /** Nanoseconds since 1970, beyond 64 bits wrapped as in Go. */
  unixNano(): bigint {
    return BigInt.asIntN(64, exactNanoseconds(this))
  }

  unixMicro(): bigint {
    return BigInt(this.unixSeconds) * 1_000_000n + BigInt(Math.floor(this.nanosecond / 1000))
  }

  unixMilli(): bigint {
    return BigInt(this.unixSeconds) * 1000n + BigInt(Math.floor(this.nanosecond / 1_000_000))
  }

  /** The first instant of the year 1, which Go's zero value is. */
  isZero(): boolean {
    return this.unixSeconds === ZERO_SECONDS && this.nanosecond === 0
  }

  /** -1, 0 or 1. */
  compare(other: GoTime): number {
    if (this.unixSeconds !== other.unixSeconds) return this.unixSeconds < other.unixSeconds ? -1 : 1
    return Math.sign(this.nanosecond - other.nanosecond)
  }

  before(other: GoTime): boolean {
    return this.compare(other) < 0
  }

  after(other: GoTime): boolean {
    return this.compare(other) > 0
  }

  /** The same instant, in whatever zones. */
  equal(other: GoTime): boolean {
    return this.unixSeconds === other.unixSeconds && this.nanosecond === other.nanosecond
  }

  add(duration: GoDuration): GoTime {
    const seconds = Number(duration.nanoseconds / 1_000_000_000n)
    const nanosecond = this.nanosecond + Number(duration.nanoseconds % 1_000_000_000n)
    const carry = Math.floor(nanosecond / BILLION)
    return new GoTime(
      this.unixSeconds + seconds + carry,
      nanosecond - carry * BILLION,
      this.location,
    )
  }

  /** `this - other`, at most as long as a duration can be. */
  sub(other: GoTime): GoDuration {
    const difference = exactNanoseconds(this) - exactNanoseconds(other)
    if (difference > MAX_DURATION) return new GoDuration(MAX_DURATION)
    if (difference < MIN_DURATION) return new GoDuration(MIN_DURATION)
    return new GoDuration(difference)
  }

  addDate(years: number, months: number, days: number): GoTime {
    const { year, month, day, hour, minute, second } = this.parts
    return goDate(
      {
        year: year + years,
        month: month + months,
        day: day + days,
        hour,
        minute,
        second,
        nanosecond: this.nanosecond,
      },
      this.location,
    )
  }

  /** Down to a multiple of `unit` since the zero time; unchanged when `unit` is not positive. */
  truncate(unit: GoDuration): GoTime {
    if (unit.nanoseconds <= 0n) return this
    return this.add(new GoDuration(-sinceMultiple(this, unit)))
  }

  /** To the nearest multiple of `unit` since the zero time, halves up. */
  round(unit: GoDuration): GoTime {
    if (unit.nanoseconds <= 0n) return this
    const rest = sinceMultiple(this, unit)
    if (rest + rest < unit.nanoseconds) return this.add(new GoDuration(-rest))
    return this.add(new GoDuration(unit.nanoseconds - rest))
  }

  in(location: GoLocation): GoTime {
    return new GoTime(this.unixSeconds, this.nanosecond, location)
  }

  /** By a layout in Go's form. */
  format(layout: string): string {
    return formatLayout(this.parts, layout)
  }

  /** RFC 3339 with nanoseconds, as encoding/json writes it without the quotes; throws GoTimeError. */
  toJsonText(): string {
    const { year, offsetSeconds } = this.parts
    if (year < 0 || year >= 10_000) {
      throw new GoTimeError('Time.MarshalJSON: year outside of range [0,9999]')
    }
    if (Math.abs(offsetSeconds) >= 24 * 3600) {
      throw new GoTimeError('Time.MarshalJSON: timezone hour outside of range [0,23]')
    }
    return this.format(RFC3339_NANO)
  }

  override goJson(): string {
    return `"${this.toJsonText()}"`
  }

  /** As Go prints it: `2024-03-05 14:07:09 +0000 UTC`. */
  override goString(): string {
    return this.format(GO_STRING_LAYOUT)
  }

  override toString(): string {
    return this.goString()
  }
}

/** Go's zero time. */
export const zeroTime: GoTime = new GoTime(ZERO_SECONDS)

/** The instant `milliseconds` after 1970, as a Clock tells it. */
export function timeFromMs(milliseconds: number, location: GoLocation = utcZone): GoTime {
  const seconds = Math.floor(milliseconds / 1000)
  return new GoTime(seconds, Math.round((milliseconds - seconds * 1000) * 1_000_000), location)
}

/** Go's time.Date: a wall clock time in a zone. In a gap or an overlap it takes what Go takes. */
export function goDate(wall: WallTime, location: GoLocation = utcZone): GoTime {
  const { month = 1, day = 1, hour = 0, minute = 0, second = 0, nanosecond = 0 } = wall
  const year = wall.year + Math.floor((month - 1) / 12)
  const monthOfYear = ((((month - 1) % 12) + 12) % 12) + 1
  const carry = Math.floor(nanosecond / BILLION)
  const wallSeconds =
    daysFromDate(year, monthOfYear, day) * DAY_SECONDS + hour * 3600 + minute * 60 + second + carry
  const nanoseconds = nanosecond - carry * BILLION
  const guess = location.lookUp(wallSeconds).offsetSeconds
  if (guess === 0) return new GoTime(wallSeconds, nanoseconds, location)
  const offset = location.lookUp(wallSeconds - guess).offsetSeconds
  return new GoTime(wallSeconds - offset, nanoseconds, location)
}

/**
 * Go's time.Parse and, with `location`, time.ParseInLocation. A text that tells its offset keeps it.
 * Throws GoTimeError with Go's text.
 */
export function parseTime(layout: string, text: string, location?: GoLocation): GoTime {
  if (layout === RFC3339) {
    const quick = parseUtcTimestamp(text)
    if (quick) return quick
  }
  const read = readLayout(layout, text)
  if (read.isUtc) return goDate(read, utcZone)
  const here = location ?? localZone
  if (read.offsetSeconds !== undefined && read.offsetSeconds !== -1) {
    const asUtc = goDate(read, utcZone)
    const unixSeconds = asUtc.unixSeconds - read.offsetSeconds
    const found = here.lookUp(unixSeconds)
    const isHere =
      found.offsetSeconds === read.offsetSeconds &&
      (read.abbreviation === '' || found.abbreviation === read.abbreviation)
    const zone = isHere ? here : fixedZone(read.abbreviation, read.offsetSeconds)
    return new GoTime(unixSeconds, read.nanosecond, zone)
  }
  if (read.abbreviation !== '') return inNamedZone(goDate(read, utcZone), read.abbreviation, here)
  return goDate(read, location ?? utcZone)
}

/** `2024-03-05T14:07:09Z`, by far the commonest text; undefined for anything else. */
function parseUtcTimestamp(text: string): GoTime | undefined {
  if (text.length !== 20 || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) return undefined
  const number = (from: number, to: number) => Number(text.slice(from, to))
  const year = number(0, 4)
  const month = number(5, 7)
  const day = number(8, 10)
  const hour = number(11, 13)
  const minute = number(14, 16)
  const second = number(17, 19)
  const isInRange =
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysInMonth(month, year) &&
    hour < 24 &&
    minute < 60 &&
    second < 60
  if (!isInRange) return undefined
  const days = daysFromDate(year, month, day)
  return new GoTime(days * DAY_SECONDS + hour * 3600 + minute * 60 + second)
}

/** A wall clock time (given as if in UTC) in the zone that an abbreviation names. */
function inNamedZone(wall: GoTime, abbreviation: string, here: GoLocation): GoTime {
  const offset = here.offsetOf(abbreviation, wall.unixSeconds)
  if (offset !== undefined) return new GoTime(wall.unixSeconds - offset, wall.nanosecond, here)
  // Go invents a zone of this name; only `GMT+3` and its kin tell an offset, which Go only shows.
  const hours = abbreviation.startsWith('GMT') ? Number(abbreviation.slice(3)) : 0
  return wall.in(fixedZone(abbreviation, hours * 3600))
}

function readParts(time: GoTime): TimeParts {
  const { offsetSeconds, abbreviation } = time.location.lookUp(time.unixSeconds)
  const wall = time.unixSeconds + offsetSeconds
  const days = Math.floor(wall / DAY_SECONDS)
  const second = wall - days * DAY_SECONDS
  return {
    ...dateFromDays(days),
    weekday: (((days + 4) % 7) + 7) % 7,
    hour: Math.floor(second / 3600),
    minute: Math.floor(second / 60) % 60,
    second: second % 60,
    nanosecond: time.nanosecond,
    offsetSeconds,
    abbreviation,
  }
}

function exactNanoseconds(time: GoTime): bigint {
  return BigInt(time.unixSeconds) * 1_000_000_000n + BigInt(time.nanosecond)
}

function sinceMultiple(time: GoTime, unit: GoDuration): bigint {
  const sinceZero = exactNanoseconds(time) - BigInt(ZERO_SECONDS) * 1_000_000_000n
  const rest = sinceZero % unit.nanoseconds
  return rest < 0n ? rest + unit.nanoseconds : rest
}
