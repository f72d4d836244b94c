import { createHash } from 'node:crypto'
import { INGEST_LIMITS } from '../../base/limits.ts'
import type { Event, ParsedEvent } from '../../model/event.ts'

/**
 * The key of an event as it is compared: without case and blanks around it, since senders change both between two
 * messages about one thing. A long one is replaced by its digest, so that two long ones stay two. One that says nothing
 * is made of what the event says: otherwise all that a sender forgot to name would be one problem.
 */
export function comparedKey({ dedupKey, name, title }: Keyed): string {
  const key = folded(dedupKey)
  if (key === '') return `content:${digestOf(folded(JSON.stringify([name, title])))}`
  return key.length <= INGEST_LIMITS.dedupKeyLengthMax ? key : `sha256:${digestOf(key)}`
}

/** The sender's own spelling, for people, where it is compared as something else. */
export function givenKey(event: Keyed): Pick<Event, 'givenKey'> {
  const given = event.dedupKey.trim()
  if (given === '' || given === comparedKey(event)) return {}
  return { givenKey: cut(given) }
}

type Keyed = Pick<ParsedEvent, 'dedupKey' | 'name' | 'title'>

function folded(text: string): string {
  return text.trim().toLowerCase()
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Half a character at the end would be none. */
function cut(text: string): string {
  const { dedupKeyLengthMax: max } = INGEST_LIMITS
  return text.length <= max ? text : `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
