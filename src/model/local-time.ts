// Wall clocks and instants, by the time-zone database; where a zone's clock is put forward or back, in GoAlert's way.
import { Temporal } from 'temporal-polyfill'

/** A reading of a wall clock, without a zone. */
export type LocalTime = Temporal.PlainDateTime

/** What the clock on the wall says in `zone` at `at` (UTC milliseconds). */
export function localTimeAt(at: number, zone: string): LocalTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime()
}

/**
 * When the clock on the wall in `zone` says `local`, as UTC milliseconds. A time that is skipped
 * when clocks go forward is the first instant after the gap; one that comes twice is the first.
 */
export function instantOf(local: LocalTime, zone: string): number {
  const earlier = local.toZonedDateTime(zone, { disambiguation: 'earlier' })
  if (earlier.toPlainDateTime().equals(local)) return earlier.epochMilliseconds
  const gap = earlier.getTimeZoneTransition('next')
  return (gap ?? local.toZonedDateTime(zone)).epochMilliseconds
}

/** A date and a time of day: minutes since midnight. */
export function localTimeOf(date: Temporal.PlainDate, minute: number): LocalTime {
  return date.toPlainDateTime({ hour: Math.floor(minute / 60), minute: minute % 60 })
}

/** The date, by its ISO text such as `2026-03-08`. Throws RangeError. */
export function dateOf(text: string): Temporal.PlainDate {
  return Temporal.PlainDate.from(text)
}
