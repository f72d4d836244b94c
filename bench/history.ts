import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { eventBody } from './events.ts'
import { median } from './load.ts'
import { type SettlingHub, startSettlingHub } from './settled.ts'

/** Alerts open and are told to nobody: their severity is filtered. */
const POLICIES = `  trouble: { match: ['severity="critical"'], notify: [{ to: ops, severities: [info] }], storm: off }`

/** The past alerts stand under keys of instances from here on. */
const PAST_FROM = 500_000_000

/**
 * Events taken in and settled a second, each opening an alert, by how many alerts the hub has had. Every
 * second event is about a key that had an alert before.
 */
export async function benchHistory({
  counts,
  rounds,
  requests,
}: {
  counts: readonly number[]
  rounds: number
  requests: number
}): Promise<readonly string[]> {
  const benches: { past: number; hub: SettlingHub; perSecond: number[] }[] = []
  for (const past of counts) benches.push({ past, hub: await withPast(past), perSecond: [] })
  let number = 0
  for (let round = 0; round <= rounds; round++) {
    for (const { past, hub, perSecond } of benches) {
      const bodies = Array.from({ length: requests }, (_, index) => {
        const fresh = number + index
        return eventBody(index % 2 === 0 ? fresh : PAST_FROM + (fresh % past), 'loud')
      })
      number += requests
      const measured = await hub.measure(bodies)
      // The first round warms up.
      if (round > 0) perSecond.push(measured)
    }
  }
  for (const { hub } of benches) await hub.end()
  const few = median(benches[0]?.perSecond ?? [])
  return [
    'Events that open alerts, taken in and settled by the number of past alerts (goal: flat)',
    ...benches.map(({ past, perSecond }) => {
      const middle = median(perSecond)
      return `  ${`${past.toLocaleString('en-US')} past alerts`.padEnd(44)} ratio ${(middle / few).toFixed(2)}  ${Math.round(middle).toString().padStart(7)}/s`
    }),
  ]
}

/** A hub that has had `past` alerts: one is made by an event, the others are rows like it. */
async function withPast(past: number): Promise<SettlingHub> {
  const hub = await startSettlingHub('bench-history-key', POLICIES)
  await hub.measure([eventBody(PAST_FROM, 'loud')])
  await hub.process.stop()
  multiply(join(hub.data, 'tocsin.db'), past)
  await hub.restart()
  return hub
}

type Row = Record<string, SQLInputValue>

/** Ends the one alert that is there, and adds others that ended like it, with their events and outcomes. */
function multiply(path: string, past: number): void {
  const database = new DatabaseSync(path)
  database.exec('begin')
  database.exec(
    "update alerts set state = 'resolved', body = json_set(body, '$.state', 'resolved')",
  )
  const alert: Row = { ...database.prepare('select * from alerts').get() }
  const event: Row = { ...database.prepare('select * from events').get() }
  const outcome: Row = { ...database.prepare('select * from outcomes').get() }
  const id = textOf(event, 'id')
  const alertId = textOf(alert, 'id')
  const instance = `i-bench${String(PAST_FROM).padStart(9, '0')}`
  const adders = {
    alerts: adder(database, 'alerts', alert),
    events: adder(database, 'events', event),
    outcomes: adder(database, 'outcomes', outcome),
  }
  for (let number = 1; number < past; number++) {
    const renamed = (value: SQLInputValue): SQLInputValue =>
      typeof value === 'string'
        ? value
            .replaceAll(instance, `i-bench${String(PAST_FROM + number).padStart(9, '0')}`)
            .replaceAll(id, otherId(id, number))
            .replaceAll(alertId, otherId(alertId, number))
        : value
    adders.alerts(renamed)
    adders.events((value) => (value === event['seq'] ? Number(value) + number : renamed(value)))
    adders.outcomes(renamed)
  }
  database.exec("update cursors set seq = (select max(seq) from events) where name = 'settled'")
  database.exec('commit')
  database.close()
}

/** Adds rows like `row`, each value as it is changed. */
function adder(
  database: DatabaseSync,
  table: string,
  row: Row,
): (change: (value: SQLInputValue) => SQLInputValue) => void {
  const columns = Object.keys(row)
  const places = columns.map(() => '?').join(', ')
  const insert = database.prepare(`insert into ${table} (${columns.join(', ')}) values (${places})`)
  return (change) => void insert.run(...Object.values(row).map(change))
}

function textOf(row: Row, column: string): string {
  const value = row[column]
  return typeof value === 'string' ? value : ''
}

/** Another id of the same length and about the same time. */
function otherId(id: string, number: number): string {
  return `${id.slice(0, id.length - 8)}${number.toString(16).padStart(8, '0')}`
}
