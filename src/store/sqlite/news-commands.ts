import { REPEAT_LIMITS } from '../../base/limits.ts'
import type { IncomingEvent, Store } from '../../contract/store.ts'
import type { Alert } from '../../model/alert.ts'
import { pairKey } from '../../model/settlement.ts'
import { eventColumns } from './intake-rows.ts'
import type { Reads } from './reads.ts'
import { requestColumns } from './request-rows.ts'
import type { Writer } from './writer.ts'

export type NewsCommands = 'appendNews'

/** They look at alerts and change them, so that they take their turn among those that settle and tell. */
export function newsCommands(
  writer: Writer,
  reads: Reads,
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
): Pick<Store, NewsCommands> {
  return {
    appendNews: (events, look, log) =>
      inTurn(async () => {
        const { news, goingOn } = sorted(events, look, reads)
        reads.recent.remember(news.map(({ event }) => event))
        const request = log && requestColumns(log(news))
        // Asked for in one go: they share a commit.
        await Promise.all([
          ...(news.length > 0 || log
            ? [writer.perform({ kind: 'append', rows: news.map(eventColumns), request })]
            : []),
          ...(goingOn.length > 0
            ? [writer.perform({ kind: 'alerts-go-on', alerts: goingOn })]
            : []),
        ])
        return news
      }),
  }
}

function sorted(
  events: readonly IncomingEvent[],
  look: Parameters<Store['appendNews']>[1],
  reads: Reads,
): { readonly news: readonly IncomingEvent[]; readonly goingOn: readonly Alert[] } {
  const waiting = reads.life.unsettledKeys(REPEAT_LIMITS.unsettledMax)
  if (waiting === undefined) return { news: events, goingOn: [] }
  const blocked = new Set(waiting)
  const alerts = new Map(reads.newestAlerts(events.map(({ event }) => event)))
  const changed = new Map<string, Alert>()
  const news = events.filter(({ event }) => {
    const key = pairKey(event.source, event.dedupKey)
    const step = blocked.has(key) ? 'news' : look(event, alerts.get(key))
    if (step === 'news') blocked.add(key)
    else if (step !== 'nothing') {
      alerts.set(key, step)
      changed.set(key, step)
    }
    return step === 'news'
  })
  return { news, goingOn: [...changed.values()] }
}
