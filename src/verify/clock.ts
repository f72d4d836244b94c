import type { LocalText } from '../model/text.ts'

/** One request as our clock saw it, and the other side's `Date` header. */
export type Seen = { readonly date: string; readonly sentAt: number; readonly answeredAt: number }

/** How far our clock is from another's; positive where ours is ahead. */
export type ClockOffset = { readonly offMs: number; readonly uncertaintyMs: number }

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'
const DAY_MS = 86_400_000
const HEADER_STEP_MS = 1_000

/**
 * Compares two clocks by one answer. The header tells whole seconds, and was written somewhere
 * between our question and its answer: both make the uncertainty.
 */
export function measureClock({ date, sentAt, answeredAt }: Seen): ClockOffset | undefined {
  const theirs = readHttpDate(date)
  if (theirs === undefined) return undefined
  const ours = (sentAt + answeredAt) / 2
  return {
    offMs: Math.round(ours - (theirs + HEADER_STEP_MS / 2)),
    uncertaintyMs: Math.ceil((answeredAt - sentAt + HEADER_STEP_MS) / 2),
  }
}

/** `Sun, 06 Nov 1994 08:49:37 GMT` as UTC milliseconds. */
function readHttpDate(text: string): number | undefined {
  const parts = /^\w{3}, (\d{2}) (\w{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/.exec(text.trim())
  const month = MONTHS.indexOf(parts?.[2] ?? '?') / 3
  if (parts === null || !Number.isInteger(month) || month < 0) return undefined
  const [day = 0, , year = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number)
  return daysBefore(year, month + 1, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000
}

/** Days since 1970-01-01 of a date of the Gregorian calendar. */
function daysBefore(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** A length of time in words that suit its size. */
export function spanWords(ms: number): LocalText {
  const seconds = Math.round(Math.abs(ms) / 1000)
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor((seconds % 86_400) / 3600),
    Math.floor((seconds % 3600) / 60),
  ]
  const parts: [number, string, string][] = [
    [days, 'd', '天'],
    [hours, 'h', '小时'],
    [minutes, 'min', '分'],
    [seconds % 60, 's', '秒'],
  ]
  const first = parts.findIndex(([count]) => count > 0)
  const shown = first === -1 ? parts.slice(-1) : parts.slice(first, first + 2)
  const said = shown.filter(([count], index) => count > 0 || index === 0)
  return {
    en: said.map(([count, unit]) => `${count} ${unit}`).join(' '),
    zh: said.map(([count, , unit]) => `${count}${unit}`).join(''),
  }
}
