/** Reads what of an address's search a page knows: texts by these names. */
export function textsIn<Name extends string>(...names: readonly Name[]) {
  return (search: Readonly<Record<string, unknown>>): Partial<Record<Name, string>> => {
    const found: Partial<Record<Name, string>> = {}
    for (const name of names) {
      const value = search[name]
      if (typeof value === 'string' && value !== '') found[name] = value
      else if (typeof value === 'number') found[name] = String(value)
    }
    return found
  }
}

/** The values of a filter: a text with commas between them. */
export function valuesOf(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').filter((value) => value !== '')
}

/** The filter with `value` taken in, or out where it was in; undefined where none is left. */
export function toggled(text: string | undefined, value: string): string | undefined {
  const values = valuesOf(text)
  const next = values.includes(value) ? values.filter((one) => one !== value) : [...values, value]
  return next.length === 0 ? undefined : next.join(',')
}

/** A query of the API: what is absent is left out. */
export function queryOf(given: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(given))
    if (value !== undefined && value !== '') query.set(name, String(value))
  return query.toString()
}
