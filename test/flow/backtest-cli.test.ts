import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reboot, stopped } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

const configOf = (robot: string): string => `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "${robot}" }] } }
policies: { trouble: { match: ['severity="critical"'], notify: [{ to: ops }] } }
`

/** As a reviewer has it: where none of its secrets is. */
const REVIEWED = `
sources: { aliyun: { type: cloudmonitor, key: "\${NOT_HERE_KEY}" } }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${NOT_HERE_URL}", secret: { file: not-here } }] }
  hook: { endpoints: [{ channel: webhook, url: "\${NOT_HERE_HOOK}", secret: "\${NOT_HERE_SECRET}" }] }
policies:
  trouble: { match: ['severity="critical"', 'region="cn-beijing"'], notify: [{ to: ops }] }
  states: { match: ['name="Instance:StateChange"'], notify: [{ to: hook }] }
`

let hub: TestHub
let folder: string
let alertId: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-backtest-'))
  await writeFile(join(folder, 'reviewed.yaml'), REVIEWED)
  await writeFile(
    join(folder, 'same.yaml'),
    configOf('http://127.0.0.1:9/robot/send?access_token=t'),
  )
  await writeFile(join(folder, 'broken.yaml'), REVIEWED.replace('policies', 'polices'))
  hub = await startHub(configOf('${ROBOT}ops'))
  await hub.post(reboot('i-1', 'Scheduled'))
  await hub.pass(1_000)
  await hub.post(stopped('i-2'))
  await hub.settle()
  alertId = (await hub.call('GET', '/api/v1/alerts')).body.alerts[0].id
}, 60_000)
afterAll(async () => {
  await hub.close()
  await rm(folder, { recursive: true })
})

type Ended = { readonly status: number; readonly out: string; readonly said: string }

function tocsin(...words: readonly string[]): Promise<Ended> {
  const environment = { PATH: process.env['PATH'], NO_COLOR: '1' }
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [MAIN, ...words],
      { cwd: folder, env: environment, timeout: 60_000 },
      (error, out, said) => resolve({ status: Number(error?.code ?? 0), out, said }),
    )
  })
}

test('a reviewer without secrets sees what a change would miss, beside a hub that runs', async () => {
  const { status, out, said } = await tocsin(
    ...['backtest', '--config', 'reviewed.yaml', '--data', hub.data, '--zone', 'Asia/Shanghai'],
  )
  expect(status).toBe(1)
  expect(out).toContain('Messages: 1 sent, 1 with reviewed.yaml (the same).')
  expect(out).toMatch(
    /ops \(dingtalk\): 1 sent, 0 now \(−1\)\n {2}hour +sent +now\n {2}2026-03-05 10:00 +1 +0 +−1\n/,
  )
  expect(out).toMatch(/hook \(webhook\): 0 sent, 1 now \(\+1\)/)
  expect(out).toContain('Missed: told before, and to nobody now: 1')
  expect(out).toContain('because No policy matches it.')
  expect(out).toContain(
    'not trouble: label region would have to be "cn-beijing", it is "cn-hangzhou"',
  )
  expect(out).toContain('New: told to nobody before: 1')
  expect(said).toMatch(/2 events in [\d.]+ s, [\d,]+ a second/)
})

test('the same is computed by the API of a running hub', async () => {
  const words = ['backtest', '--config', 'reviewed.yaml', '--json']
  const [folderWise, apiWise] = await Promise.all([
    tocsin(...words, '--data', hub.data),
    tocsin(...words, '--url', hub.app.url),
  ])
  const report = JSON.parse(folderWise.out)
  expect(report).toMatchObject({ before: 1, after: 1, missed: { count: 1 }, against: 'sent' })
  expect(JSON.parse(apiWise.out)).toEqual(report)
})

test('what changes nothing ends with 0', async () => {
  const { status, out } = await tocsin('backtest', '--config', 'same.yaml', '--data', hub.data)
  expect(out).toContain('Missed: nothing that was told would be told to nobody.')
  expect(out).toContain('Doubled: nothing would be told to a chat twice that was not before.')
  expect(status).toBe(0)
})

test('two configurations are compared with each other', async () => {
  const { status, out } = await tocsin(
    ...['backtest', '--config', 'same.yaml', '--against', 'reviewed.yaml', '--data', hub.data],
  )
  expect(out).toContain('Messages: 1 before, 1 with same.yaml (the same).')
  expect(out).toContain('Missed: told before, and to nobody now: 1')
  expect(status).toBe(1)
})

test('the volume of one policy is told in a sentence, and in JSON for programs', async () => {
  const words = ['volume', '--policy', 'states', '--config', 'reviewed.yaml', '--data', hub.data]
  const [text, json] = await Promise.all([tocsin(...words), tocsin(...words, '--json')])
  expect(text.status).toBe(0)
  expect(text.out).toContain(
    'In 7 days the policy "states" would have matched 1 event (0 alerts, 1 notice) and sent 1 message: 0.1 a day, 1 in the busiest hour (2026-03-05 02:00 UTC).',
  )
  expect(text.out).toContain('hook (webhook): 1 message')
  expect(JSON.parse(json.out)).toMatchObject({ policy: 'states', messages: 1 })
})

test.each([
  [['volume', '--policy', 'nope', '--config', 'same.yaml'], 2, 'The configuration has: trouble.'],
  [['backtest', '--config', 'same.yaml', '--url', 'http://127.0.0.1:9'], 2, 'found both'],
  [
    ['backtest', '--config', 'same.yaml', '--since', '7 days'],
    2,
    'Expected a number with m, h or d',
  ],
  [['backtest', '--config', 'same.yaml', '--until', 'now'], 2, 'Expected a time with a zone'],
  [['backtest', '--config', 'same.yaml', '--zone', 'Mars'], 2, 'Expected an IANA time zone'],
  [['backtest', '--config', 'same.yaml', '--rows', 'all'], 2, 'Expected a number of rows'],
  [['backtest', '--config', 'same.yaml', '--since', '400d'], 2, 'at most 92 days'],
])('%j is refused with what to do', async (words, expected, message) => {
  const { status, said } = await tocsin(...words, '--data', hub.data)
  expect(said).toContain(message)
  expect(status).toBe(expected)
})

test('a folder without a hub, a hub that does not answer and a broken configuration are told', async () => {
  const empty = await tocsin('backtest', '--config', 'same.yaml', '--data', join(folder, 'nothing'))
  expect(empty).toMatchObject({ status: 1, said: expect.stringContaining('TOCSIN_STORE_OPEN') })
  const away = await tocsin('backtest', '--config', 'same.yaml', '--url', 'http://127.0.0.1:9')
  expect(away).toMatchObject({ status: 3 })
  const broken = await tocsin('backtest', '--config', 'broken.yaml', '--data', hub.data)
  expect(broken).toMatchObject({
    status: 1,
    out: expect.stringContaining('Did you mean "policies"'),
  })
})

test('explain tells the story of an alert by its id', async () => {
  const { status, out } = await tocsin('explain', alertId, '--url', hub.app.url)
  expect(status).toBe(0)
  expect(out).toContain(`alert ${alertId} of source "aliyun", firing now`)
  expect(out).toMatch(/state +The alert opens\n/)
  expect(out).toMatch(/attempt +Sent to ops \(dingtalk\)/)
  const unknown = await tocsin('explain', 'nothing', '--url', hub.app.url)
  expect(unknown).toMatchObject({ status: 1, out: expect.stringContaining('found neither') })
})

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)(
  '%s ends it as shells expect, so that what it wrote for a while is removed',
  async (signal, status) => {
    // A hub that takes the question and never answers.
    const asked = Promise.withResolvers<void>()
    const silent = createServer(() => asked.resolve())
    const port = await new Promise<number>((resolve) =>
      silent.listen(0, '127.0.0.1', () => resolve((silent.address() as AddressInfo).port)),
    )
    const words = ['backtest', '--config', 'same.yaml', '--url', `http://127.0.0.1:${port}`]
    const child = spawn(process.execPath, [MAIN, ...words], { cwd: folder, stdio: 'ignore' })
    const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)))
    await asked.promise
    child.kill(signal)
    expect(await ended).toBe(status)
    silent.closeAllConnections()
    silent.close()
  },
)
