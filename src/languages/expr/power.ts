/**
 * Go's math.Pow: x to the power of y. JavaScript's `**` differs in the special cases and in the last
 * digits, so the steps are Go's: the whole part of the exponent by repeated squaring of the mantissa.
 */
export function power(x: number, y: number): number {
  const special = specialCase(x, y)
  if (special !== undefined) return special
  let whole = Math.trunc(Math.abs(y))
  let fraction = Math.abs(y) - whole
  if (fraction !== 0 && x < 0) return Number.NaN
  if (whole >= 2 ** 63) return hugeExponent(x, y)
  let mantissa = 1
  let exponent = 0
  if (fraction !== 0) {
    if (fraction > 0.5) {
      fraction--
      whole++
    }
    mantissa = Math.exp(fraction * Math.log(x))
  }
  const base = split(x)
  let square = base.mantissa
  let squareExponent = base.exponent
  for (let bits = BigInt(whole); bits !== 0n; bits >>= 1n) {
    if (squareExponent < -4096 || squareExponent > 4096) {
      exponent += squareExponent
      break
    }
    if ((bits & 1n) === 1n) {
      mantissa *= square
      exponent += squareExponent
    }
    square *= square
    squareExponent *= 2
    if (square < 0.5) {
      square += square
      squareExponent--
    }
  }
  if (y < 0) {
    mantissa = 1 / mantissa
    exponent = -exponent
  }
  return scale(mantissa, exponent)
}

function specialCase(x: number, y: number): number | undefined {
  if (y === 0 || x === 1) return 1
  if (y === 1) return x
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN
  if (x === 0) return powerOfZero(x, y)
  if (!Number.isFinite(y)) {
    if (x === -1) return 1
    return Math.abs(x) < 1 === y > 0 ? 0 : Number.POSITIVE_INFINITY
  }
  if (x === Number.NEGATIVE_INFINITY) return powerOfZero(-0, -y)
  if (x === Number.POSITIVE_INFINITY) return y < 0 ? 0 : x
  if (y === 0.5) return Math.sqrt(x)
  if (y === -0.5) return 1 / Math.sqrt(x)
  return undefined
}

function powerOfZero(x: number, y: number): number {
  const isNegative = Object.is(x, -0) && isOddInteger(y)
  if (y < 0) return isNegative ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return isNegative ? -0 : 0
}

function isOddInteger(y: number): boolean {
  return Math.abs(y) < 2 ** 53 && Math.abs(y % 2) === 1
}

function hugeExponent(x: number, y: number): number {
  if (x === -1) return 1
  return Math.abs(x) < 1 === y > 0 ? 0 : Number.POSITIVE_INFINITY
}

/** x as a mantissa in [0.5, 1) and a power of two. */
function split(x: number): { mantissa: number; exponent: number } {
  const view = new DataView(new ArrayBuffer(8))
  const isTiny = Math.abs(x) < 2 ** -1022
  view.setFloat64(0, isTiny ? x * 2 ** 52 : x)
  const high = view.getUint32(0)
  const exponent = ((high >>> 20) & 0x7ff) - 1022 - (isTiny ? 52 : 0)
  view.setUint32(0, (high & 0x800fffff) | (1022 << 20))
  return { mantissa: view.getFloat64(0), exponent }
}

/** mantissa * 2**exponent, rounded once. */
function scale(mantissa: number, exponent: number): number {
  if (mantissa === 0 || !Number.isFinite(mantissa)) return mantissa
  const parts = split(mantissa)
  const total = parts.exponent + exponent
  if (total > 1024) return mantissa < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (total < -1080) return mantissa < 0 ? -0 : 0
  if (total < -1021) return parts.mantissa * 2 ** (total + 53) * 2 ** -53
  return parts.mantissa * 2 * 2 ** (total - 1)
}
