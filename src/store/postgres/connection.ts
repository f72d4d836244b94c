import type { Client } from 'pg'
import type { Row } from '../rows.ts'
import { type Answer, type Asked, Batch, type Keep, type SqlValue } from './batch.ts'

/** What the store asks of the database: the driver is behind this. */
export interface Connection {
  /**
   * Asks for something to be written, and does not wait for it: what is asked for in a row goes out together. Where it
   * fails, everything that follows in the transaction does, and its commit says why.
   */
  run(sql: string, ...values: readonly SqlValue[]): void
  get(sql: string, ...values: readonly SqlValue[]): Promise<Row | undefined>
  all(sql: string, ...values: readonly SqlValue[]): Promise<readonly Row[]>
  /** Several statements without values. */
  script(sql: string): Promise<void>
}

/** Looks outside a transaction: each is one by itself. */
export type Looks = Pick<Connection, 'get' | 'all'>

/**
 * One transaction of a client. What it is asked in one go leaves in one piece, before the answer to what came before has
 * come: a turn's thirty statements cost one way there and back.
 */
export class Transaction implements Connection {
  readonly #client: Pick<Client, 'query'>
  readonly #keep: Keep
  #next: Batch | undefined
  #isUnsure = false
  #isOver = false
  #failure: Error | undefined

  constructor(client: Pick<Client, 'query'>, keep: Keep = () => undefined) {
    this.#client = client
    this.#keep = keep
  }

  run(sql: string, ...values: readonly SqlValue[]): void {
    this.#ask({ sql, values })
  }

  async get(sql: string, ...values: readonly SqlValue[]): Promise<Row | undefined> {
    return (await this.all(sql, ...values))[0]
  }

  async all(sql: string, ...values: readonly SqlValue[]): Promise<readonly Row[]> {
    return (await this.#answer(sql, values)).rows
  }

  async script(sql: string): Promise<void> {
    this.#send()
    try {
      await this.#client.query(sql)
    } catch (error) {
      throw this.#failed(error)
    }
  }

  /** Asks what begins it along with its first statement. */
  begin(statements: readonly string[]): void {
    for (const sql of statements) this.run(sql)
  }

  /** Resolves when all of it is on disk; rejects with what went wrong first. */
  async commit(): Promise<void> {
    const { command } = await this.#answer('commit', [])
    this.#isOver = true
    if (this.#failure !== undefined) throw this.#failure
    if (command !== 'COMMIT') throw new Error('the database rolled a transaction back')
  }

  /** What has not left yet stays here, and whoever asks for more is refused: it is about to be rolled back. */
  abandon(): void {
    this.#isOver = true
    this.#next?.drop(this.#failed(new Error('the transaction is over')))
    this.#next = undefined
  }

  /** Whether the error is what went wrong with the database. */
  isTo(error: unknown): boolean {
    return this.#failure !== undefined && error === this.#failure
  }

  /** Whether the server's process may not have learnt the names of all that it was to keep. */
  get isUnsure(): boolean {
    return this.#isUnsure
  }

  async #answer(sql: string, values: readonly SqlValue[]): Promise<Answer> {
    try {
      return await new Promise((answered, failed) =>
        this.#ask({ sql, values, waiting: { answered, failed } }),
      )
    } catch (error) {
      throw this.#failed(error)
    }
  }

  #ask(asked: Asked): void {
    if (this.#isOver) {
      asked.waiting?.failed(new Error('the transaction is over'))
      return
    }
    if (this.#next === undefined) {
      this.#next = new Batch(this.#keep, (error, isUnsure) => {
        this.#failed(error)
        this.#isUnsure ||= isUnsure
      })
      process.nextTick(() => this.#send())
    }
    this.#next.add(asked)
  }

  #send(): void {
    const batch = this.#next
    this.#next = undefined
    if (batch) this.#client.query(batch)
  }

  /** The first one is to blame: those behind it fail because of it. */
  #failed(error: unknown): Error {
    this.#failure ??= error instanceof Error ? error : new Error(String(error))
    return this.#failure
  }
}

/** Writes many rows with one statement, which takes them as one list for each column; none, where there are none. */
export function runMany(
  connection: Pick<Connection, 'run'>,
  sql: string,
  rows: readonly (readonly SqlValue[])[],
): void {
  if (rows.length > 0) connection.run(sql, ...columnsOf(rows))
}

/** A list for each column. */
export function columnsOf(rows: readonly (readonly SqlValue[])[]): readonly SqlValue[][] {
  return (rows[0] ?? []).map((_, index) => rows.map((row) => row[index] ?? null))
}
