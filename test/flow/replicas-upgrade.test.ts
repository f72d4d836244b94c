import { execFileSync, spawnSync } from 'node:child_process'
import { cp, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { expect, test } from 'vitest'
import { expectAllTold, startFleet } from '../harness/fleet.ts'
import { POSTGRES_BIN, startPostgres } from '../harness/postgres-server.ts'

const EVENTS = Number(process.env['TOCSIN_REPLICA_EVENTS'] ?? 240)
const NO_POSTGRES = 'there is no PostgreSQL on this machine: apt-get install postgresql'
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** What the schema of the version after this one has besides: as every migration does, it only adds. */
const NEXT = `
alter table notifications add column next_said text;
create table next_things (id text primary key, body text not null);
create index notifications_next on notifications (next_said) where next_said is not null;
`

test(`a hub of the version before and one of this share a database amid ${EVENTS} posts, while its schema is brought up to date`, {
  timeout: 600_000,
}, async (context) => {
  context.skip(POSTGRES_BIN === undefined, NO_POSTGRES)
  const before = await versionBefore()
  if (!before) return context.skip('the history does not reach back to another schema')
  const server = await startPostgres()
  const fleet = await startFleet({
    url: server.url,
    events: EVENTS,
    environments: [{}],
    main: join(before, 'src', 'main.ts'),
  })
  const schemaBefore = await newestSchema(server.url)
  const posting = fleet.post(0.5)
  await fleet.reached(0.1)
  const newer = await fleet.join('newer')
  expect(await newestSchema(server.url)).not.toBe(schemaBefore)
  await posting
  await fleet.post()
  await expectAllTold(context, fleet, {
    events: EVENTS,
    when: 'with the version before',
    by: newer,
  })
  await fleet.stop()
  await server.stop()
  await rm(before, { recursive: true })
})

test(`a hub of this version and one of the next share a database amid ${EVENTS} posts; this one cannot start there again`, {
  timeout: 600_000,
}, async (context) => {
  context.skip(POSTGRES_BIN === undefined, NO_POSTGRES)
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
  await expectAllTold(context, fleet, { events: EVENTS, when: 'with two versions', by: older })
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
  const folder = await besideSource('tocsin-next-')
  await cp(join(ROOT, 'src'), join(folder, 'src'), { recursive: true })
  await writeFile(join(folder, 'src', 'store', 'migrations', '9999-next.postgres.sql'), NEXT)
  return folder
}

/** The program as it was before the newest migration was added, from the history; undefined where that does not reach as far. */
async function versionBefore(): Promise<string | undefined> {
  const added = git([
    'log',
    '-1',
    '--diff-filter=A',
    '--format=%H',
    '--',
    'src/store/migrations/*.postgres.sql',
  ])
  const archive = added && git(['archive', '--format=tar', `${added.toString().trim()}~1`, 'src'])
  if (!archive) return undefined
  const folder = await besideSource('tocsin-before-')
  execFileSync('tar', ['-x', '-C', folder], { input: archive })
  return folder
}

/** What git prints; undefined where it is not there, or does not know. */
function git(words: readonly string[]): Buffer | undefined {
  const { status, stdout } = spawnSync('git', words, {
    cwd: ROOT,
    maxBuffer: ARCHIVE_BYTES_MAX,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return status === 0 && stdout.length > 0 ? stdout : undefined
}

const ARCHIVE_BYTES_MAX = 256 * 1024 * 1024

/** A folder with all of the project but its source. */
async function besideSource(prefix: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix))
  for (const name of await readdir(ROOT))
    if (name !== 'src' && !name.startsWith('.')) await symlink(join(ROOT, name), join(folder, name))
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
