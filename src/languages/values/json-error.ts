// In: a text that is not JSON. Out: what Go's encoding/json says about it.
// Must hold: the text is walked once, and nesting has a bound.

import { quote } from './text.ts'

const END = 'unexpected end of JSON input'
/** Encoding/json goes down 10,000 levels; JavaScript's stack does not hold as many. */
const DEPTH_MAX = 1_000

/** The message of encoding/json for a text that it refuses. */
export function explainJsonError(text: string): string {
  const scanner = new Scanner(text)
  try {
    scanner.document()
  } catch (error) {
    if (error instanceof Found) return error.message
    throw error
  }
  return END
}

class Found extends Error {
  override readonly name = 'Found'
}

class Scanner {
  readonly #text: string
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  document(): void {
    this.#value()
    this.#space()
    if (this.#at < this.#text.length) this.#fail('after top-level value')
  }

  #value(): void {
    this.#space()
    const char = this.#text[this.#at]
    if (char === '{') this.#nested(() => this.#object())
    else if (char === '[') this.#nested(() => this.#array())
    else if (char === '"') this.#string()
    else if (char === 't') this.#literal('true')
    else if (char === 'f') this.#literal('false')
    else if (char === 'n') this.#literal('null')
    else if (char === '-' || isDigit(char)) this.#number()
    else this.#fail('looking for beginning of value')
  }

  #nested(walk: () => void): void {
    this.#depth += 1
    if (this.#depth > DEPTH_MAX) throw new Found('exceeded max depth')
    walk()
    this.#depth -= 1
  }

  #object(): void {
    this.#at += 1
    this.#space()
    if (this.#take('}')) return
    for (;;) {
      this.#space()
      if (this.#text[this.#at] !== '"') this.#fail('looking for beginning of object key string')
      this.#string()
      this.#space()
      if (!this.#take(':')) this.#fail('after object key')
      this.#value()
      this.#space()
      if (this.#take('}')) return
      if (!this.#take(',')) this.#fail('after object key:value pair')
    }
  }

  #array(): void {
    this.#at += 1
    this.#space()
    if (this.#take(']')) return
    for (;;) {
      this.#value()
      this.#space()
      if (this.#take(']')) return
      if (!this.#take(',')) this.#fail('after array element')
    }
  }

  #string(): void {
    this.#at += 1
    for (;;) {
      const char = this.#text[this.#at]
      if (char === '"') {
        this.#at += 1
        return
      }
      if (char === '\\') this.#escape()
      else if (char === undefined || char < ' ') this.#fail('in string literal')
      else this.#at += 1
    }
  }

  #escape(): void {
    this.#at += 1
    const char = this.#text[this.#at]
    if (char === undefined || !'bfnrt\\/"u'.includes(char)) this.#fail('in string escape code')
    this.#at += 1
    if (char !== 'u') return
    for (let digit = 0; digit < 4; digit++) {
      if (!/[0-9a-fA-F]/.test(this.#text[this.#at] ?? '')) {
        this.#fail('in \\u hexadecimal character escape')
      }
      this.#at += 1
    }
  }

  #literal(word: string): void {
    for (const [index, char] of [...word].entries()) {
      if (index > 0 && this.#text[this.#at] !== char) {
        this.#fail(`in literal ${word} (expecting '${char}')`)
      }
      this.#at += 1
    }
  }

  #number(): void {
    this.#take('-')
    if (!isDigit(this.#text[this.#at])) this.#fail('in numeric literal')
    if (!this.#take('0')) this.#digits()
    if (this.#take('.')) {
      if (!isDigit(this.#text[this.#at])) this.#fail('after decimal point in numeric literal')
      this.#digits()
    }
    if (this.#take('e') || this.#take('E')) {
      if (!this.#take('+')) this.#take('-')
      if (!isDigit(this.#text[this.#at])) this.#fail('in exponent of numeric literal')
      this.#digits()
    }
  }

  #digits(): void {
    while (isDigit(this.#text[this.#at])) this.#at += 1
  }

  #space(): void {
    while (' \t\r\n'.includes(this.#text[this.#at] ?? 'x')) this.#at += 1
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false
    this.#at += 1
    return true
  }

  #fail(where: string): never {
    const char = this.#text[this.#at]
    if (char === undefined) throw new Found(END)
    throw new Found(`invalid character ${quoteByte(char)} ${where}`)
  }
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9'
}

/** A character in single quotes; beyond ASCII Go shows its first byte. */
function quoteByte(char: string): string {
  if (char === "'") return `'\\''`
  if (char === '"') return `'"'`
  const [byte = 0] = new TextEncoder().encode(char)
  return `'${quote(String.fromCharCode(byte)).slice(1, -1)}'`
}
