import { Pool, type PoolClient, TypeOverrides } from 'pg'
import { POSTGRES_LIMITS } from '../../base/limits.ts'
import { describeError } from '../../base/log.ts'
import { StoreTrouble } from '../../contract/store.ts'
import type { Row } from '../rows.ts'
import { type Connection, type Looks, type SqlValue, statement, Transaction } from './connection.ts'

/** A way to a database that may be on another machine, and be away. */
export interface Database extends Looks {
  /** Carries out `work` in one transaction; done when it is on disk. May call it again where others were in the way. */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Counts and times come as numbers: none of them is past what a number holds. */
const BIGINT_OID = 20

/** How values come from the driver. */
export const TYPES = new TypeOverrides()
TYPES.setTypeParser(BIGINT_OID, Number)

/**
 * Nothing here lives longer than a transaction, so that a pooler in transaction mode may stand between. A hub that is
 * stopped in the middle of one does not hold up the others for longer than the first of these.
 */
const SETTINGS = [
  `set local idle_in_transaction_session_timeout = ${POSTGRES_LIMITS.idleMs}`,
  `set local lock_timeout = ${POSTGRES_LIMITS.lockMs}`,
  `set local statement_timeout = ${POSTGRES_LIMITS.statementMs}`,
].join('; ')

/** Opens the way; nothing is asked of the database before the first question. */
export function databaseAt(url: string): Database {
  const pool = new Pool({
    connectionString: url,
    max: POSTGRES_LIMITS.connectionsMax,
    connectionTimeoutMillis: POSTGRES_LIMITS.connectMs,
    query_timeout: POSTGRES_LIMITS.answerMs,
    idleTimeoutMillis: POSTGRES_LIMITS.idleConnectionMs,
    application_name: 'tocsin',
    pipeline: true,
    keepAlive: true,
    types: TYPES,
  })
  // A connection that breaks while nobody uses it: the next one who wants one gets another.
  pool.on('error', () => undefined)
  // One that breaks has its say also after it was given up: with nobody to hear it, that would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))

  const ask = async (sql: string, values: readonly SqlValue[]): Promise<readonly Row[]> => {
    try {
      return (await pool.query<Record<string, unknown>>(statement(sql, values))).rows
    } catch (error) {
      throw refusalOf(error)
    }
  }
  return {
    all: (sql, ...values) => ask(sql, values),
    get: async (sql, ...values) => (await ask(sql, values))[0],
    async transaction(work) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await once(pool, work)
        } catch (error) {
          if (!isInTheWay(error))
            throw error instanceof DatabaseError ? refusalOf(error.cause) : error
          if (tries >= POSTGRES_LIMITS.triesMax) throw refusalOf(error.cause)
        }
      }
    },
    close: () => pool.end(),
  }
}

/** What the database or the way to it says, apart from what the work itself throws. */
class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
}

async function once<T>(pool: Pool, work: (connection: Connection) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch((error: unknown) => {
    throw new DatabaseError('no connection', { cause: error })
  })
  let broken: boolean | Error = false
  try {
    return await inside(client, work)
  } catch (error) {
    broken = !(await rolledBack(client))
    throw error
  } finally {
    client.release(broken)
  }
}

async function inside<T>(
  client: PoolClient,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const transaction = new Transaction(client)
  transaction.begin(SETTINGS)
  const result = await work(transaction).catch((error: unknown) => {
    throw transaction.isTo(error) ? new DatabaseError('refused', { cause: error }) : error
  })
  await transaction.commit().catch((error: unknown) => {
    throw new DatabaseError('not committed', { cause: error })
  })
  return result
}

async function rolledBack(client: PoolClient): Promise<boolean> {
  try {
    await client.query('rollback')
    return true
  } catch {
    return false
  }
}

/** Others were in the way, and this transaction gave way: it may be tried again from the start. */
function isInTheWay(error: unknown): error is DatabaseError {
  return error instanceof DatabaseError && GAVE_WAY.has(codeOf(error.cause))
}

/** A serialization failure, a deadlock. */
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
