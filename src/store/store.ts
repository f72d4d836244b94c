// In: where the hub keeps its data. Out: a Store.
// Must hold: every kind of store keeps the same promises (test/store has the one suite for all).
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TocsinError } from '../base/errors.ts'
import type { Secret } from '../base/secret.ts'
import type { Store, StoreToRead } from '../contract/store.ts'
import type { StoreAtRest, StoreToFill } from './copied-tables.ts'
import { copyAll, type TableCopy } from './copy.ts'
import { fillPostgres, readPostgresAtRest } from './postgres/at-rest.ts'
import { openPostgres } from './postgres/postgres.ts'
import { fillSqlite, readSqliteAtRest } from './sqlite/at-rest.ts'
import { lockFile } from './sqlite/lock.ts'
import { openSqlite, openSqliteForAWhile, openSqliteToRead } from './sqlite/sqlite.ts'

export type { TableCopy } from './copy.ts'

/** A data folder that no other hub may use as long as this one holds it. */
export type HeldFolder = {
  /** Without it the operating system does so when the process ends. */
  letGo(): void
}

/**
 * Holds the data folder `folder`, which is made where it is missing; undefined where another hub does. Throws
 * TOCSIN_STORE_OPEN.
 */
export function holdFolder(folder: string): HeldFolder | undefined {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new TocsinError(
      'TOCSIN_STORE_OPEN',
      `Expected a folder that can be written at ${folder}, found one that cannot be made. Name another with --data, or change its owner.`,
      { cause: error },
    )
  }
  const letGo = lockFile(join(folder, LOCK))
  return letGo && { letGo }
}

/**
 * Opens the store of the data folder `folder`, which no other hub may use until it is closed: it is held from now on, or
 * was before. Throws TOCSIN_STORE_OPEN or TOCSIN_STORE_NEWER.
 */
export async function openStore(folder: string, held = expectFolder(folder)): Promise<Store> {
  try {
    const store = await openSqlite(join(folder, FILE))
    return {
      ...store,
      async close() {
        await store.close()
        held.letGo()
      },
    }
  } catch (error) {
    held.letGo()
    throw error
  }
}

/**
 * Opens the store in the PostgreSQL database at `url`, which any number of hubs may share. The data folder `folder`, which
 * no other hub may use, keeps who this hub is among them: what it was sending when it died is its own again when it starts.
 * Throws TOCSIN_STORE_OPEN or TOCSIN_STORE_NEWER.
 */
export async function openSharedStore(
  url: Secret,
  folder: string,
  held = expectFolder(folder),
): Promise<Store> {
  try {
    const store = await openPostgres({ url: url.reveal(), owner: hubIdIn(folder) })
    return {
      ...store,
      async close() {
        await store.close()
        held.letGo()
      },
    }
  } catch (error) {
    held.letGo()
    throw error
  }
}

/** The name that the hub of this folder has among those that share a database. It is made once. */
function hubIdIn(folder: string): string {
  const path = join(folder, HUB_ID)
  if (!existsSync(path)) writeFileSync(path, randomUUID(), { mode: 0o600 })
  return readFileSync(path, 'utf8')
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

/** Where hubs keep their data: in a folder, or in the database at an address. */
export type StorePlace =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'database'; readonly url: Secret }

/**
 * Copies a store that no hub uses into an empty one, and reads it back there: all of it or nothing. `onTable` hears of each
 * table that was found to be the same. Throws TOCSIN_STORE_COPY, TOCSIN_STORE_OPEN or TOCSIN_STORE_NEWER.
 */
export async function copyStore(options: {
  readonly from: StorePlace
  readonly to: StorePlace
  readonly onTable: (table: TableCopy) => void
}): Promise<void> {
  const source = await atRest(options.from)
  try {
    const target = await toFill(options.to)
    try {
      await copyAll(source, target, options.onTable)
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

async function atRest(place: StorePlace): Promise<StoreAtRest> {
  if (place.kind === 'database') return await readPostgresAtRest(place.url)
  const path = join(place.folder, FILE)
  if (existsSync(path)) return heldWith(place.folder, () => readSqliteAtRest(path))
  throw new TocsinError(
    'TOCSIN_STORE_COPY',
    `Expected a hub's database at ${path}, found none. Name the hub's data folder.`,
  )
}

async function toFill(place: StorePlace): Promise<StoreToFill> {
  if (place.kind === 'database') return await fillPostgres(place.url)
  return heldWith(place.folder, () => fillSqlite(join(place.folder, FILE)))
}

/** Holds the folder as long as what `open` gives is not closed. */
function heldWith<T extends StoreAtRest>(folder: string, open: () => T): T {
  const held = expectFolder(folder)
  try {
    const store = open()
    return {
      ...store,
      async close() {
        await store.close()
        held.letGo()
      },
    }
  } catch (error) {
    held.letGo()
    throw error
  }
}

function expectFolder(folder: string): HeldFolder {
  const held = holdFolder(folder)
  if (held) return held
  throw new TocsinError(
    'TOCSIN_STORE_OPEN',
    `Expected a data folder that no other hub uses, found ${join(folder, LOCK)} locked. Stop the other hub, start this one with --standby so that it waits for its turn, or name another folder with --data.`,
  )
}

const FILE = 'tocsin.db'
const LOCK = 'tocsin.lock'
const HUB_ID = 'hub-id'
