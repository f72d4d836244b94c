import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { IDEMPOTENCY_LIMITS } from '../../src/base/limits.ts'
import { reboot } from '../harness/events.ts'
import { type Answer, startHub, type TestHub } from '../harness/hub.ts'

const CONFIG = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
policies: { all: { match: [], notify: [{ to: ops }] } }
schedules: { pay: { layers: [{ rotate: daily, contacts: [ops], from: "2026-01-01" }] } }
fallback: ops
`

let hub: TestHub
beforeEach(async () => {
  hub = await startHub(CONFIG)
})
afterEach(() => hub.close())

const SILENCES = '/api/v1/silences'
const SILENCE = { matchers: ['a="b"'], createdBy: 'Li', durationSeconds: 3600 }

type Sent = { readonly body: object; readonly headers?: Record<string, string> }

function send(
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  { body, headers }: Sent,
): Promise<Answer> {
  const type = { 'content-type': 'application/json' }
  return hub.call(method, path, { body: JSON.stringify(body), headers: { ...type, ...headers } })
}

function post(path: string, key: string, body: object): Promise<Answer> {
  return send('POST', path, { body, headers: { 'idempotency-key': key } })
}

const countOf = async (): Promise<number> => (await hub.call('GET', SILENCES)).body.silences.length
const entriesOf = async (): Promise<number> =>
  (await hub.call('GET', '/api/v1/audit')).body.entries.length

describe('a request with an idempotency key', () => {
  test('that comes again is answered as before and done once, through a restart', async () => {
    const first = await post(SILENCES, 'key-1', SILENCE)
    expect(first.headers['idempotency-replayed']).toBeUndefined()
    await hub.restart()
    const second = await post(SILENCES, 'key-1', SILENCE)
    expect(second).toMatchObject({ status: first.status, body: first.body, type: first.type })
    expect(second.headers['idempotency-replayed']).toBe('true')
    expect([await countOf(), await entriesOf()]).toEqual([1, 1])
    expect((await post(SILENCES, 'key-2', SILENCE)).body.id).not.toBe(first.body.id)
  })

  test('that says something else is refused', async () => {
    await post(SILENCES, 'key-1', SILENCE)
    const other = await post(SILENCES, 'key-1', { ...SILENCE, createdBy: 'Wang' })
    expect(other).toMatchObject({ status: 422, body: { code: 'TOCSIN_KEY_REUSED' } })
    expect(await countOf()).toBe(1)
  })

  test('of somebody else is another request', async () => {
    const token = (await post('/api/v1/tokens', 't', { name: 'ci', role: 'responder' })).body.token
    await post(SILENCES, 'key-1', SILENCE)
    const headers = { 'idempotency-key': 'key-1', authorization: `Bearer ${token}` }
    expect((await send('POST', SILENCES, { body: SILENCE, headers })).status).toBe(200)
    expect(await countOf()).toBe(2)
  })

  test('many times at once is done once; the others hear that it is under way, or its answer', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => post(SILENCES, 'key-1', SILENCE)),
    )
    const statuses = new Set(answers.map(({ status }) => status))
    expect([...statuses].every((status) => status === 200 || status === 409)).toBe(true)
    expect(await countOf()).toBe(1)
    const busy = answers.find(({ status }) => status === 409)
    if (busy) expect(busy.body.code).toBe('TOCSIN_KEY_BUSY')
  })

  test('after a day is a new one', async () => {
    await post(SILENCES, 'key-1', SILENCE)
    hub.clock.advance(IDEMPOTENCY_LIMITS.keptMs + 1)
    await post(SILENCES, 'key-1', SILENCE)
    expect(await countOf()).toBe(2)
  })

  test('whose answer held a credential is done once, and the credential is kept nowhere', async () => {
    const body = { name: 'ci', role: 'viewer' }
    const first = await post('/api/v1/tokens', 'key-1', body)
    expect(first.status).toBe(201)
    const second = await post('/api/v1/tokens', 'key-1', body)
    expect(second).toMatchObject({ status: 409, body: { code: 'TOCSIN_KEY_BUSY' } })
    expect(JSON.stringify(second.body)).not.toContain(first.body.token)
    expect((await hub.call('GET', '/api/v1/tokens')).body.tokens).toHaveLength(1)
  })

  test('that was refused is refused alike; one that found a conflict may be tried again', async () => {
    const wrong = await post(SILENCES, 'key-1', {})
    expect(wrong.status).toBe(400)
    expect(await post(SILENCES, 'key-1', {})).toMatchObject({ status: 400, body: wrong.body })
    await post('/api/v1/tokens', 'key-2', { name: 'ci', role: 'viewer' })
    const taken = await post('/api/v1/tokens', 'key-3', { name: 'ci', role: 'viewer' })
    expect(taken.status).toBe(409)
    const { id } = (await hub.call('GET', '/api/v1/tokens')).body.tokens[0]
    await hub.call('DELETE', `/api/v1/tokens/${id}`)
    const again = await post('/api/v1/tokens', 'key-3', { name: 'ci', role: 'viewer' })
    expect(again.status).toBe(201)
  })

  test('answers an alert once', async () => {
    await hub.post(reboot('i-1', 'Scheduled'))
    await hub.settle()
    const [{ id }] = (await hub.call('GET', '/api/v1/alerts')).body.alerts
    const path = `/api/v1/alerts/${id}/acknowledge`
    const [first, second] = [
      await post(path, 'key-1', { by: 'Li' }),
      await post(path, 'key-1', { by: 'Li' }),
    ]
    expect(second.body).toEqual(first.body)
    const long = await post(path, 'k'.repeat(IDEMPOTENCY_LIMITS.keyLengthMax + 1), { by: 'Li' })
    expect(long).toMatchObject({ status: 400, body: { code: 'TOCSIN_REQUEST_INVALID' } })
  })
})

describe('what people change has a tag', () => {
  test('a silence that somebody else has changed meanwhile is not changed over it', async () => {
    const { id } = (await post(SILENCES, 'key-1', SILENCE)).body
    const path = `${SILENCES}/${id}`
    const tag = String((await hub.call('GET', path)).headers['etag'])
    const longer = { ...SILENCE, durationSeconds: 7200 }
    const headers = { 'if-match': tag }
    expect((await send('PUT', path, { body: longer, headers })).status).toBe(200)
    const late = await send('PUT', path, { body: SILENCE, headers })
    expect(late).toMatchObject({ status: 412, body: { code: 'TOCSIN_CHANGED_MEANWHILE' } })
    expect((await hub.call('DELETE', path, { headers })).status).toBe(412)
    expect((await hub.call('DELETE', path)).status).toBe(200)
  })

  test('so are the overrides of a schedule', async () => {
    const path = '/api/v1/schedules/pay'
    const tag = String((await hub.call('GET', path)).headers['etag'])
    const override = { contact: 'ops', createdBy: 'Li', durationSeconds: 3600 }
    const sent = { body: override, headers: { 'if-match': tag } }
    expect((await send('POST', `${path}/overrides`, sent)).status).toBe(200)
    expect((await send('POST', `${path}/overrides`, sent)).status).toBe(412)
    expect((await hub.call('GET', path)).headers['etag']).not.toBe(tag)
  })

  test('policies are answered without a body to who has them', async () => {
    const headers = {
      'if-none-match': String((await hub.call('GET', '/api/v1/policies')).headers['etag']),
    }
    expect((await hub.call('GET', '/api/v1/policies', { headers })).status).toBe(304)
    await hub.configure(CONFIG.replace('all:', 'every:'))
    expect((await hub.call('GET', '/api/v1/policies', { headers })).status).toBe(200)
  })
})
