import { MUTE_LIMITS } from '../../base/limits.ts'
import type { Store } from '../../contract/store.ts'
import type { AlertKey } from '../../model/settlement.ts'
import type { MuteReads } from './mute-reads.ts'
import type { Writer } from './writer.ts'

/** What the mute stage asks of the store to be written. */
export type MuteCommands = 'adoptMutes' | 'fillInhibitors'

/** They change what settling and ticking read, so that they take their turn among those. */
export function muteCommands(
  writer: Writer,
  reads: MuteReads,
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
): Pick<Store, MuteCommands> {
  return {
    adoptMutes: (options) =>
      inTurn(async () => {
        await writer.perform({ kind: 'adopt-mutes', ...options })
        const filled = reads.filledRules()
        return options.rules.filter((rule) => !filled.has(rule))
      }),
    async fillInhibitors(rules, work) {
      const limit = MUTE_LIMITS.fillMax
      let after: AlertKey | undefined
      do
        after = await inTurn(async () => {
          const alerts = reads.openAlerts({ limit, ...(after ? { after } : {}) })
          const inhibitors = work(alerts)
          if (inhibitors.length > 0) await writer.perform({ kind: 'add-inhibitors', inhibitors })
          return alerts.length === limit ? alerts.at(-1) : undefined
        })
      while (after !== undefined)
      await writer.perform({ kind: 'rules-filled', rules })
    },
  }
}
