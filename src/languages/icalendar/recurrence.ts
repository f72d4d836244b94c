// Which dates a recurrence rule names. Our own walk over days, weeks, months and years, because it ends: a rule that
// matches nothing must not keep the hub busy for ever.
import { Temporal } from 'temporal-polyfill'

type PlainDate = Temporal.PlainDate

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
  /** Earlier dates do not matter, but may be given. */
  readonly first: PlainDate
  readonly last: PlainDate
  /** How many days, weeks, months and years may still be looked at. */
  readonly budget: { periods: number }
}

/** The dates of the rule from `start` on, in their order, through `last`. */
export function* datesOf(
  rule: RecurrenceRule,
  start: PlainDate,
  { first, last, budget }: Reach,
): Generator<PlainDate> {
  let count = 0
  for (let period = firstPeriod(rule, start, first); budget.periods > 0; period += 1) {
    budget.periods -= 1
    const { begins, dates } = periodOf(rule, start, period * rule.interval)
    if (Temporal.PlainDate.compare(begins, last) > 0) return
    for (const date of positioned(dates, rule.bySetPosition)) {
      if (Temporal.PlainDate.compare(date, start) < 0) continue
      if (Temporal.PlainDate.compare(date, last) > 0) return
      if (rule.count !== undefined && count >= rule.count) return
      count += 1
      yield date
    }
  }
}

const UNITS = { DAILY: 'days', WEEKLY: 'weeks', MONTHLY: 'months', YEARLY: 'years' } as const

/** Where the dates are counted, all of them are; else the walk begins shortly before what matters. */
function firstPeriod(rule: RecurrenceRule, start: PlainDate, first: PlainDate): number {
  if (rule.count !== undefined) return 0
  const unit = UNITS[rule.frequency]
  const passed = start.until(first, { largestUnit: unit })[unit]
  return Math.max(0, Math.floor(passed / rule.interval) - 2)
}

type Period = { readonly begins: PlainDate; readonly dates: readonly PlainDate[] }

/** The dates of the period that lies `steps` days, weeks, months or years after the one with the start. */
function periodOf(rule: RecurrenceRule, start: PlainDate, steps: number): Period {
  switch (rule.frequency) {
    case 'DAILY': {
      const first = start.add({ days: steps })
      return { begins: first, dates: [first].filter((date) => fitsDay(rule, date)) }
    }
    case 'WEEKLY': {
      const back = (start.dayOfWeek - rule.weekStart + 7) % 7
      const first = start.subtract({ days: back }).add({ weeks: steps })
      const weekdays =
        rule.byDay.length > 0 ? rule.byDay.map(({ weekday }) => weekday) : [start.dayOfWeek]
      const dates = run(first, 7).filter(
        (date) => weekdays.includes(date.dayOfWeek) && fitsMonth(rule, date),
      )
      return { begins: first, dates }
    }
    case 'MONTHLY': {
      const first = start.with({ day: 1 }).add({ months: steps })
      return {
        begins: first,
        dates: fitsMonth(rule, first) ? datesInMonth(rule, first, start) : [],
      }
    }
    case 'YEARLY': {
      const first = start.with({ month: 1, day: 1 }).add({ years: steps })
      return { begins: first, dates: datesInYear(rule, first, start) }
    }
  }
}

function datesInMonth(
  rule: RecurrenceRule,
  first: PlainDate,
  start: PlainDate,
): readonly PlainDate[] {
  const days = run(first, first.daysInMonth)
  if (rule.byDay.length === 0 && rule.byMonthDay.length === 0)
    return days.filter(({ day }) => day === start.day)
  return days.filter((date) => fitsMonthDay(rule, date) && fitsWeekday(rule, date, days))
}

function datesInYear(
  rule: RecurrenceRule,
  first: PlainDate,
  start: PlainDate,
): readonly PlainDate[] {
  const ofWholeYear =
    rule.byDay.length > 0 && rule.byMonth.length === 0 && rule.byMonthDay.length === 0
  if (ofWholeYear) {
    const days = run(first, first.daysInYear)
    return days.filter((date) => fitsWeekday(rule, date, days))
  }
  // Days of the month without months mean those of every month.
  const standard = rule.byMonthDay.length > 0 ? EVERY_MONTH : [start.month]
  const months =
    rule.byMonth.length > 0 ? [...rule.byMonth].sort((one, other) => one - other) : standard
  return months.flatMap((month) => datesInMonth(rule, first.with({ month }), start))
}

const EVERY_MONTH = Array.from({ length: 12 }, (_, index) => index + 1)

function run(first: PlainDate, length: number): readonly PlainDate[] {
  return Array.from({ length }, (_, days) => first.add({ days }))
}

function fitsDay(rule: RecurrenceRule, date: PlainDate): boolean {
  const isWeekday =
    rule.byDay.length === 0 || rule.byDay.some(({ weekday }) => weekday === date.dayOfWeek)
  return isWeekday && fitsMonth(rule, date) && fitsMonthDay(rule, date)
}

function fitsMonth({ byMonth }: RecurrenceRule, { month }: PlainDate): boolean {
  return byMonth.length === 0 || byMonth.includes(month)
}

function fitsMonthDay({ byMonthDay }: RecurrenceRule, { day, daysInMonth }: PlainDate): boolean {
  return (
    byMonthDay.length === 0 ||
    byMonthDay.includes(day) ||
    byMonthDay.includes(day - daysInMonth - 1)
  )
}

/** `among` are the days that an ordinal counts in. */
function fitsWeekday(
  { byDay }: RecurrenceRule,
  date: PlainDate,
  among: readonly PlainDate[],
): boolean {
  if (byDay.length === 0) return true
  return byDay.some(({ weekday, ordinal }) => {
    if (weekday !== date.dayOfWeek) return false
    if (ordinal === 0) return true
    const index = among.findIndex((day) => day.equals(date))
    const fromStart = Math.floor(index / 7) + 1
    const fromEnd = -(Math.floor((among.length - 1 - index) / 7) + 1)
    return ordinal === fromStart || ordinal === fromEnd
  })
}

function positioned(
  dates: readonly PlainDate[],
  positions: readonly number[],
): readonly PlainDate[] {
  if (positions.length === 0) return dates
  return dates.filter(
    (_, index) => positions.includes(index + 1) || positions.includes(index - dates.length),
  )
}
