import { REPEAT_LIMITS } from '../../base/limits.ts'
import type { IncomingEvent, Store } from '../../contract/store.ts'
import type { Alert } from '../../model/alert.ts'
import { pairKey } from '../../model/settlement.ts'
import { eventColumns } from './intake-rows.ts'
import type { Reads } from './reads.ts'
import { requestColumns } from './request-rows.ts'
import type { Writer } from './writer.ts'

export type NewsCommands = 'appendNews'

type Look = Parameters<Store['appendNews']>[1]
type LogOf = Parameters<Store['appendNews']>[2]

/** A request whose events wait for their turn. */
type Said = {
  readonly events: readonly IncomingEvent[]
  readonly look: Look
  readonly log: LogOf
  readonly done: (news: readonly IncomingEvent[]) => void
  readonly failed: (error: unknown) => void
}

/**
 * They look at alerts and change them, so that they take their turn among those that settle and tell. What waits when
 * the turn comes has it together, and one commit: the busier, the more.
 */
export function newsCommands(
  writer: Writer,
  reads: Reads,
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
): Pick<Store, NewsCommands> {
  let waiting: Said[] = []
  /** Takes what waits, as far as it goes into one turn, and asks for another turn for the rest. */
  const turn = async (): Promise<void> => {
    const now = waiting.slice(0, reach(waiting))
    waiting = waiting.slice(now.length)
    if (waiting.length > 0) void inTurn(turn)
    try {
      const sorter = sorterOf(
        now.flatMap(({ events }) => events),
        reads,
      )
      await Promise.all(now.map((said) => keep(said, sorter)))
    } catch (error) {
      for (const { failed } of now) failed(error)
    }
  }
  /** Never rejects: the others of the turn are not to blame. */
  const keep = async ({ events, look, log, done, failed }: Said, sorter: Sorter): Promise<void> => {
    try {
      const { news, goingOn } = sorter(events, look)
      reads.recent.remember(news.map(({ event }) => event))
      const request = log && requestColumns(log(news))
      // Asked for in one go: they share a commit.
      await Promise.all([
        ...(news.length > 0 || log
          ? [writer.perform({ kind: 'append', rows: news.map(eventColumns), request })]
          : []),
        ...(goingOn.length > 0 ? [writer.perform({ kind: 'alerts-go-on', alerts: goingOn })] : []),
      ])
      done(news)
    } catch (error) {
      failed(error)
    }
  }
  return {
    appendNews: (events, look, log) =>
      new Promise((done, failed) => {
        waiting.push({ events, look, log, done, failed })
        if (waiting.length === 1) void inTurn(turn)
      }),
  }
}

/** How many of those that wait go into one turn: at least one. */
function reach(waiting: readonly Said[]): number {
  let events = 0
  const next = waiting.findIndex((said) => {
    events += said.events.length
    return events > REPEAT_LIMITS.turnEventsMax
  })
  return next === -1 ? waiting.length : Math.max(next, 1)
}

/** Tells the news of a request from what goes on, after the requests that it was asked about before. */
type Sorter = (
  events: readonly IncomingEvent[],
  look: Look,
) => { readonly news: readonly IncomingEvent[]; readonly goingOn: readonly Alert[] }

function sorterOf(all: readonly IncomingEvent[], reads: Reads): Sorter {
  const waiting = reads.life.unsettledKeys(REPEAT_LIMITS.unsettledMax)
  if (waiting === undefined) return (events) => ({ news: events, goingOn: [] })
  const blocked = new Set(waiting)
  const alerts = new Map(reads.newestAlerts(all.map(({ event }) => event)))
  return (events, look) => {
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
}
