// In: nanoseconds, or text such as "1h30m". Out: Go's time.Duration with its methods and printed form.
// A duration is a signed 64-bit count of nanoseconds; arithmetic wraps as in Go.
// Texts and errors are those of Go's time package.
import { GoValue } from './kind.ts'
import { quoteForTime } from './quote.ts'

const MIN_NANOSECONDS = -(2n ** 63n)
const MAX_NANOSECONDS = 2n ** 63n - 1n

export const NANOSECOND = 1n
export const MICROSECOND = 1_000n
export const MILLISECOND = 1_000_000n
export const SECOND = 1_000_000_000n
export const MINUTE = 60n * SECOND
export const HOUR = 60n * MINUTE

/** A duration's text that Go does not read; `message` is Go's. */
export class GoDurationError extends Error {
  override readonly name = 'GoDurationError'
}

/** Go's time.Duration: nanoseconds in 64 bits. Values are immutable. */
export class GoDuration extends GoValue {
  readonly goType = 'time.Duration'
  readonly goKind = 'int64'
  /** Between -2^63 and 2^63-1. */
  readonly nanoseconds: bigint

  /** Nanoseconds beyond 64 bits wrap. */
  constructor(nanoseconds: bigint) {
    super()
    this.nanoseconds = BigInt.asIntN(64, nanoseconds)
  }

  hours(): number {
    return inUnits(this.nanoseconds, HOUR)
  }

  minutes(): number {
    return inUnits(this.nanoseconds, MINUTE)
  }

  seconds(): number {
    return inUnits(this.nanoseconds, SECOND)
  }

  /** Whole milliseconds, towards zero. */
  milliseconds(): bigint {
    return this.nanoseconds / MILLISECOND
  }

  /** Whole microseconds, towards zero. */
  microseconds(): bigint {
    return this.nanoseconds / MICROSECOND
  }

  /** The absolute value; the smallest duration becomes the largest. */
  abs(): GoDuration {
    if (this.nanoseconds >= 0n) return this
    if (this.nanoseconds === MIN_NANOSECONDS) return new GoDuration(MAX_NANOSECONDS)
    return new GoDuration(-this.nanoseconds)
  }

  /** Towards zero to a multiple of `unit`; unchanged when `unit` is not positive. */
  truncate(unit: GoDuration): GoDuration {
    if (unit.nanoseconds <= 0n) return this
    return new GoDuration(this.nanoseconds - (this.nanoseconds % unit.nanoseconds))
  }

  /** To the nearest multiple of `unit`, halves away from zero; unchanged when `unit` is not positive. */
  round(unit: GoDuration): GoDuration {
    const size = unit.nanoseconds
    if (size <= 0n) return this
    const value = this.nanoseconds
    const rest = value < 0n ? -(value % size) : value % size
    const towardsZero = value < 0n ? value + rest : value - rest
    if (rest + rest < size) return new GoDuration(towardsZero)
    const away = value < 0n ? towardsZero - size : towardsZero + size
    if (away < MIN_NANOSECONDS) return new GoDuration(MIN_NANOSECONDS)
    if (away > MAX_NANOSECONDS) return new GoDuration(MAX_NANOSECONDS)
    return new GoDuration(away)
  }

  /** As Go prints it: `1h30m0s`, `1.5s`, `100ms`, `0s`. */
  override goString(): string {
    return formatDuration(this.nanoseconds)
  }

  /** The nanoseconds, as encoding/json and %d show a duration. */
  override goInteger(): number | bigint {
    const plain = Number(this.nanoseconds)
    return Number.isSafeInteger(plain) ? plain : this.nanoseconds
  }

  override toString(): string {
    return this.goString()
  }
}

function inUnits(nanoseconds: bigint, unit: bigint): number {
  return Number(nanoseconds / unit) + Number(nanoseconds % unit) / Number(unit)
}

function formatDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s'
  const sign = nanoseconds < 0n ? '-' : ''
  const value = nanoseconds < 0n ? -nanoseconds : nanoseconds
  if (value < MICROSECOND) return `${sign}${value}ns`
  if (value < MILLISECOND) return `${sign}${withFraction(value, 3)}µs`
  if (value < SECOND) return `${sign}${withFraction(value, 6)}ms`
  const seconds = `${withFraction(value % MINUTE, 9)}s`
  const minutes = value / MINUTE
  if (minutes === 0n) return sign + seconds
  if (minutes < 60n) return `${sign}${minutes}m${seconds}`
  return `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`
}

/** `value` with its last `digits` digits behind a point, without trailing zeros. */
function withFraction(value: bigint, digits: number): string {
  const text = value.toString().padStart(digits + 1, '0')
  const fraction = text.slice(-digits).replace(/0+$/, '')
  return text.slice(0, -digits) + (fraction === '' ? '' : `.${fraction}`)
}

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', NANOSECOND],
  ['us', MICROSECOND],
  ['µs', MICROSECOND],
  ['μs', MICROSECOND],
  ['ms', MILLISECOND],
  ['s', SECOND],
  ['m', MINUTE],
  ['h', HOUR],
])

/**
 * Go's time.ParseDuration: a sign and numbers with units (`1h30m`, `-1.5h`, `100ms`, `0`).
 * Throws GoDurationError with Go's text.
 */
export function parseDuration(text: string): GoDuration {
  const signed = text.startsWith('-') || text.startsWith('+')
  const isNegative = text.startsWith('-')
  let rest = signed ? text.slice(1) : text
  if (rest === '0') return new GoDuration(0n)
  if (rest === '') throw invalidDuration(text)
  let total = 0n
  while (rest !== '') {
    const part = readPart(rest, text)
    total += part.nanoseconds
    if (total > 2n ** 63n) throw invalidDuration(text)
    rest = part.rest
  }
  if (!isNegative && total > MAX_NANOSECONDS) throw invalidDuration(text)
  return new GoDuration(isNegative ? -total : total)
}

/** One number with its unit from the front of `rest`; `whole` is for the error's text. */
function readPart(rest: string, whole: string): { nanoseconds: bigint; rest: string } {
  const number = /^([0-9]*)(\.?)([0-9]*)/.exec(rest)
  const integer = number?.[1] ?? ''
  const fraction = number?.[3] ?? ''
  if (integer === '' && fraction === '') throw invalidDuration(whole)
  const afterNumber = rest.slice(number?.[0].length ?? 0)
  const unitText = /^[^.0-9]*/.exec(afterNumber)?.[0] ?? ''
  if (unitText === '') {
    throw new GoDurationError(`time: missing unit in duration ${quoteForTime(whole)}`)
  }
  const unit = UNITS.get(unitText)
  if (unit === undefined) {
    throw new GoDurationError(
      `time: unknown unit ${quoteForTime(unitText)} in duration ${quoteForTime(whole)}`,
    )
  }
  // A fraction counts with float64's precision and is cut off at 64 bits, as Go does it.
  const scaled = scaleFraction(fraction, unit)
  const nanoseconds = BigInt(integer === '' ? 0 : integer) * unit + scaled
  if (nanoseconds > 2n ** 63n) throw invalidDuration(whole)
  return { nanoseconds, rest: afterNumber.slice(unitText.length) }
}

function scaleFraction(fraction: string, unit: bigint): bigint {
  if (fraction === '') return 0n
  let value = 0n
  let scale = 1
  for (const digit of fraction) {
    const next = value * 10n + BigInt(digit)
    if (next > 2n ** 63n) break
    value = next
    scale *= 10
  }
  return BigInt(Math.trunc(Number(value) * (Number(unit) / scale)))
}

function invalidDuration(text: string): GoDurationError {
  return new GoDurationError(`time: invalid duration ${quoteForTime(text)}`)
}
