// Instants of the API (ISO 8601, UTC) in words, in the reader's zone where no other is named.

type Unit = 'day' | 'hour' | 'minute' | 'second'

const UNITS: readonly (readonly [Unit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
]

const formats = new Map<string, Intl.DateTimeFormat>()

function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = locale + JSON.stringify(options)
  const known = formats.get(name)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, { hourCycle: 'h23', ...options })
  formats.set(name, made)
  return made
}

const CLOCK = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const
const MINUTE = { hour: '2-digit', minute: '2-digit' } as const
const DAY = { month: 'short', day: 'numeric' } as const
const NEAR_MS = 183 * 86_400_000

/** The time of day, and the date where it is not today's. */
export function clockText(instant: string, locale: string, now: number): string {
  const at = new Date(instant)
  const today = new Date(now)
  if (at.toDateString() === today.toDateString()) return dateFormat(locale, CLOCK).format(at)
  const isThisYear = at.getFullYear() === today.getFullYear()
  return dateFormat(
    locale,
    isThisYear ? { ...DAY, ...MINUTE } : { ...DAY, year: 'numeric' },
  ).format(at)
}

/**
 * A day with its weekday, and the time, for what lies ahead; half a year away the year says more. In the reader's zone
 * where no other is named.
 */
export function dayAndMinute(
  instant: string,
  locale: string,
  { now = Date.now(), zone }: { readonly now?: number; readonly zone?: string | undefined } = {},
): string {
  const at = new Date(instant)
  const isNear = Math.abs(at.getTime() - now) < NEAR_MS
  const near = { weekday: 'short', ...DAY, ...MINUTE } as const
  const options = isNear ? near : ({ ...DAY, year: 'numeric' } as const)
  return dateFormat(locale, { ...options, timeZone: zone }).format(at)
}

/** The whole instant with its zone, and as the API writes it. */
export function exactText(instant: string, locale: string, zone?: string): string {
  const exact = { dateStyle: 'full', timeStyle: 'long', timeZone: zone } as const
  const text = dateFormat(locale, exact).format(new Date(instant))
  return `${text} · ${instant}`
}

/** A span in its largest unit: `4 min`. */
export function spanText(ms: number, locale: string): string {
  const length = Math.abs(ms)
  const [unit, unitMs] = UNITS.find(([, one]) => length >= one) ?? (['second', 1_000] as const)
  const options = { style: 'unit', unit, unitDisplay: 'short' } as const
  return new Intl.NumberFormat(locale, options).format(Math.floor(length / unitMs))
}

/** A countdown as `m:ss`, or `h:mm:ss`. Never below zero. */
export function countdownText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  const two = (value: number): string => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest.replace(/^0/, '')
}

/** What a field for date and time takes: local time without a zone. */
export function fieldTime(ms: number): string {
  const at = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000)
  return at.toISOString().slice(0, 16)
}

/** Midnight of the day, and so many days on; in the reader's zone where no other is named. */
export function startOfDay(ms: number, days = 0, zone?: string): number {
  const { year, month, day } = wallOf(ms, zone)
  const wanted = Date.UTC(year, month - 1, day + days)
  // Away from a change of the clock the first step is right; next to one, the second.
  const first = wanted - aheadOf(wanted, zone)
  return wanted - aheadOf(first, zone)
}

/** How far the wall clock of the zone is ahead of UTC, in milliseconds. */
function aheadOf(ms: number, zone: string | undefined): number {
  const { year, month, day, hour, minute, second } = wallOf(ms, zone)
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000
}

const WALL = { year: 'numeric', month: 'numeric', day: 'numeric', ...CLOCK } as const

type Wall = Readonly<Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>>

/** What the wall clock shows. */
function wallOf(ms: number, zone: string | undefined): Wall {
  const parts = dateFormat('en-US', { ...WALL, timeZone: zone }).formatToParts(ms)
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((one) => one.type === type)?.value)
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  }
}

/** A day of a calendar: how it is called, whether one works on it, and by how much its clock changes, in milliseconds. */
export type CalendarDay = {
  readonly from: number
  readonly text: string
  readonly isWeekend: boolean
  readonly changesBy: number
}

/** The days from one midnight to another. */
export function daysBetween(
  span: { readonly from: number; readonly until: number },
  locale: string,
  zone?: string,
): readonly CalendarDay[] {
  const days: CalendarDay[] = []
  for (let from = span.from; from < span.until && days.length < DAYS_MAX; ) {
    const next = startOfDay(from, 1, zone)
    const weekday = dateFormat(locale, { weekday: 'narrow', timeZone: zone }).format(from)
    const english = dateFormat('en-US', { weekday: 'short', timeZone: zone }).format(from)
    days.push({
      from,
      text: `${weekday} ${wallOf(from, zone).day}`,
      isWeekend: english.startsWith('S'),
      changesBy: aheadOf(next, zone) - aheadOf(from, zone),
    })
    from = next
  }
  return days
}

/** More do not fit on a line. */
const DAYS_MAX = 62

/** The reader's own. */
export function ownZone(): string {
  return dateFormat('en-US', {}).resolvedOptions().timeZone
}

/** As the API writes instants within its sentences. */
export const INSTANT = /(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{3})?)?Z)/
