import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { SandboxRequest } from './exchange.ts'
import type { Fault } from './faults.ts'
import { lark } from './lark.ts'
import { type LarkSettings, larkDefaults } from './lark-settings.ts'
import type { CallFacts } from './stand-in.ts'

const NOW = 1_599_360_473_000
const TEXT = { msg_type: 'text', content: { text: 'hello 告警' } }

type Facts = CallFacts<LarkSettings, typeof lark.newMemory>

function aRequest(payload: unknown = TEXT, changes: Partial<SandboxRequest> = {}): SandboxRequest {
  return {
    method: 'POST',
    path: '/sandbox/lark/open-apis/bot/v2/hook/abc',
    query: '',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
    address: '10.1.2.3',
    ...changes,
  }
}

function facts(settings: Partial<LarkSettings> = {}, changes: Partial<Facts> = {}): Facts {
  return {
    settings: { ...larkDefaults('lark-abcd'), ...settings },
    memory: lark.newMemory,
    fault: undefined,
    hasPosted: () => false,
    now: NOW,
    ...changes,
  }
}

/** `status code text` of the answer to a message. */
function answerTo(
  payload: unknown,
  known = facts(),
  changes: Partial<SandboxRequest> = {},
): string {
  const { answer } = lark.decide(aRequest(payload, changes), known)
  if (answer.kind !== 'answer') return answer.kind
  const { code, msg } = JSON.parse(String(answer.body))
  return `${answer.status} ${code} ${msg}`
}

function fault(kind: Fault['kind'], more: Partial<Fault> = {}): Fault {
  return { id: 1, kind, ...more }
}

const BAD = '400 9499 Bad Request'
const NEED = '200 19002 params error, msg_type need'

describe('the call', () => {
  test('of a bot’s address has its id for a token, with a slash behind it too', () => {
    expect(lark.tokenOf(aRequest())).toBe('abc')
    expect(lark.tokenOf(aRequest(TEXT, { path: `${aRequest().path}/` }))).toBe('abc')
    expect(lark.tokenOf(aRequest(TEXT, { path: '/sandbox/lark/open-apis/bot/hook/abc' }))).toBe(
      undefined,
    )
  })

  test('a success has five keys', () => {
    const { answer } = lark.decide(aRequest(), facts())
    expect(answer).toMatchObject({ status: 200 })
    expect(answer.kind === 'answer' && JSON.parse(String(answer.body))).toEqual({
      StatusCode: 0,
      StatusMessage: 'success',
      code: 0,
      data: {},
      msg: 'success',
    })
  })

  test.each([
    ['GET', TEXT, { method: 'GET' }, NEED],
    ['broken JSON', '{"msg_type":', {}, BAD],
    ['a list', [], {}, BAD],
    ['nothing', '', {}, BAD],
    ['an empty object', {}, {}, NEED],
    ['an unknown type', { msg_type: 'nonsense', content: {} }, {}, BAD],
    ['an inherited name', { msg_type: 'toString', content: {} }, {}, BAD],
    ['no content', { msg_type: 'text' }, {}, BAD],
    ['an empty text', { msg_type: 'text', content: { text: '' } }, {}, BAD],
    ['a text that is a number', { msg_type: 'text', content: { text: 5 } }, {}, BAD],
    ['an image', { msg_type: 'image', content: { image_key: 'img_1' } }, {}, '200 0 success'],
    [
      'a group card',
      { msg_type: 'share_chat', content: { share_chat_id: 'oc_1' } },
      {},
      '200 0 success',
    ],
    ['JSON nested without end', '['.repeat(9_000) + ']'.repeat(9_000), {}, BAD],
  ])('%s is answered', (...[, payload, changes, expected]) => {
    expect(answerTo(payload, facts(), changes)).toBe(expected)
  })

  test('of 20 KB is taken and of one byte more is not', () => {
    const pad = (length: number) => ({ ...TEXT, pad: 'x'.repeat(length) })
    const rest = Buffer.byteLength(JSON.stringify(pad(0)))
    expect(answerTo(pad(20_480 - rest))).toBe('200 0 success')
    expect(answerTo(pad(20_481 - rest))).toBe(BAD)
  })
})

describe('the order of the checks', () => {
  const strict = { secret: 's', ips: ['192.168.0.0/16'], keywords: ['none'] }
  const burst = { burstAt: [NOW, NOW, NOW, NOW, NOW], postedAt: [] }
  const unknown = { settings: undefined }
  const wrongCard = { msg_type: 'interactive', card: { elements: [{ tag: 'divider' }] } }
  test.each([
    ['the burst before the form', facts({}, { memory: burst }), 'x', '9499 too many request'],
    ['the form before the bot', facts({}, unknown), 'x', '9499 Bad Request'],
    ['the bot before msg_type', facts({}, unknown), {}, '19001 param invalid'],
    ['msg_type before security', facts(strict), {}, '19002'],
    ['the address before the signature', facts(strict), TEXT, '19022 Ip Not Allowed'],
    ['the signature before the content', facts({ secret: 's' }), { msg_type: 'text' }, '19021'],
    ['the content before the keyword', facts({ keywords: ['none'] }), { msg_type: 'text' }, '9499'],
    ['the keyword before the card', facts({ keywords: ['none'] }), wrongCard, '19024 Key Words'],
    ['the card before the minute', facts({}, { fault: fault('rateLimited') }), wrongCard, '11246'],
  ])('%s', (...[, known, payload, expected]) => {
    expect(answerTo(payload, known).replace(/^\d+ /, '')).toContain(expected)
  })
})

describe('the rate', () => {
  /** Codes of calls at these milliseconds. */
  function codesAt(moments: readonly number[], settings: Partial<LarkSettings> = {}) {
    let memory = lark.newMemory
    return moments.map((moment) => {
      const decided = lark.decide(aRequest(), facts(settings, { memory, now: NOW + moment }))
      memory = decided.memory
      return decided.code
    })
  }

  test('is 5 in a second, at the gateway', () => {
    expect(codesAt([0, 100, 200, 300, 400, 500, 999, 1_000])).toEqual([
      0, 0, 0, 0, 0, 9499, 9499, 0,
    ])
  })

  test('is 100 in a minute, without a penalty', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index * 300)
    const codes = codesAt([...hundred, 59_000, 60_000])
    expect(codes.slice(0, 100).every((code) => code === 0)).toBe(true)
    expect(codes.slice(100)).toEqual([11232, 0])
  })

  test('can be without limit', () => {
    const many = Array.from({ length: 300 }, () => 0)
    expect(codesAt(many, { perSecond: null, perMinute: null })).toEqual(many)
  })
})

describe('security', () => {
  function signed(seconds: number | string, secret = 'demo', changes: object = {}) {
    const sign = createHmac('sha256', `${seconds}\n${secret}`).digest('base64')
    return { timestamp: String(seconds), sign, ...TEXT, ...changes }
  }
  const now = NOW / 1000
  const wrong = '200 19021 sign match fail or timestamp is not within one hour from current time'
  const known = facts({ secret: 'demo' })

  test('the documented example is right', () => {
    expect(signed(1_599_360_473).sign).toBe('l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=')
  })

  test.each([
    ['a fresh signature', signed(now), '200 0 success'],
    ['an hour old', signed(now - 3_600), '200 0 success'],
    ['older', signed(now - 3_601), wrong],
    ['from the future', signed(now + 3_601), wrong],
    ['none', TEXT, wrong],
    ['without a time', signed(now, 'demo', { timestamp: undefined }), wrong],
    ['milliseconds', signed(NOW), wrong],
    ['another secret', signed(now, 'x'), wrong],
    [
      'DingTalk’s order of key and text',
      signed(now, 'demo', { sign: 'DkEDUyVoOOJ539qBvUgMyzkzIdRWlf4e/V3Rq+ONJnQ=' }),
      wrong,
    ],
  ])('with %s', (_, payload, expected) => {
    expect(answerTo(payload, known)).toBe(expected)
  })

  test('a signature that nobody asked for is ignored, and none is kept', () => {
    const decided = lark.decide(aRequest(signed(1)), facts())
    expect(decided.code).toBe(0)
    expect(decided.shown?.payload).toEqual(TEXT)
  })

  test.each([
    [['10.1.2.3'], 0],
    [['10.1.2.*'], 0],
    [['10.0.0.0/8'], 0],
    [['10.1.3.*', '192.168.0.1'], 19022],
  ])('of the list %j the code is %i', (ips, code) => {
    expect(lark.decide(aRequest(), facts({ ips })).code).toBe(code)
    expect(lark.settings.safeParse({ ...larkDefaults('x'), ips }).success).toBe(true)
  })

  const button = {
    tag: 'button',
    text: { tag: 'plain_text', content: 'word' },
    url: 'https://word',
  }
  const card = (...elements: object[]) => ({ msg_type: 'interactive', card: { elements } })
  test.each([
    ['a text', TEXT, '告警', 0],
    ['another case', TEXT, 'HELLO', 19024],
    ['a button alone', card({ tag: 'action', actions: [button] }), 'word', 19024],
    [
      'a note',
      card({ tag: 'note', elements: [{ tag: 'plain_text', content: 'a word' }] }),
      'word',
      0,
    ],
    [
      'a link’s address',
      {
        msg_type: 'post',
        content: {
          post: { zh_cn: { content: [[{ tag: 'a', text: 'x', href: 'https://word.cn' }]] } },
        },
      },
      'word',
      19024,
    ],
  ])('a keyword in %s', (...[, payload, keyword, code]) => {
    expect(lark.decide(aRequest(payload), facts({ keywords: [keyword] })).code).toBe(code)
  })
})

describe('rich text', () => {
  const post = (content: unknown, locale = 'zh_cn') => ({
    msg_type: 'post',
    content: { post: { [locale]: { title: '标题', content } } },
  })
  test.each([
    [
      post([
        [
          { tag: 'text', text: 'a' },
          { tag: 'a', text: 'b', href: 'https://x.cn' },
        ],
      ]),
      0,
    ],
    [post([[{ tag: 'at', user_id: 'all' }], [{ tag: 'img', image_key: 'img' }]], 'en_us'), 0],
    [post([]), 0],
    [post([[{ tag: 'a', text: 'b', href: 'no address' }]]), 9499],
    [post([[{ tag: 'blink', text: 'b' }]]), 9499],
    [post([{ tag: 'text', text: 'not in a line' }]), 9499],
    [{ msg_type: 'post', content: { post: {} } }, 9499],
    [{ msg_type: 'post', content: { zh_cn: {} } }, 9499],
  ])('%j is answered with %i', (payload, code) => {
    expect(lark.decide(aRequest(payload), facts()).code).toBe(code)
  })

  test('has its title for a preview', () => {
    const { shown } = lark.decide(aRequest(post([[{ tag: 'text', text: 'a' }]])), facts())
    expect(shown).toMatchObject({ msgtype: 'post', preview: '标题' })
  })
})

describe('mentions', () => {
  const members = [{ name: '王伟', userId: 'ou_1' }]
  const mentionsOf = (payload: unknown, settings: Partial<LarkSettings> = { members }) =>
    lark.decide(aRequest(payload), facts(settings)).shown?.mentions
  const wang = { literal: 'ou_1', name: '王伟' }

  test.each([
    [
      'a text',
      { msg_type: 'text', content: { text: '<at user_id="ou_1">W</at> <at user_id="ou_2"></at>' } },
    ],
    [
      'a post',
      {
        msg_type: 'post',
        content: {
          post: {
            zh_cn: {
              content: [
                [
                  { tag: 'at', user_id: 'ou_1' },
                  { tag: 'at', user_id: 'ou_2' },
                ],
              ],
            },
          },
        },
      },
    ],
    [
      'a card',
      {
        msg_type: 'interactive',
        card: { elements: [{ tag: 'markdown', content: '<at id=ou_1></at><at id="ou_2"></at>' }] },
      },
    ],
    [
      'a card’s list',
      {
        msg_type: 'interactive',
        card: { elements: [{ tag: 'markdown', content: '<at ids=ou_1,ou_2></at>' }] },
      },
    ],
  ])('in %s ring for members', (_, payload) => {
    expect(mentionsOf(payload)).toEqual({ all: false, people: [wang], missed: ['ou_2'] })
  })

  test('of everybody ring where the owner allows it; else a text rings nobody and a card fails', () => {
    const text = { msg_type: 'text', content: { text: '<at user_id="all">所有人</at>' } }
    const card = {
      msg_type: 'interactive',
      card: { elements: [{ tag: 'markdown', content: '<at id=all></at>' }] },
    }
    expect(mentionsOf(text)?.all).toBe(true)
    expect(mentionsOf(card)?.all).toBe(true)
    expect(mentionsOf(text, { mentionAll: false })?.all).toBe(false)
    expect(answerTo(card, facts({ mentionAll: false }))).toContain('200 11246')
  })

  test('in plain text ring nobody', () => {
    const text = { tag: 'plain_text', content: '<at id=ou_1></at>' }
    const card = { msg_type: 'interactive', card: { elements: [{ tag: 'div', text }] } }
    expect(mentionsOf(card)).toEqual({ all: false, people: [], missed: [] })
  })
})

describe('faults', () => {
  test.each([
    ['removed', '200 9499 bot has been removed'],
    ['stopped', '200 9499 bot not enabled'],
    ['quota', '200 99991403 This month'],
    ['rateLimited', '200 11232 frequency limited'],
  ] as const)('%s is answered with %s', (kind, expected) => {
    expect(answerTo(TEXT, facts({}, { fault: fault(kind) }))).toContain(expected)
  })

  test('the gateway’s limit can be asked for by its code', () => {
    const known = facts({}, { fault: fault('rateLimited', { errcode: 9499 }) })
    expect(answerTo(TEXT, known)).toBe('400 9499 too many request')
  })

  test('busy and an answer are Lark’s', () => {
    expect(lark.disturb(fault('busy'))).toMatchObject({ code: 11247 })
    expect(lark.disturb(fault('answer', { errcode: 7, errmsg: 'odd' }))).toMatchObject({
      code: 7,
      text: 'odd',
    })
    expect(lark.disturb(fault('stopped'))).toBeUndefined()
  })
})
