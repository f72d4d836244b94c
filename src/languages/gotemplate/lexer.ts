// In: the text of a template. Out: its tokens, one at a time, as Go's text/template/parse cuts them.
// Must hold: after an error token only end-of-file tokens follow; positions are indexes into the JavaScript string.

import { quote } from '../values/text.ts'
import { formatUnicode, noFlags } from '../values/verbs.ts'
import { keywords, type Token, type TokenKind } from './tokens.ts'

/** The delimiters of actions. */
export type Delimiters = { readonly left: string; readonly right: string }

const NEWLINE = 10
const SPACE = ' \t\r\n'
const wordRune = /^[\p{L}\p{Nd}_]$/u

function isWordRune(char: string): boolean {
  const code = char.charCodeAt(0)
  if (code < 128) {
    return (
      (code >= 97 && code <= 122) ||
      (code >= 65 && code <= 90) ||
      (code >= 48 && code <= 57) ||
      code === 95
    )
  }
  return wordRune.test(char)
}

function isSpace(char: string | undefined): boolean {
  return char !== undefined && char !== '' && SPACE.includes(char)
}

/** Cuts a template into tokens. */
export class Lexer {
  readonly #left: string
  readonly #right: string
  #input: string
  #at = 0
  #start = 0
  #line = 1
  #startLine = 1
  #insideAction = false
  #parenDepth = 0

  constructor(text: string, delimiters: Delimiters) {
    this.#input = text
    this.#left = delimiters.left
    this.#right = delimiters.right
  }

  /** The next token. */
  next(): Token {
    return this.#insideAction ? this.#action() : this.#text()
  }

  #text(): Token {
    for (;;) {
      const found = this.#input.indexOf(this.#left, this.#at)
      if (found < 0) return this.#lastText()
      if (found > this.#at) {
        const afterDelimiter = found + this.#left.length
        const trims = this.#hasLeftTrim(afterDelimiter)
        this.#at = trims ? this.#trimmedEnd(found) : found
        this.#countLines(this.#start, this.#at)
        const token = this.#token('text')
        this.#at = found
        this.#ignore()
        if (token.value !== '') return token
      }
      const token = this.#leftDelimiter()
      if (token !== undefined) return token
    }
  }

  #lastText(): Token {
    this.#at = this.#input.length
    if (this.#at > this.#start) {
      this.#countLines(this.#start, this.#at)
      return this.#token('text')
    }
    return this.#token('EOF')
  }

  #trimmedEnd(end: number): number {
    let at = end
    while (at > this.#start && isSpace(this.#input[at - 1])) at -= 1
    return at
  }

  /** The token of a left delimiter; undefined after a comment, which leaves none. */
  #leftDelimiter(): Token | undefined {
    this.#at += this.#left.length
    const afterMarker = this.#hasLeftTrim(this.#at) ? 2 : 0
    if (this.#input.startsWith('/*', this.#at + afterMarker)) {
      this.#at += afterMarker
      this.#ignore()
      return this.#comment()
    }
    const token = this.#token('leftDelim')
    this.#insideAction = true
    this.#at += afterMarker
    this.#ignore()
    this.#parenDepth = 0
    return token
  }

  #comment(): Token | undefined {
    const close = this.#input.indexOf('*/', this.#at + 2)
    if (close < 0) return this.#error('unclosed comment')
    this.#at = close + 2
    const delimiter = this.#rightDelimiter()
    if (delimiter === 'none') return this.#error('comment ends before closing delimiter')
    this.#countLines(this.#start, this.#at)
    this.#start = this.#at
    if (delimiter === 'trim') this.#at += 2
    this.#at += this.#right.length
    if (delimiter === 'trim') this.#skipSpace()
    this.#ignore()
    return undefined
  }

  #rightDelimiter(): 'none' | 'plain' | 'trim' {
    if (this.#hasRightTrim(this.#at) && this.#input.startsWith(this.#right, this.#at + 2)) {
      return 'trim'
    }
    return this.#input.startsWith(this.#right, this.#at) ? 'plain' : 'none'
  }

  #hasLeftTrim(at: number): boolean {
    return this.#input[at] === '-' && isSpace(this.#input[at + 1])
  }

  #hasRightTrim(at: number): boolean {
    return isSpace(this.#input[at]) && this.#input[at + 1] === '-'
  }

  #skipSpace(): void {
    while (isSpace(this.#input[this.#at])) this.#at += 1
  }

  #endOfAction(): Token {
    const trims = this.#rightDelimiter() === 'trim'
    if (trims) {
      this.#at += 2
      this.#ignore()
    }
    this.#at += this.#right.length
    const token = this.#token('rightDelim')
    if (trims) {
      this.#skipSpace()
      this.#ignore()
    }
    this.#insideAction = false
    return token
  }

  #action(): Token {
    if (this.#rightDelimiter() !== 'none') {
      if (this.#parenDepth > 0) return this.#error('unclosed left paren')
      return this.#endOfAction()
    }
    const char = this.#peek()
    if (char === '') return this.#error('unclosed action')
    if (isSpace(char)) return this.#space()
    switch (char) {
      case '=':
        return this.#one('assign')
      case '|':
        return this.#one('pipe')
      case ':':
        this.#at += 1
        if (this.#peek() !== '=') return this.#error('expected :=')
        return this.#one('declare')
      case '"':
        return this.#quoted('"', 'string')
      case "'":
        return this.#quoted("'", 'charConstant')
      case '`':
        return this.#rawQuoted()
      case '$':
        return this.#fieldOrVariable('variable')
      case '.':
        return this.#dot()
      case '(':
        this.#parenDepth += 1
        return this.#one('leftParen')
      case ')':
        this.#parenDepth -= 1
        if (this.#parenDepth < 0) return this.#error('unexpected right paren')
        return this.#one('rightParen')
      default:
        return this.#word(char)
    }
  }

  #word(char: string): Token {
    if (char === '+' || char === '-' || (char >= '0' && char <= '9')) return this.#number()
    if (isWordRune(char)) return this.#identifier()
    if (char >= '!' && char <= '~') return this.#one('char')
    return this.#error(`unrecognized character in action: ${describe(char)}`)
  }

  #dot(): Token {
    const after = this.#input[this.#at + 1]
    if (after !== undefined && !(after >= '0' && after <= '9'))
      return this.#fieldOrVariable('field')
    return this.#number()
  }

  #space(): Token {
    let count = 0
    while (isSpace(this.#input[this.#at])) {
      this.#at += 1
      count += 1
    }
    const endsInTrim =
      this.#hasRightTrim(this.#at - 1) && this.#input.startsWith(this.#right, this.#at + 1)
    if (endsInTrim) {
      this.#at -= 1
      if (count === 1) return this.#endOfAction()
    }
    this.#countLines(this.#start, this.#at)
    return this.#token('space')
  }

  #identifier(): Token {
    this.#skipWord()
    const word = this.#input.slice(this.#start, this.#at)
    if (!this.#atTerminator()) return this.#error(`bad character ${describe(this.#peek())}`)
    const keyword = keywords.get(word)
    if (keyword !== undefined) return this.#token(keyword)
    return this.#token(word === 'true' || word === 'false' ? 'bool' : 'identifier')
  }

  #fieldOrVariable(kind: 'field' | 'variable'): Token {
    this.#at += 1
    if (this.#atTerminator()) return this.#token(kind === 'variable' ? 'variable' : 'dot')
    this.#skipWord()
    if (!this.#atTerminator()) return this.#error(`bad character ${describe(this.#peek())}`)
    return this.#token(kind)
  }

  #skipWord(): void {
    for (let char = this.#peek(); char !== '' && isWordRune(char); char = this.#peek()) {
      this.#at += char.length
    }
  }

  #atTerminator(): boolean {
    const char = this.#input[this.#at]
    if (char === undefined || isSpace(char) || '.,|:)('.includes(char)) return true
    return this.#input.startsWith(this.#right, this.#at)
  }

  #number(): Token {
    if (!this.#scanNumber()) return this.#badNumber()
    const sign = this.#peek()
    if (sign !== '+' && sign !== '-') return this.#token('number')
    const isComplex = this.#scanNumber() && this.#input[this.#at - 1] === 'i'
    return isComplex ? this.#token('complex') : this.#badNumber()
  }

  #badNumber(): Token {
    return this.#error(`bad number syntax: ${quote(this.#input.slice(this.#start, this.#at))}`)
  }

  #scanNumber(): boolean {
    this.#accept('+-')
    let digits = '0123456789_'
    if (this.#accept('0')) {
      if (this.#accept('xX')) digits = '0123456789abcdefABCDEF_'
      else if (this.#accept('oO')) digits = '01234567_'
      else if (this.#accept('bB')) digits = '01_'
    }
    this.#acceptRun(digits)
    if (this.#accept('.')) this.#acceptRun(digits)
    const exponent = digits.length === 11 ? 'eE' : digits.length === 23 ? 'pP' : ''
    if (exponent !== '' && this.#accept(exponent)) {
      this.#accept('+-')
      this.#acceptRun('0123456789_')
    }
    this.#accept('i')
    const after = this.#peek()
    if (after === '' || !isWordRune(after)) return true
    this.#at += after.length
    return false
  }

  #accept(valid: string): boolean {
    const char = this.#input[this.#at]
    if (char === undefined || !valid.includes(char)) return false
    this.#at += 1
    return true
  }

  #acceptRun(valid: string): void {
    while (this.#accept(valid));
  }

  #quoted(end: string, kind: 'string' | 'charConstant'): Token {
    this.#at += 1
    for (;;) {
      let char = this.#input[this.#at]
      this.#at += 1
      if (char === end) return this.#token(kind)
      if (char === '\\') {
        char = this.#input[this.#at]
        this.#at += 1
      }
      if (char === undefined || char === '\n') {
        const what = kind === 'string' ? 'quoted string' : 'character constant'
        return this.#error(`unterminated ${what}`)
      }
    }
  }

  #rawQuoted(): Token {
    const close = this.#input.indexOf('`', this.#at + 1)
    if (close < 0) return this.#error('unterminated raw quoted string')
    this.#at = close + 1
    this.#countLines(this.#start, this.#at)
    return this.#token('rawString')
  }

  /** The character at the cursor, a surrogate pair as one; empty at the end. */
  #peek(): string {
    const code = this.#input.codePointAt(this.#at)
    return code === undefined ? '' : String.fromCodePoint(code)
  }

  #one(kind: TokenKind): Token {
    this.#at += 1
    return this.#token(kind)
  }

  #token(kind: TokenKind): Token {
    const value = this.#input.slice(this.#start, this.#at)
    const token = { kind, value, at: this.#start, line: this.#startLine }
    this.#start = this.#at
    this.#startLine = this.#line
    return token
  }

  #ignore(): void {
    this.#countLines(this.#start, this.#at)
    this.#start = this.#at
    this.#startLine = this.#line
  }

  #countLines(from: number, to: number): void {
    for (let at = from; at < to; at++) {
      if (this.#input.charCodeAt(at) === NEWLINE) this.#line += 1
    }
  }

  #error(text: string): Token {
    const token: Token = { kind: 'error', value: text, at: this.#start, line: this.#startLine }
    this.#input = ''
    this.#at = 0
    this.#start = 0
    return token
  }
}

/** %#U of a character: `U+0021 '!'`. */
function describe(char: string): string {
  return formatUnicode(char.codePointAt(0) ?? 0xfffd, { ...noFlags(), sharp: true })
}
