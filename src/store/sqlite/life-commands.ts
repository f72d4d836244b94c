import type { Store } from '../../contract/store.ts'
import type { Reads } from './reads.ts'
import type { Writer } from './writer.ts'

export type LifeCommands = 'tickAlerts' | 'adoptSources' | 'tickStorms'

/** What time does to alerts and storms. They take their turn among those that settle and tell. */
export function lifeCommands(
  writer: Writer,
  reads: Reads,
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
): Pick<Store, LifeCommands> {
  return {
    tickAlerts: (options, work) =>
      inTurn(async () => {
        const alerts = reads.life.dueAlerts(options)
        const ends = alerts.map((alert) => ({ alert, end: work(alert) }))
        reads.recent.remember(ends.flatMap(({ end }) => end.event?.event ?? []))
        await Promise.all(
          ends.map(({ alert, end: { nextAt, event: made } }) =>
            writer.perform({
              kind: 'alert-end',
              alertId: alert.id,
              nextAt,
              event: made && [
                made.event.id,
                made.event.source,
                made.event.receivedAt,
                JSON.stringify(made.event),
                made.raw,
              ],
            }),
          ),
        )
        return alerts.length
      }),
    adoptSources: (options) => inTurn(() => writer.perform({ kind: 'adopt-sources', ...options })),
    tickStorms: (options, work) =>
      inTurn(async () => {
        const storms = reads.life.dueStorms(options)
        for (const due of storms) {
          const { policy } = due.storm
          const { storm, notifications } = work(due)
          await writer.perform({ kind: 'storm', policy, storm, notifications, now: options.now })
        }
        return storms.length
      }),
  }
}
