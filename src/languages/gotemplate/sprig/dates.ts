// In: nothing. Out: sprig's functions on times and durations.
// Must hold: the time is the rendering's; Local is its zone; a broken text gives what sprig gives, not an error, but for must….

import { GoDuration, GoDurationError, parseDuration, SECOND } from '../../values/duration.ts'
import { isInt64 } from '../../values/kind.ts'
import { GoTimeError } from '../../values/layout-read.ts'
import { GoInt, GoSized, type Int64, parseInteger } from '../../values/number.ts'
import { GoTime, parseTime, zeroTime } from '../../values/time.ts'
import { type GoLocation, GoZoneError, loadLocation, utcZone } from '../../values/zone.ts'
import type { CallContext } from '../function.ts'
import { define, type FunctionTable } from './define.ts'

const HTML_DATE = '2006-01-02'
const inZone = define('string, any, string', ([layout, date, zone], context) =>
  timeOf(date, context)
    .in(zoneOrUtc(String(zone), context))
    .format(String(layout)),
)
const modify = define('string, time', ([text, time]) => {
  try {
    return shift(String(text), time)
  } catch (error) {
    if (error instanceof GoDurationError) return time
    throw error
  }
})
const mustModify = define('string, time', ([text, time]) => shift(String(text), time))

export const dateFunctions: FunctionTable = new Map([
  ['now', define('', (_, context) => context.now())],
  [
    'date',
    define('string, any', ([layout, date], context) =>
      timeOf(date, context).in(context.local).format(String(layout)),
    ),
  ],
  ['dateInZone', inZone],
  ['date_in_zone', inZone],
  [
    'htmlDate',
    define('any', ([date], context) => timeOf(date, context).in(context.local).format(HTML_DATE)),
  ],
  [
    'htmlDateInZone',
    define('any, string', ([date, zone], context) =>
      timeOf(date, context)
        .in(zoneOrUtc(String(zone), context))
        .format(HTML_DATE),
    ),
  ],
  ['dateModify', modify],
  ['date_modify', modify],
  ['mustDateModify', mustModify],
  ['must_date_modify', mustModify],
  ['ago', define('any', ([date], context) => sinceSeconds(timeOf(date, context), context))],
  ['duration', define('any', ([seconds]) => durationText(seconds))],
  [
    'durationRound',
    define('any', ([value], context) => roundDuration(nanosecondsOf(value, context))),
  ],
  [
    'toDate',
    define('string, string', ([layout, text], context) =>
      readOrZero(String(layout), String(text), context),
    ),
  ],
  [
    'mustToDate',
    define('string, string', ([layout, text], context) =>
      parseTime(String(layout), String(text), context.local),
    ),
  ],
  [
    'unixEpoch',
    define('time', ([time]) => (time instanceof GoTime ? String(time.unixSeconds) : '')),
  ],
])

/** A time, or whole seconds since 1970; anything else is now. */
function timeOf(value: unknown, context: CallContext): GoTime {
  if (value instanceof GoTime) return value
  const seconds = secondsOf(value)
  return seconds === undefined ? context.now() : new GoTime(Number(seconds), 0, context.local)
}

function secondsOf(value: unknown): Int64 | undefined {
  if (typeof value === 'number' && isInt64(value)) return value
  if (typeof value === 'bigint') return value
  const isPlainInteger =
    value instanceof GoInt || (value instanceof GoSized && value.goType === 'int32')
  return isPlainInteger ? value.value : undefined
}

function zoneOrUtc(name: string, { local }: CallContext): GoLocation {
  if (name === 'Local') return local
  try {
    return loadLocation(name)
  } catch (error) {
    if (error instanceof GoZoneError) return utcZone
    throw error
  }
}

function shift(text: string, time: unknown): unknown {
  const duration = parseDuration(text)
  return time instanceof GoTime ? time.add(duration) : time
}

function sinceSeconds(time: GoTime, context: CallContext): string {
  return context.now().sub(time).round(new GoDuration(SECOND)).toString()
}

function durationText(value: unknown): string {
  let seconds: Int64 = 0
  if (typeof value === 'string') {
    const read = parseInteger(value, 10)
    if (read.kind !== 'syntax') seconds = read.value
  } else if (typeof value === 'bigint' || (typeof value === 'number' && isInt64(value))) {
    seconds = value
  }
  return new GoDuration(BigInt(seconds) * SECOND).toString()
}

function nanosecondsOf(value: unknown, context: CallContext): bigint {
  if (value instanceof GoTime) return context.now().sub(value).nanoseconds
  if (typeof value === 'bigint' || (typeof value === 'number' && isInt64(value)))
    return BigInt(value)
  if (typeof value !== 'string') return 0n
  try {
    return parseDuration(value).nanoseconds
  } catch (error) {
    if (error instanceof GoDurationError) return 0n
    throw error
  }
}

const HOUR_SECONDS = 3600n
const ROUNDED_UNITS: readonly (readonly [bigint, string])[] = [
  [HOUR_SECONDS * 24n * 365n, 'y'],
  [HOUR_SECONDS * 24n * 30n, 'mo'],
  [HOUR_SECONDS * 24n, 'd'],
  [HOUR_SECONDS, 'h'],
  [60n, 'm'],
  [1n, 's'],
]

/** The largest unit that a duration is longer than, and how many of it. */
function roundDuration(nanoseconds: bigint): string {
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds
  for (const [seconds, unit] of ROUNDED_UNITS) {
    if (size > seconds * SECOND) return `${size / (seconds * SECOND)}${unit}`
  }
  return '0s'
}

function readOrZero(layout: string, text: string, context: CallContext): GoTime {
  try {
    return parseTime(layout, text, context.local)
  } catch (error) {
    if (error instanceof GoTimeError) return zeroTime
    throw error
  }
}
