import { Writable } from 'node:stream'
import type { Client } from 'pg'
import { propertyOf } from '../../base/property.ts'
import { type Row, withoutZero } from '../rows.ts'

/** A value of a column, as it is handed in. */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array | readonly SqlValue[]

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
 * One transaction of a client that sends what it is asked before the answer to what came before has come: a turn's
 * thirty statements cost one way there and back.
 */
export class Transaction implements Connection {
  readonly #client: Pick<Client, 'query'>
  readonly #nameOf: (sql: string) => string | undefined
  readonly #stream: Writable | undefined
  #isHeld = false
  #failure: Error | undefined

  /** `nameOf` says under which name the server's process keeps a statement, where it does. */
  constructor(
    client: Pick<Client, 'query'>,
    nameOf: (sql: string) => string | undefined = () => undefined,
  ) {
    this.#client = client
    this.#nameOf = nameOf
    const stream = propertyOf(propertyOf(client, 'connection'), 'stream')
    this.#stream = stream instanceof Writable ? stream : undefined
  }

  run(sql: string, ...values: readonly SqlValue[]): void {
    this.all(sql, ...values).catch(() => undefined)
  }

  async get(sql: string, ...values: readonly SqlValue[]): Promise<Row | undefined> {
    return (await this.all(sql, ...values))[0]
  }

  async all(sql: string, ...values: readonly SqlValue[]): Promise<readonly Row[]> {
    this.#hold()
    try {
      const asked = statement(sql, values, this.#nameOf(sql))
      return (await this.#client.query<Record<string, unknown>>(asked)).rows
    } catch (error) {
      throw this.#failed(error)
    }
  }

  async script(sql: string): Promise<void> {
    try {
      await this.#client.query(sql)
    } catch (error) {
      throw this.#failed(error)
    }
  }

  /** What is asked for in one go leaves in one piece: each statement by itself would cost a call of the system. */
  #hold(): void {
    if (this.#isHeld) return
    this.#isHeld = true
    this.#stream?.cork()
    process.nextTick(() => {
      this.#isHeld = false
      this.#stream?.uncork()
    })
  }

  /** Sends what begins the transaction along with its first statement. */
  begin(beginning: string): void {
    this.#hold()
    this.#client.query(beginning).catch((error: unknown) => {
      this.#failed(error)
    })
  }

  /** The first one is to blame: those behind it fail because of it. */
  #failed(error: unknown): Error {
    this.#failure ??= error instanceof Error ? error : new Error(String(error))
    return this.#failure
  }

  /** Whether the error is what went wrong with the database. */
  isTo(error: unknown): boolean {
    return this.#failure !== undefined && error === this.#failure
  }

  /** Resolves when all of it is on disk; rejects with what went wrong first. */
  async commit(): Promise<void> {
    this.#hold()
    const { command } = await this.#client.query('commit')
    if (this.#failure !== undefined) throw this.#failure
    if (command !== 'COMMIT') throw new Error('the database rolled a transaction back')
  }
}

/** As the driver takes it. Without a name it is parsed and planned for this once. */
export function statement(
  text: string,
  values: readonly SqlValue[],
  name: string | undefined,
): { readonly text: string; readonly values: unknown[]; readonly name?: string } {
  return { text, values: values.map(bindable), ...(name === undefined ? {} : { name }) }
}

function bindable(value: SqlValue): unknown {
  if (typeof value === 'string') return withoutZero(value)
  if (value instanceof Uint8Array) return Buffer.from(value)
  if (isList(value)) return value.map(bindable)
  return value
}

function isList(value: SqlValue): value is readonly SqlValue[] {
  return Array.isArray(value)
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
