import type { Alert, AlertState } from './alert.ts'
import type { Severity } from './severity.ts'
import type { LocalText } from './text.ts'

/** Which alerts are meant; what is absent lets every alert through, and a list any of its values. */
export type AlertFilter = {
  readonly states?: readonly AlertState[]
  readonly severities?: readonly Severity[]
  readonly sources?: readonly string[]
  /** Words that all have to be in it: in its title, name, source or labels, in any case. */
  readonly words?: readonly string[]
}

/** The words of what somebody types into a search field. */
export function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
}

/** Whether an alert has all of the words. */
export function hasWords(alert: Alert, words: readonly string[]): boolean {
  const { id, title, name, source, labels, dedupKey } = alert
  const parts = [...textsOf(title), name, source, dedupKey, id, ...Object.entries(labels).flat()]
  const text = parts.join('\n').toLowerCase()
  return words.every((word) => text.includes(word))
}

function textsOf(text: LocalText): readonly string[] {
  return typeof text === 'string' ? [text] : [text.en, text.zh]
}
