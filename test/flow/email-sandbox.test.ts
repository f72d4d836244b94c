import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { email } from '../../src/channels/email/email.ts'
import { aMessage, ODD_MESSAGES } from '../contract/messages.ts'
import { type SandboxServer, startSandboxServer, told } from '../harness/sandbox-server.ts'

describe('the email channel and the mail server understand each other', () => {
  let sandbox: SandboxServer
  beforeEach(async () => {
    sandbox = await startSandboxServer(Date.UTC(2026, 2, 5))
  })
  afterEach(() => sandbox.close())

  const send = (message = aMessage(), settings = {}) => {
    const server = { host: '127.0.0.1', port: sandbox.mailPort, security: 'none' }
    const people = { address: '王伟 <wang@example.com>', from: 'Tocsin <alerts@example.com>' }
    return sandbox.send(email, { ...server, ...people, ...settings }, { message })
  }

  test.each([...ODD_MESSAGES])('a message arrives whole: %s', async (_, message) => {
    expect(told(await send(message))).toBe('sent')
    const posted = await sandbox.posted()
    expect(posted).toHaveLength(1)
    expect(posted[0]?.payload).toMatchObject({
      from: 'Tocsin <alerts@example.com>',
      to: '王伟 <wang@example.com>',
      text: expect.any(String),
      html: expect.stringContaining('<'),
    })
  })

  test('a mail says that a program sent it, and which thread it belongs to', async () => {
    await send()
    const headers = (await sandbox.posted())[0]?.payload?.['headers']
    expect(headers).toEqual(
      expect.arrayContaining([
        { name: 'Auto-Submitted', value: 'auto-generated' },
        expect.objectContaining({ name: 'References' }),
        expect.objectContaining({ name: 'Message-ID' }),
      ]),
    )
  })

  test.each([
    ['busy', {}, /^retry busy/],
    ['rateLimited', {}, /^retry/],
    ['quota', {}, /^retry/],
    ['http502', {}, /^retry/],
    ['drop', {}, /^retry unknown-outcome/],
    ['lostReply', {}, /^retry unknown-outcome/],
    ['removed', {}, /^refused/],
    ['stopped', {}, /^refused/],
    ['content', {}, /^refused/],
    ['waf', {}, /^refused/],
    ['answer', { errcode: 552, errmsg: '5.3.4 Message too big' }, /^refused too-large/],
  ])('the fault %s %j is read', async (kind, more, expected) => {
    await sandbox.api('POST', 'faults', { kind, platform: 'email', ...more })
    expect(told(await send())).toMatch(expected)
  })
})
