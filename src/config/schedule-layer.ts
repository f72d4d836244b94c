import { createHash } from 'node:crypto'
import { CONFIG_SHAPE_LIMITS } from '../base/limits.ts'
import type { Secret } from '../base/secret.ts'
import type { Rotation } from '../model/rotation.ts'
import type { ScheduleLayer } from '../model/schedule.ts'
import { calendarLayerOf } from './calendar.ts'
import { calendarShape } from './calendar-shape.ts'
import { list, section } from './collection.ts'
import { quote, type Read } from './reader.ts'
import { memberShape, rosterOf } from './roster.ts'
import { checked, type ScheduleFacts } from './schedule-facts.ts'
import { isDate, parseHandover, parseHours, parseLocal } from './schedule-text.ts'
import { choice, number, type ValueOf } from './shape.ts'

const L = CONFIG_SHAPE_LIMITS

/** A layer: contacts take turns. */
export function layerShape() {
  return section({
    title: 'a layer',
    keys: {
      rotate: {
        shape: choice(['hourly', 'daily', 'weekly', 'monthly']),
        required: false,
        hint: 'Needed, but for a calendar. How often the next one takes over. Days, weeks and months are those of the wall clock, hours as they pass.',
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
        shape: list(memberShape(), { plural: 'contacts', least: 1, most: L.turnsMax }),
        required: false,
        hint: 'Needed, but for a calendar. Who takes turns, in this order; `nobody` leaves a turn empty on purpose. With `{ contact: li, from: "2026-03-01", until: "2026-09-01" }` somebody comes or leaves, and the order of the others goes on.',
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
      ical: {
        shape: calendarShape(),
        required: false,
        hint: 'In place of a rotation: the shifts are the events of this calendar. Each names its contact in ATTENDEE or SUMMARY, by key, name or mail address.',
        standard: 'none',
      },
    },
  })
}

type ReadLayer = ValueOf<ReturnType<typeof layerShape>>

const UNITS = { hourly: 'hours', daily: 'days', weekly: 'weeks', monthly: 'months' } as const

/** A layer of what was read; undefined where that does not fit together. */
export function layerOf(
  { value: layer, at }: Read<ReadLayer>,
  zone: string,
  facts: ScheduleFacts,
): ScheduleLayer | undefined {
  if (layer.ical !== undefined) return calendarOf(layer, zone, facts)
  for (const name of ['rotate', 'contacts'] as const)
    if (layer[name] === undefined)
      facts.wrong(
        at,
        `Expected the key "${name}" in a layer, found none. Add it, or name a calendar with "ical".`,
      )
  return rotationOf(layer, zone, facts)
}

function calendarOf(
  { ical, ...others }: ReadLayer,
  zone: string,
  facts: ScheduleFacts,
): ScheduleLayer | undefined {
  const other = Object.entries(others).find(([, value]) => value !== undefined)?.[0]
  if (ical === undefined) return undefined
  if (other !== undefined)
    facts.wrong(
      ical.at,
      `Expected "ical" alone in its layer, found "${other}" beside it. The calendar says who is on call when: put a rotation into a layer of its own.`,
    )
  const { file, url, every } = ical.value
  if ((file === undefined) === (url === undefined)) {
    facts.wrong(
      ical.at,
      'Expected either "file" or "url" in a calendar, found both or neither. Name one.',
    )
    return undefined
  }
  if (url !== undefined) return feedOf(url.value, every?.value ?? CALENDAR_EVERY_MS)
  if (file === undefined) return undefined
  const { name, text } = file.value
  const layer = calendarLayerOf({ text, name, zone, contacts: facts.contacts })
  if (!('broken' in layer)) return layer
  facts.wrong(
    file.at,
    `The calendar ${quote(name)} is no iCalendar: ${layer.broken.replace(/\.$/, '')}. Export it again in that format.`,
  )
  return undefined
}

const CALENDAR_EVERY_MS = 15 * 60_000

/** Nobody is on call by a calendar until it has been fetched. */
function feedOf(url: Secret, everyMs: number): ScheduleLayer {
  const digest = createHash('sha256').update(url.reveal()).digest('hex')
  return {
    calendar: URL.parse(url.reveal())?.host ?? 'calendar',
    feed: { url, digest, everyMs },
    contacts: [],
    problems: [],
    shiftsWithin: () => [],
  }
}

function rotationOf(layer: ReadLayer, zone: string, facts: ScheduleFacts): ScheduleLayer {
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
    ...rosterOf(layer.contacts?.value ?? [], zone, facts),
    restrictions: (layer.hours?.value ?? []).flatMap(({ value }) => parseHours(value) ?? []),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  }
}

function clockOf(minute: number): string {
  const two = (part: number): string => String(part).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}
