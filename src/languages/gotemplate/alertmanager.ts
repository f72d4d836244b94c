// In: nothing. Out: the functions that Alertmanager's templates have beside Go's own and sprig's.
// Must hold: a name that sprig has too keeps sprig's meaning; patterns run in linear time.

import { GoDuration } from '../values/duration.ts'
import { typedList, ValueError } from '../values/kind.ts'
import { numberOf } from '../values/number.ts'
import { compileRegexp, GoRegexpError } from '../values/regexp.ts'
import { GoTime } from '../values/time.ts'
import { GoZoneError, loadLocation } from '../values/zone.ts'
import type { GoFunction, ParameterType } from './function.ts'

export const alertmanagerFunctions: ReadonlyMap<string, GoFunction> = new Map([
  text('toUpper', (value) => value.toUpperCase()),
  text('toLower', (value) => value.toLowerCase()),
  text('trimSpace', (value) => value.trim()),
  text('safeHtml', (value) => value),
  text('safeUrl', (value) => value),
  define('stringSlice', [], (values) => typedList('string', values.map(String)), 'string'),
  define('match', ['string', 'string'], ([pattern, value]) =>
    withRegexp(String(pattern), (regexp) => regexp.matches(String(value))),
  ),
  define('reReplaceAll', ['string', 'string', 'string'], ([pattern, replacement, value]) =>
    withRegexp(String(pattern), (regexp) => regexp.replaceAll(String(value), String(replacement))),
  ),
  define('tz', ['string', 'time.Time'], ([zone, time]) => inZone(String(zone), time)),
  define('since', ['time.Time'], ([time], context) => context.now().sub(timeOf(time))),
  define('humanizeDuration', ['interface {}'], ([value]) => humanize(secondsOf(value))),
])

type Entry = readonly [string, GoFunction]

function define(
  name: string,
  parameters: readonly ParameterType[],
  ...[call, variadic]: [GoFunction['call'], ParameterType?]
): Entry {
  return [name, { parameters, variadic, call }]
}

function text(name: string, change: (value: string) => string): Entry {
  return define(name, ['string'], ([value]) => change(String(value)))
}

function withRegexp<T>(pattern: string, use: (regexp: ReturnType<typeof compileRegexp>) => T): T {
  try {
    return use(compileRegexp(pattern))
  } catch (error) {
    if (error instanceof GoRegexpError) throw new ValueError(error.message, { cause: error })
    throw error
  }
}

function timeOf(value: unknown): GoTime {
  return value instanceof GoTime ? value : new GoTime(0)
}

function inZone(zone: string, time: unknown): GoTime {
  try {
    return timeOf(time).in(loadLocation(zone))
  } catch (error) {
    if (error instanceof GoZoneError) throw new ValueError(error.message, { cause: error })
    throw error
  }
}

function secondsOf(value: unknown): number {
  if (value instanceof GoDuration) return value.seconds()
  const seconds = typeof value === 'string' ? Number(value) : numberOf(value)
  if (seconds !== undefined && Number.isFinite(seconds)) return seconds
  throw new ValueError(`humanizeDuration: expected seconds, found ${JSON.stringify(String(value))}`)
}

/** Prometheus' form: `1d 2h 3m 4s`, or `-` before it; below a minute with its fraction. */
function humanize(seconds: number): string {
  const sign = seconds < 0 ? '-' : ''
  const length = Math.abs(seconds)
  if (length < 60) return `${sign}${Number(length.toPrecision(4))}s`
  const whole = Math.floor(length)
  const [days, hours] = [Math.floor(whole / 86_400), Math.floor(whole / 3_600) % 24]
  const rest = `${Math.floor(whole / 60) % 60}m ${whole % 60}s`
  if (days > 0) return `${sign}${days}d ${hours}h ${rest}`
  return hours > 0 ? `${sign}${hours}h ${rest}` : `${sign}${rest}`
}
