import type { ClientBase } from 'pg'
import { POSTGRES_LIMITS } from '../../base/limits.ts'
import { propertyOf } from '../../base/property.ts'
import type { Keep } from './batch.ts'

/**
 * What each connection's server process keeps from one transaction to the next: statements that it need not parse and
 * plan anew, and the settings. That is so only where the process is the connection's own: a pooler in transaction mode
 * may give every transaction to another one.
 */
export class Sessions {
  readonly #settings: ReadonlyMap<string, number>
  readonly #own = new WeakMap<ClientBase, OwnProcess>()
  readonly #names = new Map<string, string>()
  #isOff = false

  /** `settings` by their names, as in `set`; they hold in every transaction. */
  constructor(settings: ReadonlyMap<string, number>) {
    this.#settings = settings
  }

  /**
   * Finds out whose the process is, before the connection is used. The server tells a client its process when it connects; a pooler
   * in between tells it a number of the pooler's own.
   */
  async open(client: ClientBase): Promise<void> {
    if (this.#isOff) return
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    if (rows[0]?.pid !== propertyOf(client, 'processID')) return
    const settings = [...this.#settings, ...BY_KEYS]
    await client.query(settings.map(([name, value]) => `set ${name} = ${value}`).join('; '))
    this.#own.set(client, { transactions: 0, known: new Set() })
  }

  /** What begins a transaction on it. */
  beginning(client: ClientBase): readonly string[] {
    const own = this.#own.get(client)
    if (!own) {
      const settings = [...this.#settings].map(
        ([name, value]) => `set_config('${name}', '${value}', true)`,
      )
      return ['begin', `select ${settings.join(', ')}`]
    }
    own.transactions += 1
    return isTimeToPlan(own.transactions) ? ['begin', 'discard plans'] : ['begin']
  }

  /** Counts on it that a statement which is new is sent along with its name at once. */
  keep(client: ClientBase, sql: string): ReturnType<Keep> {
    const own = this.#isOff ? undefined : this.#own.get(client)
    if (!own) return undefined
    const name = this.#nameOf(sql)
    if (name === undefined) return undefined
    const isNew = !own.known.has(name)
    own.known.add(name)
    return { name, isNew }
  }

  /** Whether what was kept is to blame for an error with this code: what was asked may be asked again, on another connection. */
  isToBlame(code: string): boolean {
    if (code === RESULT_CHANGED) return true
    if (!NAME_UNKNOWN.has(code)) return false
    // Something in between that passes the process's number on, and parts the transactions of one connection after all.
    this.#isOff = true
    return true
  }

  #nameOf(sql: string): string | undefined {
    const known = this.#names.get(sql)
    if (known !== undefined || this.#names.size >= POSTGRES_LIMITS.namedStatementsMax) return known
    const name = `s${this.#names.size}`
    this.#names.set(sql, name)
    return name
  }
}

/** How many transactions it has carried out, and what it knows by name. */
type OwnProcess = { transactions: number; readonly known: Set<string> }

/**
 * What is kept finds rows by their keys: no value of a parameter asks for a plan of its own, and no table that is small, or looks so,
 * is to be gone through as a whole by a plan that stays when it has grown.
 */
const BY_KEYS = [
  ['plan_cache_mode', 'force_generic_plan'],
  ['enable_seqscan', 'off'],
  ['enable_mergejoin', 'off'],
  ['enable_hashjoin', 'off'],
  // What a plan that was not wanted is said to cost would have each run of it compiled.
  ['jit', 'off'],
] as const

/** The schema was changed, by a hub of a newer version, after a statement had been planned. */
const RESULT_CHANGED = '0A000'

/** A prepared statement that the process has not, or has already. */
const NAME_UNKNOWN: ReadonlySet<string> = new Set(['26000', '42P05'])

/**
 * A plan is made for tables as large as they are at that time, and they grow with the transactions: after 8, 16, 32, …
 * of them the plans are made anew, and later after every so many.
 */
function isTimeToPlan(transactions: number): boolean {
  const { replanFirst, replanEvery } = POSTGRES_LIMITS
  if (transactions >= replanEvery) return transactions % replanEvery === 0
  return transactions >= replanFirst && Number.isInteger(Math.log2(transactions / replanFirst))
}
