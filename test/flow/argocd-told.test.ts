import { afterEach, expect, test } from 'vitest'
import type { ArgoDelivery } from '../../src/argocd/argocd.ts'
import type { Application } from '../../src/argocd-hub/argocd-hub.ts'
import {
  type ArgocdTestHub,
  application,
  applicationIn,
  markdown,
  owed,
  robot,
  startArgocdHub,
  stateOf,
} from '../harness/argocd.ts'
import type { HeardMessage } from '../harness/hub.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

let started: ArgocdTestHub
afterEach(() => started.hub.close())

async function take(app: Application, ...deliveries: readonly ArgoDelivery[]): Promise<void> {
  const second = Math.floor(started.hub.clock.now() / 1000)
  await started.argocd.take(app, { deliveries, annotation: stateOf(deliveries, second) })
  await started.hub.settle()
}

const heard = (token: string): Promise<readonly HeardMessage[]> => started.hub.heard(token)

async function newestEvents(): Promise<readonly { id: string; name: string }[]> {
  return (await started.hub.call('GET', '/api/v1/events')).body.events
}

const dingtalk = (sandbox: string) => [robot(sandbox, 'dingtalk')]

const synced = (app: Application) => owed(app, { trigger: 'on-sync-succeeded' })
const deployed = (app: Application) => owed(app, { trigger: 'on-deployed' })

test('two triggers that say the same to the same chat are told once, and the second says by which message', async () => {
  started = await startArgocdHub('contacts: {}', dingtalk)
  const app = application('guestbook')
  await take(app, synced(app), deployed(app))
  expect(await heard('dingtalk')).toHaveLength(1)
  const events = await newestEvents()
  const second = events.find(({ name }) => name === 'on-deployed')
  const { told } = await started.hub.explain(String(second?.id))
  expect(told.map(({ state }) => state)).toEqual(['merged'])
})

test('so are they when the second fires a moment after the first was sent', async () => {
  started = await startArgocdHub('contacts: {}', dingtalk)
  const app = application('guestbook')
  await take(app, synced(app))
  await started.hub.pass(30 * SECOND_MS, 10 * SECOND_MS)
  await take(app, deployed(app))
  expect(await heard('dingtalk')).toHaveLength(1)
  // The same trigger says it anew: that is news.
  await take(app, synced(app))
  expect(await heard('dingtalk')).toHaveLength(2)
})

test('what another trigger says long after it is told again', async () => {
  started = await startArgocdHub('contacts: {}', dingtalk)
  const app = application('guestbook')
  await take(app, synced(app))
  await started.hub.pass(3 * MINUTE_MS, 30 * SECOND_MS)
  await take(app, deployed(app))
  expect(await heard('dingtalk')).toHaveLength(2)
})

test('other words, another chat and another Application are told by themselves', async () => {
  started = await startArgocdHub('contacts: {}', (sandbox) => [
    robot(sandbox, 'dingtalk'),
    robot(sandbox, 'other'),
  ])
  const app = application('guestbook')
  const body = markdown('Argo CD', 'a sync ended')
  const elsewhere = application('orders')
  await take(
    app,
    owed(app, { body }),
    owed(app, { body, trigger: 'on-deployed', service: { name: 'other', type: 'webhook' } }),
    owed(app, { body: markdown('Argo CD', 'other words'), trigger: 'on-created' }),
  )
  await take(elsewhere, owed(elsewhere, { body }))
  expect(await heard('dingtalk')).toHaveLength(3)
  expect(await heard('other')).toHaveLength(1)
})

test('in strict mode both are told, as upstream tells them', async () => {
  started = await startArgocdHub('argocd: { strict: true }', dingtalk)
  const app = application('guestbook')
  await take(app, synced(app), deployed(app))
  expect(await heard('dingtalk')).toHaveLength(2)
})

test('where the first is silenced the second is told', async () => {
  started = await startArgocdHub('contacts: {}', dingtalk)
  await silence('trigger', 'on-sync-succeeded')
  const app = application('guestbook')
  await take(app, synced(app), deployed(app))
  expect(await heard('dingtalk')).toHaveLength(1)
  const events = await newestEvents()
  const first = events.find(({ name }) => name === 'on-sync-succeeded')
  const { held } = await started.hub.explain(String(first?.id))
  expect(JSON.stringify(held)).toContain('silenced')
})

test('a mute timing puts deliveries off until it is over', async () => {
  started = await startArgocdHub(
    `
argocd: { mute: [nights] }
muteTimings: { nights: [{ times: ["00:00-08:00"], zone: UTC }] }
`,
    dingtalk,
  )
  const { hub } = started
  const app = application('guestbook')
  await take(app, synced(app))
  expect(await heard('dingtalk')).toHaveLength(0)
  const untilEight = 8 * 3_600_000 - (hub.clock.now() % 86_400_000)
  await hub.pass(untilEight + MINUTE_MS, 30 * MINUTE_MS)
  expect(await heard('dingtalk')).toHaveLength(1)
})

test('a policy that matches a delivery tells it too, in the hub’s own words', async () => {
  started = await startArgocdHub(
    `
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
policies: { payments: { match: ['project="payments"', 'trigger!=""'], notify: [{ to: ops }] } }
`,
    dingtalk,
  )
  const app = application('guestbook', { spec: { project: 'payments' } })
  await take(app, synced(app))
  expect(await heard('dingtalk')).toHaveLength(1)
  const [message] = await heard('ops')
  expect(message?.preview).toContain('guestbook · on-sync-succeeded')
})

test('a mass sync of sixty Applications is told in few messages that name every one', async () => {
  started = await startArgocdHub('contacts: {}', dingtalk)
  for (let number = 1; number <= 60; number += 1) {
    const app = application(`app-${String(number).padStart(2, '0')}`)
    const delivery = synced(app)
    await started.argocd.take(app, { deliveries: [delivery], annotation: stateOf([delivery]) })
  }
  await started.hub.pass(2 * MINUTE_MS, SECOND_MS)
  const messages = await heard('dingtalk')
  expect(messages.length).toBeLessThan(30)
  expect(await started.hub.refused()).toEqual([])
  const said = JSON.stringify(messages.map(({ payload }) => payload))
  for (let number = 1; number <= 60; number += 1)
    expect(said).toContain(`app-${String(number).padStart(2, '0')}`)
})

test('a template that failed is told with its reason, in place of its message', async () => {
  started = await startArgocdHub('contacts: {}', dingtalk)
  const app = application('guestbook')
  const problem = 'template: app-sync-succeeded:1: function "foo" not defined'
  await take(app, owed(app, { content: { problem } }))
  const [message] = await heard('dingtalk')
  const said = JSON.stringify(message?.payload)
  expect(said).toContain('guestbook · on-sync-succeeded')
  expect(said).toContain('app-sync-succeeded')
  expect(said).toContain('not defined')
})

test('a template without a body for the robot is told by its message', async () => {
  started = await startArgocdHub('contacts: {}', dingtalk)
  const app = application('guestbook')
  await take(app, owed(app, { content: { message: 'guestbook is now at abc123' } }))
  const [message] = await heard('dingtalk')
  expect(JSON.stringify(message?.payload)).toContain('guestbook is now at abc123')
})

test('a body that the platform cannot take is told in the default form', async () => {
  started = await startArgocdHub('contacts: {}', dingtalk)
  const app = application('guestbook')
  const body = '{"msgtype":"markdown","markdown":{"title":"x","text":"it is "broken""}}'
  await take(app, owed(app, { body }))
  const [message] = await heard('dingtalk')
  expect(JSON.stringify(message?.payload)).toContain('guestbook · on-sync-succeeded')
})

test('a service that is in no ConfigMap any more is told to the fallback contact group', async () => {
  started = await startArgocdHub(
    `
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
fallback: ops
`,
    () => [],
  )
  const app = application('guestbook')
  await take(app, synced(app))
  const [message] = await heard('ops')
  expect(JSON.stringify(message?.payload)).toContain('guestbook · on-sync-succeeded')
})

test('the changes of an Application open an alert and end it', async () => {
  started = await startArgocdHub(
    `
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
policies: { all: { match: ['source="argocd"'], notify: [{ to: ops }] } }
`,
    dingtalk,
  )
  const failed = applicationIn('02')
  await take(failed)
  await take(failed)
  const names = async () => (await heard('ops')).map(({ preview }) => preview)
  const first = await names()
  expect(first.filter((text) => text?.includes('sync failed'))).toHaveLength(1)
  const mended = {
    ...failed,
    status: {
      sync: { status: 'Synced' },
      health: { status: 'Healthy' },
      operationState: {
        phase: 'Succeeded',
        startedAt: '2026-03-05T02:01:00Z',
        finishedAt: '2026-03-05T02:02:00Z',
      },
    },
  }
  await take(mended)
  const after = (await names()).slice(first.length)
  expect(after.join('\n')).toMatch(/Resolved.*sync failed/)
  expect(after.join('\n')).toContain('deployed')
})

test('changes make no events where the configuration says so', async () => {
  started = await startArgocdHub('argocd: { changes: false }', dingtalk)
  await take(applicationIn('02'))
  expect(await newestEvents()).toEqual([])
})

async function silence(label: string, value: string): Promise<void> {
  const { hub } = started
  const answer = await hub.call('POST', '/api/v1/silences', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      matchers: [`${label}="${value}"`],

      comment: 'not now',
      createdBy: 'test',
    }),
  })
  expect(answer.status).toBeLessThan(300)
}
