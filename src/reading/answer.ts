/** The answers of a product that a source imitates. */
import type { SourceAnswer, SourceReading } from '../contract/source.ts'

/** An answer with a JSON body. */
export function jsonAnswer(body: object, status = 200): SourceAnswer {
  return { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(body) }
}

/** An answer of one line of text. */
export function textAnswer(body: string, status = 200): SourceAnswer {
  return { status, contentType: 'text/plain; charset=utf-8', body }
}

/** Why a message was not taken: for our log, and as the imitated product says it. */
export type Refusal = {
  readonly found: string
  readonly remedy: string
  readonly answer: SourceAnswer
}

/** A refusal as a reading. `expected` is one sentence. */
export function refused(expected: string, refusal: Refusal): SourceReading {
  return { kind: 'unparsable', expected, ...refusal }
}
