// Alertmanager's notation since 0.27: names of any letters, in quotes where need be, and values that are never empty bare.
import { unquoteGo } from './go-string.ts'
import { type MatcherParts, MatcherSyntaxError, type MatchOperator } from './matcher-parts.ts'

type Token = {
  readonly kind: '{' | '}' | ',' | 'operator' | 'quoted' | 'bare'
  readonly text: string
  /** In characters, from 0. */
  readonly from: number
  readonly to: number
}

/** Reads `{a="b", "c d"=~"e|f",}`, with or without braces, or nothing. Throws MatcherSyntaxError. */
export function parseUtf8Matchers(text: string): readonly MatcherParts[] {
  const reader = new Reader(text)
  const matchers: MatcherParts[] = []
  const isBraced = reader.peek()?.kind === '{'
  if (isBraced) reader.next()
  while (!isEnd(reader.peekAt(matchers.length === 0 ? undefined : AFTER_COMMA))) {
    matchers.push(readMatcher(reader))
    const token = reader.peekAt(COMMA_OR_BRACE)
    if (token === undefined || token.kind === '}') break
    if (token.kind !== ',') throw unexpected(token, COMMA_OR_BRACE)
    reader.next()
  }
  readEnd(reader, isBraced)
  return matchers
}

function isEnd(token: Token | undefined): boolean {
  return token === undefined || token.kind === '}'
}

function readEnd(reader: Reader, isBraced: boolean): void {
  const brace = reader.peek()
  if (isBraced) {
    if (brace === undefined) throw new MatcherSyntaxError('0:0: end of input: expected close brace')
    if (brace.kind !== '}') throw unexpected(brace, 'expected close brace')
    reader.next()
  } else if (brace?.kind === '}')
    throw new MatcherSyntaxError(`${placed(brace)}: expected opening brace`)
  const rest = reader.peekAt('expected end of input')
  if (rest !== undefined) throw new MatcherSyntaxError(`${placed(rest)}: expected end of input`)
}

function readMatcher(reader: Reader): MatcherParts {
  const label = readText(reader, 'expected label name')
  const token = reader.peekAt(AN_OPERATOR)
  if (token === undefined) throw new MatcherSyntaxError(`end of input: ${AN_OPERATOR}`)
  if (token.kind !== 'operator') throw unexpected(token, AN_OPERATOR)
  reader.next()
  const value = readText(reader, 'expected label value')
  return { label, operator: token.text as MatchOperator, value } // the lexer makes these four only
}

function readText(reader: Reader, expected: string): string {
  const token = reader.peekAt(expected)
  if (token === undefined) throw new MatcherSyntaxError(`end of input: ${expected}`)
  if (token.kind !== 'quoted' && token.kind !== 'bare') throw unexpected(token, expected)
  reader.next()
  if (token.kind === 'bare') return token.text
  const text = unquoteGo(token.text)
  if (text === undefined) throw new MatcherSyntaxError(`${placed(token)}: invalid input`)
  return text
}

const AN_OPERATOR = "expected an operator such as '=', '!=', '=~' or '!~'"
const COMMA_OR_BRACE = 'expected a comma or close brace'
const AFTER_COMMA = 'expected a matcher or close brace after comma'

function placed({ from, to, text }: Token): string {
  return `${from}:${to}: ${text}`
}

function unexpected({ from, to, text }: Token, expected: string): MatcherSyntaxError {
  return new MatcherSyntaxError(`${from}:${to}: unexpected ${text}: ${expected}`)
}

const SPACE = /\p{White_Space}/u
const RESERVED = /[\p{White_Space}{}!=~,\\"'`]/u

/** Takes the text apart, one token ahead. */
class Reader {
  readonly #signs: readonly string[]
  #at = 0
  #ahead: { token: Token | undefined } | undefined

  constructor(text: string) {
    this.#signs = [...text]
  }

  /** The next token; undefined at the end. Throws MatcherSyntaxError for what begins none. */
  peek(): Token | undefined {
    this.#ahead ??= { token: this.#scan() }
    return this.#ahead.token
  }

  /** The same; what is wrong is told together with what was expected there. */
  peekAt(expected: string | undefined): Token | undefined {
    try {
      return this.peek()
    } catch (error) {
      if (!(error instanceof MatcherSyntaxError) || expected === undefined) throw error
      throw new MatcherSyntaxError(`${error.message}: ${expected}`)
    }
  }

  next(): void {
    this.#ahead = undefined
  }

  #scan(): Token | undefined {
    while (SPACE.test(this.#signs[this.#at] ?? '')) this.#at += 1
    const from = this.#at
    const sign = this.#signs[from]
    if (sign === undefined) return undefined
    switch (sign) {
      case '{':
      case '}':
      case ',':
        return this.#token(sign, from + 1)
      case '=':
        return this.#token('operator', this.#signs[from + 1] === '~' ? from + 2 : from + 1)
      case '!': {
        const second = this.#signs[from + 1]
        if (second === '=' || second === '~') return this.#token('operator', from + 2)
        throw new MatcherSyntaxError(`${from}:${from + 1}: !: expected one of '=~'`)
      }
      case '"':
        return this.#quoted(from)
    }
    if (RESERVED.test(sign))
      throw new MatcherSyntaxError(`${from}:${from + 1}: ${sign}: invalid input`)
    let to = from
    while (to < this.#signs.length && !RESERVED.test(this.#signs[to] ?? '')) to += 1
    return this.#token('bare', to)
  }

  #quoted(from: number): Token {
    for (let to = from + 1; to < this.#signs.length; to += 1) {
      const sign = this.#signs[to]
      if (sign === '\\') to += 1
      else if (sign === '"') return this.#token('quoted', to + 1)
    }
    const end = this.#signs.length
    const text = this.#signs.slice(from).join('')
    throw new MatcherSyntaxError(`${from}:${end}: ${text}: missing end "`)
  }

  #token(kind: Token['kind'], to: number): Token {
    const from = this.#at
    this.#at = to
    return { kind, text: this.#signs.slice(from, to).join(''), from, to }
  }
}
