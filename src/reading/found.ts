/** What a refusal says of a body that was read but not understood: its keys, never its values. */
import { READING_LIMITS } from '../base/limits.ts'
import type { JsonRecord } from './json.ts'

/** One sentence on an object's keys. `what` says what it is not: `no message of CloudMonitor`. */
export function keysFound(record: JsonRecord, what: string): string {
  const keys = Object.keys(record)
  if (keys.length === 0) return 'An empty object.'
  const named = keys.filter((key) => KEY_NAME.test(key)).slice(0, READING_LIMITS.keysNamedMax)
  if (named.length === 0) return `An object whose keys make it ${what}.`
  const more = keys.length > named.length ? ` and ${keys.length - named.length} more` : ''
  return `An object with the keys ${named.join(', ')}${more}, which is ${what}.`
}

/** What is surely a key, and not a broken body's content that ended up as one. */
const KEY_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/
