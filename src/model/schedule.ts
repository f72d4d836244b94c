// Who is on call when. The shifts that people see and the one who is paged come from the same code: finalShifts.

import type { Secret } from '../base/secret.ts'
import { instantOf, localTimeOf } from './local-time.ts'
import { type Roster, type RosterChange, rosterOf } from './roster.ts'
import { datesWithin, type Rotation, type Turn, turnsWithin } from './rotation.ts'

/** The contact on call; null is nobody, on purpose: that is no gap. */
export type OnCall = string | null

/** A time of day on some weekdays within which a layer holds. It may reach into another day. */
export type Restriction = {
  /** 1 is Monday, 7 is Sunday: the days on which it begins. */
  readonly weekdays: readonly number[]
  /** Minutes since midnight. */
  readonly fromMinute: number
  /** The end, so many days after the beginning. */
  readonly days: number
  readonly untilMinute: number
}

/** Contacts take turns. */
export type RotationLayer = {
  readonly rotation: Rotation
  /** Who takes turns, in their order. */
  readonly contacts: readonly OnCall[]
  /** Who takes turns from an instant on, in the order of time: somebody came or left. */
  readonly changes?: readonly RosterChange[]
  /** It holds from here and until there (UTC milliseconds), where that is given. */
  readonly from?: number
  readonly until?: number
  /** Empty: always. */
  readonly restrictions: readonly Restriction[]
}

/** Shifts that people keep in a calendar. */
export type CalendarLayer = {
  /** How people know the calendar; no secret. */
  readonly calendar: string
  /** Where it is fetched; absent for a file. */
  readonly feed?: CalendarSource
  /** What of it could not be used, as sentences. */
  readonly problems: readonly string[]
  /** Whom it names and the configuration knows. */
  readonly contacts: readonly OnCall[]
  /** Its shifts that touch the span, in their order and without overlaps. */
  readonly shiftsWithin: (span: Span) => readonly LayerShift[]
}

/** A calendar that is fetched. */
export type CalendarSource = {
  readonly url: Secret
  /** Tells addresses apart without showing them. */
  readonly digest: string
  readonly everyMs: number
}

export type ScheduleLayer = RotationLayer | CalendarLayer

/** Somebody else for a while. The newest one counts where several overlap. */
export type Override = {
  readonly id: string
  readonly from: number
  readonly until: number
  readonly contact: OnCall
  /** Only where this contact would be on call, by an older override as well; absent: whoever would be, and in gaps. */
  readonly replaces?: string
  readonly createdAt: number
}

export type Schedule = {
  readonly id: string
  /** IANA name. */
  readonly zone: string
  /** A later layer counts before an earlier one. */
  readonly layers: readonly ScheduleLayer[]
  readonly overrides: readonly Override[]
  /** The contact group that hears of gaps before they begin; absent: the fallback. */
  readonly owners?: string
  /** Whoever comes on call is told which alerts are open. */
  readonly digest?: true
  /** Who hears when somebody else takes over, and how long before. */
  readonly handover?: { readonly to: string; readonly beforeMs: number }
}

/** [from, until) in UTC milliseconds. */
export type Span = { readonly from: number; readonly until: number }

/** A part of the final schedule. Without `contact` it is a gap: nobody is on call, and nobody meant that. */
export type Shift = Span & {
  readonly contact?: OnCall
  /** The layer's place in the schedule, from 0, or the override's id: why it is that contact. */
  readonly layer?: number
  readonly override?: string
}

/** Every contact that a schedule may put on call. */
export function contactsOn({ layers, overrides }: Schedule): readonly string[] {
  const named = [
    ...layers.flatMap((layer) => layer.contacts),
    ...layers.flatMap((layer) => changesOf(layer).flatMap(({ contacts }) => contacts)),
    ...overrides.map(({ contact }) => contact),
  ]
  return [...new Set(named.filter((contact) => contact !== null))]
}

/** Who is on call at `at`; null for nobody on purpose, undefined in a gap. */
export function onCallAt(schedule: Schedule, at: number): OnCall | undefined {
  return finalShifts(schedule, { from: at, until: at + 1 })[0]?.contact
}

/** The shifts and gaps that fill `span`, in their order: there is exactly one at each instant. */
export function finalShifts(schedule: Schedule, span: Span): readonly Shift[] {
  const layers = schedule.layers.map((layer) => layerShifts(layer, schedule.zone, span))
  const overrides = schedule.overrides
    .filter(({ from, until }) => from < span.until && until > span.from)
    .sort((one, other) => other.createdAt - one.createdAt)
  const edges = edgesOf([...layers.flat(), ...overrides], span)
  const looks = layers.map((shifts) => inOrder(shifts))
  const shifts: Shift[] = []
  for (const [index, from] of edges.slice(0, -1).entries()) {
    const until = edges[index + 1] ?? span.until
    const planned = looks.map((look) => look(from))
    push(shifts, { from, until, ...holderAt(from, planned, overrides) })
  }
  return shifts
}

/** The gaps of the final schedule. */
export function gapsWithin(schedule: Schedule, span: Span): readonly Span[] {
  return finalShifts(schedule, span).filter(({ contact }) => contact === undefined)
}

export type LayerShift = Span & { readonly contact: OnCall }

/** What one layer says by itself: shifts in their order, without overlaps. */
export function layerShifts(layer: ScheduleLayer, zone: string, span: Span): readonly LayerShift[] {
  if ('shiftsWithin' in layer)
    return layer
      .shiftsWithin(span)
      .flatMap((shift) => overlap(shift, span).map((part) => ({ ...shift, ...part })))
  const { restrictions } = layer
  const within = {
    from: Math.max(span.from, layer.from ?? -Infinity),
    until: Math.min(span.until, layer.until ?? Infinity),
  }
  if (within.from >= within.until) return []
  const roster = rosterOf(layer, zone)
  const turns = turnsWithin(layer.rotation, zone, within)
  const held = turns
    .flatMap((turn) => parted(turn, roster, changesOf(layer)))
    .flatMap((shift) => overlap(shift, within).map((part) => ({ ...shift, ...part })))
  return restrictions.length === 0 ? held : opened(held, restricted(restrictions, zone, within))
}

/** A turn, cut where the roster changes within it. */
function parted(
  turn: Turn,
  roster: Roster,
  changes: readonly RosterChange[],
): readonly LayerShift[] {
  const cuts = changes.map(({ at }) => at).filter((at) => turn.from < at && at < turn.until)
  const edges = [turn.from, ...cuts, turn.until]
  return edges.slice(0, -1).flatMap((from, index) => {
    const contact = roster({ index: turn.index, at: from })
    return contact === undefined ? [] : [{ from, until: edges[index + 1] ?? turn.until, contact }]
  })
}

function changesOf(layer: ScheduleLayer): readonly RosterChange[] {
  return ('changes' in layer ? layer.changes : undefined) ?? []
}

/** The parts of shifts within spans; both in their order. */
function opened(shifts: readonly LayerShift[], spans: readonly Span[]): readonly LayerShift[] {
  const result: LayerShift[] = []
  let first = 0
  for (const shift of shifts) {
    while ((spans[first]?.until ?? Infinity) <= shift.from) first += 1
    for (let next = first; (spans[next]?.from ?? Infinity) < shift.until; next += 1)
      result.push(...overlap(shift, spans[next]).map((part) => ({ ...shift, ...part })))
  }
  return result
}

/** The times at which one of the restrictions holds, without overlaps. */
function restricted(
  restrictions: readonly Restriction[],
  zone: string,
  span: Span,
): readonly Span[] {
  const spans: Span[] = []
  const longest = Math.max(...restrictions.map(({ days }) => days)) + 1
  const dates = datesWithin(zone, { from: span.from - longest * DAY_MS, until: span.until })
  for (const date of dates) {
    for (const { weekdays, fromMinute, days, untilMinute } of restrictions) {
      if (!weekdays.includes(date.dayOfWeek)) continue
      const from = instantOf(localTimeOf(date, fromMinute), zone)
      const until = instantOf(localTimeOf(date.add({ days }), untilMinute), zone)
      if (until > from) spans.push({ from, until })
    }
  }
  return joined(spans)
}

const DAY_MS = 24 * 3_600_000

function joined(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = []
  for (const span of [...spans].sort((one, other) => one.from - other.from)) {
    const last = result.at(-1)
    if (last && span.from <= last.until)
      result[result.length - 1] = { from: last.from, until: Math.max(last.until, span.until) }
    else result.push(span)
  }
  return result
}

function overlap(one: Span, other: Span | undefined): readonly Span[] {
  if (other === undefined) return []
  const from = Math.max(one.from, other.from)
  const until = Math.min(one.until, other.until)
  return from < until ? [{ from, until }] : []
}

function edgesOf(spans: readonly Span[], { from, until }: Span): readonly number[] {
  const inside = spans
    .flatMap((span) => [span.from, span.until])
    .filter((edge) => edge > from && edge < until)
  return [...new Set([from, ...inside, until])].sort((one, other) => one - other)
}

type Holder = Pick<Shift, 'contact' | 'layer' | 'override'>

/** `planned` is what each layer says at that instant; of `overrides`, the newest stands first. */
function holderAt(
  at: number,
  planned: readonly (LayerShift | undefined)[],
  overrides: readonly Override[],
): Holder {
  const layer = planned.findLastIndex((shift) => shift !== undefined)
  const shift = planned[layer]
  const base: Holder = shift ? { contact: shift.contact, layer } : {}
  // The oldest first: an override takes the place of whoever would be on call without it, by an older one as well.
  return overrides.reduceRight<Holder>((holder, override) => {
    const { id, contact, replaces } = override
    const isMeant = replaces === undefined || replaces === holder.contact
    return holds(override, at) && isMeant ? { contact, override: id } : holder
  }, base)
}

/** Looks shifts up at instants that only go forward. */
function inOrder(shifts: readonly LayerShift[]): (at: number) => LayerShift | undefined {
  let place = 0
  return (at) => {
    while ((shifts[place]?.until ?? Infinity) <= at) place += 1
    const shift = shifts[place]
    return shift && holds(shift, at) ? shift : undefined
  }
}

function holds({ from, until }: Span, at: number): boolean {
  return from <= at && at < until
}

/** Neighbours that say the same are one shift. */
function push(shifts: Shift[], shift: Shift): void {
  const last = shifts.at(-1)
  const isSame =
    last !== undefined &&
    last.contact === shift.contact &&
    last.layer === shift.layer &&
    last.override === shift.override
  if (isSame) shifts[shifts.length - 1] = { ...last, until: shift.until }
  else shifts.push(shift)
}
