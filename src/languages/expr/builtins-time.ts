/** The builtins on times. */
import { parseDuration } from '../values/duration.ts'
import { RFC3339 } from '../values/layout.ts'
import { GoTimeError } from '../values/layout-read.ts'
import { type GoTime, parseTime } from '../values/time.ts'
import { GoLocation, loadLocation } from '../values/zone.ts'
import { asText, type Builtin, typed, validated } from './builtin.ts'
import { fail } from './failure.ts'
import { durationType, locationType, stringType, timeType } from './nature.ts'

/** What date() tries without a layout, in this order. */
const LAYOUTS = [
  '2006-01-02',
  '15:04:05',
  '2006-01-02 15:04:05',
  RFC3339,
  '02 Jan 06 15:04 MST',
  'Monday, 02-Jan-06 15:04:05 MST',
  'Mon, 02 Jan 2006 15:04:05 MST',
]

function date(given: readonly unknown[]): GoTime {
  const zone = given[0] instanceof GoLocation ? given[0] : undefined
  const args = zone ? given.slice(1) : given
  const text = asText(args[0])
  if (args.length === 2) return parseTime(asText(args[1]), text, zone)
  if (args.length === 3) {
    const layout = asText(args[1])
    return parseTime(layout, text, loadLocation(asText(args[2])))
  }
  for (const layout of LAYOUTS) {
    const time = tryLayout(layout, text, zone)
    if (time) return time
  }
  return fail(`invalid date ${text}`)
}

function tryLayout(layout: string, text: string, zone?: GoLocation): GoTime | undefined {
  try {
    return parseTime(layout, text, zone)
  } catch (error) {
    if (error instanceof GoTimeError) return undefined
    throw error
  }
}

export const TIME_BUILTINS: readonly Builtin[] = [
  validated(
    'now',
    (args) => {
      const isZone = args.length === 1 && args[0]?.name === locationType.name
      if (args.length === 0 || isZone) return timeType
      return `invalid number of arguments (expected 0, got ${args.length})`
    },
    (args, context) => {
      const [zone] = args
      if (args.length === 0) return context.now()
      if (args.length === 1 && zone instanceof GoLocation) return context.now().in(zone)
      return fail(`invalid number of arguments (expected 0, got ${args.length})`)
    },
  ),
  typed('duration', [[[stringType], durationType]], ([text]) => parseDuration(asText(text))),
  validated(
    'date',
    (types) => {
      if (types.length < 1) {
        return `invalid number of arguments (expected at least 1, got ${types.length})`
      }
      const args = types[0]?.name === locationType.name ? types.slice(1) : types
      if (args.length > 3) {
        return `invalid number of arguments (expected at most 3, got ${args.length})`
      }
      return timeType
    },
    date,
  ),
  typed('timezone', [[[stringType], locationType]], ([name]) => loadLocation(asText(name))),
]
