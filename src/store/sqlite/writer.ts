import { Worker } from 'node:worker_threads'
import { assert } from '../../base/assert.ts'
import { ERROR_CODES, type ErrorCode, TocsinError } from '../../base/errors.ts'
import { INGEST_LIMITS, STORE_LIMITS } from '../../base/limits.ts'
import { StoreTrouble } from '../../contract/store.ts'
import type { Operation } from './operations.ts'
import type { WriterAnswer, WriterRequest } from './worker.ts'

/** The way to the writer thread: operations go in, and resolve when they are on disk. */
export interface Writer {
  perform(operation: Operation): Promise<void>
  close(): Promise<void>
}

type Waiting = {
  readonly operation: Operation
  readonly done: () => void
  readonly failed: (error: Error) => void
}

const BATCHES_IN_FLIGHT = 2

/**
 * Starts the thread on the file and waits until the schema is there. Operations that arrive while a
 * batch is under way are joined into the next one: the busier, the more share one commit. A large one
 * is sent before the answer to the first, so that the thread need not wait for this one.
 * `onWritten` is called after each commit, before those who wait for it are told.
 */
export async function startWriter(path: string, onWritten: () => void): Promise<Writer> {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const worker = new Worker(new URL(`./worker.${extension}`, import.meta.url), {
    workerData: { path },
    resourceLimits: { maxYoungGenerationSizeMb: STORE_LIMITS.writerYoungMegabytesMax },
  })
  await ready(worker, path)
  return join(worker, onWritten)
}

function ready(worker: Worker, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (answer: WriterAnswer) => {
      worker.removeAllListeners('error')
      if (answer.kind === 'ready') return resolve()
      assert(answer.kind === 'failed', 'the writer says first whether it is ready')
      if (isErrorCode(answer.code)) return reject(new TocsinError(answer.code, answer.text))
      const text = `Expected a database that can be opened at ${path}, found: ${answer.text}. Check the folder's owner and free space, and that no other hub uses it.`
      reject(new TocsinError('TOCSIN_STORE_OPEN', text))
    })
  })
}

function isErrorCode(code: string | undefined): code is ErrorCode {
  return code !== undefined && Object.hasOwn(ERROR_CODES, code)
}

function join(worker: Worker, onWritten: () => void): Writer {
  let queue: Waiting[] = []
  /** Of what waits, in events. */
  let weight = 0
  const inFlight: Waiting[][] = []
  let closed: (() => void) | undefined
  let broken: Error | undefined

  worker.on('message', (answer: WriterAnswer) => {
    if (answer.kind === 'closed') return closed?.()
    assert(answer.kind === 'performed', 'the writer answers what it was asked')
    const batch = inFlight.shift()
    assert(batch, 'the writer answers once for each batch')
    onWritten()
    for (const [index, waiting] of batch.entries()) settle(waiting, answer.failures?.[index])
    setImmediate(send)
  })
  worker.on('error', (error) => {
    // Without its writer a hub can promise nothing: the process ends, and the next one goes on from the rows.
    queueMicrotask(() => {
      throw error
    })
    broken = new Error('the writer thread ended', { cause: error })
    for (const waiting of [...inFlight.flat(), ...queue]) waiting.failed(broken)
    queue = []
    inFlight.length = 0
  })

  /** Comes at the end of a turn of the event loop, so that what ended in one turn shares one commit. */
  function send(): void {
    if (queue.length === 0 || inFlight.length >= BATCHES_IN_FLIGHT) return
    if (inFlight.length > 0 && weight < STORE_LIMITS.groupCommitWorth) return
    post()
  }

  function post(): void {
    const batch = queue.slice(0, STORE_LIMITS.groupCommitMax)
    queue = queue.slice(STORE_LIMITS.groupCommitMax)
    weight = queue.reduce((sum, { operation }) => sum + weightOf(operation), 0)
    inFlight.push(batch)
    const request: WriterRequest = {
      kind: 'perform',
      operations: batch.map((waiting) => waiting.operation),
    }
    worker.postMessage(request)
  }

  return {
    perform: (operation) =>
      new Promise((done, failed) => {
        if (broken) return failed(broken)
        if (queue.length >= INGEST_LIMITS.waitingMax) {
          return failed(
            new TocsinError(
              'TOCSIN_STORE_FULL',
              'Expected the disk to keep up, found too many events that wait for it. Send again in a second.',
            ),
          )
        }
        queue.push({ operation, done, failed })
        weight += weightOf(operation)
        // Decided while the batch before it is written: it would only wait for that answer.
        const isAhead = operation.kind === 'settle' && typeof operation.settled !== 'number'
        if (isAhead && inFlight.length < BATCHES_IN_FLIGHT) return post()
        // This turn of the event loop may be a long one: the thread need not wait for its end.
        if (inFlight.length === 0 && weight >= STORE_LIMITS.groupCommitStart) return post()
        // A lease need not be on disk before its message leaves, which is asked for in this turn.
        if (operation.kind === 'claim') setImmediate(() => setImmediate(send))
        else if (queue.length === 1 || weight >= STORE_LIMITS.groupCommitWorth) setImmediate(send)
      }),
    close: () =>
      new Promise((resolve) => {
        if (broken) return resolve()
        closed = resolve
        while (queue.length > 0) post()
        worker.postMessage({ kind: 'close' } satisfies WriterRequest)
      }),
  }
}

function weightOf(operation: Operation): number {
  if (operation.kind === 'append') return operation.rows.length
  return operation.kind === 'settle' ? operation.settlement.outcomes.length : 1
}

function settle(waiting: Waiting, failure: string | undefined): void {
  if (failure === undefined) waiting.done()
  else waiting.failed(refusalOf(failure))
}

/** What an operation that the database refused rejects with. */
export function refusalOf(failure: string): Error {
  const text = `the database refused an operation: ${failure}`
  return OF_THE_DISK.test(failure) ? new StoreTrouble(text) : new Error(text)
}

/** SQLite's words for what no operation is to blame for. */
const OF_THE_DISK = /disk is full|disk I\/O|is locked|readonly|unable to open/
