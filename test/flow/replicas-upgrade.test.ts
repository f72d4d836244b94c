import { cp, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { expect, test } from 'vitest'
import { report, startFleet, UNDER_WAY_MAX } from '../harness/fleet.ts'
import { POSTGRES_BIN, startPostgres } from '../harness/postgres-server.ts'

const EVENTS = Number(process.env['TOCSIN_REPLICA_EVENTS'] ?? 240)
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** What the schema of the version after this one has besides: as every migration does, it only adds. */
const NEXT = `
alter table notifications add column next_said text;
create table next_things (id text primary key, body text not null);
create index notifications_next on notifications (next_said) where next_said is not null;
`

test(`a hub of this version and one of the next share a database amid ${EVENTS} posts; this one cannot start there again`, {
  timeout: 600_000,
}, async (context) => {
  context.skip(
    POSTGRES_BIN === undefined,
    'there is no PostgreSQL on this machine: apt-get install postgresql',
  )
  const server = await startPostgres()
  const next = await nextVersion()
  const fleet = await startFleet({ url: server.url, events: EVENTS, environments: [{}] })
  const [older] = fleet.hubs
  if (!older) throw new Error('one was started')
  const posting = fleet.post(0.5)
  await fleet.reached(0.1)
  const newer = await fleet.join('newer', join(next, 'src', 'main.ts'))
  expect(await newestSchema(server.url)).toBe('9999-next.postgres.sql')
  await posting
  await fleet.post()
  await fleet.told(older)
  const { told, again } = await fleet.count()
  await report(
    context,
    `with two versions: told ${told} of ${EVENTS} events, ${again} more than once`,
  )
  expect([fleet.taken(), told]).toEqual([EVENTS, EVENTS])
  expect(again).toBeLessThanOrEqual(UNDER_WAY_MAX)
  await expect(fleet.join('late')).rejects.toThrow(
    /Expected a database of schema \d+ or older, found schema 9999: a newer version has written it/,
  )
  expect((await fleet.postTo(newer, EVENTS)).status).toBe(200)
  await fleet.stop()
  await server.stop()
  await rm(next, { recursive: true })
})

/** A build of its own: this version's program with one migration more. */
async function nextVersion(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-next-'))
  for (const name of await readdir(ROOT)) {
    if (name === 'src') await cp(join(ROOT, name), join(folder, name), { recursive: true })
    else if (!name.startsWith('.')) await symlink(join(ROOT, name), join(folder, name))
  }
  await writeFile(join(folder, 'src', 'store', 'migrations', '9999-next.postgres.sql'), NEXT)
  return folder
}

async function newestSchema(url: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ name: string }>(
    'select name from migrations order by number desc limit 1',
  )
  await client.end()
  return rows[0]?.name
}
