import type { Fields } from './fields.ts'

/** A JSON object: no list, no null. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A list's entries; none for what is no list. */
export function entriesIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A text; undefined for anything else and for an empty one. */
export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Characters as people count them nearly: an emoji of one code point is one. */
export function lengthOf(text: string): number {
  return text.length < 50_000 ? [...text].length : text.length
}

/** The beginning of a text on one line, for the list of conversations. */
export function firstLine(text: string, lengthMax: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= lengthMax ? line : `${[...line].slice(0, lengthMax).join('')}…`
}
