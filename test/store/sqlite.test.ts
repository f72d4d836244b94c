import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import type { Event } from '../../src/model/event.ts'
import { plannedOnce } from '../../src/store/sqlite/connection.ts'
import { RETENTION_LOOKS } from '../../src/store/sqlite/retention-reads.ts'
import { openScratchStore, openStore, openStoreToRead } from '../../src/store/store.ts'
import { everySuite } from './every-suite.ts'
import type { StoreKind } from './own-store.ts'
import { recordingSuite } from './recording-suite.ts'

const SQLITE: StoreKind = {
  name: 'SQLite',
  async create() {
    const folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
    return { open: () => openStore(folder), destroy: () => rm(folder, { recursive: true }) }
  },
}
everySuite(SQLITE)

const SCRATCH: StoreKind = {
  name: 'scratch',
  create: async () => ({ open: () => openScratchStore(), destroy: async () => undefined }),
}
recordingSuite(SCRATCH)

test('a scratch store leaves nothing behind', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
  const store = await openScratchStore(parent)
  expect(await readdir(parent)).toHaveLength(1)
  await store.close()
  expect(await readdir(parent)).toEqual([])
  await rm(parent, { recursive: true })
})

test('a scratch store leaves nothing behind where the process exits in the middle', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
  const module = new URL('../../src/store/store.ts', import.meta.url).href
  const script = `
    import { readdirSync } from 'node:fs'
    import { openScratchStore } from '${module}'
    await openScratchStore('${parent}')
    console.log(readdirSync('${parent}').length)
    process.exit(0)`
  const args = ['--input-type=module', '--eval', script]
  expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toBe('1\n')
  expect(await readdir(parent)).toEqual([])
  await rm(parent, { recursive: true })
})

test('a scratch store keeps what it was told before an operation that the database refuses', async () => {
  const store = await openScratchStore()
  const event: Event = {
    id: 'e1',
    kind: 'notice',
    severity: 'info',
    ...{ source: 's', dedupKey: 'k', deliveryKey: 'd', name: 'n', title: 't', receivedAt: 1 },
    ...{ labels: {}, fields: [], links: [] },
  }
  await store.appendEvents([{ event, raw: '' }])
  await expect(store.appendEvents([{ event, raw: '' }])).rejects.toThrow('refused an operation')
  await store.appendEvents([{ event: { ...event, id: 'e2' }, raw: '' }])
  expect((await store.events({ limit: 9 })).map(({ id }) => id)).toEqual(['e2', 'e1'])
  await store.close()
})

test('a data folder is read beside the process that writes it, and one of another version is refused', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
  const store = await openStore(folder)
  const reading = openStoreToRead(folder)
  expect(await reading.recordedSpan()).toBeUndefined()
  await reading.close()
  await store.close()
  const database = new DatabaseSync(join(folder, 'tocsin.db'))
  database.exec("insert into migrations values (9999, 'from the future')")
  database.close()
  expect(() => openStoreToRead(folder)).toThrow(/found schema 9999\. Use the version of Tocsin/)
  await rm(folder, { recursive: true })
  expect(() => openStoreToRead(folder)).toThrow(/found none that can be read/)
})

test('a database that a newer version has written is refused, and left as it is', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
  await (await openStore(folder)).close()
  const database = new DatabaseSync(join(folder, 'tocsin.db'))
  database.exec("insert into migrations values (9999, 'from the future')")
  database.close()
  await expect(openStore(folder)).rejects.toMatchObject({ code: 'TOCSIN_STORE_NEWER' })
  await rm(folder, { recursive: true })
})

test('a data folder that a hub uses is refused to a second one until the first has ended', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
  const first = await openStore(folder)
  await expect(openStore(folder)).rejects.toThrow(/no other hub uses.*Stop the other hub/)
  await first.appendEvents([])
  await first.close()
  await (await openStore(folder)).close()
  await rm(folder, { recursive: true })
})

test('a file that is no database is refused with what to do', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
  const { writeFile } = await import('node:fs/promises')
  await writeFile(
    join(folder, 'tocsin.db'),
    'this is not a database, and long enough to be looked at closely '.repeat(40),
  )
  await expect(openStore(folder)).rejects.toMatchObject({ code: 'TOCSIN_STORE_OPEN' })
  await rm(folder, { recursive: true })
})

test('commits are durable: WAL with synchronous FULL', async () => {
  const { connect } = await import('../../src/store/sqlite/connection.ts')
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
  const connection = connect(join(folder, 'x.db'), { readOnly: false })
  expect(connection.get('pragma journal_mode')).toEqual({ journal_mode: 'wal' })
  expect(connection.get('pragma synchronous')).toEqual({ synchronous: 2 })
  connection.close()
  await rm(folder, { recursive: true })
})

const MIGRATIONS = new URL('../../src/store/migrations/', import.meta.url)

/** A database as a version with the migrations before `number` left it, with `rows` in it. */
async function olderDatabase(folder: string, number: number, rows: string): Promise<void> {
  const database = new DatabaseSync(join(folder, 'tocsin.db'))
  database.exec('create table migrations (number integer primary key, name text not null) strict')
  for (const name of (await readdir(MIGRATIONS)).sort()) {
    const its = Number.parseInt(name, 10)
    if (its >= number || !name.endsWith('.sqlite.sql')) continue
    database.exec(await readFile(new URL(name, MIGRATIONS), 'utf8'))
    database.prepare('insert into migrations values (?, ?)').run(its, name)
  }
  database.exec(rows)
  database.close()
}

test('notifications of an older version keep their state, attempts and words, and are counted', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
  const row = (id: string, state: string, more: object = {}): string => {
    const body = { id, lane: 'l', state, dueAt: 5, attemptCount: 0, entries: [], ...more }
    return `insert into notifications (id, lane, state, severity_rank, due_at, body) values ('${id}', 'l', '${state}', 1, 7, '${JSON.stringify(body)}');`
  }
  await olderDatabase(
    folder,
    4,
    row('n1', 'due', { attemptCount: 3, policy: 'p' }) +
      row('n2', 'sent') +
      row('n3', 'merged', { mergedInto: 'n2' }) +
      row('n4', 'dead') +
      row('n5', 'dead'),
  )
  const store = await openStore(folder)
  expect(await store.notification('n1')).toMatchObject({
    state: 'due',
    dueAt: 7,
    attemptCount: 3,
    policy: 'p',
  })
  expect(await store.notification('n3')).toMatchObject({ state: 'merged', mergedInto: 'n2' })
  expect((await store.notifications({ limit: 5, state: 'dead' })).map(({ id }) => id)).toEqual([
    'n5',
    'n4',
  ])
  expect(await store.counts(0)).toMatchObject({ due: 1, leased: 0, sent: 1, dead: 2, merged: 1 })
  await store.close()
  await rm(folder, { recursive: true })
})

test('a database of the first version is brought up with what was owed, under way and given up in it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
  await olderDatabase(
    folder,
    2,
    owed('n1', 'due') + owed('n2', 'leased', 1) + owed('n3', 'leased', 2) + owed('n4', 'dead', 4),
  )
  const store = await openStore(folder)
  expect(await store.counts(0)).toMatchObject({ due: 1, leased: 2, dead: 1 })
  await store.releaseLeases(50)
  expect(await store.counts(0)).toMatchObject({ due: 3, leased: 0, dead: 1 })
  expect(await store.notification('n3')).toMatchObject({ uncertain: true, attemptCount: 2 })
  await store.claim({ lane: 'l', robots: ['l'], now: 60, leaseMs: 9 }, ({ due }) => {
    expect(due.map(({ id, uncertain = false }) => [id, uncertain])).toEqual([
      ['n1', false],
      ['n2', true],
      ['n3', true],
    ])
    return { notifications: [], merged: [] }
  })
  expect(await store.deadOf({ isOne: (id) => id === 'ops/l', limit: 5 })).toEqual(['n4'])
  await store.resend(['n4'], 70)
  expect(await store.counts(0)).toMatchObject({ due: 4, dead: 0 })
  expect(await store.silences({ endAfter: 0 })).toEqual([])
  await store.close()
  await rm(folder, { recursive: true })
})

test('after a crash what was due counts once against its robot: it may have left before its lease was on disk', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
  await olderDatabase(folder, 2, owed('n1', 'due') + owed('n2', 'due') + owed('n3', 'dead'))
  const store = await openStore(folder)
  const robots = new Map([['l', ['l']]])
  await store.releaseLeases(4, robots)
  expect((await store.lane('l')).sent).toEqual([])
  await store.releaseLeases(5_000, robots)
  expect((await store.lane('l')).sent).toEqual([[5, 1]])
  await store.close()
  await rm(folder, { recursive: true })
})

/** A notification of version 2 in the lane `l`, due at 5. */
function owed(id: string, state: string, attemptCount = 0): string {
  const body = { id, endpointId: 'ops/l', lane: 'l', state: 'due', dueAt: 5, attemptCount }
  const json = JSON.stringify({ ...body, severity: 'warning', entries: [], mentions: [] })
  return `insert into notifications (id, lane, state, severity_rank, due_at, lease_until, body) values ('${id}', 'l', '${state}', 1, 5, ${state === 'leased' ? 9 : 'null'}, '${json}');`
}

test('no index of the outbox is over all states: the look for what is due would take it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
  await (await openStore(folder)).close()
  const database = new DatabaseSync(join(folder, 'tocsin.db'))
  const indexes = database
    .prepare(
      "select name, sql from sqlite_master where type = 'index' and tbl_name = 'notifications'",
    )
    .all()
    .map(({ sql }) => String(sql))
  database.close()
  expect(indexes.length).toBeGreaterThan(2)
  expect(indexes.filter((sql) => !/where state = '/.test(sql))).toEqual([])
  await rm(folder, { recursive: true })
})

test('an open alert of an older version is met by its key as keys are compared now', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
  const row = (id: string, key: string, state: string): string =>
    `insert into alerts (id, source, dedup_key, state, body) values ('${id}', 's', '${key}', '${state}', '${JSON.stringify({ id, source: 's', dedupKey: key, state })}');`
  await olderDatabase(
    folder,
    11,
    row('a1', ' Disk-A ', 'open') +
      row('a2', 'CPU', 'open') +
      row('a3', 'cpu', 'open') +
      row('a4', 'Over', 'resolved'),
  )
  const store = await openStore(folder)
  expect(await store.alert('a1')).toMatchObject({ dedupKey: 'disk-a' })
  // Two open alerts differ in nothing but case: both are kept.
  expect(await store.alert('a2')).toMatchObject({ dedupKey: 'CPU' })
  expect(await store.alert('a4')).toMatchObject({ dedupKey: 'Over' })
  await store.close()
  const database = new DatabaseSync(join(folder, 'tocsin.db'))
  const keys = database.prepare('select dedup_key from alerts order by id').all()
  database.close()
  expect(keys.map((row) => row['dedup_key'])).toEqual(['disk-a', 'CPU', 'cpu', 'Over'])
  await rm(folder, { recursive: true })
})

test('nothing that looks for what is over reads a table from end to end', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
  await (await openStore(folder)).close()
  const database = new DatabaseSync(join(folder, 'tocsin.db'))
  const plans = Object.entries(RETENTION_LOOKS).flatMap(([name, sql]) =>
    database
      .prepare(`explain query plan ${plannedOnce(sql)}`)
      .all(...Array.from({ length: sql.match(/\?/g)?.length ?? 0 }, () => 1))
      .map(({ detail }) => `${name}: ${String(detail)}`),
  )
  database.close()
  expect(plans.length).toBeGreaterThan(20)
  // A message's own entries are a list; the log is read in its order and left after its first row.
  const harmless = /: SCAN (json_each|x$|CONSTANT ROW)|^OLDEST: SCAN events$/
  expect(plans.filter((plan) => / SCAN /.test(plan) && !harmless.test(plan))).toEqual([])
  // What is looked through in the order of an index need not be sorted, however much there is of it.
  expect(plans.filter((plan) => /TEMP B-TREE FOR ORDER BY/.test(plan))).toEqual([])
  await rm(folder, { recursive: true })
})

test('what an older version has kept is counted by day, and its ended alerts are dropped in their time', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
  const day = 24 * 60 * 60_000
  const at = 20_000 * day
  const json = (value: object): string => `'${JSON.stringify(value)}'`
  const alert = { id: 'a1', source: 's', state: 'resolved', openedAt: at, resolvedAt: at + day }
  const matched = [{ policy: 'p', groupId: 'g' }]
  await olderDatabase(
    folder,
    20,
    `insert into events (id, source, received_at, body, raw) values ('00e1', 's', ${at}, '{}', ''), ('00e2', 's', ${at + day}, '{}', ''), ('00e3', 's', ${at + day}, '{}', '');
    update cursors set seq = 2;
    insert into outcomes (event_id, body) values ('00e1', ${json({ alertId: 'a1', matched })}), ('00e2', ${json({ alertId: 'a1', matched: [] })});
    insert into alerts (id, source, dedup_key, state, body) values ('a1', 's', 'k', 'resolved', ${json({ ...alert, firstEventId: '00e1' })}), ('a2', 's', 'l', 'firing', ${json({ ...alert, id: 'a2', state: 'firing' })});
    insert into notifications (id, lane, state, severity_rank, due_at) values ('00n1', 'l', 'sent', 1, ${at}), ('00n2', 'l', 'dead', 1, ${at});
    insert into notification_bodies (id, body) values ('00n1', ${json({ policy: 'p', entries: [] })}), ('00n2', ${json({ policy: 'p', entries: [] })});`,
  )
  const store = await openStore(folder)
  const none = { ended: 0, endedMs: 0, acknowledged: 0, acknowledgedMs: 0, sent: 0, dead: 0 }
  const days = { since: 0, until: 30_000, limit: 9 }
  expect(await store.dailyCounts({ ...days, by: 'day' })).toEqual([
    { ...none, day: 20_001, events: 1, opened: 0, ended: 1, endedMs: day },
    { ...none, day: 20_000, events: 1, opened: 2, sent: 1, dead: 1 },
  ])
  expect(await store.dailyCounts({ ...days, by: 'policy' })).toEqual([
    { ...none, day: 20_000, policy: 'p', events: 1, opened: 1, sent: 1, dead: 1 },
  ])
  const cut = at + 2 * day
  const cuts = { loose: cut, details: cut, alerts: cut }
  while ((await store.dropOld(cuts, { now: cut, limit: 9 })) > 0);
  expect((await store.alerts({ limit: 9 })).map(({ id }) => id)).toEqual(['a2'])
  expect(await store.event('00e2')).toBeUndefined()
  expect(await store.event('00e3')).toMatchObject({ settled: false })
  await store.close()
  await rm(folder, { recursive: true })
})
