import { once } from 'node:events'
import { connect } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { INGEST_LIMITS } from '../../src/base/limits.ts'
import { mutatedRequest } from '../contract/mutations.ts'
import { reboot } from '../harness/events.ts'
import { type Answer, startHub, type TestHub } from '../harness/hub.ts'

const CONFIG = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
policies: { none: { match: ['severity="critical"', 'region="nowhere"'], notify: [{ to: ops }] } }
fallback: ops
`

let hub: TestHub
beforeAll(async () => {
  hub = await startHub(CONFIG, { requestMs: 400 })
})
afterAll(() => hub.close())

const quarantined = async (): Promise<ReturnType<typeof Object>[]> =>
  (await hub.call('GET', '/api/v1/quarantine?limit=500')).body.requests

const isProblem = (answer: Answer, status: number, code: string): void => {
  expect(answer).toMatchObject({
    status,
    type: 'application/problem+json; charset=utf-8',
    body: { status, code, type: `urn:tocsin:error:${code}` },
  })
  expect(answer.body.title.length + answer.body.detail.length).toBeGreaterThan(20)
}

test('a key that no source has is answered 404, and nothing is kept', async () => {
  const before = (await quarantined()).length
  isProblem(
    await hub.call('POST', '/in/no-such-key-here', { body: '{}' }),
    404,
    'TOCSIN_INGEST_UNKNOWN_KEY',
  )
  isProblem(await hub.call('GET', '/in/'), 404, 'TOCSIN_NOT_FOUND')
  expect(await quarantined()).toHaveLength(before)
})

test('a method that no source takes is answered 405 with those that are', async () => {
  isProblem(
    await hub.call('PUT', '/in/test-ingest-key', { body: '{}' }),
    405,
    'TOCSIN_INGEST_METHOD',
  )
})

test.each([
  ['no JSON', '{"name": '],
  ['nothing', ''],
  ['not an event', '{"hello":"world"}'],
  ['a list that is too deep', '['.repeat(100_000)],
  ['bytes that are no text', new Uint8Array([0xff, 0xfe, 0x00, 0x80])],
])('a body that is %s is answered 400, and kept with the reason', async (_name, body) => {
  const answer = await hub.call('POST', '/in/test-ingest-key', { body })
  isProblem(answer, 400, 'TOCSIN_INGEST_UNPARSABLE')
  const [kept] = await quarantined()
  expect(answer.body.detail).toContain(kept.id)
  expect(Buffer.from(kept.bodyBase64, 'base64')).toEqual(Buffer.from(body).subarray(0, 64 * 1024))
  expect(kept).toMatchObject({
    source: 'aliyun',
    method: 'POST',
    problem: expect.stringMatching(/^Expected: .* Found: /s),
  })
})

test('a body that is too large is answered 413, and its beginning is kept', async () => {
  const body = JSON.stringify({
    ...reboot('i-large', 'Scheduled'),
    padding: 'x'.repeat(INGEST_LIMITS.bodyBytesMax),
  })
  isProblem(await hub.call('POST', '/in/test-ingest-key', { body }), 413, 'TOCSIN_INGEST_TOO_LARGE')
  const [kept] = await quarantined()
  expect(Buffer.from(kept.bodyBase64, 'base64').toString()).toContain('i-large')
})

test('a body that comes too slowly is answered 408, and what came of it is kept', async () => {
  const socket = connect(Number(new URL(hub.app.url).port), '127.0.0.1')
  socket.write(
    'POST /in/test-ingest-key HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"name":"slow-one"',
  )
  let answer = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    answer += chunk
  })
  await once(socket, 'close')
  expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  expect(answer).toContain('TOCSIN_INGEST_TOO_SLOW')
  const [kept] = await quarantined()
  expect(Buffer.from(kept.bodyBase64, 'base64').toString()).toBe('{"name":"slow-one"')
})

test('credentials in the headers of a kept request are masked', async () => {
  await hub.call('POST', '/in/test-ingest-key', {
    body: '{',
    headers: {
      authorization: 'Bearer very-secret',
      'x-api-key': 'very-secret',
      'user-agent': 'test',
    },
  })
  const [kept] = await quarantined()
  expect(kept.headers).toMatchObject({
    authorization: '***',
    'x-api-key': '***',
    'user-agent': 'test',
  })
  expect(JSON.stringify(kept)).not.toContain('very-secret')
  expect(JSON.stringify(kept)).not.toContain('test-ingest-key')
})

test('what is not HTTP is answered 400', async () => {
  const socket = connect(Number(new URL(hub.app.url).port), '127.0.0.1')
  socket.write('EHLO mail\r\n\r\n')
  const [answer] = await once(socket.setEncoding('utf8'), 'data')
  expect(answer).toMatch(/^HTTP\/1\.1 400 .*TOCSIN_REQUEST_INVALID/s)
  socket.destroy()
})

test('what a GET says in its address is taken up to 64 KiB, and beyond that is answered 431', async () => {
  const address = (bytes: number) => `/in/test-ingest-key?data=${'a'.repeat(bytes)}`
  const long = await hub.call('GET', address(60_000))
  expect(long).toMatchObject({ status: 400, body: { code: 'TOCSIN_INGEST_UNPARSABLE' } })
  const longer = await hub.call('GET', address(70_000))
  expect(longer).toMatchObject({ status: 431, body: { code: 'TOCSIN_INGEST_TOO_LARGE' } })
})

const whole = {
  method: 'POST' as const,
  path: '',
  query: '',
  headers: {},
  body: Buffer.from(JSON.stringify(reboot('i-mutated', 'Scheduled'))),
}

test('whatever a mutated payload says, the hub answers, and keeps what it does not take', async () => {
  await fc.assert(
    fc.asyncProperty(mutatedRequest(whole), async ({ body }) => {
      const before = Number((await hub.call('GET', '/api/v1/status')).body.counts.quarantined)
      const answer = await hub.call('POST', '/in/test-ingest-key', { body })
      if (answer.status === 200)
        return answer.body.events.every((id: unknown) => typeof id === 'string')
      const after = Number((await hub.call('GET', '/api/v1/status')).body.counts.quarantined)
      return answer.status === 400 && after === before + 1
    }),
    { numRuns: 400 },
  )
})

test('after all of this the hub takes the next good event', async () => {
  expect(await hub.post(reboot('i-good', 'Scheduled'))).toHaveLength(1)
  await hub.settle()
})

test('what a GET said in its query is kept as well, without the credentials in it', async () => {
  const answer = await hub.call('GET', '/in/test-ingest-key?%7Bbroken&token=s3cret')
  isProblem(answer, 400, 'TOCSIN_INGEST_UNPARSABLE')
  const [kept] = await quarantined()
  expect(kept).toMatchObject({ method: 'GET', query: '%7Bbroken&token=***' })
})
