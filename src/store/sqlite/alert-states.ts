import { STORE_LIMITS } from '../../base/limits.ts'
import type { Alert } from '../../model/alert.ts'
import type { Connection } from './connection.ts'

type State = Alert['state']

/**
 * What alerts are now. Only settling changes that, and one process uses the file: from the answer to one change to
 * the asking for the next, what has been read once is what a second look would find.
 */
export class AlertStates {
  readonly #connection: Connection
  readonly #known = new Map<string, State | undefined>()
  #changesUnderWay = 0

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Carries out what opens or changes these alerts, or drops others. Until it has ended every look goes to the file. */
  async change(alerts: readonly Alert[], work: () => Promise<void>): Promise<void> {
    this.#known.clear()
    this.#changesUnderWay += 1
    try {
      await work()
    } finally {
      this.#changesUnderWay -= 1
    }
    if (this.#changesUnderWay > 0) return
    for (const { id, state } of alerts) this.#remember(id, state)
  }

  /** Looks at many with one statement, for those who ask for each of them soon. */
  readAhead(ids: Iterable<string>): void {
    if (this.#changesUnderWay > 0) return
    const unknown = [...new Set(ids)].filter((id) => !this.#known.has(id))
    if (unknown.length === 0) return
    const rows = this.#connection.all(
      'select id, state from alerts where id in (select value from json_each(?))',
      JSON.stringify(unknown),
    )
    for (const id of unknown) this.#remember(id, undefined)
    for (const row of rows) this.#remember(String(row['id']), stateIn(row['state']))
  }

  /** Undefined where there is no such alert. */
  now(id: string): State | undefined {
    if (this.#known.has(id)) return this.#known.get(id)
    const row = this.#connection.get('select state from alerts where id = ?', id)
    const state = row && stateIn(row['state'])
    if (this.#changesUnderWay === 0) this.#remember(id, state)
    return state
  }

  #remember(id: string, state: State | undefined): void {
    if (this.#known.size >= STORE_LIMITS.alertStatesMax) this.#known.clear()
    this.#known.set(id, state)
  }
}

function stateIn(column: unknown): State {
  return String(column) as State // written by operations.ts
}
