import { Secret } from '../base/secret.ts'
import type { FieldValue, Settings } from '../model/configuration.ts'
import type { LocalText } from '../model/text.ts'

/**
 * What an adapter's setting takes. `duration` is milliseconds, written as `30s`, `5m`, `4h`. `zone` is the name of an IANA zone. `path` is a JSONPath;
 * `extract` a JSONPath, a Go template or a list of them; `condition` an expr condition over `names`; `map` a map whose
 * values are of `of`.
 */
export type FieldKind =
  | 'text'
  | 'url'
  | 'number'
  | 'boolean'
  | 'list'
  | 'choice'
  | 'duration'
  | 'zone'
  | 'path'
  | 'extract'
  | 'condition'
  | 'map'

/**
 * One setting of an adapter, as data: the configuration's check, the console's form and the
 * reference page are made from it.
 */
export type Field = {
  readonly name: string
  readonly kind: FieldKind
  readonly label: LocalText
  /** What it does, its unit, its default, when to change it. */
  readonly hint: LocalText
  readonly placeholder?: string
  readonly required: boolean
  /** Its value arrives as a Secret, and is shown nowhere. */
  readonly secret: boolean
  /** For `choice`, and for a `map` of them. */
  readonly choices?: readonly string[]
  /** For `number`, and the least also for `duration`. */
  readonly least?: number
  readonly most?: number
  /** For `map`: what its values are. */
  readonly of?: 'extract' | 'choice'
  /** For `condition`: what it speaks of, as messages name it. */
  readonly names?: string
}

/** The text of a setting; undefined where it was not given. */
export function textOf(settings: Settings, name: string): string | undefined {
  const value = settings[name]
  return typeof value === 'string' ? value : undefined
}

/** A secret's text, or a plain text's: for the place that uses it. */
export function revealOf(settings: Settings, name: string): string | undefined {
  const value = settings[name]
  if (value instanceof Secret) return value.reveal()
  return typeof value === 'string' ? value : undefined
}

/** A number or duration. */
export function numberOf(settings: Settings, name: string): number | undefined {
  const value = settings[name]
  return typeof value === 'number' ? value : undefined
}

/** A switch; false where it was not given. */
export function flagOf(settings: Settings, name: string): boolean {
  return settings[name] === true
}

/** A list of texts; empty where it was not given. */
export function listOf(settings: Settings, name: string): readonly string[] {
  const value: FieldValue | undefined = settings[name]
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []
}

/** A map of texts, or of lists of texts, by its keys; empty where it was not given. A single text is a list of one. */
export function mapOf(settings: Settings, name: string): ReadonlyMap<string, readonly string[]> {
  const value = settings[name]
  const isMap = typeof value === 'object' && !Array.isArray(value) && !(value instanceof Secret)
  const entries: readonly [string, string | readonly string[]][] = isMap
    ? Object.entries(value)
    : []
  return new Map(entries.map(([key, entry]) => [key, typeof entry === 'string' ? [entry] : entry]))
}
