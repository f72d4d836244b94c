import { afterEach, beforeEach } from 'vitest'
import type { Store } from '../../src/contract/store.ts'

/** How a kind of store is opened for the suites: a new empty one, and the same again after a crash. */
export type StoreKind = {
  readonly name: string
  readonly create: () => Promise<{ open: () => Promise<Store>; destroy: () => Promise<void> }>
}

/** Opens an empty store before each test, and hands it to `use`. Gives what closes it and opens the same again. */
export function ownStore(kind: StoreKind, use: (store: Store) => void): () => Promise<void> {
  let place: Awaited<ReturnType<StoreKind['create']>>
  let store: Store
  const open = async (): Promise<void> => {
    store = await place.open()
    use(store)
  }
  beforeEach(async () => {
    place = await kind.create()
    await open()
  })
  afterEach(async () => {
    await store.close()
    await place.destroy()
  })
  return async () => {
    await store.close()
    await open()
  }
}
