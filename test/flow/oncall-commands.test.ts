import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { startHub, type TestHub } from '../harness/hub.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** The harness begins on 5 March 2026, a Thursday, at 10:15:01 in Shanghai. */
const ROTA = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
  wang: { name: 王伟, mobile: "13800000000" }
  li: { name: Li, mobile: "13900000000" }
schedules:
  duty:
    zone: Asia/Shanghai
    layers: [{ rotate: daily, at: "09:00", contacts: [wang, li], from: "2026-03-05" }]
policies:
  all: { match: [], notify: [{ to: ops, schedule: duty }] }
fallback: ops
`

let hub: TestHub | undefined
let folder: string | undefined
afterEach(async () => {
  await hub?.close()
  if (folder !== undefined) await rm(folder, { recursive: true })
  hub = folder = undefined
})

type Run = { readonly status: number; readonly out: string; readonly err: string }

function tocsin(...words: readonly string[]): Promise<Run> {
  const env = { ...process.env, NO_COLOR: '1', TOCSIN_URL: hub?.app.url }
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...words], { env }, (error, out, err) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, out, err })
    })
  })
}

async function fileOf(yaml: string): Promise<string> {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-oncall-'))
  const path = join(folder, 'tocsin.yaml')
  await writeFile(path, yaml.replaceAll('${ROBOT}', 'http://127.0.0.1:1/robot?access_token='))
  return path
}

const AT = ['--at', '2026-03-05T10:15:01+08:00', '--days', '2']

test('who is on call is taken, shown and given back from a terminal', async () => {
  hub = await startHub(ROTA)
  const words = ['oncall', 'take', 'duty', '--contact', 'li', '--duration', '2h', '--by', 'Li']
  const taken = await tocsin(...words, '--comment', 'swap')
  expect(taken).toMatchObject({ status: 0, out: expect.stringContaining('swap') })
  expect(taken.out).toContain('on call now: Li until 2026-03-05 12:15:01 +08:00')
  expect((await tocsin('oncall', 'duty', ...AT)).out).toBe(
    `duty (Asia/Shanghai)
> 2026-03-05 10:15:01 +08:00  Li  (override)
  2026-03-05 12:15:01 +08:00  王伟
  2026-03-06 09:00:00 +08:00  Li
  2026-03-07 09:00:00 +08:00  王伟
`,
  )
  const listed = JSON.parse((await tocsin('oncall', 'overrides', 'duty', '--json')).out)
  expect(listed).toMatchObject([{ contact: { id: 'li' }, state: 'active', comment: 'swap' }])
  const back = await tocsin('oncall', 'give-back', 'duty', listed[0].id)
  expect(back.out).toContain('on call now: 王伟')
  expect(await tocsin('oncall', 'give-back', 'duty', 'nothing')).toMatchObject({
    status: 1,
    out: expect.stringContaining('Expected the id of an override'),
  })
  expect(
    await tocsin('oncall', 'take', 'duty', '--contact', 'li', '--duration', 'long'),
  ).toMatchObject({ status: 2 })
  expect(await tocsin('oncall', 'nothing')).toMatchObject({
    status: 2,
    err: expect.stringContaining('There are: duty.'),
  })
}, 60_000)

test('a file says the same as a hub that runs on it, and a gap is told by the exit status', async () => {
  hub = await startHub(ROTA)
  const path = await fileOf(ROTA)
  const ofFile = await tocsin('oncall', ...AT, '--json', '--config', path)
  const ofHub = await tocsin('oncall', ...AT, '--json')
  expect(JSON.parse(ofFile.out)).toEqual(JSON.parse(ofHub.out))
  expect(ofFile.status).toBe(0)
  await writeFile(
    path,
    ROTA.replaceAll('${ROBOT}', 'http://127.0.0.1:1/robot?access_token=').replace(
      'from: "2026-03-05"',
      'hours: ["09:00-18:00"]',
    ),
  )
  const withGaps = await tocsin('oncall', ...AT, '--config', path)
  expect(withGaps).toMatchObject({
    status: 1,
    out: expect.stringContaining('GAP: nobody is on call'),
  })
}, 60_000)

test('a check names the gaps that come, and as many as anybody would read', async () => {
  const path = await fileOf(ROTA.replace('from: "2026-03-05"', 'hours: ["09:00-18:00"]'))
  const checked = await tocsin('check', path)
  expect(checked.status).toBe(0)
  expect(checked.out).toContain('warning: the schedule "duty" has gaps in the next 90 days')
  expect(checked.out).toMatch(
    / {2}\d{4}-\d\d-\d\d 18:00:00 \+08:00 to \d{4}-\d\d-\d\d 09:00:00 \+08:00\n/,
  )
  expect(checked.out).toMatch(/… and (69|70|71) more\n/)
  const [duty] = JSON.parse((await tocsin('check', path, '--json')).out).gaps
  expect(duty).toMatchObject({ schedule: 'duty' })
  expect(duty.gaps).toHaveLength(20)
}, 60_000)

test('calendars are handed out, listed and taken back from a terminal', async () => {
  hub = await startHub(ROTA)
  const added = await tocsin('calendar', 'add', '--schedule', 'duty', '--by', 'Li')
  expect(added.status).toBe(0)
  const { pathname } = new URL(added.out.trim())
  expect((await hub.call('GET', pathname)).status).toBe(200)
  const [listed] = JSON.parse((await tocsin('calendar', 'list', '--json')).out)
  expect(listed).toMatchObject({ schedule: 'duty', createdBy: 'Li' })
  expect((await tocsin('calendar', 'list')).out).toContain('schedule duty')
  expect((await tocsin('calendar', 'revoke', listed.id)).status).toBe(0)
  expect((await hub.call('GET', pathname)).status).toBe(404)
  expect((await tocsin('calendar', 'list')).out).toBe('There is no calendar.\n')
  expect((await tocsin('calendar', 'revoke', 'nothing')).status).toBe(1)
}, 60_000)
