import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { SandboxRequest } from './exchange.ts'
import type { Fault } from './faults.ts'
import type { CallFacts } from './stand-in.ts'
import { type WecomSettings, wecom } from './wecom.ts'

const NOW = Date.UTC(2026, 2, 5)
const TEXT = { msgtype: 'text', text: { content: 'hello' } }

type Facts = CallFacts<WecomSettings, typeof wecom.newMemory>

function aRequest(payload: unknown = TEXT, changes: Partial<SandboxRequest> = {}): SandboxRequest {
  return {
    method: 'POST',
    path: '/sandbox/wecom/cgi-bin/webhook/send',
    query: 'key=abc',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
    address: '::ffff:10.1.2.3',
    ...changes,
  }
}

function facts(settings: Partial<WecomSettings> = {}, changes: Partial<Facts> = {}): Facts {
  return {
    settings: { ...wecom.defaults('wecom-abcd'), ...settings },
    memory: wecom.newMemory,
    fault: undefined,
    hasPosted: () => false,
    now: NOW,
    ...changes,
  }
}

/** `errcode errmsg`, the latter up to the hint. */
function answerTo(
  payload: unknown,
  known = facts(),
  changes: Partial<SandboxRequest> = {},
): string {
  const decided = wecom.decide(aRequest(payload, changes), known)
  return `${decided.code} ${decided.text.replace(/, hint.*e=-?\d+/, '')}`
}

function fault(kind: Fault['kind'], more: Partial<Fault> = {}): Fault {
  return { id: 1, kind, ...more }
}

const wrong = (what: string) => `40058 ${what}. invalid Request Parameter`
const WARNED = '. Warning: wrong json format. '

describe('the call', () => {
  test('an error tells the time, the sender’s address and where to look it up', () => {
    const { answer, text } = wecom.decide(aRequest({}), facts())
    expect(answer).toMatchObject({ status: 200 })
    expect(text).toMatch(
      /^invalid message type, hint: \[1772668800_1_[0-9a-f]{32}\], from ip: 10\.1\.2\.3, more info at https:\/\/open\.work\.weixin\.qq\.com\/devtool\/query\?e=40008$/,
    )
  })

  test('a form is answered with HTTP 415, whatever its key', () => {
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const request = aRequest(TEXT, { headers: { 'content-type': type }, query: '' })
      expect(wecom.decide(request, facts()).answer).toMatchObject({ status: 415 })
    }
  })

  test.each([
    ['no key', TEXT, { query: '' }, '93000 invalid webhook url'],
    ['GET', TEXT, { method: 'GET' }, '43002 require POST method'],
    ['nothing', '', {}, `40008 invalid message type${WARNED}`],
    ['a broken end', '{"msgtype":"text"', {}, `40008 invalid message type${WARNED}`],
    ['a newline in a text', '{"msgtype":"text","text":{"content":"a\nb"}}', {}, `0 ok${WARNED}`],
    ['a comma too many', '{"msgtype":"text","text":{"content":"a",},}', {}, `0 ok${WARNED}`],
    [
      'an empty text, mended',
      '{"msgtype":"text","text":{"content":"",}}',
      {},
      `44004 empty content${WARNED}`,
    ],
    ['a list', [], {}, '40008 invalid message type'],
    ['an unknown type', { msgtype: 'toString', toString: {} }, {}, '40008 invalid message type'],
    ['no fields', { msgtype: 'text' }, {}, '44004 empty content'],
    ['no content', { msgtype: 'markdown', markdown: { content: '' } }, {}, '44004 empty content'],
    ['a message', TEXT, {}, '0 ok'],
  ])('%s is answered', (...[, payload, changes, expected]) => {
    expect(answerTo(payload, facts(), changes)).toBe(expected)
  })
})

describe('the order of the checks', () => {
  const full = { recentAt: Array.from({ length: 20 }, () => NOW) }
  test.each([
    ['the key before the rate', facts({}, { settings: undefined, memory: full }), 'x', 93000],
    ['the rate before the JSON', facts({}, { memory: full }), 'x', 45009],
    ['the type before the content', facts(), { msgtype: 'x' }, 40008],
    ['the content before its length', facts(), { msgtype: 'text', text: {} }, 44004],
  ])('%s', (...[, known, payload, code]) => {
    expect(wecom.decide(aRequest(payload), known).code).toBe(code)
  })
})

test('the rate is 20 in any minute, without a penalty', () => {
  let memory = wecom.newMemory
  const moments = [
    ...Array.from({ length: 20 }, (_, index) => index * 1_000),
    30_000,
    59_999,
    60_000,
  ]
  const codes = moments.map((moment) => {
    const decided = wecom.decide(aRequest(), facts({}, { memory, now: NOW + moment }))
    memory = decided.memory
    return decided.code
  })
  expect(codes.slice(0, 20).every((code) => code === 0)).toBe(true)
  expect(codes.slice(20)).toEqual([45009, 45009, 0])
})

describe('lengths are bytes of UTF-8', () => {
  const of = (msgtype: string, content: string) => ({ msgtype, [msgtype]: { content } })
  const han = (bytes: number) => '警'.repeat(Math.floor(bytes / 3)) + 'x'.repeat(bytes % 3)
  test.each([
    ['text', 5_120, {}],
    ['text', 2_048, { profile: 'documented' }],
    ['markdown', 4_096, {}],
    ['markdown_v2', 4_096, {}],
  ] as const)('%s takes %i and no more, set up as %j', (msgtype, bytes, settings) => {
    expect(answerTo(of(msgtype, han(bytes)), facts(settings))).toBe('0 ok')
    expect(answerTo(of(msgtype, han(bytes + 1)), facts(settings))).toBe(
      `40058 ${msgtype}.content exceed max length ${bytes}. invalid Request Parameter`,
    )
  })
})

describe('the form', () => {
  const image = Buffer.from('hello')
  const base64 = image.toString('base64')
  const md5 = createHash('md5').update(image).digest('hex')
  const article = { title: 't', url: 'https://x.cn' }
  const card = {
    card_type: 'text_notice',
    main_title: { title: 'T' },
    card_action: { type: 1, url: 'https://x.cn' },
  }
  const of = (msgtype: string, fields: object) => ({ msgtype, [msgtype]: fields })
  const cards = (changes: object) => of('template_card', { ...card, ...changes })
  test.each([
    [of('image', { base64, md5 }), '0 ok'],
    [of('image', { base64, md5: 'x' }), wrong('image.md5 not match')],
    [of('image', { base64: '%', md5 }), wrong('image.base64 invalid')],
    [of('news', { articles: [article] }), '0 ok'],
    [of('news', { articles: [] }), '44004 empty content'],
    [
      of('news', { articles: Array.from({ length: 9 }, () => article) }),
      wrong('news.articles exceed max length 8'),
    ],
    [of('news', { articles: [{ title: 't' }] }), wrong('news.articles.url missing')],
    [
      of('news', { articles: [{ ...article, description: 'x'.repeat(513) }] }),
      wrong('news.articles.description exceed max length 512'),
    ],
    [of('file', { media_id: 'm' }), '0 ok'],
    [of('voice', { id: 'm' }), wrong('voice.media_id missing')],
    [of('text', { content: 5 }), wrong('text.content missing')],
    [cards({}), '0 ok'],
    [cards({ card_type: 'vote_interaction' }), wrong('template_card.card_type invalid')],
    [cards({ main_title: {} }), wrong('template_card.main_title.title missing')],
    [cards({ main_title: {}, sub_title_text: 's' }), '0 ok'],
    [cards({ card_action: undefined }), wrong('template_card.card_action.type invalid')],
    [cards({ card_action: { type: 1 } }), wrong('template_card.card_action.url missing')],
    [cards({ card_action: { type: 2 } }), wrong('template_card.card_action.appid missing')],
    [cards({ jump_list: [{ type: 1, title: 'j' }] }), wrong('template_card.jump_list.url missing')],
    [
      cards({ jump_list: Array.from({ length: 4 }, () => ({ title: 'j' })) }),
      wrong('template_card.jump_list exceed max length 3'),
    ],
    [cards({ jump_list: [{ title: 'words alone' }] }), '0 ok'],
    [
      cards({ horizontal_content_list: Array.from({ length: 7 }, () => ({ keyname: 'k' })) }),
      wrong('template_card.horizontal_content_list exceed max length 6'),
    ],
    [
      cards({ horizontal_content_list: [{ value: 'v' }] }),
      wrong('template_card.horizontal_content_list.keyname missing'),
    ],
    [
      cards({ horizontal_content_list: [{ keyname: 'k', type: 3 }] }),
      wrong('template_card.horizontal_content_list.userid missing'),
    ],
    [cards({ card_type: 'news_notice' }), wrong('template_card.card_image.url missing')],
    [
      cards({ card_type: 'news_notice', card_image: { url: 'https://x', aspect_ratio: 1.5 } }),
      '0 ok',
    ],
    [
      cards({ card_type: 'news_notice', card_image: { url: 'https://x', aspect_ratio: 3 } }),
      wrong('template_card.card_image.aspect_ratio invalid'),
    ],
  ])('of %j is answered with %s', (payload, expected) => {
    expect(answerTo(payload)).toBe(expected)
  })
})

describe('mentions', () => {
  const members = [{ name: '王伟', userId: 'wang', mobile: '13800000000' }]
  const mentionsOf = (payload: unknown, settings: Partial<WecomSettings> = { members }) =>
    wecom.decide(aRequest(payload), facts(settings)).shown?.mentions
  const lists = {
    mentioned_list: ['wang', 'li', '@all'],
    mentioned_mobile_list: ['13800000000', '13900000000'],
  }
  test('in text are those of its two lists', () => {
    expect(mentionsOf({ msgtype: 'text', text: { content: 'x', ...lists } })).toEqual({
      all: true,
      people: [
        { literal: 'wang', name: '王伟' },
        { literal: '13800000000', name: '王伟' },
      ],
      missed: ['li', '13900000000'],
    })
  })

  test('in markdown are userids in the text, and the lists are ignored', () => {
    const markdown = { content: '<@wang> <@li> <@all> @13800000000', ...lists }
    expect(mentionsOf({ msgtype: 'markdown', markdown })).toEqual({
      all: false,
      people: [{ literal: 'wang', name: '王伟' }],
      missed: ['li'],
    })
    const second = { msgtype: 'markdown_v2', markdown_v2: { content: '<@wang>' } }
    expect(mentionsOf(second)).toEqual({ all: false, people: [], missed: [] })
  })

  test('of strangers are rung where no members are set up, under masked numbers', () => {
    const people = mentionsOf({ msgtype: 'text', text: { content: 'x', ...lists } }, {})?.people
    expect(people?.map(({ name }) => name)).toEqual(['wang', 'li', '138****0000', '139****0000'])
  })
})

describe('faults', () => {
  test.each([
    ['removed', '93000 invalid webhook url'],
    ['rateLimited', '45009 api freq out of limit'],
    ['quota', '45009 api freq out of limit'],
  ] as const)('%s is answered with %s', (kind, expected) => {
    expect(answerTo(TEXT, facts({}, { fault: fault(kind) }))).toBe(expected)
  })

  test('busy and an answer are WeCom’s', () => {
    expect(wecom.disturb(fault('busy'))).toMatchObject({ code: -1, text: 'system busy' })
    expect(wecom.disturb(fault('answer', { errcode: 40058 }))).toMatchObject({ code: 40058 })
    expect(wecom.disturb(fault('quota'))).toBeUndefined()
  })
})
