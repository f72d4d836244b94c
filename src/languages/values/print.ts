// In: Go values. Out: the text that Go's fmt prints for them: Sprint, Sprintln and Sprintf with every verb and flag.
// Must hold: it never fails on a bad verb or a missing argument, it says so in the text as fmt does.

import { VALUE_LIMITS } from '../../base/limits.ts'
import { Budget } from './budget.ts'
import {
  elementType,
  type GoMap,
  GoValue,
  isInt64,
  kindOf,
  mapGet,
  sortedKeys,
  typeOf,
  ValueError,
} from './kind.ts'
import { type FloatFormat, floatOf, floatText, GoComplex, type Int64, integerOf } from './number.ts'
import { fromBytes, rejoin } from './text.ts'
import {
  type Flags,
  formatComplex,
  formatFloatVerb,
  formatHex,
  formatInteger,
  formatQuoted,
  formatRuneQuoted,
  formatText,
  formatUnicode,
  noFlags,
  pad,
  runeOf,
} from './verbs.ts'

/** %v of any value; both forms of nil print `<nil>`. */
export function formatValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
      if (Number.isSafeInteger(value)) return String(value + 0)
      if (isInt64(value)) return BigInt(value).toString()
      return floatText(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'bigint':
      return value.toString()
    default:
      return new ValuePrinter(noFlags()).print(value, 'v')
  }
}

/** fmt.Sprint: a space between two operands when neither is a string. */
export function sprint(values: readonly unknown[]): string {
  let text = ''
  let afterString = true
  for (const value of values) {
    const isString = typeof value === 'string'
    if (!isString && !afterString) text += ' '
    text += formatValue(value)
    afterString = isString
  }
  return rejoin(text)
}

/** fmt.Sprintln: a space between all operands and a newline at the end. */
export function sprintln(values: readonly unknown[]): string {
  return rejoin(`${values.map(formatValue).join(' ')}\n`)
}

/** Prints one value with one verb and its flags, as fmt's printArg does. */
export function formatVerb(value: unknown, verb: string, flags: Flags): string {
  return new ValuePrinter(flags).print(value, verb)
}

const FLOAT_VERBS: Readonly<Record<string, [FloatFormat, number]>> = {
  v: ['g', -1],
  g: ['g', -1],
  G: ['G', -1],
  e: ['e', 6],
  E: ['E', 6],
  f: ['f', 6],
  F: ['F', 6],
}

class ValuePrinter {
  readonly #flags: Flags
  #reportsBadVerb = false
  readonly #budget = new Budget(VALUE_LIMITS.textMax)

  constructor(flags: Flags) {
    this.#flags = flags
  }

  print(value: unknown, verb: string): string {
    if (verb === 'T') return formatText(typeOf(value), this.#flags)
    if (value === null || value === undefined) {
      return verb === 'v' ? pad('<nil>', this.#flags) : `%!${verb}(<nil>)`
    }
    if (verb === 'p') return this.#badVerb(value, verb)
    return this.#value(value, verb, 0)
  }

  #value(value: unknown, verb: string, depth: number): string {
    if (depth > VALUE_LIMITS.depthMax) throw new ValueError('the value is nested too deeply')
    this.#budget.spend(typeof value === 'string' ? value.length + 1 : 2)
    switch (typeof value) {
      case 'string':
        return this.#text(value, verb)
      case 'boolean':
        if (verb !== 't' && verb !== 'v') return this.#badVerb(value, verb)
        return pad(value ? 'true' : 'false', this.#flags)
      case 'number':
        return isInt64(value) ? this.#integer(value, value, verb) : this.#float(value, value, verb)
      case 'bigint':
        return this.#integer(value, value, verb)
      case 'object':
        if (value === null) return this.#flags.goSyntax ? 'interface {}(nil)' : '<nil>'
        return this.#object(value, verb, depth)
      case 'undefined':
        return this.#flags.goSyntax ? 'interface {}(nil)' : '<nil>'
      default:
        return '0x0'
    }
  }

  #object(value: object, verb: string, depth: number): string {
    if (value instanceof GoValue) return this.#typed(value, verb, depth)
    if (value instanceof Uint8Array) return this.#bytes(value, verb, depth)
    if (Array.isArray(value)) return this.#list(value, verb, depth)
    return this.#map(value as GoMap, verb, depth) // The only objects left: plain ones and Maps.
  }

  #typed(value: GoValue, verb: string, depth: number): string {
    const hasTextVerb = verb === 'v' || verb === 's' || verb === 'q' || verb === 'x' || verb === 'X'
    if (value.goString && hasTextVerb && !this.#flags.goSyntax && !this.#reportsBadVerb) {
      return this.#text(value.goString(), verb)
    }
    const integer = integerOf(value)
    if (integer !== undefined) return this.#integer(value, integer, verb)
    const float = floatOf(value)
    if (float !== undefined) return this.#float(value, float, verb)
    if (value instanceof GoComplex) return this.#complex(value, verb)
    if (value.goFields) return this.#struct(value, value.goFields(), { verb, depth })
    return value.goKind === 'func' ? '0x0' : this.#badVerb(value, verb)
  }

  #text(text: string, verb: string): string {
    switch (verb) {
      case 'v':
        return this.#flags.goSyntax
          ? formatQuoted(text, this.#flags)
          : formatText(text, this.#flags)
      case 's':
        return formatText(text, this.#flags)
      case 'q':
        return formatQuoted(text, this.#flags)
      case 'x':
      case 'X':
        return formatHex(text, verb === 'X', this.#flags)
      default:
        return this.#badVerb(text, verb)
    }
  }

  #integer(value: unknown, integer: Int64, verb: string): string {
    const flags = this.#flags
    switch (verb) {
      case 'v':
        if (flags.goSyntax && kindOf(value).startsWith('uint')) {
          return formatInteger(integer, 'x', { ...flags, sharp: true })
        }
        return formatInteger(integer, 'd', flags)
      case 'd':
      case 'b':
      case 'o':
      case 'O':
      case 'x':
      case 'X':
        return formatInteger(integer, verb, flags)
      case 'c':
        return pad(runeOf(integer), flags)
      case 'q':
        return formatRuneQuoted(integer, flags)
      case 'U':
        return formatUnicode(integer, flags)
      default:
        return this.#badVerb(value, verb)
    }
  }

  #float(value: unknown, float: number, verb: string): string {
    const [format, standard] = FLOAT_VERBS[verb] ?? []
    if (format !== undefined && standard !== undefined) {
      return formatFloatVerb(float, format, { ...this.#flags, standard })
    }
    if (verb === 'b') return pad(binaryFloat(float), this.#flags)
    if (verb === 'x' || verb === 'X') return hexFloat(float, verb, this.#flags)
    return this.#badVerb(value, verb)
  }

  #complex(value: GoComplex, verb: string): string {
    const [format, standard] = FLOAT_VERBS[verb] ?? []
    if (format === undefined || standard === undefined) return this.#badVerb(value, verb)
    return formatComplex(value, format, { ...this.#flags, standard })
  }

  #bytes(value: Uint8Array, verb: string, depth: number): string {
    if (verb === 's' || verb === 'q') return this.#text(fromBytes(value), verb)
    if (verb === 'x' || verb === 'X') return formatHex(value, verb === 'X', this.#flags)
    const flags = this.#flags
    if (flags.goSyntax) {
      const all = Array.from(value, (byte) =>
        formatInteger(byte, 'x', { ...noFlags(), sharp: true }),
      )
      return `${depth === 0 ? '[]byte' : '[]uint8'}{${all.join(', ')}}`
    }
    const numeric = verb === 'v' ? 'd' : verb
    return `[${Array.from(value, (byte) => this.#value(byte, numeric, depth + 1)).join(' ')}]`
  }

  #list(list: readonly unknown[], verb: string, depth: number): string {
    const parts = list.map((element) => this.#value(element, verb, depth + 1))
    if (this.#flags.goSyntax) return `${typeOf(list)}{${parts.join(', ')}}`
    return `[${parts.join(' ')}]`
  }

  #map(map: GoMap, verb: string, depth: number): string {
    const parts = sortedKeys(map).map(
      (key) => `${this.#text(key, verb)}:${this.#value(mapGet(map, key), verb, depth + 1)}`,
    )
    if (this.#flags.goSyntax) return `map[string]${elementType(map)}{${parts.join(', ')}}`
    return `map[${parts.join(' ')}]`
  }

  #struct(
    value: GoValue,
    fields: readonly (readonly [string, unknown])[],
    at: { verb: string; depth: number },
  ): string {
    const { goSyntax, fieldNames } = this.#flags
    const parts = fields.map(([name, field]) => {
      const text = this.#value(field, at.verb, at.depth + 1)
      return goSyntax || fieldNames ? `${name}:${text}` : text
    })
    const isPointer = value.goKind === 'ptr'
    if (goSyntax) return `${value.goType.replace(/^\*/, '&')}{${parts.join(', ')}}`
    return `${isPointer ? '&' : ''}{${parts.join(' ')}}`
  }

  #badVerb(value: unknown, verb: string): string {
    this.#reportsBadVerb = true
    const text = `%!${verb}(${typeOf(value)}=${this.#value(value, 'v', 0)})`
    this.#reportsBadVerb = false
    return text
  }
}

/** %b of a float: the mantissa and a power of two. */
function binaryFloat(value: number): string {
  const { mantissa, exponent, sign } = floatParts(value)
  return `${sign}${mantissa}p${exponent < 0 ? '' : '+'}${exponent}`
}

/** %x of a float: a hexadecimal mantissa and a power of two; the shortest unless a precision is set. */
function hexFloat(value: number, verb: 'x' | 'X', flags: Flags): string {
  const { mantissa, exponent, sign } = floatParts(value)
  let fraction = mantissa
  let power = mantissa === 0n ? 0 : exponent + 52
  while (fraction !== 0n && (fraction & (1n << 52n)) === 0n) {
    fraction <<= 1n
    power -= 1
  }
  let digits = (fraction & ((1n << 52n) - 1n)).toString(16).padStart(13, '0')
  let lead = fraction >> 52n
  if (flags.precision === undefined) digits = digits.replace(/0+$/, '')
  else if (flags.precision >= 13) digits = digits.padEnd(flags.precision, '0')
  else {
    const drop = BigInt(4 * (13 - flags.precision))
    const half = 1n << (drop - 1n)
    const rest = fraction & ((1n << drop) - 1n)
    let kept = fraction >> drop
    if (rest > half || (rest === half && (kept & 1n) === 1n)) kept += 1n
    const width = BigInt(4 * flags.precision)
    lead = kept >> width
    digits =
      flags.precision === 0
        ? ''
        : (kept & ((1n << width) - 1n)).toString(16).padStart(flags.precision, '0')
    if (lead === 2n) {
      lead = 1n
      power += 1
    }
  }
  const size = String(Math.abs(power)).padStart(2, '0')
  const shownSign = sign || (flags.plus ? '+' : flags.space ? ' ' : '')
  if (flags.sharp) digits = digits.padEnd((flags.precision ?? 6) - 2, '0')
  const text = `${shownSign}0x${lead}${digits === '' && !flags.sharp ? '' : `.${digits}`}p${power < 0 ? '-' : '+'}${size}`
  return pad(verb === 'X' ? text.toUpperCase() : text, flags)
}

function floatParts(value: number): { mantissa: bigint; exponent: number; sign: string } {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  const bits = view.getBigUint64(0)
  const biased = Number((bits >> 52n) & 0x7ffn)
  const fraction = bits & 0xfffffffffffffn
  return {
    mantissa: biased === 0 ? fraction : fraction | 0x10000000000000n,
    exponent: (biased === 0 ? 1 : biased) - 1075,
    sign: bits >> 63n === 1n ? '-' : '',
  }
}

/** A value in an error text that Go formats with %s: strings as they are, others as fmt reports them. */
export function formatAsString(value: unknown): string {
  return new ValuePrinter(noFlags()).print(value, 's')
}
