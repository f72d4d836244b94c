import { createHash } from 'node:crypto'
import { isScalar } from 'yaml'
import { assert } from '../base/assert.ts'
import { CONFIG_SHAPE_LIMITS } from '../base/limits.ts'
import { nearestName } from '../base/similar.ts'
import type { Field } from '../contract/fields.ts'
import type { FieldValue, Settings } from '../model/configuration.ts'
import { inLanguage } from '../model/text.ts'
import { expectMap, list, pairsOf, readKeys, sectionSchema } from './collection.ts'
import { placeOf } from './document.ts'
import { extractShape, fieldMapShape, pathShape, payloadConditionShape } from './extract.ts'
import { LifeSetting } from './life.ts'
import type { Place } from './problem.ts'
import { quote, type Read, type Reader } from './reader.ts'
import { secretText } from './secrets.ts'
import {
  type Adapter,
  choice,
  duration,
  flag,
  type JsonSchema,
  type Key,
  number,
  readText,
  type Shape,
  text,
} from './shape.ts'
import { GuardSetting } from './source-keys.ts'
import { didYouMean } from './suggest.ts'
import { zoneShape } from './template.ts'

/** One source or endpoint as it was read. */
export type Adapted = {
  readonly type: string
  /** The values of the keys that every source has. */
  readonly own: ReadonlyMap<string, Read<OwnValue>>
  readonly settings: Settings
}

/** Of a source also: how its alerts live, and what it asks of a request. */
type OwnValue = FieldValue | LifeSetting | GuardSetting

export type AdapterOptions = {
  /** The key that names the type: `type` or `channel`. */
  readonly tag: 'type' | 'channel'
  /** `source` or `endpoint`. */
  readonly what: string
  readonly own: Readonly<Record<string, Key<OwnValue>>>
  readonly adapters: readonly Adapter[]
}

/** A map whose keys depend on the adapter that it names. */
export function adapted(options: AdapterOptions): Shape<Adapted> {
  const { tag, what } = options
  const keysOf = new Map(
    options.adapters.map((adapter) => [adapter.type, allKeys(adapter, options)]),
  )
  const title = `${what === 'endpoint' ? 'an' : 'a'} ${what}`
  return {
    title,
    parts: { kind: 'adapted', tag, own: options.own, adapters: options.adapters },
    schema: adaptedSchema(keysOf),
    read(reader, spot) {
      const node = expectMap(reader, spot, title)
      if (node === undefined) return undefined
      const wrongBefore = reader.wrongCount
      const at = placeOf(node)
      const pairs = pairsOf(reader, node)
      const named = pairs.find((pair) => pair.name === tag)
      if (named === undefined) {
        const meant = pairs.find((pair) => nearestName(pair.name, [tag]) !== undefined)
        if (meant !== undefined)
          return reader.wrong(
            'TOCSIN_CONFIG_UNKNOWN_KEY',
            meant.at,
            misspelt(meant.name, title, tag),
          )
        return reader.invalid(
          { from: at.from, to: at.from + 1 },
          `Expected the key "${tag}" in ${title}, found none. Add it: ${known(options)}.`,
        )
      }
      const type = readType(reader, { ...named, node: named.value }, options)
      const keys = type === undefined ? undefined : keysOf.get(type)
      if (type === undefined || keys === undefined) return undefined
      const values = readKeys(reader, node, { title: `${title} of ${tag} ${type}`, keys })
      // Files that are still to be read leave a value out without being wrong.
      if (reader.wrongCount > wrongBefore) return undefined
      const settings: Record<string, FieldValue> = {}
      const own = new Map<string, Read<OwnValue>>()
      for (const [name, read] of values) {
        if (Object.hasOwn(options.own, name)) own.set(name, read)
        else if (name !== tag && isFieldValue(read.value)) settings[name] = read.value
      }
      return { value: { type, own, settings }, at }
    },
  }
}

/** What an adapter's own keys give; the others never come out of them. */
function isFieldValue(value: OwnValue): value is FieldValue {
  return !(value instanceof LifeSetting || value instanceof GuardSetting)
}

function misspelt(name: string, title: string, tag: string): string {
  return `${quote(name)} is not a key here, in ${title}. Did you mean ${quote(tag)}?`
}

type Tagged = { readonly node: unknown; readonly at: Place; readonly name: string }

function readType(reader: Reader, spot: Tagged, options: AdapterOptions): string | undefined {
  const expected = `the type of ${options.what === 'endpoint' ? 'a channel' : 'a source'}`
  const read = readText(reader, spot, { expected, secret: false })
  if (read === undefined) return undefined
  const types = options.adapters.map((adapter) => adapter.type)
  if (types.includes(read.value)) return read.value
  const node = reader.resolve(spot.node)
  const hint = read.replaced ? '' : didYouMean(read.value, types)
  return reader.wrong(
    'TOCSIN_CONFIG_REFERENCE',
    isScalar(node) ? placeOf(node) : spot.at,
    `There is no ${options.tag} ${quote(read.written)} in this version.${hint === '' ? ` Choose ${known(options)}.` : hint}`,
  )
}

function known({ adapters }: AdapterOptions): string {
  const types = adapters.map((adapter) => adapter.type)
  return types.length === 0 ? 'none is available' : `one of ${types.join(', ')}`
}

function allKeys(
  adapter: Adapter,
  options: AdapterOptions,
): Readonly<Record<string, Key<OwnValue>>> {
  const keys: Record<string, Key<OwnValue>> = {
    [options.tag]: {
      shape: { ...choice([adapter.type]), schema: { const: adapter.type } },
      required: true,
      hint: `Which kind of ${options.what} it is.`,
    },
    ...options.own,
  }
  for (const field of adapter.fields) {
    assert(
      !Object.hasOwn(keys, field.name),
      `${adapter.type} declares the setting ${field.name} twice`,
    )
    keys[field.name] = keyOfField(field)
  }
  return keys
}

function adaptedSchema(
  keysOf: ReadonlyMap<string, Readonly<Record<string, Key<OwnValue>>>>,
): JsonSchema {
  return { oneOf: [...keysOf.values()].map((keys) => sectionSchema(keys)) }
}

/** An adapter's setting as a key. */
export function keyOfField(field: Field): Key<FieldValue> {
  return {
    shape: shapeOfField(field),
    required: field.required,
    hint: inLanguage(field.hint, 'en'),
  }
}

function shapeOfField(field: Field): Shape<FieldValue> {
  const isText = field.kind === 'text' || field.kind === 'url'
  assert(isText || !field.secret, `the setting ${field.name} is secret, but neither text nor url`)
  switch (field.kind) {
    case 'text':
      if (!field.secret) return text({ title: 'a text' })
      return secretText({
        title: 'a secret text',
        standIn: (written) => standInText(field, written),
      })
    case 'url':
      return urlShape(field)
    case 'number':
      return number(field)
    case 'boolean':
      return flag()
    case 'choice':
      return choice(field.choices ?? [])
    case 'duration':
      return duration({ leastMs: field.least ?? 0 })
    case 'list':
      return texts()
    case 'zone':
      return zoneShape()
    case 'path':
      return pathShape()
    case 'extract':
      return extractShape()
    case 'condition':
      return payloadConditionShape(field)
    case 'map':
      return fieldMapShape(field)
  }
}

function urlShape(field: Field): Shape<FieldValue> {
  const title = field.secret ? 'a secret URL' : 'a URL'
  const check = (url: string) =>
    isWebUrl(url)
      ? undefined
      : `Expected a URL that begins with https:// or http:// in "${field.name}", found something else. Copy it from where it was made.`
  if (field.secret) return secretText({ title, check, standIn: standInUrl })
  return text({ title, check: (read) => check(read.value) })
}

/** In the form that the adapter shows to people, a different one for each way of writing it. */
function standInText({ placeholder = '…' }: Field, written: string): string {
  return placeholder.replaceAll('…', createHash('sha256').update(written).digest('base64'))
}

/** An address that leads nowhere (RFC 2606), a different one for each way of writing it. */
function standInUrl(written: string): string {
  return `https://secret.invalid/${encodeURIComponent(written)}`
}

function isWebUrl(written: string): boolean {
  if (/\s/.test(written) || !URL.canParse(written)) return false
  const { protocol, hostname } = new URL(written)
  return (protocol === 'https:' || protocol === 'http:') && hostname !== ''
}

function texts(): Shape<readonly string[]> {
  const inner = list(text({ title: 'a text' }), {
    plural: 'texts',
    most: CONFIG_SHAPE_LIMITS.listMax,
    identity: (value) => value,
  })
  return {
    title: inner.title,
    schema: inner.schema,
    read(reader, spot) {
      const read = inner.read(reader, spot)
      return read && { value: read.value.map((entry) => entry.value), at: read.at }
    },
  }
}
