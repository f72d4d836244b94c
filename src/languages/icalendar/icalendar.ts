// In: the text of a calendar (RFC 5545). Out: its events with every occurrence in a span. And the other way: events as text.
// Must hold: whatever stands in the text, reading it and laying it out ends soon and takes a bounded amount of memory.
import { Temporal } from 'temporal-polyfill'
import { ICALENDAR_LIMITS } from '../../base/limits.ts'
import { type Person, readEvents, type WrittenEvent } from './read.ts'
import { datesOf } from './recurrence.ts'
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
        periods: ICALENDAR_LIMITS.periodsMax,
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
type Budget = { periods: number; occurrences: number }

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
    // A day more on either side: the date on the wall may be another than in UTC.
    const longMs = Math.max(0, at(event, start.local).until - start.zone(start.local))
    const first = dateAt(span.from - longMs).subtract({ days: 2 })
    const last = dateAt(span.until).add({ days: 1 })
    const dates = datesOf(rule, start.local.toPlainDate(), { first, last, budget })
    for (const date of dates) {
      const local = date.toPlainDateTime(time)
      if (start.zone(local) > ruleEndAt) break
      yield local
    }
  }
  for (const { local } of event.more) yield local
}

function dateAt(at: number): Temporal.PlainDate {
  const within = Math.min(Math.max(at, 0), LAST_AT)
  return Temporal.Instant.fromEpochMilliseconds(within).toZonedDateTimeISO('UTC').toPlainDate()
}

/** The end of the year 9999. */
const LAST_AT = 253_402_300_799_999

/** The occurrence that begins at `local`, as long on the wall as the event itself. */
function at(event: WrittenEvent, local: Temporal.PlainDateTime): Occurrence {
  const { start, end, uid, summary, people } = event
  const from = start.zone(local)
  const length = start.local.until(end.local)
  const until = end.zone(local.add(length))
  // A clock that goes forward may swallow the whole of a short one: then it lasts as long as it passes.
  const passed = length.total({ unit: 'milliseconds', relativeTo: local })
  return { from, until: until > from ? until : from + passed, uid, summary, people }
}
