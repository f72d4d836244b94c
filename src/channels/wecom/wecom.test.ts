import { describe, expect, test } from 'vitest'
import { channelContract } from '../../../test/contract/channel-contract.ts'
import { aMessage } from '../../../test/contract/messages.ts'
import { ManualClock } from '../../base/clock.ts'
import type { HttpOutcome, HttpRequest } from '../../base/http-client.ts'
import { resolveAnyHost } from '../../base/resolve-host.ts'
import { Secret } from '../../base/secret.ts'
import { channels } from '../all.ts'
import { wecom } from './wecom.ts'

const KEY = '0f00dbad-1234-4abc-9def-00c0ffee0000'
const OFFICIAL = `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${KEY}`
const OK = '{"errcode":0,"errmsg":"ok"}'
/** WeCom limits the content, in which JSON writes some characters with two bytes. */
const BODY_BYTES_MAX = 2 * 4_096 + 200

for (const format of ['auto', 'markdown_v2', 'text', 'template_card']) {
  describe(`in the format ${format}`, () => {
    channelContract({
      channel: wecom,
      settingsAt: (origin) => ({
        url: new Secret(`${origin}/cgi-bin/webhook/send?key=${KEY}`),
        format,
      }),
      credentials: [KEY],
      bodyBytesMax: BODY_BYTES_MAX,
      success: { status: 200, contentType: 'application/json', body: OK },
    })
  })
}

/** What `send` puts on the wire, and the receipt for what comes back. */
async function wire(url: string, body = OK) {
  const requests: HttpRequest[] = []
  const answered: HttpOutcome = { kind: 'answered', status: 200, headers: {}, body }
  const http = {
    send: (request: HttpRequest) => {
      requests.push(request)
      return Promise.resolve(answered)
    },
    close: () => Promise.resolve(),
  }
  const settings = { url: new Secret(url) }
  const rendered = wecom.render(aMessage(), settings)
  const { signal } = new AbortController()
  const context = {
    http,
    clock: new ManualClock(0),
    signal,
    idempotencyKey: 'key 1',
    resolveHost: resolveAnyHost,
  }
  const receipt = await wecom.send(rendered, settings, context)
  return { requests, receipt, rendered, signal }
}

describe('sending', () => {
  test('a request is the rendered body, at the robot’s address, as JSON', async () => {
    const { requests, receipt, rendered, signal } = await wire(`  ${OFFICIAL}#top\n`)
    expect(requests).toEqual([
      {
        method: 'POST',
        url: OFFICIAL,
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: rendered.body,
        signal,
      },
    ])
    expect(receipt).toEqual({ kind: 'sent', code: '0', text: 'ok' })
  })

  test.each([
    ['the robot’s key', OFFICIAL, KEY],
    ['a key that is percent-encoded', 'https://relay.example/x?a=1&key=a%2Fb%2Fc', 'a%2Fb%2Fc'],
    ['a key as it reads decoded', 'https://relay.example/x?a=1&key=a%2Fb%2Fc', 'a/b/c'],
    ['a relay’s path', 'https://relay.example/hooks/hush-hush', '/hooks/hush-hush'],
  ])('an answer that repeats it is kept without %s', async (_, url, credential) => {
    const errmsg = `no robot ${credential} here`
    const { receipt } = await wire(url, JSON.stringify({ errcode: 93000, errmsg }))
    expect(receipt).toMatchObject({ kind: 'refused', text: 'no robot *** here' })
  })
})

describe('the settings', () => {
  test.each([
    ['a robot', { url: OFFICIAL }, []],
    ['one that mentions', { url: OFFICIAL, userIds: ['wang.wei_1@x'], mentionAll: true }, []],
    ['one that mentions in text', { url: OFFICIAL, userIds: ['w'], format: 'text' }, []],
    ['a relay without a key', { url: 'http://relay.internal:8080/wecom' }, []],
    ['no address', { url: 'qyapi.weixin.qq.com/cgi-bin' }, ['"url"']],
    ['another scheme', { url: 'ftp://qyapi.weixin.qq.com/?key=1' }, ['"url"']],
    ['no key', { url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=' }, ['"url"']],
    [
      'the address for files',
      { url: OFFICIAL.replace('send?', 'upload_media?type=file&') },
      ['"url"'],
    ],
    ['everybody as a userid', { url: OFFICIAL, userIds: ['@all'] }, ['"userIds"']],
    ['a name as a userid', { url: OFFICIAL, userIds: ['王伟'] }, ['"userIds"']],
    ['101 userids', { url: OFFICIAL, userIds: Array(101).fill('w') }, ['"userIds"']],
    ['a card that mentions', cardThatMentions('template_card'), ['"userIds"']],
    ['markdown_v2 that mentions', cardThatMentions('markdown_v2'), ['markdown_v2', '"userIds"']],
  ])('are checked together: %s', (_, settings, problems) => {
    const found = wecom.check({ ...settings, url: new Secret(settings.url) })
    const texts = found.map((problem) => (typeof problem === 'string' ? problem : problem.en))
    expect(texts).toHaveLength(problems.length === 0 ? 0 : 1)
    for (const problem of problems) expect(texts[0]).toContain(problem)
    expect(texts.join(' ')).not.toContain(KEY)
  })

  function cardThatMentions(format: string) {
    return { url: OFFICIAL, userIds: ['w'], format }
  }

  test('an address is a digest of the key alone', () => {
    const address = wecom.address({ url: new Secret(OFFICIAL) })
    const relayed = new Secret(`http://relay.internal/?x=1&key=${KEY}`)
    expect(address).toMatch(/^wecom:[0-9a-f]{16}$/)
    expect(wecom.address({ url: relayed })).toBe(address)
    expect(wecom.address({ url: new Secret(`${OFFICIAL}0`) })).not.toBe(address)
  })

  test('the limit is 20 a minute without a penalty unless told otherwise', () => {
    const url = new Secret(OFFICIAL)
    const limits = { messagesMax: 20, windowMs: 60_000, penaltyMs: 0 }
    expect(wecom.limits({ url })).toEqual(limits)
    expect(wecom.limits({ url, perMinute: 6 })).toEqual({ ...limits, messagesMax: 6 })
  })

  test('the channel is among those that are built in', () => {
    expect(channels.find(({ type }) => type === 'wecom')).toBe(wecom)
  })
})
