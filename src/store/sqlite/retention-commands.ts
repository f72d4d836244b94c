import type { RetentionStore } from '../../contract/retention-store.ts'
import type { Connection } from './connection.ts'
import { dailyCounts } from './daily-counts.ts'
import type { Reads } from './reads.ts'
import { RetentionReads } from './retention-reads.ts'
import type { Writer } from './writer.ts'

/** Dropping takes its turn among those that settle and tell: what they have looked at is there until they have written. */
export function retentionStore(
  writer: Writer,
  { connection, reads: known }: { readonly connection: Connection; readonly reads: Reads },
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
): RetentionStore {
  const reads = new RetentionReads(connection)
  return {
    dropOld: (cuts, options) =>
      inTurn(async () => {
        const plan = reads.next(cuts, options)
        if (plan.looks === 0) return 0
        await known.alertStates
          .drop(() => writer.perform(plan.operation()))
          .finally(() => known.answers.forget())
        return plan.looks
      }),
    dailyCounts: async (query) => dailyCounts(connection, query),
    extent: async () => reads.extent(),
  }
}
