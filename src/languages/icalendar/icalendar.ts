// In: the text of a calendar (RFC 5545). Out: its events with every occurrence in a span. And the other way: events as text.
// Must hold: whatever stands in the text, reading it and laying it out ends soon and takes a bounded amount of memory.
import { Temporal } from 'temporal-polyfill'
import { ICALENDAR_LIMITS } from '../../base/limits.ts'
import { daysFromDate } from '../values/calendar.ts'
import { type Person, readEvents, type WrittenEvent } from './read.ts'
import { daysOf } from './recurrence.ts'
import { calendarText, type FeedEvent } from './write.ts'

export type { Person } from './read.ts'
export type { FeedEvent } from './write.ts'

/** One time at which an event takes place, UTC milliseconds. */
export type Occurrence = {
  readonly from: number
  readonly until: number
  readonly uid: string
  readonly summary: string
  readonly people: readonly Person[]
}

export type Calendar = {
  /** What the events say about themselves, each once. */
  readonly events: readonly Pick<Occurrence, 'summary' | 'people'>[]
  /** What could not be used, as sentences. */
  readonly problems: readonly string[]
  /** What takes place in the span, in the order of its beginning. */
  readonly within: (span: {
    readonly from: number
    readonly until: number
  }) => readonly Occurrence[]
}

/**
 * Reads a calendar. Times without a zone are those of `zone`, an IANA name. A recurrence lasts as long on the wall clock as
 * the first one, so that shifts meet each other across changes to and from summer time.
 */
export function readCalendar(text: string, zone: string): Calendar | { readonly broken: string } {
  const read = readEvents(text, zone)
  if ('broken' in read) return read
  const series = seriesOf(read.events)
  return {
    events: read.events.map(({ summary, people }) => ({ summary, people })),
    problems: read.problems,
    within(span) {
      const budget = {
        days: ICALENDAR_LIMITS.daysMax,
        occurrences: ICALENDAR_LIMITS.occurrencesMax,
      }
      return series
        .flatMap((one) => occurrencesOf(one, span, budget))
        .sort((one, other) => one.from - other.from || (one.uid < other.uid ? -1 : 1))
    },
  }
}

/** A calendar as iCalendar, for apps that subscribe to it. `madeAt` is when it was written, UTC milliseconds. */
export function writeCalendar(calendar: {
  readonly name: string
  readonly events: readonly FeedEvent[]
  readonly madeAt: number
}): string {
  return calendarText(calendar)
}

type Series = { readonly master?: WrittenEvent; readonly changed: readonly WrittenEvent[] }

function seriesOf(events: readonly WrittenEvent[]): readonly Series[] {
  // Without an id an event stands alone.
  const byId = Map.groupBy(events, (event) => (event.uid === '' ? event : event.uid))
  return [...byId.values()].flatMap((together): readonly Series[] => {
    const changed = together.filter(({ insteadOf }) => insteadOf !== undefined)
    const masters = together.filter(({ insteadOf }) => insteadOf === undefined)
    if (masters.length === 0) return [{ changed }]
    return masters.map((master, index) => ({ master, changed: index === 0 ? changed : [] }))
  })
}

type Span = { readonly from: number; readonly until: number }

/** What laying a calendar out may still cost, all events together. */
type Budget = { days: number; occurrences: number }

function occurrencesOf(
  { master, changed }: Series,
  span: Span,
  budget: Budget,
): readonly Occurrence[] {
  const single = changed
    .filter(({ isCancelled }) => !isCancelled)
    .map((event) => at(event, event.start.local))
  if (master === undefined || master.isCancelled)
    return (master?.isCancelled ? [] : single).filter((one) => touches(one, span))
  const replaced = new Set(
    changed.flatMap(({ insteadOf }) => insteadOf?.zone(insteadOf.local) ?? []),
  )
  const without = new Set(master.without.map(({ local, zone }) => zone(local)))
  const daysWithout = new Set(
    master.without
      .filter(({ isDate }) => isDate)
      .map(({ local }) => local.toPlainDate().toString()),
  )
  const found: Occurrence[] = []
  for (const local of startsOf(master, span, budget)) {
    if (budget.occurrences <= 0) break
    budget.occurrences -= 1
    const one = at(master, local)
    const isLeftOut = without.has(one.from) || daysWithout.has(local.toPlainDate().toString())
    if (!isLeftOut && !replaced.has(one.from) && touches(one, span)) found.push(one)
  }
  return [...found, ...single.filter((one) => touches(one, span))]
}

function touches(one: Span, span: Span): boolean {
  return one.from < one.until && one.from < span.until && one.until > span.from
}

/** Every start of the event that may matter in the span, on the wall of its zone. */
function* startsOf(
  event: WrittenEvent,
  span: Span,
  budget: Budget,
): Generator<Temporal.PlainDateTime> {
  const { start, rule, ruleEndAt = Infinity } = event
  if (rule === undefined) yield start.local
  else {
    const time = start.local.toPlainTime()
    // Two days more on either side: the date on the wall may be another than in UTC.
    const longMs = Math.max(0, at(event, start.local).until - start.zone(start.local))
    const first = Math.floor((span.from - longMs) / DAY_MS) - 2
    const last = Math.ceil(span.until / DAY_MS) + 2
    for (const day of daysOf(rule, dayOf(start.local), { first, last, budget })) {
      const local = EPOCH.add({ days: day }).toPlainDateTime(time)
      if (start.zone(local) > ruleEndAt) break
      yield local
    }
  }
  for (const { local } of event.more) yield local
}

const DAY_MS = 24 * 60 * 60_000
const EPOCH = Temporal.PlainDate.from('1970-01-01')

/** Days since 1970-01-01. */
function dayOf({ year, month, day }: Temporal.PlainDateTime): number {
  return daysFromDate(year, month, day)
}

/** The occurrence that begins at `local`, as long on the wall as the event itself. */
function at(event: WrittenEvent, local: Temporal.PlainDateTime): Occurrence {
  const { start, end, uid, summary, people } = event
  const from = start.zone(local)
  const days = start.local.toPlainDate().until(local.toPlainDate())
  const until = end.zone(end.local.add(days))
  if (until > from) return { from, until, uid, summary, people }
  // A clock that goes forward may swallow the whole of a short one: then it lasts as long as it passes.
  const passed = start.local.until(end.local).total({ unit: 'milliseconds', relativeTo: local })
  return { from, until: from + passed, uid, summary, people }
}
