// In: YAML, and the Go type that upstream reads it into. Out: the value as upstream has it, or upstream's error.
import { ARGOCD_ENGINE_LIMITS } from '../base/limits.ts'
import type { JsonValue } from './delivery.ts'
import { scalarText, YamlError, type YamlMap, type YamlValue } from './yaml-value.ts'

/** A type of upstream's, as far as its decoder's answers depend on it. */
export type Shape =
  | { readonly kind: 'string' | 'bool' | 'any' }
  | { readonly kind: 'integer'; readonly go: string }
  | { readonly kind: 'list'; readonly of: Shape; readonly go: string }
  | { readonly kind: 'map'; readonly of: Shape; readonly go: string }
  | {
      readonly kind: 'struct'
      readonly go: string
      readonly fields: Readonly<Record<string, Shape>>
    }

export const TEXT: Shape = { kind: 'string' }
export const FLAG: Shape = { kind: 'bool' }
export const ANYTHING: Shape = { kind: 'any' }
export const INTEGER: Shape = { kind: 'integer', go: 'int' }
export const DURATION: Shape = { kind: 'integer', go: 'time.Duration' }

export function listOf(of: Shape, go = `[]${goName(of)}`): Shape {
  return { kind: 'list', of, go }
}

export function mapOf(of: Shape, go = `map[string]${goName(of)}`): Shape {
  return { kind: 'map', of, go }
}

export function structOf(go: string, fields: Readonly<Record<string, Shape>>): Shape {
  return { kind: 'struct', go, fields }
}

function goName(shape: Shape): string {
  if ('go' in shape) return shape.go
  return shape.kind === 'any' ? 'interface {}' : shape.kind
}

export type DecodeOptions = {
  /** Whether numbers and switches become text where text is wanted; upstream's rule but for one type. */
  readonly coerces?: boolean
  /** Whether fields that the type does not have are kept. */
  readonly keepsUnknown?: boolean
}

/** What is wrong with a value, in upstream's words. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
  /** What could be read all the same; upstream uses it where it only notes the error. */
  readonly partial: JsonValue

  constructor(message: string, partial: JsonValue = null) {
    super(message)
    this.partial = partial
  }
}

/** `read` is called for the YAML, so that what it throws gets upstream's words. Throws DecodeError. */
export function decodeYaml(
  read: () => YamlValue,
  shape: Shape,
  options: DecodeOptions = {},
): JsonValue {
  let value: YamlValue
  try {
    value = read()
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    throw new DecodeError(`error converting YAML to JSON: ${error.message}`)
  }
  return decodeValue(value, shape, options)
}

/** The same of what has been read. Throws DecodeError. */
export function decodeValue(
  value: YamlValue,
  shape: Shape,
  { coerces = true, keepsUnknown = false }: DecodeOptions = {},
): JsonValue {
  const decoding: Decoding = { coerces, keepsUnknown, fault: undefined }
  const decoded = decode(value, shape, { decoding, struct: '', path: [], depth: 0 })
  if (decoding.fault !== undefined)
    throw new DecodeError(
      `error unmarshaling JSON: while decoding JSON: ${decoding.fault}`,
      decoded,
    )
  return decoded
}

type Decoding = {
  readonly coerces: boolean
  readonly keepsUnknown: boolean
  /** The first one; Go reads on behind it. */
  fault: string | undefined
}

type Place = {
  readonly decoding: Decoding
  /** The innermost struct, and the fields to here from the outermost. */
  readonly struct: string
  readonly path: readonly string[]
  readonly depth: number
}

function decode(value: YamlValue, shape: Shape, place: Place): JsonValue {
  if (value === null) return null
  if (place.depth > ARGOCD_ENGINE_LIMITS.depthMax) return misfit('object', shape, place)
  switch (shape.kind) {
    case 'any':
      return plain(value)
    case 'string':
      return decodeText(value, shape, place)
    case 'bool':
      return typeof value === 'boolean' ? value : misfit(kindOf(value), shape, place)
    case 'integer':
      return decodeInteger(value, shape, place)
    case 'list':
      return Array.isArray(value)
        ? value.map((item: YamlValue) => decode(item, shape.of, deeper(place)))
        : misfit(kindOf(value), shape, place)
    case 'map':
      return isMap(value)
        ? Object.fromEntries(
            sorted(value).map(([key, item]) => [key, decode(item, shape.of, deeper(place))]),
          )
        : misfit(kindOf(value), shape, place)
    case 'struct':
      return isMap(value) ? decodeStruct(value, shape, place) : misfit(kindOf(value), shape, place)
  }
}

function deeper(place: Place): Place {
  return { ...place, depth: place.depth + 1 }
}

function decodeText(value: YamlValue, shape: Shape, place: Place): JsonValue {
  if (typeof value === 'string') return value
  const text = place.decoding.coerces ? scalarText(value) : undefined
  return text ?? misfit(kindOf(value), shape, place)
}

function decodeInteger(value: YamlValue, shape: Shape, place: Place): JsonValue {
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) === value) return Number(value)
  if (typeof value === 'bigint') return misfit(`number ${value}`, shape, place)
  if (typeof value !== 'number') return misfit(kindOf(value), shape, place)
  if (Number.isSafeInteger(value)) return value
  return misfit(`number ${scalarText(value)}`, shape, place)
}

function decodeStruct(
  value: YamlMap,
  shape: Shape & { readonly kind: 'struct' },
  place: Place,
): JsonValue {
  const struct = shape.go.replace(/^.*\./, '')
  const found: Record<string, JsonValue> = {}
  for (const [key, inner] of sorted(value)) {
    const name = fieldOf(shape, key)
    const field = name === undefined ? undefined : shape.fields[name]
    if (name === undefined || field === undefined) {
      if (place.decoding.keepsUnknown) found[key] = plain(inner)
      continue
    }
    const path = [...place.path, name]
    const decoded = decode(inner, field, { ...deeper(place), struct, path })
    if (decoded !== null) found[name] = decoded
  }
  return found
}

/** A field by its name, else whatever the case of its letters. */
function fieldOf(shape: Shape & { readonly kind: 'struct' }, key: string): string | undefined {
  if (Object.hasOwn(shape.fields, key)) return key
  const lower = key.toLowerCase()
  return Object.keys(shape.fields).find((name) => name.toLowerCase() === lower)
}

/** In the order in which Go writes keys, which tells what error is the first one. */
function sorted(map: YamlMap): readonly (readonly [string, YamlValue])[] {
  return [...map].toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
}

function misfit(found: string, shape: Shape, { decoding, struct, path }: Place): null {
  const into =
    path.length === 0
      ? `Go value of type ${goName(shape)}`
      : `Go struct field ${struct}.${path.join('.')} of type ${goName(shape)}`
  decoding.fault ??= `json: cannot unmarshal ${found} into ${into}`
  return null
}

function kindOf(value: YamlValue): string {
  if (Array.isArray(value)) return 'array'
  if (isMap(value)) return 'object'
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'string' ? 'string' : 'number'
}

function isMap(value: YamlValue): value is YamlMap {
  return value instanceof Map
}

/** A value as JSON has it. */
export function plain(value: YamlValue): JsonValue {
  if (typeof value === 'bigint') return Number(value)
  if (isMap(value)) return Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]))
  if (Array.isArray(value)) return value.map((item: YamlValue) => plain(item))
  return value as JsonValue // neither a list nor a map: a scalar
}
