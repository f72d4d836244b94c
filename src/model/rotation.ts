import type { Temporal } from 'temporal-polyfill'
import { dateOf, instantOf, type LocalTime, localTimeAt, localTimeOf } from './local-time.ts'

/** How often somebody else takes over. Days, weeks and months are counted on the wall clock, hours as they pass. */
export type Rotation = {
  readonly unit: 'hours' | 'days' | 'weeks' | 'months'
  readonly every: number
  /** The time of day of a handover, in minutes since midnight. */
  readonly minute: number
  /** For weeks: 1 is Monday, 7 is Sunday. */
  readonly weekday?: number
  /** For months: 1 to 31; the last day where a month is shorter. */
  readonly dayOfMonth?: number
  /** The first turn is the one that holds on this date (`2026-01-05`) at the time of handover. */
  readonly from?: string
}

/** One turn, from its start to before its end (UTC milliseconds). `index` counts from the rotation's first. */
export type Turn = { readonly index: number; readonly from: number; readonly until: number }

/** Where a rotation without a first date is counted from: a Monday, and the first of a month and a year. */
const STANDARD_FROM = '2024-01-01'

/** The turns that touch [from, until), in their order. Turns before the rotation's first have negative numbers. */
export function turnsWithin(
  rotation: Rotation,
  zone: string,
  { from, until }: { from: number; until: number },
): readonly Turn[] {
  const anchor = anchorOf(rotation)
  const startOf = (index: number): number => turnStart(rotation, { zone, anchor, index })
  let index = guess(rotation, { anchor, zone, at: from })
  while (startOf(index) > from) index -= 1
  while (startOf(index + 1) <= from) index += 1
  const turns: Turn[] = []
  for (let start = startOf(index); start < until; index += 1) {
    const end = startOf(index + 1)
    if (end > start) turns.push({ index, from: start, until: end })
    start = end
  }
  return turns
}

/** The handover on the first date or the last one before it. */
function anchorOf({ unit, from, minute, weekday = 1, dayOfMonth = 1 }: Rotation): LocalTime {
  const date = dateOf(from ?? STANDARD_FROM)
  if (unit === 'weeks')
    return localTimeOf(date.subtract({ days: (date.dayOfWeek - weekday + 7) % 7 }), minute)
  if (unit !== 'months') return localTimeOf(date, minute)
  const thisMonth = onDay(date, dayOfMonth)
  const isOver = thisMonth.day <= date.day
  return localTimeOf(isOver ? thisMonth : onDay(date.subtract({ months: 1 }), dayOfMonth), minute)
}

function onDay(date: Temporal.PlainDate, dayOfMonth: number): Temporal.PlainDate {
  return date.with({ day: Math.min(dayOfMonth, date.daysInMonth) })
}

type TurnPlace = { readonly zone: string; readonly anchor: LocalTime; readonly index: number }

function turnStart(
  { unit, every, dayOfMonth = 1, minute }: Rotation,
  { zone, anchor, index }: TurnPlace,
): number {
  const count = index * every
  switch (unit) {
    case 'hours':
      return instantOf(anchor, zone) + count * HOUR_MS
    case 'days':
      return instantOf(anchor.add({ days: count }), zone)
    case 'weeks':
      return instantOf(anchor.add({ weeks: count }), zone)
    case 'months': {
      const month = anchor.toPlainDate().with({ day: 1 }).add({ months: count })
      return instantOf(localTimeOf(onDay(month, dayOfMonth), minute), zone)
    }
  }
}

const HOUR_MS = 3_600_000
const UNIT_MS = { hours: HOUR_MS, days: 24 * HOUR_MS, weeks: 168 * HOUR_MS, months: 730 * HOUR_MS }

/** About which turn holds at `at`: right but for a few. */
function guess(
  { unit, every }: Rotation,
  { anchor, zone, at }: { anchor: LocalTime; zone: string; at: number },
): number {
  return Math.floor((at - instantOf(anchor, zone)) / (UNIT_MS[unit] * every))
}

/** The next date on or after the day of `at` in `zone`, and the days behind it, up to `until`. */
export function* datesWithin(
  zone: string,
  { from, until }: { from: number; until: number },
): Generator<Temporal.PlainDate> {
  let date = localTimeAt(from, zone).toPlainDate()
  while (instantOf(localTimeOf(date, 0), zone) < until) {
    yield date
    date = date.add({ days: 1 })
  }
}
