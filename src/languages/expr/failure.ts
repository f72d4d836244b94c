/** A failure at a place in the source, which is not yet known to the one who throws it. */
export class Failure extends Error {
  /** The offset in the source in UTF-16 units; undefined until somebody knows it. */
  at: number | undefined

  constructor(message: string, at?: number) {
    super(message)
    this.at = at
  }
}

/** Where in a source something is wrong: line and column from 1, in code points, and all of it as text. */
export type Place = { reason: string; line: number; column: number; text: string }

/** Throws a failure; for places where only an expression fits. */
export function fail(message: string, at?: number): never {
  throw new Failure(message, at)
}

/** A reason with its place in the source, laid out as upstream lays it out. */
export function placeInSource(source: string, reason: string, at: number): Place {
  const before = source.slice(0, at)
  const lineStart = before.lastIndexOf('\n') + 1
  const line = before.split('\n').length
  const lineEnd = source.indexOf('\n', lineStart)
  const text = source.slice(lineStart, lineEnd < 0 ? source.length : lineEnd)
  // Upstream shows no place on an empty line.
  if (text === '') return { reason, line: 0, column: 0, text: reason }
  const column = [...before.slice(lineStart)].length
  const excerpt = text.replaceAll('\t', ' ')
  return {
    reason,
    line,
    column: column + 1,
    text: `${reason} (${line}:${column + 1})\n | ${excerpt}\n | ${'.'.repeat(column)}^`,
  }
}
