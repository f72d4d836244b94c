import { DELIVERY_LIMITS } from '../../base/limits.ts'
import type { Notification } from '../../model/notification.ts'

/**
 * What several of a sender's rules say in the same words to the same endpoint within a moment: each but the first, with
 * the one that says it. What one rule says again is news.
 */
export function echoes(due: readonly Notification[]): ReadonlyMap<string, string> {
  const first = new Map<string, Notification>()
  const found = new Map<string, string>()
  const oldestFirst = [...due].sort((one, other) => (one.id < other.id ? -1 : 1))
  for (const one of oldestFirst) {
    const same = sameOf(one)
    if (same === undefined) continue
    const key = JSON.stringify([one.endpointId, same.key])
    const before = first.get(key)
    if (before === undefined || !isEcho(one, before)) first.set(key, one)
    else found.set(one.id, before.id)
  }
  return found
}

function isEcho(one: Notification, before: Notification): boolean {
  const isMoment = one.createdAt - before.createdAt <= DELIVERY_LIMITS.echoMs
  return isMoment && sameOf(one)?.by !== sameOf(before)?.by
}

/** By what it is known as saying the same. What was tried already may have been posted, and what a person sends again is wanted. */
function sameOf({ entries, kind, attemptCount, resentAt }: Notification) {
  const [entry] = entries
  const isPlain = kind === 'notice' && entries.length === 1
  return isPlain && attemptCount === 0 && resentAt === undefined
    ? entry?.addressed?.same
    : undefined
}
