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

  constructor(phase: TemplatePhase, text: string, options?: { partial?: string; cause?: unknown }) {
    super(text, { cause: options?.cause })
    this.phase = phase
    this.partial = options?.partial ?? ''
  }
}
