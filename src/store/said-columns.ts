import type { Notification } from '../model/notification.ts'

/** What a message says and to whom, by which rule, and when: what the columns hold of it. */
export function saidColumns({
  endpointId,
  entries,
  createdAt,
}: Pick<Notification, 'endpointId' | 'entries' | 'createdAt'>): readonly [
  said: string | null,
  by: string | null,
  at: number | null,
] {
  const [entry] = entries
  const same = entries.length === 1 ? entry?.addressed?.same : undefined
  if (same === undefined) return [null, null, null]
  return [JSON.stringify([endpointId, same.key]), same.by, createdAt]
}
