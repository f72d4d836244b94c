// The written form of time intervals, as in Alertmanager: `monday:friday`, `-1`, `09:00`.
import { isZone, type Range, type TimeInterval } from './time-interval.ts'

/** A time interval as it is written; every part may be absent. */
export type WrittenInterval = {
  readonly times?: readonly { readonly start?: string; readonly end?: string }[]
  readonly weekdays?: readonly string[]
  readonly daysOfMonth?: readonly string[]
  readonly months?: readonly string[]
  readonly years?: readonly string[]
  readonly zone?: string
}

/** The same as people write it in a file or a request: times of day as `09:00-18:00`. */
export type WrittenTimes = Omit<WrittenInterval, 'times'> & { readonly times?: readonly string[] }

/** Reads times as people write them; those over midnight are the two parts of the day. Throws TimeIntervalError. */
export function parseTimes({ times = [], ...rest }: WrittenTimes): TimeInterval {
  return parseTimeInterval({
    ...rest,
    times: times.flatMap((range) => {
      const [start = '', end = ''] = range.split('-').map((time) => time.trim())
      const isOverMidnight = end !== '' && start > end
      if (!isOverMidnight) return [{ start, end }]
      return [{ start, end: '24:00' }, ...(end === '00:00' ? [] : [{ start: '00:00', end }])]
    }),
  })
}

/** Why a time interval cannot be read, in Alertmanager's words. */
export class TimeIntervalError extends Error {
  override readonly name = 'TimeIntervalError'
}

/** Which of what is odd is taken: as a person would want it, or as Alertmanager takes it. */
export type IntervalReading = {
  /** A month that does not exist is a mistake; Alertmanager lets it hold never. */
  readonly anyMonth: boolean
  /** The days of the month by which an end before the beginning is known: Alertmanager takes February's. */
  readonly monthDays: number
}

const OURS: IntervalReading = { anyMonth: false, monthDays: 31 }

/** Alertmanager's reading. */
export const AS_ALERTMANAGER: IntervalReading = { anyMonth: true, monthDays: 27 }

/** Reads a time interval. Throws TimeIntervalError. */
export function parseTimeInterval(
  written: WrittenInterval,
  reading: IntervalReading = OURS,
): TimeInterval {
  const zone = written.zone ?? 'UTC'
  if (!isZone(zone)) throw new TimeIntervalError(`unknown time zone ${zone}`)
  return {
    times: (written.times ?? []).map(readTimes),
    weekdays: (written.weekdays ?? []).map(readWeekdays),
    daysOfMonth: (written.daysOfMonth ?? []).map((days) => readDays(days, reading)),
    months: (written.months ?? []).map((months) => readMonths(months, reading)),
    years: (written.years ?? []).map(readYears),
    zone,
  }
}

function readTimes({ start, end }: { start?: string; end?: string }): Range {
  if (!start || !end) throw new TimeIntervalError('both start and end times must be provided')
  const [from, to] = [readTime(start), readTime(end)]
  if (from >= to) throw new TimeIntervalError('start time cannot be equal or greater than end time')
  return { from, to }
}

function readTime(text: string): number {
  const [, hours, minutes] =
    /^(?:((?:[01][0-9])|(?:2[0-3])):([0-5][0-9])|24:00)$/.exec(text) ?? fail(text)
  return hours === undefined ? 24 * 60 : Number(hours) * 60 + Number(minutes)
}

function fail(text: string): never {
  throw new TimeIntervalError(`couldn't parse timestamp ${text}, invalid format`)
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
]

function readWeekdays(text: string): Range {
  return ordered(
    split(text, (name) => {
      const index = WEEKDAYS.indexOf(name.toLowerCase())
      if (index === -1) throw new TimeIntervalError(`${name} is not a valid weekday`)
      return index
    }),
  )
}

function readMonths(text: string, { anyMonth }: IntervalReading): Range {
  return ordered(
    split(text, (name) => {
      const index = MONTHS.indexOf(name.toLowerCase())
      if (index !== -1) return index + 1
      const number = /^[+-]?\d{1,9}$/.test(name) ? Number(name) : Number.NaN
      if (Number.isNaN(number) || (!anyMonth && (number < 1 || number > 12)))
        throw new TimeIntervalError(`${name} is not a valid month`)
      return number
    }),
  )
}

function readYears(text: string): Range {
  return ordered(split(text, wholeNumber))
}

function readDays(text: string, { monthDays }: IntervalReading): Range {
  const range = split(text, wholeNumber)
  for (const day of [range.from, range.to]) {
    if (day === 0 || day < -31 || day > 31)
      throw new TimeIntervalError(`${day} is not a valid day of the month: out of range`)
  }
  if (range.from < 0 && range.to > 0)
    throw new TimeIntervalError('end day must be negative if start day is negative')
  // A range such as 28:-5 depends on the month.
  const counted = (day: number): number => (day < 0 ? monthDays + day + 1 : day)
  if (counted(range.from) > counted(range.to))
    throw new TimeIntervalError(`end day ${range.to} is always before start day ${range.from}`)
  return range
}

function wholeNumber(text: string): number {
  if (!/^[+-]?\d{1,9}$/.test(text))
    throw new TimeIntervalError(`could not parse ${text} as a number`)
  return Number(text)
}

/** `a` or `a:b`. */
function split(text: string, read: (part: string) => number): Range {
  const parts = text.split(':')
  if (parts.length > 2) throw new TimeIntervalError(`couldn't parse range ${text}, invalid format`)
  const from = read(parts[0] ?? '')
  return { from, to: parts[1] === undefined ? from : read(parts[1]) }
}

function ordered(range: Range): Range {
  if (range.from > range.to)
    throw new TimeIntervalError('start of the range cannot be after its end')
  return range
}
