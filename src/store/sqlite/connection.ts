import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { STORE_LIMITS } from '../../base/limits.ts'

/** A value of a column, as the driver takes and gives it. */
export type SqlValue = SQLInputValue

/** A row as the driver gives it: an object without a prototype. */
export type Row = Readonly<Record<string, unknown>>

/** The few things the store asks of an embedded database: the driver is behind this, and only here. */
export interface Connection {
  run(sql: string, ...values: readonly SqlValue[]): void
  get(sql: string, ...values: readonly SqlValue[]): Row | undefined
  all(sql: string, ...values: readonly SqlValue[]): readonly Row[]
  /** The rows one by one, however many they are. */
  each(sql: string): Iterable<Row>
  /** Reads of one moment: the file is looked at together, which costs less than one by one. */
  together<T>(reads: () => T): T
  /** Several statements without values. */
  script(sql: string): void
  close(): void
}

/**
 * Opens the file. A writer sets WAL and `synchronous=FULL`: what is committed survives a power cut
 * where the disk keeps its promises, unless it is said not to be durable. Statements are prepared once and kept.
 */
export function connect(
  path: string,
  options: { readonly readOnly: boolean; readonly isDurable?: boolean },
): Connection {
  const { isDurable = true } = options
  const database = new DatabaseSync(path, { readOnly: options.readOnly })
  database.exec('pragma busy_timeout = 5000')
  // A reader's own cache is void after each commit of the writer: it maps the file instead of copying pages again.
  if (options.readOnly) database.exec(`pragma mmap_size = ${STORE_LIMITS.mappedBytesMax}`)
  else {
    // An event takes some 2 KB: pages of 4 KB would hold one each.
    database.exec('pragma page_size = 8192')
    database.exec(`pragma journal_mode = ${isDurable ? 'wal' : 'memory'}`)
    database.exec(`pragma synchronous = ${isDurable ? 'full' : 'off'}`)
    database.exec('pragma wal_autocheckpoint = 4000')
    // The default of 2 MB is 250 pages: what one turn of the lanes touches would be read again and again.
    database.exec(`pragma cache_size = ${-STORE_LIMITS.writerCacheBytesMax / 1024}`)
    database.exec('pragma temp_store = memory')
  }
  const prepared = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    const known = prepared.get(sql)
    if (known) return known
    const statement = database.prepare(plannedOnce(sql))
    prepared.set(sql, statement)
    return statement
  }
  return {
    run: (sql, ...values) => void prepare(sql).run(...values),
    get: (sql, ...values) => prepare(sql).get(...values),
    all: (sql, ...values) => prepare(sql).all(...values),
    each: (sql) => prepare(sql).iterate(),
    together(reads) {
      if (database.isTransaction) return reads()
      prepare('begin').run()
      try {
        return reads()
      } finally {
        prepare('commit').run()
      }
    },
    script: (sql) => database.exec(sql),
    close: () => database.close(),
  }
}

/**
 * SQLite plans a statement anew whenever a limit is bound by itself, for what its value may say about the best way: that
 * costs more than most of these statements. A limit that is an expression is only counted.
 */
export function plannedOnce(sql: string): string {
  return sql.replaceAll(/\blimit (\?\d*)/g, 'limit ($1 + 0)')
}
