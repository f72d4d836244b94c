import { readdirSync, readFileSync } from 'node:fs'
import { TocsinError } from '../../base/errors.ts'
import type { Connection } from './connection.ts'

const FOLDER = new URL('../migrations/', import.meta.url)

/**
 * Brings the database to this version's schema, one transaction a migration. Refuses a database
 * that a newer version has written: TOCSIN_STORE_NEWER.
 */
export function migrate(connection: Connection): void {
  connection.script(
    'create table if not exists migrations (number integer primary key, name text not null) strict',
  )
  const done = Number(
    connection.get('select coalesce(max(number), 0) as number from migrations')?.['number'],
  )
  const steps = migrations()
  const newest = steps.at(-1)?.number ?? 0
  if (done > newest) {
    throw new TocsinError(
      'TOCSIN_STORE_NEWER',
      `Expected a database of schema ${newest} or older, found schema ${done}: a newer version has written it. Start that version, or restore a copy from before the upgrade.`,
    )
  }
  for (const step of steps) {
    if (step.number <= done) continue
    connection.script(
      `begin immediate;\n${step.sql};\ninsert into migrations values (${step.number}, '${step.name}');\ncommit`,
    )
  }
}

/** The schema that a database has, and the one that this version makes. */
export function schemasOf(connection: Connection): {
  readonly found: number
  readonly own: number
} {
  const row = connection.get('select coalesce(max(number), 0) as number from migrations')
  return { found: Number(row?.['number']), own: migrations().at(-1)?.number ?? 0 }
}

/** The migrations of this dialect, by their numbers. */
function migrations(): readonly { number: number; name: string; sql: string }[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sqlite.sql'))
    .sort()
    .map((name) => ({
      number: Number.parseInt(name, 10),
      name,
      sql: readFileSync(new URL(name, FOLDER), 'utf8'),
    }))
}
