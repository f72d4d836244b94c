import { CONFIG_SHAPE_LIMITS } from '../base/limits.ts'
import type { Maintenance } from '../model/maintenance.ts'
import { list, section } from './collection.ts'
import { intervalKeys, intervalOf } from './mute-timing.ts'
import { matcherShape } from './policy.ts'
import type { Place } from './problem.ts'
import { quote } from './reader.ts'
import { parseLocal } from './schedule-text.ts'
import { type Shape, text, type ValueOf } from './shape.ts'

const L = CONFIG_SHAPE_LIMITS

/** A window of maintenance: what is worked on, and when. */
export function maintenanceShape() {
  return section({
    title: 'a window of maintenance',
    keys: {
      match: {
        shape: list(matcherShape(), { plural: 'matchers', most: L.matchersMax }),
        required: true,
        hint: 'What is worked on: matchers as in policies, all of which must hold; `source` and `dedupKey` can be matched too. `[]` is everything.',
      },
      from: {
        shape: momentShape(),
        required: false,
        hint: 'When it begins, by the wall clock of the zone: `2026-03-08 01:00`.',
        standard: 'always, within the times below',
      },
      until: {
        shape: momentShape(),
        required: false,
        hint: 'When it ends; what still fires and was held is told then.',
        standard: 'never, where times are given',
      },
      ...intervalKeys(),
      comment: {
        shape: text({ title: 'a comment', lengthMax: L.commentLengthMax }),
        required: false,
        hint: 'What is done.',
        standard: 'none',
      },
    },
  })
}

function momentShape(): Shape<string> {
  return text({
    title: 'a date and time such as "2026-03-08 01:00"',
    check: ({ value, written }) =>
      parseLocal(value, 'UTC') === undefined
        ? `Expected a date and time such as "2026-03-08 01:00", found ${quote(written)}. Correct it.`
        : undefined,
  })
}

type ReadMaintenance = ValueOf<ReturnType<typeof maintenanceShape>>

/** The window of what was read; `zone` is the one at the top. */
export function maintenanceOf(
  read: ReadMaintenance,
  facts: {
    readonly id: string
    readonly at: Place
    readonly zone: string
    /** Whether everything could be read: else what is missing may only have been written wrongly. */
    readonly isRead: boolean
    readonly wrong: (at: Place, message: string) => void
  },
): Maintenance {
  const zone = read.zone?.value ?? facts.zone
  const from = read.from && parseLocal(read.from.value, zone)
  const until = read.until && parseLocal(read.until.value, zone)
  const { times, weekdays, daysOfMonth, months, years } = read
  const parts = [times, weekdays, daysOfMonth, months, years]
  const recurs = parts.some((part) => (part?.value.length ?? 0) > 0)
  if (facts.isRead && !recurs && (from === undefined || until === undefined))
    facts.wrong(
      facts.at,
      `Expected "from" and "until", or times that recur, in the maintenance ${quote(facts.id)}, found neither. Say when it is.`,
    )
  if (from !== undefined && until !== undefined && until <= from)
    facts.wrong(
      read.until?.at ?? facts.at,
      `Expected the maintenance ${quote(facts.id)} to end after it begins, found that it does not. Change "until".`,
    )
  return {
    id: facts.id,
    match: (read.match?.value ?? []).map((matcher) => matcher.value),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    recurs: recurs ? [intervalOf(read, zone)] : [],
    comment: read.comment?.value ?? '',
  }
}
