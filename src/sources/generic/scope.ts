import { redactHeaders } from '../../base/redact.ts'
import type { SourceRequest } from '../../contract/source.ts'

/** What paths, templates and conditions look at: one entry, and the request around it. */
export type Scope = {
  /** What `$` is. */
  readonly entry: unknown
  /** The keys of the entry, and `entry`, `body`, `headers` and `query`, which win. */
  readonly names: Readonly<Record<string, unknown>>
}

/** The scopes of a request's entries. Headers that carry credentials are masked. */
export function scopesOf(
  entries: readonly unknown[],
  body: unknown,
  request: SourceRequest,
): readonly Scope[] {
  const headers = redactHeaders(request.headers)
  const query = Object.fromEntries(new URLSearchParams(request.query))
  return entries.map((entry) => {
    const own = typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? entry : {}
    return { entry, names: { ...own, entry, body, headers, query } }
  })
}
