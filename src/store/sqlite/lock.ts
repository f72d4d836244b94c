import { DatabaseSync } from 'node:sqlite'
import { TocsinError } from '../../base/errors.ts'

/**
 * Keeps a data folder for this process: two hubs on one would tell everything twice. The lock is the operating system's,
 * on a file of its own beside the database, so that it ends with the process however that ends, and whoever only reads
 * is not kept out. Gives what lets go of it; undefined where another has it. Throws TOCSIN_STORE_OPEN where the file
 * cannot be written.
 */
export function lockFile(path: string): (() => void) | undefined {
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path)
    database.exec('begin exclusive')
    const held = database
    return () => held.close()
  } catch (error) {
    database?.close()
    if (isBusy(error)) return undefined
    throw new TocsinError(
      'TOCSIN_STORE_OPEN',
      `Expected to write ${path}, found that it cannot be opened. Check who owns the data folder, and whether the disk is full.`,
      { cause: error },
    )
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
}

/** As the engine says that another has the lock. */
const SQLITE_BUSY = 5
