// In: one key of the ConfigMap and its text. Out: what it configures, or what is wrong with it in upstream's words.
import { ExprError } from '../languages/expr/expr.ts'
import { TemplateError } from '../languages/gotemplate/gotemplate.ts'
import { type ArgoTrigger, readTrigger } from './conditions.ts'
import { DecodeError, decodeValue, decodeYaml, type Shape } from './decode.ts'
import type { JsonValue } from './delivery.ts'
import { interpolate, type Secrets } from './interpolate.ts'
import { parseSelector, SelectorError } from './selector.ts'
import {
  ANY_SHAPE,
  CONTEXT_SHAPE,
  NAMES_SHAPE,
  SERVICE_OPTIONS,
  SUBSCRIPTIONS_SHAPE,
  TEMPLATE_SHAPE,
  TRIGGER_SHAPE,
} from './services.ts'
import { type ArgoTemplate, PartProblem, readTemplate, type TemplateOptions } from './templates.ts'
import { readYaml, YamlError } from './yaml-value.ts'

/** What one key configures. */
export type Entry =
  | { readonly kind: 'template'; readonly value: ArgoTemplate }
  | { readonly kind: 'trigger'; readonly value: ArgoTrigger }
  | {
      readonly kind: 'service'
      readonly name: string
      readonly type: string
      readonly options: Readonly<Record<string, JsonValue>>
    }
  | {
      readonly kind: 'extra'
      readonly service: string
      readonly name: string
      readonly value: JsonValue
    }
  | { readonly kind: 'defaultTriggers'; readonly value: readonly string[] }
  | {
      readonly kind: 'serviceDefaultTriggers'
      readonly service: string
      readonly value: readonly string[]
    }
  | { readonly kind: 'subscriptions'; readonly value: readonly GivenSubscription[] }
  | { readonly kind: 'context'; readonly value: Readonly<Record<string, string>> }

/** A subscription as it is written. */
export type GivenSubscription = {
  readonly recipients: readonly string[]
  readonly triggers: readonly string[]
  readonly selector: string
}

export type KeyFault = { readonly problem: string }

export type KeyOptions = {
  readonly secrets: Secrets
  /** A reference to a key that the Secret does not have. */
  readonly missing: (reference: string) => void
  readonly strict: boolean
  readonly templates: TemplateOptions
}

/** What a key configures: nothing where it is none of upstream's kinds. */
export function readKey(
  key: string,
  text: string,
  options: KeyOptions,
): readonly Entry[] | KeyFault {
  const name = key.slice(key.indexOf('.') + 1)
  try {
    if (key.startsWith('template.')) return [templateIn(name, text, options)]
    if (key.startsWith('service.')) return [serviceIn(key, text, options)]
    if (key.startsWith('trigger.')) return [triggerIn(name, text, options)]
    if (key.startsWith('defaultTriggers.')) {
      const value = said(`failed to unmarshal default trigger ${name}: `, () => namesIn(text))
      return [{ kind: 'serviceDefaultTriggers', service: name, value }]
    }
    if (key === 'defaultTriggers') return [{ kind: 'defaultTriggers', value: namesIn(text) }]
    if (key === 'subscriptions') return [{ kind: 'subscriptions', value: subscriptionsIn(text) }]
    if (key === 'context') return [{ kind: 'context', value: contextIn(text) }]
    return []
  } catch (error) {
    if (!isFault(error)) throw error
    return { problem: error.message }
  }
}

/** Whether it is what users may have written wrong. */
function isFault(error: unknown): error is Error {
  return FAULTS.some((kind) => error instanceof kind)
}

const FAULTS = [DecodeError, ExprError, TemplateError, SelectorError, PartProblem, YamlError]

/** Puts words before what is wrong. */
function said<Result>(words: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw new DecodeError(`${words}${error.message}`)
  }
}

function decoded(text: string, shape: Shape): JsonValue {
  return decodeYaml(() => readYaml(text), shape)
}

function templateIn(name: string, text: string, { templates }: KeyOptions): Entry {
  const value = said(`failed to unmarshal template ${name}: `, () => decoded(text, TEMPLATE_SHAPE))
  return { kind: 'template', value: readTemplate(name, objectOf(value), templates) }
}

function triggerIn(name: string, text: string, { templates }: KeyOptions): Entry {
  const value = said(`failed to unmarshal trigger ${name}: `, () => decoded(text, TRIGGER_SHAPE))
  return { kind: 'trigger', value: readTrigger(name, value, templates.clock) }
}

/** Keys that say of a webhook that it is a robot. */
const ROBOT_KEY = /^service\.webhook\.([^.]+)\.(dingtalk|lark|wecom|slack)$/

function serviceIn(key: string, text: string, options: KeyOptions): Entry {
  const [, type = '', name = type, ...rest] = key.split('.')
  const robot = options.strict ? null : ROBOT_KEY.exec(key)
  if (rest.length > 0 && robot === null)
    throw new DecodeError(
      `invalid service key; expected 'service.<type>(.<name>)' but got '${key}'`,
    )
  const value = serviceYaml(type, text, options)
  if (robot !== null) {
    const [, service = '', word = ''] = robot
    return { kind: 'extra', service, name: word, value: decodeValue(value, ANY_SHAPE) }
  }
  const shape = SERVICE_OPTIONS.get(type)
  if (shape === undefined) throw new DecodeError(`service type '${type}' is not supported`)
  const read = decodeValue(options.strict ? value : withDurations(value), shape, {
    keepsUnknown: true,
  })
  return { kind: 'service', name, type, options: objectOf(read) }
}

function serviceYaml(type: string, text: string, options: KeyOptions) {
  try {
    return readYaml(text, (one) => interpolate(one, options.secrets, options.missing))
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    throw new DecodeError(`failed to render service configuration ${type}: ${error.message}`)
  }
}

type Read = ReturnType<typeof readYaml>

/** Times such as `1s`, which upstream's own documents write and its reader refuses. */
function withDurations(value: Read): Read {
  if (!(value instanceof Map)) return value
  return new Map(
    [...value].map(([key, one]: [string, Read]): [string, Read] => [
      key,
      /^retrywait(?:min|max)$/i.test(key) && typeof one === 'string'
        ? (nanoseconds(one) ?? one)
        : one,
    ]),
  )
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['ms', 1e6],
  ['s', 1e9],
  ['m', 60e9],
])

function nanoseconds(text: string): bigint | undefined {
  const [, size = '', unit = ''] = /^(\d{1,6}(?:\.\d{1,3})?)(ms|s|m)$/.exec(text.trim()) ?? []
  const length = UNITS.get(unit)
  return length === undefined ? undefined : BigInt(Math.round(Number(size) * length))
}

function namesIn(text: string): readonly string[] {
  return textsOf(decoded(text, NAMES_SHAPE))
}

function contextIn(text: string): Readonly<Record<string, string>> {
  const value = decoded(text, CONTEXT_SHAPE)
  return Object.fromEntries(
    Object.entries(objectOf(value)).map(([key, one]) => [key, typeof one === 'string' ? one : '']),
  )
}

function subscriptionsIn(text: string): readonly GivenSubscription[] {
  const value = decodeYaml(() => readYaml(text), SUBSCRIPTIONS_SHAPE, { coerces: false })
  return readSubscriptions(value)
}

/** Throws SelectorError for a selector that cannot be read. */
function readSubscriptions(value: JsonValue | undefined): readonly GivenSubscription[] {
  const list = Array.isArray(value) ? value : []
  return list.map((one: JsonValue) => {
    const { recipients, triggers, selector } = objectOf(one)
    const text = typeof selector === 'string' ? selector : ''
    parseSelector(text)
    return { recipients: textsOf(recipients), triggers: textsOf(triggers), selector: text }
  })
}

export function objectOf(value: JsonValue | undefined): Readonly<Record<string, JsonValue>> {
  return typeof value === 'object' && value !== null && !isList(value) ? value : {}
}

/** Array.isArray does not see that a list that cannot be changed is one. */
export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value)
}

/** A list of texts; what is absent from it in YAML is an empty text, as in Go. */
export function textsOf(value: JsonValue | undefined): readonly string[] {
  if (!Array.isArray(value)) return []
  return value.map((one: JsonValue) => (typeof one === 'string' ? one : ''))
}
