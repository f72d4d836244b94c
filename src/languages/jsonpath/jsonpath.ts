// In: a JSONPath (RFC 9535). Out: a path that finds values in JSON documents.
// Must hold: a text compiles once and searches many times; nothing is evaluated as code, nothing inherited is seen;
// the work of one search is bounded; every failure is a JsonPathError.
import { JsonPathError } from './errors.ts'
import { parsePath } from './parse.ts'
import { select, Work } from './select.ts'
import { isSingular, type Query } from './syntax.ts'

export { JsonPathError }

/** A compiled path. */
export interface JsonPath {
  readonly text: string
  /** Whether it finds one value at most. */
  readonly isSingular: boolean
  /** The values that it finds in a document of JSON values, in the document's order. Throws JsonPathError of the phase `run` where that takes too much work. */
  find(document: unknown): readonly unknown[]
}

/** Compiles a path. Throws JsonPathError of the phase `compile`, with the place in the text. */
export function compile(text: string): JsonPath {
  const query = parsePath(text)
  return {
    text,
    isSingular: isSingular(query),
    find: (document) => find(query, document),
  }
}

function find(query: Query, document: unknown): readonly unknown[] {
  try {
    return select(query, document, new Work(document))
  } catch (error) {
    // Two documents that nest too deeply to be compared.
    if (error instanceof RangeError) throw new JsonPathError('run', 'the document nests too deeply')
    throw error
  }
}
