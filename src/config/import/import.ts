// In: the configuration of another program. Out: a configuration of ours, and line by line what has no equivalent.
// Must hold: no secret of the foreign file is in what comes out; what the other program refuses is refused.
import { importAlertmanager } from './alertmanager-import.ts'
import { importArgocd } from './argocd-import.ts'
import { ImportError } from './fields.ts'
import { locate } from './located.ts'
import type { Imported } from './notes.ts'

/** What came of an import; `reason` is in the words of the program that the file is for. */
export type Importing =
  | ({ readonly kind: 'imported' } & Imported)
  | { readonly kind: 'refused'; readonly reason: string }

/** Translates a foreign configuration; which program it is for is seen from its keys. */
export function importForeign(text: string): Importing {
  try {
    const keys = locate(text).entries
    const isAlertmanager = keys.has('route') || keys.has('receivers')
    const imported = isAlertmanager ? importAlertmanager(text) : importArgocd(text)
    return { kind: 'imported', ...imported }
  } catch (error) {
    if (error instanceof ImportError) return { kind: 'refused', reason: error.message }
    throw error
  }
}
