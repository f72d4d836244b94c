/** A path that cannot be read, or that took too much work: `reason` is a clause without a full stop. */
export class JsonPathError extends Error {
  override readonly name = 'JsonPathError'
  readonly phase: 'compile' | 'run'
  readonly reason: string
  /** The offset in the path's text where reading ended; undefined while running. */
  readonly at: number | undefined

  constructor(phase: 'compile' | 'run', reason: string, at?: number) {
    super(at === undefined ? reason : `${reason} at character ${at + 1}`)
    this.phase = phase
    this.reason = reason
    this.at = at
  }
}
