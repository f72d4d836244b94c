import { IDENTITY_LIMITS } from '../base/limits.ts'
import { redactBody } from '../base/redact.ts'
import type { AuditEntry, Caller } from '../model/identity.ts'

/** What was done, by whom and to what; the sides are anything that JSON can say. */
export type Change = {
  readonly actor: Pick<Caller, 'kind' | 'id' | 'name'>
  readonly action: string
  readonly target?: string
  readonly before?: object
  readonly after?: object
}

/** The entry of a change, without credentials and within its bound. */
export function entryOf(
  { actor, action, target, before, after }: Change,
  { id, at }: { readonly id: string; readonly at: number },
): AuditEntry {
  const { kind, name, id: actorId } = actor
  return {
    id,
    at,
    actor: { kind, name, ...(actorId === undefined ? {} : { id: actorId }) },
    action,
    ...(target === undefined ? {} : { target }),
    ...(before === undefined ? {} : { before: redactedText(JSON.stringify(before)) }),
    ...(after === undefined ? {} : { after: redactedText(JSON.stringify(after)) }),
  }
}

/** JSON as it may be kept: credentials masked, and cut where it is too long. */
function redactedText(json: string): string {
  const most = IDENTITY_LIMITS.auditBytesMax
  const text = redactBody(json, []).replace(URLS, '$1***"')
  return text.length <= most ? text : `${text.slice(0, most)}…`
}

/** The address of a robot is its credential. */
const URLS = /("(?:url|webhook)"\s*:\s*")(?:[^"\\]|\\.)*"/gi
