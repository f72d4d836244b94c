import { JSONPATH_LIMITS } from '../../base/limits.ts'
import { JsonPathError } from './errors.ts'

/** Reads a path's text from left to right. */
export class Scanner {
  readonly text: string
  at = 0
  #depth = 0

  constructor(text: string) {
    this.text = text
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length
  }

  /** The character at hand; empty at the end. */
  get next(): string {
    return this.text.charAt(this.at)
  }

  fail(reason: string, at: number = this.at): never {
    throw new JsonPathError('compile', reason, at)
  }

  /** Takes `wanted` if it comes next. */
  take(wanted: string): boolean {
    if (!this.text.startsWith(wanted, this.at)) return false
    this.at += wanted.length
    return true
  }

  expect(wanted: string, where: string): void {
    if (!this.take(wanted)) this.fail(`expected "${wanted}" ${where}, found ${this.found()}`)
  }

  /** What comes next by a pattern with the flags `uy`; undefined, and nothing taken, where it does not fit. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const [found] = pattern.exec(this.text) ?? []
    if (found !== undefined) this.at += found.length
    return found
  }

  skipBlanks(): void {
    while (BLANKS.includes(this.next) && !this.isAtEnd) this.at += 1
  }

  /** What stands here, for a message. */
  found(): string {
    const [character] = this.text.slice(this.at)
    return character === undefined ? 'the end' : JSON.stringify(character)
  }

  /** Reads what may hold its like, as deep as is allowed. */
  nested<Result>(read: () => Result): Result {
    this.#depth += 1
    if (this.#depth > JSONPATH_LIMITS.depthMax) this.fail('it nests too deeply')
    const result = read()
    this.#depth -= 1
    return result
  }
}

const BLANKS = ' \t\n\r'
