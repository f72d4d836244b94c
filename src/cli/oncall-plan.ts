import type { WireSchedule, WireShift } from '../api/wire-schedules.ts'
import { parseIsoTime } from '../base/time.ts'
import type { Contact } from '../model/configuration.ts'
import { finalShifts, type Schedule, type Shift, type Span } from '../model/schedule.ts'

/** A time in a schedule, from a file or from a running hub. */
export type PlannedShift = Span & {
  readonly kind: WireShift['kind']
  readonly contact?: string
  /** The name that people read. */
  readonly name?: string
  readonly layer?: number
  readonly override?: string
}

/** The shifts and gaps of a schedule. */
export type Plan = {
  readonly id: string
  readonly zone: string
  readonly shifts: readonly PlannedShift[]
}

/** By a configuration, computed by the code that pages. */
export function planOf(
  schedule: Schedule,
  span: Span,
  contacts: ReadonlyMap<string, Contact>,
): Plan {
  const shifts = finalShifts(schedule, span).map((shift) => planned(shift, contacts))
  return { id: schedule.id, zone: schedule.zone, shifts }
}

function planned(
  { from, until, contact, layer, override }: Shift,
  contacts: ReadonlyMap<string, Contact>,
): PlannedShift {
  const why = { from, until, layer, override }
  if (contact === undefined) return { ...why, kind: 'gap' }
  if (contact === null) return { ...why, kind: 'nobody' }
  return { ...why, kind: 'shift', contact, name: contacts.get(contact)?.name ?? contact }
}

/** As a running hub says, overrides that people made with it. */
export function planOfHub({ id, zone, shifts }: WireSchedule): Plan {
  return {
    id,
    zone,
    shifts: shifts.map(({ from, until, kind, contact, layer, override }) => ({
      from: instantOf(from),
      until: instantOf(until),
      kind,
      contact: contact?.id,
      name: contact?.name,
      layer,
      override,
    })),
  }
}

/** An instant as the hub writes them. */
function instantOf(text: string): number {
  return parseIsoTime(text)?.at ?? Number.NaN
}
