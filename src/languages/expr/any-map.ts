// A Go map whose keys may be of any type, as groupBy and fromPairs give it.
// Keys are equal when Go's are: 1, int64(1) and 1.0 are three keys.
import { GoDuration } from '../values/duration.ts'
import { compareText, GoValue } from '../values/kind.ts'
import { integerOf, numberOf } from '../values/number.ts'
import { formatValue } from '../values/print.ts'
import { GoTime } from '../values/time.ts'
import { fail } from './failure.ts'
import { typeName } from './type-name.ts'

/** `map[interface {}]…`. */
export class AnyMap extends GoValue {
  readonly goKind = 'map'
  readonly goType: string
  /** By the keys' hashes, in the order in which they came. */
  readonly entries: Map<string, { readonly key: unknown; value: unknown }> = new Map()

  constructor(elem: string) {
    super()
    this.goType = `map[interface {}]${elem}`
  }

  get size(): number {
    return this.entries.size
  }

  get(key: unknown): unknown {
    return this.entries.get(this.#hash(key))?.value
  }

  has(key: unknown): boolean {
    return this.entries.has(this.#hash(key))
  }

  set(key: unknown, value: unknown): void {
    const hash = hashOf(key) ?? fail(`runtime error: hash of unhashable type ${typeName(key)}`)
    const entry = this.entries.get(hash)
    if (entry) entry.value = value
    else this.entries.set(hash, { key, value })
  }

  override goString(): string {
    const entries = [...this.entries.values()].sort((a, b) => compareKeys(a.key, b.key))
    const shown = entries.map(({ key, value }) => `${formatValue(key)}:${formatValue(value)}`)
    return `map[${shown.join(' ')}]`
  }

  override goJson(): string {
    return fail(`json: unsupported type: ${this.goType}`)
  }

  /** Go says it in other words while the map is empty. */
  #hash(key: unknown): string {
    const hash = hashOf(key)
    if (hash !== undefined) return hash
    const what = `hash of unhashable type${this.size === 0 ? ':' : ''} ${typeName(key)}`
    return fail(this.size === 0 ? what : `runtime error: ${what}`)
  }
}

/** A text that two keys share only if they are equal; undefined for what Go cannot hash. */
function hashOf(key: unknown): string | undefined {
  if (key === null || key === undefined) return 'nil'
  if (typeof key === 'string') return `string ${key}`
  if (typeof key === 'boolean') return `bool ${key}`
  if (key instanceof GoTime)
    return `time.Time ${key.unixSeconds}.${key.nanosecond} ${key.location.name}`
  if (key instanceof GoDuration) return `time.Duration ${key.nanoseconds}`
  const number = integerOf(key) ?? numberOf(key)
  return number === undefined ? undefined : `${typeName(key)} ${number === 0 ? 0 : number}`
}

/** The order in which fmt prints keys: by type, then by value. */
function compareKeys(a: unknown, b: unknown): number {
  const left = typeName(a)
  const right = typeName(b)
  if (left !== right) return compareText(left, right)
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  if (typeof a === 'boolean') return Number(a) - Number(b)
  return (numberOf(a) ?? 0) - (numberOf(b) ?? 0)
}
