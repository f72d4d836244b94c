import { randomUUID } from 'node:crypto'
import { Client } from 'pg'
import { systemClock } from '../../base/clock.ts'
import { NEIGHBOUR_LIMITS, POSTGRES_LIMITS } from '../../base/limits.ts'
import { propertyOf } from '../../base/property.ts'
import type { NeighbourListener, Neighbours } from '../../contract/neighbours.ts'
import type { Database } from './database.ts'

/** On which all hubs of a database speak. */
const CHANNEL = 'tocsin'

/**
 * What is said need not be on disk, so that nobody waits for one. It is said by itself and not in the transaction that
 * wrote: PostgreSQL lets only one transaction at a time commit that has something to say.
 */
const SAY = `select set_config('synchronous_commit', 'off', true), pg_notify('${CHANNEL}', $1)`

/** One message: who says it, and what; `proof` where somebody only looks whether it hears itself. */
type Word = { readonly from: string; readonly kinds: readonly string[]; readonly proof?: string }

type Options = { readonly database: Pick<Database, 'all'>; readonly url: string }

/** Speaks over the database's own NOTIFY, and listens on one connection beside the pool. */
export function neighboursOn(options: Options): Neighbours & { close(): Promise<void> } {
  const me = randomUUID()
  const closing = new AbortController()
  const mouth = new Mouth(options.database, me, closing.signal)
  let ear: Promise<void> | undefined
  return {
    tell: (kinds) => mouth.tell(kinds),
    listen(listener) {
      ear ??= new Ear({ url: options.url, me, mouth, listener, signal: closing.signal }).run()
    },
    async close() {
      closing.abort()
      await Promise.all([mouth.spoken, ear])
    },
  }
}

/** Says at once what comes after a pause, and together what comes shortly after that. */
class Mouth {
  readonly #database: Options['database']
  readonly #me: string
  readonly #signal: AbortSignal
  #kinds = new Set<string>()
  spoken: Promise<void> | undefined

  constructor(database: Options['database'], me: string, signal: AbortSignal) {
    this.#database = database
    this.#me = me
    this.#signal = signal
  }

  tell(kinds: readonly string[]): void {
    for (const kind of kinds) this.#kinds.add(kind)
    this.spoken ??= this.#speak()
  }

  /** Whether it went out; the database may be away. */
  async say(word: Omit<Word, 'from'>): Promise<boolean> {
    try {
      await this.#database.all(SAY, JSON.stringify({ ...word, from: this.#me }))
      return true
    } catch {
      return false
    }
  }

  async #speak(): Promise<void> {
    while (this.#kinds.size > 0 && !this.#signal.aborted) {
      const kinds = [...this.#kinds]
      this.#kinds = new Set()
      await this.say({ kinds })
      await systemClock.sleep(NEIGHBOUR_LIMITS.togetherMs, this.#signal)
    }
    this.spoken = undefined
  }
}

type EarOptions = {
  readonly url: string
  readonly me: string
  readonly mouth: Mouth
  readonly listener: NeighbourListener
  readonly signal: AbortSignal
}

/** Listens on a connection of its own for as long as it hears itself there, and comes back where that breaks. */
class Ear {
  readonly #options: EarOptions
  #isDeafSaid = false

  constructor(options: EarOptions) {
    this.#options = options
  }

  async run(): Promise<void> {
    const { signal } = this.#options
    for (let failures = 1; !signal.aborted; failures += 1) {
      const heard = await this.#listen()
      if (heard) failures = 1
      await this.#lookNowAndThen(
        Math.min(
          NEIGHBOUR_LIMITS.retryMaxMs,
          NEIGHBOUR_LIMITS.retryFirstMs * 2 ** Math.min(failures - 1, 16),
        ),
      )
    }
  }

  /** Until the connection ends. Gives whether anything could be heard on it. */
  async #listen(): Promise<boolean> {
    const { url, signal, listener } = this.#options
    const client = new Client({
      connectionString: url,
      connectionTimeoutMillis: POSTGRES_LIMITS.connectMs,
      query_timeout: NEIGHBOUR_LIMITS.answerMs,
      application_name: 'tocsin listens',
      keepAlive: true,
    })
    const over = new AbortController()
    client.on('error', () => over.abort())
    client.on('end', () => over.abort())
    const life = AbortSignal.any([signal, over.signal])
    try {
      await client.connect()
      if (!(await this.#hearsItself(client, life))) {
        if (!life.aborted) this.#sayDeaf()
        return false
      }
      // What was said before is missed.
      listener.heard(undefined)
      await staysAlive(client, life)
      return true
    } catch {
      return false
    } finally {
      await client.end().catch(() => undefined)
    }
  }

  /** A pooler in transaction mode takes the command, and passes nothing on: only what comes back proves that it works. */
  async #hearsItself(client: Client, life: AbortSignal): Promise<boolean> {
    const { me, mouth, listener } = this.#options
    const proof = randomUUID()
    const proven = new AbortController()
    client.on('notification', ({ payload }) => {
      const word = wordIn(payload)
      if (word?.proof === proof) proven.abort()
      else if (word && word.from !== me && word.proof === undefined) listener.heard(word.kinds)
    })
    await client.query(`listen ${CHANNEL}`)
    if (!(await mouth.say({ kinds: [], proof }))) throw new Error('the database is away')
    await systemClock.sleep(NEIGHBOUR_LIMITS.proofMs, AbortSignal.any([life, proven.signal]))
    return proven.signal.aborted
  }

  #sayDeaf(): void {
    if (this.#isDeafSaid) return
    this.#isDeafSaid = true
    this.#options.listener.deaf(
      'what other hubs say does not arrive, as behind a pooler in transaction mode: this hub looks every few seconds instead',
    )
  }

  async #lookNowAndThen(ms: number): Promise<void> {
    const { signal, listener } = this.#options
    for (let rest = ms; rest > 0 && !signal.aborted; rest -= NEIGHBOUR_LIMITS.pollMs) {
      await systemClock.sleep(Math.min(rest, NEIGHBOUR_LIMITS.pollMs), signal)
      if (!signal.aborted) listener.heard(undefined)
    }
  }
}

/** Until the end of `life`; rejects where the other side answers no longer, and has not said so. */
async function staysAlive(client: Client, life: AbortSignal): Promise<void> {
  while (!life.aborted) {
    await systemClock.sleep(NEIGHBOUR_LIMITS.aliveMs, life)
    if (!life.aborted) await client.query('select 1')
  }
}

/** What was said; undefined where somebody else uses the channel. */
function wordIn(payload: string | undefined): Word | undefined {
  try {
    const word: unknown = JSON.parse(payload ?? '')
    const [from, kinds, proof] = ['from', 'kinds', 'proof'].map((name) => propertyOf(word, name))
    if (typeof from !== 'string' || !Array.isArray(kinds)) return undefined
    const known = kinds
      .filter((kind): kind is string => typeof kind === 'string')
      .slice(0, NEIGHBOUR_LIMITS.kindsMax)
    return { from, kinds: known, ...(typeof proof === 'string' ? { proof } : {}) }
  } catch {
    return undefined
  }
}
