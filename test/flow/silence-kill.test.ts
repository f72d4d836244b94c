// In: a hub in a process of its own, and kills. Out: what its chat heard. Must hold: a silence whose making was answered
// holds through SIGKILL, and lets go afterwards what it held before.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startSandbox } from '../../src/app.ts'
import { reboot } from '../harness/events.ts'
import { type HubProcess, startHubProcess } from '../harness/hub-process.ts'

const KEY = 'silence-kill-key'
const HOUR_MS = 3_600_000

const CONFIG = `
sources: { aliyun: { type: cloudmonitor, key: ${KEY} } }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}" }] } }
policies: { all: { match: ['source="aliyun"'], notify: [{ to: ops }] } }
fallback: ops
`

let folder: string
let sandbox: Awaited<ReturnType<typeof startSandbox>>
let hub: HubProcess
const start = async (): Promise<void> => {
  hub = await startHubProcess({
    config: join(folder, 'tocsin.yaml'),
    data: join(folder, 'data'),
    environment: { ROBOT: `${sandbox.url}/sandbox/dingtalk/robot/send?access_token=ops` },
  })
}
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-silence-'))
  await writeFile(join(folder, 'tocsin.yaml'), CONFIG)
  sandbox = await startSandbox({ host: '127.0.0.1', port: 0, strictTokens: false })
  await start()
})
afterEach(async () => {
  await hub.kill()
  await sandbox.stop()
  await rm(folder, { recursive: true })
})

async function call(
  method: string,
  path: string,
  body?: object,
): Promise<ReturnType<typeof Object>> {
  const answer = await fetch(`${hub.url}${path}`, {
    method,
    ...(body
      ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      : {}),
  })
  expect(answer.status, `${method} ${path}`).toBeLessThan(300)
  const text = await answer.text()
  return text === '' ? {} : Object(JSON.parse(text))
}

/** Looks until `look` gives true; a bounded number of times. */
async function until(look: () => Promise<boolean>): Promise<void> {
  for (let looks = 0; looks < 1_200; looks++) {
    if (await look()) return
    await sleep(50)
  }
  throw new Error('it does not come about')
}

/** Posts what begins at the instance; gives its event when the hub has nothing left to do with it. */
async function begins(instance: string): Promise<string> {
  const { events } = await call('POST', `/in/${KEY}`, reboot(instance, 'Scheduled'))
  await until(async () => {
    const { counts } = await call('GET', '/api/v1/status')
    return counts.unsettled + counts.dueGroups + counts.due + counts.leased === 0
  })
  return events[0]
}

/** Which of the instances the chat has heard of, as often as it has. */
async function heard(): Promise<readonly string[]> {
  const answer = await fetch(`${sandbox.url}/sandbox/api/messages?since=0`)
  const { messages } = Object(await answer.json())
  return messages.flatMap(({ payload }: { payload: unknown }) => [
    ...new Set(JSON.stringify(payload).match(/i-(held|later|other)/g)),
  ])
}

const killAndStart = async (): Promise<void> => {
  await hub.kill()
  await start()
}

test('a silence made by the API is there after SIGKILL, holds what it held and what comes, and its end is there too', async () => {
  const silence = await call('POST', '/api/v1/silences', {
    matchers: ['instance=~"i-held|i-later"'],
    endsAt: new Date(Date.now() + HOUR_MS).toISOString(),
    createdBy: 'Li',
    comment: 'works',
  })
  await killAndStart()
  const listed = await call('GET', '/api/v1/silences')
  expect(listed.silences).toEqual([expect.objectContaining({ ...silence, state: 'active' })])

  const held = await begins('i-held')
  await begins('i-other')
  expect(await heard()).toEqual(['i-other'])
  await killAndStart()
  const later = await begins('i-later')
  expect(await heard()).toEqual(['i-other'])
  for (const event of [held, later])
    expect((await call('GET', `/api/v1/events/${event}`)).held).toMatchObject([
      { reason: 'silenced', by: silence.id, until: silence.endsAt },
    ])

  await call('DELETE', `/api/v1/silences/${silence.id}`)
  await killAndStart()
  // What was under way at the kill may be told twice.
  await until(async () => new Set(await heard()).size === 3)
  expect((await call('GET', '/api/v1/silences')).silences).toMatchObject([{ state: 'expired' }])
})
