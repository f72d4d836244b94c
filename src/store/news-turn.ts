// In: requests of senders that say things again and again. Out: what of each is news, and which alerts go on.
// Must hold: a request is looked at after those that were asked about before it, and no failure of one costs another.
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

/**
 * What waits when a turn comes has it together: the busier, the more. `inTurn` carries out its work when the turn comes;
 * `keep` answers all of them, and never rejects.
 */
export function newsCommand(
  inTurn: (work: () => Promise<void>) => Promise<void>,
  keep: (together: readonly Said[]) => Promise<void>,
): Store['appendNews'] {
  let waiting: Said[] = []
  /** Takes what waits, as far as it goes into one turn, and asks for another turn for the rest. */
  const turn = async (): Promise<void> => {
    const now = waiting.slice(0, reach(waiting))
    waiting = waiting.slice(now.length)
    if (waiting.length > 0) void inTurn(turn)
    await keep(now)
  }
  return (events, look, log) =>
    new Promise((done, failed) => {
      waiting.push({ events, look, log, done, failed })
      if (waiting.length === 1) void inTurn(turn)
    })
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
export type Sorter = (said: Pick<Said, 'events' | 'look'>) => Sorted

/** `unsettled`: the keys of what waits to be settled, undefined where that is too much; `known`: the newest alerts of all that is asked about. */
export function sorterOf(
  unsettled: ReadonlySet<string> | undefined,
  known: ReadonlyMap<string, Alert>,
): Sorter {
  if (unsettled === undefined) return ({ events }) => ({ news: events, goingOn: [] })
  const blocked = new Set(unsettled)
  const alerts = new Map(known)
  return ({ events, look }) => {
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
