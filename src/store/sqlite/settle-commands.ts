import { INGEST_LIMITS } from '../../base/limits.ts'
import { breathe } from '../../base/loop.ts'
import type { SettleBatch, Store } from '../../contract/store.ts'
import type { Event } from '../../model/event.ts'
import { NOT_AS_DECIDED, type Operation } from './operations.ts'
import type { Reads } from './reads.ts'
import type { Writer } from './writer.ts'

export type SettleCommands = 'settlesAhead' | 'settle'

type Parts = { readonly writer: Writer; readonly reads: Reads }

type Settling = {
  readonly events: readonly Event[]
  readonly settled: Extract<Operation, { kind: 'settle' }>['settled']
}

/** What waits is settled first. Where nothing does, what becomes of the events on their way is decided while they are written. */
export function settleCommands(
  parts: Parts,
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
): Pick<Store, SettleCommands> {
  const { reads } = parts
  return {
    settlesAhead: true,
    settle: (limit, work) =>
      inTurn(async () => {
        const settleWaiting = async (): Promise<number> => {
          const { events, upTo } = reads.unsettled(limit)
          return events.length > 0 ? await settle(parts, { events, settled: upTo }, work) : 0
        }
        const count = isAllUnderWay(reads) ? 0 : await settleWaiting()
        if (count > 0 || reads.underWay.size === 0) return count
        // So that they are with the writer before anything is decided.
        await breathe()
        const events = reads.underWay.first(limit)
        if (events.length === 0) return 0
        try {
          return await settle(parts, { events, settled: events.map(({ id }) => id) }, work)
        } catch (error) {
          if (!isOvertaken(error)) throw error
          return await settleWaiting()
        }
      }),
  }
}

/** Gives the number of the events. */
async function settle(
  { writer, reads }: Parts,
  { events, settled }: Settling,
  work: Parameters<Store['settle']>[1],
): Promise<number> {
  try {
    const settlement = await work(batchOf(events, reads))
    const forgetBefore = (events.at(-1)?.receivedAt ?? 0) - INGEST_LIMITS.redeliveryMemoryMs
    await reads.alertStates.change(settlement.alerts, () =>
      writer.perform({ kind: 'settle', settled, settlement, forgetBefore }),
    )
  } finally {
    reads.unopened.forget(events)
  }
  reads.recent.forget(events)
  return events.length
}

/** Whether everything that waits to be settled is on its way to the disk, so that the file need not be asked. */
function isAllUnderWay({ recent, underWay }: Reads): boolean {
  return recent.isAll && recent.size === underWay.size
}

/** Whether an event on its way was kept from getting to the disk, or another one got there before it. */
function isOvertaken(error: unknown): boolean {
  return error instanceof Error && error.message.includes(NOT_AS_DECIDED)
}

function batchOf(events: readonly Event[], reads: Reads): SettleBatch {
  return {
    events,
    newestAlerts: async (keys) =>
      reads.newestAlerts(keys.filter((key) => !reads.unopened.has(key))),
    knownDeliveries: async (keys) => reads.knownDeliveries(keys),
    openGroups: async (keys) => reads.openGroups(keys),
    standings: async (ids) => reads.standings(ids),
    storms: async (policies) => reads.life.storms(policies),
    silences: async (now) => reads.answers.silences(now),
    inhibitors: async (slots, except) => reads.mutes.inhibitors(slots, except),
    escalations: async (ids) => reads.escalations.of(ids),
    turns: async () => reads.escalations.turns(),
  }
}
