import { SPOOL_LIMITS } from '../base/limits.ts'

/** What a spool holds, and what of it one source does. */
export type Held = {
  readonly bytesMax: number
  readonly bytes: number
  readonly ownBytes: number
}

/**
 * Whether a source may put `more` bytes. No source holds more than twice what is free: alone it gets two thirds of all, two
 * get two fifths each, and there is always room for one that comes later. So nobody has to say how many there will be.
 */
export function mayPut({ bytesMax, bytes, ownBytes }: Held, more: number): boolean {
  const free = bytesMax - bytes - more
  return free >= 0 && ownBytes + more <= SPOOL_LIMITS.timesFreeMax * free
}
