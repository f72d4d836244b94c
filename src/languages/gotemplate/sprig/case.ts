// In: words written in any of the usual ways. Out: the same in snake, kebab or camel case, as sprig writes them.
// Must hold: words are told apart exactly as sprig's own library does, digits and capitals included.

import {
  isLetter,
  isNumber,
  isPunctuation,
  isSpace,
  isUpper,
  lowerRune,
  upperRune,
} from './runes.ts'

type WordKind = 'none' | 'number' | 'upper' | 'alphabet' | 'connector' | 'punctuation' | 'other'

type Word = { kind: WordKind; chars: readonly string[] }

function isConnector(char: string): boolean {
  return char === '-' || char === '_' || isSpace(char)
}

/** A letter of a script that has words; Chinese characters are none. */
function isAlphabet(char: string): boolean {
  if (!isLetter(char)) return false
  const code = char.codePointAt(0) ?? 0
  const isHan =
    (code >= 0x4e00 && code <= 0x9fcc) ||
    (code >= 0x3400 && code <= 0x4d85) ||
    (code >= 0x20000 && code <= 0x2b81d)
  return !isHan
}

function isOther(char: string): boolean {
  return !isConnector(char) && !isAlphabet(char) && !isNumber(char) && !isPunctuation(char)
}

function isSmallAlphabet(char: string): boolean {
  return isAlphabet(char) && !isUpper(char)
}

/** Takes words off the front of a text. */
class WordReader {
  readonly #chars: readonly string[]
  #at = 0

  constructor(text: string) {
    this.#chars = [...text]
  }

  get atEnd(): boolean {
    return this.#at >= this.#chars.length
  }

  next(): Word {
    const first = this.#chars[this.#at]
    if (first === undefined) return { kind: 'none', chars: [] }
    const start = this.#at
    this.#at += 1
    const kind = this.#rest(first)
    return { kind, chars: this.#chars.slice(start, this.#at) }
  }

  #rest(first: string): WordKind {
    if (isConnector(first)) return this.#while(isConnector, 'connector')
    if (isPunctuation(first)) return this.#while(isPunctuation, 'punctuation')
    if (isUpper(first)) return this.#capitals()
    if (isAlphabet(first)) return this.#while(isSmallAlphabet, 'alphabet')
    if (isNumber(first)) return this.#while(isNumber, 'number')
    return this.#while(isOther, 'other')
  }

  #while(test: (char: string) => boolean, kind: WordKind): WordKind {
    while (!this.atEnd && test(this.#chars[this.#at] ?? '')) this.#at += 1
    return kind
  }

  /** `HTTPStatus` is `HTTP` and `Status`. */
  #capitals(): WordKind {
    const second = this.#chars[this.#at]
    if (second === undefined) return 'upper'
    if (!isUpper(second)) return this.#while(isSmallAlphabet, 'upper')
    this.#while(isUpper, 'upper')
    const after = this.#chars[this.#at]
    if (after !== undefined && isAlphabet(after)) this.#at -= 1
    return 'upper'
  }
}

/** snakecase and kebabcase. */
export function connectWords(text: string, connector: string): string {
  return new Connecting(text, connector).run()
}

class Connecting {
  readonly #reader: WordReader
  readonly #connector: string
  #out = ''
  #word: Word = { kind: 'none', chars: [] }

  constructor(text: string, connector: string) {
    this.#reader = new WordReader(text)
    this.#connector = connector
  }

  run(): string {
    this.#word = this.#reader.next()
    while (!this.#reader.atEnd) {
      const before = this.#word
      if (before.kind !== 'connector') this.#write(before)
      this.#word = this.#reader.next()
      this.#join(before)
    }
    this.#write(this.#word)
    return this.#out
  }

  #join(before: Word): void {
    switch (before.kind) {
      case 'number':
        this.#writeRun()
        return
      case 'connector':
        this.#write(before)
        return
      case 'punctuation':
        return
      default:
        if (this.#word.kind === 'number') this.#joinNumber()
        else this.#connect()
    }
  }

  /** A number belongs to the word before it, unless small letters follow: `http_2xx`, `bld4_floor`. */
  #joinNumber(): void {
    if (this.#reader.atEnd) return
    const number = this.#word
    this.#word = this.#reader.next()
    if (this.#word.kind === 'alphabet') {
      this.#out += this.#connector
      this.#write(number)
      this.#writeRun()
      return
    }
    this.#write(number)
    this.#connect()
  }

  #writeRun(): void {
    while (this.#word.kind === 'alphabet' || this.#word.kind === 'number') {
      this.#write(this.#word)
      this.#word = this.#reader.next()
    }
    if (this.#word.kind !== 'none') this.#connect()
  }

  #connect(): void {
    if (this.#word.kind !== 'connector' && this.#word.kind !== 'punctuation') {
      this.#out += this.#connector
    }
  }

  #write({ kind, chars }: Word): void {
    if (kind !== 'upper' && kind !== 'connector') {
      this.#out += chars.join('')
      return
    }
    for (const char of chars) {
      this.#out += isConnector(char) ? this.#connector : isUpper(char) ? lowerRune(char) : char
    }
  }
}

/** camelcase, with a capital at the beginning; leading connectors stay. */
export function camelCase(text: string): string {
  const chars = [...text]
  const start = chars.findIndex((char) => !isConnector(char))
  if (start < 0) return chars.length === 0 ? '' : chars.join('') + chars.at(-1)
  let out = chars.slice(0, start).join('')
  let previous = chars[start] ?? ''
  let afterCapital = isUpper(previous)
  previous = upperRune(previous)
  for (const char of chars.slice(start + 1)) {
    let current = char
    if (isConnector(current) && isConnector(previous)) {
      out += previous
    } else if (isConnector(previous)) {
      afterCapital = isUpper(current)
      current = upperRune(current)
    } else {
      if (afterCapital) {
        if (isUpper(current)) current = lowerRune(current)
        else afterCapital = false
      }
      out += previous
    }
    previous = current
  }
  return out + previous
}
