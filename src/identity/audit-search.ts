import { IDENTITY_LIMITS } from '../base/limits.ts'
import type { IdentityStore } from '../contract/identity-store.ts'
import type { AuditEntry } from '../model/identity.ts'

export type AuditQuery = Parameters<IdentityStore['audit']>[0] & {
  /** Only entries in which this stands: by whom, what, to what, or in either side of it. */
  readonly text?: string | undefined
}

/** Newest first; where there may be more, `next` says before which entry to look on. */
export type AuditPage = { readonly entries: readonly AuditEntry[]; readonly next?: string }

/**
 * Entries of the audit log. Words are looked for in at most IDENTITY_LIMITS.auditSearchedMax entries: a page may be empty
 * though there is more behind it.
 */
export async function searchAudit(
  store: Pick<IdentityStore, 'audit'>,
  { limit, before, action, text = '' }: AuditQuery,
): Promise<AuditPage> {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return pageOf(await store.audit({ limit, before, action }), limit)
  const found: AuditEntry[] = []
  const batch = IDENTITY_LIMITS.auditBatchMax
  let last = before
  for (let seen = 0; seen < IDENTITY_LIMITS.auditSearchedMax; seen += batch) {
    const entries = await store.audit({ limit: batch, before: last, action })
    for (const entry of entries) {
      if (has(entry, wanted)) found.push(entry)
      if (found.length === limit) return { entries: found, next: entry.id }
    }
    last = entries.at(-1)?.id
    if (entries.length < batch || last === undefined) return { entries: found }
  }
  return { entries: found, ...(last === undefined ? {} : { next: last }) }
}

function pageOf(entries: readonly AuditEntry[], limit: number): AuditPage {
  const last = entries.length === limit ? entries.at(-1) : undefined
  return { entries, ...(last === undefined ? {} : { next: last.id }) }
}

function has({ actor, action, target = '', before = '', after = '' }: AuditEntry, wanted: string) {
  return [actor.name, action, target, before, after].some((part) =>
    part.toLowerCase().includes(wanted),
  )
}
