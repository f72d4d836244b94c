import { MESSAGE_LIMITS } from '../../base/limits.ts'
import { compile, type Template, TemplateError } from '../../languages/gotemplate/gotemplate.ts'

/** A template that could not be used, and why: what the message and the log say of it. */
export type TemplateFault = { readonly template: string; readonly reason: string }

export type Rendering = {
  /** The name in error texts: the template's, and its part. */
  readonly name: string
  readonly text: string
  readonly data: unknown
  readonly json: boolean
  /** Go's Local. */
  readonly zone: string
  readonly lengthMax: number
}

/** The users' templates that are in use, each compiled once, and what was said of those that fail. */
export class TemplateShelf {
  readonly #clock: { now(): number }
  readonly #compiled = new Map<string, Template>()
  readonly #faults = new Set<string>()

  constructor(clock: { now(): number }) {
    this.#clock = clock
  }

  /** The text that a template makes of the data, or why it makes none. */
  render(rendering: Rendering): { readonly text: string } | { readonly reason: string } {
    try {
      return { text: this.#template(rendering).render(rendering.data) }
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      return { reason: error.message }
    }
  }

  /** Whether this is the first fault of the template's that is met: the log says it once. */
  isNews({ template, reason }: TemplateFault): boolean {
    // What a template's author can mend is its place; what follows quotes the data of one message.
    const identity = JSON.stringify([template, /^template: [^ ]*/.exec(reason)?.[0] ?? reason])
    if (this.#faults.has(identity)) return false
    keepWithin(this.#faults, MESSAGE_LIMITS.faultsMax)
    this.#faults.add(identity)
    return true
  }

  #template({ name, text, json, zone, lengthMax }: Rendering): Template {
    const key = JSON.stringify([name, json, zone, lengthMax, text])
    const known = this.#compiled.get(key)
    if (known) return known
    const { stepsMax, renderMs } = MESSAGE_LIMITS
    const template = compile(text, {
      name,
      functions: 'message',
      // Labels are texts: one that an alert lacks is empty, and no "<no value>".
      missingKey: 'zero',
      json,
      zone,
      clock: this.#clock,
      limits: { outputMax: lengthMax, stepsMax, renderMs },
    })
    keepWithin(this.#compiled, MESSAGE_LIMITS.compiledMax)
    this.#compiled.set(key, template)
    return template
  }
}

/** Makes room for one more: the oldest goes. */
function keepWithin(
  kept: { readonly size: number; keys(): Iterator<string>; delete(key: string): boolean },
  most: number,
): void {
  if (kept.size < most) return
  const oldest = kept.keys().next()
  if (oldest.done !== true) kept.delete(oldest.value)
}
