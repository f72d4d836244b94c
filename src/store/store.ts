// In: where the hub keeps its data. Out: a Store.
// Must hold: every kind of store keeps the same promises (test/store has the one suite for all).
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { TocsinError } from '../base/errors.ts'
import type { Store } from '../contract/store.ts'
import { openSqlite } from './sqlite/sqlite.ts'

/** Opens the store of the data folder `folder`, which is made where it is missing. */
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
  return openSqlite(join(folder, 'tocsin.db'))
}
