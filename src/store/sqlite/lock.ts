import { DatabaseSync } from 'node:sqlite'
import { TocsinError } from '../../base/errors.ts'

/**
 * Keeps a data folder for this process: two hubs on one would tell everything twice. The lock is the operating system's,
 * on a file of its own beside the database, so that it ends with the process however that ends, and whoever only reads
 * is not kept out. Gives what lets go of it. Throws TOCSIN_STORE_OPEN where another has it.
 */
export function lockFolder(path: string): () => void {
  const database = openLock(path)
  try {
    database.exec('begin exclusive')
  } catch (error) {
    database.close()
    throw new TocsinError(
      'TOCSIN_STORE_OPEN',
      `Expected a data folder that no other hub uses, found ${path} locked. Stop the other hub, or name another folder with --data.`,
      { cause: error },
    )
  }
  return () => database.close()
}

function openLock(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path)
  } catch (error) {
    throw new TocsinError(
      'TOCSIN_STORE_OPEN',
      `Expected to write ${path}, found that it cannot be opened. Check who owns the data folder, and whether the disk is full.`,
      { cause: error },
    )
  }
}
