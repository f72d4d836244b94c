import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { reboot } from '../harness/events.ts'
import { startHub } from '../harness/hub.ts'
import { type HubProcess, startHubProcess } from '../harness/hub-process.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const KEY = 'process-test-key'

const configOf = (severity: string): string => `
sources: { aliyun: { type: cloudmonitor, key: ${KEY} } }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "http://127.0.0.1:9/robot/send?access_token=SENTINELTOKEN", secret: SENTINELSECRET }] } }
policies: { trouble: { match: ['severity="${severity}"'], notify: [{ to: ops }] } }
fallback: ops
`

let folder: string
let config: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-process-'))
  config = join(folder, 'tocsin.yaml')
  await writeFile(config, configOf('critical'))
})
afterEach(() => rm(folder, { recursive: true }))

type Run = { status: number; out: string; err: string }

/** Runs the command line to its end. */
function tocsin(...words: readonly string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [MAIN, ...words],
      { env: { ...process.env, NO_COLOR: '1' } },
      (error, out, err) => {
        resolve({ status: typeof error?.code === 'number' ? error.code : 0, out, err })
      },
    )
  })
}

async function statusOf(hub: HubProcess): Promise<ReturnType<typeof Object>> {
  return (await fetch(`${hub.url}/api/v1/status`)).json()
}

/** Waits until `look` gives true; a bounded number of looks. */
async function until(look: () => Promise<boolean>): Promise<void> {
  for (let looks = 0; looks < 400; looks++) {
    if (await look()) return
    await sleep(50)
  }
  throw new Error('it does not come about')
}

describe('the configuration of a running hub', () => {
  let hub: HubProcess
  beforeEach(async () => {
    hub = await startHubProcess({ config, data: join(folder, 'data') })
  })
  afterEach(async () => {
    expect(await hub.stop()).toBe(0)
  })

  test('is replaced when the file changes, and when SIGHUP asks for it', async () => {
    const first = (await statusOf(hub)).configuration.revision
    await writeFile(config, configOf('warning'))
    await until(async () => (await statusOf(hub)).configuration.revision !== first)
    const second = (await statusOf(hub)).configuration
    hub.signal('SIGHUP')
    await until(async () => (await statusOf(hub)).configuration.loadedAt !== second.loadedAt)
    expect((await statusOf(hub)).configuration.revision).toBe(second.revision)
  })

  test('stays the last good one while the file is broken, and the status says what is wrong', async () => {
    const first = (await statusOf(hub)).configuration.revision
    await writeFile(config, configOf('critical').replace('policies:', 'polices:'))
    await until(async () => (await statusOf(hub)).configuration.broken !== undefined)
    const { revision, broken } = (await statusOf(hub)).configuration
    expect(revision).toBe(first)
    expect(broken.problems.join('\n')).toMatch(
      /tocsin\.yaml:4:1 .*"polices" is not a key here, in the configuration\. Did you mean "policies"\?/,
    )
    expect(
      (
        await fetch(`${hub.url}/in/${KEY}`, {
          method: 'POST',
          body: JSON.stringify(reboot('i-1', 'Scheduled')),
        })
      ).status,
    ).toBe(200)
    const told = await tocsin('status', '--url', hub.url)
    expect(told.status).toBe(1)
    expect(told.out).toContain('the last good one runs')
    await writeFile(config, configOf('critical'))
    await until(async () => (await statusOf(hub)).configuration.broken === undefined)
  })

  test('shows no secret and no address of a robot in the log, the API or the command line', async () => {
    const answer = await fetch(`${hub.url}/in/${KEY}`, {
      method: 'POST',
      body: JSON.stringify(reboot('i-1', 'Scheduled')),
    })
    const [id] = Object(await answer.json()).events
    await until(async () =>
      (await statusOf(hub)).lanes.some((lane: { health: string }) => lane.health === 'failing'),
    )
    const told = await Promise.all([
      tocsin('explain', id, '--url', hub.url),
      tocsin('explain', id, '--json', '--url', hub.url),
      tocsin('status', '--json', '--url', hub.url),
    ])
    const paths = ['status', 'events', `events/${id}`, 'alerts', 'notifications', 'quarantine']
    const pages = await Promise.all(
      paths.map(async (path) => (await fetch(`${hub.url}/api/v1/${path}`)).text()),
    )
    const everything = [...told.flatMap(({ out, err }) => [out, err]), ...pages, ...hub.log].join(
      '\n',
    )
    expect(everything).toContain('i-1')
    expect(everything).not.toMatch(
      new RegExp(`SENTINELTOKEN|SENTINELSECRET|access_token=[^*]|${KEY}`),
    )
  })
})

describe('the command line', () => {
  test('check says that a good file is good, and tells every problem of a bad one with its line', async () => {
    expect(await tocsin('check', config)).toMatchObject({
      status: 0,
      out: expect.stringContaining('is good: 1 source, 1 contact, '),
    })
    await writeFile(
      config,
      configOf('critical')
        .replace('to: ops', 'to: opps')
        .replace('fallback: ops', 'fallback: opss'),
    )
    const bad = await tocsin('check', config)
    expect(bad.status).toBe(1)
    expect(bad.out).toMatch(/:5:\d+ .*"opss".*"ops"/)
    expect(bad.out).toMatch(/:4:\d+ .*"opps".*"ops"/)
    const json = await tocsin('check', config, '--json')
    expect(JSON.parse(json.out)).toMatchObject({ ok: false, problems: [{ line: 4 }, { line: 5 }] })
  })

  test('send posts files as their sender would, and fails for what is refused', async () => {
    const hub = await startHubProcess({ config, data: join(folder, 'data') })
    const good = join(folder, 'good.json')
    const bad = join(folder, 'bad.json')
    await writeFile(good, JSON.stringify(reboot('i-1', 'Scheduled')))
    await writeFile(bad, '{')
    const sent = await tocsin('send', good, '--key', KEY, '--url', hub.url)
    expect(sent).toMatchObject({
      status: 0,
      out: expect.stringMatching(/good\.json: taken as \w{26}/),
    })
    const [id = ''] = /\w{26}/.exec(sent.out) ?? []
    await until(async () =>
      (await tocsin('explain', id, '--url', hub.url)).out.includes('matched   policy "trouble"'),
    )
    const refused = await tocsin('send', bad, '--key', KEY, '--url', hub.url)
    expect(refused).toMatchObject({
      status: 1,
      out: expect.stringMatching(/refused\. Expected: .* quarantine/s),
    })
    expect((await tocsin('explain', 'nothing', '--url', hub.url)).status).toBe(1)
    await hub.stop()
  })

  test('a hub that does not answer is status 3, and a word that is not understood is status 2', async () => {
    expect(await tocsin('status', '--url', 'http://127.0.0.1:9')).toMatchObject({
      status: 3,
      err: expect.stringContaining('TOCSIN_UNREACHABLE'),
    })
    expect((await tocsin('stauts')).status).toBe(2)
    expect(await tocsin('serve', '--listen', 'nonsense', '--config', config)).toMatchObject({
      status: 2,
      err: expect.stringContaining('127.0.0.1:8080'),
    })
    expect((await tocsin('--help')).status).toBe(0)
  })

  test('a port that is taken is said, and the data folder is left in peace', async () => {
    const hub = await startHubProcess({ config, data: join(folder, 'data') })
    const second = await tocsin(
      'serve',
      '--config',
      config,
      '--data',
      join(folder, 'other'),
      '--listen',
      new URL(hub.url).host,
    )
    expect(second).toMatchObject({ status: 1, err: expect.stringContaining('TOCSIN_LISTEN') })
    await hub.stop()
  })

  test('a second hub on one data folder is refused; after a kill the folder is free', async () => {
    const data = join(folder, 'data')
    const hub = await startHubProcess({ config, data })
    const second = await tocsin('serve', '--config', config, '--data', data, '--listen', FREE)
    expect(second).toMatchObject({ status: 1, err: expect.stringContaining('Stop the other hub') })
    await hub.kill()
    const next = await startHubProcess({ config, data })
    expect(await next.stop()).toBe(0)
  })
})

const FREE = '127.0.0.1:0'

test('a robot that was broken and is no longer configured does not make the status fail', async () => {
  const robot = (token: string): string => `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}${token}" }] } }
policies: { all: { match: ['source="aliyun"'], notify: [{ to: ops }] } }
`
  const hub = await startHub(robot('first'))
  await hub.sandbox('POST', 'faults', { token: 'first', kind: 'removed' })
  await hub.post(reboot('i-one', 'Scheduled'))
  await hub.settle()
  const before = await tocsin('status', '--url', hub.app.url)
  await hub.configure(robot('second'))
  const after = await tocsin('status', '--url', hub.app.url)
  await hub.close()
  expect([before.status, after.status]).toEqual([1, 0])
})
