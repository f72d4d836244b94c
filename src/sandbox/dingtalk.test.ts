import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type DingtalkFacts, decide, NEW_ROBOT, type Robot, readCall } from './dingtalk.ts'
import { type DingtalkSettings, dingtalkDefaults } from './dingtalk-settings.ts'
import type { SandboxRequest } from './exchange.ts'

const NOW = Date.UTC(2026, 2, 5, 2, 0, 0)
const SECRET = `SEC${'1'.repeat(64)}`
const TEXT = { msgtype: 'text', text: { content: 'hello 告警' } }

function aRequest(changes: Partial<SandboxRequest> = {}, payload: unknown = TEXT): SandboxRequest {
  return {
    method: 'POST',
    path: '/sandbox/dingtalk/robot/send',
    query: 'access_token=t',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: Buffer.from(JSON.stringify(payload)),
    address: '10.1.2.3',
    ...changes,
  }
}

function settings(changes: Partial<DingtalkSettings> = {}): DingtalkSettings {
  return { ...dingtalkDefaults('dingtalk-abcd'), ...changes }
}

function facts(changes: Partial<DingtalkFacts> = {}): DingtalkFacts {
  return {
    robot: NEW_ROBOT,
    settings: settings(),
    isRepeated: false,
    fault: undefined,
    ...changes,
  }
}

/** The answer to a request, as `errcode errmsg`. */
function answerTo(request: SandboxRequest, known = facts(), now = NOW): string {
  const read = readCall(request)
  const answer = read.kind === 'refused' ? read.answer : decide(read.call, known, now).answer
  return `${answer.errcode} ${answer.errmsg}`
}

function decisionOf(payload: unknown, known = facts()) {
  const read = readCall(aRequest({}, payload))
  if (read.kind === 'refused') throw new Error(read.answer.errmsg)
  return decide(read.call, known, NOW)
}

function signed(timestamp: number, { secret = SECRET, encode = encodeURIComponent } = {}): string {
  const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64')
  return `access_token=t&timestamp=${timestamp}&sign=${encode(sign)}`
}

describe('the call', () => {
  test.each([
    ['GET', aRequest({ method: 'GET', query: '' }), '43002 需要POST请求'],
    ['no token', aRequest({ query: '' }), '40035 缺少参数 access_token'],
    ['an empty token', aRequest({ query: 'access_token=' }), '40035 缺少参数 access_token'],
    ['no content type', aRequest({ headers: {} }), '43004 无效的HTTP HEADER Content-Type'],
    [
      'plain text',
      aRequest({ headers: { 'content-type': 'text/plain' } }),
      '43004 无效的HTTP HEADER Content-Type',
    ],
    ['no body', aRequest({ body: new Uint8Array() }), '40035 缺少参数 json'],
    ['broken JSON', aRequest({ body: Buffer.from('{"msgtype":"text') }), '40035 缺少参数 json'],
    ['a list', aRequest({ body: Buffer.from('[]') }), '40035 缺少参数 json'],
    [
      'bytes that are no UTF-8',
      aRequest({ body: Buffer.from([0x22, 0xff, 0x22]) }),
      '40035 缺少参数 json',
    ],
    ['an empty object', aRequest({ body: Buffer.from('{}') }), '400105 不支持的消息类型'],
    ['a message', aRequest(), '0 ok'],
  ])('%s is answered', (_, request, expected) => {
    expect(answerTo(request)).toBe(expected)
  })

  test('a form is read field by field, as DingTalk’s own library sends it', () => {
    const form = new URLSearchParams({ msgtype: 'text', text: '{"content":"hi"}' })
    const request = aRequest({
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: Buffer.from(form.toString()),
    })
    expect(answerTo(request)).toBe('0 ok')
    expect(answerTo({ ...request, body: new Uint8Array() })).toBe('40035 缺少参数 json')
  })
})

describe('the order of the checks', () => {
  const strict = settings({ secret: SECRET, ips: ['192.168.0.0/16'], keywords: ['none'] })
  const blocked: Robot = { ...NEW_ROBOT, blockedUntil: NOW + 1 }
  const huge = { msgtype: 'nonsense', pad: 'x'.repeat(20_000) }
  test.each([
    [
      'the rate comes before the token',
      facts({ robot: blocked, settings: undefined }),
      huge,
      660026,
    ],
    [
      'the token before everything else',
      facts({ settings: undefined, fault: { kind: 'removed' } }),
      huge,
      300005,
    ],
    [
      'the robot’s state before the quota',
      facts({ settings: { ...strict, monthlyQuota: 0 }, fault: { kind: 'removed' } }),
      huge,
      400106,
    ],
    ['the quota before the size', facts({ settings: { ...strict, monthlyQuota: 0 } }), huge, 90030],
    ['the size before security', facts({ settings: strict }), huge, 460101],
    ['security before the form', facts({ settings: strict }), { msgtype: 'nonsense' }, 310000],
    [
      'the form before the keyword',
      facts({ settings: settings({ keywords: ['none'] }) }),
      { msgtype: 'nonsense' },
      400105,
    ],
    [
      'the keyword before the content',
      facts({ settings: settings({ keywords: ['none'] }), fault: { kind: 'content' } }),
      TEXT,
      310000,
    ],
    [
      'the content before repetition',
      facts({ isRepeated: true, fault: { kind: 'content' } }),
      TEXT,
      430104,
    ],
  ])('%s', (...[, known, payload, code]) => {
    expect(decisionOf(payload, known).answer.errcode).toBe(code)
  })
})

describe('the rate', () => {
  /** Codes of calls at these seconds. */
  function codesAt(seconds: readonly number[], chat = settings()): number[] {
    let robot = NEW_ROBOT
    return seconds.map((second) => {
      const read = readCall(aRequest())
      if (read.kind === 'refused') throw new Error('the request is well formed')
      const decision = decide(read.call, facts({ robot, settings: chat }), NOW + second * 1000)
      robot = decision.robot
      return decision.answer.errcode
    })
  }
  const twenty = Array.from({ length: 20 }, (_, index) => index)

  test('is 20 in any 60 seconds', () => {
    expect(codesAt([...twenty, 59.9])).toEqual([...twenty.map(() => 0), 660026])
    expect(codesAt([...twenty, 60, 61])).toEqual([...twenty.map(() => 0), 0, 0])
  })

  test('once exceeded shuts out for 10 minutes, which calls meanwhile do not prolong', () => {
    const codes = codesAt([...twenty, 30, 300, 629, 630])
    expect(codes.slice(20)).toEqual([660026, 660026, 660026, 0])
  })

  test('is counted for calls that security turns away', () => {
    const chat = settings({ keywords: ['none'] })
    expect(codesAt([...twenty, 21], chat).at(-1)).toBe(660026)
  })

  test('is answered with the code that was chosen, and can be without limit', () => {
    expect(codesAt([0, 1], settings({ perMinute: 1, rateLimitCode: 130101 }))).toEqual([0, 130101])
    const many = Array.from({ length: 100 }, () => 0)
    expect(codesAt(many, settings({ perMinute: null }))).toEqual(many)
  })

  test('of the month is counted in Chinese time and begins anew', () => {
    const robot = { ...NEW_ROBOT, month: '2026-03', monthCount: 3 }
    const chat = settings({ monthlyQuota: 3 })
    const lastHour = Date.UTC(2026, 2, 31, 15, 59)
    expect(answerTo(aRequest(), facts({ robot, settings: chat }), lastHour)).toBe(
      '90030 webhook over limit',
    )
    expect(answerTo(aRequest(), facts({ robot, settings: chat }), lastHour + 60_000)).toBe('0 ok')
  })
})

describe('security', () => {
  const chat = settings({ secret: SECRET })
  const english = settings({ secret: SECRET, language: 'en' })
  test.each([
    ['a fresh signature', signed(NOW), '0 ok'],
    ['one that is an hour old', signed(NOW - 3_600_000), '0 ok'],
    ['one that is older', signed(NOW - 3_600_001), '310000 错误描述:机器人发送签名过期'],
    ['one from the future', signed(NOW + 3_600_001), '310000 错误描述:机器人发送签名过期'],
    ['no signature', 'access_token=t', '310000 description:机器人发送签名不匹配'],
    ['a time alone', `access_token=t&timestamp=${NOW}`, '310000 description:机器人发送签名不匹配'],
    ['a signature alone', 'access_token=t&sign=x', '310000 错误描述:机器人发送签名过期'],
    ['seconds for milliseconds', signed(NOW / 1000), '310000 错误描述:机器人发送签名过期'],
    ['another secret', signed(NOW, { secret: 'x' }), '310000 description:机器人发送签名不匹配'],
    [
      'one encoded twice',
      signed(NOW, { encode: (text) => encodeURIComponent(encodeURIComponent(text)) }),
      '310000 description:机器人发送签名不匹配',
    ],
    [
      'a stale pair in front',
      `timestamp=1&sign=x&${signed(NOW)}`,
      '310000 错误描述:机器人发送签名过期',
    ],
  ])('%s is answered', (_, query, expected) => {
    expect(answerTo(aRequest({ query }), facts({ settings: chat }))).toContain(expected)
  })

  test('the older English texts can be chosen', () => {
    const known = facts({ settings: english })
    expect(answerTo(aRequest(), known)).toContain('310000 sign not match')
    expect(answerTo(aRequest({ query: signed(1) }), known)).toContain('310000 invalid timestamp')
  })

  test.each([
    ['10.1.2.3', ['10.1.2.3'], '0 ok'],
    ['::ffff:10.1.2.3', ['10.0.0.0/8'], '0 ok'],
    ['10.1.2.3', ['10.1.2.4', '192.168.0.0/16'], '310000 ip 10.1.2.3 not in whitelist'],
    ['::1', ['127.0.0.1'], '310000 ip ::1 not in whitelist'],
  ])('from %s with the list %j the answer is %s', (address, ips, expected) => {
    expect(answerTo(aRequest({ address }), facts({ settings: settings({ ips }) }))).toBe(expected)
  })

  const titled = { msgtype: 'markdown', markdown: { title: '监控', text: 'body' } }
  test.each([
    [TEXT, ['告警'], 'strict', 0],
    [TEXT, ['other', '告警'], 'strict', 0],
    [TEXT, ['HELLO'], 'strict', 310000],
    [titled, ['监控'], 'strict', 310000],
    [titled, ['监控'], 'lenient', 0],
    [titled, ['body'], 'strict', 0],
  ] as const)(
    'of %j the keywords %j, %s, are answered with %i',
    (...[payload, keywords, keywordMode, code]) => {
      const chosen = settings({ keywords: [...keywords], keywordMode })
      expect(decisionOf(payload, facts({ settings: chosen })).answer.errcode).toBe(code)
    },
  )
})

describe('the form', () => {
  const button = { title: 'b', actionURL: 'https://x' }
  const feed = { title: 'f', messageURL: 'https://x', picURL: 'https://x' }
  test.each([
    [{ msgtype: 'image' }, 400105, '不支持的消息类型'],
    [{ msgtype: 'toString', toString: {} }, 400105, '不支持的消息类型'],
    [{ msgtype: 'text' }, 400402, 'text --》 content'],
    [{ msgtype: 'text', text: { content: ' ' } }, 400402, 'text --》 content'],
    [{ msgtype: 'text', text: { content: 5 } }, 400402, 'text --》 content'],
    [{ msgtype: 'markdown', markdown: { text: 'x' } }, 400402, '参数 markdown --》 title 缺失'],
    [{ msgtype: 'markdown', markdown: { title: 'x' } }, 400402, 'markdown --》 text'],
    [{ msgtype: 'markdown', markdown: { title: 'x', text: 'y' } }, 0, 'ok'],
    [{ msgtype: 'link', link: { title: 'x', text: 'y' } }, 400402, 'link --》 messageUrl'],
    [
      { msgtype: 'link', link: { title: 'x', text: 'y', messageURL: 'z' } },
      400402,
      'link --》 messageUrl',
    ],
    [{ msgtype: 'link', link: { title: 'x', text: 'y', messageUrl: 'z' } }, 0, 'ok'],
    [
      { msgtype: 'actionCard', actionCard: { title: 'x', text: 'y' } },
      400402,
      'actionCard --》 btns',
    ],
    [
      { msgtype: 'actionCard', actionCard: { title: 'x', text: 'y', btns: [{ title: 'b' }] } },
      400402,
      'actionURL',
    ],
    [{ msgtype: 'actionCard', actionCard: { title: 'x', text: 'y', btns: [button] } }, 0, 'ok'],
    [
      {
        msgtype: 'actionCard',
        actionCard: { title: 'x', text: 'y', singleTitle: 's', singleURL: 'u' },
      },
      0,
      'ok',
    ],
    [{ msgtype: 'feedCard', feedCard: { links: [] } }, 400402, 'feedCard --》 links'],
    [{ msgtype: 'feedCard', feedCard: { links: [feed, { title: 'x' }] } }, 400402, 'messageURL'],
    [{ msgtype: 'feedCard', feedCard: { links: [feed] } }, 0, 'ok'],
  ])('of %j is answered with %i %s', (payload, code, text) => {
    const { answer } = decisionOf(payload)
    expect(answer.errcode).toBe(code)
    expect(answer.errmsg).toContain(text)
  })

  test('of 20,000 bytes is taken and of one more is not', () => {
    const pad = (length: number) => ({ ...TEXT, pad: 'x'.repeat(length) })
    const rest = JSON.stringify(pad(0)).length + Buffer.byteLength('告警') - '告警'.length
    expect(decisionOf(pad(20_000 - rest)).answer.errcode).toBe(0)
    expect(decisionOf(pad(20_001 - rest)).answer.errcode).toBe(460101)
  })
})

describe('mentions', () => {
  const members = [
    { name: '王伟', mobile: '13800000000', userId: 'wang' },
    { name: 'Li', mobile: '13900000000' },
  ]
  const chat = settings({ members })
  const all = { isAtAll: true }
  test.each([
    ['both', '@13800000000 hi', { atMobiles: ['13800000000'] }, ['王伟'], [], false],
    ['only the list', 'hi', { atMobiles: ['13800000000'] }, [], ['13800000000'], false],
    ['only the text', '@13800000000', {}, [], [], false],
    ['a stranger', '@13700000000', { atMobiles: ['13700000000'] }, [], ['13700000000'], false],
    [
      'a longer number in the text',
      '@138000000001',
      { atMobiles: ['13800000000'] },
      [],
      ['13800000000'],
      false,
    ],
    ['a userId', 'hi @wang', { atUserIds: ['wang'] }, ['王伟'], [], false],
    ['a number for a text', '@13900000000', { atMobiles: [13_900_000_000] }, ['Li'], [], false],
    ['everybody', 'hi @所有人', all, [], [], true],
    ['everybody without the literal', 'hi', all, [], [], false],
    ['the literal alone', '@所有人', {}, [], [], false],
  ])('with %s', (...[, content, at, people, missed, isAll]) => {
    const { mentions } = decisionOf(
      { msgtype: 'text', text: { content }, at },
      facts({ settings: chat }),
    )
    expect(mentions.people.map((person) => person.name)).toEqual(people)
    expect(mentions.missed).toEqual(missed)
    expect(mentions.all).toBe(isAll)
  })

  test('in a card ring userIds only, and a link rings nobody', () => {
    const at = { atMobiles: ['13800000000'], atUserIds: ['wang'], isAtAll: true }
    const text = '@13800000000 @wang @所有人'
    const single = { singleTitle: 's', singleURL: 'u' }
    const card = { msgtype: 'actionCard', actionCard: { title: 't', text, ...single }, at }
    const link = { msgtype: 'link', link: { title: 't', text, messageUrl: 'u' }, at }
    expect(decisionOf(card, facts({ settings: chat })).mentions).toEqual({
      all: false,
      people: [{ literal: 'wang', name: '王伟' }],
      missed: ['13800000000'],
    })
    expect(decisionOf(link, facts({ settings: chat })).mentions.people).toEqual([])
  })

  test('where no members are configured ring whoever is named, under a masked number', () => {
    const payload = {
      msgtype: 'text',
      text: { content: '@13800000000' },
      at: { atMobiles: ['13800000000'] },
    }
    expect(decisionOf(payload).mentions.people).toEqual([
      { literal: '13800000000', name: '138****0000' },
    ])
  })
})

describe('faults', () => {
  test.each([
    ['removed', 400106],
    ['stopped', 400102],
    ['dissolved', 400013],
    ['quota', 90030],
    ['content', 430104],
    ['rateLimited', 660026],
  ] as const)('%s is answered with %i', (kind, code) => {
    expect(decisionOf(TEXT, facts({ fault: { kind } })).answer.errcode).toBe(code)
  })

  test('the content check’s code can be chosen', () => {
    const fault = { kind: 'content' as const, errcode: 430101 }
    expect(decisionOf(TEXT, facts({ fault })).answer.errcode).toBe(430101)
  })

  test('a repeated msgUuid is answered ok and posts nothing', () => {
    const decision = decisionOf(TEXT, facts({ isRepeated: true }))
    expect(decision).toMatchObject({ outcome: 'duplicate', answer: { errcode: 0 } })
    expect(decision.robot.monthCount).toBe(0)
  })
})
