import { CONFIG_SHAPE_LIMITS } from '../base/limits.ts'
import type { TimeInterval } from '../model/time-interval.ts'
import { parseTimes, TimeIntervalError } from '../model/time-interval-text.ts'
import { list, section } from './collection.ts'
import { quote } from './reader.ts'
import { type Shape, text, type ValueOf } from './shape.ts'
import { zoneShape } from './template.ts'

const L = CONFIG_SHAPE_LIMITS

/** A mute timing: intervals, of which any may hold. */
export function muteTimingShape() {
  return list(intervalShape(), { plural: 'intervals', most: L.intervalsMax })
}

function intervalShape() {
  return section({ title: 'an interval', keys: intervalKeys() })
}

/** When an interval holds, by its parts. */
export function intervalKeys() {
  return {
    times: {
      shape: ranges('times of day such as "22:00-07:00"', 'times'),
      required: false,
      hint: 'Times of day: `09:00-18:00`, over midnight `22:00-07:00` (the evening and the morning of each day that the other keys name).',
      standard: 'the whole day',
    },
    weekdays: {
      shape: ranges('weekdays such as "monday:friday"', 'weekdays'),
      required: false,
      hint: '`saturday`, `monday:friday`.',
      standard: 'every day',
    },
    daysOfMonth: {
      shape: ranges('days such as "1:7" or "-1"', 'daysOfMonth'),
      required: false,
      hint: 'Days of the month, from the end with a minus: `1:7`, `-1`. In quotes.',
      standard: 'every day',
    },
    months: {
      shape: ranges('months such as "december" or "1:3"', 'months'),
      required: false,
      hint: 'Months, by name or number: `december`, `1:3`.',
      standard: 'every month',
    },
    years: {
      shape: ranges('years such as "2026:2027"', 'years'),
      required: false,
      hint: 'Years: `2026`, `2026:2027`. In quotes.',
      standard: 'every year',
    },
    zone: {
      shape: zoneShape(),
      required: false,
      hint: 'The IANA zone of these times.',
      standard: 'the `zone` at the top',
    },
  } as const
}

type Part = 'times' | 'weekdays' | 'daysOfMonth' | 'months' | 'years'

function ranges(title: string, part: Part) {
  return list(rangeShape(title, part), { plural: 'ranges', most: L.rangesMax })
}

/** Each range is read by itself, so that the one that is wrong is pointed at. */
function rangeShape(title: string, part: Part): Shape<string> {
  return text({
    title,
    check({ value, written }) {
      try {
        parseTimes({ [part]: [value] })
        return undefined
      } catch (error) {
        if (!(error instanceof TimeIntervalError)) throw error
        return `Expected ${title}, found ${quote(written)}: ${error.message}. Correct it.`
      }
    },
  })
}

type ReadInterval = ValueOf<ReturnType<typeof intervalShape>>

/** The interval of what was read; `zone` is the one at the top. */
export function intervalOf(
  read: Omit<ReadInterval, 'zone'> & Partial<Pick<ReadInterval, 'zone'>>,
  zone: string,
): TimeInterval {
  const texts = (part: Part): readonly string[] =>
    (read[part]?.value ?? []).map(({ value }) => value)
  const parts = {
    times: texts('times'),
    weekdays: texts('weekdays'),
    daysOfMonth: texts('daysOfMonth'),
    months: texts('months'),
    years: texts('years'),
  }
  return parseTimes({ ...parts, zone: read.zone?.value ?? zone })
}
