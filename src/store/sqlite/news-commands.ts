import { REPEAT_LIMITS } from '../../base/limits.ts'
import type { Store } from '../../contract/store.ts'
import { newsCommand, type Said, type Sorter, sorterOf } from '../news-turn.ts'
import { eventColumns } from './intake-rows.ts'
import type { Reads } from './reads.ts'
import { requestColumns } from './request-rows.ts'
import type { Writer } from './writer.ts'

export type NewsCommands = 'appendNews'

/**
 * They look at alerts and change them, so that they take their turn among those that settle and tell. What waits when
 * the turn comes has it together, and one commit.
 */
export function newsCommands(
  writer: Writer,
  reads: Reads,
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
): Pick<Store, NewsCommands> {
  /** Never rejects: the others of the turn are not to blame. */
  const keep = async ({ done, failed, log, ...said }: Said, sorter: Sorter): Promise<void> => {
    try {
      const { news, goingOn } = sorter(said)
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
    appendNews: newsCommand(inTurn, async (together) => {
      try {
        const events = together.flatMap((said) => said.events)
        const sorter = sorterOf(
          reads.life.unsettledKeys(REPEAT_LIMITS.unsettledMax),
          reads.newestAlerts(events.map(({ event }) => event)),
        )
        await Promise.all(together.map((said) => keep(said, sorter)))
      } catch (error) {
        for (const { failed } of together) failed(error)
      }
    }),
  }
}
