import { describeError } from '../../base/log.ts'
import type { Connection } from './connection.ts'
import { type Operation, perform } from './operations.ts'

/**
 * Carries out a batch of operations, all in one commit; if anything fails, each by itself, so that one
 * fault costs one operation. Gives one entry an operation: undefined where it was carried out, else what
 * went wrong; undefined where all were.
 */
export function performAll(
  connection: Connection,
  operations: readonly Operation[],
): readonly (string | undefined)[] | undefined {
  const failure = performTogether(connection, operations)
  if (failure === undefined) return undefined
  if (operations.length === 1) return [failure]
  return operations.map((operation) => performTogether(connection, [operation]))
}

function performTogether(
  connection: Connection,
  operations: readonly Operation[],
): string | undefined {
  try {
    connection.run('begin immediate')
    for (const operation of operations) perform(connection, operation)
    connection.run('commit')
    return undefined
  } catch (error) {
    rollBack(connection)
    return describeError(error).text
  }
}

function rollBack(connection: Connection): void {
  try {
    connection.run('rollback')
  } catch {
    // There is nothing to roll back where `begin` itself failed; the first error is the one to tell.
  }
}
