// In: which rule of a sender says it. Out: a notification of a notice, in words that all of the sender's rules share.
import type { Notification } from '../../src/model/notification.ts'

/** When they were made. */
export const NOTICED_AT = 1_772_676_901_000

/** What the sender's rule `by` says in the same words as its others, owed to one endpoint; `id` is also its subject's. */
export function noticeOwed(
  id: string,
  by: string,
  change: Partial<Notification> = {},
): Notification {
  const entry = {
    subjectId: id,
    eventId: id,
    state: 'notice',
    severity: 'info',
    name: by,
    title: by,
    labels: {},
    fields: [],
    links: [],
    at: NOTICED_AT,
    addressed: { contact: 'c', same: { key: 'words', by } },
  } as const
  return {
    id,
    endpointId: 'e',
    lane: 'l',
    kind: 'notice',
    severity: 'info',
    state: 'due',
    createdAt: NOTICED_AT,
    dueAt: NOTICED_AT,
    attemptCount: 0,
    policy: 'p',
    mentions: [],
    entries: [entry],
    ...change,
  }
}
