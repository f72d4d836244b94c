/** Fields from what a sender says in a form of its own. */
import { READING_LIMITS } from '../base/limits.ts'
import type { EventField } from '../model/event.ts'
import type { LocalText } from '../model/text.ts'
import { cutToBytes } from './bounds.ts'
import { isRecord, plainText } from './json.ts'

/** One field for each first-level key of an object, or one under `name` for anything else that says something. */
export function detailFields(details: unknown, name: LocalText = DETAILS): EventField[] {
  if (!isRecord(details)) {
    const value = shown(details)
    return value === undefined ? [] : [{ label: name, value }]
  }
  return Object.entries(details)
    .slice(0, READING_LIMITS.detailsMax)
    .flatMap(([key, given]) => {
      const value = shown(given)
      return value === undefined ? [] : [{ label: key, value }]
    })
}

const DETAILS: LocalText = { en: 'Details', zh: '详情' }

/** A value for people: as it is, or as JSON where it has parts. */
function shown(value: unknown): string | undefined {
  const plain = plainText(value)
  if (plain !== undefined) return cutToBytes(plain, READING_LIMITS.detailBytesMax)
  const hasParts = Array.isArray(value) ? value.length > 0 : isRecord(value)
  return hasParts ? cutToBytes(JSON.stringify(value), READING_LIMITS.detailBytesMax) : undefined
}
