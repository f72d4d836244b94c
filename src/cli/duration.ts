import { TocsinError } from '../base/errors.ts'

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const

/** The seconds of `--duration`, such as `30m`, `2h` or `1d`. Throws TOCSIN_USAGE. */
export function secondsOf(text: string): number {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  if (unit === 's' || unit === 'm' || unit === 'h' || unit === 'd')
    return Number(count) * SECONDS[unit]
  throw new TocsinError(
    'TOCSIN_USAGE',
    `Expected --duration as a number with s, m, h or d, for example 2h, found ${JSON.stringify(text)}.`,
  )
}
