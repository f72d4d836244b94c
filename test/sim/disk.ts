// In: what a process wants written. Out: a real SQLite file, and whether it was written.
// Must hold: operations are carried out in their order and in whole batches, as by the writer's thread; a process
// that dies leaves the file as it was after the last commit.
import { readFileSync, writeFileSync } from 'node:fs'
import { STORE_LIMITS } from '../../src/base/limits.ts'
import { performAll } from '../../src/store/sqlite/batch.ts'
import { type Connection, connect } from '../../src/store/sqlite/connection.ts'
import { migrate } from '../../src/store/sqlite/migrate.ts'
import type { Operation } from '../../src/store/sqlite/operations.ts'
import { refusalOf, type Writer } from '../../src/store/sqlite/writer.ts'
import type { Random } from './random.ts'
import { never, type SimTime } from './time.ts'

/** What is wrong with the disk: nothing, some writes fail, or all that need room. */
export type DiskState = 'well' | 'failing' | 'full'

/** Who writes. */
type WritingProcess = { readonly isAlive: boolean; readonly turn: number }

export type DiskOptions = {
  readonly path: string
  readonly time: SimTime
  readonly random: Random
  /** Called when the writes are used up after which the process is to die. */
  readonly onLastWrite: () => void
  /** `written` is what stands on the disk instead, where a planted fault changes that. */
  readonly onCommitted: (
    operation: Operation,
    process: WritingProcess,
    written: Operation | undefined,
  ) => void
  readonly onRefused: (operation: Operation, process: WritingProcess, why: string) => void
  /** For planted faults: what else is done to the database, and what is written instead. */
  readonly sql?: string | undefined
  readonly tamper?: ((operation: Operation) => Operation | undefined) | undefined
}

type Waiting = {
  readonly operation: Operation
  readonly done: () => void
  readonly failed: (error: Error) => void
}

/** The disk of the machine on which one process after the other runs. */
export class Disk {
  state: DiskState = 'well'
  /** Commits until the process dies; undefined where it does not. */
  commitsLeft: number | undefined
  /** Whether the last commit before the death is carried out. */
  lastIsCarriedOut = true
  readonly #options: DiskOptions

  constructor(options: DiskOptions) {
    this.#options = options
    writeFileSync(options.path, emptyDatabase(options.path))
  }

  get path(): string {
    return this.#options.path
  }

  /** Opens the file for a process, as `startWriter` does, without a thread. */
  writerFor(process: WritingProcess): (path: string, onWritten: () => void) => Promise<Writer> {
    return async (path, onWritten) => {
      const connection = open(path, this.#options.sql)
      let queue: Waiting[] = []
      let isBusy = false
      let end: (() => void) | undefined

      const work = async (): Promise<void> => {
        isBusy = true
        while (queue.length > 0) {
          await this.#options.time.sleep(this.#latencyMs())
          if (!process.isAlive) return connection.close()
          const batch = queue.slice(0, STORE_LIMITS.groupCommitMax)
          queue = queue.slice(STORE_LIMITS.groupCommitMax)
          const failures = this.#commit(connection, batch, process)
          if (failures === 'died') return connection.close()
          onWritten()
          for (const [index, waiting] of batch.entries()) answer(waiting, failures[index])
        }
        isBusy = false
        end?.()
      }
      return {
        perform: (operation) => {
          if (!process.isAlive) return never()
          return new Promise((done, failed) => {
            queue.push({ operation, done, failed })
            if (!isBusy) void work()
          })
        },
        async close() {
          if (isBusy) await new Promise<void>((resolve) => (end = resolve))
          connection.close()
        },
      }
    }
  }

  #latencyMs(): number {
    return this.#options.random.between(0, 3)
  }

  #commit(
    connection: Connection,
    batch: readonly Waiting[],
    process: WritingProcess,
  ): readonly (string | undefined)[] | 'died' {
    const { onCommitted, onRefused, onLastWrite, random, tamper = (one) => one } = this.#options
    const isLast = this.commitsLeft !== undefined && --this.commitsLeft <= 0
    if (isLast && !this.lastIsCarriedOut) {
      onLastWrite()
      return 'died'
    }
    // Real disks say so, and the engine carries it to the caller; a full one is made by the engine itself.
    const fails = batch.map(() => this.state === 'failing' && random.likely(0.5))
    const written = batch.flatMap(({ operation }, index) => (fails[index] ? [] : [operation]))
    const tampered = written.map((operation) => tamper(operation))
    if (this.state === 'full') setFull(connection, true)
    const performed = tampered.flatMap((operation) => operation ?? [])
    const failures = performed.length > 0 ? performAll(connection, performed) : undefined
    if (this.state === 'full') setFull(connection, false)
    const byOperation = new Map(performed.map((operation, index) => [operation, failures?.[index]]))
    const results = batch.map(({ operation }, index) => {
      if (fails[index]) return 'disk I/O error'
      const instead = tampered[written.indexOf(operation)]
      return instead && byOperation.get(instead)
    })
    for (const [index, { operation }] of batch.entries()) {
      const why = results[index]
      const instead = tampered[written.indexOf(operation)]
      if (why === undefined) onCommitted(operation, process, instead)
      else onRefused(operation, process, why)
    }
    if (!isLast) return results
    onLastWrite()
    return 'died'
  }
}

function answer({ done, failed }: Waiting, failure: string | undefined): void {
  if (failure === undefined) done()
  else failed(refusalOf(failure))
}

function open(path: string, sql = ''): Connection {
  const connection = connect(path, { readOnly: false })
  // Processes of this world die between commits, and its power never fails.
  connection.script('pragma synchronous = off')
  migrate(connection)
  connection.script(sql)
  return connection
}

function setFull(connection: Connection, isFull: boolean): void {
  const pages = Number(connection.get('pragma page_count')?.['page_count'])
  connection.script(`pragma max_page_count = ${isFull ? pages : 2 ** 31 - 2}`)
}

let empty: Buffer | undefined

/** A migrated file without rows: made once, for migrating takes longer than most of what comes after. */
function emptyDatabase(beside: string): Buffer {
  if (empty) return empty
  const path = `${beside}.empty`
  const connection = connect(path, { readOnly: false })
  connection.script('pragma synchronous = off')
  migrate(connection)
  connection.script('pragma wal_checkpoint(truncate)')
  connection.close()
  empty = readFileSync(path)
  return empty
}
