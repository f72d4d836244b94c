import { BACKTEST_LIMITS } from '../base/limits.ts'
import type { Hearing, RecordedEvent, Recording } from '../contract/recording.ts'
import type { Event } from '../model/event.ts'
import { Reasons, type Untold } from './reasons.ts'
import { heardOf, rowsOf } from './recording.ts'
import type { Replay } from './replay.ts'
import { type Chat, chatOf } from './tally.ts'

/** The event that began an alert, or a notice. */
export type Subject = Pick<Event, 'id' | 'source' | 'name' | 'title' | 'severity' | 'labels'> & {
  readonly at: number
}

/** Told before and to nobody now. */
export type Missed = { readonly subject: Subject; readonly before: readonly Chat[] } & Untold

/** To nobody before and told now. */
export type Added = { readonly subject: Subject; readonly after: readonly Chat[] }

/** The same news in the same chat by several messages. */
export type Doubled = {
  readonly subject: Subject
  readonly chat: readonly Chat[]
  readonly policies: readonly string[]
}

/** How many there are, and the first of them. */
export type Listed<T> = { readonly count: number; readonly first: readonly T[] }

export type Differences = {
  /** Alerts and notices that began in the time that is looked at. */
  readonly subjects: number
  readonly missed: Listed<Missed>
  readonly added: Listed<Added>
  readonly doubled: Listed<Doubled>
}

/** Compares who heard of each alert before with who hears of it in the replay. */
export async function compare(
  before: Recording,
  after: Replay,
  span: { readonly since: number; readonly until: number },
): Promise<Differences> {
  const missed = new List<Missed>()
  const added = new List<Added>()
  const doubled = new List<Doubled>()
  const reasons = new Reasons(after)
  let subjects = 0
  const query = { ...span, limit: BACKTEST_LIMITS.pageMax, withHeard: true }
  for await (const row of rowsOf((page) => before.events(page), query)) {
    if (row.heard === undefined) continue
    subjects += 1
    const { event } = row
    const told = row.heard
    const tells = await heardAgain(row, after)
    if (told.length > 0 && tells.length === 0)
      await missed.add(async () => ({
        subject: subjectOf(event),
        before: chatsOf(told),
        ...(await reasons.of(event)),
      }))
    if (told.length === 0 && tells.length > 0)
      await added.add(async () => ({ subject: subjectOf(event), after: chatsOf(tells) }))
    for (const double of newDoubles(told, tells))
      await doubled.add(async () => ({ subject: subjectOf(event), ...double }))
  }
  return {
    subjects,
    missed: missed.listed(),
    added: added.listed(),
    doubled: doubled.listed(),
  }
}

async function heardAgain(
  { event }: RecordedEvent,
  { store }: Replay,
): Promise<readonly Hearing[]> {
  const outcome = await store.outcome(event.id)
  return outcome ? heardOf(outcome.alertId ?? event.id, store) : []
}

/** Counts all, and keeps the first ones only. */
class List<T> {
  readonly #first: T[] = []
  #count = 0

  async add(make: () => Promise<T>): Promise<void> {
    this.#count += 1
    if (this.#first.length < BACKTEST_LIMITS.listedMax) this.#first.push(await make())
  }

  listed(): Listed<T> {
    return { count: this.#count, first: this.#first }
  }
}

/** Chats that hear the same news more than once, and did not before. */
function newDoubles(
  told: readonly Hearing[],
  tells: readonly Hearing[],
): readonly Omit<Doubled, 'subject'>[] {
  const before = new Set(
    doublesIn(told).flatMap((hearings) => chatsOf(hearings).map((chat) => JSON.stringify(chat))),
  )
  return doublesIn(tells).flatMap((hearings) => {
    const chat = chatsOf(hearings)
    if (chat.every((one) => before.has(JSON.stringify(one)))) return []
    return [{ chat, policies: [...new Set(hearings.map(({ policy }) => policy))] }]
  })
}

/** Repeats are meant to come again, and a stand-in tells what another could not. */
function doublesIn(hearings: readonly Hearing[]): readonly (readonly Hearing[])[] {
  const news = hearings.filter(
    ({ kind, isStandIn }) => kind !== 'repeat' && kind !== 'escalation' && !isStandIn,
  )
  const byChat = Map.groupBy(news, ({ lane, eventId, state }) =>
    JSON.stringify([lane, eventId, state]),
  )
  const doubles = [...byChat.values()].filter((same) => same.length > 1)
  // Said once for a chat, however often it happened to one alert.
  return [...new Map(doubles.map((same) => [same[0]?.lane, same])).values()]
}

function chatsOf(hearings: readonly Hearing[]): readonly Chat[] {
  const chats = hearings.map(({ endpointId }) => chatOf(endpointId))
  return [...new Map(chats.map((chat) => [JSON.stringify(chat), chat])).values()]
}

/** What is said of an alert or notice: what its first event says. */
export function subjectOf(event: Event): Subject {
  const { id, source, name, title, severity, labels, receivedAt: at } = event
  return { id, source, name, title, severity, labels, at }
}
