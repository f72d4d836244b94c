import { createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { deliver, ServiceStandIn, serviceContract } from '../../../../test/contract/argo-service.ts'

const PEM = readFileSync(new URL('../fixtures/app-key.pem', import.meta.url), 'utf8')
const KEY = {
  type: 'service_account',
  client_email: 'argo@demo.iam.gserviceaccount.com',
  private_key_id: 'k1',
  private_key: PEM,
}
const OPTIONS = { project: 'demo-project', topic: 'argo', key: JSON.stringify(KEY) }
const TAKEN = { body: { messageIds: ['19917247034'] } }

serviceContract({
  service: 'gcppubsub',
  options: (origin) => ({ ...OPTIONS, endpointUrl: origin }),
  recipient: '',
  credentials: [PEM.split('\n')[3] ?? ''],
  rendering: { message: 'demo is synced' },
  taken: [TAKEN],
  requests: [],
  judged: [
    ['taken', [TAKEN], { kind: 'sent', ref: '19917247034' }],
    ['an unknown topic', [{ status: 404, body: {} }], { kind: 'refused', reason: 'token' }],
    ['a key that may not', [{ status: 403, body: {} }], { kind: 'refused', reason: 'token' }],
    ['a success without an id', [{ body: {} }], { kind: 'refused', reason: 'unknown' }],
  ],
  problems: [
    ['no project', { project: '' }, undefined, 'project'],
    ['no topic', { topic: '' }, undefined, 'topic'],
    ['no key', { key: '', keyFile: '/app/key.json' }, undefined, 'key'],
    ['a key that is none', { key: '{"client_email": "a", "private_key": "b"}' }, undefined, 'key'],
  ],
})

test('a message is published with a token that the account has signed itself', async () => {
  const standIn = new ServiceStandIn()
  const endpointUrl = await standIn.open([TAKEN])
  const options = { ...OPTIONS, endpointUrl }
  const part = { attributes: { app: 'demo' } }
  await deliver(
    { service: 'gcppubsub', options, recipient: 'other topic' },
    { message: '好', part },
  )
  await standIn.close()
  const [seen] = standIn.seen
  expect(seen?.line).toBe('POST /v1/projects/demo-project/topics/other%20topic:publish')
  expect(seen?.body).toEqual({
    messages: [{ data: Buffer.from('好').toString('base64'), attributes: { app: 'demo' } }],
  })
  const token = /^Bearer (.*)$/.exec(seen?.headers['authorization'] ?? '')?.[1] ?? ''
  const [header = '', claims = '', signature = ''] = token.split('.')
  const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString())
  expect(read(header)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'k1' })
  expect(read(claims)).toEqual({
    iss: KEY.client_email,
    sub: KEY.client_email,
    aud: 'https://pubsub.googleapis.com/',
    iat: Date.UTC(2026, 2, 5, 2, 15, 1) / 1_000,
    exp: Date.UTC(2026, 2, 5, 2, 25, 1) / 1_000,
  })
  const signed = Buffer.from(`${header}.${claims}`)
  const key = createPublicKey(PEM)
  expect(verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'))).toBe(true)
})
