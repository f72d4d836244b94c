import { BACKTEST_LIMITS } from '../base/limits.ts'
import type { Recording, SentMessage } from '../contract/recording.ts'
import { rowsOf } from './recording.ts'

/** A contact's address on a channel; several robots of one contact on one channel count together. */
export type Chat = { readonly contact: string; readonly channel: string }

/** How many messages, in the hour that begins at `at` (UTC milliseconds). */
export type HourCount = { readonly at: number; readonly before: number; readonly after: number }

export type ChatCount = Chat & {
  readonly before: number
  readonly after: number
  /** Hours in which anything was sent, in their order. */
  readonly hours: readonly HourCount[]
}

const HOUR_MS = 60 * 60_000

/** Whose chat an endpoint's id names. */
export function chatOf(endpointId: string): Chat {
  const slash = endpointId.lastIndexOf('/')
  const [channel = ''] = endpointId.slice(slash + 1).split(':')
  return { contact: endpointId.slice(0, slash), channel }
}

/** What was sent in `span` by either side, counted by chat and hour; only what `isCounted` takes, where that is given. */
export async function countSent(
  sides: { readonly before?: Recording; readonly after: Recording },
  span: { readonly since: number; readonly until: number },
  isCounted: (message: SentMessage) => boolean = () => true,
): Promise<readonly ChatCount[]> {
  const chats = new Map<string, Tally>()
  for (const side of ['before', 'after'] as const) {
    const recording = sides[side]
    if (!recording) continue
    const query = { ...span, limit: BACKTEST_LIMITS.pageMax }
    for await (const message of rowsOf((page) => recording.sent(page), query)) {
      const isWithin = message.at >= span.since && message.at < span.until
      if (isWithin && isCounted(message)) count(chats, message, side)
    }
  }
  return [...chats.values()]
    .map(({ chat, hours }) => ({ ...chat, ...totals(hours), hours: inOrder(hours) }))
    .sort(
      (one, other) =>
        compareText(one.contact, other.contact) || compareText(one.channel, other.channel),
    )
}

type Counts = { before: number; after: number }
type Tally = { readonly chat: Chat; readonly hours: Map<number, Counts> }

function count(chats: Map<string, Tally>, message: SentMessage, side: keyof Counts): void {
  const own = chatOf(message.endpointId)
  const isKnown = chats.has(keyOf(own)) || chats.size < BACKTEST_LIMITS.chatsMax
  const chat = isKnown ? own : OTHERS
  const tally = chats.get(keyOf(chat)) ?? { chat, hours: new Map<number, Counts>() }
  chats.set(keyOf(chat), tally)
  const hour = Math.floor(message.at / HOUR_MS) * HOUR_MS
  const counts = tally.hours.get(hour) ?? { before: 0, after: 0 }
  counts[side] += 1
  tally.hours.set(hour, counts)
}

/** Stands for the chats beyond the limit. */
const OTHERS: Chat = { contact: '…', channel: '' }

function keyOf({ contact, channel }: Chat): string {
  return JSON.stringify([contact, channel])
}

function totals(hours: ReadonlyMap<number, Counts>): Counts {
  const all = [...hours.values()]
  return {
    before: all.reduce((sum, { before }) => sum + before, 0),
    after: all.reduce((sum, { after }) => sum + after, 0),
  }
}

function inOrder(hours: ReadonlyMap<number, Counts>): readonly HourCount[] {
  return [...hours].sort(([one], [other]) => one - other).map(([at, counts]) => ({ at, ...counts }))
}

function compareText(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
