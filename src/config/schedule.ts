import { CONFIG_SHAPE_LIMITS } from '../base/limits.ts'
import type { Rotation } from '../model/rotation.ts'
import type { OnCall, Override, Schedule, ScheduleLayer } from '../model/schedule.ts'
import { list, section } from './collection.ts'
import type { Place } from './problem.ts'
import { quote, type Read } from './reader.ts'
import { isDate, parseHandover, parseHours, parseLocal } from './schedule-text.ts'
import { choice, number, type Shape, text, type ValueOf } from './shape.ts'
import { zoneShape } from './template.ts'

const L = CONFIG_SHAPE_LIMITS

/** Stands for nobody, on purpose, where a contact's name is expected. */
const NOBODY = 'nobody'

/** A schedule: who is on call when. */
export function scheduleShape() {
  return section({
    title: 'a schedule',
    keys: {
      zone: {
        shape: zoneShape(),
        required: false,
        hint: 'The IANA zone of its times. Clocks that go forward or back are allowed for.',
        standard: 'the `zone` at the top',
      },
      layers: {
        shape: list(layerShape(), { plural: 'layers', least: 1, most: L.layersMax }),
        required: true,
        hint: 'Rotations. Where several hold at a time, the last one counts.',
      },
      overrides: {
        shape: list(overrideShape(), { plural: 'overrides', most: L.overridesMax }),
        required: false,
        hint: 'Somebody else for a while, before every layer. Where several hold, the last one counts.',
        standard: 'none',
      },
    },
  })
}

function layerShape() {
  return section({
    title: 'a layer',
    keys: {
      rotate: {
        shape: choice(['hourly', 'daily', 'weekly', 'monthly']),
        required: true,
        hint: 'How often the next one takes over. Days, weeks and months are those of the wall clock, hours as they pass.',
      },
      every: {
        shape: number({ least: 1, most: 365 }),
        required: false,
        hint: 'Every so many of them.',
        standard: '`1`',
      },
      at: {
        shape: checked({
          title: 'a handover such as "Mon 09:00"',
          isRight: (written) => parseHandover(written) !== undefined,
        }),
        required: false,
        hint: 'When the next one takes over: `09:00`, for weeks `Mon 09:00`, for months `31 09:00` (the last day where a month is shorter).',
        standard: '`00:00`; for weeks on Monday, for months on the 1st',
      },
      contacts: {
        shape: list(text({ title: 'the name of a contact', lengthMax: L.nameLengthMax }), {
          plural: 'contacts',
          least: 1,
          most: L.turnsMax,
        }),
        required: true,
        hint: 'Who takes turns, in this order; `nobody` leaves a turn empty on purpose.',
      },
      from: {
        shape: checked({ title: 'a date such as "2026-01-05"', isRight: isDate }),
        required: false,
        hint: 'The first turn is the one of this date; before it the layer does not hold.',
        standard: 'it has always held, counted from 2024-01-01',
      },
      until: {
        shape: checked({ title: 'a date such as "2026-01-05"', isRight: isDate }),
        required: false,
        hint: 'The midnight at which it ends.',
        standard: 'never',
      },
      hours: {
        shape: list(
          checked({
            title: 'hours such as "Mon-Fri 09:00-18:00"',
            isRight: (written) => parseHours(written) !== undefined,
          }),
          { plural: 'hours', most: L.hoursMax },
        ),
        required: false,
        hint: 'Only then does it hold: `09:00-18:00`, `Mon-Fri 09:00-18:00`, `22:00-06:00`, `Fri 18:00-Mon 08:00`.',
        standard: 'always',
      },
    },
  })
}

function overrideShape() {
  const moment = () =>
    checked({
      title: 'a date and time such as "2026-01-05 09:00"',
      isRight: (written) => parseLocal(written, 'UTC') !== undefined,
    })
  return section({
    title: 'an override',
    keys: {
      from: {
        shape: moment(),
        required: true,
        hint: 'When it begins, in the zone of the schedule.',
      },
      until: { shape: moment(), required: true, hint: 'When it ends.' },
      contact: {
        shape: text({ title: 'the name of a contact', lengthMax: L.nameLengthMax }),
        required: true,
        hint: 'Who is on call then; `nobody` on purpose.',
      },
      replaces: {
        shape: text({ title: 'the name of a contact', lengthMax: L.nameLengthMax }),
        required: false,
        hint: 'Only where this contact would be on call.',
        standard: 'whoever would be, and in gaps',
      },
    },
  })
}

function checked({
  title,
  isRight,
}: {
  title: string
  isRight: (text: string) => boolean
}): Shape<string> {
  return text({
    title,
    check: ({ value, written }) =>
      isRight(value) ? undefined : `Expected ${title}, found ${quote(written)}. Correct it.`,
  })
}

export type ReadSchedule = ValueOf<ReturnType<typeof scheduleShape>>
type ReadLayer = ValueOf<ReturnType<typeof layerShape>>
type ReadOverride = ValueOf<ReturnType<typeof overrideShape>>

/** What resolving needs: names are looked up, and what does not fit is reported. */
export type ScheduleFacts = {
  readonly id: string
  /** The zone at the top. */
  readonly zone: string
  readonly contactOf: (name: Read<string>) => string
  readonly wrong: (at: Place, message: string) => void
}

/** The schedule of what was read. */
export function scheduleOf(read: ReadSchedule, facts: ScheduleFacts): Schedule {
  const zone = read.zone?.value ?? facts.zone
  return {
    id: facts.id,
    zone,
    layers: (read.layers?.value ?? []).map(({ value }) => layerOf(value, zone, facts)),
    overrides: (read.overrides?.value ?? []).flatMap(({ value, at }, index) =>
      overrideOf(value, { zone, at, index, facts }),
    ),
  }
}

const UNITS = { hourly: 'hours', daily: 'days', weekly: 'weeks', monthly: 'months' } as const

function layerOf(layer: ReadLayer, zone: string, facts: ScheduleFacts): ScheduleLayer {
  const handover = parseHandover(layer.at?.value ?? '00:00') ?? { minute: 0 }
  const unit = UNITS[layer.rotate?.value ?? 'weekly']
  if (layer.at !== undefined && unit !== 'weeks' && handover.weekday !== undefined)
    facts.wrong(
      layer.at.at,
      'Expected a weekday in "at" only where "rotate" is weekly. Remove one.',
    )
  if (layer.at !== undefined && unit !== 'months' && handover.dayOfMonth !== undefined)
    facts.wrong(
      layer.at.at,
      'Expected a day of the month in "at" only where "rotate" is monthly. Remove one.',
    )
  const rotation: Rotation = {
    ...handover,
    unit,
    every: Math.round(layer.every?.value ?? 1),
    ...(layer.from === undefined ? {} : { from: layer.from.value }),
  }
  const from = layer.from && parseLocal(`${layer.from.value} ${clockOf(handover.minute)}`, zone)
  const until = layer.until && parseLocal(layer.until.value, zone)
  return {
    rotation,
    contacts: (layer.contacts?.value ?? []).map((name) => onCallOf(name, facts)),
    restrictions: (layer.hours?.value ?? []).flatMap(({ value }) => parseHours(value) ?? []),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  }
}

function clockOf(minute: number): string {
  const two = (part: number): string => String(part).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}

function onCallOf(name: Read<string>, { contactOf }: ScheduleFacts): OnCall {
  return name.value === NOBODY ? null : contactOf(name)
}

function overrideOf(
  read: ReadOverride,
  { zone, at, index, facts }: { zone: string; at: Place; index: number; facts: ScheduleFacts },
): readonly Override[] {
  const from = read.from && parseLocal(read.from.value, zone)
  const until = read.until && parseLocal(read.until.value, zone)
  if (from === undefined || until === undefined || read.contact === undefined) return []
  if (until <= from)
    facts.wrong(
      at,
      'Expected an override that ends after it begins, found one that does not. Change "until".',
    )
  return [
    {
      id: `${facts.id}#${index + 1}`,
      from,
      until,
      contact: onCallOf(read.contact, facts),
      // In a file the last one is the newest.
      createdAt: index,
      ...(read.replaces === undefined ? {} : { replaces: facts.contactOf(read.replaces) }),
    },
  ]
}
