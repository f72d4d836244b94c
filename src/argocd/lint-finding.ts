import type { LocalText } from '../model/text.ts'
import type { ArgoConfig } from './configuration.ts'

/** One thing about a configuration that its author should know. */
export type ArgoFinding = {
  /** Stable, for programs and documents. */
  readonly code: string
  /** `error`: something does not work. `warning`: something is lost, doubled or odd in some state. `note`: good to know. */
  readonly level: 'error' | 'warning' | 'note'
  /** The key of the ConfigMap, and the line and column in its text, from 1. */
  readonly key: string
  readonly line?: number
  readonly column?: number
  /** What is so, and what to do. */
  readonly text: LocalText
}

/** Where a text first has something. */
export function lineOf(
  { data }: ArgoConfig,
  key: string,
  found: string | RegExp,
): Pick<ArgoFinding, 'line' | 'column'> {
  const text = data[key] ?? ''
  const at = typeof found === 'string' ? text.indexOf(found) : text.search(found)
  if (at < 0) return {}
  const before = text.slice(0, at).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
