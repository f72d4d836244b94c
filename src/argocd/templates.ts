// In: templates as the ConfigMap has them. Out: for one service and one Application, what they say.
import type { Clock } from '../base/clock.ts'
import {
  compile,
  type GoFunction,
  type Template,
  TemplateError,
} from '../languages/gotemplate/gotemplate.ts'
import { ValueError } from '../languages/values/kind.ts'
import type { JsonValue } from './delivery.ts'
import { PARTS, type Part } from './services.ts'

/** How templates are compiled. */
export type TemplateOptions = {
  readonly clock: Clock
  /** Go's Local: the name of an IANA zone. */
  readonly zone?: string
  /** Values are written into JSON as they are, as upstream does; what comes of it may be no JSON. */
  readonly raw: boolean
}

/** A text that is rendered; parsed when it is read, so that what is wrong is known then. */
type Text = { readonly json: () => Template; readonly raw: Template; readonly source: string }

/** A value of a part whose texts are templates. */
type Node =
  | { readonly text: Text }
  | { readonly value: JsonValue }
  | { readonly list: readonly Node[] }
  | { readonly fields: ReadonlyMap<string, Node> }

/** A template of the ConfigMap. */
export type ArgoTemplate = {
  readonly name: string
  /** As it is written, decoded. */
  readonly source: Readonly<Record<string, JsonValue>>
  readonly message: Text
  readonly parts: ReadonlyMap<string, Node>
}

/** Compiles all texts of a template. Throws TemplateError with upstream's text, and ValueProblem. */
export function readTemplate(
  name: string,
  source: Readonly<Record<string, JsonValue>>,
  options: TemplateOptions,
): ArgoTemplate {
  const make = (text: string): Text => textOf(text, name, options)
  const message = make(typeof source.message === 'string' ? source.message : '')
  const parts = PARTS.flatMap((part): (readonly [string, Node])[] => {
    const value = source[part.name]
    if (value === undefined || value === null) return []
    return [[part.name, partNode(part, { value, name, make })]]
  })
  return { name, source, message, parts: new Map(parts) }
}

/** What is wrong with a part, in upstream's words. */
export class PartProblem extends Error {
  override readonly name = 'PartProblem'
}

type Making = {
  readonly value: JsonValue
  readonly name: string
  readonly make: (text: string) => Text
}

function partNode(part: Part, { value, name, make }: Making): Node {
  const given = isObject(value) ? value : {}
  const dressed = { ...defaultsFor(part, given), ...nonEmpty(given), ...ownOf(part, given, name) }
  return nodeOf(part.name === 'webhook' ? webhooksOf(given) : dressed, part.verbatim, make)
}

function webhooksOf(given: Readonly<Record<string, JsonValue>>): JsonValue {
  const empty = { method: '', body: '', path: '' }
  return Object.fromEntries(
    Object.entries(given).map(([name, one]) => [name, { ...empty, ...(isObject(one) ? one : {}) }]),
  )
}

function defaultsFor(
  { defaults = {} }: Part,
  given: Readonly<Record<string, JsonValue>>,
): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(Object.entries(defaults).filter(([name]) => (given[name] ?? '') === ''))
}

function nonEmpty(given: Readonly<Record<string, JsonValue>>): Record<string, JsonValue> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
}

/** An alert is named after its template where it has no name, and has a label. */
function ownOf(
  { name: part }: Part,
  { labels }: Readonly<Record<string, JsonValue>>,
  name: string,
): Record<string, JsonValue> {
  if (part !== 'alertmanager') return {}
  if (!isObject(labels) || Object.keys(labels).length === 0)
    throw new PartProblem('at least one label pair required')
  return { labels: { alertname: name, ...labels } }
}

function nodeOf(value: JsonValue, verbatim: readonly string[], make: Making['make']): Node {
  if (typeof value === 'string') return { text: make(value) }
  if (Array.isArray(value))
    return { list: value.map((item: JsonValue) => nodeOf(item, verbatim, make)) }
  if (isObject(value))
    return {
      fields: new Map(
        Object.entries(value).map(([name, one]) => [
          name,
          typeof one === 'string' && verbatim.includes(name)
            ? { value: one }
            : nodeOf(one, verbatim, make),
        ]),
      ),
    }
  return { value }
}

function textOf(source: string, name: string, { clock, zone }: TemplateOptions): Text {
  const compiled = (json: boolean) =>
    compile(source, {
      name,
      functions: 'argocd',
      extraFunctions: NO_NETWORK,
      json,
      clock,
      ...(zone === undefined ? {} : { zone }),
    })
  let json: Template | undefined
  return {
    raw: compiled(false),
    json: () => {
      json ??= compiled(true)
      return json
    },
    source,
  }
}

/** What upstream has and a template here is not given: it would tell a name server what is rendered. */
const NO_NETWORK: ReadonlyMap<string, GoFunction> = new Map([
  [
    'getHostByName',
    {
      parameters: ['string'],
      call: () => {
        throw new ValueError('names of hosts are not looked up here')
      },
    },
  ],
])

/** For whom templates are rendered. */
export type Rendering = {
  readonly service: { readonly name: string; readonly type: string }
  readonly data: ReadonlyMap<string, unknown>
  readonly raw: boolean
  /** What the service says its body is. */
  readonly contentType?: string
  /** Every part of every service is rendered, as upstream does, and its mistakes are mistakes of this message. */
  readonly all?: boolean
}

export type Rendered =
  | { readonly message: string; readonly part?: JsonValue }
  | { readonly problem: string }

/** One message of several templates, as upstream merges them. */
export function renderTemplates(
  templates: readonly ArgoTemplate[],
  rendering: Rendering,
): Rendered {
  try {
    const message = renderMessage(templates, rendering)
    const part = partFor(rendering, PARTS, templates)
    return { message, ...(part === undefined ? {} : { part }) }
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    return { problem: error.message }
  }
}

/** Everything that the templates say for all services. */
export function renderAll(
  templates: readonly ArgoTemplate[],
  rendering: Rendering,
): { readonly notification: Readonly<Record<string, JsonValue>> } | { readonly problem: string } {
  try {
    const message = renderMessage(templates, rendering)
    const parts = PARTS.flatMap((part) => {
      const value = mergedPart(part, templates, rendering)
      return value === undefined ? [] : [[part.name, value] as const]
    })
    return {
      notification: { ...(message === '' ? {} : { message }), ...Object.fromEntries(parts) },
    }
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    return { problem: error.message }
  }
}

function renderMessage(templates: readonly ArgoTemplate[], rendering: Rendering): string {
  let message = ''
  for (const template of templates) {
    try {
      message = template.message.raw.render(rendering.data) || message
    } catch (error) {
      // A webhook with a body of its own does not show the message.
      if (rendering.all === true || !speaksForItself(templates, rendering)) throw error
    }
  }
  return message
}

function speaksForItself(templates: readonly ArgoTemplate[], { service }: Rendering): boolean {
  return service.type === 'webhook' && templates.some((one) => webhookNode(one, service.name))
}

function webhookNode(template: ArgoTemplate, name: string): Node | undefined {
  const part = template.parts.get('webhook')
  return part !== undefined && 'fields' in part ? part.fields.get(name) : undefined
}

function partFor(
  rendering: Rendering,
  parts: readonly Part[],
  templates: readonly ArgoTemplate[],
): JsonValue | undefined {
  const { service, all = false } = rendering
  let found: JsonValue | undefined
  for (const part of parts) {
    if (!all && part.name !== service.type) continue
    const merged = mergedPart(part, templates, rendering)
    if (part.name !== service.type || merged === undefined) continue
    found = part.merge !== 'named' ? merged : isObject(merged) ? merged[service.name] : undefined
  }
  return found
}

function mergedPart(
  part: Part,
  templates: readonly ArgoTemplate[],
  rendering: Rendering,
): JsonValue | undefined {
  let merged: Record<string, JsonValue> | undefined
  for (const template of templates) {
    const node = template.parts.get(part.name)
    if (node === undefined) continue
    const rendered = renderPart(part, node, rendering)
    merged = part.merge === 'part' ? rendered : { ...merged, ...rendered }
  }
  return merged
}

/** Without fields that say nothing, but for webhooks, which are replaced as a whole. */
function renderPart(part: Part, node: Node, rendering: Rendering): Record<string, JsonValue> {
  if (!('fields' in node)) return {}
  const { service, all = false } = rendering
  const isNamed = part.merge === 'named'
  const fields = [...node.fields].filter(([name]) => !isNamed || all || name === service.name)
  const rendered = fields.map(([name, inner]) => [name, renderNode(inner, rendering)] as const)
  return Object.fromEntries(rendered.filter(([, value]) => isNamed || value !== ''))
}

function renderNode(node: Node, rendering: Rendering): JsonValue {
  if ('value' in node) return node.value
  if ('list' in node) return node.list.map((inner) => renderNode(inner, rendering))
  if ('text' in node) return renderText(node.text, rendering)
  return Object.fromEntries(
    [...node.fields].map(([name, inner]) => [name, renderNode(inner, rendering)]),
  )
}

function renderText(text: Text, { data, raw, contentType }: Rendering): string {
  const template = !raw && isJson(text.source, contentType) ? text.json() : text.raw
  return template.render(data)
}

/** Whether a text is going to be JSON: it begins so, and nobody says that it is something else. */
function isJson(source: string, contentType = ''): boolean {
  const isOther = contentType !== '' && !/\bjson\b/i.test(contentType)
  const begins = source
    .replace(/^(?:\s*\{\{(?:"(?:[^"\\]|\\.)*"|`[^`]*`|[^"`])*?\}\})+/, '')
    .trimStart()
  if (begins === '') return !isOther && contentType !== '' && source.trim() !== ''
  return !isOther && /^[[{]/.test(begins)
}

function isObject(value: JsonValue | undefined): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
