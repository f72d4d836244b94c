import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databaseWithSchema } from '../../src/store/postgres/postgres.ts'
import { POSTGRES_BIN, startPostgres } from '../harness/postgres-server.ts'

const server = POSTGRES_BIN === undefined ? undefined : await startPostgres()
afterAll(() => server?.stop())

/** The blocks of SQL of the section on reports: the user's rights, and a report. */
async function sqlOfGuide(): Promise<readonly string[]> {
  const path = join(import.meta.dirname, '../../docs/guides/postgresql.md')
  return [...(await readFile(path, 'utf8')).matchAll(/```sql\n([\s\S]*?)```/g)].map(
    ([, sql]) => sql ?? '',
  )
}

describe('the user for reports of the guide', () => {
  let reports: pg.Client | undefined
  beforeAll(async () => {
    if (!server) return
    await (await databaseWithSchema(server.url)).close()
    const owner = new pg.Client({ connectionString: server.url })
    await owner.connect()
    await owner.query((await sqlOfGuide())[0] ?? '')
    await owner.query(
      "insert into daily_counts (day, source, policy, part, events, ended, ended_ms) values (20000, 'cloud', '', 0, 2, 1, 60000), (20000, 'cloud', '', 1, 3, 1, 180000)",
    )
    await owner.end()
    const address = new URL(server.url)
    address.username = 'tocsin_reports'
    reports = new pg.Client({ connectionString: address.href })
    await reports.connect()
  })
  afterAll(() => reports?.end())

  const refusal = async (sql: string): Promise<string> => {
    try {
      await reports?.query(sql)
      return 'done'
    } catch (error) {
      return String(error)
    }
  }

  test('reads what reports need, and sums up the parts of a day', async (context) => {
    context.skip(!server, 'there is no PostgreSQL on this machine: apt-get install postgresql')
    const [, report] = await sqlOfGuide()
    const found = await reports?.query(report ?? '')
    expect(found?.rows).toMatchObject([{ events: '5', minutes_to_end: '2.0000000000000000' }])
    expect(await refusal('select count(*) from attempts')).toBe('done')
  })

  test('cannot write, also where it asks for transactions that write', async (context) => {
    context.skip(!server, 'there is no PostgreSQL on this machine: apt-get install postgresql')
    expect(await refusal('delete from alerts')).toContain('read-only transaction')
    await reports?.query('set default_transaction_read_only = off')
    for (const sql of [
      'delete from alerts',
      "update lanes set body = '{}'",
      "insert into silences (id, ends_at, body) values ('one', 1, '{}')",
      'select 1 from turns for update',
    ])
      expect(await refusal(sql)).toContain('permission denied')
  })

  test.each([
    'keys',
    'users',
    'sessions',
    'api_tokens',
    'invitations',
    'audit_log',
    'configuration_revisions',
    'idempotency_keys',
    'requests',
  ])('cannot read %s', async (table) => {
    expect(await refusal(`select 1 from ${table}`)).toContain(server ? 'permission denied' : 'done')
  })
})
