// In: a value and a name. Out: the method of Go's that the value has under that name, bound to it.
// The checker asks for the same methods by type.
// Values with methods are times, durations, months, weekdays, zones, and those that bring their own.
import { daysFromDate, MONTHS, WEEKDAYS } from '../values/calendar.ts'
import { GoDuration } from '../values/duration.ts'
import type { GoValue } from '../values/kind.ts'
import { goFloat, goInt, int64, integerOf } from '../values/number.ts'
import { fromBytes, toBytes } from '../values/text.ts'
import { GoTime } from '../values/time.ts'
import { GoLocation, localZone, utcZone } from '../values/zone.ts'
import { fail } from './failure.ts'
import { GoFunction } from './function.ts'
import {
  boolType,
  bytesType,
  durationType,
  errorType,
  floatType,
  functionType,
  type GoType,
  int64Type,
  intType,
  locationType,
  monthType,
  type Nature,
  type Signature,
  stringType,
  timeType,
  weekdayType,
} from './nature.ts'
import { GoNamedInt } from './type-name.ts'

/** A method: its parameters and results without the receiver, and what it does. */
type Method<Receiver> = Signature & {
  readonly apply: (receiver: Receiver, args: readonly unknown[]) => unknown
}

/** A value that brings methods of its own, as Argo CD's details of an application do. */
interface HasMethods {
  findMethod(name: string): GoFunction | undefined
}

/** The method of a value, bound to it; undefined when it has none of this name. */
export function findMethod(value: GoValue, name: string): GoFunction | undefined {
  if (value instanceof GoTime) return bind(TIME_METHODS, value, name)
  if (value instanceof GoDuration) return bind(DURATION_METHODS, value, name)
  if (value instanceof GoNamedInt) return bind(NAMED_METHODS, value, name)
  if (value instanceof GoLocation) return bind(LOCATION_METHODS, value, name)
  return hasMethods(value) ? value.findMethod(name) : undefined
}

function hasMethods(value: object): value is HasMethods {
  return 'findMethod' in value && typeof value.findMethod === 'function'
}

function bind<Receiver>(
  methods: ReadonlyMap<string, Method<Receiver>>,
  receiver: Receiver,
  name: string,
): GoFunction | undefined {
  const method = methods.get(name)
  if (!method) return undefined
  return new GoFunction(method, (args) => method.apply(receiver, args))
}

/** What the checker knows of a method of a type; undefined when it has none of this name. */
export function methodNature(base: Nature, name: string): Nature | undefined {
  const type = base.type
  const method = type ? METHODS_BY_TYPE.get(type.name)?.get(name) : undefined
  if (!type || !method) return undefined
  return { type: functionType({ ...method, params: [type, ...method.params] }), isMethod: true }
}

function method<Receiver>(
  params: readonly GoType[],
  results: readonly GoType[],
  apply: (receiver: Receiver, args: readonly unknown[]) => unknown,
): Method<Receiver> {
  return { params, results, apply }
}

const duration = (value: unknown): GoDuration =>
  value instanceof GoDuration ? value : new GoDuration(0n)
const time = (value: unknown): GoTime => (value instanceof GoTime ? value : fail('not a time'))
const integer = (value: unknown): number => Number(integerOf(value) ?? 0)
const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const part = (name: 'year' | 'day' | 'hour' | 'minute' | 'second' | 'nanosecond') =>
  method<GoTime>([], [intType], (receiver) => goInt(receiver.parts[name]))

const month = (value: number) => new GoNamedInt('time.Month', value, MONTHS[value - 1] ?? '')

const TIME_METHODS: ReadonlyMap<string, Method<GoTime>> = new Map([
  ['Year', part('year')],
  ['Day', part('day')],
  ['Hour', part('hour')],
  ['Minute', part('minute')],
  ['Second', part('second')],
  ['Nanosecond', part('nanosecond')],
  ['Month', method<GoTime>([], [monthType], (at) => month(at.parts.month))],
  [
    'Weekday',
    method<GoTime>(
      [],
      [weekdayType],
      ({ parts }) => new GoNamedInt('time.Weekday', parts.weekday, WEEKDAYS[parts.weekday] ?? ''),
    ),
  ],
  ['YearDay', method<GoTime>([], [intType], (at) => goInt(at.yearDay()))],
  ['ISOWeek', method<GoTime>([], [intType, intType], (at) => goInt(at.isoWeek().year))],
  ['Date', method<GoTime>([], [intType, monthType, intType], (at) => goInt(at.parts.year))],
  ['Clock', method<GoTime>([], [intType, intType, intType], (at) => goInt(at.parts.hour))],
  ['Unix', method<GoTime>([], [int64Type], (at) => at.unixSeconds)],
  ['UnixMilli', method<GoTime>([], [int64Type], (at) => int64(at.unixMilli()))],
  ['UnixMicro', method<GoTime>([], [int64Type], (at) => int64(at.unixMicro()))],
  ['UnixNano', method<GoTime>([], [int64Type], (at) => int64(at.unixNano()))],
  ['IsZero', method<GoTime>([], [boolType], (at) => at.isZero())],
  ['IsDST', method<GoTime>([], [boolType], isDaylightSaving)],
  ['Before', method<GoTime>([timeType], [boolType], (at, [other]) => at.before(time(other)))],
  ['After', method<GoTime>([timeType], [boolType], (at, [other]) => at.after(time(other)))],
  ['Equal', method<GoTime>([timeType], [boolType], (at, [other]) => at.equal(time(other)))],
  [
    'Compare',
    method<GoTime>([timeType], [intType], (at, [other]) => goInt(at.compare(time(other)))),
  ],
  ['Add', method<GoTime>([durationType], [timeType], (at, [by]) => at.add(duration(by)))],
  ['Sub', method<GoTime>([timeType], [durationType], (at, [other]) => at.sub(time(other)))],
  [
    'AddDate',
    method<GoTime>([intType, intType, intType], [timeType], (at, [years, months, days]) =>
      at.addDate(integer(years), integer(months), integer(days)),
    ),
  ],
  [
    'Truncate',
    method<GoTime>([durationType], [timeType], (at, [unit]) => at.truncate(duration(unit))),
  ],
  ['Round', method<GoTime>([durationType], [timeType], (at, [unit]) => at.round(duration(unit)))],
  ['UTC', method<GoTime>([], [timeType], (at) => at.in(utcZone))],
  ['Local', method<GoTime>([], [timeType], (at) => at.in(localZone))],
  [
    'In',
    method<GoTime>([locationType], [timeType], (at, [zone]) =>
      zone instanceof GoLocation ? at.in(zone) : fail('time: missing Location in call to Time.In'),
    ),
  ],
  ['Location', method<GoTime>([], [locationType], (at) => at.location)],
  ['Zone', method<GoTime>([], [stringType, intType], (at) => at.parts.abbreviation)],
  ['Format', method<GoTime>([stringType], [stringType], (at, [layout]) => at.format(text(layout)))],
  [
    'AppendFormat',
    method<GoTime>([bytesType, stringType], [bytesType], (at, [bytes, layout]) =>
      toBytes((bytes instanceof Uint8Array ? fromBytes(bytes) : '') + at.format(text(layout))),
    ),
  ],
  ['String', method<GoTime>([], [stringType], (at) => at.goString())],
  ['MarshalJSON', method<GoTime>([], [bytesType, errorType], (at) => toBytes(at.goJson()))],
  ['MarshalText', method<GoTime>([], [bytesType, errorType], (at) => toBytes(at.toJsonText()))],
])

const DURATION_METHODS: ReadonlyMap<string, Method<GoDuration>> = new Map([
  ['Hours', method<GoDuration>([], [floatType], (value) => goFloat(value.hours()))],
  ['Minutes', method<GoDuration>([], [floatType], (value) => goFloat(value.minutes()))],
  ['Seconds', method<GoDuration>([], [floatType], (value) => goFloat(value.seconds()))],
  ['Milliseconds', method<GoDuration>([], [int64Type], (value) => int64(value.milliseconds()))],
  ['Microseconds', method<GoDuration>([], [int64Type], (value) => int64(value.microseconds()))],
  ['Nanoseconds', method<GoDuration>([], [int64Type], (value) => int64(value.nanoseconds))],
  ['Abs', method<GoDuration>([], [durationType], (value) => value.abs())],
  [
    'Round',
    method<GoDuration>([durationType], [durationType], (value, [unit]) =>
      value.round(duration(unit)),
    ),
  ],
  [
    'Truncate',
    method<GoDuration>([durationType], [durationType], (value, [unit]) =>
      value.truncate(duration(unit)),
    ),
  ],
  ['String', method<GoDuration>([], [stringType], (value) => value.goString())],
])

const NAMED_METHODS: ReadonlyMap<string, Method<GoNamedInt>> = new Map([
  ['String', method<GoNamedInt>([], [stringType], (value) => value.text)],
])

const LOCATION_METHODS: ReadonlyMap<string, Method<GoLocation>> = new Map([
  ['String', method<GoLocation>([], [stringType], (zone) => zone.name)],
])

const METHODS_BY_TYPE: ReadonlyMap<string, ReadonlyMap<string, Signature>> = new Map<
  string,
  ReadonlyMap<string, Signature>
>([
  [timeType.name, TIME_METHODS],
  [durationType.name, DURATION_METHODS],
  [monthType.name, NAMED_METHODS],
  [weekdayType.name, NAMED_METHODS],
  [locationType.name, LOCATION_METHODS],
])

/** Whether the zone's clock is ahead of the least that it is in that year. */
function isDaylightSaving(at: GoTime): boolean {
  const { year, offsetSeconds } = at.parts
  const offsets = [1, 7].map(
    (monthOfYear) => at.location.lookUp(daysFromDate(year, monthOfYear, 1) * 86_400).offsetSeconds,
  )
  return offsetSeconds > Math.min(...offsets)
}
