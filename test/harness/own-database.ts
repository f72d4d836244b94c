import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { Secret } from '../../src/base/secret.ts'
import { POSTGRES_BIN, startPostgres } from './postgres-server.ts'

/** A database that one test has for itself. */
export type OwnDatabase = {
  readonly url: Secret
  /** Whether somebody has asked it something that is not done yet. */
  isBusy(): Promise<boolean>
  /** Empties it, for the next one who asks. */
  giveBack(): Promise<void>
}

/** With TOCSIN_TEST_STORE=postgres the stories' hubs are on PostgreSQL; this is where the server of the run answers. */
const ADDRESS = 'TOCSIN_TEST_POSTGRES'

/** Starts the run's server where it is asked for; gives what stops it. */
export async function startForStories(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['TOCSIN_TEST_STORE'] !== 'postgres') return undefined
  if (POSTGRES_BIN === undefined)
    throw new Error('TOCSIN_TEST_STORE is postgres, and there is no PostgreSQL on this machine')
  const server = await startPostgres()
  process.env[ADDRESS] = server.url
  return () => server.stop()
}

/** A database without rows; undefined where the stories run on SQLite. */
export async function ownDatabase(): Promise<OwnDatabase | undefined> {
  const address = process.env[ADDRESS]
  return address === undefined ? undefined : takeDatabase(address)
}

/**
 * A database without rows on the server whose first database is at `server`: one that a test gave back, or a new one. To
 * make and to drop one costs a second, to empty one nothing.
 */
export async function takeDatabase(server: string): Promise<OwnDatabase> {
  const name = (await idle(server)) ?? (await made(server))
  const address = new URL(server)
  address.pathname = `/${name}`
  const client = new pg.Client({ connectionString: address.href })
  await client.connect()
  return {
    url: new Secret(address.href),
    isBusy: async () => (await client.query(BUSY)).rowCount !== 0,
    async giveBack() {
      await client.query(EMPTY)
      await client.end()
      await ask(server, `insert into idle values ('${name}')`)
    },
  }
}

async function idle(server: string): Promise<string | undefined> {
  // Even "if not exists" fails where two make it at once: they take turns.
  await ask(
    server,
    'select pg_advisory_xact_lock(1); create table if not exists idle (name text primary key)',
  )
  const rows = await ask(
    server,
    'delete from idle where name = (select name from idle limit 1 for update skip locked) returning name',
  )
  return rows[0] && String(rows[0]['name'])
}

/** Makes an empty database, and gives its name. */
async function made(server: string): Promise<string> {
  const name = `hub_${randomUUID().replaceAll('-', '_')}`
  await ask(server, `create database ${name}`)
  return name
}

const BUSY = `select 1 from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle' limit 1`

/** Ends what a test that failed has left open, and removes every row but the schema's own. */
const EMPTY = `
select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid();
set session_replication_role = replica;
do $$ declare one regclass; begin
  for one in select c.oid from pg_class c where relkind = 'r' and relnamespace = 'public'::regnamespace
    and relname not in ('migrations', 'turns')
  loop execute format('delete from %s', one); end loop;
end $$;
alter sequence if exists events_seq_seq restart`

async function ask(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}
