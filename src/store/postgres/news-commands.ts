import { REPEAT_LIMITS } from '../../base/limits.ts'
import type { IncomingEvent, Store } from '../../contract/store.ts'
import type { Alert } from '../../model/alert.ts'
import { pairKey } from '../../model/settlement.ts'
import { append } from './intake-rows.ts'
import { putAlerts } from './life.ts'
import type { Reads } from './reads.ts'
import { logRequest } from './request-rows.ts'
import type { InTurn } from './turns.ts'

/** They look at alerts and change them, so that they take their turn among those that settle and tell. */
export function newsCommands(inTurn: InTurn): Pick<Store, 'appendNews'> {
  return {
    appendNews: (events, look, log) =>
      inTurn(async ({ connection, reads }) => {
        const { news, goingOn } = await sorted(events, look, reads)
        append(connection, news)
        if (log) logRequest(connection, log(news))
        putAlerts(connection, goingOn)
        return news
      }),
  }
}

async function sorted(
  events: readonly IncomingEvent[],
  look: Parameters<Store['appendNews']>[1],
  reads: Reads,
): Promise<{ readonly news: readonly IncomingEvent[]; readonly goingOn: readonly Alert[] }> {
  const waiting = await reads.life.unsettledKeys(REPEAT_LIMITS.unsettledMax)
  if (waiting === undefined) return { news: events, goingOn: [] }
  const blocked = new Set(waiting)
  const alerts = new Map(await reads.newestAlerts(events.map(({ event }) => event)))
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
