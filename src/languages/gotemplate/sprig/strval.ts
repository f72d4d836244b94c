import { elementType } from '../../values/kind.ts'
import { formatValue } from '../../values/print.ts'
import { fromBytes } from '../../values/text.ts'

/** sprig's text of a value: strings and bytes as they are, the rest as fmt prints it. */
export function strval(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return fromBytes(value)
  return formatValue(value)
}

/** sprig's list of texts: nil elements are left out, a single value is a list of one. */
export function strslice(value: unknown): string[] {
  if (value === null || value === undefined) return []
  if (!Array.isArray(value))
    return value instanceof Uint8Array ? Array.from(value, String) : [strval(value)]
  if (elementType(value) === 'string') return value.map(String)
  return value.filter((element) => element !== null && element !== undefined).map(strval)
}
