import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml'
import { CONFIG_SHAPE_LIMITS } from '../base/limits.ts'
import { placeOf } from './document.ts'
import { looksLikeAName } from './excerpt.ts'
import type { Place } from './problem.ts'
import { describe, quote, type Read, type Reader, sourceOf } from './reader.ts'
import type { JsonSchema, Key, Keys, Shape, Spot } from './shape.ts'
import { didYouMean } from './suggest.ts'

type ListOptions<T> = {
  /** What one entry is, in the plural: `contacts`. */
  readonly plural: string
  readonly least?: number
  readonly most: number
  /** Entries with the same identity may stand in the list once. */
  readonly identity?: (value: T) => string
}

/** A list; entries that are wrong are left out and reported. */
export function list<T>(of: Shape<T>, options: ListOptions<T>): Shape<readonly Read<T>[]> {
  const { plural, least = 0, most } = options
  return {
    title: `a list of ${plural}`,
    parts: { kind: 'entries', of },
    schema: { type: 'array', items: of.schema, minItems: least, maxItems: most },
    read(reader, spot) {
      const node = reader.resolve(spot.node)
      const at = node === undefined ? spot.at : placeOf(node)
      if (!isSeq(node))
        return reader.invalid(at, notAList(plural, spot.name, describe(node, { secret: true })))
      const count = `Expected ${least > 0 ? `${least} to ${most}` : `at most ${most}`} ${plural} in "${spot.name}", found ${node.items.length}.`
      if (node.items.length > most) return reader.invalid(at, `${count} Split it.`)
      if (node.items.length < least) return reader.invalid(at, `${count} Add one.`)
      const entries: Read<T>[] = []
      const seen = new Set<string>()
      for (const child of node.items) {
        const entry = of.read(reader, { node: child, at, name: spot.name })
        if (entry === undefined) continue
        const identity = options.identity?.(entry.value)
        if (identity !== undefined && seen.has(identity))
          reader.invalid(entry.at, `The same entry stands twice in "${spot.name}". Remove one.`)
        else entries.push(entry)
        if (identity !== undefined) seen.add(identity)
      }
      return { value: entries, at }
    },
  }
}

function notAList(plural: string, name: string, found: string): string {
  const hint = found === 'nothing' ? 'Fill it in, or remove the key.' : 'Put it in brackets: [ … ].'
  return `Expected a list of ${plural} in "${name}", found ${found}. ${hint}`
}

/** What stands under one name of a map. `entry` is undefined where it was wrong. */
export type Named<T> = { readonly name: string; readonly at: Place; readonly entry?: Read<T> }

type MapOptions = {
  /** What one entry is: `contact`. */
  readonly singular: string
  readonly most: number
}

/** Letters and digits of any script, and `.`, `_`, `-` between them. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._-]*$/u

/** A map from names that the operator chooses. An entry that is wrong keeps its name. */
export function mapOf<T>(
  of: Shape<T>,
  { singular, most }: MapOptions,
): Shape<ReadonlyMap<string, Named<T>>> {
  return {
    title: `a map of ${singular} names`,
    parts: { kind: 'named', of },
    schema: {
      type: 'object',
      propertyNames: { maxLength: CONFIG_SHAPE_LIMITS.nameLengthMax },
      additionalProperties: of.schema,
      maxProperties: most,
    },
    read(reader, spot) {
      const node = expectMap(reader, spot, `a map of ${singular} names`)
      if (node === undefined) return undefined
      const named = new Map<string, Named<T>>()
      const at = placeOf(node)
      if (node.items.length > most)
        return reader.invalid(
          at,
          `Expected at most ${most} entries in "${spot.name}", found ${node.items.length}. Remove some.`,
        )
      for (const pair of pairsOf(reader, node)) {
        reader.visible.push(pair.at)
        if (!nameIsLegal(pair.name)) reader.invalid(pair.at, illegalName(singular, pair.name))
        const entry = of.read(reader, { node: pair.value, at: pair.at, name: pair.name })
        named.set(pair.name, { name: pair.name, at: pair.at, entry })
      }
      return { value: named, at }
    },
  }
}

/** Whether a map of the file may have this name. */
export function nameIsLegal(name: string): boolean {
  return name.length <= CONFIG_SHAPE_LIMITS.nameLengthMax && NAME.test(name)
}

function illegalName(singular: string, name: string): string {
  return `Expected a ${singular} name of at most ${CONFIG_SHAPE_LIMITS.nameLengthMax} letters, digits, ".", "_" and "-" that begins with a letter or digit, found ${quote(name)}. Rename it.`
}

/** What a section holds once read: the values of its keys, absent where not given. */
export type Section<K extends Keys> = {
  readonly [Name in keyof K]: K[Name] extends Key<infer T> ? Read<T> | undefined : never
}

export type SectionOptions<K extends Keys> = {
  /** What it describes, with its article: `a policy`. */
  readonly title: string
  readonly keys: K
}

/** A map whose keys are fixed. */
export function section<const K extends Keys>(options: SectionOptions<K>): Shape<Section<K>> {
  return {
    title: options.title,
    schema: sectionSchema(options.keys),
    parts: { kind: 'section', keys: options.keys },
    read(reader, spot) {
      const node = expectMap(reader, spot, options.title)
      if (node === undefined) return undefined
      const values = readKeys(reader, node, options)
      // The values were read by the shapes of the same keys, which TypeScript cannot follow.
      return { value: Object.fromEntries(values) as Section<K>, at: placeOf(node) } // each value was read by its key's reader
    },
  }
}

/** The values of the keys that are there; unknown and missing keys are reported. */
export function readKeys<T>(
  reader: Reader,
  node: YAMLMap,
  { title, keys }: SectionOptions<Readonly<Record<string, Key<T>>>>,
): ReadonlyMap<string, Read<T>> {
  const values = new Map<string, Read<T>>()
  const given = new Set<string>()
  for (const pair of pairsOf(reader, node)) {
    given.add(pair.name)
    const key = Object.hasOwn(keys, pair.name) ? keys[pair.name] : undefined
    if (key === undefined) {
      reader.wrong('TOCSIN_CONFIG_UNKNOWN_KEY', pair.at, unknownKey(pair.name, title, keys))
      continue
    }
    const read = key.shape.read(reader, { node: pair.value, at: pair.at, name: pair.name })
    if (read !== undefined) values.set(pair.name, read)
  }
  for (const [name, key] of Object.entries(keys)) {
    if (!key.required || given.has(name)) continue
    reader.invalid(
      startOf(node),
      `Expected the key "${name}" in ${title}, found none. Add it: ${key.shape.title}.`,
    )
  }
  return values
}

function unknownKey(name: string, title: string, keys: Keys): string {
  if (name === '<<')
    return 'Merge keys ("<<") are not taken here. Write the keys out, or use an alias (*name) for a whole value.'
  const known = Object.keys(keys)
  const hint = didYouMean(name, known)
  const list = hint === '' ? ` Known here: ${known.join(', ')}.` : hint
  const shown = looksLikeAName(name) ? quote(name) : 'This'
  return `${shown} is not a key here, in ${title}.${list}`
}

/** Where a missing key is reported: at the first key, which says best what the map is. */
function startOf(node: YAMLMap): Place {
  const { from } = placeOf(node)
  return { from, to: from + 1 }
}

export function sectionSchema(keys: Keys): JsonSchema {
  const properties: Record<string, JsonSchema> = {}
  const required: string[] = []
  for (const [name, key] of Object.entries(keys)) {
    properties[name] = { description: key.hint, ...key.shape.schema }
    if (key.required) required.push(name)
  }
  return { type: 'object', properties, required, additionalProperties: false }
}

/** The map at `spot`; anything else is reported. */
export function expectMap(reader: Reader, spot: Spot, title: string): YAMLMap | undefined {
  const node = reader.resolve(spot.node)
  if (isMap(node)) return node
  const at = node === undefined ? spot.at : placeOf(node)
  const found = describe(node, { secret: true })
  const hint = found === 'nothing' ? 'Fill it in, or remove the key.' : 'Write "key: value" lines.'
  return reader.invalid(at, `Expected ${title} in "${spot.name}", found ${found}. ${hint}`)
}

type PairRead = { readonly name: string; readonly at: Place; readonly value: unknown }

/** The pairs of a map whose keys are texts; duplicates and other keys are reported and left out. */
export function pairsOf(reader: Reader, map: YAMLMap): readonly PairRead[] {
  const pairs = new Map<string, PairRead>()
  for (const { key, value } of map.items) {
    const node = reader.resolve(key)
    const at = node === undefined ? placeOf(map) : placeOf(node)
    if (!isScalar(node) || typeof node.value !== 'string' || node.value === '') {
      reader.invalid(at, notAKey(node))
      continue
    }
    if (value === null) {
      // Not quoted: `secret "…"` without its colon would be a key, too.
      reader.invalid(at, `Expected "key: value", found a value without a colon. Add the colon.`)
      continue
    }
    if (looksLikeAName(node.value)) reader.visible.push(at)
    const first = pairs.get(node.value)
    if (first === undefined) pairs.set(node.value, { name: node.value, at, value })
    else
      reader.invalid(
        at,
        `${looksLikeAName(node.value) ? `The key ${quote(node.value)}` : 'This key'} stands twice here, first in line ${reader.lineOf(first.at)}. Remove or rename one.`,
      )
  }
  return [...pairs.values()]
}

function notAKey(node: Node | undefined): string {
  const scalar = isScalar(node) && node.value !== null && node.value !== '' ? node : undefined
  if (scalar === undefined)
    return `Expected a key, found ${describe(node, { secret: true })}. Write a name before the colon.`
  return `Expected a key that is a text, found ${describe(scalar, { secret: false })}. Put it in quotes: ${quote(sourceOf(scalar))}.`
}
