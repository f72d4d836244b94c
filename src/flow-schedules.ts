// The part of the flow that people's duties need: who takes over and which gaps come is told through the outbox.
import type { Clock } from './base/clock.ts'
import type { IdSource } from './base/id.ts'
import type { Store } from './contract/store.ts'
import type { Directory } from './model/directory.ts'
import { type Announcement, type DutyWatch, lookAtDuties } from './stages/duty/duty.ts'
import { address, type TellContext } from './stages/escalate/escalate.ts'

/** What it works with: a part of the hub. */
type DutyHub = {
  readonly store: Store
  readonly clock: Clock
  readonly newId: IdSource
  readonly directory: () => Directory
  readonly duties: DutyWatch
  readonly wake: { readonly send: () => void }
}

/** Tells who takes over and which gaps come, each once. Gives when it has to look again. */
export async function tickSchedules(hub: DutyHub): Promise<number | undefined> {
  const { store, duties } = hub
  const now = hub.clock.now()
  const { configuration } = hub.directory()
  const { schedules, contacts } = configuration
  if (!duties.isDue(schedules, now)) return duties.nextAt
  const nameOf = (contact: string): string => contacts.get(contact)?.name ?? contact
  let nextAt = Infinity
  let owed = 0
  await store.tickSchedules((marks) => {
    const look = lookAtDuties(schedules, marks, { nameOf, newId: hub.newId, now })
    nextAt = look.nextAt
    const context = { configuration, now, newId: hub.newId, escalations: [], turnOf: () => 0 }
    const notifications = look.announcements.flatMap((one) => addressed(one, context))
    owed = notifications.length
    return { marks: look.marks, notifications }
  })
  // Only now: where it could not be recorded, it has to be looked at again.
  duties.looked(schedules, nextAt)
  if (owed > 0) hub.wake.send()
  return duties.nextAt
}

/** To its group as a policy would tell it; where that reaches nobody, to the fallback. */
function addressed({ kind, schedule, to, entry }: Announcement, context: TellContext) {
  const telling = {
    kind,
    entries: [{ entry, audience: entry.severity }],
    held: [],
    items: [],
    removedSubjects: [],
  }
  const policy = {
    id: schedule,
    match: [],
    group: { by: [], waitMs: 0, intervalMs: 0, repeatMs: 0 },
    notify: to === undefined ? [] : [{ to }],
    recoveries: false,
  }
  return address(telling, policy, context).notifications
}
