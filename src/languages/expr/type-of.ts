import { kindName, typeName } from './type-name.ts'

/** The builtin type(): a kind in plain words, or the name of a type that has one of its own. */
export function typeOfValue(value: unknown): string {
  if (value === null || value === undefined) return 'nil'
  // Pointers are looked through before they are asked.
  const name = typeName(value).replace(/^\*/, '')
  if (/^[a-z0-9]+\.[A-Z]/i.test(name)) return name
  const kind = kindName(value)
  if (kind.startsWith('uint')) return 'uint'
  if (kind.startsWith('int')) return 'int'
  if (kind.startsWith('float')) return 'float'
  return kind === 'slice' ? 'array' : kind
}
