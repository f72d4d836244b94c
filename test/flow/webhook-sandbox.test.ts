import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Secret } from '../../src/base/secret.ts'
import { webhook } from '../../src/channels/webhook/webhook.ts'
import { aMessage, ODD_MESSAGES } from '../contract/messages.ts'
import { type SandboxServer, startSandboxServer, told } from '../harness/sandbox-server.ts'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const OTHER = 'whsec_AAAA9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

describe('the webhook channel and a receiver understand each other', () => {
  let sandbox: SandboxServer
  beforeEach(async () => {
    sandbox = await startSandboxServer(Date.UTC(2026, 2, 5))
    await setUp({ secret: SECRET })
  })
  afterEach(() => sandbox.close())

  const setUp = (settings: object) =>
    sandbox.api('PUT', 'chats', { platform: 'webhook', token: 'ops', ...settings })
  const send = ({ message = aMessage(), secret = SECRET, ...more }: Options = {}) => {
    const url = new Secret(`${sandbox.origin}/sandbox/webhook/ops`)
    return sandbox.send(webhook, { url, secret: new Secret(secret) }, { message, ...more })
  }

  test.each([...ODD_MESSAGES])(
    'a message is signed over its very bytes: %s',
    async (_, message) => {
      expect(told(await send({ message }))).toBe('sent')
      expect(await sandbox.posted()).toHaveLength(1)
    },
  )

  test('a wrong secret and a wrong clock are refused', async () => {
    expect(told(await send({ secret: OTHER }))).toMatch(/^refused|^retry/)
    expect(told(await send({ skewMs: 301_000 }))).not.toBe('sent')
    expect((await sandbox.refused()).map(({ errmsg }) => errmsg)).toEqual([
      'no matching signature',
      'timestamp too new',
    ])
  })

  test('a message whose answer was lost is there once after it was sent again', async () => {
    await sandbox.api('POST', 'faults', { kind: 'lostReply', platform: 'webhook', times: 1 })
    expect(told(await send({ key: 'same' }))).toMatch(/^retry unknown-outcome/)
    sandbox.clock.advance(60_000)
    expect(told(await send({ key: 'same' }))).toBe('sent')
    expect(await sandbox.posted()).toHaveLength(1)
    expect((await sandbox.api('GET', 'messages')).duplicates).toHaveLength(1)
  })

  test.each([
    [204, /^sent$/],
    [400, /^refused/],
    [404, /^refused/],
    [408, /^retry/],
    [410, /^refused disabled/],
    [429, /^retry rate-limited/],
    [500, /^retry/],
    [503, /^retry/],
  ])('the status %i is read', async (status, expected) => {
    await setUp({ status })
    expect(told(await send())).toMatch(expected)
  })

  test('Retry-After is obeyed', async () => {
    const fault = { kind: 'rateLimited', platform: 'webhook', retryAfter: 45 }
    await sandbox.api('POST', 'faults', fault)
    expect(await send()).toMatchObject({ kind: 'retry', afterMs: 45_000 })
  })
})

type Options = {
  readonly message?: ReturnType<typeof aMessage>
  readonly secret?: string
  readonly key?: string
  readonly skewMs?: number
}
