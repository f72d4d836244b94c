import { alertSubjects, StoreTrouble } from '../../contract/store.ts'
import type { Alert } from '../../model/alert.ts'
import type { Notification } from '../../model/notification.ts'
import type { Database } from './database.ts'
import { DATABASE_NOW } from './leases.ts'

type States = ReadonlyMap<string, Alert['state']>

type Waiting = {
  readonly notification: Notification
  readonly done: (states: States) => void
  readonly failed: (error: unknown) => void
}

const LOST = `lease_owner <> $2 or lease_until < ${DATABASE_NOW}`
const LOOK = `select id, null as state from notifications where id = any($1) and (${LOST})
  union all select id, state from alerts where id = any($3)`

/**
 * The look right before a message is sent: which of its alerts are something else by now. Rejects where its lease is not
 * this hub's any more. Messages that are sent at once are looked at together, which are never more than may be under way.
 */
export function lastLooks(
  database: Database,
  owner: string,
): (notification: Notification) => Promise<States> {
  let waiting: Waiting[] = []

  const look = async (): Promise<void> => {
    const together = waiting
    waiting = []
    try {
      const rows = await database.kept.all(
        LOOK,
        together.map(({ notification }) => notification.id),
        owner,
        together.flatMap(({ notification }) => alertSubjects(notification.entries)),
      )
      const lost = new Set(rows.flatMap(({ id, state }) => (state === null ? [String(id)] : [])))
      const states = new Map(
        rows.map(({ id, state }) => [String(id), state as Alert['state']] as const), // written by putAlerts
      )
      for (const { notification, done, failed } of together)
        if (lost.has(notification.id)) failed(leaseLost())
        else done(changed(notification, states))
    } catch (error) {
      for (const { failed } of together) failed(error)
    }
  }
  return (notification) =>
    new Promise((done, failed) => {
      waiting.push({ notification, done, failed })
      if (waiting.length === 1) setImmediate(() => void look())
    })
}

function changed({ entries }: Notification, states: States): States {
  const known = new Map(entries.map((entry) => [entry.subjectId, entry.state]))
  const now = alertSubjects(entries).flatMap((id) => {
    const state = states.get(id)
    return state === undefined || state === known.get(id) ? [] : [[id, state] as const]
  })
  return new Map(now)
}

function leaseLost(): StoreTrouble {
  return new StoreTrouble(
    'the lease of a message ran out before it was sent: this hub was stopped for so long that another one sends it',
  )
}
