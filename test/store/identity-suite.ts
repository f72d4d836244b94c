import { describe, expect, test } from 'vitest'
import { IDENTITY_LIMITS } from '../../src/base/limits.ts'
import type { Store } from '../../src/contract/store.ts'
import type { AuditEntry, Session, User } from '../../src/model/identity.ts'
import { ownStore, type StoreKind } from './own-store.ts'

const T0 = 1_772_676_901_123

function userOf(name: string, change: Partial<User> = {}): User {
  return { id: `u-${name}`, name, displayName: name, role: 'admin', createdAt: T0, ...change }
}

let audits = 0
function auditOf(action: string): { readonly audit: AuditEntry } {
  audits += 1
  const id = `a${String(audits).padStart(6, '0')}`
  return { audit: { id, at: T0, actor: { kind: 'machine', name: 'this machine' }, action } }
}

function sessionOf(digest: string, change: Partial<Session> = {}): Session {
  const times = { createdAt: T0, seenAt: T0, expiresAt: T0 + 1000 }
  return { digest, userId: 'u-li', ...times, ...change }
}

/** What every kind of store must do for who may use the hub. */
export function identitySuite(kind: StoreKind): void {
  describe(`a ${kind.name} store, for who may use the hub`, () => {
    let store: Store
    const reopen = ownStore(kind, (opened) => {
      store = opened
    })

    test('a user is found by id, name and provider, through a restart', async () => {
      expect(await store.hasUsers()).toBe(false)
      const provider = { issuer: 'https://id.example', subject: 's-1' }
      const li = userOf('li', { provider })
      expect(await store.addUser(li, auditOf('user.create'))).toBe(true)
      await reopen()
      expect(await store.hasUsers()).toBe(true)
      expect(await store.user(li.id)).toEqual(li)
      expect(await store.userNamed('li')).toEqual(li)
      expect(await store.userOf(provider)).toEqual(li)
      expect(await store.userOf({ ...provider, subject: 's-2' })).toBeUndefined()
    })

    test('of several first administrators at once one becomes it', async () => {
      const all = ['li', 'wang', 'zhao'].map((name) =>
        store.addUser(userOf(name), { ...auditOf('user.create'), onlyFirst: true }),
      )
      expect((await Promise.all(all)).filter((isAdded) => isAdded)).toHaveLength(1)
      expect(await store.users()).toHaveLength(1)
      expect(await store.audit({ limit: 10 })).toHaveLength(1)
    })

    test('a name is had once, and the last administrator stays one', async () => {
      const li = userOf('li')
      await store.addUser(li, auditOf('user.create'))
      expect(await store.addUser(userOf('li', { id: 'other' }), auditOf('x'))).toBe(false)
      const how = { ...auditOf('user.change'), endSessions: false }
      expect(await store.putUser({ ...li, role: 'viewer' }, how)).toBe(false)
      expect(await store.putUser({ ...li, isDisabled: true }, how)).toBe(false)
      expect(await store.removeUser(li.id, auditOf('user.remove'))).toBe(false)
      await store.addUser(userOf('wang', { isDisabled: true }), auditOf('user.create'))
      expect(await store.removeUser(li.id, auditOf('user.remove'))).toBe(false)
      await store.addUser(userOf('zhao'), auditOf('user.create'))
      expect(await store.removeUser(li.id, auditOf('user.remove'))).toBe(true)
      expect((await store.users()).map(({ name }) => name)).toEqual(['wang', 'zhao'])
    })

    test('sessions end by themselves, by their user, and above their number', async () => {
      await store.addUser(userOf('li'), auditOf('user.create'))
      await store.putSession(sessionOf('old', { expiresAt: T0 + 10 }), { now: T0 })
      await store.putSession(sessionOf('new'), { now: T0 + 10 })
      expect(await store.session('old')).toBeUndefined()
      expect(await store.session('new')).toEqual(sessionOf('new'))
      for (let number = 0; number < IDENTITY_LIMITS.sessionsMax; number++) {
        const expiresAt = T0 + 5000 + number
        await store.putSession(sessionOf(`s${number}`, { expiresAt }), { now: T0 + 10 })
      }
      expect(await store.sessionsOf('u-li')).toHaveLength(IDENTITY_LIMITS.sessionsMax)
      expect(await store.session('new')).toBeUndefined()
      await store.endSession('s1')
      expect(await store.session('s1')).toBeUndefined()
      await store.putUser(userOf('li'), { ...auditOf('user.password'), endSessions: true })
      expect(await store.sessionsOf('u-li')).toEqual([])
    })

    test('an invitation is taken once, and a newer one takes the place of the older', async () => {
      const invitation = { digest: 'd1', userId: 'u-li', createdAt: T0, expiresAt: T0 + 1 }
      await store.putInvitation(invitation)
      await store.putInvitation({ ...invitation, digest: 'd2' })
      expect(await store.invitation('d1')).toBeUndefined()
      const taken = await Promise.all([store.takeInvitation('d2'), store.takeInvitation('d2')])
      expect(taken.filter((one) => one !== undefined)).toEqual([{ ...invitation, digest: 'd2' }])
    })

    test('an API token is found by its digest until it is removed, and says when it was used', async () => {
      const token = { id: 't1', name: 'ci', digest: 'd', role: 'viewer' as const }
      const made = { ...token, createdBy: 'Li', createdAt: T0 }
      expect(await store.addApiToken(made, auditOf('token.create'))).toBe(true)
      expect(await store.addApiToken({ ...made, id: 't2', digest: 'e' }, auditOf('x'))).toBe(false)
      await store.markApiTokenUsed('t1', T0 + 5)
      expect(await store.apiToken('d')).toEqual({ ...made, usedAt: T0 + 5 })
      expect(await store.apiTokens()).toHaveLength(1)
      await store.removeApiToken('t1', auditOf('token.remove'))
      expect(await store.apiToken('d')).toBeUndefined()
    })

    test('the audit log is read newest first, in pages, and by what was done', async () => {
      const entries = ['one', 'two', 'one'].map((action) => auditOf(action).audit)
      for (const entry of entries) await store.appendAudit(entry)
      const first = await store.audit({ limit: 2 })
      expect(first).toEqual([entries[2], entries[1]])
      expect(await store.audit({ limit: 2, before: first[1]?.id })).toEqual([entries[0]])
      expect(await store.audit({ limit: 9, action: 'one' })).toEqual([entries[2], entries[0]])
    })
  })
}
