import type { YamlMap, YamlValue } from './yaml-value.ts'

/** Why a foreign configuration cannot be read, in its own program's words. */
export class ImportError extends Error {
  override readonly name = 'ImportError'
}

/** A map's fields by the types that Go would give them. Every method throws ImportError for another type. */
export class Fields {
  readonly #map: YamlMap
  readonly #type: string

  /** Throws ImportError for a field that is not among `known`, where that is given. */
  constructor(map: YamlMap, type: string, known?: ReadonlySet<string>) {
    this.#map = map
    this.#type = type
    const unknown = known && [...map.keys()].find((name) => !known.has(name))
    if (unknown !== undefined)
      throw new ImportError(`yaml: unmarshal errors: field ${unknown} not found in type ${type}`)
  }

  /** Whether it was given, and not as nothing. */
  has(name: string): boolean {
    return (this.#map.get(name) ?? null) !== null
  }

  text(name: string): string | undefined {
    const value = this.#map.get(name) ?? null
    if (value === null) return undefined
    if (typeof value !== 'string') throw this.#mismatch(value, 'string')
    return value
  }

  flag(name: string): boolean {
    const text = this.text(name)
    if (text === undefined) return false
    if (/^(true|yes|on|y)$/i.test(text)) return true
    if (/^(false|no|off|n)$/i.test(text)) return false
    throw this.#mismatch(text, 'bool')
  }

  texts(name: string): readonly string[] {
    return this.#list(name, '[]string').map((value) => {
      if (value === null) return ''
      if (typeof value !== 'string') throw this.#mismatch(value, 'string')
      return value
    })
  }

  pairs(name: string): ReadonlyMap<string, string> {
    const pairs = this.map(name) ?? new Map<string, YamlValue>()
    return new Map(
      [...pairs].map(([key, value]) => {
        if (value !== null && typeof value !== 'string') throw this.#mismatch(value, 'string')
        return [key, value ?? '']
      }),
    )
  }

  map(name: string): YamlMap | undefined {
    const value = this.#map.get(name) ?? null
    if (value === null) return undefined
    if (!(value instanceof Map)) throw this.#mismatch(value, this.#type)
    return value
  }

  maps(name: string): readonly YamlMap[] {
    return this.#list(name, `[]${this.#type}`).map((value) => {
      if (value === null) return new Map<string, YamlValue>()
      if (!(value instanceof Map)) throw this.#mismatch(value, this.#type)
      return value
    })
  }

  #list(name: string, type: string): readonly YamlValue[] {
    const value = this.#map.get(name) ?? null
    if (value === null) return []
    if (!isList(value)) throw this.#mismatch(value, type)
    return value
  }

  #mismatch(value: YamlValue, type: string): ImportError {
    const found =
      typeof value === 'string' ? `!!str \`${value}\`` : Array.isArray(value) ? '!!seq' : '!!map'
    return new ImportError(`yaml: unmarshal errors:\n  cannot unmarshal ${found} into ${type}`)
  }
}

function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value)
}
