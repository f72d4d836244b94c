import { createServer } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import type { ArgoDelivery } from '../../src/argocd/argocd.ts'
import type { Application } from '../../src/argocd-hub/argocd-hub.ts'
import {
  type ArgocdTestHub,
  application,
  markdown,
  owed,
  robot,
  startArgocdHub,
  stateOf,
} from '../harness/argocd.ts'
import type { HeardMessage } from '../harness/hub.ts'

// What upstream's webhook service loses on its way to DingTalk, row by row.

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const SECRET = `SEC${'5'.repeat(64)}`

const FALLBACK = `
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
fallback: ops
`

let started: ArgocdTestHub
afterEach(() => started.hub.close())

async function take(app: Application, ...deliveries: readonly ArgoDelivery[]): Promise<void> {
  const second = Math.floor(started.hub.clock.now() / 1000)
  await started.argocd.take(app, { deliveries, annotation: stateOf(deliveries, second) })
}

async function takeAll(count: number): Promise<readonly string[]> {
  const names = Array.from({ length: count }, (_, index) => `app-${String(index).padStart(3, '0')}`)
  for (const name of names) {
    const app = application(name)
    await take(app, owed(app))
  }
  return names
}

const heard = (token: string): Promise<readonly HeardMessage[]> => started.hub.heard(token)

const payloads = async (token: string): Promise<string> =>
  JSON.stringify((await heard(token)).map(({ payload }) => payload))

/** What became of the newest delivery of the Application. */
async function story(name: string): Promise<ReturnType<typeof Object>> {
  const answer = await started.hub.call('GET', `/api/v1/argocd/applications/argocd/${name}`)
  return answer.body.deliveries[0]
}

test('signature: a robot with additional signature takes every message', async () => {
  started = await startArgocdHub('contacts: {}', (sandbox) => [
    robot(sandbox, 'dingtalk', { dingtalk: { secret: SECRET } }),
  ])
  await started.hub.sandbox('PUT', 'chats', { token: 'dingtalk', secret: SECRET })
  const app = application('guestbook')
  await take(app, owed(app))
  await started.hub.settle()
  expect(await heard('dingtalk')).toHaveLength(1)
  expect(await started.hub.refused()).toEqual([])
})

test('errcode: what is refused with HTTP 200 counts as refused, says why, and is told to the fallback', async () => {
  started = await startArgocdHub(FALLBACK, (sandbox) => [robot(sandbox, 'dingtalk')])
  const { hub } = started
  await hub.sandbox('PUT', 'chats', { token: 'dingtalk', secret: SECRET })
  const app = application('guestbook')
  await take(app, owed(app))
  await hub.settle()
  expect(await heard('dingtalk')).toEqual([])
  const { told } = await story('guestbook')
  expect(told[0]).toMatchObject({
    state: 'dead',
    attempts: [{ outcome: 'refused', reason: 'signature' }],
  })
  expect(await payloads('ops')).toContain('guestbook')
  // Once the secret is given, what was given up is sent again.
  const mended = robot(`${hub.app.url}/sandbox`, 'dingtalk', { dingtalk: { secret: SECRET } })
  started.argocd.configure('argocd', { services: [mended] })
  expect((await hub.call('POST', `/api/v1/notifications/${told[0].id}/resend`)).status).toBe(200)
  await hub.settle()
  expect(await heard('dingtalk')).toHaveLength(1)
})

test('rate limit: the 21st message of a minute is told, and none is refused', async () => {
  started = await startArgocdHub('contacts: {}', (sandbox) => [robot(sandbox, 'dingtalk')])
  const names = await takeAll(25)
  await started.hub.pass(2 * MINUTE_MS, 5 * SECOND_MS)
  const said = await payloads('dingtalk')
  for (const name of names) expect(said).toContain(name)
  expect(await started.hub.refused()).toEqual([])
})

test('aggregation: what is too much for a minute is told together, each Application by name and trigger', async () => {
  started = await startArgocdHub('contacts: {}', (sandbox) => [robot(sandbox, 'dingtalk')])
  const names = await takeAll(60)
  await started.hub.pass(2 * MINUTE_MS, 5 * SECOND_MS)
  expect((await heard('dingtalk')).length).toBeLessThan(names.length / 2)
  const said = await payloads('dingtalk')
  for (const name of names) expect(said).toContain(name)
  expect(said).toContain('on-sync-succeeded')
})

test('values: quotes and newlines reach the chat as they are', async () => {
  started = await startArgocdHub('contacts: {}', (sandbox) => [robot(sandbox, 'dingtalk')])
  const app = application('guestbook')
  const text = 'one "quoted" line\nand another \\ with a slash'
  await take(app, owed(app, { body: markdown('Failed', text) }))
  await started.hub.settle()
  expect((await heard('dingtalk'))[0]?.payload).toMatchObject({ markdown: { text } })
})

test('values: a body that they broke is told in the default form, not lost', async () => {
  started = await startArgocdHub('contacts: {}', (sandbox) => [robot(sandbox, 'dingtalk')])
  const app = application('guestbook')
  const body = '{"msgtype":"markdown","markdown":{"title":"t","text":"the "main" branch"}}'
  await take(app, owed(app, { body }))
  await started.hub.settle()
  const said = await payloads('dingtalk')
  expect(said).toContain('guestbook')
  expect(said).toContain('branch')
})

test('mentions: people whom a body names are mentioned', async () => {
  started = await startArgocdHub('contacts: {}', (sandbox) => [robot(sandbox, 'dingtalk')])
  const app = application('guestbook')
  const at = { atMobiles: ['13800000000'], isAtAll: false }
  const text = { content: 'guestbook failed @13800000000' }
  await take(app, owed(app, { body: JSON.stringify({ msgtype: 'text', text, at }) }))
  await started.hub.settle()
  expect((await heard('dingtalk'))[0]?.payload).toMatchObject({ at })
})

test('mentions: a subscription names whom it mentions, by number or as a contact of the hub', async () => {
  started = await startArgocdHub(
    'contacts: { wang: { name: 王伟, mobile: "13900000000" } }',
    (sandbox) => [robot(sandbox, 'dingtalk')],
  )
  const app = application('guestbook')
  await take(app, owed(app, { recipient: 'wang, 13800000000' }))
  await started.hub.settle()
  const [message] = await heard('dingtalk')
  expect(message?.payload).toMatchObject({ at: { atMobiles: ['13900000000', '13800000000'] } })
  expect(JSON.stringify(message?.payload)).toContain('@13900000000 @13800000000')
})

test('several robots: a template that has a message only is told by each of them', async () => {
  started = await startArgocdHub('contacts: {}', (sandbox) => [
    robot(sandbox, 'one'),
    robot(sandbox, 'two'),
  ])
  const app = application('guestbook')
  const content = { message: 'guestbook is at abc123' }
  await take(
    app,
    owed(app, { content, service: { name: 'one', type: 'webhook' } }),
    owed(app, { content, service: { name: 'two', type: 'webhook' } }),
  )
  await started.hub.settle()
  for (const token of ['one', 'two'])
    expect(await payloads(token)).toContain('guestbook is at abc123')
})

test('length: a body that is larger than DingTalk takes is told shortened, not lost', async () => {
  started = await startArgocdHub('contacts: {}', (sandbox) => [robot(sandbox, 'dingtalk')])
  const app = application('guestbook')
  await take(app, owed(app, { body: markdown('Failed', `begin ${'long '.repeat(8_000)}`) }))
  await started.hub.settle()
  const said = await payloads('dingtalk')
  expect(said).toContain('guestbook')
  expect(said).toContain('begin long')
  expect(await started.hub.refused()).toEqual([])
})

test('secrecy: no token and no secret is in anything that the hub shows', async () => {
  const token = 'a1b2c3d4e5f6a7b8'
  started = await startArgocdHub('contacts: {}', (sandbox) => [
    { ...robot(sandbox, token, { dingtalk: { secret: SECRET } }), name: 'dingtalk' },
  ])
  const { hub } = started
  const app = application('guestbook')
  await take(app, owed(app))
  await hub.settle()
  const { eventId } = await story('guestbook')
  const pages = ['status', 'argocd', 'argocd/applications/argocd/guestbook', 'events', 'endpoints']
  const shown = await Promise.all(
    [...pages, `events/${eventId}`, 'notifications'].map(async (page) =>
      JSON.stringify((await hub.call('GET', `/api/v1/${page}`)).body),
    ),
  )
  expect(shown.join('\n')).toContain('dingtalk')
  expect(shown.join('\n')).not.toContain(token)
  expect(shown.join('\n')).not.toContain(SECRET)
})

test('busy: what DingTalk is too busy for is sent later, though its trigger fires once only', async () => {
  started = await startArgocdHub('contacts: {}', (sandbox) => [robot(sandbox, 'dingtalk')])
  await started.hub.sandbox('POST', 'faults', { token: 'dingtalk', kind: 'busy', times: 3 })
  const app = application('guestbook')
  await take(app, owed(app, { oncePer: 'abc123', key: 'abc123:on-deployed:[0].hash:dingtalk:' }))
  await started.hub.pass(10 * MINUTE_MS, 30 * SECOND_MS)
  expect(await heard('dingtalk')).toHaveLength(1)
})

test('throttle: what is refused for its rate is sent when the penalty is over', async () => {
  started = await startArgocdHub('contacts: {}', (sandbox) => [robot(sandbox, 'dingtalk')])
  await started.hub.sandbox('POST', 'faults', { token: 'dingtalk', kind: 'rateLimited', times: 1 })
  const app = application('guestbook')
  await take(app, owed(app))
  await started.hub.pass(15 * MINUTE_MS, MINUTE_MS)
  expect(await heard('dingtalk')).toHaveLength(1)
})

test('time-outs: an endpoint that accepts and says nothing delays nobody else', async () => {
  const hung = createServer(() => undefined)
  await new Promise<void>((resolve) => hung.listen(0, '127.0.0.1', resolve))
  const address = hung.address()
  const port = typeof address === 'object' && address ? address.port : 0
  started = await startArgocdHub('contacts: {}', (sandbox) => [
    robot(sandbox, 'dingtalk'),
    { name: 'slow', type: 'webhook', options: { url: `http://127.0.0.1:${port}/` } },
  ])
  const app = application('guestbook')
  await take(app, owed(app, { service: { name: 'slow', type: 'webhook' } }), owed(app))
  await expect.poll(() => heard('dingtalk'), { timeout: 20_000 }).toHaveLength(1)
  const { status } = await started.hub.call('GET', '/healthz')
  expect(status).toBe(200)
  await new Promise((resolve) => {
    hung.close(resolve)
    hung.closeAllConnections()
  })
})

test('restart: what was evaluated and not sent yet is sent after the hub comes back', async () => {
  started = await startArgocdHub('contacts: {}', (sandbox) => [robot(sandbox, 'dingtalk')])
  const { hub } = started
  await hub.sandbox('POST', 'faults', { token: 'dingtalk', kind: 'busy', times: 1 })
  const app = application('guestbook')
  await take(app, owed(app))
  await hub.settle()
  await hub.restart(MINUTE_MS)
  started.argocd.configure('argocd', {
    services: [robot(`${hub.app.url}/sandbox`, 'dingtalk')],
  })
  await hub.pass(2 * MINUTE_MS, 10 * SECOND_MS)
  expect(await heard('dingtalk')).toHaveLength(1)
})

test('broken key: a service whose robot cannot be told is shown with its key, and the others work', async () => {
  started = await startArgocdHub('contacts: {}', (sandbox) => [
    robot(sandbox, 'dingtalk'),
    { ...robot(sandbox, 'two', { dingtalk: {}, lark: {} }), name: 'two' },
  ])
  const app = application('guestbook')
  await take(app, owed(app))
  await started.hub.settle()
  expect(await heard('dingtalk')).toHaveLength(1)
  const [shown] = (await started.hub.call('GET', '/api/v1/argocd')).body.namespaces
  expect(shown.problems).toMatchObject([{ key: 'service.webhook.two' }])
})

test('metrics have upstream’s names, and a refusal with HTTP 200 counts as none that succeeded', async () => {
  started = await startArgocdHub('contacts: {}', (sandbox) => [
    robot(sandbox, 'dingtalk'),
    robot(sandbox, 'signed'),
  ])
  const { hub } = started
  await hub.sandbox('PUT', 'chats', { token: 'signed', secret: SECRET })
  const app = application('guestbook')
  await take(app, owed(app), owed(app, { service: { name: 'signed', type: 'webhook' } }))
  await hub.settle()
  const metrics = String((await hub.call('GET', '/metrics')).body)
  const of = (service: string, succeeded: boolean) =>
    `argocd_notifications_deliveries_total{trigger="on-sync-succeeded",service="${service}",succeeded="${succeeded}"} 1`
  expect(metrics).toContain(of('dingtalk', true))
  expect(metrics).toContain(of('signed', false))
})
