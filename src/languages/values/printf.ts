// In: a printf format and its operands. Out: the text of Go's fmt.Sprintf.
// Must hold: bad verbs, missing and extra operands are reported in the text, never thrown.

import { VALUE_LIMITS } from '../../base/limits.ts'
import { typeOf } from './kind.ts'
import { integerOf } from './number.ts'
import { formatValue, formatVerb } from './print.ts'
import { rejoin } from './text.ts'
import { type Flags, noFlags } from './verbs.ts'

/** fmt.Sprintf. */
export function sprintf(format: string, operands: readonly unknown[]): string {
  return rejoin(new Format(format, operands).run())
}

class Format {
  readonly #format: string
  readonly #operands: readonly unknown[]
  #at = 0
  #operand = 0
  #reordered = false
  #goodIndex = true
  #afterIndex = false
  #out = ''

  constructor(format: string, operands: readonly unknown[]) {
    this.#format = format
    this.#operands = operands
  }

  run(): string {
    const format = this.#format
    while (this.#at < format.length) {
      const percent = format.indexOf('%', this.#at)
      if (percent < 0) {
        this.#out += format.slice(this.#at)
        break
      }
      this.#out += format.slice(this.#at, percent)
      this.#at = percent + 1
      this.#goodIndex = true
      this.#afterIndex = false
      this.#verb(this.#flags())
    }
    this.#reportExtra()
    return this.#out
  }

  #flags(): Flags {
    const flags = noFlags()
    for (; this.#at < this.#format.length; this.#at++) {
      const char = this.#format[this.#at]
      if (char === '#') flags.sharp = true
      else if (char === '0') flags.zero = true
      else if (char === '+') flags.plus = true
      else if (char === '-') flags.minus = true
      else if (char === ' ') flags.space = true
      else break
    }
    this.#index()
    this.#width(flags)
    if (this.#format[this.#at] === '.') this.#precision(flags)
    if (!this.#afterIndex) this.#index()
    return flags
  }

  /** An explicit operand index: `%[2]d`. */
  #index(): void {
    this.#afterIndex = false
    if (this.#format[this.#at] !== '[') return
    this.#reordered = true
    const close = this.#format.indexOf(']', this.#at + 1)
    if (this.#format.length - this.#at < 3 || close < 0) {
      this.#goodIndex = false
      this.#at += 1
      return
    }
    const inside = this.#format.slice(this.#at + 1, close)
    this.#at = close + 1
    const index =
      /^[0-9]+$/.test(inside) && Number(inside) <= VALUE_LIMITS.widthMax ? Number(inside) - 1 : -1
    if (index < 0 && !/^0+$/.test(inside)) {
      this.#goodIndex = false
      return
    }
    this.#afterIndex = true
    if (index < 0 || index >= this.#operands.length) {
      this.#goodIndex = false
      return
    }
    this.#operand = index
  }

  #width(flags: Flags): void {
    if (this.#format[this.#at] !== '*') {
      const width = this.#number()
      if (width !== undefined) {
        flags.width = width
        if (this.#afterIndex) this.#goodIndex = false
      }
      return
    }
    this.#at += 1
    const width = this.#integerOperand()
    if (width === undefined) this.#out += '%!(BADWIDTH)'
    else if (width < 0) {
      flags.width = -width
      flags.minus = true
      flags.zero = false
    } else flags.width = width
    this.#afterIndex = false
  }

  #precision(flags: Flags): void {
    this.#at += 1
    if (this.#afterIndex) this.#goodIndex = false
    this.#index()
    if (this.#format[this.#at] !== '*') {
      flags.precision = this.#number() ?? 0
      return
    }
    this.#at += 1
    const precision = this.#integerOperand()
    if (precision === undefined || precision < 0) this.#out += '%!(BADPREC)'
    else flags.precision = precision
    this.#afterIndex = false
  }

  #number(): number | undefined {
    const start = this.#at
    while (/[0-9]/.test(this.#format[this.#at] ?? '')) {
      this.#at += 1
      if (Number(this.#format.slice(start, this.#at)) > VALUE_LIMITS.widthMax) {
        this.#at = this.#format.length
        return undefined
      }
    }
    return this.#at > start ? Number(this.#format.slice(start, this.#at)) : undefined
  }

  #integerOperand(): number | undefined {
    if (this.#operand >= this.#operands.length) return undefined
    const value = integerOf(this.#operands[this.#operand])
    this.#operand += 1
    const number = Number(value)
    return Math.abs(number) <= VALUE_LIMITS.widthMax ? number : undefined
  }

  #verb(flags: Flags): void {
    const code = this.#format.codePointAt(this.#at)
    if (code === undefined) {
      this.#out += '%!(NOVERB)'
      return
    }
    const verb = String.fromCodePoint(code)
    this.#at += verb.length
    if (verb === '%') this.#out += '%'
    else if (!this.#goodIndex) this.#out += `%!${verb}(BADINDEX)`
    else if (this.#operand >= this.#operands.length) this.#out += `%!${verb}(MISSING)`
    else {
      if (verb === 'v') {
        flags.goSyntax = flags.sharp
        flags.sharp = false
        flags.fieldNames = flags.plus
        flags.plus = false
      }
      this.#out += formatVerb(this.#operands[this.#operand], verb, flags)
      this.#operand += 1
    }
  }

  #reportExtra(): void {
    if (this.#reordered || this.#operand >= this.#operands.length) return
    const extra = this.#operands.slice(this.#operand).map((operand) => {
      if (operand === null || operand === undefined) return '<nil>'
      return `${typeOf(operand)}=${formatValue(operand)}`
    })
    this.#out += `%!(EXTRA ${extra.join(', ')})`
  }
}
