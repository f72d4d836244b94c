import { CONFIG_SHAPE_LIMITS } from '../base/limits.ts'
import type { Override, Schedule } from '../model/schedule.ts'
import { list, section } from './collection.ts'
import type { Place } from './problem.ts'
import { checked, onCallOf, type ScheduleFacts } from './schedule-facts.ts'
import { layerOf, layerShape } from './schedule-layer.ts'
import { parseLocal } from './schedule-text.ts'
import { duration, flag, text, type ValueOf } from './shape.ts'
import { teamKey } from './team.ts'
import { zoneShape } from './template.ts'

const L = CONFIG_SHAPE_LIMITS

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
      owners: {
        shape: text({ title: 'the name of a contact group', lengthMax: L.nameLengthMax }),
        required: false,
        hint: 'Who hears of gaps a week and a day before they begin: a contact group or a contact.',
        standard: 'the `contact` of its `team`, else the `fallback`',
      },
      team: teamKey(),
      digest: {
        shape: flag(),
        required: false,
        hint: 'Whether whoever comes on call is told which alerts are open of those that this schedule is told of.',
        standard: '`false`',
      },
      handover: {
        shape: handoverShape(),
        required: false,
        hint: 'Who hears when somebody else takes over.',
        standard: 'nobody',
      },
    },
  })
}

function handoverShape() {
  return section({
    title: 'a handover notice',
    keys: {
      to: {
        shape: text({ title: 'the name of a contact group', lengthMax: L.nameLengthMax }),
        required: true,
        hint: "The contact group (or contact) that is told, mostly the team's chat.",
      },
      before: {
        shape: duration({ leastMs: 0 }),
        required: false,
        hint: 'How long before.',
        standard: '`0s`',
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
        hint: 'Only where this contact would be on call, be it by an older override.',
        standard: 'whoever would be, and in gaps',
      },
    },
  })
}

export type ReadSchedule = ValueOf<ReturnType<typeof scheduleShape>>
type ReadOverride = ValueOf<ReturnType<typeof overrideShape>>

/** The schedule of what was read. */
export function scheduleOf(read: ReadSchedule, facts: ScheduleFacts): Schedule {
  const zone = read.zone?.value ?? facts.zone
  const { handover } = read
  const owners = read.owners ?? facts.contactOfTeam(read.team)
  const to = handover?.value.to
  const beforeMs = handover?.value.before?.value ?? 0
  return {
    id: facts.id,
    zone,
    layers: (read.layers?.value ?? []).flatMap((layer) => layerOf(layer, zone, facts) ?? []),
    overrides: (read.overrides?.value ?? []).flatMap(({ value, at }, index) =>
      overrideOf(value, { zone, at, index, facts }),
    ),
    ...(owners === undefined ? {} : { owners: facts.target(owners) }),
    ...(read.digest?.value === true ? { digest: true } : {}),
    ...(to === undefined ? {} : { handover: { to: facts.target(to), beforeMs } }),
  }
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
