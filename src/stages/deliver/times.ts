import { formatTime } from '../../base/time.ts'
import { loadLocation } from '../../languages/values/zone.ts'

const SECOND_MS = 1000

/** An instant in an IANA zone, with its offset then: `2026-03-05 10:15:01 +08:00`, or `… UTC`. */
export function localTime(at: number, zone: string): string {
  const { offsetSeconds } = loadLocation(zone).lookUp(Math.floor(at / SECOND_MS))
  return formatTime(at, Math.round(offsetSeconds / 60))
}
