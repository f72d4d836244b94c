import { STORE_LIMITS } from '../../base/limits.ts'
import type { Alert } from '../../model/alert.ts'
import type { Connection } from './connection.ts'

type State = Alert['state']

/**
 * What alerts are now. Only settling changes that, and one process uses the file: but for what is being changed, what has
 * been read once is what a second look would find.
 */
export class AlertStates {
  readonly #connection: Connection
  readonly #known = new Map<string, State | undefined>()
  /** How many changes of an alert are under way. */
  readonly #changing = new Map<string, number>()
  #dropsUnderWay = 0

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Carries out what opens or changes these alerts. Until it has ended every look at them goes to the file. */
  async change(alerts: readonly Alert[], work: () => Promise<void>): Promise<void> {
    const states = new Map(alerts.map(({ id, state }) => [id, state]))
    for (const id of states.keys()) {
      this.#known.delete(id)
      this.#changing.set(id, (this.#changing.get(id) ?? 0) + 1)
    }
    let isDone = false
    try {
      await work()
      isDone = true
    } finally {
      for (const [id, state] of states) {
        const others = (this.#changing.get(id) ?? 1) - 1
        if (others > 0) this.#changing.set(id, others)
        else this.#changing.delete(id)
        if (isDone) this.#remember(id, state)
      }
    }
  }

  /** Carries out what drops alerts, whichever: what was known is known no more. */
  async drop(work: () => Promise<void>): Promise<void> {
    this.#dropsUnderWay += 1
    this.#known.clear()
    try {
      await work()
    } finally {
      this.#dropsUnderWay -= 1
    }
  }

  /** Looks at many with one statement, for those who ask for each of them soon. */
  readAhead(ids: Iterable<string>): void {
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
    this.#remember(id, state)
    return state
  }

  #remember(id: string, state: State | undefined): void {
    if (this.#dropsUnderWay > 0 || this.#changing.has(id)) return
    if (this.#known.size >= STORE_LIMITS.alertStatesMax) this.#known.clear()
    this.#known.set(id, state)
  }
}

function stateIn(column: unknown): State {
  return String(column) as State // written by operations.ts
}
