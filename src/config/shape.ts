import { isScalar, type Scalar } from 'yaml'
import type { ErrorCode } from '../base/errors.ts'
import { CONFIG_SHAPE_LIMITS } from '../base/limits.ts'
import type { Field } from '../contract/fields.ts'
import type { LocalText } from '../model/text.ts'
import { placeOf } from './document.ts'
import { DURATION_PATTERN, durationHint, formatDuration, parseDuration } from './duration.ts'
import type { Place } from './problem.ts'
import { describe, quote, type Read, type Reader, type ReadText, sourceOf } from './reader.ts'
import { didYouMean } from './suggest.ts'

/** A JSON Schema (draft 7), as editors take it. */
export type JsonSchema = { readonly [keyword: string]: unknown }

/** Where a value is expected: what stands there, the place to point at, and the key's name. */
export type Spot = { readonly node: unknown; readonly at: Place; readonly name: string }

/**
 * What may stand at one place of the file. Reader, editor's schema and reference page are made from
 * the same shapes, so that they cannot disagree. `read` reports what is wrong and then gives
 * undefined; it never throws.
 */
export interface Shape<T> {
  /** What it takes, in a few words, with its article: `a duration`. */
  readonly title: string
  readonly schema: JsonSchema
  /** What stands inside, for the reference page; absent for single values. */
  readonly parts?: Parts
  read(reader: Reader, spot: Spot): Read<T> | undefined
}

/** What a shape's reader gives. */
export type ValueOf<S> = S extends Shape<infer T> ? T : never

/** What a map or list is made of. */
export type Parts =
  | { readonly kind: 'entries' | 'named'; readonly of: Shape<unknown> }
  | { readonly kind: 'section'; readonly keys: Keys }
  | {
      readonly kind: 'adapted'
      readonly tag: string
      readonly own: Keys
      readonly adapters: readonly Adapter[]
    }

/** A key of a section. */
export type Key<T> = {
  readonly shape: Shape<T>
  readonly required: boolean
  /** What it does, as Markdown for the reference page. */
  readonly hint: string
  /** In words, where there is one. */
  readonly standard?: string
}

/** The keys of a section by name. */
export type Keys = Readonly<Record<string, Key<unknown>>>

/** What of a source or channel type the configuration needs to know. */
export type Adapter = {
  readonly type: string
  readonly title: LocalText
  readonly fields: readonly Field[]
}

/** Text that stands for environment variables fits wherever a scalar is expected. */
const REFERENCE_SCHEMA: JsonSchema = { type: 'string', pattern: '\\$\\{' }

type TextOptions = {
  readonly title: string
  readonly lengthMax?: number
  /** Shown in messages, as it is written in the file. */
  readonly example?: string
  /** What is wrong with the text, as sentences; undefined when nothing is. */
  readonly check?: (text: ReadText) => string | undefined
  /** What `check` finds is reported under this code; TOCSIN_CONFIG_INVALID unless given. */
  readonly code?: ErrorCode
}

/** A text that is not empty. Numbers are refused: YAML has dropped their leading zeros already. */
export function text(options: TextOptions): Shape<string> {
  const lengthMax = options.lengthMax ?? CONFIG_SHAPE_LIMITS.textLengthMax
  return {
    title: options.title,
    schema: { type: 'string', minLength: 1 },
    read(reader, spot) {
      const read = readText(reader, spot, { expected: expectedOf(options), secret: false })
      if (read === undefined) return undefined
      const length = read.value.length
      if (length > lengthMax)
        return reader.invalid(
          read.at,
          `Expected at most ${lengthMax} characters in "${spot.name}", found ${length}. Shorten it.`,
        )
      const fault = options.check?.(read)
      if (fault === undefined) return { value: read.value, at: read.at, written: read.written }
      return reader.wrong(options.code ?? 'TOCSIN_CONFIG_INVALID', read.at, fault)
    },
  }
}

function expectedOf({ title, example }: TextOptions): string {
  return example === undefined ? title : `${title} such as ${example}`
}

/**
 * The text at `spot`, references filled in; anything that is not a text, or empty, is reported.
 * What is no secret may be shown from now on.
 */
export function readText(
  reader: Reader,
  spot: Spot,
  { expected, secret }: { expected: string; secret: boolean },
): ReadText | undefined {
  const node = reader.resolve(spot.node)
  const at = node === undefined ? spot.at : placeOf(node)
  const wanted = `Expected ${expected} in "${spot.name}"`
  if (!isScalar(node) || typeof node.value !== 'string') {
    if (isScalar(node) && !secret) reader.visible.push(at)
    const hint = isScalar(node) ? quotesHint(node, secret) : ' Write a single value.'
    return reader.invalid(at, `${wanted}, found ${describe(node, { secret })}.${hint}`)
  }
  if (!secret) reader.visible.push(at)
  const read = reader.fill(node, node.value, secret ? 'secret' : 'text')
  if (read === undefined || read.value !== '') return read
  const [variable] = read.variables
  if (variable === undefined)
    return reader.invalid(at, `${wanted}, found an empty text. Fill it in, or remove the key.`)
  return reader.wrong(
    'TOCSIN_CONFIG_SECRET',
    at,
    `${wanted}, but the environment variable ${variable} is set to nothing. Give it a value.`,
  )
}

function quotesHint(node: Scalar, secret: boolean): string {
  if (node.value === null) return ' Fill it in, or remove the key.'
  if (secret) return ' Put it in quotes.'
  return ` Put it in quotes: ${quote(sourceOf(node))}.`
}

/** `true` or `false`. */
export function flag(): Shape<boolean> {
  return {
    title: 'true or false',
    schema: { anyOf: [{ type: 'boolean' }, REFERENCE_SCHEMA] },
    read(reader, spot) {
      const found = plainOrFilled(reader, spot)
      if (found === undefined) return undefined
      const { value, at, shown } = found
      if (typeof value === 'boolean') return { value, at }
      if (found.replaced && (value === 'true' || value === 'false'))
        return { value: value === 'true', at }
      return reader.invalid(
        at,
        `Expected true or false in "${spot.name}", found ${shown}. Write true or false, without quotes.`,
      )
    },
  }
}

/** A number between two bounds, both included. */
export function number({ least, most }: { least?: number; most?: number }): Shape<number> {
  const range = rangeOf(least, most)
  return {
    title: `a number${range}`,
    schema: { anyOf: [{ type: 'number', minimum: least, maximum: most }, REFERENCE_SCHEMA] },
    read(reader, spot) {
      const found = plainOrFilled(reader, spot)
      if (found === undefined) return undefined
      const { at, shown } = found
      const written = typeof found.value === 'string' && found.replaced ? found.value.trim() : ''
      const value = /^-?\d+(?:\.\d+)?$/.test(written) ? Number(written) : found.value
      const expected = `Expected a number${range} in "${spot.name}", found ${shown}.`
      if (typeof value !== 'number' || !Number.isFinite(value))
        return reader.invalid(at, `${expected} Write it with digits, without quotes.`)
      const fits = value >= (least ?? -Infinity) && value <= (most ?? Infinity)
      return fits ? { value, at } : reader.invalid(at, `${expected} Choose another.`)
    },
  }
}

/** A number without a fraction. */
export function whole(bounds: { least: number; most: number }): Shape<number> {
  const of = number(bounds)
  return {
    title: of.title.replace('a number', 'a whole number'),
    schema: {
      anyOf: [{ type: 'integer', minimum: bounds.least, maximum: bounds.most }, REFERENCE_SCHEMA],
    },
    read(reader, spot) {
      const found = of.read(reader, spot)
      if (found === undefined || Number.isInteger(found.value)) return found
      return reader.invalid(
        found.at,
        `Expected a whole number in "${spot.name}", found ${found.value}. Round it.`,
      )
    },
  }
}

const MEBIBYTE = 1024 * 1024
const SIZE_UNITS: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['KiB', 1024],
  ['MiB', MEBIBYTE],
])

/** A size in bytes: a number, or a text with its unit. */
export function size({ least, most }: { least: number; most: number }): Shape<number> {
  const range = `from ${least} bytes to ${most / MEBIBYTE}MiB`
  return {
    title: `a size ${range}`,
    schema: {
      anyOf: [
        { type: 'integer', minimum: least, maximum: most },
        { type: 'string', pattern: '^[0-9]{1,9} ?(B|KiB|MiB)?$' },
        REFERENCE_SCHEMA,
      ],
    },
    read(reader, spot) {
      const found = plainOrFilled(reader, spot)
      if (found === undefined) return undefined
      const { value, at, shown } = found
      const [, count, unit = 'B'] = /^(\d{1,9}) ?(B|KiB|MiB)?$/.exec(String(value)) ?? []
      const bytes = Number(count) * (SIZE_UNITS.get(unit) ?? Number.NaN)
      if (bytes >= least && bytes <= most) return { value: bytes, at }
      return reader.invalid(
        at,
        `Expected a size ${range} in "${spot.name}", found ${shown}. Write bytes, or a unit as in 64KiB.`,
      )
    },
  }
}

function rangeOf(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}`
  if (least !== undefined) return ` of at least ${least}`
  return most === undefined ? '' : ` of at most ${most}`
}

/** A scalar that may be written as it is, or come out of the environment as a text. */
function plainOrFilled(
  reader: Reader,
  spot: Spot,
): { value: unknown; at: Place; replaced: boolean; shown: string } | undefined {
  const node = reader.resolve(spot.node)
  const at = node === undefined ? spot.at : placeOf(node)
  const shown = describe(node, { secret: false })
  if (!isScalar(node)) return { value: undefined, at, replaced: false, shown }
  reader.visible.push(at)
  if (typeof node.value !== 'string') return { value: node.value, at, replaced: false, shown }
  const read = reader.fill(node, node.value, 'plain')
  return read === undefined ? undefined : { ...read, shown }
}

const WRITTEN = new RegExp(`^${DURATION_PATTERN}$`)

/** A duration in milliseconds. */
export function duration({ leastMs }: { leastMs: number }): Shape<number> {
  const longest = formatDuration(CONFIG_SHAPE_LIMITS.durationMsMax)
  return {
    title: 'a duration',
    schema: {
      anyOf: [{ type: 'string', pattern: `^(?=.)${DURATION_PATTERN}$` }, REFERENCE_SCHEMA],
    },
    read(reader, spot) {
      const found = plainOrFilled(reader, spot)
      if (found === undefined) return undefined
      const { value, at, shown } = found
      const ms = typeof value === 'string' ? parseDuration(value) : undefined
      const expected = `Expected a duration such as 10s, 5m or 1h30m in "${spot.name}", found ${shown}.`
      if (ms === undefined) {
        const written = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
        const tooLong = typeof value === 'string' && value !== '' && WRITTEN.test(value)
        const hint = tooLong
          ? ` The longest is ${longest}.`
          : durationHint(found.replaced ? '' : written)
        return reader.invalid(at, expected + hint)
      }
      if (ms >= leastMs) return { value: ms, at }
      return reader.invalid(at, `${expected} It has to be at least ${formatDuration(leastMs)}.`)
    },
  }
}

/** One of a few words. */
export function choice<const Word extends string>(words: readonly Word[]): Shape<Word> {
  const title = `one of ${words.join(', ')}`
  return {
    title,
    schema: { anyOf: [{ enum: words }, REFERENCE_SCHEMA] },
    read(reader, spot) {
      const read = readText(reader, spot, { expected: title, secret: false })
      if (read === undefined) return undefined
      const value = words.find((word) => word === read.value)
      if (value !== undefined) return { value, at: read.at }
      const hint = read.replaced ? '' : didYouMean(read.value, words)
      return reader.invalid(
        read.at,
        `Expected ${title} in "${spot.name}", found ${quote(read.written)}.${hint}`,
      )
    },
  }
}
