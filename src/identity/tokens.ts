import { IDENTITY_LIMITS } from '../base/limits.ts'
import type { ApiToken, Caller, Role } from '../model/identity.ts'
import { entryOf } from './audit.ts'
import { digestOf, newCredential } from './credential.ts'
import type { IdentityParts } from './identity.ts'

const PREFIX = 'tct_'

/** Credentials for programs. */
export class ApiTokens {
  readonly #parts: IdentityParts

  constructor(parts: IdentityParts) {
    this.#parts = parts
  }

  /** The caller behind it; undefined for what is no token, is not known or has run out. */
  async callerOf(token: string): Promise<Caller | undefined> {
    if (!token.startsWith(PREFIX)) return undefined
    const { store, clock } = this.#parts
    const found = await store.apiToken(digestOf(token))
    const now = clock.now()
    if (!found || (found.expiresAt !== undefined && found.expiresAt <= now)) return undefined
    if (now - (found.usedAt ?? 0) >= IDENTITY_LIMITS.seenMs)
      await store.markApiTokenUsed(found.id, now)
    return { kind: 'token', id: found.id, name: found.name, role: found.role }
  }

  /** A new one; its text is only known now. Undefined where the name is taken. */
  async add(
    given: { readonly name: string; readonly role: Role; readonly expiresAt?: number },
    actor: Caller,
  ): Promise<{ readonly id: string; readonly token: string } | undefined> {
    const { store, clock, newId, chance } = this.#parts
    const token = newCredential((count) => chance.bytes(count), PREFIX)
    const id = newId()
    const at = clock.now()
    const change = { actor, action: 'token.create', target: given.name, after: given }
    const kept = { id, digest: digestOf(token), createdAt: at, createdBy: actor.name, ...given }
    const isAdded = await store.addApiToken(kept, { audit: entryOf(change, { id: newId(), at }) })
    return isAdded ? { id, token } : undefined
  }

  all(): Promise<readonly ApiToken[]> {
    return this.#parts.store.apiTokens()
  }

  async remove({ id, name }: Pick<ApiToken, 'id' | 'name'>, actor: Caller): Promise<void> {
    const { store, clock, newId } = this.#parts
    const change = { actor, action: 'token.remove', target: name }
    await store.removeApiToken(id, { audit: entryOf(change, { id: newId(), at: clock.now() }) })
  }
}
