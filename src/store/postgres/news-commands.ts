import { REPEAT_LIMITS } from '../../base/limits.ts'
import { type IncomingEvent, type Store, StoreTrouble } from '../../contract/store.ts'
import { type Known, newsCommand, type Said, sorterOf } from '../news-turn.ts'
import type { Looks } from './connection.ts'
import { append } from './intake-rows.ts'
import { putAlerts } from './life.ts'
import { Reads } from './reads.ts'
import { logRequests } from './request-rows.ts'
import type { Desk, InTurn } from './turns.ts'
import type { Writer } from './writer.ts'

type Parts = { readonly looks: Looks; readonly writer: Writer; readonly inTurn: InTurn }

/**
 * What may go on changes alerts, so that it takes its turn among those that settle and tell; plain news does not. What
 * comes while one turn is awaited has the next together, and one commit.
 */
export function newsCommands({ looks, writer, inTurn }: Parts): Pick<Store, 'appendNews'> {
  let last: Promise<void> = Promise.resolve()
  const reads = new Reads(looks)
  const rounds = new Rounds()
  return {
    appendNews: newsCommand({
      mayLook: () => rounds.next(),
      inTurn: (work) => {
        last = last.then(work)
        return last
      },
      keep: (together, underWay) => keep(inTurn, together, underWay),
      look: (events) => lookAt(reads, events),
      write: async ({ events, done, failed, log }) => {
        try {
          await rounds.with(writer.perform({ events, request: log?.(events) }))
          done(events)
        } catch (error) {
          failed(error)
        }
      },
    }),
  }
}

/**
 * While one round is being written and the next waits for that commit, the round behind them is not looked at yet: it
 * would have to wait as well, and grows until then.
 */
class Rounds {
  #before: Promise<unknown> = Promise.resolve()
  #current: Promise<void>[] = []

  /** What is written as part of the round that was begun last. */
  async with(writing: Promise<void>): Promise<void> {
    this.#current.push(writing)
    await writing
  }

  async next(): Promise<void> {
    await this.#before
    this.#before = Promise.allSettled(this.#current)
    this.#current = []
  }
}

async function lookAt(reads: Reads, events: readonly IncomingEvent[]): Promise<Known> {
  const [unsettled, alerts] = await Promise.all([
    reads.life.unsettledKeys(REPEAT_LIMITS.unsettledMax),
    reads.newestAlerts(events.map(({ event }) => event)),
  ])
  return { unsettled, alerts }
}

/** All in one commit; if one of them is to blame for a failure, each by itself, so that it costs only that one. */
async function keep(
  inTurn: InTurn,
  together: readonly Said[],
  underWay: ReadonlySet<string>,
): Promise<boolean> {
  try {
    const answers = await inTurn((desk) => write(desk, together, underWay))
    for (const { answer } of answers) answer()
    return answers.some(({ repeats }) => repeats)
  } catch (error) {
    if (together.length === 1 || error instanceof StoreTrouble) {
      for (const { failed } of together) failed(error)
      return false
    }
    let repeats = false
    for (const said of together) repeats = (await keep(inTurn, [said], underWay)) || repeats
    return repeats
  }
}

/** Gives what each of them is answered as soon as all of it is on disk, and whether some of it goes on. */
async function write(
  { connection, reads }: Desk,
  together: readonly Said[],
  underWay: ReadonlySet<string>,
): Promise<readonly { readonly answer: () => void; readonly repeats: boolean }[]> {
  const known = await lookAt(
    reads,
    together.flatMap(({ events }) => events),
  )
  const sorter = sorterOf(known, underWay)
  const sorted = together.map(({ done, failed, log, ...said }) => {
    try {
      const { news, goingOn } = sorter(said)
      const repeats = news.length < said.events.length
      return { news, goingOn, request: log?.(news), repeats, answer: () => done(news) }
    } catch (error) {
      const nothing = { news: [], goingOn: [], request: undefined, repeats: false }
      return { ...nothing, answer: () => failed(error) }
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
  return sorted
}
