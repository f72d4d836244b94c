import type { LocalText } from '../model/text.ts'
import type { ArgoConfig } from './configuration.ts'

/** One thing about a configuration that its author should know. */
export type ArgoFinding = {
  /** Stable, for programs and documents. */
  readonly code: string
  /** `error`: something does not work. `warning`: something is lost, doubled or odd in some state. `note`: good to know. */
  readonly level: 'error' | 'warning' | 'note'
  /** The key of the ConfigMap, and the line in its text, from 1. */
  readonly key: string
  readonly line?: number
  /** What is so, and what to do. */
  readonly text: LocalText
}

/** The line on which a text first has something. */
export function lineOf(
  { data }: ArgoConfig,
  key: string,
  found: string | RegExp,
): { readonly line?: number } {
  const text = data[key] ?? ''
  const at = typeof found === 'string' ? text.indexOf(found) : text.search(found)
  return at < 0 ? {} : { line: text.slice(0, at).split('\n').length }
}
