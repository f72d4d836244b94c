import { propertyOf } from '../../base/property.ts'

/**
 * JSON from outside, read by name: a service's options, or a part of a template. Names are found
 * whatever their case, as Go's decoder finds them; what is of another kind than asked for is absent.
 */
export class Tree {
  readonly #value: Readonly<Record<string, unknown>>

  constructor(value: unknown) {
    this.#value = isObject(value) ? value : {}
  }

  /** What stands under a name; undefined where nothing or null does. */
  get(name: string): unknown {
    const exact = propertyOf(this.#value, name)
    if (exact !== undefined && exact !== null) return exact
    const wanted = name.toLowerCase()
    const key = Object.keys(this.#value).find((candidate) => candidate.toLowerCase() === wanted)
    return key === undefined ? undefined : (propertyOf(this.#value, key) ?? undefined)
  }

  /** A text, also of a number or a switch; empty where there is none. */
  text(name: string): string {
    return scalarText(this.get(name)) ?? ''
  }

  flag(name: string): boolean {
    const value = this.get(name)
    return value === true || value === 'true'
  }

  number(name: string): number | undefined {
    const value = this.get(name)
    if (typeof value === 'number') return value
    return typeof value === 'string' && /^\s*\d{1,15}\s*$/.test(value) ? Number(value) : undefined
  }

  list(name: string): readonly unknown[] {
    const value = this.get(name)
    return Array.isArray(value) ? value : []
  }

  texts(name: string): readonly string[] {
    return this.list(name).flatMap((value) => scalarText(value) ?? [])
  }

  trees(name: string): readonly Tree[] {
    return this.list(name).map((value) => new Tree(value))
  }

  /** Texts by their own names, whose case counts. */
  map(name: string): ReadonlyMap<string, string> {
    const value = this.get(name)
    if (!isObject(value)) return new Map()
    return new Map(
      Object.entries(value).flatMap(([key, entry]) => {
        const text = scalarText(entry)
        return text === undefined ? [] : [[key, text] as const]
      }),
    )
  }

  /** What stands below a name; undefined where no object does. */
  at(name: string): Tree | undefined {
    const value = this.get(name)
    return isObject(value) ? new Tree(value) : undefined
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function scalarText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
    case 'boolean':
      return String(value)
    default:
      return undefined
  }
}
