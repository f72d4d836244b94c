/**
 * Our own mistakes. An assertion that fails means that the program is wrong, not its input: it
 * ends the unit of work (a request, a loop's turn) rather than go on with corrupt facts.
 */
export class AssertionError extends Error {
  override readonly name = 'AssertionError'
}

/** Throws an AssertionError that says `text` unless `condition` holds. */
export function assert(condition: unknown, text: string): asserts condition {
  if (!condition) throw new AssertionError(text)
}
