import type { Connection } from './connection.ts'
import type { Database } from './database.ts'
import { Reads } from './reads.ts'

/** What a turn looks with and writes by, in one transaction. */
export type Desk = { readonly connection: Connection; readonly reads: Reads }

/** Carries out work that looks, decides and then writes, with nothing between: one at a time of all hubs. */
export type InTurn = <T>(work: (desk: Desk) => Promise<T>) => Promise<T>

/**
 * Settling and ticking take turns, in this process and between all that share the database: whoever has the row has the
 * turn. A hub that stops in the middle of its turn loses it after POSTGRES_LIMITS.idleMs.
 */
export function turns(database: Database): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const take = () =>
      database.transaction(async (connection) => {
        connection.run("select 1 from turns where name = 'decide' for update")
        return await work({ connection, reads: new Reads(connection) })
      })
    const turn = last.then(take, take)
    last = turn.catch(() => undefined)
    return turn
  }
}
