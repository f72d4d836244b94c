// In: where the hub keeps its data. Out: a Store.
// Must hold: every kind of store keeps the same promises (test/store has the one suite for all).
import { mkdirSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TocsinError } from '../base/errors.ts'
import type { Store, StoreToRead } from '../contract/store.ts'
import { lockFolder } from './sqlite/lock.ts'
import { openSqlite, openSqliteForAWhile, openSqliteToRead } from './sqlite/sqlite.ts'

/** Opens the store of the data folder `folder`, which is made where it is missing, and which no other hub may use. */
export async function openStore(folder: string): Promise<Store> {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new TocsinError(
      'TOCSIN_STORE_OPEN',
      `Expected a folder that can be written at ${folder}, found one that cannot be made. Name another with --data, or change its owner.`,
      { cause: error },
    )
  }
  const unlock = lockFolder(join(folder, LOCK))
  try {
    const store = await openSqlite(join(folder, FILE))
    return {
      ...store,
      async close() {
        await store.close()
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}

/**
 * Opens the store of a data folder to be read only, while its hub may be running. Throws
 * TOCSIN_STORE_OPEN where there is none, or where another version has written it.
 */
export function openStoreToRead(folder: string): StoreToRead {
  return openSqliteToRead(join(folder, FILE))
}

/** A store for a while: in a folder of its own inside `parent`, not durable, and gone when it is closed or the process exits. */
export async function openScratchStore(parent: string = tmpdir()): Promise<Store> {
  const folder = await mkdtemp(join(parent, 'tocsin-scratch-'))
  const store = openSqliteForAWhile(join(folder, FILE))
  const removeNow = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', removeNow)
  return {
    ...store,
    async close() {
      process.off('exit', removeNow)
      await store.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const FILE = 'tocsin.db'
const LOCK = 'tocsin.lock'
