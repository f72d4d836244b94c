import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/contract/store.ts'
import type { AnsweredRequest } from '../../src/model/answered-request.ts'
import { ownStore, type StoreKind } from './own-store.ts'

const T0 = 1_772_676_901_123

const begun = (key: string, expiresAt = T0 + 1000): AnsweredRequest => ({
  ...{ key, asked: 'what', expiresAt },
})

/** What every kind of store must do for requests that may come again. */
export function idempotencySuite(kind: StoreKind): void {
  describe(`a ${kind.name} store, for requests that come again`, () => {
    let store: Store
    const reopen = ownStore(kind, (opened) => {
      store = opened
    })

    test('of many at once one begins, and what it answered is given to the others, through a restart', async () => {
      const known = await Promise.all(
        [1, 2, 3].map(() => store.beginRequest(begun('a'), { now: T0 })),
      )
      expect(known).toEqual([undefined, begun('a'), begun('a')])
      const answer = { status: 201, type: 'application/json', body: '{"名":1}' }
      await store.answerRequest({ ...begun('a', T0 + 5000), answer })
      await reopen()
      const found = await store.beginRequest(begun('a'), { now: T0 + 4999 })
      expect(found).toEqual({ ...begun('a', T0 + 5000), answer })
    })

    test('one that is over or forgotten begins anew', async () => {
      await store.beginRequest(begun('a'), { now: T0 })
      expect(await store.beginRequest(begun('a', T0 + 3000), { now: T0 + 1000 })).toBeUndefined()
      await store.forgetRequest('a')
      expect(await store.beginRequest(begun('a'), { now: T0 })).toBeUndefined()
    })
  })
}
