import { TocsinError } from '../../base/errors.ts'
import { INGEST_LIMITS, STORE_LIMITS } from '../../base/limits.ts'
import type { LoggedRequest } from '../../contract/source-store.ts'
import { type AttemptRecord, type IncomingEvent, StoreTrouble } from '../../contract/store.ts'
import { recordAttempts } from './attempts.ts'
import type { Connection } from './connection.ts'
import type { Database } from './database.ts'
import { append } from './intake-rows.ts'
import type { LatelyStored } from './lately-stored.ts'
import { logRequests } from './request-rows.ts'

/** Something to be written that need not know what others write at the same time. */
export type Writing = {
  readonly events?: readonly IncomingEvent[]
  readonly request?: LoggedRequest | undefined
  readonly attempt?: { readonly record: AttemptRecord; readonly owner: string }
  readonly work?: (connection: Connection) => void | Promise<void>
}

/** What is to be written goes in, and resolves when it is on disk. */
export interface Writer {
  perform(writing: Writing): Promise<void>
  close(): Promise<void>
}

type Waiting = {
  readonly writing: Writing
  readonly done: () => void
  readonly failed: (error: unknown) => void
}

/** What comes while one batch is under way is joined into the next: the busier, the more share one commit. */
export function writerTo(database: Database, lately: LatelyStored): Writer {
  let queue: Waiting[] = []
  let writing: Promise<void> | undefined

  const writeAll = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue.slice(0, STORE_LIMITS.groupCommitMax)
      queue = queue.slice(STORE_LIMITS.groupCommitMax)
      await writeBatch({ database, lately }, batch)
    }
    writing = undefined
  }
  return {
    perform: (wanted) =>
      new Promise((done, failed) => {
        if (queue.length >= INGEST_LIMITS.waitingMax) return failed(tooMany())
        queue.push({ writing: wanted, done, failed })
        // At the end of a turn of the event loop, so that what ended in one turn shares one commit.
        writing ??= new Promise<void>((begin) => setImmediate(begin)).then(writeAll)
      }),
    async close() {
      await writing
    },
  }
}

type To = { readonly database: Database; readonly lately: LatelyStored }

/** All in one commit; if one of them is to blame for a failure, each by itself, so that it costs only that one. */
async function writeBatch(to: To, batch: readonly Waiting[]): Promise<void> {
  try {
    await to.database.transaction((connection) => writeTogether(connection, batch))
    for (const { writing } of batch)
      to.lately.note((writing.events ?? []).map(({ event }) => event))
    for (const { done } of batch) done()
  } catch (error) {
    if (batch.length === 1 || error instanceof StoreTrouble) {
      for (const { failed } of batch) failed(error)
      return
    }
    for (const one of batch) await writeBatch(to, [one])
  }
}

async function writeTogether(connection: Connection, batch: readonly Waiting[]): Promise<void> {
  append(
    connection,
    batch.flatMap(({ writing }) => writing.events ?? []),
  )
  logRequests(
    connection,
    batch.flatMap(({ writing }) => writing.request ?? []),
  )
  for (let at = 0; at < batch.length; ) {
    const attempts = attemptsFrom(batch, at)
    const [first] = attempts
    if (first) {
      const records = attempts.map(({ record }) => record)
      await recordAttempts(connection, records, first.owner)
    } else await batch[at]?.writing.work?.(connection)
    at += Math.max(attempts.length, 1)
  }
}

/** The attempts that follow each other from that place on, each of another message. */
function attemptsFrom(
  batch: readonly Waiting[],
  from: number,
): readonly NonNullable<Writing['attempt']>[] {
  const found: NonNullable<Writing['attempt']>[] = []
  const messages = new Set<string>()
  for (const { writing } of batch.slice(from)) {
    const { attempt } = writing
    if (attempt === undefined || messages.has(attempt.record.notificationId)) break
    messages.add(attempt.record.notificationId)
    found.push(attempt)
  }
  return found
}

function tooMany(): TocsinError {
  return new TocsinError(
    'TOCSIN_STORE_FULL',
    'Expected the database to keep up, found too many events that wait for it. Send again in a second.',
  )
}
