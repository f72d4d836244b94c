import { describe, expect, test } from 'vitest'
import { channelContract } from '../../../test/contract/channel-contract.ts'
import { aMessage } from '../../../test/contract/messages.ts'
import { ManualClock } from '../../base/clock.ts'
import type { HttpRequest } from '../../base/http-client.ts'
import { resolveAnyHost } from '../../base/resolve-host.ts'
import { Secret } from '../../base/secret.ts'
import { channels } from '../all.ts'
import { teams } from './teams.ts'

const ID = '0123456789abcdef0123456789abcdef'
const SIG = 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_abcde'
const PATH = `/workflows/${ID}/triggers/manual/paths/invoke`
const QUERY = `?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${SIG}`
const OFFICIAL = `https://prod-01.westeurope.logic.azure.com:443${PATH}${QUERY}`
const NEWER = `https://env1.aa.environment.api.powerplatform.com:443/powerautomate/automations/direct${PATH}?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${SIG}`

channelContract({
  channel: teams,
  settingsAt: (origin) => ({
    url: new Secret(`${origin}/sandbox/teams${PATH}${QUERY}`),
    userIds: ['Wang Wei <wang@example.com>'],
  }),
  credentials: [SIG, ID],
  bodyBytesMax: 28_000,
  success: { status: 202, contentType: 'text/plain', body: '' },
})

describe('sending', () => {
  test.each([OFFICIAL, NEWER])(
    'a request goes to the address as it was pasted: %s',
    async (url) => {
      const requests: HttpRequest[] = []
      const http = {
        send: (request: HttpRequest) => {
          requests.push(request)
          return Promise.resolve({ kind: 'answered' as const, status: 202, headers: {}, body: '' })
        },
        close: () => Promise.resolve(),
      }
      const settings = { url: new Secret(` ${url}\n`) }
      const rendered = teams.render(aMessage(), settings)
      const { signal } = new AbortController()
      const clock = new ManualClock(0)
      const context = { http, clock, signal, idempotencyKey: 'k', resolveHost: resolveAnyHost }
      const receipt = await teams.send(rendered, settings, context)
      expect(receipt).toEqual({ kind: 'sent', code: '202', text: 'Accepted' })
      const headers = { 'content-type': 'application/json; charset=utf-8' }
      expect(requests).toEqual([{ method: 'POST', url, headers, body: rendered.body, signal }])
    },
  )
})

describe('the settings', () => {
  const many = Array.from({ length: 21 }, (_, index) => `u${index}@example.com`)
  test.each([
    ['a workflow', OFFICIAL, [], []],
    ['a newer workflow', NEWER, [], []],
    ['people', OFFICIAL, ['a@b.cn', 'A B <a.b@b.cn>', 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'], []],
    ['a relay', 'http://relay.internal:8080/teams', [], []],
    ['no address', 'prod-01.westeurope.logic.azure.com', [], [/no http/]],
    ['a connector', `https://x.webhook.office.com/webhookb2/${ID}`, [], [/retired/]],
    ['an old connector', `https://outlook.office.com/webhook/${ID}`, [], [/retired/]],
    ['an older connector', `https://outlook.office365.com/webhook/${ID}`, [], [/retired/]],
    ['no signature', OFFICIAL.replace(/&sig=.*/, ''), [], [/no signature/]],
    ['no encryption', OFFICIAL.replace('https', 'http'), [], [/no https/]],
    ['a page of Power Automate', 'https://make.powerautomate.com/flows/1', [], [/page of/]],
    ['a name', OFFICIAL, ['Wang Wei'], [/"userIds"/]],
    ['a mobile number', OFFICIAL, ['13800000000'], [/"userIds"/]],
    ['mark-up', OFFICIAL, ['</at><at>all</at> <a@b.cn>'], [/"userIds"/]],
    ['21 people', OFFICIAL, many, [/"userIds"/]],
  ])('are checked together: %s', (...[, url, userIds, problems]) => {
    const found = teams.check({ url: new Secret(url), userIds })
    const texts = found.map((problem) => (typeof problem === 'string' ? problem : problem.en))
    expect(texts).toHaveLength(problems.length)
    for (const [index, problem] of problems.entries()) expect(texts[index]).toMatch(problem)
    expect(texts.join(' ')).not.toContain(SIG)
  })

  test('a workflow whose signature was renewed keeps its address', () => {
    const address = teams.address({ url: new Secret(OFFICIAL) })
    expect(address).toMatch(/^teams:[0-9a-f]{16}$/)
    expect(teams.address({ url: new Secret(OFFICIAL.replace(SIG, 'other')) })).toBe(address)
    expect(teams.address({ url: new Secret(NEWER) })).not.toBe(address)
  })

  test.each([
    ['60 in a minute, 4 in a second', undefined, { messagesMax: 60, burst: 4 }],
    ['fewer', 10, { messagesMax: 10, burst: 4 }],
    ['fewer than a burst', 3, { messagesMax: 3 }],
    ['another server’s', 600, { messagesMax: 600 }],
  ])('the limit: %s', (...[, perMinute, expected]) => {
    const url = new Secret(OFFICIAL)
    const limits = teams.limits({ url, ...(perMinute === undefined ? {} : { perMinute }) })
    expect(limits.messagesMax).toBe(expected.messagesMax)
    expect(limits.burst?.messagesMax).toBe('burst' in expected ? expected.burst : undefined)
  })

  test('the channel is among those that are built in', () => {
    expect(channels.find(({ type }) => type === 'teams')).toBe(teams)
  })
})

describe('a body from a user’s template', () => {
  const card = { type: 'AdaptiveCard', version: '1.4', body: [] }
  const settings = { url: new Secret(OFFICIAL) }
  test.each([
    ['a card', card],
    ['a message', { type: 'message', attachments: [{ content: card }] }],
  ])('is taken: %s', (_, body) => {
    const made = teams.raw?.(` ${JSON.stringify(body)} `, settings)
    if (made === undefined || !('body' in (made as object))) throw new Error('it was not taken')
    expect(JSON.parse((made as { body: string }).body).attachments[0].content).toEqual(card)
  })

  test.each([['{'], ['[]'], ['"x"'], ['{}'], ['{"text":"x"}'], [`{"a":"${'x'.repeat(28_000)}"}`]])(
    'is turned away with a reason: %.20s',
    (body) => {
      expect(teams.raw?.(body, settings)).toMatchObject({ en: /\w/, zh: /\p{Script=Han}/u })
    },
  )
})
