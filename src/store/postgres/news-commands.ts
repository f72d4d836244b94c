import { REPEAT_LIMITS } from '../../base/limits.ts'
import { type Store, StoreTrouble } from '../../contract/store.ts'
import { newsCommand, type Said, sorterOf } from '../news-turn.ts'
import { append } from './intake-rows.ts'
import { putAlerts } from './life.ts'
import { logRequests } from './request-rows.ts'
import type { Desk, InTurn } from './turns.ts'

/**
 * They look at alerts and change them, so that they take their turn among those that settle and tell. What comes while
 * one turn is awaited has the next together, and one commit.
 */
export function newsCommands(inTurn: InTurn): Pick<Store, 'appendNews'> {
  let last: Promise<void> = Promise.resolve()
  const afterOthers = (work: () => Promise<void>): Promise<void> => {
    last = last.then(work)
    return last
  }
  return { appendNews: newsCommand(afterOthers, (together) => keep(inTurn, together)) }
}

/** All in one commit; if one of them is to blame for a failure, each by itself, so that it costs only that one. */
async function keep(inTurn: InTurn, together: readonly Said[]): Promise<void> {
  try {
    const answers = await inTurn((desk) => write(desk, together))
    for (const answer of answers) answer()
  } catch (error) {
    if (together.length === 1 || error instanceof StoreTrouble) {
      for (const { failed } of together) failed(error)
      return
    }
    for (const said of together) await keep(inTurn, [said])
  }
}

/** Gives what each of them is answered as soon as all of it is on disk. */
async function write(
  { connection, reads }: Desk,
  together: readonly Said[],
): Promise<readonly (() => void)[]> {
  const events = together.flatMap((said) => said.events)
  const [unsettled, known] = await Promise.all([
    reads.life.unsettledKeys(REPEAT_LIMITS.unsettledMax),
    reads.newestAlerts(events.map(({ event }) => event)),
  ])
  const sorter = sorterOf(unsettled, known)
  const sorted = together.map(({ done, failed, log, ...said }) => {
    try {
      const { news, goingOn } = sorter(said)
      return { news, goingOn, request: log?.(news), answer: () => done(news) }
    } catch (error) {
      return { news: [], goingOn: [], request: undefined, answer: () => failed(error) }
    }
  })
  append(
    connection,
    sorted.flatMap(({ news }) => news),
  )
  logRequests(
    connection,
    sorted.flatMap(({ request }) => request ?? []),
  )
  // One after the other: an alert may go on in several of them.
  for (const { goingOn } of sorted) putAlerts(connection, goingOn)
  return sorted.map(({ answer }) => answer)
}
