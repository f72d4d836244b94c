import { formatTime } from '../base/time.ts'
import { loadLocation } from '../languages/values/zone.ts'

/** An instant on the wall of a zone; with its offset, so that no change of the clock is hidden. */
export function localText(at: number, zone: string): string {
  const { offsetSeconds } = loadLocation(zone).lookUp(Math.floor(at / 1000))
  return formatTime(at, Math.round(offsetSeconds / 60))
}
