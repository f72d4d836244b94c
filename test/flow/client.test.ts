import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, createClient, TocsinProblem } from '../../client/client.js'
import { clientTypes } from '../../scripts/openapi/client-types.ts'
import { OPERATIONS } from '../../scripts/openapi/operations.ts'
import { Secret } from '../../src/base/secret.ts'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const CONFIG = `
sources:
  aliyun: { type: cloudmonitor, key: test-ingest-key }
  支付: { type: cloudmonitor, key: test-other-key }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
policies: { all: { match: [], notify: [{ to: ops }] } }
fallback: ops
`
const FOLDER = fileURLToPath(new URL('../../client/', import.meta.url))

let hub: TestHub
let client: Client
beforeAll(async () => {
  hub = await startHub(CONFIG)
  client = createClient({ url: `${hub.app.url}/` })
  await hub.post(reboot('i-1', 'Scheduled'))
  await hub.settle()
})
afterAll(() => hub.close())

test('an alert is found by a query and answered by its path, once under one key', async () => {
  const { alerts } = await client.request('GET /api/v1/alerts', {
    query: { state: 'firing', limit: 5 },
  })
  const [{ id, title } = { id: '', title: { en: '' } }] = alerts
  expect(title.en).not.toBe('')
  const given = {
    path: { id, action: 'acknowledge' },
    body: { by: '王伟' },
    headers: { 'Idempotency-Key': 'night-1' },
  } as const
  const first = await client.request('POST /api/v1/alerts/{id}/{action}', given)
  expect(await client.request('POST /api/v1/alerts/{id}/{action}', given)).toEqual(first)
  const { acknowledgedBy } = await client.request('GET /api/v1/alerts/{id}', { path: { id } })
  expect(acknowledgedBy).toBe('王伟')
})

test('a name of any script in a path is found, and one that would be another path is not', async () => {
  const path = { name: '支付' }
  const asked = client.request('GET /api/v1/sources/{name}/requests', { path })
  await expect(asked).resolves.toMatchObject({ requests: [] })
  const other = { path: { name: '../status?' } }
  await expect(client.request('GET /api/v1/sources/{name}/requests', other)).rejects.toMatchObject({
    status: 404,
  })
})

test('the tag that a change needs comes with the answer', async () => {
  const { headers, body, status } = await client.answer('GET /api/v1/configuration')
  expect([status, body.origin, headers.get('etag')]).toEqual([200, 'file', `"${body.digest}"`])
})

test('a refusal is thrown with its code, also where what was answered is no document', async () => {
  const wrong = client.request('GET /api/v1/silences/{id}', { path: { id: 'nothing' } })
  const problem: unknown = await wrong.catch((error: unknown) => error)
  expect(problem).toBeInstanceOf(TocsinProblem)
  expect(problem).toMatchObject({ status: 404, code: 'TOCSIN_NOT_FOUND' })
  const elsewhere = createClient({
    url: hub.app.url,
    fetch: async () => new Response('bad gateway', { status: 502 }),
  })
  await expect(elsewhere.request('GET /api/v1/status')).rejects.toMatchObject({
    ...{ status: 502, code: 'TOCSIN_INTERNAL', problem: 'bad gateway' },
  })
})

test('the token goes with every request', async () => {
  const guarded = await startHub(CONFIG, { apiToken: new Secret('let-me-in') })
  const { url } = guarded.app
  await expect(createClient({ url }).request('GET /api/v1/status')).rejects.toMatchObject({
    ...{ status: 401, code: 'TOCSIN_SIGN_IN' },
  })
  const known = createClient({ url, token: 'let-me-in' })
  expect((await known.request('GET /api/v1/status')).configuration.sources).toHaveLength(2)
  await guarded.close()
})

test('it has every request of the API: run "npm run docs" where it has not', () => {
  const types = clientTypes()
  expect(readFileSync(`${FOLDER}api.d.ts`, 'utf8')).toBe(types)
  for (const { method, path } of OPERATIONS)
    expect(types).toContain(`"${method.toUpperCase()} ${path}": {`)
})

test('its package has what it needs and nothing else', () => {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const packed = execFileSync(npm, ['pack', '--dry-run', '--json'], {
    cwd: FOLDER,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [{ files }] = JSON.parse(packed)
  expect(files.map(({ path }: { path: string }) => path).toSorted()).toEqual([
    ...['README.md', 'api.d.ts', 'client.d.ts', 'client.js', 'package.json'],
  ])
})
