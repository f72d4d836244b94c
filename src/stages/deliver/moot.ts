import type { Store } from '../../contract/store.ts'
import type { Notification } from '../../model/notification.ts'

/**
 * Whether a message that is for as long as nobody answers is for nothing now: all that fired when it was decided has been
 * taken on or is over. What a person has sent again is sent.
 */
export function isMoot(
  { unlessAnswered, resentAt, entries }: Notification,
  statesNow: Awaited<ReturnType<Store['statesNow']>>,
): boolean {
  if (unlessAnswered === undefined || resentAt !== undefined) return false
  return entries.every(({ subjectId, state }) => (statesNow.get(subjectId) ?? state) !== 'firing')
}
