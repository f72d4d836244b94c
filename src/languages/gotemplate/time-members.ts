// In: nothing. Out: the methods that templates can call on Go's times and durations.
// Must hold: results have Go's types: int for Year, int64 for Unix, time.Month for Month.

import { GoDuration } from '../values/duration.ts'
import { GoValue } from '../values/kind.ts'
import { GoSized, goFloat, goInt, int64 } from '../values/number.ts'
import { toBytes } from '../values/text.ts'
import { GoTime } from '../values/time.ts'
import { type GoLocation, utcZone } from '../values/zone.ts'
import type { ParameterType } from './function.ts'
import type { Method, MethodTable } from './method.ts'

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** Go's time.Month; 1 is January. */
export class GoMonth extends GoSized {
  constructor(month: number) {
    super('int', month, 'time.Month')
  }
  override goString(): string {
    return MONTHS[Number(this.value) - 1] ?? `%!Month(${this.value})`
  }
}

/** Go's time.Weekday; 0 is Sunday. */
export class GoWeekday extends GoSized {
  constructor(weekday: number) {
    super('int', weekday, 'time.Weekday')
  }
  override goString(): string {
    return WEEKDAYS[Number(this.value)] ?? `%!Weekday(${this.value})`
  }
}

/** Go's *time.Location as a value. */
export class GoZone extends GoValue {
  readonly goType = '*time.Location'
  readonly goKind = 'ptr'
  readonly location: GoLocation
  constructor(location: GoLocation) {
    super()
    this.location = location
  }
  override goString(): string {
    return this.location.name
  }
}

function method<T>(parameters: readonly ParameterType[], call: Method<T>['call']): Method<T> {
  return { parameters, call }
}

/** A method whose results a template cannot take. */
function refused(name: string, results: number, second: string): [string, Method<GoTime>] {
  const refusal =
    results === 2
      ? `invalid function signature for ${name}: second return value should be error; is ${second}`
      : `function ${name} has ${results} return values; should be 1 or 2`
  return [name, { parameters: [], refusal, call: () => null }]
}

/** The time of an argument that was checked to be one. */
function time(value: unknown): GoTime {
  return value instanceof GoTime ? value : new GoTime(0)
}

/** A duration, which a number literal may stand for. */
function duration(value: unknown): GoDuration {
  if (value instanceof GoDuration) return value
  return new GoDuration(typeof value === 'bigint' ? value : BigInt(Number(value)))
}

function zone(value: unknown): GoLocation {
  return value instanceof GoZone ? value.location : utcZone
}

export const timeMethods: MethodTable<GoTime> = new Map([
  refused('Clock', 3, 'int'),
  refused('Date', 3, 'time.Month'),
  refused('ISOWeek', 2, 'int'),
  refused('Zone', 2, 'int'),
  refused('ZoneBounds', 2, 'time.Time'),
  ['MarshalJSON', method([], (receiver: GoTime) => toBytes(receiver.goJson()))],
  ['MarshalText', method([], (receiver: GoTime) => toBytes(receiver.goJson().slice(1, -1)))],
  ['IsDST', method([], (receiver: GoTime) => isDaylightSaving(receiver))],
  ['Add', method(['time.Duration'], (receiver: GoTime, [by]) => receiver.add(duration(by)))],
  [
    'AddDate',
    method(['int', 'int', 'int'], (receiver: GoTime, [years, months, days]) =>
      receiver.addDate(Number(years), Number(months), Number(days)),
    ),
  ],
  ['After', method(['time.Time'], (receiver: GoTime, [other]) => receiver.after(time(other)))],
  ['Before', method(['time.Time'], (receiver: GoTime, [other]) => receiver.before(time(other)))],
  [
    'Compare',
    method(['time.Time'], (receiver: GoTime, [other]) => goInt(receiver.compare(time(other)))),
  ],
  ['Day', method([], (receiver: GoTime) => goInt(receiver.parts.day))],
  ['Equal', method(['time.Time'], (receiver: GoTime, [other]) => receiver.equal(time(other)))],
  ['Format', method(['string'], (receiver: GoTime, [layout]) => receiver.format(String(layout)))],
  ['Hour', method([], (receiver: GoTime) => goInt(receiver.parts.hour))],
  ['In', method(['*time.Location'], (receiver: GoTime, [location]) => receiver.in(zone(location)))],
  ['IsZero', method([], (receiver: GoTime) => receiver.isZero())],
  ['Local', method([], (receiver: GoTime, _, context) => receiver.in(context.local))],
  ['Location', method([], (receiver: GoTime) => new GoZone(receiver.location))],
  ['Minute', method([], (receiver: GoTime) => goInt(receiver.parts.minute))],
  ['Month', method([], (receiver: GoTime) => new GoMonth(receiver.parts.month))],
  ['Nanosecond', method([], (receiver: GoTime) => goInt(receiver.nanosecond))],
  [
    'Round',
    method(['time.Duration'], (receiver: GoTime, [unit]) => receiver.round(duration(unit))),
  ],
  ['Second', method([], (receiver: GoTime) => goInt(receiver.parts.second))],
  ['String', method([], (receiver: GoTime) => receiver.toString())],
  ['Sub', method(['time.Time'], (receiver: GoTime, [other]) => receiver.sub(time(other)))],
  [
    'Truncate',
    method(['time.Duration'], (receiver: GoTime, [unit]) => receiver.truncate(duration(unit))),
  ],
  ['UTC', method([], (receiver: GoTime) => receiver.in(utcZone))],
  ['Unix', method([], (receiver: GoTime) => receiver.unixSeconds)],
  ['UnixMicro', method([], (receiver: GoTime) => int64(receiver.unixMicro()))],
  ['UnixMilli', method([], (receiver: GoTime) => int64(receiver.unixMilli()))],
  ['UnixNano', method([], (receiver: GoTime) => int64(receiver.unixNano()))],
  ['Weekday', method([], (receiver: GoTime) => new GoWeekday(receiver.parts.weekday))],
  ['Year', method([], (receiver: GoTime) => goInt(receiver.parts.year))],
  ['YearDay', method([], (receiver: GoTime) => goInt(receiver.yearDay()))],
])

export const durationMethods: MethodTable<GoDuration> = new Map([
  ['Abs', method([], (receiver: GoDuration) => receiver.abs())],
  ['Hours', method([], (receiver: GoDuration) => goFloat(receiver.hours()))],
  ['Microseconds', method([], (receiver: GoDuration) => int64(receiver.microseconds()))],
  ['Milliseconds', method([], (receiver: GoDuration) => int64(receiver.milliseconds()))],
  ['Minutes', method([], (receiver: GoDuration) => goFloat(receiver.minutes()))],
  ['Nanoseconds', method([], (receiver: GoDuration) => int64(receiver.nanoseconds))],
  [
    'Round',
    method(['time.Duration'], (receiver: GoDuration, [unit]) => receiver.round(duration(unit))),
  ],
  ['Seconds', method([], (receiver: GoDuration) => goFloat(receiver.seconds()))],
  ['String', method([], (receiver: GoDuration) => receiver.toString())],
  [
    'Truncate',
    method(['time.Duration'], (receiver: GoDuration, [unit]) => receiver.truncate(duration(unit))),
  ],
])

/** Whether the zone shows another, smaller offset half a year away, as zones do around summer time. */
function isDaylightSaving(time: GoTime): boolean {
  const HALF_A_YEAR_SECONDS = 182 * 24 * 3600
  const here = time.parts.offsetSeconds
  const before = time.location.lookUp(time.unixSeconds - HALF_A_YEAR_SECONDS).offsetSeconds
  const after = time.location.lookUp(time.unixSeconds + HALF_A_YEAR_SECONDS).offsetSeconds
  return here > before || here > after
}
