// Which dates a recurrence rule names, as days since 1970-01-01. Our own walk over days, weeks, months and years, because it
// ends: a rule that matches nothing must not keep the hub busy for ever. Plain numbers, because it may walk over many days.
import { dateFromDays, daysFromDate, daysInMonth, isLeapYear } from '../values/calendar.ts'

/** A rule as RFC 5545 writes it, without times of day. */
export type RecurrenceRule = {
  readonly frequency: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY'
  readonly interval: number
  readonly count?: number
  /** Weekdays (1 is Monday); `ordinal` counts within the month or year, from its end where negative; 0 is every one. */
  readonly byDay: readonly { readonly weekday: number; readonly ordinal: number }[]
  readonly byMonthDay: readonly number[]
  readonly byMonth: readonly number[]
  readonly bySetPosition: readonly number[]
  /** The weekday on which weeks begin. */
  readonly weekStart: number
}

type Reach = {
  /** Earlier days do not matter, but may be given. */
  readonly first: number
  readonly last: number
  /** How many days may still be looked at. */
  readonly budget: { days: number }
}

/** The days of the rule from `start` on, in their order, through `last`. */
export function* daysOf(
  rule: RecurrenceRule,
  start: number,
  { first, last, budget }: Reach,
): Generator<number> {
  let count = 0
  for (let period = firstPeriod(rule, start, first); budget.days > 0; period += 1) {
    const { begins, length, days } = periodOf(rule, start, period * rule.interval)
    budget.days -= length
    if (begins > last) return
    for (const day of positioned(days, rule.bySetPosition)) {
      if (day < start) continue
      if (day > last) return
      if (rule.count !== undefined && count >= rule.count) return
      count += 1
      yield day
    }
  }
}

/** A period may be so long, in days. */
const LONGEST = { DAILY: 1, WEEKLY: 7, MONTHLY: 31, YEARLY: 366 } as const

/** Where the days are counted, all of them are; else the walk begins shortly before what matters. */
function firstPeriod({ count, frequency, interval }: RecurrenceRule, start: number, first: number) {
  if (count !== undefined) return 0
  return Math.max(0, Math.floor((first - start) / LONGEST[frequency] / interval) - 2)
}

type Period = {
  readonly begins: number
  /** How many days it has. */
  readonly length: number
  /** Those of them that the rule names. */
  readonly days: readonly number[]
}

/** The period that lies `steps` days, weeks, months or years after the one with the start. */
function periodOf(rule: RecurrenceRule, start: number, steps: number): Period {
  const { year, month } = dateFromDays(start)
  switch (rule.frequency) {
    case 'DAILY': {
      const day = start + steps
      return { begins: day, length: 1, days: fitsDay(rule, day) ? [day] : [] }
    }
    case 'WEEKLY': {
      const back = (weekdayOf(start) - rule.weekStart + 7) % 7
      const begins = start - back + 7 * steps
      const standard = [weekdayOf(start)]
      const weekdays = rule.byDay.length > 0 ? rule.byDay.map(({ weekday }) => weekday) : standard
      const days = run(begins, 7).filter(
        (day) => weekdays.includes(weekdayOf(day)) && fitsMonth(rule, dateFromDays(day).month),
      )
      return { begins, length: 7, days }
    }
    case 'MONTHLY': {
      const months = month - 1 + steps
      const at = { year: year + Math.floor(months / 12), month: (months % 12) + 1 }
      return {
        begins: daysFromDate(at.year, at.month, 1),
        length: daysInMonth(at.month, at.year),
        days: fitsMonth(rule, at.month) ? daysInMonthOf(rule, at, start) : [],
      }
    }
    case 'YEARLY': {
      const begins = daysFromDate(year + steps, 1, 1)
      return {
        begins,
        length: lengthOf(year + steps),
        days: daysInYearOf(rule, year + steps, start),
      }
    }
  }
}

function daysInMonthOf(
  rule: RecurrenceRule,
  { year, month }: { year: number; month: number },
  start: number,
): readonly number[] {
  const length = daysInMonth(month, year)
  const days = run(daysFromDate(year, month, 1), length)
  if (rule.byDay.length === 0 && rule.byMonthDay.length === 0) {
    const { day: wanted } = dateFromDays(start)
    return days.slice(wanted - 1, wanted)
  }
  return days.filter(
    (_, index) => fitsMonthDay(rule, { day: index + 1, length }) && fitsWeekday(rule, days, index),
  )
}

function daysInYearOf(rule: RecurrenceRule, year: number, start: number): readonly number[] {
  const { byDay, byMonth, byMonthDay } = rule
  if (byDay.length > 0 && byMonth.length === 0 && byMonthDay.length === 0) {
    const days = run(daysFromDate(year, 1, 1), lengthOf(year))
    return days.filter((_, index) => fitsWeekday(rule, days, index))
  }
  // Days of the month without months mean those of every month.
  const standard = byMonthDay.length > 0 ? EVERY_MONTH : [dateFromDays(start).month]
  const months = byMonth.length > 0 ? EVERY_MONTH.filter((one) => byMonth.includes(one)) : standard
  return months.flatMap((month) => daysInMonthOf(rule, { year, month }, start))
}

const EVERY_MONTH = Array.from({ length: 12 }, (_, index) => index + 1)

function lengthOf(year: number): number {
  return isLeapYear(year) ? 366 : 365
}

function run(first: number, length: number): readonly number[] {
  return Array.from({ length }, (_, days) => first + days)
}

/** 1 is Monday, 7 is Sunday; day 0 was a Thursday. */
function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}

function fitsDay(rule: RecurrenceRule, at: number): boolean {
  const { year, month, day } = dateFromDays(at)
  const isWeekday =
    rule.byDay.length === 0 || rule.byDay.some(({ weekday }) => weekday === weekdayOf(at))
  const length = daysInMonth(month, year)
  return isWeekday && fitsMonth(rule, month) && fitsMonthDay(rule, { day, length })
}

function fitsMonth({ byMonth }: RecurrenceRule, month: number): boolean {
  return byMonth.length === 0 || byMonth.includes(month)
}

function fitsMonthDay(
  { byMonthDay }: RecurrenceRule,
  { day, length }: { day: number; length: number },
): boolean {
  return (
    byMonthDay.length === 0 || byMonthDay.includes(day) || byMonthDay.includes(day - length - 1)
  )
}

/** `among` are the days that an ordinal counts in. */
function fitsWeekday({ byDay }: RecurrenceRule, among: readonly number[], index: number): boolean {
  if (byDay.length === 0) return true
  const fromStart = Math.floor(index / 7) + 1
  const fromEnd = -(Math.floor((among.length - 1 - index) / 7) + 1)
  const today = weekdayOf(among[index] ?? 0)
  return byDay.some(
    ({ weekday, ordinal }) =>
      weekday === today && (ordinal === 0 || ordinal === fromStart || ordinal === fromEnd),
  )
}

function positioned(days: readonly number[], positions: readonly number[]): readonly number[] {
  if (positions.length === 0) return days
  return days.filter(
    (_, index) => positions.includes(index + 1) || positions.includes(index - days.length),
  )
}
