import { CONFIG_SHAPE_LIMITS } from '../base/limits.ts'

const UNITS = [
  ['d', 24 * 60 * 60 * 1000],
  ['h', 60 * 60 * 1000],
  ['m', 60 * 1000],
  ['s', 1000],
  ['ms', 1],
] as const

/** One number per unit, the large units first. */
export const DURATION_PATTERN = '(?:\\d+d)?(?:\\d+h)?(?:\\d+m)?(?:\\d+s)?(?:\\d+ms)?'

const DURATION = /^(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?(?:(\d{1,12})ms)?$/

/**
 * Milliseconds of a duration as people write it: `500ms`, `10s`, `5m`, `1h30m`, `1d`. Undefined
 * for anything else, and for more than 366 days.
 */
export function parseDuration(text: string): number | undefined {
  const parts = DURATION.exec(text)
  if (parts === null || text === '') return undefined
  let ms = 0
  for (const [index, [, unitMs]] of UNITS.entries()) ms += Number(parts[index + 1] ?? 0) * unitMs
  return ms > CONFIG_SHAPE_LIMITS.durationMsMax ? undefined : ms
}

/** The shortest form that `parseDuration` reads back as `ms`: `1h30m`, `0s`. */
export function formatDuration(ms: number): string {
  let rest = ms
  let text = ''
  for (const [unit, unitMs] of UNITS) {
    const count = Math.floor(rest / unitMs)
    if (count > 0) text += `${count}${unit}`
    rest -= count * unitMs
  }
  return text === '' ? '0s' : text
}

/** What to write instead of `written`, as one sentence that begins with a space. */
export function durationHint(written: string): string {
  const number = /^\s*(\d{1,9})\s*$/.exec(written)?.[1]
  if (number !== undefined)
    return ` A number has no unit: write ${number}s for seconds, ${number}m for minutes.`
  if (/^\d+[.,]\d+/.test(written)) return ' Write 1h30m instead of 1.5h.'
  if (/^(?:\d+\s*[a-z]+\s*)+$/i.test(written))
    return ' Units are d, h, m, s and ms, the largest first and without spaces: 1h30m.'
  return ' Write a number with its unit: 500ms, 10s, 5m, 4h, 1d or 1h30m.'
}
