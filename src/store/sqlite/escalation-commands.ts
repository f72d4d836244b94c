import type { Store } from '../../contract/store.ts'
import type { DueGroup } from '../../model/settlement.ts'
import { eventColumns } from './intake-rows.ts'
import type { Reads } from './reads.ts'
import type { Writer } from './writer.ts'

/** What the store is asked about the runs of escalation policies. */
export type EscalationCommands = 'tickEscalations' | 'escalations'

/** They take turns with those that settle and tell: a run is read, decided and written with nothing between. */
export function escalationCommands(
  writer: Writer,
  reads: Reads,
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
): Pick<Store, EscalationCommands> {
  return {
    escalations: async (alertIds) => reads.escalations.of(alertIds),
    tickEscalations: (options, work) =>
      inTurn(async () => {
        const parties = reads.escalations.due(options)
        const silences = parties.length > 0 ? reads.answers.silences(options.now) : []
        const turned = await Promise.allSettled(
          parties.map(async (party) => {
            const { events, ...turn } = await work(party, silences, {
              inhibitors: async (slots) => reads.mutes.inhibitors(slots, []),
            })
            reads.recent.remember(events.map(({ event }) => event))
            await writer.perform({ kind: 'escalate', ...turn, events: events.map(eventColumns) })
          }),
        )
        const failed = turned.find((one) => one.status === 'rejected')
        if (failed) throw failed.reason
        return parties.flat().length
      }),
  }
}

/** A due group with its policy's runs for the alerts that it may tell. */
export function withRuns(due: DueGroup, { escalations }: Pick<Reads, 'escalations'>): DueGroup {
  const subjects = new Set([...due.pending, ...due.firing].map(({ entry }) => entry.subjectId))
  const runs = escalations.of([...subjects]).filter(({ policy }) => policy === due.group.policy)
  return { ...due, escalations: runs, turns: escalations.turns() }
}

/** When the next group, run, alert or storm is due. */
export function nextTickAt(reads: Pick<Reads, 'life' | 'escalations'>): number | undefined {
  const times = [reads.life.nextTickAt(), reads.escalations.nextAt()].filter(
    (at) => at !== undefined,
  )
  return times.length > 0 ? Math.min(...times) : undefined
}
