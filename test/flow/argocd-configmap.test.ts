import { readFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type Application, STATE_ANNOTATION } from '../../src/argocd-hub/argocd-hub.ts'
import {
  type ArgocdTestHub,
  annotated,
  application,
  applicationIn,
  startArgocdHub,
} from '../harness/argocd.ts'

// From a ConfigMap to the chat: the example's own, against the twelve states of Applications.

const SECOND_MS = 1_000
const SIGNING = `SEC${'5'.repeat(64)}`

const EXAMPLE: { data: Readonly<Record<string, string>> } = parse(
  readFileSync(new URL('../../examples/argocd/configmap.yaml', import.meta.url), 'utf8'),
)

let started: ArgocdTestHub
afterEach(() => started.hub.close())

/** A hub with the example's ConfigMap, changed as given; the robot demands a signature. */
async function start(
  change: Readonly<Record<string, string>> = {},
  yaml = 'contacts: {}',
): Promise<void> {
  started = await startArgocdHub(yaml)
  await started.hub.sandbox('PUT', 'chats', { token: 'dingtalk', secret: SIGNING })
  reconfigure(change)
}

function reconfigure(change: Readonly<Record<string, string>>): void {
  const url = `${started.hub.app.url}/sandbox/dingtalk/robot/send?access_token=dingtalk`
  started.notifier.configured({
    namespace: 'argocd',
    configMap: { data: { ...EXAMPLE.data, ...change } },
    secret: { stringData: { 'dingtalk-url': url, 'dingtalk-secret': SIGNING } },
  })
}

/** Looks, and gives the Application with the annotation that the cluster has then. */
async function look(app: Application): Promise<Application> {
  const change = await started.notifier.look(app)
  await started.hub.settle()
  return change ? annotated(app, change.annotation) : app
}

const titles = async (): Promise<readonly (string | undefined)[]> =>
  (await started.hub.heard('dingtalk')).map(({ payload }) => titleIn(payload))

function titleIn(payload: unknown): string | undefined {
  return /"title":"((?:[^"\\]|\\.)*)"/.exec(JSON.stringify(payload))?.[1]
}

test('the example’s ConfigMap has no problem, and every state of an Application reaches the chat signed', async () => {
  await start()
  const [namespace] = (await started.hub.call('GET', '/api/v1/argocd')).body.namespaces
  expect(namespace.problems).toEqual([])
  for (let state = 1; state <= 12; state += 1) {
    const app = applicationIn(String(state).padStart(2, '0'))
    await look({ ...app, metadata: { ...app.metadata, uid: `uid-${state}` } })
    await started.hub.pass(10 * SECOND_MS, 10 * SECOND_MS)
  }
  expect(await started.hub.refused()).toEqual([])
  expect(await titles()).toEqual([
    '01-synced-healthy: Succeeded',
    '02-sync-failed-quotes: sync failed',
    '03-running: Running',
    '05-multi-source: Succeeded',
    '🔴 Critical · 06-degraded-conditions · on-health-degraded: 06-degraded-conditions is degraded. · argocd/06-degraded-conditions',
    '06-degraded-conditions: Succeeded',
    '07-unknown-comparison-error: unknown',
    '08-deleting: Succeeded',
    '10-old-health-transition: Succeeded',
    '11-transition-during-sync-window: Succeeded',
    '12-operation-error-no-syncresult: sync failed',
  ])
})

test('a sync message with quotes and line ends reaches the chat as it is', async () => {
  await start()
  const failed = applicationIn('02')
  await look(failed)
  const [message] = await started.hub.heard('dingtalk')
  const status: ReturnType<typeof Object> = failed.status
  const why = JSON.stringify(status.operationState.message).slice(1, -1)
  expect(JSON.stringify(message?.payload)).toContain(why)
})

test('what fired is not told again, by the annotation; what begins anew is', async () => {
  await start()
  const failed = await look(applicationIn('02'))
  await look(failed)
  expect(await titles()).toHaveLength(1)
  await started.hub.pass(SECOND_MS)
  const fine = await look({ ...failed, status: { sync: { status: 'Synced' } } })
  await look({ ...fine, status: failed.status })
  expect(await titles()).toHaveLength(2)
})

test('a cluster that is moved over and back finds its state as it knows it, and nothing fires again', async () => {
  const when = "app.status.operationState.phase in ['Succeeded']"
  await start({
    'trigger.on-done': JSON.stringify([
      { when, oncePer: 'app.status.operationState.syncResult.revision', send: ['app-done'] },
    ]),
    'template.app-done': 'message: "{{.app.metadata.name}} is done."',
    subscriptions: '- {recipients: [dingtalk], triggers: [on-done]}',
  })
  const status = { operationState: { phase: 'Succeeded', syncResult: { revision: 'abc123' } } }
  const ended = { ...status.operationState, finishedAt: '2026-03-05T02:00:00Z' }
  const app = application('guestbook', {
    status: { operationState: ended, reconciledAt: '2026-03-05T02:00:01Z' },
  })
  // The key as upstream's own program writes it.
  const key = 'abc123:on-done:[0].zxM90Et6k4Elb1-fHdjtDJq0xR0:dingtalk:'
  expect(await started.notifier.look(annotated(app, `{"${key}":1772676000}`))).toBeUndefined()
  await started.hub.settle()
  expect(await titles()).toEqual([])
  const other = application('orders', { status: app.status })
  expect(JSON.parse((await look(other)).metadata.annotations?.[STATE_ANNOTATION] ?? '')).toEqual({
    [key]: Math.floor(started.hub.clock.now() / 1000),
  })
  expect(await titles()).toHaveLength(1)
})

test('broken key: it keeps its last good value, is named in the status, and all others work', async () => {
  await start()
  reconfigure({ 'template.app-sync-failed': 'webhook: {dingtalk: {body: "{{ nonsense }}"}}' })
  await look(applicationIn('02'))
  expect(await titles()).toHaveLength(1)
  const [namespace] = (await started.hub.call('GET', '/api/v1/argocd')).body.namespaces
  expect(namespace.problems).toMatchObject([
    {
      key: 'template.app-sync-failed',
      problem: { en: expect.stringContaining('function "nonsense" not defined') },
      usesLastGood: true,
    },
  ])
})

test('broken key: one that never was good is off, its trigger says which template is missing, and nothing is lost', async () => {
  await start({ 'template.app-sync-failed': 'webhook: {dingtalk: {body: "{{ nonsense }}"}}' })
  await look(applicationIn('02'))
  const said = JSON.stringify(await started.hub.heard('dingtalk'))
  expect(said).toContain('on-sync-failed')
  expect(said).toContain('app-sync-failed')
})

test('a ConfigMap that changes its robot sends what is owed to the new one, without a restart', async () => {
  await start()
  const { hub } = started
  await hub.sandbox('POST', 'faults', { token: 'dingtalk', kind: 'busy', times: 100 })
  await look(applicationIn('02'))
  const url = `${hub.app.url}/sandbox/dingtalk/robot/send?access_token=another`
  reconfigure({ 'service.webhook.dingtalk': `url: ${url}` })
  await hub.pass(120 * SECOND_MS, 10 * SECOND_MS)
  expect(await hub.heard('another')).toHaveLength(1)
})

test('an Application that is removed says so, and ends its alerts', async () => {
  await start(
    {
      'trigger.on-deleted': '- {when: app.metadata.deletionTimestamp != nil, send: [app-deleted]}',
      'template.app-deleted': 'message: "{{.app.metadata.name}} is gone."',
      subscriptions: '- {recipients: [dingtalk], triggers: [on-deleted]}',
    },
    `
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
policies: { all: { match: ['source="argocd"', 'trigger=""'], notify: [{ to: ops }] } }
`,
  )
  const failed = await look(applicationIn('02'))
  await started.notifier.ended(failed)
  await started.hub.settle()
  expect(JSON.stringify(await started.hub.heard('dingtalk'))).toContain('is gone.')
  const previews = (await started.hub.heard('ops')).map(({ preview }) => preview)
  expect(previews.join('\n')).toMatch(/Resolved.*sync failed/)
  const { applications } = (await started.hub.call('GET', '/api/v1/argocd/applications')).body
  expect(applications).toEqual([])
})

test('strict mode writes values into JSON as upstream does; what that breaks is told all the same', async () => {
  await start({}, 'argocd: { strict: true }')
  await look(applicationIn('02'))
  const [message] = await started.hub.heard('dingtalk')
  expect(message?.preview).toContain('on-sync-failed')
})

test('a namespace without a ConfigMap owes nothing', async () => {
  started = await startArgocdHub('contacts: {}')
  const { hub } = started
  started.notifier.configured({ namespace: 'argocd' })
  expect(await started.notifier.look(application('guestbook'))).toBeUndefined()
  expect((await hub.call('GET', '/api/v1/argocd')).body.namespaces).toMatchObject([
    { namespace: 'argocd', services: [], problems: [] },
  ])
})

test('an end that is handed in twice is told once', async () => {
  await start({
    'trigger.on-deleted': '- {when: app.metadata.deletionTimestamp != nil, send: [app-deleted]}',
    'template.app-deleted': 'message: "{{.app.metadata.name}} is gone."',
    subscriptions: '- {recipients: [dingtalk], triggers: [on-deleted]}',
  })
  const app = await look(application('guestbook'))
  const metadata = { ...app.metadata, deletionTimestamp: '2026-03-05T02:15:01Z' }
  await started.notifier.ended({ ...app, metadata })
  await started.hub.settle()
  await started.hub.pass(3 * 60 * SECOND_MS, 60 * SECOND_MS)
  await started.notifier.ended({ ...app, metadata })
  await started.hub.settle()
  expect(await started.hub.heard('dingtalk')).toHaveLength(1)
})
