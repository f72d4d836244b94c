// The part of the main flow in which runs of escalation policies go on: flow.ts is its door.
// In: what a batch of events changed, and runs whose time has come. Out: how the runs go on, and what they say.
// Must hold: a run is changed by rows only: what concerns it makes it due, and the tick decides.
import type { Clock } from './base/clock.ts'
import type { IdSource } from './base/id.ts'
import type { EscalationTurn, SettleBatch } from './contract/store.ts'
import type { Directory } from './model/directory.ts'
import { concerns, type DueEscalation, type Escalation } from './model/escalation.ts'
import type { NotificationEntry } from './model/notification.ts'
import type { Hold } from './model/outcome.ts'
import type { Settlement } from './model/settlement.ts'
import type { Mute } from './model/silence.ts'
import type { HeldEntry } from './model/telling.ts'
import { hubAnswer } from './stages/answer/answer.ts'
import { assignedRun, nextStepOf, turnParty } from './stages/escalate/escalate.ts'
import { type FactsOf, muted, type QuietTimes } from './stages/mute/mute.ts'

/** What of the hub this part works with. */
type Hub = {
  readonly newId: IdSource
  readonly directory: () => Directory
  readonly quietTimes: QuietTimes
}
type Moment = { readonly now: number; readonly facts: FactsOf }

/** The runs of the alerts that this batch did not open. */
export async function runsOf(
  batch: SettleBatch,
  { alerts }: Settlement,
): Promise<readonly Escalation[]> {
  const known = alerts.filter(({ eventCount }) => eventCount > 1).map(({ id }) => id)
  return known.length === 0 ? [] : await batch.escalations(known)
}

/** Runs that what happened to their alerts concerns are looked at by the next tick; what is given to somebody gets one. */
export function steer(
  settlement: Settlement,
  { runs, now, newId }: { runs: readonly Escalation[]; now: number; newId: IdSource },
): Settlement {
  const alerts = new Map(settlement.alerts.map((alert) => [alert.id, alert]))
  const told = settlement.flushes.flatMap(({ flush: { escalations = [] } }) => escalations)
  const isTold = (run: Escalation): boolean => told.some(({ id }) => id === run.id)
  const concerned = [...told, ...runs.filter((run) => !isTold(run))].filter((run) => {
    const alert = alerts.get(run.alertId)
    return alert !== undefined && concerns(run, alert)
  })
  const begun = settlement.outcomes
    .filter(({ result }) => result === 'assigned')
    .flatMap(({ alertId = '', matched: [first] }) => {
      const alert = alerts.get(alertId)
      if (!alert || runs.some((run) => run.alertId === alertId)) return []
      const place = { policy: first?.policy ?? '', groupId: first?.groupId }
      return assignedRun(alert, { ...place, id: newId(), at: alert.updatedAt })
    })
  const looked = [...concerned, ...begun].map((run) => ({ ...run, nextAt: now }))
  return looked.length > 0 ? { ...settlement, escalations: looked } : settlement
}

/** When the tick has something new to do, as an instant; undefined where it has nothing. */
export function nextLookAt(settlement: Settlement): number | undefined {
  const { groups, escalations = [], flushes, inhibitors, storms = [] } = settlement
  if (inhibitors !== undefined) return -Infinity
  const told = flushes.map(({ flush }) => flush)
  const times = [
    ...[...groups, ...told.flatMap(({ group }) => group ?? [])].map(
      ({ nextFlushAt }) => nextFlushAt,
    ),
    ...[...escalations, ...told.flatMap((flush) => flush.escalations ?? []), ...storms].map(
      ({ nextAt }) => nextAt,
    ),
  ].filter((at) => at !== undefined)
  return times.length > 0 ? Math.min(...times) : undefined
}

/** What the due runs of one group do. */
export function escalate(
  hub: Hub,
  party: readonly DueEscalation[],
  { now, facts }: Moment,
): EscalationTurn {
  const { newId } = hub
  const { configuration, policies } = hub.directory()
  const mutes = mutesOf(hub, party, { now, facts })
  const turn = turnParty(party, { configuration, policies, mutes, now, newId })
  return {
    escalations: turn.escalations,
    notifications: turn.notifications,
    holds: turn.held.map((held) => holdOf(hub, { ...held, at: now })),
    events: turn.ranOut.map(({ due, ackEventId }) =>
      hubAnswer(due, { action: 'unacknowledge', ranOut: ackEventId }, { id: newId(), now }),
    ),
  }
}

/** What holds back the alerts of a party now: what keeps silent, and the times at which their policy tells nothing. */
function mutesOf(
  hub: Hub,
  party: readonly DueEscalation[],
  { now, facts }: Moment,
): ReadonlyMap<string, Mute> {
  const { configuration, policies } = hub.directory()
  const entries = party.map(subjectOf)
  const mutes = new Map(muted(entries, facts(entries), now))
  for (const { run, alert } of party) {
    const policy = policies.get(run.policy)
    const quiet = policy && hub.quietTimes.of(policy, configuration.muteTimings, now)
    if (quiet) mutes.set(alert.id, { reason: 'mute-timing', ...quiet, shown: quiet })
  }
  return mutes
}

/** What a silence looks at: the alert as its group holds it, where one does. */
export function subjectOf({
  run,
  alert,
  entry,
}: DueEscalation): Pick<NotificationEntry, 'subjectId' | 'dedupKey' | 'labels'> {
  return entry ?? { subjectId: run.alertId, dedupKey: alert.dedupKey, labels: alert.labels }
}

/** A line of the story of an event: why something was not told. */
export function holdOf(
  { newId }: Pick<Hub, 'newId'>,
  held: Pick<Hold, 'policy' | 'reason' | 'at'> &
    Pick<HeldEntry, 'detail'> & {
      readonly entry: Pick<NotificationEntry, 'eventId' | 'subjectId'>
    },
): Hold {
  const { entry, policy, reason, at, detail } = held
  const { eventId, subjectId } = entry
  return { id: newId(), eventId, subjectId, policy, reason, at, ...detail }
}

/** What the configuration of now says about runs, for whoever asks. */
export function escalationView({ directory, clock }: Pick<Hub, 'directory'> & { clock: Clock }) {
  return {
    nameOf: (contact: string) => directory().configuration.contacts.get(contact)?.name ?? contact,
    planOf: (name: string) => directory().configuration.escalationPolicies.get(name),
    nextOf: (run: Escalation) => nextStepOf(run, directory().configuration, clock.now()),
  }
}
