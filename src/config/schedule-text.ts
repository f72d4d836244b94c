// The written forms inside a schedule: handovers (`Mon 09:00`), hours (`Mon-Fri 09:00-18:00`) and dates.
import { dateOf, instantOf, localTimeOf } from '../model/local-time.ts'
import type { Restriction } from '../model/schedule.ts'

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const DAY = '(?:mon|tue|wed|thu|fri|sat|sun)'
const TIME = '(?:[01][0-9]|2[0-3]):[0-5][0-9]'

/** When somebody else takes over: the time of day, and the weekday (1 is Monday) or day of the month where one is written. */
export type Handover = {
  readonly minute: number
  readonly weekday?: number
  readonly dayOfMonth?: number
}

/** Reads `09:00`, `Mon 09:00` or `31 09:00`; undefined for anything else. */
export function parseHandover(text: string): Handover | undefined {
  const parts = new RegExp(`^(?:(${DAY})\\s+|(\\d{1,2})\\s+)?(${TIME})$`, 'i').exec(text.trim())
  if (parts === null) return undefined
  const [, weekday, day, time = ''] = parts
  if (day !== undefined && (Number(day) < 1 || Number(day) > 31)) return undefined
  return {
    minute: minuteOf(time),
    ...(weekday === undefined ? {} : { weekday: weekdayOf(weekday) }),
    ...(day === undefined ? {} : { dayOfMonth: Number(day) }),
  }
}

/**
 * Reads hours in which a layer holds: `09:00-18:00` on every day, `Mon-Fri 09:00-18:00`,
 * `Sat,Sun 10:00-16:00`, over midnight `22:00-06:00`, from one day to another `Fri 18:00-Mon 08:00`.
 * Undefined for anything else, and for hours without any length.
 */
export function parseHours(text: string): Restriction | undefined {
  return parseSpan(text.trim()) ?? parseDaily(text.trim())
}

function parseSpan(text: string): Restriction | undefined {
  const parts = new RegExp(`^(${DAY})\\s+(${TIME})\\s*-\\s*(${DAY})\\s+(${TIME}|24:00)$`, 'i').exec(
    text,
  )
  if (parts === null) return undefined
  const [, fromDay = '', from = '', untilDay = '', until = ''] = parts
  const [fromMinute, untilMinute] = [minuteOf(from), minuteOf(until)]
  const days = (weekdayOf(untilDay) - weekdayOf(fromDay) + 7) % 7
  const isWholeWeek = days === 0 && untilMinute <= fromMinute
  return restriction([weekdayOf(fromDay)], {
    fromMinute,
    days: isWholeWeek ? 7 : days,
    untilMinute,
  })
}

function parseDaily(text: string): Restriction | undefined {
  const days = `${DAY}(?:\\s*-\\s*${DAY}|(?:\\s*,\\s*${DAY})*)`
  const parts = new RegExp(`^(?:(${days})\\s+)?(${TIME})\\s*-\\s*(${TIME}|24:00)$`, 'i').exec(text)
  if (parts === null) return undefined
  const [, on, from = '', until = ''] = parts
  const [fromMinute, untilMinute] = [minuteOf(from), minuteOf(until)]
  const span = { fromMinute, days: untilMinute <= fromMinute ? 1 : 0, untilMinute }
  return fromMinute === untilMinute ? undefined : restriction(weekdaysOf(on), span)
}

/** 24:00 is the midnight after. */
function restriction(
  weekdays: readonly number[],
  { fromMinute, days, untilMinute }: Omit<Restriction, 'weekdays'>,
): Restriction {
  const isMidnight = untilMinute === MIDNIGHT
  return {
    weekdays,
    fromMinute,
    days: isMidnight ? days + 1 : days,
    untilMinute: isMidnight ? 0 : untilMinute,
  }
}

const MIDNIGHT = 24 * 60

function weekdaysOf(text: string | undefined): readonly number[] {
  if (text === undefined) return [1, 2, 3, 4, 5, 6, 7]
  const [first = '', last] = text.split(/\s*-\s*/)
  if (last === undefined) return text.split(/\s*,\s*/).map(weekdayOf)
  const length = (weekdayOf(last) - weekdayOf(first) + 7) % 7
  return Array.from({ length: length + 1 }, (_, index) => ((weekdayOf(first) - 1 + index) % 7) + 1)
}

function weekdayOf(text: string): number {
  return WEEKDAYS.indexOf(text.toLowerCase()) + 1
}

function minuteOf(time: string): number {
  const [hours, minutes] = time.split(':')
  return Number(hours) * 60 + Number(minutes)
}

/** Whether a text is a date that exists: `2026-01-05`. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  try {
    dateOf(text)
    return true
  } catch {
    return false
  }
}

/** Reads `2026-01-05` (its midnight) or `2026-01-05 09:00` on the wall of `zone`, as UTC milliseconds; undefined for anything else. */
export function parseLocal(text: string, zone: string): number | undefined {
  const [date = '', time = '00:00', ...rest] = text.trim().split(/[ T]/)
  if (!isDate(date) || !new RegExp(`^${TIME}$`).test(time) || rest.length > 0) return undefined
  return instantOf(localTimeOf(dateOf(date), minuteOf(time)), zone)
}
