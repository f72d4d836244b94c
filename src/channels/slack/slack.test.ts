import { describe, expect, test } from 'vitest'
import { channelContract } from '../../../test/contract/channel-contract.ts'
import { aMessage } from '../../../test/contract/messages.ts'
import { ManualClock } from '../../base/clock.ts'
import type { HttpOutcome, HttpRequest } from '../../base/http-client.ts'
import { resolveAnyHost } from '../../base/resolve-host.ts'
import { Secret } from '../../base/secret.ts'
import { channels } from '../all.ts'
import { slack } from './slack.ts'

const TEAM = 'T0123ABCD'
const SERVICE = 'B0456EFGH'
const TOKEN = 'abcdefghijklmnopqrstuvwx'
const OFFICIAL = `https://hooks.slack.com/services/${TEAM}/${SERVICE}/${TOKEN}`

channelContract({
  channel: slack,
  settingsAt: (origin) => ({
    url: new Secret(`${origin}/sandbox/slack/services/${TEAM}/${SERVICE}/${TOKEN}`),
    userIds: ['U012AB3CD'],
  }),
  credentials: [TOKEN, SERVICE],
  // At most 25,000 characters in all, each three bytes of UTF-8.
  bodyBytesMax: 80_000,
  success: { status: 200, contentType: 'text/html', body: 'ok' },
})

describe('sending', () => {
  test('a request is the rendered body to the webhook as it was pasted', async () => {
    const requests: HttpRequest[] = []
    const answered: HttpOutcome = { kind: 'answered', status: 200, headers: {}, body: 'ok' }
    const http = {
      send: (request: HttpRequest) => {
        requests.push(request)
        return Promise.resolve(answered)
      },
      close: () => Promise.resolve(),
    }
    const settings = { url: new Secret(` ${OFFICIAL}\n`) }
    const rendered = slack.render(aMessage(), settings)
    const { signal } = new AbortController()
    const context = {
      http,
      clock: new ManualClock(0),
      signal,
      idempotencyKey: 'key 1',
      resolveHost: resolveAnyHost,
    }
    const receipt = await slack.send(rendered, settings, context)
    expect(receipt).toEqual({ kind: 'sent', code: 'ok', text: 'ok' })
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    expect(requests).toEqual([
      { method: 'POST', url: OFFICIAL, headers, body: rendered.body, signal },
    ])
  })
})

describe('the settings', () => {
  const many = Array.from({ length: 51 }, (_, index) => `U${index}`)
  test.each([
    ['a webhook', OFFICIAL, [], []],
    ['one of the government’s Slack', OFFICIAL.replace('.com', '-gov.com'), [], []],
    ['members and groups', OFFICIAL, ['U012AB3CD', 'W012AB3CD', 'S012AB3CD'], []],
    ['a relay', 'http://relay.internal:8080/slack', [], []],
    ['no address', 'hooks.slack.com/services/T/B/x', [], ['"url"']],
    ['another scheme', 'ftp://hooks.slack.com/services/T/B/x', [], ['"url"']],
    ['an address without its end', `https://hooks.slack.com/services/${TEAM}/B1/`, [], ['"url"']],
    ['no encryption', OFFICIAL.replace('https', 'http'), [], ['"url"']],
    ['a workflow', `https://hooks.slack.com/triggers/${TEAM}/1/${TOKEN}`, [], ['"url"']],
    ['a name', OFFICIAL, ['@wang'], ['"userIds"']],
    ['mark-up', OFFICIAL, ['U1> <!channel'], ['"userIds"']],
    ['51 people', OFFICIAL, many, ['"userIds"']],
  ])('are checked together: %s', (...[, url, userIds, problems]) => {
    const found = slack.check({ url: new Secret(url), userIds })
    const texts = found.map((problem) => (typeof problem === 'string' ? problem : problem.en))
    expect(texts.map((text) => text.split(' ')[0])).toEqual(problems)
    expect(texts.join(' ')).not.toContain(TOKEN)
  })

  test('addresses of one webhook are the same however the URL was pasted', () => {
    const address = slack.address({ url: new Secret(OFFICIAL) })
    expect(address).toMatch(/^slack:[0-9a-f]{16}$/)
    expect(slack.address({ url: new Secret(` ${OFFICIAL}/#x`) })).toBe(address)
    expect(slack.address({ url: new Secret(`${OFFICIAL}0`) })).not.toBe(address)
  })

  test.each([
    ['a minute’s 60 are 20 in 20 seconds', undefined, 20, 20_000],
    ['30 in a minute are 20 in 40 seconds', 30, 20, 40_000],
    ['what is below a burst is counted by the minute', 6, 6, 60_000],
    ['what is above Slack’s limit is taken as it is', 600, 600, 60_000],
  ])('the limit: %s', (...[, perMinute, messagesMax, windowMs]) => {
    const url = new Secret(OFFICIAL)
    const limits = slack.limits({ url, ...(perMinute === undefined ? {} : { perMinute }) })
    expect(limits).toEqual({ messagesMax, windowMs, penaltyMs: 0 })
  })

  test('the channel is among those that are built in', () => {
    expect(channels.find(({ type }) => type === 'slack')).toBe(slack)
  })
})
