import { afterEach, expect, test } from 'vitest'
import type { WireEndpoint, WireNotification } from '../../src/api/wire.ts'
import { Secret } from '../../src/base/secret.ts'
import { runCli } from '../../src/cli/cli.ts'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const yamlOf = (endpoints: string): string => `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops:
    endpoints:
${endpoints}
  duty: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}duty" }] }
policies:
  everything: { match: [], notify: [{ to: ops }] }
fallback: duty
`
const ONE = yamlOf('      - { channel: dingtalk, url: "${ROBOT}ops", secret: SECops }')
const STANDBY = yamlOf(`      - { channel: dingtalk, url: "\${ROBOT}ops" }
      - { channel: dingtalk, url: "\${ROBOT}reserve", standby: true }`)
const POOL = yamlOf(`      - { channel: dingtalk, url: "\${ROBOT}one", pool: chat }
      - { channel: dingtalk, url: "\${ROBOT}two", pool: chat }
      - { channel: dingtalk, url: "\${ROBOT}three", pool: chat }`)

let hub: TestHub
afterEach(() => hub.close())

const endpoints = async (): Promise<readonly WireEndpoint[]> =>
  (await hub.call('GET', '/api/v1/endpoints')).body.endpoints

const dead = async (): Promise<readonly WireNotification[]> =>
  (await hub.call('GET', '/api/v1/notifications?state=dead')).body.notifications

async function cli(...words: string[]): Promise<number> {
  return runCli([...words, '--url', hub.app.url])
}

test('the list of endpoints says how each is and what to do, and no address or secret', async () => {
  hub = await startHub(ONE)
  await hub.sandbox('POST', 'faults', { token: 'ops', kind: 'removed' })
  await hub.post(reboot('i-one', 'Scheduled'))
  await hub.settle()
  const [ops, duty] = await endpoints()
  expect(ops).toMatchObject({
    contact: 'ops',
    channel: 'dingtalk',
    health: 'broken',
    text: { en: expect.stringMatching(/^Robot stopped or removed since 2026-03-05T02:15Z: /) },
    dead: 1,
    owed: 0,
    used: 1,
    limit: { messagesMax: 20, windowMs: 60_000 },
  })
  expect(duty).toMatchObject({ contact: 'duty', health: 'ok', used: 1, dead: 0 })
  const body = JSON.stringify(await endpoints())
  expect(body).not.toMatch(/access_token|SECops|http/)
})

test('what was given up is sent again on request, as it is then, once and under its own id', async () => {
  hub = await startHub(ONE)
  await hub.sandbox('POST', 'faults', { token: 'ops', kind: 'removed' })
  for (const name of ['i-one', 'i-two', 'i-three']) await hub.post(reboot(name, 'Scheduled'))
  await hub.settle()
  const given = await dead()
  expect(given).toHaveLength(3)
  await hub.sandbox('DELETE', 'faults', {})
  hub.clock.advance(1000)
  expect(await cli('resend', String(given[0]?.id))).toBe(0)
  await hub.settle()
  expect(await hub.heard('ops')).toHaveLength(1)
  expect(await cli('resend', String(given[0]?.id))).toBe(1)
  await hub.post(reboot('i-one', 'Executed'))
  await hub.pass(2000)
  const [ops] = await endpoints()
  expect(await cli('resend', '--endpoint', String(ops?.id))).toBe(0)
  await hub.pass(3000)
  expect(await dead()).toEqual([])
  const resent = (await hub.heard('ops')).map(({ preview }) => preview)
  expect(resent).toHaveLength(4)
  expect(resent[2]).toMatch(/✅/)
  expect((await hub.call('GET', `/api/v1/notifications/${given[0]?.id}`)).body).toMatchObject({
    state: 'sent',
    attempts: [{ outcome: 'refused' }, { outcome: 'sent' }],
  })
})

test('what a robot that is gone could not be told is sent again by the new one whose URL was pasted', async () => {
  hub = await startHub(ONE)
  await hub.sandbox('POST', 'faults', { token: 'ops', kind: 'removed' })
  const names = ['i-one', 'i-two', 'i-three']
  for (const name of names) await hub.post(reboot(name, 'Scheduled'))
  await hub.settle()
  const [first] = await dead()
  expect(await dead()).toHaveLength(3)
  await hub.configure(yamlOf('      - { channel: dingtalk, url: "${ROBOT}fresh" }'))
  hub.clock.advance(1000)
  expect(await cli('resend', String(first?.id))).toBe(0)
  await hub.settle()
  expect(await hub.heard('fresh')).toHaveLength(1)
  const [ops] = await endpoints()
  expect(await cli('resend', '--endpoint', String(ops?.id))).toBe(0)
  await hub.pass(3000)
  expect(await dead()).toEqual([])
  const told = JSON.stringify((await hub.heard('fresh')).map(({ payload }) => payload))
  for (const name of names) expect(told).toContain(name)
})

test('sending again needs an id that is known, the token, and no other site’s page', async () => {
  hub = await startHub(ONE, { apiToken: new Secret('let-me-in') })
  const path = '/api/v1/notifications/none/resend'
  expect((await hub.call('POST', path)).status).toBe(401)
  const authorization = 'Bearer let-me-in'
  expect((await hub.call('POST', path, { headers: { authorization } })).status).toBe(404)
  const foreign = { authorization, origin: 'https://elsewhere.example' }
  expect((await hub.call('POST', path, { headers: foreign })).status).toBe(403)
  const endpoint = '/api/v1/endpoints/ops%2Fdingtalk:none/resend'
  expect((await hub.call('POST', endpoint, { headers: { authorization } })).status).toBe(404)
  expect(await cli('resend')).toBe(2)
})

test('a standby endpoint hears what the other could not be told, and the story says why', async () => {
  hub = await startHub(STANDBY)
  await hub.post(reboot('i-one', 'Scheduled'))
  await hub.settle()
  expect(await hub.heard('ops')).toHaveLength(1)
  expect(await hub.heard('reserve')).toEqual([])
  await hub.sandbox('POST', 'faults', { token: 'ops', kind: 'stopped' })
  const [id] = await hub.post(reboot('i-two', 'Scheduled'))
  await hub.settle()
  const [copy] = await hub.heard('reserve')
  expect(copy?.preview).toMatch(/ECS planned reboot/)
  expect(JSON.stringify(copy?.payload)).toMatch(/\\"ops\\" could not be told/)
  expect(await hub.heard('duty')).toEqual([])
  const told = (await hub.explain(String(id))).told
  expect(told.map(({ state, trouble }) => [state, trouble?.en.slice(0, 23)])).toEqual([
    ['dead', undefined],
    ['sent', '"ops" could not be told'],
  ])
})

test('a standby endpoint hears within some minutes of what a silent platform keeps waiting', async () => {
  hub = await startHub(STANDBY)
  await hub.sandbox('POST', 'faults', { token: 'ops', kind: 'http502' })
  await hub.post(reboot('i-one', 'Scheduled'))
  await hub.pass(150_000, 5000)
  expect(await hub.heard('reserve')).toHaveLength(1)
  await hub.sandbox('DELETE', 'faults', {})
  await hub.pass(600_000, 20_000)
  expect(await hub.heard('ops')).toHaveLength(1)
  expect(await hub.heard('reserve')).toHaveLength(1)
})

test('a pool of three robots takes 36 alerts one by one in a minute, where one would take 12', async () => {
  hub = await startHub(POOL.replace('match: []', 'match: [], storm: off'))
  for (let number = 0; number < 36; number++)
    await hub.post(reboot(`i-${String(number).padStart(2, '0')}`, 'Scheduled'))
  await hub.settle()
  const heard = await Promise.all(['one', 'two', 'three'].map((token) => hub.heard(token)))
  expect(heard.map((messages) => messages.length)).toEqual([20, 16, 0])
  expect(await hub.refused()).toEqual([])
  expect((await endpoints()).slice(0, 3).map(({ pool, used }) => [pool, used])).toEqual([
    ['chat', 20],
    ['chat', 16],
    ['chat', 0],
  ])
})

test.each([
  [
    'a robot of a pool that is also used elsewhere',
    yamlOf(`      - { channel: dingtalk, url: "\${ROBOT}duty", pool: chat }
      - { channel: dingtalk, url: "\${ROBOT}two", pool: chat }`),
    /in a pool and also used elsewhere \(line/,
  ],
  [
    'a pool of two channels',
    yamlOf(`      - { channel: dingtalk, url: "\${ROBOT}one", pool: chat }
      - { channel: webhook, url: "https://example.com/hook", pool: chat }`),
    /Expected one channel in the pool "chat", found webhook beside dingtalk/,
  ],
  [
    'a contact that only stands by',
    yamlOf('      - { channel: dingtalk, url: "${ROBOT}one", standby: true }'),
    /"ops" has standby endpoints only/,
  ],
  [
    'a pool of which a part stands by',
    yamlOf(`      - { channel: dingtalk, url: "\${ROBOT}one", pool: chat }
      - { channel: dingtalk, url: "\${ROBOT}two", pool: chat, standby: true }`),
    /to stand by or none/,
  ],
])('the configuration refuses %s', async (_, yaml, expected) => {
  hub = await startHub(ONE)
  await expect(hub.configure(yaml)).rejects.toThrow(expected)
})
