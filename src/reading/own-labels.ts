/** The labels that a sender's users gave, beside those that the hub gives. */
import { isRecord, plainText } from './json.ts'

/** Those whose names are names and not taken. The hub's own, such as `severity`, cannot be set by a sender. */
export function ownLabels(given: unknown): Record<string, string | undefined> {
  if (!isRecord(given)) return {}
  const own = Object.entries(given)
    .filter(([name]) => LABEL_NAME.test(name) && !TAKEN.has(name))
    .map(([name, value]) => [name, plainText(value)] as const)
  return Object.fromEntries(own)
}

const LABEL_NAME = /^[\p{L}_][\p{L}\p{N}_./-]{0,127}$/u
const TAKEN = new Set(['severity', 'source', 'kind', '__proto__'])
