// In: commands about sources against a running hub. Out: what they print, and their exit status.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { stopped } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

const CONFIG = `
sources:
  aliyun: { type: cloudmonitor, key: test-ingest-key }
  jobs: { type: heartbeat, key: jobs-ingest-key, interval: 1h }
`

let hub: TestHub
afterEach(() => hub.close())

/** Each command is a process of its own, which takes seconds where a machine is busy. */
const SLOW_MS = 180_000

/** What a command prints, and its exit status. */
function run(...words: readonly string[]): Promise<{ status: number; text: string }> {
  const env = { ...process.env, NO_COLOR: '1', TOCSIN_URL: hub.app.url }
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, 'sources', ...words], { env }, (error, text) => {
      resolve({ status: Number(error?.code ?? 0), text })
    })
  })
}

test(
  'a terminal shows sources, their requests and their monitors',
  async () => {
    hub = await startHub(CONFIG)
    expect((await run()).text).toContain('never heard')
    const [id] = await hub.post(stopped('i-1'))
    await hub.call('POST', '/in/test-ingest-key', { body: 'nonsense' })
    await hub.call('GET', '/in/jobs-ingest-key/nightly')
    await hub.settle()
    const listed = await run('list')
    expect(listed.status).toBe(0)
    expect(listed.text).toMatch(/aliyun +cloudmonitor .*2 requests, 1 events, 1 quarantined/)
    expect(listed.text).toMatch(/nightly +monitor +up/)
    const log = await run('log', 'aliyun')
    expect(log.text).toMatch(/400 +quarantined/)
    expect(log.text).toContain('held (no-policy)')
    const { requests } = (await hub.call('GET', '/api/v1/sources/aliyun/requests')).body
    const one = await run('request', 'aliyun', requests[1].id)
    expect(one.text).toContain('POST /in/***')
    expect(one.text).toContain(id)
    expect(JSON.parse((await run('request', 'aliyun', requests[1].id, '--json')).text).id).toBe(
      requests[1].id,
    )
    const again = await run('replay', requests[0].id)
    expect(again.status).toBe(1)
    expect(again.text).toContain('still not read')
  },
  SLOW_MS,
)

test(
  'a monitor that is silent or failed makes the list fail, and it can be forgotten',
  async () => {
    hub = await startHub(CONFIG)
    await hub.call('GET', '/in/jobs-ingest-key/nightly/fail')
    await hub.settle()
    expect((await run()).status).toBe(1)
    expect((await run('forget', 'jobs', 'nightly')).status).toBe(0)
    await hub.settle()
    expect(await run()).toMatchObject({ status: 0, text: expect.not.stringContaining('nightly') })
    expect((await run('forget', 'jobs', 'nightly')).status).toBe(1)
    expect((await run('log', 'none')).status).toBe(1)
  },
  SLOW_MS,
)
