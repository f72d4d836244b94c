import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { OPERATIONS } from '../../scripts/openapi/operations.ts'
import { createServer } from '../../src/api/api.ts'
import { document, schemaOf } from '../harness/api-schema.ts'
import { application, owed, robot, startArgocdHub, stateOf } from '../harness/argocd.ts'
import { reboot } from '../harness/events.ts'
import type { Answer, TestHub } from '../harness/hub.ts'

const CONFIG = `
sources:
  aliyun: { type: cloudmonitor, key: test-ingest-key }
  jobs: { type: heartbeat, key: test-heartbeat-key, interval: 1h }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
  li: { name: 李雷, endpoints: [{ channel: dingtalk, url: "\${ROBOT}li" }] }
policies:
  all: { match: ['source="aliyun"'], notify: [{ to: ops }], escalate: pay }
escalationPolicies: { pay: { steps: [{ notify: [{ schedule: pay }], wait: 5m }] } }
schedules: { pay: { zone: Asia/Shanghai, layers: [{ rotate: weekly, at: "Mon 09:00", contacts: [li, ops] }] } }
maintenance: { nights: { match: ['name="x"'], times: ["22:00-23:00"], zone: Asia/Shanghai } }
fallback: ops
`

let hub: TestHub
/** Made before anybody can sign in. */
let viewer: string
beforeAll(async () => {
  const started = await startArgocdHub(CONFIG, (sandbox) => [robot(sandbox, 'dingtalk')])
  hub = started.hub
  const app = application('shop')
  const deliveries = [owed(app)]
  const annotation = stateOf(deliveries, Math.floor(hub.clock.now() / 1000))
  await started.argocd.take(app, { deliveries, annotation })
  await hub.post(reboot('i-1', 'Scheduled'))
  await hub.call('POST', '/in/test-ingest-key', { body: '{' })
  await hub.call('GET', '/in/test-heartbeat-key/backup')
  await hub.settle()
  viewer = (await send('POST', '/api/v1/tokens', { name: 'looks', role: 'viewer' })).body.token
})
afterAll(() => hub.close())

/** Where the parameters of the operations come from: what is there. */
async function paths(): Promise<ReadonlyMap<string, string>> {
  const list = async (path: string) => (await hub.call('GET', path)).body
  const { alerts } = await list('/api/v1/alerts')
  const { events } = await list('/api/v1/events')
  const { notifications } = await list('/api/v1/notifications')
  const { requests } = await list('/api/v1/sources/aliyun/requests')
  const silence = await send('POST', '/api/v1/silences', {
    ...{ matchers: ['a="b"'], createdBy: 'Li', durationSeconds: 60 },
  })
  return new Map([
    ['/api/v1/alerts/{id}', `/api/v1/alerts/${alerts[0].id}`],
    ['/api/v1/alerts/{id}/story', `/api/v1/alerts/${alerts[0].id}/story`],
    ['/api/v1/events/{id}', `/api/v1/events/${events[0].id}`],
    ['/api/v1/notifications/{id}', `/api/v1/notifications/${notifications[0].id}`],
    ['/api/v1/sources/{name}/requests', '/api/v1/sources/aliyun/requests'],
    ['/api/v1/sources/{name}/requests/{id}', `/api/v1/sources/aliyun/requests/${requests[0].id}`],
    ['/api/v1/silences/{id}', `/api/v1/silences/${silence.body.id}`],
    ['/api/v1/schedules/{id}', '/api/v1/schedules/pay'],
    ['/api/v1/argocd/applications/{namespace}/{name}', '/api/v1/argocd/applications/argocd/shop'],
    ['/api/v1/escalation-policies/{name}/called', '/api/v1/escalation-policies/pay/called'],
  ])
}

function send(method: 'POST' | 'PUT', path: string, body: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json' }
  return hub.call(method, path, { body: JSON.stringify(body), headers })
}

const SPANS: Readonly<Record<string, string>> = {
  '/api/v1/recording/events': '?since=0&until=9999999999999&limit=5',
  '/api/v1/recording/sent': '?since=0&until=9999999999999&limit=5',
  '/api/v1/recording/overrides': '?endAfter=0',
  '/api/v1/recording/silences': '?endAfter=0',
}
/** Of somebody who has signed in; test/flow/identity.test.ts asks for them. */
const OF_USERS: readonly string[] = ['/api/v1/me/sessions']
/** Of a configuration in the store; test/flow/configuring.test.ts asks for them. */
const OF_REVISIONS = /^\/api\/v1\/configuration\//

test('what the hub answers is what the reference says, and nothing more', async () => {
  const known = await paths()
  const asked = OPERATIONS.filter(
    ({ method, answer, path }) =>
      method === 'get' && answer && !OF_USERS.includes(path) && !OF_REVISIONS.test(path),
  )
  expect(asked.length).toBeGreaterThan(25)
  for (const { path } of asked) {
    const concrete = known.get(path) ?? path
    expect(concrete, path).not.toContain('{')
    const { status, body } = await hub.call('GET', concrete + (SPANS[path] ?? ''))
    expect(status, path).toBe(200)
    const read = schemaOf('get', path).safeParse(body)
    expect(read.error?.issues ?? [], path).toEqual([])
  }
})

test('an answer with something more or something less is seen', async () => {
  const { body } = await hub.call('GET', '/api/v1/status')
  const { version: _version, ...less } = body
  const [first, ...others] = body.lanes
  const inside = { ...body, lanes: [{ ...first, url: 'x' }, ...others] }
  const schema = schemaOf('get', '/api/v1/status')
  expect(schema.safeParse(body).success).toBe(true)
  for (const wrong of [less, { ...body, more: 1 }, inside, { ...body, version: 1 }])
    expect(schema.safeParse(wrong).success).toBe(false)
})

test('so are the answers to what changes something', async () => {
  const { alerts } = (await hub.call('GET', '/api/v1/alerts')).body
  const matchers = ['a="b"']
  const about = { matchers, createdBy: 'Li' }
  const override = { contact: 'li', createdBy: 'Li', durationSeconds: 3600 }
  const bodies: Readonly<Record<string, readonly [string, object, number?]>> = {
    '/api/v1/silences': ['/api/v1/silences', { ...about, durationSeconds: 60 }],
    '/api/v1/preview/silence': ['/api/v1/preview/silence', { matchers: ['source="aliyun"'] }],
    '/api/v1/alerts/{id}/{action}': [`/api/v1/alerts/${alerts[0].id}/acknowledge`, { by: 'Li' }],
    '/api/v1/alerts/{action}': ['/api/v1/alerts/resolve', { by: 'Li', filter: {} }],
    '/api/v1/schedules/{id}/overrides': ['/api/v1/schedules/pay/overrides', override],
    '/api/v1/calendars': ['/api/v1/calendars', { schedule: 'pay', createdBy: 'Li' }],
    '/api/v1/sources/{name}/try': [
      '/api/v1/sources/aliyun/try',
      { body: reboot('i', 'Executing') },
    ],
    '/api/v1/preview/policy': [
      '/api/v1/preview/policy',
      { policy: { match: ['source="aliyun"'], notify: [{ to: 'ops' }] } },
    ],
    '/api/v1/tokens': ['/api/v1/tokens', { name: 'ci', role: 'viewer' }, 201],
    '/api/v1/users': ['/api/v1/users', { name: 'zhao', role: 'viewer' }, 201],
  }
  for (const [path, [concrete, body, wanted = 200]] of Object.entries(bodies)) {
    const { status, body: answer } = await send('POST', concrete, body)
    expect(status, `${path}: ${JSON.stringify(answer)}`).toBe(wanted)
    const read = schemaOf('post', path, wanted).safeParse(answer)
    expect(read.error?.issues ?? [], path).toEqual([])
  }
})

test('the reference has every route of the API, and no other', async () => {
  const found: string[] = []
  const server = createServer(
    nothing((served) =>
      served.addHook('onRoute', ({ method, url }) => {
        if (!url.startsWith('/api/v1/') || method === 'HEAD') return
        found.push(`${String(method).toLowerCase()} ${url.replaceAll(/:\w+|\*/g, ':')}`)
      }),
    ),
  )
  await server.ready()
  const named = OPERATIONS.filter(({ path }) => path.startsWith('/api/v1/')).map(
    ({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, ':')}`,
  )
  expect(found.toSorted()).toEqual(named.toSorted())
  await server.close()
})

/** Options of which the routes ask nothing before a request comes; `mount` sees the server before its routes are. */
function nothing(mount: (server: FastifyInstance) => void): Parameters<typeof createServer>[0] {
  const anything: object = new Proxy(() => undefined, {
    get: () => anything,
    apply: () => undefined,
  })
  const given: Readonly<Record<string, unknown>> = { addresses: [], mounts: [mount], requestMs: 1 }
  return new Proxy(Object(given), { get: (_, name) => given[String(name)] ?? anything })
}

test('what is served is what the code makes: run "npm run docs" where it is not', async () => {
  const file = readFileSync(
    new URL('../../src/api/reference/openapi.json', import.meta.url),
    'utf8',
  )
  expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(document)))
  const served = await hub.call('GET', '/api/v1/openapi.json')
  expect(served.body).toEqual(JSON.parse(file))
  expect(served.type).toBe('application/json; charset=utf-8')
  expect(await hub.call('GET', '/docs')).toMatchObject({
    status: 200,
    type: 'text/html; charset=utf-8',
  })
})

test('no two operations have the same id, and the guard asks for the role that the reference names', async () => {
  const ids = Object.values(document.paths).flatMap((methods) =>
    Object.values(Object(methods)).map((operation) => Object(operation).operationId),
  )
  expect(new Set(ids).size).toBe(ids.length)
  // The stream of what changes never ends; test/flow/live.test.ts listens to it.
  const asked = OPERATIONS.filter(
    ({ role, content }) => role !== 'open' && content !== 'text/event-stream',
  )
  for (const { method, path, role } of asked) {
    const { status, body } = await hub.call(
      method === 'get' ? 'GET' : method === 'post' ? 'POST' : method === 'put' ? 'PUT' : 'DELETE',
      path.replaceAll(/[{}]/g, ''),
      { headers: { authorization: `Bearer ${viewer}` } },
    )
    const isRefused = status === 403 && String(body.detail).includes('the role')
    expect(isRefused, `${method} ${path}: ${status}`).toBe(role !== 'viewer')
  }
})
