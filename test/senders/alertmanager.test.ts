// Debian's own prometheus, prometheus-alertmanager and amtool against a running hub, as their users set them up.
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { request } from 'undici'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type HubProcess, startHubProcess } from '../harness/hub-process.ts'

const run = promisify(execFile)
const PROGRAMS = ['prometheus', 'prometheus-alertmanager', 'amtool']
const missing = PROGRAMS.filter((program) => !isInstalled(program))

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

beforeEach((context) => {
  context.skip(missing.length > 0, `not on the PATH: ${missing.join(', ')}`)
})

const HUB = `
sources: { cluster: { type: alertmanager, key: test-ingest-key } }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}" }] } }
contactGroups: { team: [ops] }
policies: { all: { match: [], group: { by: [alert], wait: 0s }, storm: off, notify: [{ to: team }] } }
`

let folder: string
let hub: HubProcess
const children: ChildProcess[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-senders-'))
  if (missing.length > 0) return
  const config = file('tocsin.yaml', HUB)
  hub = await startHubProcess({
    config,
    data: join(folder, 'data'),
    words: ['--sandbox'],
    // Nobody listens there: what the hub would tell is seen in its own outbox.
    environment: { ROBOT: 'http://127.0.0.1:9/robot/send?access_token=x' },
  })
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  if (missing.length === 0) await hub.stop()
  rmSync(folder, { recursive: true })
})

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

function start(program: string, ...options: readonly string[]): void {
  children.push(spawn(program, options, { stdio: 'ignore' }))
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function get(path: string): Promise<ReturnType<typeof Object>> {
  const answer = await request(`${hub.url}${path}`)
  return answer.body.json()
}

/** The alerts of this name, newest first. */
async function alertsNamed(name: string): Promise<ReturnType<typeof Object>[]> {
  const { alerts } = await get('/api/v1/alerts')
  return alerts.filter((alert: ReturnType<typeof Object>) => alert.name === name)
}

/** Real programs have their own pace: looked at until it is so, for as long as a test may take. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let looks = 0; looks < 250; looks++) {
    if (await isSo()) return
    await sleep(200)
  }
  throw new Error(`it was not so for a long time; the hub says:\n${hub.log.join('\n')}`)
}

async function amtool(...words: string[]): Promise<string> {
  const options = [`--alertmanager.url=${hub.url}/in/test-ingest-key`]
  const environment = { ...process.env, HOME: folder, USER: 'tester' }
  const { stdout } = await run('amtool', [...words, ...options], { env: environment })
  return stdout
}

describe('prometheus', () => {
  test('posts a rule that fires, again and again, and its end', async () => {
    const firesUntil = Math.floor(Date.now() / 1000) + 12
    const rules = file(
      'rules.yml',
      `groups:
- name: tests
  interval: 1s
  rules:
  - { alert: Fires, expr: "vector(time()) < ${firesUntil}", labels: { severity: page, team: web }, annotations: { summary: "It fires" } }
`,
    )
    const { host } = new URL(hub.url)
    const config = file(
      'prometheus.yml',
      `global: { evaluation_interval: 1s }
rule_files: ["${rules}"]
alerting: { alertmanagers: [{ path_prefix: /in/test-ingest-key, static_configs: [{ targets: ["${host}"] }] }] }
`,
    )
    start(
      'prometheus',
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'prometheus')}`,
      '--web.listen-address=127.0.0.1:0',
      '--rules.alert.resend-delay=1s',
    )
    await until(async () => (await alertsNamed('Fires')).length === 1)
    const [firing] = await alertsNamed('Fires')
    expect(firing).toMatchObject({ severity: 'critical', title: { en: 'It fires' } })
    const [shown] = await get('/in/test-ingest-key/api/v2/alerts?filter=alertname=Fires')
    expect(shown).toMatchObject({ labels: { alertname: 'Fires', severity: 'page', team: 'web' } })
    const isLater = async (): Promise<boolean> => {
      const [now] = await get('/in/test-ingest-key/api/v2/alerts?filter=alertname=Fires')
      return now === undefined || now.endsAt > shown.endsAt
    }
    await until(isLater)
    await until(async () => (await alertsNamed('Fires'))[0].state === 'resolved')
    const { events } = await get('/api/v1/events')
    const said = events.filter((event: ReturnType<typeof Object>) => event.name === 'Fires')
    expect(said.map(({ kind }: { kind: string }) => kind)).toEqual(['resolved', 'firing'])
  }, 60_000)
})

describe('amtool', () => {
  test('adds an alert and finds it', async () => {
    await amtool('alert', 'add', 'Added', 'severity=warning', '--annotation=summary=by hand')
    const [found] = JSON.parse(await amtool('alert', 'query', 'alertname=Added', '-o', 'json'))
    expect(found).toMatchObject({
      annotations: { summary: 'by hand' },
      labels: { alertname: 'Added', severity: 'warning' },
      receivers: [{ name: 'team' }],
      status: { state: 'active' },
    })
    expect(await amtool('alert', 'query', '--receiver=none')).not.toContain('Added')
  })

  test('makes a silence, sees what it holds, changes it and ends it', async () => {
    await amtool('alert', 'add', 'Silenced', 'severity=critical')
    const id = (
      await amtool('silence', 'add', '-c', 'works', '-d', '1h', 'alertname=Silenced')
    ).trim()
    expect(await amtool('silence', 'query', '-q')).toContain(id)
    expect(await amtool('alert', 'query', '--silenced')).toContain('Silenced')
    expect(await amtool('alert', 'query')).not.toContain('Silenced')
    const longer = (await amtool('silence', 'update', '-d', '3h', '-c', 'more works', id)).trim()
    expect(await amtool('silence', 'query')).toContain('more works')
    const last = longer.match(/[\da-f-]{36}/)?.[0] ?? id
    await amtool('silence', 'expire', last)
    expect(await amtool('silence', 'query', '-q')).not.toContain(last)
    expect(await amtool('silence', 'query', '--expired', '-q')).toContain(last)
    expect(await amtool('alert', 'query')).toContain('Silenced')
  })

  test('is refused a silence that would hold everything, and one that is not there, with the reason', async () => {
    const refused = async (...words: string[]): Promise<string> =>
      amtool(...words).then(
        () => 'done',
        (error: unknown) => String(Object(error).stderr),
      )
    expect(await refused('silence', 'add', '-c', 'x', 'alertname=~.*')).toContain('empty string')
    const nobody = '00000000-0000-0000-0000-000000000000'
    expect(await refused('silence', 'expire', nobody)).toContain('404')
  })

  test('shows the configuration and the cluster', async () => {
    expect(await amtool('config', 'show')).toContain('team')
    expect(await amtool('config', 'routes', 'show')).toContain('team')
    expect(await amtool('cluster', 'show')).toContain('disabled')
  })
})

test("alertmanager's own webhook brings what it was posted, and its end", async () => {
  const config = file(
    'alertmanager.yml',
    `route: { receiver: hub, group_by: [alertname], group_wait: 0s, group_interval: 1s }
receivers: [{ name: hub, webhook_configs: [{ url: "${hub.url}/in/test-ingest-key" }] }]
`,
  )
  const port = await freePort()
  start(
    'prometheus-alertmanager',
    `--config.file=${config}`,
    `--storage.path=${join(folder, 'alertmanager')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
  )
  const post = async (alert: object): Promise<boolean> => {
    const answer = await request(`http://127.0.0.1:${port}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([alert]),
    }).catch(() => undefined)
    await answer?.body.dump()
    return answer?.statusCode === 200
  }
  const labels = { alertname: 'Webhooked', instance: 'web-1' }
  await until(() => post({ labels }))
  await until(async () => (await alertsNamed('Webhooked'))[0]?.state === 'firing')
  await post({ labels, endsAt: new Date().toISOString() })
  await until(async () => (await alertsNamed('Webhooked'))[0]?.state === 'resolved')
  expect(await alertsNamed('Webhooked')).toHaveLength(1)
}, 60_000)
