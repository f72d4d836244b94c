// The part of the flow that people's duties need: who takes over and which gaps come is told through the outbox.
import type { Clock } from './base/clock.ts'
import type { IdSource } from './base/id.ts'
import { SCHEDULE_LIMITS } from './base/limits.ts'
import type { Turn } from './base/loop.ts'
import type { ScheduleFacts } from './contract/schedule-store.ts'
import type { Store } from './contract/store.ts'
import type { Directory } from './model/directory.ts'
import type { Escalation } from './model/escalation.ts'
import {
  type Announcement,
  type DutyLook,
  type DutyWatch,
  lookAtDuties,
  type Takeover,
} from './stages/duty/duty.ts'
import {
  address,
  addressTakeover,
  openEntry,
  policiesNaming,
  type TellContext,
} from './stages/escalate/escalate.ts'
import { dueFacts, type InhibitionKeeper, muted, type Silences } from './stages/mute/mute.ts'

/** What it works with: a part of the hub. */
type DutyHub = {
  readonly store: Store
  readonly clock: Clock
  readonly newId: IdSource
  readonly directory: () => Directory
  readonly duties: DutyWatch
  readonly silences: Silences
  readonly inhibitions: InhibitionKeeper
  readonly wake: { readonly send: () => void }
}

/** Tells who takes over and which gaps come, each once. */
export async function tickSchedules(hub: DutyHub): Promise<Turn> {
  const { store, duties } = hub
  const now = hub.clock.now()
  const { configuration } = hub.directory()
  const { contacts } = configuration
  const schedules = [...configuration.schedules.values()]
  const due = duties.due(schedules, now)
  if (due.length === 0) return { more: false, nextAt: duties.nextAt(schedules, now) }
  const nameOf = (contact: string): string => contacts.get(contact)?.name ?? contact
  let look: DutyLook | undefined
  let owed = 0
  await store.tickSchedules(async (marks, facts) => {
    look = lookAtDuties(due, marks, { nameOf, newId: hub.newId, now })
    const context = { configuration, now, newId: hub.newId, escalations: [], turnOf: () => 0 }
    const runs = new Map<string, Escalation>()
    const arrivals: Awaited<ReturnType<typeof takenOver>>[] = []
    for (const one of look.takeovers) {
      const arrival = await takenOver(hub, { ...one, facts, runs }, now)
      // Several may come on call in one moment, and hear of one alert.
      for (const run of arrival.escalations) runs.set(run.id, run)
      arrivals.push(arrival)
    }
    const notifications = [
      ...look.announcements.flatMap((one) => addressed(one, context)),
      ...arrivals.flatMap((one) => one.notifications),
    ]
    owed = notifications.length
    return { marks: look.marks, notifications, escalations: [...runs.values()] }
  })
  // Only now: where it could not be recorded, it has to be looked at again.
  if (look !== undefined) duties.looked(schedules, look.nextAt)
  if (owed > 0) hub.wake.send()
  const nextAt = duties.nextAt(schedules, now)
  return { more: nextAt !== undefined && nextAt <= now, nextAt }
}

/** What is open and not held back, for whoever has come on call. */
async function takenOver(
  hub: DutyHub,
  facts: Takeover & {
    readonly facts: ScheduleFacts
    /** As those who came on call before this one have left them. */
    readonly runs: ReadonlyMap<string, Escalation>
  },
  now: number,
) {
  const { facts: look, runs, ...arrival } = facts
  const { schedule } = arrival
  const { configuration, policies } = hub.directory()
  const { open, count } = await look.openAlerts({
    schedule,
    policies: policiesNaming(schedule, configuration),
    limit: SCHEDULE_LIMITS.takeoverMax,
  })
  const known = { silences: await look.silences(now), look, configuration }
  const entries = open.map(openEntry)
  const held = muted(entries, (await dueFacts(hub, known, { entries, now }))(entries), now)
  const told = open
    .filter(({ alert }) => !held.has(alert.id))
    .map((one) => ({ ...one, runs: one.runs.map((run) => runs.get(run.id) ?? run) }))
  const context = { configuration, now, newId: hub.newId }
  return addressTakeover(arrival, { open: told, more: count - open.length, policies }, context)
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
