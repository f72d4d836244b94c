import { SCHEDULE_LIMITS } from '../base/limits.ts'
import { type Occurrence, readCalendar } from '../languages/icalendar/icalendar.ts'
import type { Contact } from '../model/configuration.ts'
import type { CalendarLayer, LayerShift, OnCall, Span } from '../model/schedule.ts'

type CalendarFacts = {
  readonly text: string
  /** How people know it. */
  readonly name: string
  /** Of times without a zone. */
  readonly zone: string
  readonly contacts: ReadonlyMap<string, Contact>
}

/** Stands for nobody, on purpose. */
const NOBODY = 'nobody'

/**
 * A layer of the events of a calendar. Who is on call is whom an event has as ATTENDEE, by mail address or name, or else whom
 * its SUMMARY names. Where events overlap, the one that begins later counts. Gives why where the text is no calendar.
 */
export function calendarLayerOf(facts: CalendarFacts): CalendarLayer | { readonly broken: string } {
  const calendar = readCalendar(facts.text, facts.zone)
  if ('broken' in calendar) return calendar
  const names = namesOf(facts.contacts)
  const holderOf = (event: Pick<Occurrence, 'people' | 'summary'>): OnCall | undefined =>
    namedBy(event).flatMap((name) => names.get(name.toLowerCase()) ?? [])[0]?.contact
  const holders = calendar.events.map((event) => holderOf(event))
  const unknown = calendar.events.filter((_, index) => holders[index] === undefined)
  const contacts = new Set(holders.filter((contact) => contact !== undefined))
  return {
    calendar: facts.name,
    contacts: [...contacts],
    problems: [...calendar.problems, ...unknownProblem(unknown)],
    shiftsWithin: remembered((span) =>
      apart(
        calendar.within(span).flatMap((one) => {
          const contact = holderOf(one)
          return contact === undefined ? [] : [{ from: one.from, until: one.until, contact }]
        }),
      ),
    ),
  }
}

function unknownProblem(events: readonly Pick<Occurrence, 'summary'>[]): readonly string[] {
  const names = [...new Set(events.map(({ summary }) => JSON.stringify(summary.slice(0, 60))))]
  if (names.length === 0) return []
  const shown = names.slice(0, SCHEDULE_LIMITS.unknownShownMax).join(', ')
  const more = names.length > SCHEDULE_LIMITS.unknownShownMax ? ', …' : ''
  return [`Events that name no contact put nobody on call: ${shown}${more}.`]
}

/** Contacts by whatever a calendar may call them. */
function namesOf(
  contacts: ReadonlyMap<string, Contact>,
): ReadonlyMap<string, { readonly contact: OnCall }> {
  const names = new Map<string, { contact: OnCall }>([[NOBODY, { contact: null }]])
  const add = (name: string, contact: string): void => {
    const key = name.trim().toLowerCase()
    if (key !== '' && !names.has(key)) names.set(key, { contact })
  }
  // Ids come first: a name or an address of another contact does not take them.
  for (const { id } of contacts.values()) add(id, id)
  for (const { id, name } of contacts.values()) add(name, id)
  for (const { id, endpoints } of contacts.values()) {
    for (const { channel, settings } of endpoints) {
      const address = settings['address']
      if (channel !== 'email' || typeof address !== 'string') continue
      for (const [mail] of address.matchAll(/[^\s<>,;"]+@[^\s<>,;"]+/g)) add(mail, id)
    }
  }
  return names
}

/** What an event may mean, the most certain first. */
function namedBy({ people, summary }: Pick<Occurrence, 'people' | 'summary'>): readonly string[] {
  const parts = summary
    .split(/[,;:|/()[\]@，；：、（）]|\s[-–—]\s/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  return [
    ...people.flatMap(({ mail }) => mail ?? []),
    ...people.flatMap(({ name }) => name ?? []),
    summary.trim(),
    ...parts,
    ...parts.flatMap((part) => part.split(/\s+/)),
  ]
}

/** Shifts without overlaps: of several, the one that began last. */
function apart(shifts: readonly LayerShift[]): readonly LayerShift[] {
  const edges = [...new Set(shifts.flatMap(({ from, until }) => [from, until]))].sort(
    (one, other) => one - other,
  )
  const result: LayerShift[] = []
  let held: LayerShift[] = []
  let next = 0
  for (const [index, from] of edges.slice(0, -1).entries()) {
    held = held.filter(({ until }) => until > from)
    for (
      let shift = shifts[next];
      shift !== undefined && shift.from <= from;
      shift = shifts[next]
    ) {
      held.push(shift)
      next += 1
    }
    const holder = held.at(-1)
    if (holder) result.push({ contact: holder.contact, from, until: edges[index + 1] ?? from })
  }
  return result
}

/** Lays a calendar out once for a long time: who is on call is asked again and again for moments near each other. */
function remembered(layOut: (span: Span) => readonly LayerShift[]): CalendarLayer['shiftsWithin'] {
  let known: { readonly span: Span; readonly shifts: readonly LayerShift[] } | undefined
  return (span) => {
    const isKnown = known && known.span.from <= span.from && span.until <= known.span.until
    if (!isKnown) {
      const from = span.from - SCHEDULE_LIMITS.layOutMs / 10
      const wide = { from, until: Math.max(span.until, from + SCHEDULE_LIMITS.layOutMs) }
      known = { span: wide, shifts: layOut(wide) }
    }
    return (known?.shifts ?? []).filter((one) => one.from < span.until && one.until > span.from)
  }
}
