import { readdirSync, readFileSync } from 'node:fs'
import { TocsinError } from '../../base/errors.ts'
import type { Looks } from './connection.ts'
import type { Database } from './database.ts'

const FOLDER = new URL('../migrations/', import.meta.url)

/** Which lock whoever brings the schema up to date holds until its commit: any number that nobody else uses. */
export const MIGRATION_LOCK = 8_627_461

/**
 * Brings the database to this version's schema, all of it in one transaction, one hub after the other. Refuses a
 * database that a newer version has written: TOCSIN_STORE_NEWER.
 */
export async function migrate(database: Database): Promise<void> {
  await database.transaction(async (connection) => {
    connection.run('select pg_advisory_xact_lock($1)', MIGRATION_LOCK)
    connection.run(
      'create table if not exists migrations (number integer primary key, name text not null)',
    )
    const done = await foundSchema(connection)
    const steps = migrations()
    const newest = ownSchema()
    if (done > newest)
      throw new TocsinError(
        'TOCSIN_STORE_NEWER',
        `Expected a database of schema ${newest} or older, found schema ${done}: a newer version has written it. Start that version, or restore a copy from before the upgrade.`,
      )
    for (const { number, name, sql } of steps) {
      if (number <= done) continue
      await connection.script(sql)
      connection.run('insert into migrations (number, name) values ($1, $2)', number, name)
    }
  })
}

/** The schema that a database has. */
export async function foundSchema(connection: Looks): Promise<number> {
  const row = await connection.get('select coalesce(max(number), 0) as number from migrations')
  return Number(row?.['number'])
}

/** The schema that this version makes. */
export function ownSchema(): number {
  return migrations().at(-1)?.number ?? 0
}

/** The migrations of this dialect, by their numbers. */
function migrations(): readonly { number: number; name: string; sql: string }[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.postgres.sql'))
    .sort()
    .map((name) => ({
      number: Number.parseInt(name, 10),
      name,
      sql: readFileSync(new URL(name, FOLDER), 'utf8'),
    }))
}
