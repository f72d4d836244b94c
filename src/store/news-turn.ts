// In: requests of senders that say things again and again. Out: what of each is news, and which alerts go on.
// Must hold: a request is looked at after those that were asked about before it, and no failure of one costs another.
// What is nothing but news changes no alert: it is kept without waiting for whoever settles. That something is news is
// never wrong, only more work; that it goes on is decided in turn, where nothing can change in between.
import { REPEAT_LIMITS } from '../base/limits.ts'
import type { IncomingEvent, Store } from '../contract/store.ts'
import type { Alert } from '../model/alert.ts'
import { pairKey } from '../model/settlement.ts'

type Look = Parameters<Store['appendNews']>[1]

/** A request whose events wait for their turn. */
export type Said = {
  readonly events: readonly IncomingEvent[]
  readonly look: Look
  readonly log: Parameters<Store['appendNews']>[2]
  readonly done: (news: readonly IncomingEvent[]) => void
  readonly failed: (error: unknown) => void
}

/** What of a request is to be written. */
export type Sorted = {
  readonly news: readonly IncomingEvent[]
  readonly goingOn: readonly Alert[]
}

/** What is known of the events of some requests. */
export type Known = {
  /** The keys of what waits to be settled, undefined where that is too much. */
  readonly unsettled: ReadonlySet<string> | undefined
  /** The newest alerts of all that is asked about. */
  readonly alerts: ReadonlyMap<string, Alert>
}

/** How a store looks and keeps. `keep` and `write` answer all that they are given; none of them rejects but `look`. */
export type NewsStore = {
  /** Carries out its work when its turn comes among those that settle and tell. */
  readonly inTurn: (work: () => Promise<void>) => Promise<void>
  /** Keeps what was said, within a turn; `underWay`: the keys of what is being written beside it. Gives whether some of it goes on. */
  readonly keep: (together: readonly Said[], underWay: ReadonlySet<string>) => Promise<boolean>
  readonly look: (events: readonly IncomingEvent[]) => Promise<Known>
  /** Resolves when a look is worth its while: what comes until then is looked at together. */
  readonly mayLook?: () => Promise<void>
  /** Keeps a request that is nothing but news. */
  readonly write: (said: Said) => Promise<void>
}

/**
 * What waits when a turn comes has it together: the busier, the more. So does what is looked at without a turn, while
 * nothing waits for one and what came last was all news.
 */
export function newsCommand(store: NewsStore): Store['appendNews'] {
  let fresh: Said[] = []
  let waiting: Said[] = []
  /** Turns that were asked for and have not ended. */
  let turns = 0
  let isLooking = false
  let doesRepeat = false
  const underWay = new KeysUnderWay()

  const askForTurn = (): void => {
    turns += 1
    void store.inTurn(turn).finally(() => {
      turns -= 1
    })
  }
  /** Takes what waits, as far as it goes into one turn, and asks for another turn for the rest. */
  const turn = async (): Promise<void> => {
    const now = waiting.slice(0, reach(waiting))
    waiting = waiting.slice(now.length)
    if (waiting.length > 0) askForTurn()
    doesRepeat = await store.keep(now, underWay.keys())
  }
  const queue = (said: readonly Said[]): void => {
    if (said.length === 0) return
    if (waiting.length === 0) askForTurn()
    waiting.push(...said)
  }
  /** Keeps what is plain news, from the first on; what comes behind anything else waits for a turn with it. */
  const takeFresh = async (): Promise<void> => {
    isLooking = true
    while (fresh.length > 0) {
      await store.mayLook?.()
      const now = fresh.slice(0, reach(fresh))
      fresh = fresh.slice(now.length)
      queue(doesRepeat || turns > 0 ? now : await keepNews(store, now, underWay))
    }
    isLooking = false
  }
  return (events, look, log) =>
    new Promise((done, failed) => {
      fresh.push({ events, look, log, done, failed })
      // At the end of a turn of the event loop, so that what comes in one turn is looked at together.
      if (fresh.length === 1 && !isLooking) setImmediate(() => void takeFresh())
    })
}

/** Gives the rest, beginning with the first that is not plain news. */
async function keepNews(
  store: NewsStore,
  together: readonly Said[],
  underWay: KeysUnderWay,
): Promise<readonly Said[]> {
  try {
    const known = await store.look(together.flatMap(({ events }) => events))
    const isPlain = newsOf(known, underWay.keys())
    const rest = together.findIndex((said) => !said.events.every(isPlain))
    const plain = rest === -1 ? together : together.slice(0, rest)
    for (const said of plain) void underWay.during(said.events, () => store.write(said))
    return together.slice(plain.length)
  } catch (error) {
    for (const { failed } of together) failed(error)
    return []
  }
}

/** What is being written, by key: a look that does not find it yet must not take what follows it for what goes on. */
class KeysUnderWay {
  readonly #counts = new Map<string, number>()

  keys(): ReadonlySet<string> {
    return new Set(this.#counts.keys())
  }

  async during(events: readonly IncomingEvent[], work: () => Promise<void>): Promise<void> {
    const keys = events.map(({ event }) => pairKey(event.source, event.dedupKey))
    for (const key of keys) this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
    await work()
    for (const key of keys) {
      const count = this.#counts.get(key) ?? 0
      if (count > 1) this.#counts.set(key, count - 1)
      else this.#counts.delete(key)
    }
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

/**
 * Tells what is news as nothing is known of it and nothing of its key waits. What does wait may be settled before a turn
 * comes, and be gone on with by what says it again: it is left for the turn.
 */
function newsOf(
  { unsettled, alerts }: Known,
  underWay: ReadonlySet<string>,
): (incoming: IncomingEvent) => boolean {
  if (unsettled === undefined) return () => true
  const blocked = new Set([...unsettled, ...underWay])
  return ({ event }) => {
    const key = pairKey(event.source, event.dedupKey)
    const isNew = !blocked.has(key) && !alerts.has(key)
    blocked.add(key)
    return isNew
  }
}

/** Tells the news of a request from what goes on, after the requests that it was asked about before. */
export type Sorter = (said: Pick<Said, 'events' | 'look'>) => Sorted

/** `underWay`: the keys of what is being written beside it. */
export function sorterOf(known: Known, underWay: ReadonlySet<string>): Sorter {
  if (known.unsettled === undefined) return ({ events }) => ({ news: events, goingOn: [] })
  const blocked = new Set([...known.unsettled, ...underWay])
  const alerts = new Map(known.alerts)
  return ({ events, look }) => {
    const changed = new Map<string, Alert>()
    const news = events.filter(({ event }) => {
      const key = pairKey(event.source, event.dedupKey)
      const alert = alerts.get(key)
      const step = blocked.has(key) || alert === undefined ? 'news' : look(event, alert)
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
