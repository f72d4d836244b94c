import { WEBHOOK_LIMITS } from '../../base/limits.ts'
import { revealOf, textOf } from '../../contract/fields.ts'
import { compile, type Template, TemplateError } from '../../languages/gotemplate/gotemplate.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Whole } from './render.ts'
import { writeText } from './text.ts'

/** The body that an endpoint's own template makes of a message. */
export type BodyTemplate = { readonly text: string; readonly isJson: boolean }

/** The setting `body`; undefined where the endpoint has none. */
export function bodyTemplateOf(settings: Settings): BodyTemplate | undefined {
  const text = revealOf(settings, 'body') ?? ''
  if (text.trim() === '') return undefined
  return { text, isJson: isJsonType(contentTypeOf(settings)) }
}

/** The setting `contentType`. */
export function contentTypeOf(settings: Settings): string {
  return textOf(settings, 'contentType')?.trim() || 'application/json'
}

function isJsonType(contentType: string): boolean {
  return /^[\w.-]+\/(?:[\w.-]+\+)?json\b/i.test(contentType)
}

/** What a template made; `failed` with Go's words for what is wrong. */
export type WrittenBody =
  | { readonly kind: 'written'; readonly body: string }
  | { readonly kind: 'failed'; readonly problem: string }

/** Renders a template over a message's parts and its plain `text`. Pure: `now` is the newest alert's time. */
export function writeBody(template: BodyTemplate, whole: Whole): WrittenBody {
  const program = programs.get(template)
  if (program.kind === 'failed') return program
  try {
    programs.time = Math.max(0, ...whole.alerts.map((alert) => alert.at))
    const body = program.template.render({ ...whole, text: writeText(whole) })
    if (!template.isJson || isJson(body)) return { kind: 'written', body }
    return { kind: 'failed', problem: 'the template’s output is not JSON' }
  } catch (error) {
    if (error instanceof TemplateError) return { kind: 'failed', problem: error.message }
    throw error
  }
}

/** What is wrong with a template's text; undefined where it compiles. */
export function templateProblem(template: BodyTemplate): string | undefined {
  if (template.text.length > WEBHOOK_LIMITS.templateLengthMax) {
    return `it is longer than ${WEBHOOK_LIMITS.templateLengthMax} characters`
  }
  const program = programs.get(template)
  return program.kind === 'failed' ? program.problem : undefined
}

type Program = { readonly kind: 'compiled'; readonly template: Template } | Failed
type Failed = { readonly kind: 'failed'; readonly problem: string }

/** Compiled templates by their text; the one that was not used for longest goes first. */
class Programs {
  /** What `now` is while a template renders. */
  time = 0
  readonly #kept = new Map<string, Program>()

  get(template: BodyTemplate): Program {
    const key = (template.isJson ? 'json:' : 'text:') + template.text
    const program = this.#kept.get(key) ?? this.#compile(template)
    this.#kept.delete(key)
    this.#kept.set(key, program)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > WEBHOOK_LIMITS.templatesMax && oldest !== undefined) {
      this.#kept.delete(oldest)
    }
    return program
  }

  #compile({ text, isJson: json }: BodyTemplate): Program {
    const { templateStepsMax: stepsMax, templateOutputMax: outputMax } = WEBHOOK_LIMITS
    try {
      const template = compile(text, {
        name: 'body',
        json,
        clock: { now: () => this.time },
        limits: { stepsMax, outputMax },
      })
      return { kind: 'compiled', template }
    } catch (error) {
      if (error instanceof TemplateError) return { kind: 'failed', problem: error.message }
      throw error
    }
  }
}

const programs = new Programs()

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
