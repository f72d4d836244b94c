/** A JSON object's fields, not yet known. */
export type Fields = Readonly<Record<string, unknown>>

/** A JSON object: no list, no null. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A JSON object's fields; none for anything else. */
export function fieldsOf(value: unknown): Fields {
  return isObject(value) ? Object.fromEntries(Object.entries(value)) : {}
}

/** A JSON list's entries as objects; none for anything else. */
export function entriesOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : []
}

/** A text that is there and not blank. */
export function textAt(fields: Fields, name: string): string | undefined {
  const value = fields[name]
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}
