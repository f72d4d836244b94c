// In: JSON text, or Go values. Out: values with integers and floats kept apart, or the text that encoding/json writes.
// Must hold: parseJson reads numbers as Kubernetes does (int64 and float64), decodeJson as encoding/json does (float64 only).

import { VALUE_LIMITS } from '../../base/limits.ts'
import { Budget } from './budget.ts'
import { explainJsonError } from './json-error.ts'
import {
  type GoMap,
  GoValue,
  isInt64,
  isNilList,
  mapGet,
  sortedKeys,
  typeOf,
  ValueError,
} from './kind.ts'
import { floatOf, formatFloat, goFloat, integerOf, parseInteger } from './number.ts'
import { rejoin } from './text.ts'

/** What toJson does beyond json.Marshal; `escapeHtml` (`<>&` as \u003c…) is on unless set to false. */
export type JsonStyle = { escapeHtml?: boolean; indent?: string }

const hasNoOrdinaryNumber = /[0-9](?:[.eE]|[0-9]{15})|-0/

/**
 * Reads JSON as Kubernetes does: an integer literal that fits 64 bits is an int64, all other
 * numbers (`1.0`, `1e3`, larger integers) are float64. Throws ValueError with encoding/json's text.
 */
export function parseJson(text: string): unknown {
  const source = text.isWellFormed() ? text : text.toWellFormed()
  if (!hasNoOrdinaryNumber.test(source)) return parse(source)
  return parse(source, kubernetesNumber)
}

/** Reads JSON as json.Unmarshal into interface{} does: every number is a float64. Throws ValueError. */
export function decodeJson(text: string): unknown {
  return parse(text.isWellFormed() ? text : rejoin(text).toWellFormed(), floatNumber)
}

type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown

function parse(text: string, reviver?: Reviver): unknown {
  let value: unknown
  try {
    value = JSON.parse(text, reviver)
  } catch (error) {
    if (error instanceof ValueError) throw error
    if (error instanceof RangeError) throw new ValueError('exceeded max depth', { cause: error })
    throw new ValueError(explainJsonError(text), { cause: error })
  }
  return value
}

function kubernetesNumber(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed()
  if (typeof value !== 'number') return value
  const source = context?.source ?? ''
  if (/[.eE]/.test(source)) return finite(value, source)
  if (Number.isSafeInteger(value)) return value + 0
  const integer = parseInteger(source, 10)
  return integer.kind === 'integer' ? integer.value : finite(value, source)
}

function floatNumber(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed()
  return typeof value === 'number' ? finite(value, context?.source ?? '') : value
}

function finite(value: number, source: string): unknown {
  if (Number.isFinite(value)) return goFloat(value)
  throw new ValueError(`json: cannot unmarshal number ${source} into Go value of type float64`)
}

/** json.Marshal, or MarshalIndent with `indent`. Throws ValueError for what has no JSON. */
export function toJson(value: unknown, style: JsonStyle = {}): string {
  return write(value, {
    escapeHtml: style.escapeHtml ?? true,
    indent: style.indent ?? '',
    depth: 0,
    budget: new Budget(VALUE_LIMITS.textMax),
  })
}

type Place = { escapeHtml: boolean; indent: string; depth: number; budget: Budget }

function write(value: unknown, place: Place): string {
  place.budget.spend(
    typeof value === 'string' ? value.length + 2 : 2 + place.indent.length * place.depth,
  )
  switch (typeof value) {
    case 'string':
      return jsonString(value, place.escapeHtml)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'number':
      return isInt64(value) ? BigInt(value).toString() : jsonFloat(value)
    case 'bigint':
      return value.toString()
    case 'function':
      throw new ValueError('json: unsupported type: func()')
    case 'object':
      return value === null ? 'null' : writeObject(value, place)
    default:
      return 'null'
  }
}

function writeObject(value: object, place: Place): string {
  if (place.depth > VALUE_LIMITS.depthMax)
    throw new ValueError('json: the value is nested too deeply')
  if (value instanceof GoValue) return writeTyped(value, place)
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('base64')}"`
  const inner = { ...place, depth: place.depth + 1 }
  if (Array.isArray(value) && isNilList(value)) return 'null'
  if (Array.isArray(value))
    return enclose(
      '[]',
      value.map((element) => write(element, inner)),
      place,
    )
  const map = value as GoMap // The only objects left: plain ones and Maps.
  const entries = sortedKeys(map).map((key) => entry(key, mapGet(map, key), inner))
  return enclose('{}', entries, place)
}

function writeTyped(value: GoValue, place: Place): string {
  if (value.goJson) return value.goJson()
  const integer = integerOf(value)
  if (integer !== undefined) return integer.toString()
  const float = floatOf(value)
  if (float !== undefined) return jsonFloat(float)
  if (!value.goFields) throw new ValueError(`json: unsupported type: ${typeOf(value)}`)
  const inner = { ...place, depth: place.depth + 1 }
  return enclose(
    '{}',
    value.goFields().map(([name, field]) => entry(name, field, inner)),
    place,
  )
}

function entry(key: string, value: unknown, place: Place): string {
  return `${jsonString(key, place.escapeHtml)}:${place.indent === '' ? '' : ' '}${write(value, place)}`
}

function enclose(brackets: string, parts: readonly string[], place: Place): string {
  if (parts.length === 0) return brackets
  if (place.indent === '') return `${brackets[0]}${parts.join(',')}${brackets[1]}`
  const outer = `\n${place.indent.repeat(place.depth)}`
  const inner = outer + place.indent
  return `${brackets[0]}${inner}${parts.join(`,${inner}`)}${outer}${brackets[1]}`
}

/** A float64 as encoding/json writes it: the exponent form below 1e-6 and from 1e21 on. */
function jsonFloat(value: number): string {
  if (!Number.isFinite(value)) {
    throw new ValueError(`json: unsupported value: ${formatFloat(value, 'g')}`)
  }
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-6 || size >= 1e21)) {
    return formatFloat(value, 'e').replace(/e-0([0-9])$/, 'e-$1')
  }
  return formatFloat(value, 'f')
}

const plainJson = /^[ !#-%'-;=?-[\]-\u2027\u202a-\ud7ff\ue000-\uffff]*$/
const htmlCharacters = /[<>&]/g
const lineSeparators = /[\u2028\u2029]/g

/** A string as encoding/json writes it, with its quotes. */
export function jsonString(text: string, escapeHtml: boolean): string {
  if (plainJson.test(text)) return `"${text}"`
  if (text.isWellFormed()) return `"${escapeJson(text, escapeHtml)}"`
  const runs = rejoin(text).split(/[\ud800-\udfff]/u)
  return `"${runs.map((run) => escapeJson(run, escapeHtml)).join('\\ufffd')}"`
}

function escapeJson(text: string, escapeHtml: boolean): string {
  const escaped = JSON.stringify(text).slice(1, -1).replace(lineSeparators, codeEscape)
  return escapeHtml ? escaped.replace(htmlCharacters, codeEscape) : escaped
}

function codeEscape(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
}
