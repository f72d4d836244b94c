/** Readers for what a sender may have put anywhere: nothing here throws, whatever it is given. */
import { READING_LIMITS } from '../base/limits.ts'
import { type Instant, parseEpoch, parseIsoTime } from '../base/time.ts'
import type { LocalText } from '../model/text.ts'

/** A JSON object whose values nobody has checked. */
export type JsonRecord = { readonly [key: string]: unknown }

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value of JSON text; undefined for what is not JSON or is nested too deeply to be walked. */
export function parseJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text, LONG_NUMBER.test(text) ? exactly : undefined)
  } catch {
    return undefined
  }
  return isShallow(value) ? value : undefined
}

const LONG_NUMBER = /\d{16}/

/** An integer that a number cannot hold stays the text that it is: two ids must not become one. */
function exactly(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const isRounded = typeof value === 'number' && !Number.isSafeInteger(value)
  const source = context?.source ?? ''
  return isRounded && /^-?\d+$/.test(source) ? source : value
}

/** Walks only as deep as is allowed, so that no depth can exhaust the stack. */
function isShallow(value: unknown, left: number = READING_LIMITS.nestingMax): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (left === 0) return false
  if (Array.isArray(value)) return value.every((entry) => isShallow(entry, left - 1))
  for (const key in value) {
    if (!isShallow(Reflect.get(value, key), left - 1)) return false
  }
  return true
}

/** An object, or the object that a string holds as JSON (a string in a string too). */
export function recordOf(value: unknown): JsonRecord | undefined {
  let current = value
  for (let layer = 0; layer < READING_LIMITS.layersMax; layer++) {
    if (isRecord(current)) return current
    if (typeof current !== 'string') return undefined
    const text = current.trim()
    if (!text.startsWith('{') && !text.startsWith('"')) return undefined
    current = parseJson(text)
  }
  return undefined
}

/** The object under `key`, or in the JSON string under it. */
export function recordAt(record: JsonRecord | undefined, key: string): JsonRecord | undefined {
  return recordOf(ownValue(record, key))
}

/** The list under `key`, or that a text under it holds as JSON; undefined where it is none. */
export function listAt(
  record: JsonRecord | undefined,
  key: string,
): readonly unknown[] | undefined {
  const value = ownValue(record, key)
  const list: unknown = typeof value === 'string' ? parseJson(value) : value
  return Array.isArray(list) ? list : undefined
}

/** The objects in such a list. */
export function recordsAt(record: JsonRecord | undefined, key: string): JsonRecord[] {
  return listAt(record, key)?.filter(isRecord) ?? []
}

/** The value under `key`; what every object inherits does not count. */
export function ownValue(record: JsonRecord | undefined, key: string): unknown {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined
}

/**
 * The text under the first of `keys` that has one, trimmed. Numbers and switches are taken as text;
 * blanks and the word `null`, which senders write for nothing, count as absent.
 */
export function textAt(
  record: JsonRecord | undefined,
  ...keys: readonly string[]
): string | undefined {
  for (const key of keys) {
    const text = plainText(ownValue(record, key))
    if (text !== undefined) return text
  }
  return undefined
}

/** A text, number or switch as trimmed text; undefined for blanks, words for nothing, objects and lists. */
export function plainText(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  return NOTHING.has(text) || UNSEEN.test(text) ? undefined : text
}

/** Control characters alone say nothing that people could read. */
const UNSEEN = /^[\p{Cc}\s]+$/u

/** What senders write for nothing, and what Go prints for it. */
const NOTHING = new Set(['', 'null', '<nil>', '<no value>'])

/** The first that is there. */
export function first<Value>(...values: readonly (Value | undefined)[]): Value | undefined {
  return values.find((value) => value !== undefined)
}

/** The words in both languages from two keys; one stands in for the other where it is missing. */
export function bilingualAt(
  record: JsonRecord | undefined,
  keys: { readonly en: string; readonly zh: string },
): LocalText | undefined {
  const en = textAt(record, keys.en)
  const zh = textAt(record, keys.zh)
  if (en === undefined) return zh
  if (zh === undefined || zh === en) return en
  return { en, zh }
}

/** An ISO time, or a count of milliseconds or seconds. */
export function timeAt(record: JsonRecord | undefined, key: string): Instant | undefined {
  const text = textAt(record, key)
  if (text === undefined) return undefined
  const written = parseIsoTime(text)
  if (written !== undefined) return written
  const at = parseEpoch(text)
  return at === undefined ? undefined : { at, offsetMinutes: undefined }
}
