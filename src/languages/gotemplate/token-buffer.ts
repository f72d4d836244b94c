import type { Lexer } from './lexer.ts'
import type { Token, TokenKind } from './tokens.ts'

const NO_TOKEN: Token = { kind: 'EOF', value: '', at: 0, line: 0 }

/** Go's three-token look-ahead: tokens can be put back, and the newest one tells an error's line. */
export class TokenBuffer {
  readonly #lexer: Lexer
  #newest = NO_TOKEN
  #second = NO_TOKEN
  #third = NO_TOKEN
  #peeked = 0

  constructor(lexer: Lexer) {
    this.#lexer = lexer
  }

  /** The token that was cut last. */
  get newest(): Token {
    return this.#newest
  }

  next(): Token {
    if (this.#peeked > 0) this.#peeked -= 1
    else this.#newest = this.#lexer.next()
    return this.#at(this.#peeked)
  }

  peek(): Token {
    if (this.#peeked > 0) return this.#at(this.#peeked - 1)
    this.#peeked = 1
    this.#newest = this.#lexer.next()
    return this.#newest
  }

  nextNonSpace(): Token {
    let token = this.next()
    while (token.kind === 'space') token = this.next()
    return token
  }

  peekNonSpace(): Token {
    const token = this.nextNonSpace()
    this.backup()
    return token
  }

  /** Puts the last token back. */
  backup(): void {
    this.#peeked += 1
  }

  /** Puts back a token that came before the newest one. */
  backup2(token: Token): void {
    this.#second = token
    this.#peeked = 2
  }

  /** Puts back two tokens that came before the newest one, the earlier one first. */
  backup3(earlier: Token, later: Token): void {
    this.#second = later
    this.#third = earlier
    this.#peeked = 3
  }

  #at(index: number): Token {
    return index === 0 ? this.#newest : index === 1 ? this.#second : this.#third
  }
}

/** Whether a token of this kind can begin an operand. */
export function startsOperand(kind: TokenKind): boolean {
  switch (kind) {
    case 'bool':
    case 'charConstant':
    case 'complex':
    case 'dot':
    case 'field':
    case 'identifier':
    case 'number':
    case 'nil':
    case 'rawString':
    case 'string':
    case 'variable':
    case 'leftParen':
      return true
    default:
      return false
  }
}
