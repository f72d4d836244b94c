import pg from 'pg'
import { Secret } from '../../src/base/secret.ts'
import { POSTGRES_BIN, startPostgres } from './postgres-server.ts'

/** A database that one test has for itself. */
export type OwnDatabase = { readonly url: Secret; drop(): Promise<void> }

/** With TOCSIN_TEST_STORE=postgres the stories' hubs are on PostgreSQL; this is where the server of the run answers. */
const ADDRESS = 'TOCSIN_TEST_POSTGRES'

/** Starts the run's server where it is asked for; gives what stops it. */
export async function startForStories(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['TOCSIN_TEST_STORE'] !== 'postgres') return undefined
  if (POSTGRES_BIN === undefined)
    throw new Error('TOCSIN_TEST_STORE is postgres, and there is no PostgreSQL on this machine')
  const server = await startPostgres()
  process.env[ADDRESS] = await server.createDatabase()
  return () => server.stop()
}

let made = 0

/** An empty database; undefined where the stories run on SQLite. */
export async function ownDatabase(): Promise<OwnDatabase | undefined> {
  const address = process.env[ADDRESS]
  if (address === undefined) return undefined
  made += 1
  const name = `story_${process.pid}_${made}_${Date.now()}`
  const ask = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: address })
    await client.connect()
    await client.query(sql)
    await client.end()
  }
  await ask(`create database ${name}`)
  const url = new URL(address)
  url.pathname = `/${name}`
  return {
    url: new Secret(url.href),
    drop: () => ask(`drop database ${name} with (force)`),
  }
}
