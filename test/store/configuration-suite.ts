import { describe, expect, test } from 'vitest'
import { REVISION_LIMITS } from '../../src/base/limits.ts'
import type { Audited } from '../../src/contract/identity-store.ts'
import type { Store } from '../../src/contract/store.ts'
import type { WholeRevision } from '../../src/model/configuration-revision.ts'
import { ownStore, type StoreKind } from './own-store.ts'

const T0 = 1_772_676_901_123

function revisionOf(number: number, change: Partial<WholeRevision> = {}): WholeRevision {
  const about = { by: '王伟', comment: `change ${number}`, digest: `d${number}` }
  return { number, at: T0 + number, ...about, text: `# ${number}\n`, secrets: {}, ...change }
}

function auditOf(number: number): Audited {
  const actor = { kind: 'machine', name: 'this machine' } as const
  const id = `a${String(number).padStart(6, '0')}`
  return { audit: { id, at: T0, actor, action: 'configuration.save', target: String(number) } }
}

/** What every kind of store must do for a configuration that people edit. */
export function configurationSuite(kind: StoreKind): void {
  describe(`a ${kind.name} store, for the configuration`, () => {
    let store: Store
    const reopen = ownStore(kind, (opened) => {
      store = opened
    })

    test('a revision is kept whole, with its secrets and its line in the audit log, through a restart', async () => {
      expect(await store.newestRevision()).toBe(0)
      expect(await store.revision(1)).toBeUndefined()
      const first = revisionOf(1, { secrets: { KEPT_1: 'SEC"1' }, text: '组: "王"\n' })
      expect(await store.putRevision(first, auditOf(1))).toBe(true)
      await reopen()
      expect(await store.newestRevision()).toBe(1)
      expect(await store.revision(1)).toEqual(first)
      expect((await store.audit({ limit: 10 })).map(({ target }) => target)).toEqual(['1'])
    })

    test('of several that follow the same one, the first is kept, and no other leaves a trace', async () => {
      await store.putRevision(revisionOf(1), auditOf(1))
      const kept = await Promise.all(
        [2, 3, 4].map((audit) =>
          store.putRevision(revisionOf(2, { comment: `of ${audit}` }), auditOf(audit)),
        ),
      )
      expect(kept).toEqual([true, false, false])
      expect(await store.putRevision(revisionOf(4), auditOf(5))).toBe(false)
      expect((await store.revision(2))?.comment).toBe('of 2')
      expect(await store.audit({ limit: 10 })).toHaveLength(2)
    })

    test('a list has no text and no secret, and is read page by page', async () => {
      for (let number = 1; number <= 5; number += 1)
        await store.putRevision(revisionOf(number, { secrets: { A: 'b' } }), auditOf(number))
      const [newest, ...others] = await store.revisions({ limit: 3 })
      const { text: _text, secrets: _secrets, ...about } = revisionOf(5)
      expect(newest).toEqual(about)
      expect(others.map(({ number }) => number)).toEqual([4, 3])
      const rest = await store.revisions({ limit: 3, before: 3 })
      expect(rest.map(({ number }) => number)).toEqual([2, 1])
    })

    test('the oldest make room', async () => {
      const most = REVISION_LIMITS.revisionsMax
      for (let number = 1; number <= most + 2; number += 1)
        await store.putRevision(revisionOf(number), auditOf(number))
      expect(await store.revision(2)).toBeUndefined()
      expect(await store.revision(3)).toBeDefined()
      expect(await store.newestRevision()).toBe(most + 2)
    })
  })
}
