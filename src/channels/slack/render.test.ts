import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aMessage, ODD_MESSAGES } from '../../../test/contract/messages.ts'
import { Secret } from '../../base/secret.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Message } from '../../model/message.ts'
import type { SlackBlock } from './layout.ts'
import { cutTo, partsOf } from './length.ts'
import { linkTo, neutral, neutralLines } from './mrkdwn.ts'
import { renderSlack } from './render.ts'

const HOOK: Settings = { url: new Secret('https://hooks.slack.com/services/T1/B1/x') }

function rendered(message: Message, settings: Settings = HOOK) {
  const { body, cut } = renderSlack(message, settings)
  const payload = JSON.parse(body)
  const blocks: readonly SlackBlock[] = payload.attachments?.[0].blocks ?? []
  const text: string = payload.text
  return { payload, blocks, text, cut, inBlocks: blocks.flatMap(textsOf) }
}

function textsOf(block: SlackBlock): readonly string[] {
  if (block.type === 'context') return block.elements.map(({ text }) => text)
  return 'fields' in block ? block.fields.map(({ text }) => text) : [block.text.text]
}

/** Throws where something is beyond Slack's published limits. */
function expectWithinLimits({ payload, blocks }: ReturnType<typeof rendered>): void {
  expect(payload.text.trim()).not.toBe('')
  expect(payload.text.length).toBeLessThanOrEqual(40_000)
  expect(blocks.length).toBeLessThanOrEqual(50)
  for (const block of blocks) {
    const isColumns = block.type === 'section' && 'fields' in block
    const texts = textsOf(block)
    expect(texts.length).toBeLessThanOrEqual(10)
    for (const text of texts) {
      expect(text.trim()).not.toBe('')
      expect(text.length).toBeLessThanOrEqual(isColumns ? 2_000 : 3_000)
      expect(text).not.toMatch(/&(?!(amp|lt|gt);)/)
    }
  }
}

const LINES: Message['blocks'] = [
  {
    kind: 'lines',
    lines: [
      { severity: 'critical', state: 'firing', text: 'a\nb' },
      { severity: 'critical', state: 'resolved', text: 'c' },
    ],
  },
]
const ACTIONS = [{ text: 'Acknowledge', url: 'https://hub.example.com/ack?id=1&x=2' }]

describe('the form of a message', () => {
  test('a heading, and a coloured attachment of blocks', () => {
    const long = 'x'.repeat(121)
    const fields = [
      { label: '实例', value: 'i-1\n10.0.0.1' },
      { label: '地域', value: '杭州' },
      { label: '详情', value: long },
    ]
    const blocks: Message['blocks'] = [
      { kind: 'text', text: 'first\nsecond' },
      { kind: 'fields', fields },
      ...LINES,
    ]
    const message = aMessage({ language: 'zh', title: '磁盘满', blocks, actions: ACTIONS })
    const mrkdwn = (text: string) => ({ type: 'mrkdwn', text, verbatim: true })
    expect(rendered(message).payload).toEqual({
      text: '*🔴 严重 · 磁盘满*',
      attachments: [
        {
          color: '#D93026',
          blocks: [
            { type: 'section', text: mrkdwn('first\nsecond') },
            {
              type: 'section',
              fields: [mrkdwn('*实例*\ni-1\n10.0.0.1'), mrkdwn('*地域*\n杭州')],
            },
            { type: 'section', text: mrkdwn(`*详情*\n${long}\n\n🔴 a b\n✅ c`) },
            {
              type: 'section',
              text: mrkdwn(
                '<https://hub.example.com/ack?id=1&amp;x=2|Acknowledge>  ·  <https://ecs.console.aliyun.com/?a=(1)&amp;b=2#/x|ECS console>',
              ),
            },
          ],
        },
      ],
      unfurl_links: false,
      unfurl_media: false,
    })
  })

  test('a text message is one text', () => {
    const message = aMessage({ actions: ACTIONS, blocks: [...aMessage().blocks, ...LINES] })
    const { payload, text } = rendered(message, { ...HOOK, format: 'text' })
    expect(Object.keys(payload)).toEqual(['text', 'unfurl_links', 'unfurl_media'])
    expect(text.split('\n')).toEqual([
      '*🔴 Critical · ECS instance reboot because of system error*',
      '',
      'The host of the instance failed; the instance is restarted elsewhere.',
      '',
      'Instance: i-bp1_prod-db-01',
      'Region: cn-hangzhou',
      '',
      '🔴 a b',
      '✅ c',
      '',
      '<https://hub.example.com/ack?id=1&amp;x=2|Acknowledge>  ·  <https://ecs.console.aliyun.com/?a=(1)&amp;b=2#/x|ECS console>',
    ])
  })

  test.each([
    ['https://hooks.slack.com/services/T1/B1/x', 'auto', true],
    ['http://127.0.0.1:9/sandbox/slack/services/T1/B1/x', 'auto', true],
    ['https://mattermost.example/hooks/x', 'auto', false],
    ['https://mattermost.example/hooks/x', 'blocks', true],
    ['https://hooks.slack.com/services/T1/B1/x', 'text', false],
  ])('%s with format %s has blocks: %s', (url, format, hasBlocks) => {
    const { payload } = rendered(aMessage(), { url: new Secret(url), format })
    expect('attachments' in payload).toBe(hasBlocks)
  })

  test('a message that is a heading only has no empty attachment', () => {
    const { payload } = rendered(aMessage({ blocks: [], links: [] }))
    expect(payload).not.toHaveProperty('attachments')
  })

  test('eleven short fields are columns of two sections', () => {
    const fields = Array.from({ length: 11 }, (_, index) => ({ label: `l${index}`, value: 'v' }))
    const { blocks } = rendered(aMessage({ blocks: [{ kind: 'fields', fields }], links: [] }))
    expect(blocks.map((block) => textsOf(block).length)).toEqual([10, 1])
  })

  test.each([
    ['critical', 'firing', 'disk full', '*🔴 Critical · disk full*', '#D93026'],
    ['error', 'firing', 'disk full', '*🟠 Error · disk full*', '#D9650A'],
    ['warning', 'notice', 'disk full', '*🟡 Warning · disk full*', '#E0A800'],
    ['info', 'notice', 'disk full', '*🔵 Info · disk full*', '#2A6FD6'],
    ['critical', 'resolved', 'disk full', '*✅ Resolved · disk full*', '#1A8A3C'],
    ['critical', 'acknowledged', 'disk full', '*👀 Acknowledged · disk full*', '#7A5AD6'],
    ['critical', 'resolved', 'Resolved: disk full', '*✅ Resolved: disk full*', '#1A8A3C'],
    ['critical', 'firing', '', '*🔴 Critical*', '#D93026'],
  ] as const)('%s and %s is headed: %s', (...[severity, state, title, head, color]) => {
    const { text, payload } = rendered(aMessage({ severity, state, title }))
    expect(text).toBe(head)
    expect(payload.attachments[0].color).toBe(color)
  })
})

describe('mentions', () => {
  test.each(['blocks', 'text'])('stand below the heading: %s', (format) => {
    const userIds = ['U012AB3CD', ' S0614TZR7 ', 'U012AB3CD', 'wang', 'U1>']
    const { text } = rendered(aMessage(), { ...HOOK, format, mentionAll: true, userIds })
    expect(text.split('\n')[1]).toBe('<!channel> <@U012AB3CD> <!subteam^S0614TZR7>')
  })

  test('of everybody come from the message too, and its mobile numbers mean nothing', () => {
    const mentions = { mobiles: ['13800000000'], all: true }
    const { payload, text } = rendered(aMessage({ mentions }))
    expect(text).toMatch(/\n<!channel>$/)
    expect(JSON.stringify(payload)).not.toContain('13800000000')
  })

  test('are at most fifty, and the others are counted', () => {
    const userIds = Array.from({ length: 54 }, (_, index) => `U${index}`)
    const { text, inBlocks, cut } = rendered(aMessage(), { ...HOOK, userIds })
    expect(text.match(/<@U\d+>/g)).toHaveLength(50)
    expect(inBlocks.at(-1)).toMatch(/^4 more could not be mentioned/)
    expect(cut).toBe(true)
  })
})

describe('values', () => {
  test.each([
    [
      '<!channel> <@U1> <https://evil.example|x>',
      '&lt;!channel&gt; &lt;＠U1&gt; &lt;https://evil.example|x&gt;',
    ],
    ['a && b &lt;!here&gt;', 'a &amp;&amp; b &amp;lt;!here&amp;gt;'],
    ['*bold* and _it_ and ~gone~', '∗bold∗ and ＿it＿ and ∼gone∼'],
    ['*_~mixed~_*', '∗＿∼mixed∼＿∗'],
    ['node_cpu_total a*b 2 * 3', 'node_cpu_total a*b 2 * 3'],
    ['`code` ```block```', 'ˋcodeˋ ˋˋˋblockˋˋˋ'],
    ['@here @channel (@x)', '＠here ＠channel (＠x)'],
    ['ops@example.com', 'ops@example.com'],
    [':white_check_mark: fine', '：white_check_mark: fine'],
    ['12:30:45 acs:ecs:cn-hangzhou', '12:30:45 acs:ecs:cn-hangzhou'],
  ])('cannot be mark-up: %s', (value, expected) => {
    expect(neutral(value)).toBe(expected)
  })

  test.each([
    ['> quote', '＞ quote'],
    ['  >>> quote\nplain\n> b', '  ＞＞＞ quote\nplain\n＞ b'],
    ['a > b', 'a &gt; b'],
  ])('cannot begin a quote: %j', (value, expected) => {
    expect(neutralLines(value)).toBe(expected)
  })

  test.each([
    ['https://a.example/?q=<x>|y&z#a|b', '<https://a.example/?q=%3Cx%3E%7Cy&amp;z#a%7Cb|t>'],
    ['javascript:alert(1)', undefined],
    ['mailto:a@example.com', undefined],
    ['/relative', undefined],
  ])('cannot end a link: %s', (address, expected) => {
    expect(linkTo(address, 't')).toBe(expected)
  })

  test('the text of a link cannot end it, and a link always has one', () => {
    expect(linkTo('https://a.example', 'x|y> <!here>')).toBe(
      '<https://a.example/|x｜y&gt; &lt;!here&gt;>',
    )
    expect(linkTo('https://a.example', '')).toBe('<https://a.example/|→>')
  })

  test.each(['blocks', 'text'])('cannot ring or link from any place: %s', (format) => {
    const evil = '<!channel> <@U666> <https://evil.example|ok>\n> q'
    const message = aMessage({
      title: evil,
      blocks: [
        { kind: 'text', text: evil },
        { kind: 'fields', fields: [{ label: evil, value: evil }] },
        { kind: 'lines', lines: [{ severity: 'info', state: 'notice', text: evil }] },
      ],
      links: [
        { text: evil, url: 'https://ok.example' },
        { text: evil, url: '<!channel>' },
      ],
    })
    const { text, inBlocks } = rendered(message, { ...HOOK, format })
    const all = [text, ...inBlocks].join('\n')
    expect(all.match(/<[^>]*/g)?.map((start) => start.slice(0, 20))).toEqual([
      '<https://ok.example/',
    ])
    expect(all).not.toMatch(/^\s*&gt;/m)
  })
})

describe('cutting', () => {
  test.each([...ODD_MESSAGES])('keeps every limit of Slack: %s', (_, message) => {
    for (const format of ['blocks', 'text']) {
      expectWithinLimits(rendered(message, { ...HOOK, format }))
    }
  })

  test('a digest names each of four hundred alerts', () => {
    const lines = Array.from({ length: 400 }, (_, index) => ({
      severity: 'warning' as const,
      state: 'firing' as const,
      text: `${index}号告警：云服务器 ECS 磁盘使用率持续超过九成，请尽快处理并确认数据盘挂载点的剩余空间`,
    }))
    const message = aMessage({ kind: 'digest', language: 'zh', blocks: [{ kind: 'lines', lines }] })
    const shown = rendered(message)
    expectWithinLimits(shown)
    expect(shown.inBlocks.join('\n').match(/^🟡 \d+号/gm)).toHaveLength(400)
    expect(shown.inBlocks.at(-1)).toContain('已截短')
    expect(shown.cut).toBe(true)
  })

  test('what finds no place is counted', () => {
    const blocks = Array.from({ length: 60 }, (_, index) => [
      { kind: 'text' as const, text: `text ${index}` },
      { kind: 'fields' as const, fields: [{ label: 'l', value: `value ${index}` }] },
    ]).flat()
    const shown = rendered(aMessage({ blocks }))
    expectWithinLimits(shown)
    expect(shown.blocks).toHaveLength(50)
    expect(shown.inBlocks.at(-1)).toMatch(/^72 more not shown\. Shortened/)
  })

  test('a huge text does not push out the short fields beside it', () => {
    const blocks = [{ kind: 'text' as const, text: 'stack & trace\n'.repeat(20_000) }]
    const shown = rendered(aMessage({ blocks: [...blocks, ...aMessage().blocks] }))
    expectWithinLimits(shown)
    expect(shown.inBlocks.join('\n')).toContain('i-bp1_prod-db-01')
    expect(shown.inBlocks.join('').length).toBeGreaterThan(15_000)
  })

  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['ab&amp;c', 6, 'ab…'],
    ['ab&amp;c', 7, 'ab…'],
    ['ab&amp;cdef', 9, 'ab&amp;c…'],
    ['a👨‍👩‍👧‍👦b', 8, 'a…'],
    ['ae\u0301xy', 3, 'a…'],
  ])('%j in %i characters is %j', (text, lengthMax, expected) => {
    expect(cutTo(text, lengthMax)).toBe(expected)
  })

  test('parts hold the whole text, break no character and no entity', () => {
    const unit = fc.constantFrom('a', ' ', '\n', '&amp;', '&lt;', '👨‍👩‍👧‍👦', '文', 'e\u0301')
    fc.assert(
      fc.property(
        fc.string({ unit, maxLength: 120 }),
        fc.integer({ min: 24, max: 60 }),
        (text, max) => {
          const parts = partsOf(text, max)
          expect(parts.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
          for (const part of parts) {
            expect(part.length).toBeLessThanOrEqual(max)
            expect(part.replace(/&(amp|lt);/g, '')).not.toMatch(/[&;]/)
            expect(part).not.toMatch(/^[\u0301\u200d]|\u200d$/)
          }
        },
      ),
    )
  })

  test('any message keeps every limit of Slack', () => {
    const unicode = fc.string({ unit: 'binary', maxLength: 4_000 })
    const marks = fc.string({
      unit: fc.constantFrom('&', '<', '>', '\n', '*', ':', 'x', ' '),
      maxLength: 4_000,
    })
    const anyText = fc.oneof(unicode, marks)
    const fields = fc.array(fc.record({ label: anyText, value: anyText }), { maxLength: 14 })
    fc.assert(
      fc.property(anyText, anyText, fields, (title, text, entries) => {
        const blocks: Message['blocks'] = [
          { kind: 'text', text },
          { kind: 'fields', fields: entries },
        ]
        expectWithinLimits(rendered(aMessage({ title, blocks })))
      }),
      { numRuns: 40 },
    )
  })
})
