/** A time within a calendar, in milliseconds. */
export type TimePick = { readonly from: number; readonly until: number }

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** What is chosen where nobody has said how long. */
const LENGTH_MS = 8 * HOUR_MS

/** The whole hours between two places of a line of time, in fractions of its length; at least one. */
export function pickBetween(one: number, other: number, span: TimePick): TimePick {
  const at = (place: number): number =>
    span.from + Math.min(1, Math.max(0, place)) * (span.until - span.from)
  const hours = (ms: number): number => (ms - span.from) / HOUR_MS
  const first = Math.floor(hours(at(Math.min(one, other))))
  const last = Math.max(first + 1, Math.ceil(hours(at(Math.max(one, other)))))
  return within({ from: span.from + first * HOUR_MS, until: span.from + last * HOUR_MS }, span)
}

/** What is chosen first: the next hours from `now` on, or the beginning of another time. */
export function firstPick(now: number, span: TimePick): TimePick {
  const from = Math.ceil((Math.max(now, span.from) - span.from) / HOUR_MS) * HOUR_MS + span.from
  return within({ from, until: from + LENGTH_MS }, span)
}

const MOVES: Readonly<Record<string, number>> = {
  ArrowLeft: -HOUR_MS,
  ArrowRight: HOUR_MS,
  ArrowUp: -DAY_MS,
  ArrowDown: DAY_MS,
}

/** After a key: arrows move by an hour or a day, and with Shift move the end alone. Undefined for other keys. */
export function pickAfterKey(
  pick: TimePick,
  { key, shiftKey }: { readonly key: string; readonly shiftKey: boolean },
  span: TimePick,
): TimePick | undefined {
  const by = MOVES[key]
  if (by === undefined) return undefined
  if (!shiftKey) return within({ from: pick.from + by, until: pick.until + by }, span)
  const until = Math.min(span.until, Math.max(pick.from + HOUR_MS, pick.until + by))
  return { from: pick.from, until }
}

/** The same length, moved into the span. */
function within({ from, until }: TimePick, span: TimePick): TimePick {
  const length = Math.min(until - from, span.until - span.from)
  const begin = Math.min(Math.max(from, span.from), span.until - length)
  return { from: begin, until: begin + length }
}
