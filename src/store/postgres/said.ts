import { DELIVERY_LIMITS } from '../../base/limits.ts'
import type { Notification } from '../../model/notification.ts'
import { saidColumns } from '../said-columns.ts'
import type { Looks } from './connection.ts'

/** Those of the due that say what their endpoint was told a moment before by another rule, each with that message. */
export async function saidAlready(
  connection: Looks,
  due: readonly Notification[],
): Promise<ReadonlyMap<string, string>> {
  const asked = due.flatMap((one) => {
    const [said, by, at] = saidColumns(one)
    // What was tried may have been posted, and what a person sends again is wanted.
    const isNews = said === null || at === null || one.attemptCount > 0
    if (isNews || one.resentAt !== undefined) return []
    return [{ id: one.id, said, by, from: at - DELIVERY_LIMITS.echoMs }]
  })
  if (asked.length === 0) return new Map()
  const rows = await connection.all(
    SAID,
    asked.map(({ id }) => id),
    asked.map(({ said }) => said),
    asked.map(({ by }) => by),
    asked.map(({ from }) => from),
  )
  return new Map(rows.map((row) => [String(row['id']), String(row['teller'])]))
}

const SAID = `select one.id, n.id as teller
  from unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) as one (id, said, said_by, since),
    lateral (select n.id from notifications n
      where n.said = one.said and n.said_by <> one.said_by and n.state = 'sent' and n.id < one.id and n.said_at >= one.since
      order by n.id desc limit 1) n`
