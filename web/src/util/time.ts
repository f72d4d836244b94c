// Instants of the API (ISO 8601, UTC) in words, in the reader's zone.

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

/** A day with its weekday, and the time, for what lies ahead; half a year away the year says more. */
export function dayAndMinute(instant: string, locale: string, now = Date.now()): string {
  const at = new Date(instant)
  const isNear = Math.abs(at.getTime() - now) < NEAR_MS
  const near = { weekday: 'short', ...DAY, ...MINUTE } as const
  return dateFormat(locale, isNear ? near : { ...DAY, year: 'numeric' }).format(at)
}

/** The whole instant with its zone, and as the API writes it. */
export function exactText(instant: string, locale: string): string {
  const text = dateFormat(locale, { dateStyle: 'full', timeStyle: 'long' }).format(
    new Date(instant),
  )
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

/** Midnight of the reader's day, and so many days on. */
export function startOfDay(ms: number, days = 0): number {
  const at = new Date(ms)
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() + days).getTime()
}

/** As the API writes instants within its sentences. */
export const INSTANT = /(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{3})?)?Z)/
