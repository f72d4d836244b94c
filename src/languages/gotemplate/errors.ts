/** When a template failed: while it was read, or while it ran. */
export type TemplatePhase = 'parse' | 'exec'

/**
 * The only error that compiling or rendering throws. The message is Go's:
 * `template: name:line:col: executing "name" at <.x>: …`.
 */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
  readonly phase: TemplatePhase
  /** What had been written before the failure; empty in the phase `parse`. */
  readonly partial: string
  /** In the phase `parse`: where in the template's text, in UTF-16 units. */
  readonly at: number | undefined

  constructor(
    phase: TemplatePhase,
    text: string,
    options?: { partial?: string; at?: number; cause?: unknown },
  ) {
    super(text, { cause: options?.cause })
    this.phase = phase
    this.at = options?.at
    this.partial = options?.partial ?? ''
  }
}
