import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { POSTGRES_LIMITS } from '../../src/base/limits.ts'
import { StoreTrouble } from '../../src/contract/store.ts'
import type { SqlValue } from '../../src/store/postgres/batch.ts'
import { type Database, databaseAt } from '../../src/store/postgres/database.ts'
import { PGBOUNCER, startPooler } from '../harness/pgbouncer.ts'
import { askServer, POSTGRES_BIN, startPostgres } from '../harness/postgres-server.ts'

const server = POSTGRES_BIN === undefined ? undefined : await startPostgres()
afterAll(() => server?.stop())

const url = server?.url ?? ''
let database: Database

beforeAll(async () => {
  if (server) await askServer(url, 'create table things (name text primary key, size bigint)')
})

beforeEach(async (context) => {
  context.skip(!server, 'there is no PostgreSQL on this machine: apt-get install postgresql')
  await askServer(url, 'delete from things')
  database = databaseAt(url)
})

afterEach(() => database?.close())

const PUT = 'insert into things (name, size) values ($1, $2)'

async function names(): Promise<readonly unknown[]> {
  return (await database.all('select name from things order by name')).map(({ name }) => name)
}

/** What the connections of this database's hub have been told to keep. */
async function keptBy(way: Database): Promise<readonly string[]> {
  return await way.transaction(async (connection) => {
    const rows = await connection.all('select statement from pg_prepared_statements order by name')
    return rows.map(({ statement }) => String(statement))
  })
}

describe('a way to PostgreSQL', () => {
  test('values come back as they were given, also in lists', async () => {
    const texts = [
      ...[
        '',
        ' ',
        'NULL',
        'null',
        '{}',
        '{a,b}',
        'a"b',
        'a\\b',
        '\\',
        '"',
        "it's",
        'a,b',
        '（甲）',
      ],
      ...['line\nbreak', 'tab\t', '\u2028', '😀', 'é', '\\x41', '$1'],
    ]
    const numbers = [0, -1, 1_772_676_901_123, Number.MAX_SAFE_INTEGER]
    const row = await database.get(
      'select $1::text[] as texts, $2::bigint[] as numbers, $3::boolean[] as flags, $4::bytea as bytes, $5::text[] as holes, $6::bytea[] as many, $7::text as one',
      texts,
      numbers,
      [true, false],
      Uint8Array.from([0, 1, 255]),
      ['a', null, 'b'],
      [Uint8Array.from([92, 34]), Uint8Array.from([])],
      'a\0b',
    )
    expect(row).toMatchObject({ texts, flags: [true, false], holes: ['a', null, 'b'] })
    expect(row?.['bytes']).toEqual(Buffer.from([0, 1, 255]))
    expect(row?.['many']).toEqual([Buffer.from([92, 34]), Buffer.from([])])
    expect(row?.['one']).toBe('a\u2400b')
    expect(await database.get('select $1::bigint as size', 12n)).toEqual({ size: 12 })
    const sums = await database.get(
      'select sum(n)::text as sum from unnest($1::bigint[]) n',
      numbers,
    )
    expect(sums).toEqual({ sum: String(numbers.reduce((sum, one) => sum + BigInt(one), 0n)) })
  })

  test('what is asked in one go is answered in its order, and rows that nobody waits for come in nobody’s way', async () => {
    const answers = await database.transaction(async (connection) => {
      connection.run(PUT, 'a', 1)
      const first = connection.all('select name from things')
      connection.run('select name, size from things')
      connection.run(PUT, 'b', 2)
      const second = connection.get('select count(*) as n, max(size) as size from things')
      return await Promise.all([first, second])
    })
    expect(answers).toEqual([[{ name: 'a' }], { n: 2, size: 2 }])
    expect(await names()).toEqual(['a', 'b'])
  })

  test('the first statement that fails is to blame, and nothing of its transaction stays', async () => {
    const doing = database.transaction(async (connection) => {
      connection.run(PUT, 'a', 1)
      connection.run(PUT, 'a', 2)
      connection.run('select nothing from nowhere')
      await connection.all('select 1')
    })
    await expect(doing).rejects.toThrow(/duplicate key/)
    await expect(doing).rejects.not.toBeInstanceOf(StoreTrouble)
    expect(await names()).toEqual([])
    await database.transaction(async (connection) => connection.run(PUT, 'c', 1))
    expect(await names()).toEqual(['c'])
  })

  test('work that throws leaves nothing behind, neither what has left already nor what has not', async () => {
    const late: unknown[] = []
    const doing = database.transaction(async (connection) => {
      connection.run(PUT, 'a', 1)
      await connection.all('select 1')
      connection.run(PUT, 'b', 1)
      void connection.all('select 1').catch((error: unknown) => late.push(String(error)))
      throw new Error('thought better of it')
    })
    await expect(doing).rejects.toThrow('thought better of it')
    expect(await names()).toEqual([])
    expect(late).toHaveLength(1)
  })

  test('who still asks when the transaction is over is refused, and writes nothing', async () => {
    let ask = (): Promise<unknown> => Promise.resolve()
    await database.transaction(async (connection) => {
      connection.run(PUT, 'a', 1)
      ask = () => connection.all('delete from things')
    })
    await expect(ask()).rejects.toThrow('over')
    expect(await names()).toEqual(['a'])
  })

  test('a connection that is cut in the middle is trouble, and the next one works', async () => {
    const doing = database.transaction(async (connection) => {
      connection.run(PUT, 'a', 1)
      const row = await connection.get('select pg_backend_pid() as pid')
      await askServer(url, `select pg_terminate_backend(${Number(row?.['pid'])})`)
      await connection.all('select 1')
    })
    await expect(doing).rejects.toBeInstanceOf(StoreTrouble)
    expect(await names()).toEqual([])
  })

  test('statements of transactions are parsed once for each connection; those of single looks are not kept', async () => {
    for (const name of ['a', 'b', 'c'])
      await database.transaction(async (connection) => connection.run(PUT, name, 1))
    await database.all('select size from things where name = $1', 'a')
    await database.kept.all('select name from things where size = $1', 1)
    const kept = await keptBy(database)
    expect(kept.filter((one) => one === PUT)).toHaveLength(1)
    expect(kept).toContain('select name from things where size = $1')
    expect(kept).not.toContain('select size from things where name = $1')
  })

  test('a table that is changed under a statement that is kept is read all the same', async () => {
    const look = (): Promise<readonly unknown[]> =>
      database.transaction((connection) => connection.all('select * from things'))
    const lookAlone = (): Promise<readonly unknown[]> => database.kept.all('select * from things')
    await database.transaction(async (connection) => connection.run(PUT, 'a', 1))
    expect([await look(), await lookAlone()]).toEqual([
      [{ name: 'a', size: 1 }],
      [{ name: 'a', size: 1 }],
    ])
    await askServer(url, "alter table things add column color text default 'red'")
    const changed = [{ name: 'a', size: 1, color: 'red' }]
    expect([await look(), await lookAlone()]).toEqual([changed, changed])
    await askServer(url, 'alter table things drop column color')
    expect(await lookAlone()).toEqual([{ name: 'a', size: 1 }])
  })

  test('a process that does not know what it was to keep is not asked by names any more', async () => {
    const put = async (name: string): Promise<void> =>
      database.transaction(async (connection) => connection.run(PUT, name, 1))
    await put('a')
    await database.transaction((connection) => connection.script('deallocate all'))
    await put('b')
    await put('c')
    expect(await names()).toEqual(['a', 'b', 'c'])
    expect(await keptBy(database)).toEqual([])
  })

  test('more statements than are kept are parsed each time, and work', async () => {
    const values: SqlValue[] = []
    for (let number = 0; number <= POSTGRES_LIMITS.namedStatementsMax; number++) {
      const row = await database.kept.get(`select ${number} as number`)
      values.push(Number(row?.['number']))
    }
    expect(values.at(-1)).toBe(POSTGRES_LIMITS.namedStatementsMax)
    const count = await database.transaction((connection) =>
      connection.get('select count(*) as n from pg_prepared_statements'),
    )
    expect(count?.['n']).toBe(POSTGRES_LIMITS.namedStatementsMax)
  })

  test('a large look finds its rows by keys, however small the table was when it was first asked', async () => {
    const look = 'select t.size from unnest($1::text[]) one join things t on t.name = one'
    for (let time = 0; time < 10; time++)
      await database.transaction((connection) => connection.all(look, ['n1']))
    await askServer(url, "insert into things select 'n' || n, n from generate_series(1, 20000) n")
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const reads = async (): Promise<{ rows: number; looks: number }> => {
      const { rows } = await client.query<{ rows: number; looks: number }>(
        "select seq_tup_read::integer as rows, idx_scan::integer as looks from pg_stat_user_tables where relname = 'things'",
      )
      return rows[0] ?? { rows: -1, looks: -1 }
    }
    const before = await reads()
    for (let time = 0; time < 5; time++)
      await database.transaction((connection) => connection.all(look, ['n1', 'n19999']))
    // A process says what it has read when it ends.
    await database.close()
    database = databaseAt(url)
    await expect.poll(async () => (await reads()).looks).toBeGreaterThanOrEqual(before.looks + 10)
    expect((await reads()).rows).toBe(before.rows)
    await client.end()
  })
})

describe('a way to PostgreSQL through a pooler in transaction mode', () => {
  const isHere = server !== undefined && PGBOUNCER !== undefined
  beforeEach((context) => {
    context.skip(!isHere, 'PgBouncer is not on this machine: apt-get install pgbouncer')
  })

  test('keeps nothing in the server’s processes, and its settings last as long as a transaction', async () => {
    const pooler = await startPooler(url)
    const pooled = databaseAt(pooler.through(url))
    for (const name of ['a', 'b'])
      await pooled.transaction(async (connection) => connection.run(PUT, name, 1))
    await pooled.kept.all('select 1')
    expect(await keptBy(pooled)).toEqual([])
    const timeout = 'select current_setting($1) as value'
    const inside = await pooled.transaction((connection) =>
      connection.get(timeout, 'statement_timeout'),
    )
    expect(inside).toEqual({ value: `${POSTGRES_LIMITS.statementMs / 1000}s` })
    expect(await pooled.get(timeout, 'statement_timeout')).toEqual({ value: '0' })
    await pooled.close()
    await pooler.stop()
  })
})
