// In: the pieces that a template's closures write, and where they stand. Out: the output, or the error with its place.
// Must hold: output, steps and time are bounded; every failure is a TemplateError that knows what was written.

import { TEMPLATE_LIMITS } from '../../base/limits.ts'
import { byteLength, quote, toValid } from '../values/text.ts'
import { type GoTime, timeFromMs } from '../values/time.ts'
import type { GoLocation } from '../values/zone.ts'
import { TemplateError } from './errors.ts'
import type { CallContext } from './function.ts'
import { type JsonWriter, newJsonWriter } from './json-output.ts'
import { type ErrorNode, nodeText } from './nodes.ts'

/** What the closures of a compiled template share. */
export type Settings = {
  /** The text and the name that errors refer to. */
  readonly text: string
  readonly name: string
  readonly missingKey: 'default' | 'zero' | 'error'
  readonly json: boolean
  readonly now: () => number
  /** Go's Local. */
  readonly local: GoLocation
  readonly random: (count: number) => Uint8Array
  readonly variables: Readonly<Record<string, string>>
  readonly limits: RenderLimits
}

/** The bounds of one rendering. */
export type RenderLimits = {
  /** UTF-16 units of output. */
  readonly outputMax: number
  readonly stepsMax: number
  readonly renderMs: number
}

/** One rendering of a template. */
export class Execution implements CallContext {
  readonly settings: Settings
  out = ''
  /** Where the execution stands, for errors. */
  node: ErrorNode | undefined
  /** The name of the template that runs. */
  template: string
  /** The variables of the template that runs; the first is `$`. */
  frame: unknown[] = []
  depth = 0
  readonly json: JsonWriter | undefined
  #steps = 0
  #nextClockRead: number = TEMPLATE_LIMITS.stepsBetweenClockReads
  readonly #startedAt: number

  constructor(settings: Settings) {
    this.settings = settings
    this.template = settings.name
    this.json = settings.json ? newJsonWriter() : undefined
    this.#startedAt = settings.now()
  }

  write(text: string): void {
    this.out += text
    if (this.out.length > this.settings.limits.outputMax) this.fail('the output is too long')
  }

  /** Counts one step. */
  step(): void {
    this.#steps += 1
    if (this.#steps >= this.#nextClockRead) this.#lookUp()
  }

  charge(count: number): void {
    this.#steps += count
    if (this.#steps >= this.#nextClockRead) this.#lookUp()
  }

  #lookUp(): void {
    const { limits, now } = this.settings
    if (this.#steps > limits.stepsMax) this.fail('the template takes too many steps')
    if (now() - this.#startedAt > limits.renderMs) this.fail('the template takes too long')
    this.#nextClockRead = this.#steps + TEMPLATE_LIMITS.stepsBetweenClockReads
  }

  now(): GoTime {
    return timeFromMs(this.settings.now(), this.local)
  }

  get local(): GoLocation {
    return this.settings.local
  }

  random(count: number): Uint8Array {
    return this.settings.random(count)
  }

  environment(name: string): string {
    const { variables } = this.settings
    return Object.hasOwn(variables, name) ? (variables[name] ?? '') : ''
  }

  /** Ends the rendering with Go's error for the node where it stands. */
  fail(text: string, cause?: unknown): never {
    const { name } = this.settings
    const at = this.node ? `${this.#place(this.node)}: ` : `${name}: `
    throw new TemplateError('exec', toValid(`template: ${at}${text}`), {
      partial: toValid(this.out),
      cause,
    })
  }

  #place(node: ErrorNode): string {
    const { text, name } = this.settings
    const before = text.slice(0, node.at)
    const lineStart = before.lastIndexOf('\n') + 1
    const line = before.split('\n').length
    const column = byteLength(before.slice(lineStart))
    return `${name}:${line}:${column}: executing ${quote(this.template)} at <${nodeText(node)}>`
  }
}
