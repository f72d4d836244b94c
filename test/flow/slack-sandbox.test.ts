import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Secret } from '../../src/base/secret.ts'
import { slack } from '../../src/channels/slack/slack.ts'
import { aMessage, ODD_MESSAGES } from '../contract/messages.ts'
import { type SandboxServer, startSandboxServer, told } from '../harness/sandbox-server.ts'

describe('the Slack channel and its stand-in understand each other', () => {
  let sandbox: SandboxServer
  beforeEach(async () => {
    sandbox = await startSandboxServer(Date.UTC(2026, 2, 5))
  })
  afterEach(() => sandbox.close())

  const send = (message = aMessage(), settings = {}) => {
    const url = new Secret(`${sandbox.origin}/sandbox/slack/services/T1JJ3T3L2/B1/hush`)
    return sandbox.send(slack, { url, ...settings }, { message })
  }

  test.each([...ODD_MESSAGES])('a message keeps to every limit: %s', async (_, message) => {
    expect(told(await send(message))).toBe('sent')
    expect(await sandbox.posted()).toHaveLength(1)
  })

  test('those who are on call are rung', async () => {
    await send(aMessage({ mentions: { mobiles: [], all: true } }), { userIds: ['U0123456789'] })
    expect(await sandbox.posted()).toMatchObject([
      { mentions: { all: true, people: [{ name: 'U0123456789' }] } },
    ])
  })

  test.each([
    ['busy', {}, /^retry busy/],
    ['drop', {}, /^retry unknown-outcome/],
    ['lostReply', {}, /^retry unknown-outcome/],
    ['http502', {}, /^retry/],
    ['waf', {}, /^(retry|refused)/],
    ['rateLimited', { retryAfter: 30 }, /^retry rate-limited/],
    ['removed', {}, /^refused token/],
    ['stopped', {}, /^refused (token|disabled)/],
    ['dissolved', {}, /^refused disabled/],
    ['content', {}, /^refused/],
    ['quota', {}, /^refused/],
    ['answer', { errcode: 'invalid_token' }, /^refused token/],
    ['answer', { errcode: 'invalid_blocks' }, /^refused malformed/],
    ['answer', { errcode: 'no_team' }, /^refused token/],
  ])('the fault %s %j is read', async (kind, more, expected) => {
    await sandbox.api('POST', 'faults', { kind, platform: 'slack', ...more })
    expect(told(await send())).toMatch(expected)
  })

  test('Retry-After is obeyed', async () => {
    await sandbox.api('POST', 'faults', { kind: 'rateLimited', retryAfter: 30, times: 1 })
    expect(await send()).toMatchObject({ kind: 'retry', afterMs: 30_000 })
  })

  test('a burst gets through, the next message waits a second', async () => {
    const codes: string[] = []
    for (let count = 0; count < 26; count++) codes.push(told(await send()))
    expect(codes.slice(0, 25).every((code) => code === 'sent')).toBe(true)
    expect(codes[25]).toMatch(/^retry rate-limited/)
    sandbox.clock.advance(1_000)
    expect(told(await send())).toBe('sent')
  })
})
