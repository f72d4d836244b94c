import { REPEAT_LIMITS } from '../../base/limits.ts'
import type { Alert } from '../../model/alert.ts'
import type { Event } from '../../model/event.ts'
import type { LifeRules } from '../../model/life.ts'
import { isOvertaken, type KnownSent, mergeSent, sentBy } from '../../model/sent-alert.ts'
import { withTimer } from './auto-resolve.ts'

/** What a sender says that says again and again how things are. */
export type Repeat =
  /** It is to be settled like any other. */
  | { readonly kind: 'news' }
  /** The alert goes on as it is known: only until when is another time. */
  | { readonly kind: 'goes-on'; readonly alert: Alert }
  /** Its end is said once more, or something that is older than what is known. */
  | { readonly kind: 'over' }

/** How its alerts live, and the configuration of now. */
export type RepeatContext = { readonly rules: LifeRules; readonly revision: string }

/**
 * Decides whether `event` says anything that is not known of `newest`, the newest alert of its key; nothing that was
 * said before it may still wait to be settled. What goes on with other words is news again after a while, and so is what
 * goes on under another configuration: policies that are new shall take it in.
 */
export function decideRepeat(
  newest: Alert | undefined,
  event: Event,
  { rules, revision }: RepeatContext,
): Repeat {
  const before = newest?.sent
  const now = sentBy(event, revision)
  if (newest === undefined || before === undefined || now === undefined) return NEWS
  if (isOvertaken(event, before)) return OVER
  if (event.kind === 'resolved') return isSameEnd(newest, now) ? OVER : NEWS
  if (event.kind !== 'firing' || newest.state === 'resolved') return NEWS
  if (before.revision !== revision || newest.severity !== event.severity) return NEWS
  const isFresh = event.receivedAt - newest.updatedAt < REPEAT_LIMITS.otherWordsMs
  if (!isFresh && !hasSameWords(before, now)) return NEWS
  const alert = { ...newest, sent: mergeSent(before, now) }
  return { kind: 'goes-on', alert: withTimer(alert, event, rules) }
}

const NEWS: Repeat = { kind: 'news' }
const OVER: Repeat = { kind: 'over' }

function isSameEnd({ state, sent }: Alert, { endsAt }: KnownSent): boolean {
  return state === 'resolved' && sent?.endsAt === endsAt
}

function hasSameWords(one: KnownSent, other: KnownSent): boolean {
  return wordsOf(one) === wordsOf(other)
}

function wordsOf({ labels, annotations, generatorUrl }: KnownSent): string {
  return JSON.stringify([entries(labels), entries(annotations), generatorUrl])
}

function entries(values: KnownSent['labels']): readonly (readonly [string, string])[] {
  return Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1))
}
