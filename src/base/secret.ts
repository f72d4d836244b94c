import { inspect } from 'node:util'

/**
 * A value that must never be seen: a token, a signing secret, a webhook URL (for chat robots the
 * URL is the credential). It prints as `***` everywhere; only `reveal()` gives the text.
 */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** The text itself. Call it where the value is used, and hand it no further. */
  reveal(): string {
    return this.#text
  }

  toString(): string {
    return '***'
  }

  toJSON(): string {
    return '***'
  }

  [inspect.custom](): string {
    return '***'
  }
}
