// In: an expression's source. Out: its tokens, one at a time.
// What is no token is thrown as a Failure with its place, and again by every later call.
// Places are offsets in UTF-16 units.
import { fromBytes, quote } from '../values/text.ts'
import { Failure } from './failure.ts'
import { unescapeBytes, unescapeString } from './unescape.ts'

export type TokenKind =
  | 'Identifier'
  | 'Number'
  | 'String'
  | 'Bytes'
  | 'Operator'
  | 'Bracket'
  | 'EOF'

export type Token = {
  readonly kind: TokenKind
  /** An identifier's, number's or operator's text; a string's meaning. */
  readonly value: string
  readonly at: number
}

/** As errors show a token: `Operator("+")`. */
export function showToken(token: Token): string {
  return token.value === '' ? token.kind : `${token.kind}(${quote(token.value)})`
}

const SPACE = /\p{White_Space}/u
const LETTER = /[\p{L}_$]/u
const ALPHANUMERIC = /[\p{L}\p{Nd}_$]/u
const KEYWORDS = new Set([
  'in',
  'or',
  'and',
  'matches',
  'contains',
  'startsWith',
  'endsWith',
  'let',
  'if',
  'else',
])
const NEGATABLE = new Set(['in', 'matches', 'contains', 'startsWith', 'endsWith'])

/** Whether a text can follow a point as a name. */
export function isValidIdentifier(text: string): boolean {
  const [first = '', ...rest] = text
  return LETTER.test(first) && rest.every((char) => ALPHANUMERIC.test(char))
}

/** Reads tokens from a source. */
export class Lexer {
  readonly #source: string
  #at = 0
  #ready: Token[] = []
  #failure: Failure | undefined

  constructor(source: string) {
    this.#source = source
  }

  /** The next token; undefined behind the EOF token. Throws a Failure. */
  next(): Token | undefined {
    if (this.#failure) throw this.#failure
    const ready = this.#ready.shift()
    if (ready) return ready
    try {
      while (this.#ready.length === 0 && this.#at <= this.#source.length) this.#scan()
    } catch (error) {
      if (error instanceof Failure) this.#failure = error
      throw error
    }
    return this.#ready.shift()
  }

  #scan(): void {
    const source = this.#source
    const at = this.#at
    if (at >= source.length) {
      this.#at = source.length + 1
      this.#ready.push({ kind: 'EOF', value: '', at: at === 0 ? 0 : previousRune(source, at) })
      return
    }
    const char = this.#runeAt(at)
    if (SPACE.test(char)) this.#at += char.length
    else if (char === "'" || char === '"') this.#string(at)
    else if (char === '`') this.#rawString()
    else if (/[bB]/.test(char) && /['"]/.test(source[at + 1] ?? '')) this.#bytes()
    else if (/[0-9]/.test(char)) this.#number(at)
    else if (char === '/') this.#slash()
    else if (char === '#') this.#pointer()
    else if (char === '.') this.#dot()
    else if ('([{)]}'.includes(char)) this.#push('Bracket', at + 1)
    else if (this.#pushOperator(char)) return
    else if (ALPHANUMERIC.test(char)) this.#word()
    else {
      const code = char.codePointAt(0) ?? 0
      const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
      const shown = isPrintable(char) ? `${name} '${char}'` : name
      throw new Failure(`unrecognized character: ${shown}`, at)
    }
  }

  #runeAt(at: number): string {
    const code = this.#source.codePointAt(at)
    return code === undefined ? '' : String.fromCodePoint(code)
  }

  #push(kind: TokenKind, end: number, value = this.#source.slice(this.#at, end)): void {
    this.#ready.push({ kind, value, at: this.#at })
    this.#at = end
  }

  /** Operators of signs, some of which take a second one. */
  #pushOperator(char: string): boolean {
    const seconds = char === '?' ? '.?' : char === '|' ? '|' : char === ':' ? ':' : SECONDS[char]
    if (seconds === undefined) return false
    const second = this.#source[this.#at + 1] ?? ''
    const isDouble = second !== '' && seconds.includes(second)
    this.#push('Operator', this.#at + (isDouble ? 2 : 1))
    return true
  }

  /** Leaves the literal that begins with the quote at `start`, and returns its end. */
  #scanString(start: number): number {
    const source = this.#source
    const quoteSign = source[start]
    let at = start + 1
    while (source[at] !== quoteSign) {
      if (at >= source.length) throw new Failure('literal not terminated', at)
      if (source[at] === '\n') throw new Failure('literal not terminated', at)
      at =
        source[at] === '\\'
          ? this.#scanEscape(at + 1, quoteSign ?? '')
          : at + this.#runeAt(at).length
    }
    return at + 1
  }

  #scanEscape(at: number, quoteSign: string): number {
    const letter = this.#source[at] ?? ''
    if (letter !== '' && `abfnrtv\\${quoteSign}`.includes(letter)) return at + 1
    if (/[0-7]/.test(letter)) return this.#scanDigits(at, /[0-7]/, 3)
    if (letter === 'x') return this.#scanDigits(at + 1, HEX, 2)
    if (letter === 'U') return this.#scanDigits(at + 1, HEX, 8)
    if (letter !== 'u') throw new Failure('invalid char escape', at)
    if (this.#source[at + 1] !== '{') return this.#scanDigits(at + 1, HEX, 4)
    let end = at + 2
    while (HEX.test(this.#source[end] ?? '')) {
      if (end - at - 2 >= 6) throw new Failure('invalid char escape', end - 1)
      end++
    }
    const isClosed = this.#source[end] === '}' && end > at + 2
    if (!isClosed) throw new Failure('invalid char escape', end - 1)
    return end + 1
  }

  #scanDigits(start: number, digit: RegExp, count: number): number {
    for (let at = start; at < start + count; at++) {
      if (!digit.test(this.#source[at] ?? '')) throw new Failure('invalid char escape', at)
    }
    return start + count
  }

  #string(start: number): void {
    const end = this.#scanString(start)
    const value = this.#unescaped(end, () => unescapeString(this.#source.slice(start, end)))
    this.#push('String', end, value)
  }

  #bytes(): void {
    const start = this.#at + 1
    const end = this.#scanString(start)
    const value = this.#unescaped(end, () =>
      fromBytes(unescapeBytes(this.#source.slice(start, end))),
    )
    this.#push('Bytes', end, value)
  }

  #unescaped(end: number, read: () => string): string {
    try {
      return read()
    } catch (error) {
      if (error instanceof Failure) error.at = end - 1
      throw error
    }
  }

  /** Between backticks; a doubled backtick stands for one. */
  #rawString(): void {
    const source = this.#source
    let at = this.#at + 1
    let value = ''
    for (;;) {
      const end = source.indexOf('`', at)
      if (end < 0) throw new Failure('literal not terminated', source.length)
      value += source.slice(at, end)
      at = end + 1
      if (source[at] !== '`') break
      value += '`'
      at++
    }
    this.#push('String', at, value)
  }

  #number(start: number): void {
    const source = this.#source
    const end = scanNumber(source, start)
    const next = this.#runeAt(end)
    if (next !== '' && ALPHANUMERIC.test(next)) {
      const word = source.slice(this.#at, end + next.length)
      throw new Failure(`bad number syntax: ${quote(word)}`, end)
    }
    this.#push('Number', end)
  }

  #dot(): void {
    const next = this.#source[this.#at + 1] ?? ''
    if (/[0-9]/.test(next)) this.#number(this.#at + 1)
    else this.#push('Operator', this.#at + (next === '.' ? 2 : 1))
  }

  #slash(): void {
    const source = this.#source
    const next = source[this.#at + 1]
    if (next === '/') {
      const end = source.indexOf('\n', this.#at)
      this.#at = end < 0 ? source.length : end + 1
    } else if (next === '*') {
      const end = source.indexOf('*/', this.#at + 2)
      if (end < 0) throw new Failure('unclosed comment', source.length)
      this.#at = end + 2
    } else {
      this.#push('Operator', this.#at + 1)
    }
  }

  #pointer(): void {
    this.#push('Operator', this.#at + (this.#source[this.#at + 1] === '#' ? 2 : 1))
    const end = this.#wordEnd(this.#at)
    if (end > this.#at) this.#push('Identifier', end)
  }

  #word(): void {
    const end = this.#wordEnd(this.#at)
    const word = this.#source.slice(this.#at, end)
    if (word !== 'not') {
      this.#push(KEYWORDS.has(word) ? 'Operator' : 'Identifier', end)
      return
    }
    this.#push('Operator', end)
    while (this.#source[this.#at] === ' ') this.#at++
    const nextEnd = this.#wordEnd(this.#at)
    if (NEGATABLE.has(this.#source.slice(this.#at, nextEnd))) this.#push('Operator', nextEnd)
  }

  #wordEnd(start: number): number {
    let end = start
    for (;;) {
      const char = this.#runeAt(end)
      if (char === '' || !ALPHANUMERIC.test(char)) return end
      end += char.length
    }
  }
}

const HEX = /^[0-9a-fA-F]$/

/** The signs that may follow an operator's first sign and belong to it. */
const SECONDS: Readonly<Record<string, string>> = {
  ',': '',
  ';': '',
  '%': '',
  '+': '',
  '-': '',
  '^': '',
  '&': '&=*',
  '!': '&=*',
  '=': '&=*',
  '*': '&=*',
  '<': '&=*',
  '>': '&=*',
}

/** Where a number that starts at `start` ends; `1..2` is a number before a range. */
function scanNumber(source: string, start: number): number {
  let at = start
  let digits = /[0-9_]/
  if (source[at] === '0') {
    at++
    const prefix = (source[at] ?? '').toLowerCase()
    if (prefix === 'x') digits = /[0-9a-fA-F_]/
    else if (prefix === 'o') digits = /[0-7_]/
    else if (prefix === 'b') digits = /[01_]/
    if (prefix !== '' && 'xob'.includes(prefix)) at++
  }
  const skipDigits = () => {
    while (digits.test(source[at] ?? '')) at++
  }
  skipDigits()
  if (source[at] === '.') {
    if (source[at + 1] === '.') return at
    at++
    skipDigits()
  }
  if (source[at] === 'e' || source[at] === 'E') {
    at++
    if (source[at] === '+' || source[at] === '-') at++
    skipDigits()
  }
  return at
}

function previousRune(source: string, at: number): number {
  const low = source.charCodeAt(at - 1)
  return low >= 0xdc00 && low <= 0xdfff && at > 1 ? at - 2 : at - 1
}

function isPrintable(char: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(char)
}
