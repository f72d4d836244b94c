import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Secret } from '../../src/base/secret.ts'
import { teams } from '../../src/channels/teams/teams.ts'
import { aMessage, ODD_MESSAGES } from '../contract/messages.ts'
import { type SandboxServer, startSandboxServer, told } from '../harness/sandbox-server.ts'

const QUERY = 'api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=right'

describe('the Teams channel and its stand-in understand each other', () => {
  let sandbox: SandboxServer
  beforeEach(async () => {
    sandbox = await startSandboxServer(Date.UTC(2026, 2, 5))
  })
  afterEach(() => sandbox.close())

  const send = (message = aMessage(), { query = QUERY, ...settings } = {}) => {
    const path = '/sandbox/teams/workflows/f1/triggers/manual/paths/invoke'
    const url = new Secret(`${sandbox.origin}${path}?${query}`)
    return sandbox.send(teams, { url, ...settings }, { message })
  }

  test.each([...ODD_MESSAGES])('a message becomes a card that is drawn: %s', async (_, message) => {
    expect(told(await send(message))).toBe('sent')
    expect(await sandbox.refused()).toEqual([])
    expect(await sandbox.posted()).toHaveLength(1)
  })

  test('those who are on call are rung', async () => {
    await send(aMessage(), { userIds: ['Wang Wei <wang@example.com>'] } as object)
    expect(await sandbox.posted()).toMatchObject([
      { mentions: { people: [{ name: 'Wang Wei' }], missed: [] } },
    ])
  })

  test('a wrong signature is the address’s fault', async () => {
    await sandbox.api('PUT', 'chats', { platform: 'teams', token: 'f1', secret: 'right' })
    expect(told(await send())).toBe('sent')
    expect(told(await send(aMessage(), { query: QUERY.replace('right', 'wrong') }))).toMatch(
      /^refused token/,
    )
  })

  test.each([
    ['busy', {}, /^retry/],
    ['drop', {}, /^retry unknown-outcome/],
    ['lostReply', {}, /^retry unknown-outcome/],
    ['http502', {}, /^retry/],
    ['waf', {}, /^(retry|refused)/],
    ['rateLimited', { retryAfter: 30 }, /^retry rate-limited/],
    ['removed', {}, /^refused token/],
    ['stopped', {}, /^refused/],
    ['content', {}, /^refused/],
    ['quota', {}, /^retry rate-limited/],
    ['answer', { errcode: 'RequestEntityTooLarge' }, /^refused too-large/],
  ])('the fault %s %j is read', async (kind, more, expected) => {
    await sandbox.api('POST', 'faults', { kind, platform: 'teams', ...more })
    expect(told(await send())).toMatch(expected)
  })

  test('the fifth message of a second waits', async () => {
    const codes: string[] = []
    for (let count = 0; count < 5; count++) codes.push(told(await send()))
    expect(codes.slice(0, 4)).toEqual(['sent', 'sent', 'sent', 'sent'])
    expect(codes[4]).toMatch(/^retry rate-limited/)
  })
})
