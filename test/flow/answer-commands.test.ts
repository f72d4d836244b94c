import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { parsePublicUrl } from '../../src/cli/public-url.ts'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'
import { startHubProcess } from '../harness/hub-process.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const HUB = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
policies: { trouble: { match: ['product="ECS"'], notify: [{ to: ops }] } }
fallback: ops
`

let hub: TestHub | undefined
afterEach(async () => {
  await hub?.close()
  hub = undefined
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

test('an alert is acknowledged, escalated and resolved from a terminal, and its story says by whom', async () => {
  hub = await startHub(HUB)
  const [event] = await hub.post(reboot('i-web', 'Scheduled'))
  await hub.settle()
  const { id } = (await hub.call('GET', '/api/v1/alerts')).body.alerts[0]
  expect(await tocsin('ack', id, '--by', 'Wang')).toMatchObject({
    status: 0,
    out: expect.stringMatching(/: done\n$/),
  })
  await hub.settle()
  expect((await tocsin('ack', id, '--by', 'Wang')).out).toMatch(/it was so already/)
  await tocsin('escalate', id, '--by', 'Wang', '--comment', 'need a DBA')
  await hub.settle()
  expect(await tocsin('escalate', id, '--by', 'Wang')).toMatchObject({ status: 1 })
  const resolved = await tocsin('resolve', id, '--by', 'Li', '--json')
  expect(JSON.parse(resolved.out)).toMatchObject({ verdict: 'done', alert: { state: 'resolved' } })
  await hub.settle()
  const { out } = await tocsin('explain', String(event))
  expect(out).toContain('answer    acknowledge: Wang (on the command line) at ')
  expect(out).toMatch(/answer {4}escalate: Wang .*: need a DBA/)
  expect(await tocsin('ack', 'nothing', '--by', 'Wang')).toMatchObject({
    status: 1,
    out: expect.stringContaining('Expected the id of an alert'),
  })
}, 60_000)

test('silences are made, listed and ended from a terminal', async () => {
  hub = await startHub(HUB)
  expect((await tocsin('silence', 'list')).out).toBe('There is no silence.\n')
  const words = ['silence', 'add', 'product="ECS"', '--duration', '2h', '--by', 'Li', '--json']
  const made = JSON.parse((await tocsin(...words)).out)
  expect(made).toMatchObject({ matchers: ['product="ECS"'], createdBy: 'Li', state: 'active' })
  expect(Date.parse(made.endsAt) - Date.parse(made.startsAt)).toBe(2 * 3_600_000)
  expect((await tocsin('silence', 'list')).out).toContain(made.id)
  expect((await tocsin('silence', 'expire', made.id)).out).toContain('expired')
  expect(await tocsin('silence', 'add', 'product')).toMatchObject({ status: 1 })
  expect(await tocsin('silence', 'add', 'a="b"', '--duration', 'soon')).toMatchObject({
    status: 2,
    err: expect.stringContaining('--duration'),
  })
}, 60_000)

test.each([
  ['https://tocsin.example.com', 'https://tocsin.example.com'],
  ['http://10.0.0.1:8080/', 'http://10.0.0.1:8080'],
  ['https://ops.example.com/tocsin/', 'https://ops.example.com/tocsin'],
])('the public address %s is taken as %s', (given, taken) => {
  expect(parsePublicUrl(given)).toBe(taken)
})

test.each([
  'tocsin.example.com',
  'ftp://tocsin.example.com',
  'https://user:secret@tocsin.example.com',
  'https://tocsin.example.com/?x=1',
  'https://tocsin.example.com/#x',
])('the public address %s is refused, and not repeated', (given) => {
  expect(() => parsePublicUrl(given)).toThrow(/^Expected --public-url as an http or https address/)
})

test('without a public address messages have no buttons; with one they lead there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-public-'))
  const sandbox = await startHub(HUB)
  try {
    for (const publicUrl of [undefined, 'https://ops.example.com/tocsin/']) {
      const token = publicUrl === undefined ? 'plain' : 'public'
      const config = join(folder, `${token}.yaml`)
      const robot = `${sandbox.app.url}/sandbox/dingtalk/robot/send?access_token=`
      await writeFile(config, HUB.replace('${ROBOT}ops', `${robot}${token}`))
      const data = join(folder, token)
      const environment: Record<string, string> =
        publicUrl === undefined ? {} : { TOCSIN_PUBLIC_URL: publicUrl }
      const process = await startHubProcess({ config, data, environment })
      const body = JSON.stringify(reboot('i-web', 'Scheduled'))
      await fetch(`${process.url}/in/test-ingest-key`, { method: 'POST', body })
      await expect.poll(async () => (await sandbox.heard(token)).length).toBe(1)
      const said = decodeURIComponent(JSON.stringify(await sandbox.heard(token)))
      expect(said.includes('https://ops.example.com/tocsin/a/')).toBe(publicUrl !== undefined)
      expect(said.includes('/a/')).toBe(publicUrl !== undefined)
      await process.stop()
    }
  } finally {
    await sandbox.close()
    await rm(folder, { recursive: true })
  }
}, 60_000)

test('an answer that was said to be taken is there after a kill', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-answer-kill-'))
  const config = join(folder, 'tocsin.yaml')
  await writeFile(
    config,
    HUB.replace('${ROBOT}ops', 'http://127.0.0.1:9/robot/send?access_token=x'),
  )
  const options = { config, data: join(folder, 'data') }
  const alertOf = async (url: string): Promise<ReturnType<typeof Object>> =>
    Object(await (await fetch(`${url}/api/v1/alerts`)).json()).alerts[0]
  let hubProcess = await startHubProcess(options)
  try {
    const body = JSON.stringify(reboot('i-web', 'Scheduled'))
    await fetch(`${hubProcess.url}/in/test-ingest-key`, { method: 'POST', body })
    await expect.poll(async () => (await alertOf(hubProcess.url))?.state).toBe('firing')
    const { id } = await alertOf(hubProcess.url)
    const answer = await fetch(`${hubProcess.url}/api/v1/alerts/${id}/acknowledge`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ by: 'Wang' }),
    })
    await hubProcess.kill()
    expect(answer.status).toBe(200)
    hubProcess = await startHubProcess(options)
    await expect
      .poll(() => alertOf(hubProcess.url))
      .toMatchObject({ state: 'acknowledged', acknowledgedBy: 'Wang' })
  } finally {
    await hubProcess.stop()
    await rm(folder, { recursive: true })
  }
}, 60_000)

test('a silence is previewed, made, changed and ended from a terminal', async () => {
  hub = await startHub(HUB)
  await hub.post(reboot('i-web', 'Scheduled'))
  await hub.settle()
  const preview = await tocsin('silence', 'preview', 'product="ECS"')
  expect(preview.out).toMatch(
    /^It would hold at this moment\. Open alerts .*: 1\.\n {2}\S+ {2}critical/,
  )
  expect(preview.out).toContain('in the last 7 days: 1, of which it would have held 1.')
  expect(preview.out).toMatch(/policy "trouble" {2}1/)
  const times = ['--times', '22:00-07:00,12:00-13:00', '--zone', 'Asia/Shanghai']
  const made = await tocsin('silence', 'add', 'product="ECS"', ...times, '--by', 'Li', '--json')
  const silence = JSON.parse(made.out)
  expect(silence.recurs).toEqual([{ times: ['22:00-07:00', '12:00-13:00'], zone: 'Asia/Shanghai' }])
  const edited = await tocsin('silence', 'edit', silence.id, '--duration', '2h', '--json')
  expect(JSON.parse(edited.out)).toMatchObject({ id: silence.id, recurs: silence.recurs })
  const other = await tocsin('silence', 'edit', silence.id, 'product="RDS"', '--json')
  expect(JSON.parse(other.out).id).not.toBe(silence.id)
  expect((await tocsin('silence', 'list')).out).toMatch(/expired.*product="ECS"/)
  expect((await tocsin('silence', 'list')).out).toContain(
    ', only 22:00-07:00, 12:00-13:00 (Asia/Shanghai)',
  )
  expect(await tocsin('silence', 'add', 'a=~".*"')).toMatchObject({
    status: 1,
    out: expect.stringContaining('Expected at least one matcher'),
  })
}, 60_000)

test('maintenance is started, listed with the windows of the configuration, and ended from a terminal', async () => {
  hub = await startHub(`${HUB}maintenance: { nights: { match: [], times: ["02:00-03:00"] } }\n`)
  const started = await tocsin('maintenance', 'start', 'product="ECS"', '--by', 'Li', '--json')
  expect(JSON.parse(started.out)).toMatchObject({ kind: 'maintenance', state: 'active' })
  const list = await tocsin('maintenance', 'list')
  expect(list.out).toMatch(/^nights {2}active {2}holds until 2026-03-05T03:00:00.000Z/)
  expect(list.out).toContain(JSON.parse(started.out).id)
  const json = JSON.parse((await tocsin('maintenance', 'list', '--json')).out)
  expect(json).toMatchObject({ windows: [{ name: 'nights' }], silences: [{ createdBy: 'Li' }] })
  expect((await tocsin('maintenance', 'end', JSON.parse(started.out).id)).out).toContain('expired')
  expect((await tocsin('maintenance', 'preview', 'product="ECS"')).out).toMatch(
    /Open alerts .*: 0\./,
  )
}, 60_000)

test('inhibitions and mute timings are previewed from a terminal', async () => {
  hub = await startHub(HUB)
  await hub.post(reboot('i-web', 'Scheduled'))
  await hub.post(reboot('i-db', 'Scheduled', { level: 'WARN' }))
  await hub.settle()
  const sides = ['--source', 'severity="critical"', '--target', 'severity="warning"']
  const all = await tocsin('inhibition', 'preview', ...sides)
  expect(all.out).toMatch(/Open alerts .*: 1\./)
  expect(all.out).toContain('in the last 7 days: 2, of which it would have held 1.')
  const equal = await tocsin('inhibition', 'preview', ...sides, '--equal', 'resource,region')
  expect(equal.out).toMatch(/Open alerts .*: 0\./)
  const timing = await tocsin('timing', 'preview', '--times', '02:00-02:10', '--policy', 'trouble')
  expect(timing.out).toMatch(/^It would not hold at this moment\. Open alerts .*: 2\./)
  expect(timing.out).toContain('of which it would have held 0.')
  expect(await tocsin('timing', 'preview')).toMatchObject({
    status: 2,
    err: expect.stringContaining('Expected --times or --weekdays'),
  })
}, 60_000)
