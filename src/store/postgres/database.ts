import { type ClientBase, Pool, type PoolClient } from 'pg'
import { POSTGRES_LIMITS } from '../../base/limits.ts'
import { describeError } from '../../base/log.ts'
import { StoreTrouble } from '../../contract/store.ts'
import type { Row } from '../rows.ts'
import { type Answer, Batch, type SqlValue } from './batch.ts'
import { type Connection, type Looks, Transaction } from './connection.ts'
import { Sessions } from './sessions.ts'

/** A way to a database that may be on another machine, and be away. */
export interface Database extends Looks {
  /** Looks by what is asked all the time: the database keeps them parsed and planned, whatever their values. */
  readonly kept: Looks
  /** Carries out `work` in one transaction; done when it is on disk. May call it again where others were in the way. */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** A hub that is stopped in the middle of a transaction does not hold up the others for longer than the first of these. */
const SETTINGS = new Map([
  ['idle_in_transaction_session_timeout', POSTGRES_LIMITS.idleMs],
  ['lock_timeout', POSTGRES_LIMITS.lockMs],
  ['statement_timeout', POSTGRES_LIMITS.statementMs],
])

/** Opens the way; nothing is asked of the database before the first question. */
export function databaseAt(url: string): Database {
  const sessions = new Sessions(SETTINGS)
  // The pool waits for what this gives, which its types do not say.
  const opened = (client: ClientBase): unknown => sessions.open(client)
  const pool = new Pool({
    connectionString: url,
    max: POSTGRES_LIMITS.connectionsMax,
    connectionTimeoutMillis: POSTGRES_LIMITS.connectMs,
    query_timeout: POSTGRES_LIMITS.answerMs,
    idleTimeoutMillis: POSTGRES_LIMITS.idleConnectionMs,
    application_name: 'tocsin',
    keepAlive: true,
    onConnect: opened,
  })
  // A connection that breaks while nobody uses it: the next one who wants one gets another.
  pool.on('error', () => undefined)
  // One that breaks has its say also after it was given up: with nobody to hear it, that would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))

  const ways: Ways = { pool, sessions }
  const looks = (isKept: boolean): Looks => {
    const all: Looks['all'] = (sql, ...values) =>
      again(ways, () => look(ways, { sql, values, isKept }))
    return { all, get: async (sql, ...values) => (await all(sql, ...values))[0] }
  }
  return {
    ...looks(false),
    kept: looks(true),
    transaction: (work) => again(ways, () => once(ways, work)),
    close: () => pool.end(),
  }
}

type Ways = { readonly pool: Pool; readonly sessions: Sessions }

/** Does it once more, and again, where nothing but others or a plan of before was in the way. */
async function again<T>({ sessions }: Ways, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error
      const mayPass = GAVE_WAY.has(codeOf(error.cause)) || isStale(sessions, error)
      if (!mayPass || tries >= POSTGRES_LIMITS.triesMax) throw refusalOf(error.cause)
    }
  }
}

/** What the database or the way to it says, apart from what the work itself throws. */
class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
}

async function once<T>(
  { pool, sessions }: Ways,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw new DatabaseError('no connection', { cause: error })
  })
  const transaction = new Transaction(client, (sql) => sessions.keep(client, sql))
  let isBroken = false
  try {
    transaction.begin(sessions.beginning(client))
    return await inside(transaction, work)
  } catch (error) {
    transaction.abandon()
    isBroken = transaction.isUnsure || isStale(sessions, error) || !(await rolledBack(client))
    throw error
  } finally {
    client.release(isBroken)
  }
}

async function inside<T>(
  transaction: Transaction,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const result = await work(transaction).catch((error: unknown) => {
    throw transaction.isTo(error) ? new DatabaseError('refused', { cause: error }) : error
  })
  await transaction.commit().catch((error: unknown) => {
    throw new DatabaseError('not committed', { cause: error })
  })
  return result
}

/** One statement by itself, which changes nothing. */
async function look(
  { pool, sessions }: Ways,
  { sql, values, isKept }: { sql: string; values: readonly SqlValue[]; isKept: boolean },
): Promise<readonly Row[]> {
  const client = await pool.connect().catch((error: unknown) => {
    throw new DatabaseError('no connection', { cause: error })
  })
  let isBroken = false
  try {
    const answer = await new Promise<Answer>((answered, failed) => {
      const batch = new Batch((text) => (isKept ? sessions.keep(client, text) : undefined))
      batch.add({ sql, values, waiting: { answered, failed } })
      client.query(batch)
    })
    return answer.rows
  } catch (error) {
    isBroken = true
    throw new DatabaseError('refused', { cause: error })
  } finally {
    client.release(isBroken)
  }
}

async function rolledBack(client: PoolClient): Promise<boolean> {
  try {
    await client.query('rollback')
    return true
  } catch {
    return false
  }
}

function isStale(sessions: Sessions, error: unknown): boolean {
  return error instanceof DatabaseError && sessions.isToBlame(codeOf(error.cause))
}

/** Others were in the way, and this transaction gave way: a serialization failure, a deadlock. */
const GAVE_WAY: ReadonlySet<string> = new Set(['40001', '40P01'])

/** What a transaction that the database refused rejects with. */
function refusalOf(cause: unknown): Error {
  const text = `the database refused an operation: ${describeError(cause).text}`
  return isTrouble(cause) ? new StoreTrouble(text, { cause }) : new Error(text, { cause })
}

/**
 * What no operation is to blame for, by the classes of PostgreSQL's codes: connection (08), too much (53), an operator
 * (57), the system (58), no such login or database for the moment (28, 3D), a server that is only read (25006), a lock
 * that did not come (55P03), others in the way (40). What has no such code never reached it; the system's own begin with E,
 * as none of PostgreSQL's does (EPIPE is as long as those).
 */
function isTrouble(cause: unknown): boolean {
  const code = codeOf(cause)
  return (
    !/^(?!E)[0-9A-Z]{5}$/.test(code) ||
    /^(08|28|3D|40|53|57|58)|^25006$|^55P03$|^25P0[34]$/.test(code)
  )
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : ''
}
