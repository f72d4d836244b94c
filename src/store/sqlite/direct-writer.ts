import { STORE_LIMITS } from '../../base/limits.ts'
import { describeError } from '../../base/log.ts'
import type { Connection } from './connection.ts'
import { type Operation, perform } from './operations.ts'
import type { Writer } from './writer.ts'

/**
 * Writes in the caller's own thread and with the caller's own connection, for a store that is thrown away: nothing
 * waits for a disk, so that another thread and a commit for each operation would only cost time. `onWritten` is
 * called after each operation.
 */
export function directWriter(connection: Connection, onWritten: () => void): Writer {
  let uncommitted = 0
  return {
    async perform(operation) {
      if (uncommitted === 0) connection.run('begin immediate')
      uncommitted += 1
      performAlone(connection, operation)
      if (uncommitted >= STORE_LIMITS.groupCommitMax) {
        connection.run('commit')
        uncommitted = 0
      }
      onWritten()
    },
    async close() {
      if (uncommitted > 0) connection.run('commit')
      uncommitted = 0
    },
  }
}

/** All of the operation, or nothing of it. */
function performAlone(connection: Connection, operation: Operation): void {
  connection.run('savepoint operation')
  try {
    perform(connection, operation)
    connection.run('release operation')
  } catch (error) {
    connection.run('rollback to operation')
    connection.run('release operation')
    throw new Error(`the database refused an operation: ${describeError(error).text}`, {
      cause: error,
    })
  }
}
