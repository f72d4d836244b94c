import { isoTime } from '../base/clock.ts'
import { SCHEDULE_LIMITS } from '../base/limits.ts'
import type { Contact } from '../model/configuration.ts'
import { dutyAt } from '../model/duty.ts'
import {
  finalShifts,
  gapsWithin,
  layerShifts,
  type OnCall,
  type Override,
  type Schedule,
  type Shift,
  type Span,
} from '../model/schedule.ts'
import { overrideState, type StoredOverride } from '../model/stored-override.ts'
import type {
  WireContact,
  WireDuty,
  WireOverride,
  WireSchedule,
  WireShift,
} from './wire-schedules.ts'

type Contacts = ReadonlyMap<string, Contact>

/** Who is on call at `at`. */
export function presentDuty(schedule: Schedule, at: number, contacts: Contacts): WireDuty {
  const duty = dutyAt(schedule, at, SCHEDULE_LIMITS.lookMs)
  return {
    schedule: schedule.id,
    zone: schedule.zone,
    at: isoTime(at),
    ...presentHolder(duty.contact, contacts),
    since: duty.from === undefined ? undefined : isoTime(duty.from),
    until: duty.until === undefined ? undefined : isoTime(duty.until),
    next: duty.next && presentHolder(duty.next.contact, contacts),
  }
}

/** A schedule between two instants; `stored` tells who made an override. */
export function presentSchedule(
  schedule: Schedule,
  span: Span,
  facts: { contacts: Contacts; stored: ReadonlyMap<string, StoredOverride>; now: number },
): WireSchedule {
  const shifts = (list: readonly Shift[]): readonly WireShift[] =>
    list.map((shift) => presentShift(shift, facts.contacts))
  return {
    id: schedule.id,
    zone: schedule.zone,
    ...presentSpan(span),
    shifts: shifts(finalShifts(schedule, span)),
    layers: schedule.layers.map((layer) => ({
      calendar: 'calendar' in layer ? layer.calendar : undefined,
      shifts: shifts(layerShifts(layer, schedule.zone, span)),
    })),
    overrides: schedule.overrides
      .filter(({ from, until }) => from < span.until && until > span.from)
      .map((override) =>
        presentOverride(facts.stored.get(override.id) ?? override, { ...facts, schedule }),
      ),
    gaps: presentGaps(schedule, span),
  }
}

/** The first gaps of a schedule within `span`. */
export function presentGaps(schedule: Schedule, span: Span): WireSchedule['gaps'] {
  return gapsWithin(schedule, span).slice(0, SCHEDULE_LIMITS.gapsShownMax).map(presentSpan)
}

export function presentOverride(
  override: Override | StoredOverride,
  { schedule, contacts, now }: { schedule: Schedule; contacts: Contacts; now: number },
): WireOverride {
  const { id, contact, replaces } = override
  const about = {
    id,
    schedule: schedule.id,
    ...presentSpan(override),
    contact: contact === null ? undefined : presentContact(contact, contacts),
    replaces: replaces === undefined ? undefined : presentContact(replaces, contacts),
    state: overrideState(override, now),
  }
  if (!('createdBy' in override)) return { ...about, origin: 'configuration' }
  const { createdBy, comment, createdAt } = override
  return { ...about, origin: 'stored', createdBy, comment, createdAt: isoTime(createdAt) }
}

function presentShift(shift: Shift, contacts: Contacts): WireShift {
  const { contact, layer, override } = shift
  return { ...presentSpan(shift), ...presentHolder(contact, contacts), layer, override }
}

function presentSpan({ from, until }: Span): { readonly from: string; readonly until: string } {
  return { from: isoTime(from), until: isoTime(until) }
}

function presentHolder(
  contact: OnCall | undefined,
  contacts: Contacts,
): Pick<WireShift, 'kind' | 'contact'> {
  if (contact === undefined) return { kind: 'gap' }
  if (contact === null) return { kind: 'nobody' }
  return { kind: 'shift', contact: presentContact(contact, contacts) }
}

function presentContact(id: string, contacts: Contacts): WireContact {
  return { id, name: contacts.get(id)?.name ?? id }
}
