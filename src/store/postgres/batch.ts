import { DatabaseError, type FieldDef, type Submittable, types, type Connection as Wire } from 'pg'
import { type Row, withoutZero } from '../rows.ts'

/** A value of a column, as it is handed in. A list with strings in it is a `text[]`, whatever they say. */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array | readonly SqlValue[]

/** What a statement brought. */
export type Answer = { readonly rows: readonly Row[]; readonly command: string }

/** One statement of a batch; where nobody waits for its answer, its rows are not asked for. */
export type Asked = {
  readonly sql: string
  readonly values: readonly SqlValue[]
  readonly waiting?: {
    readonly answered: (answer: Answer) => void
    readonly failed: (error: Error) => void
  }
}

/** Under which name the server's process keeps a statement, and whether it is to learn it now; undefined where it keeps none. */
export type Keep = (sql: string) => { readonly name: string; readonly isNew: boolean } | undefined

type Reading = { readonly name: string; readonly read: (text: string) => unknown }

/** Counts and times come as numbers: none of them is past what a number holds. */
const BIGINT_OID = 20

/**
 * Statements that go to the server in one piece, with one Sync behind the last (PostgreSQL's extended query protocol), so
 * that both sides write and read once and not for each. Where one fails, so do all behind it. The driver calls what
 * begins with `handle`.
 */
export class Batch implements Submittable {
  readonly #keep: Keep
  readonly #failed: (error: Error, isUnsure: boolean) => void
  readonly #all: Asked[] = []
  /** How many have ended. */
  #ended = 0
  #columns: readonly Reading[] = []
  #rows: Row[] = []
  #isNewKept = false
  /** The driver's own: called at the end, it stops the watch over the time. */
  callback?: (error: Error | null) => void

  /** `failed` hears of what went wrong, and whether the process may not know what it was to keep. */
  constructor(keep: Keep, failed: (error: Error, isUnsure: boolean) => void = () => undefined) {
    this.#keep = keep
    this.#failed = failed
  }

  add(asked: Asked): void {
    this.#all.push(asked)
  }

  /** Nothing of it goes out any more. */
  drop(error: Error): void {
    this.#fail(error)
  }

  submit(wire: Wire): void {
    // One piece: each message by itself would cost a call of the system.
    wire.stream.cork()
    for (const { sql, values, waiting } of this.#all) {
      const kept = this.#keep(sql)
      const name = kept?.name ?? ''
      this.#isNewKept ||= kept?.isNew === true
      if (!kept || kept.isNew) wire.parse({ name, text: sql, types: [] }, true)
      wire.bind({ statement: name, values: values.map(bound) }, true)
      if (waiting) wire.describe({ type: 'P' }, true)
      wire.execute(null, true)
    }
    wire.sync()
    wire.stream.uncork()
  }

  handleRowDescription({ fields }: { readonly fields: readonly FieldDef[] }): void {
    this.#columns = fields.map(({ name, dataTypeID }) => ({ name, read: readerOf(dataTypeID) }))
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    if (this.#all[this.#ended]?.waiting === undefined) return
    const row: Record<string, unknown> = {}
    for (const [index, { name, read }] of this.#columns.entries()) {
      const text = fields[index] ?? null
      row[name] = text === null ? null : read(text)
    }
    this.#rows.push(row)
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    const { waiting } = this.#all[this.#ended] ?? {}
    const rows = this.#rows
    this.#ended += 1
    this.#rows = []
    waiting?.answered({ rows, command: text })
  }

  handleReadyForQuery(): void {
    this.callback?.(null)
  }

  handleError(error: Error, wire: Wire): void {
    // Not an answer of the server: nobody knows what it did, or whether it will answer at all.
    if (!(error instanceof DatabaseError)) wire.stream.destroy()
    this.#failed(error, this.#isNewKept)
    this.#fail(error)
    this.callback?.(error)
  }

  handleEmptyQuery(wire: Wire): void {
    this.handleError(new Error('Expected a statement, found an empty one.'), wire)
  }

  handlePortalSuspended(wire: Wire): void {
    this.handleError(new Error('Expected all rows of a statement, found a part.'), wire)
  }

  handleCopyInResponse(wire: Wire): void {
    this.handleError(new Error('Expected a statement, found a copy of rows from here.'), wire)
  }

  #fail(error: Error): void {
    const rest = this.#all.slice(this.#ended)
    this.#ended = this.#all.length
    for (const { waiting } of rest) waiting?.failed(error)
  }
}

/** How the driver reads values. */
const READERS: { readonly getTypeParser: (type: number, form: 'text') => Reading['read'] } = types

function readerOf(type: number): Reading['read'] {
  return type === BIGINT_OID ? Number : READERS.getTypeParser(type, 'text')
}

/** A value in PostgreSQL's text form; bytes as they are. */
function bound(value: SqlValue): string | Buffer | null {
  if (typeof value === 'string') return withoutZero(value)
  if (value === null) return null
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.length)
  if (!isList(value)) return String(value)
  return isTexts(value) ? textArray(value) : listText(value)
}

/** Whether a list is one of texts: with nothing but nulls nobody knows what it is of. */
function isTexts(list: readonly SqlValue[]): list is readonly (string | null)[] {
  return list.some(isText) && list.every((one) => one === null || isText(one))
}

function isText(value: SqlValue): value is string {
  return typeof value === 'string'
}

/**
 * A `text[]` in PostgreSQL's binary form: the number of dimensions, whether there are nulls, the type, the length, the first
 * index, then each element behind its length in bytes. What is written is mostly JSON, whose every quote would have to
 * be escaped in a literal.
 */
function textArray(list: readonly (string | null)[]): Buffer {
  const texts = list.map((one) => (one === null ? null : withoutZero(one)))
  const sizes = texts.map((one) => (one === null ? 0 : Buffer.byteLength(one)))
  const buffer = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + INT + size, HEADER * INT))
  let at = 0
  const putInt = (value: number): void => {
    at = buffer.writeInt32BE(value, at)
  }
  for (const value of [1, texts.includes(null) ? 1 : 0, TEXT_OID, texts.length, 1]) putInt(value)
  for (const [index, text] of texts.entries()) {
    putInt(text === null ? -1 : (sizes[index] ?? 0))
    if (text !== null) at += buffer.write(text, at)
  }
  return buffer
}

const TEXT_OID = 25

/** Bytes of an integer, and how many of them come before the elements. */
const INT = 4
const HEADER = 5

/** As in `{1,NULL,"a \"b\""}`: PostgreSQL's array literals. */
function listText(list: readonly SqlValue[]): string {
  return `{${list.map(elementText).join(',')}}`
}

function elementText(value: SqlValue): string {
  if (value === null) return 'NULL'
  if (typeof value === 'string') return quoted(withoutZero(value))
  if (value instanceof Uint8Array) return quoted(`\\x${Buffer.from(value).toString('hex')}`)
  return isList(value) ? listText(value) : String(value)
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

function isList(value: SqlValue): value is readonly SqlValue[] {
  return Array.isArray(value)
}
