import { REPEAT_LIMITS } from '../../base/limits.ts'
import type { IncomingEvent, Store } from '../../contract/store.ts'
import { pairKey } from '../../model/settlement.ts'
import { type Known, newsCommand, type Said, type Sorter, sorterOf } from '../news-turn.ts'
import { appendTo } from './appending.ts'
import type { Reads } from './reads.ts'
import type { Writer } from './writer.ts'

export type NewsCommands = 'appendNews'

/**
 * What may go on changes alerts, so that it takes its turn among those that settle and tell; plain news does not. What
 * waits when the turn comes has it together, and one commit.
 */
export function newsCommands(
  writer: Writer,
  reads: Reads,
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
): Pick<Store, NewsCommands> {
  const lookAt = (events: readonly IncomingEvent[]): Known => {
    const unsettled = reads.unsettledKeys(REPEAT_LIMITS.unsettledMax)
    // Where too much waits, all is news.
    if (unsettled === undefined) return { unsettled, alerts: new Map() }
    const alerts = reads.newestAlerts(events.map(({ event }) => event))
    for (const { event } of events)
      if (!alerts.has(pairKey(event.source, event.dedupKey))) reads.unopened.note(event)
    return { unsettled, alerts }
  }
  const writeNews = (news: readonly IncomingEvent[], log: Said['log']): Promise<void> =>
    appendTo({ writer, reads }, news, log?.(news))
  /** Never rejects: the others of the turn are not to blame. Gives whether some of it goes on. */
  const keep = async ({ done, failed, log, ...said }: Said, sorter: Sorter): Promise<boolean> => {
    try {
      const { news, goingOn } = sorter(said)
      // Asked for in one go: they share a commit.
      await Promise.all([
        ...(news.length > 0 || log ? [writeNews(news, log)] : []),
        ...(goingOn.length > 0 ? [writer.perform({ kind: 'alerts-go-on', alerts: goingOn })] : []),
      ])
      done(news)
      return news.length < said.events.length
    } catch (error) {
      failed(error)
      return false
    }
  }
  return {
    appendNews: newsCommand({
      inTurn,
      look: async (events) => reads.together(() => lookAt(events)),
      write: async ({ events, done, failed, log }) => {
        try {
          await writeNews(events, log)
          done(events)
        } catch (error) {
          failed(error)
        }
      },
      async keep(together, underWay) {
        try {
          const sorter = sorterOf(
            reads.together(() => lookAt(together.flatMap(({ events }) => events))),
            underWay,
          )
          const repeats = await Promise.all(together.map((said) => keep(said, sorter)))
          return repeats.some(Boolean)
        } catch (error) {
          for (const { failed } of together) failed(error)
          return false
        }
      },
    }),
  }
}
