import { DELIVERY_LIMITS } from '../../base/limits.ts'
import type { Notification } from '../../model/notification.ts'
import { saidColumns } from '../said-columns.ts'
import type { Connection } from './connection.ts'

/** Those of the due that say what their endpoint was told a moment before by another rule, each with that message. */
export function saidAlready(
  connection: Connection,
  due: readonly Notification[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const one of due) {
    const [said, by, at] = saidColumns(one)
    // What was tried may have been posted, and what a person sends again is wanted.
    if (said === null || at === null || one.attemptCount > 0 || one.resentAt !== undefined) continue
    const teller = connection.get(
      "select id from notifications where said = ? and said_by <> ? and state = 'sent' and id < ? and said_at >= ? order by id desc limit 1",
      said,
      by,
      one.id,
      at - DELIVERY_LIMITS.echoMs,
    )
    if (teller) found.set(one.id, String(teller['id']))
  }
  return found
}
