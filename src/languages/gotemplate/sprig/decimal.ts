// In: floats. Out: exact decimal arithmetic on their shortest decimal forms, as sprig's …f functions do.
// Must hold: a quotient has 16 places, rounded half away from zero.

import { ValueError } from '../../values/kind.ts'

/** value · 10^exponent */
export type Decimal = { readonly value: bigint; readonly exponent: number }

const DIVISION_PLACES = 16

/** The shortest decimal that reads back as the float. */
export function decimalOf(float: number): Decimal {
  if (!Number.isFinite(float)) {
    const shown = Number.isNaN(float) ? 'NaN' : float > 0 ? '+Inf' : '-Inf'
    throw new ValueError(`Cannot create a Decimal from ${shown}`)
  }
  const [mantissa = '0', power = '0'] = float.toExponential().split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  return { value: BigInt(whole + fraction), exponent: Number(power) - fraction.length }
}

/** The float nearest to a decimal. */
export function floatOfDecimal({ value, exponent }: Decimal): number {
  return Number(`${value}e${exponent}`)
}

function aligned(a: Decimal, b: Decimal): { a: bigint; b: bigint; exponent: number } {
  const exponent = Math.min(a.exponent, b.exponent)
  return {
    a: a.value * 10n ** BigInt(a.exponent - exponent),
    b: b.value * 10n ** BigInt(b.exponent - exponent),
    exponent,
  }
}

export function addDecimal(a: Decimal, b: Decimal): Decimal {
  const parts = aligned(a, b)
  return { value: parts.a + parts.b, exponent: parts.exponent }
}

export function subtractDecimal(a: Decimal, b: Decimal): Decimal {
  const parts = aligned(a, b)
  return { value: parts.a - parts.b, exponent: parts.exponent }
}

export function multiplyDecimal(a: Decimal, b: Decimal): Decimal {
  return { value: a.value * b.value, exponent: a.exponent + b.exponent }
}

export function divideDecimal(a: Decimal, b: Decimal): Decimal {
  if (b.value === 0n) throw new ValueError('decimal division by 0')
  const parts = aligned(a, b)
  const scaled = parts.a * 10n ** BigInt(DIVISION_PLACES)
  const quotient = scaled / parts.b
  const rest = scaled % parts.b
  const isHalf = 2n * (rest < 0n ? -rest : rest) >= (parts.b < 0n ? -parts.b : parts.b)
  const away = parts.a < 0n === parts.b < 0n ? 1n : -1n
  return { value: isHalf ? quotient + away : quotient, exponent: -DIVISION_PLACES }
}
