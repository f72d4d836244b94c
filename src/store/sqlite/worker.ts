// In: batches of operations from the thread that opened the store, and the file's path at the start.
// Out: for each operation whether it was carried out, after its commit is on disk.
// Must hold: one transaction a batch; where one operation fails, the others are carried out all the same.
import { parentPort, workerData } from 'node:worker_threads'
import { assert } from '../../base/assert.ts'
import { describeError } from '../../base/log.ts'
import { propertyOf } from '../../base/property.ts'
import { performAll } from './batch.ts'
import { type Connection, connect } from './connection.ts'
import { migrate } from './migrate.ts'
import type { Operation } from './operations.ts'

/** What the writer is asked, and what it answers. */
export type WriterRequest =
  | { readonly kind: 'perform'; readonly operations: readonly Operation[] }
  | { readonly kind: 'close' }
export type WriterAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly code?: string; readonly text: string }
  /** One entry an operation, undefined where it was carried out, else what went wrong; none where all were. */
  | { readonly kind: 'performed'; readonly failures?: readonly (string | undefined)[] }
  | { readonly kind: 'closed' }

const port = parentPort
assert(port, 'the writer runs in a worker thread')
const answer = (value: WriterAnswer): void => port.postMessage(value)

try {
  const connection = connect(String(propertyOf(workerData, 'path')), { readOnly: false })
  migrate(connection)
  port.on('message', (request: WriterRequest) => serve(connection, request))
  answer({ kind: 'ready' })
} catch (error) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
  answer({ kind: 'failed', code, text: describeError(error).text })
}

function serve(connection: Connection, request: WriterRequest): void {
  if (request.kind === 'close') {
    connection.close()
    answer({ kind: 'closed' })
    port?.close()
    return
  }
  answer({ kind: 'performed', failures: performAll(connection, request.operations) })
}
