import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aMessage } from '../../../test/contract/messages.ts'
import { cutToJsonBytes, jsonBytes } from '../../base/json-bytes.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Message } from '../../model/message.ts'
import { neutral, neutralLines } from './markdown.ts'
import { renderDingtalk } from './render.ts'

function rendered(message: Message, settings: Settings = {}) {
  const { body, cut } = renderDingtalk(message, settings)
  const envelope = JSON.parse(body)
  const content = envelope[envelope.msgtype]
  const text: string = content.text ?? content.content
  return { envelope, content, text, cut, bytes: Buffer.byteLength(body) }
}

const ACTIONS = [
  { text: 'Acknowledge', url: 'https://hub.example.com/ack?id=1' },
  { text: 'Silence', url: 'https://hub.example.com/silence?id=1' },
]

describe('the form of a message', () => {
  const mobile = { mobiles: ['13800000000'], all: false }
  test.each([
    ['without actions is markdown', aMessage(), {}, 'markdown'],
    ['with actions is a card', aMessage({ actions: ACTIONS }), {}, 'actionCard'],
    [
      'that rings a mobile is markdown',
      aMessage({ actions: ACTIONS, mentions: mobile }),
      {},
      'markdown',
    ],
    [
      'that rings everybody is markdown',
      aMessage({ actions: ACTIONS, mentions: { mobiles: [], all: true } }),
      {},
      'markdown',
    ],
    [
      'that rings userIds is a card',
      aMessage({ actions: ACTIONS }),
      { userIds: ['u1'] },
      'actionCard',
    ],
    ['that shall be text is text', aMessage({ actions: ACTIONS }), { format: 'text' }, 'text'],
    [
      'that shall be markdown is',
      aMessage({ actions: ACTIONS }),
      { format: 'markdown' },
      'markdown',
    ],
    [
      'that shall be a card has its links as buttons',
      aMessage(),
      { format: 'actionCard' },
      'actionCard',
    ],
    [
      'that shall be a card but has no buttons',
      aMessage({ links: [] }),
      { format: 'actionCard' },
      'markdown',
    ],
    [
      'that shall be a card rings all the same',
      aMessage({ mentions: mobile }),
      { format: 'actionCard' },
      'markdown',
    ],
    [
      'whose action is no address is markdown',
      aMessage({ actions: [{ text: 'x', url: 'dtmd://x' }] }),
      {},
      'markdown',
    ],
  ])('a message %s', (...[, message, settings, form]) => {
    const { envelope } = rendered(message, settings)
    expect(envelope.msgtype).toBe(form)
    expect(Object.keys(envelope).filter((key) => key !== 'at')).toEqual(['msgtype', form])
  })

  test('a card has at most five buttons and the other actions as links', () => {
    const actions = Array.from({ length: 7 }, (_, index) => ({
      text: `Action ${index}`,
      url: `https://hub.example.com/${index}`,
    }))
    const { content, text } = rendered(aMessage({ actions, links: [] }))
    expect(content.btns.map((button: { title: string }) => button.title)).toEqual(
      actions.slice(0, 5).map((action) => action.text),
    )
    expect(content.btnOrientation).toBe('0')
    expect(text).toMatch(/\[Action 5\]\(.*\n.*\[Action 6\]\(/)
    expect(text).not.toContain('[Action 4]')
  })

  test('two buttons lie side by side, and one is the single button', () => {
    expect(rendered(aMessage({ actions: ACTIONS })).content.btnOrientation).toBe('1')
    const single = rendered(aMessage({ actions: ACTIONS.slice(0, 1) })).content
    expect(single.singleTitle).toBe('Acknowledge')
    expect(single.singleURL).toContain(encodeURIComponent('https://hub.example.com/ack?id=1'))
    expect(single.btns).toBeUndefined()
  })

  test('a message is written in DingTalk’s markdown', () => {
    const blocks: Message['blocks'] = [
      { kind: 'text', text: 'first\nsecond\n\nthird' },
      {
        kind: 'fields',
        fields: [
          { label: '实例', value: 'i-1\n10.0.0.1' },
          { label: '地域', value: '杭州' },
        ],
      },
      {
        kind: 'lines',
        lines: [
          { severity: 'critical', state: 'firing', text: 'a\nb' },
          { severity: 'critical', state: 'resolved', text: 'c' },
        ],
      },
    ]
    const links = [{ text: '控制台', url: 'https://a.example/x?(y)' }]
    const { text, content } = rendered(aMessage({ language: 'zh', title: '磁盘满', blocks, links }))
    expect(content.title).toBe('🔴 严重 · 磁盘满')
    expect(text.split('\n')).toEqual([
      '#### 🔴 <font color=#D93026>严重</font> · 磁盘满',
      '',
      'first  ',
      '  second',
      '',
      'third',
      '',
      '> **实例**：i-1  ',
      '> 10.0.0.1  ',
      '> **地域**：杭州',
      '',
      '- 🔴 a b',
      '- ✅ c',
      '',
      '[控制台](dingtalk://dingtalkclient/page/link?pc_slide=false&url=https%3A%2F%2Fa.example%2Fx%3F%28y%29)',
    ])
  })

  test('a text message has no mark-up and plain addresses', () => {
    const { text } = rendered(aMessage({ actions: ACTIONS }), { format: 'text' })
    expect(text.split('\n')).toEqual([
      '🔴 Critical · ECS instance reboot because of system error',
      '',
      'The host of the instance failed; the instance is restarted elsewhere.',
      '',
      'Instance: i-bp1_prod-db-01',
      'Region: cn-hangzhou',
      '',
      'Acknowledge: https://hub.example.com/ack?id=1',
      'Silence: https://hub.example.com/silence?id=1',
      'ECS console: https://ecs.console.aliyun.com/?a=(1)&b=2#/x',
    ])
  })

  test.each([
    ['critical', 'firing', 'disk full', '🔴 Critical · disk full'],
    ['error', 'firing', 'disk full', '🟠 Error · disk full'],
    ['warning', 'notice', 'disk full', '🟡 Warning · disk full'],
    ['info', 'notice', 'disk full', '🔵 Info · disk full'],
    ['critical', 'resolved', 'disk full', '✅ Resolved · disk full'],
    ['critical', 'acknowledged', 'disk full', '👀 Acknowledged · disk full'],
    ['critical', 'resolved', 'Resolved: disk full', '✅ Resolved: disk full'],
    ['critical', 'firing', '', '🔴 Critical'],
  ] as const)(
    '%s and %s is seen in the list of conversations: %s',
    (...[severity, state, title, preview]) => {
      expect(rendered(aMessage({ severity, state, title })).content.title).toBe(preview)
    },
  )
})

describe('keywords', () => {
  const keywords = ['CloudMonitor', '告警']
  test.each([
    ['are missing', aMessage(), 'CloudMonitor', 'CloudMonitor'],
    ['differ in case', aMessage({ title: 'cloudmonitor' }), 'CloudMonitor', 'CloudMonitor'],
    ['stand in the title', aMessage({ title: '告警: CPU' }), undefined, undefined],
    [
      'stand in the body only',
      aMessage({ blocks: [{ kind: 'text', text: '告警' }] }),
      'CloudMonitor',
      undefined,
    ],
  ])('that %s are added where they are needed', (...[, message, inTitle, inBody]) => {
    const { content, text } = rendered(message, { keywords })
    expect(content.title.includes(' · CloudMonitor')).toBe(inTitle !== undefined)
    expect(text.includes('>CloudMonitor<')).toBe(inBody !== undefined)
    for (const part of [content.title, text]) {
      expect(keywords.some((keyword) => part.includes(keyword))).toBe(true)
    }
  })

  test.each(['auto', 'text', 'actionCard'])(
    'are in title and body of whatever is cut: %s',
    (format) => {
      const blocks = [{ kind: 'text' as const, text: `${'长'.repeat(30_000)}告警` }]
      const message = aMessage({ title: '长'.repeat(3_000), blocks })
      const { content, text, cut, bytes } = rendered(message, { keywords, format })
      expect(cut).toBe(true)
      expect(bytes).toBeLessThanOrEqual(18_000)
      expect(text).toContain('CloudMonitor')
      if (format !== 'text') expect(content.title).toContain('CloudMonitor')
    },
  )

  test('with characters of mark-up are added as they are', () => {
    expect(rendered(aMessage(), { keywords: ['*_监控_*'] }).text).toContain('*_监控_*')
  })
})

describe('mentions', () => {
  test('are in the envelope and in the text', () => {
    const mobiles = [
      '+86 138-0000-0000',
      '13800000000',
      '+1 415 555-2671',
      '+852-61234567',
      'no number',
    ]
    const message = aMessage({ mentions: { mobiles, all: false } })
    const { envelope, text } = rendered(message, { userIds: ['manager01', ' ', 'bad id!'] })
    expect(envelope.at).toEqual({
      atMobiles: ['13800000000', '+1-4155552671', '+852-61234567'],
      atUserIds: ['manager01'],
      isAtAll: false,
    })
    expect(text).toMatch(/\n\n@13800000000 @\+1-4155552671 @\+852-61234567 @manager01$/)
  })

  test('of everybody have their literal too', () => {
    const { envelope, text } = rendered(aMessage({ mentions: { mobiles: [], all: true } }))
    expect(envelope.at).toEqual({ atMobiles: [], atUserIds: [], isAtAll: true })
    expect(text).toMatch(/\n\n@所有人$/)
  })

  test('follow the message: a recovery rings nobody, whatever the endpoint would like', () => {
    const recovery = aMessage({ state: 'resolved', mentions: { mobiles: [], all: false } })
    expect(rendered(recovery, { mentionAll: true }).envelope).not.toHaveProperty('at')
  })

  test('are absent where nobody is mentioned', () => {
    expect(rendered(aMessage()).envelope).not.toHaveProperty('at')
  })

  test('are at most fifty, those of the message first, and the others are counted', () => {
    const mobiles = Array.from({ length: 45 }, (_, index) => String(13_800_000_000 + index))
    const userIds = Array.from({ length: 9 }, (_, index) => `user${index}`)
    const message = aMessage({ mentions: { mobiles, all: false } })
    const { envelope, text, cut } = rendered(message, { userIds })
    expect(envelope.at.atMobiles).toEqual(mobiles)
    expect(envelope.at.atUserIds).toEqual(userIds.slice(0, 5))
    expect(text).toContain('4 more could not be mentioned')
    expect(cut).toBe(true)
  })

  test('survive every cut', () => {
    const blocks = [{ kind: 'text' as const, text: 'x'.repeat(50_000) }]
    const mentions = { mobiles: ['13800000000'], all: false }
    expect(rendered(aMessage({ blocks, mentions })).text).toMatch(/@13800000000$/)
  })
})

describe('values', () => {
  test.each([
    ['[click](https://evil.example)', '[click] (https://evil.example)'],
    ['![](https://evil.example/a.png)', '![] (https://evil.example/a.png)'],
    ['**bold** and *it*', '∗∗bold∗∗ and ∗it∗'],
    ['_it_ __b__', '＿it＿ ＿＿b＿＿'],
    ['node_cpu_seconds_total i-bp1_x', 'node_cpu_seconds_total i-bp1_x'],
    ['<font color=#fff>x</font> 1 < 2', '＜font color=#fff>x＜/font> 1 < 2'],
    ['`code` ~~gone~~', 'ˋcodeˋ ∼∼gone∼∼'],
    ['&nbsp;&#42; a&b', '＆nbsp;＆#42; a&b'],
    ['@all @13800000000 (@x)', '＠all ＠13800000000 (＠x)'],
    ['ops@example.com', 'ops@example.com'],
    [
      'dtmd://dingtalkclient/sendMessage?content=rm',
      'dtmd：//dingtalkclient/sendMessage?content=rm',
    ],
    ['https://a.example/x?y=1&z=2', 'https://a.example/x?y=1&z=2'],
  ])('cannot be mark-up: %s', (value, expected) => {
    expect(neutral(value)).toBe(expected)
  })

  test.each([
    ['# heading', '＃ heading'],
    ['   ## heading', '＃＃ heading'],
    ['> quote', '＞ quote'],
    ['- point', '－ point'],
    ['-5 %', '-5 %'],
    ['12. point', '12． point'],
    ['10.0.0.1', '10.0.0.1'],
    ['---', '－－－'],
    ['===', '＝＝＝'],
    ['|---|:-:|', '|－－－|:－:|'],
    ['[ref]: https://evil.example', '[ref] : https://evil.example'],
    ['plain\n# second', 'plain\n＃ second'],
  ])('cannot begin a block: %s', (value, expected) => {
    expect(neutralLines(value)).toBe(expected)
  })

  test('cannot ring or link from any place of a message', () => {
    const evil = '@13811111111 [x](dtmd://dingtalkclient/sendMessage?content=x)\n# h'
    const message = aMessage({
      title: evil,
      blocks: [
        { kind: 'text', text: evil },
        { kind: 'fields', fields: [{ label: evil, value: evil }] },
        { kind: 'lines', lines: [{ severity: 'info', state: 'notice', text: evil }] },
      ],
      links: [
        { text: evil, url: 'https://ok.example' },
        { text: 'y](z', url: 'dtmd://dingtalkclient/sendMessage?content=x' },
      ],
    })
    const { text } = rendered(message)
    expect(text).not.toContain('@13811111111')
    expect(text).not.toMatch(
      /\]\((?!dingtalk:\/\/dingtalkclient\/page\/link\?pc_slide=false&url=https)/,
    )
    expect(text).not.toContain('dtmd://')
    expect(text.match(/^#/gm)).toHaveLength(1)
  })
})

describe('cutting', () => {
  test('a digest names each of five hundred alerts', () => {
    const lines = Array.from({ length: 500 }, (_, index) => ({
      severity: 'warning' as const,
      state: 'firing' as const,
      text: `${index}号告警：云服务器 ECS 磁盘使用率持续超过九成`,
    }))
    const message = aMessage({ kind: 'digest', language: 'zh', blocks: [{ kind: 'lines', lines }] })
    const { text, cut, bytes } = rendered(message)
    expect(text.match(/^- 🟡 \d+号/gm)).toHaveLength(500)
    expect(text).toContain('已截短')
    expect(cut).toBe(true)
    expect(bytes).toBeLessThanOrEqual(18_000)
  })

  test('lines for which there is no room at all are counted', () => {
    const lines = Array.from({ length: 1_500 }, (_, index) => ({
      severity: 'info' as const,
      state: 'notice' as const,
      text: `${index} ${'x'.repeat(100)}`,
    }))
    const { text } = rendered(aMessage({ blocks: [{ kind: 'lines', lines }] }))
    const shown = text.match(/^- /gm)?.length ?? 0
    expect(shown).toBeGreaterThan(450)
    expect(text).toContain(`${1_500 - shown} more not shown. Shortened`)
  })

  test('a huge text does not push out the short fields beside it', () => {
    const message = aMessage()
    const blocks = [{ kind: 'text' as const, text: '堆栈\n'.repeat(20_000) }, ...message.blocks]
    const { text, bytes } = rendered({ ...message, blocks })
    expect(text).toContain('i-bp1_prod-db-01')
    expect(text).toContain('cn-hangzhou')
    expect(bytes).toBeGreaterThan(17_000)
    expect(bytes).toBeLessThanOrEqual(18_000)
  })

  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, '…'],
    ['abcdefg', 6, 'abc…'],
    ['中文字', 8, '中…'],
    ['"""""', 7, '""…'],
    ['a👨‍👩‍👧‍👦b', 20, 'a…'],
    ['ae\u0301x', 6, 'ae\u0301x'],
    ['aae\u0301xyz', 6, 'aa…'],
  ])('%j in %i bytes is %j', (text, bytesMax, expected) => {
    expect(cutToJsonBytes(text, bytesMax)).toBe(expected)
  })

  test('a cut text fits, is well formed and begins as the whole did', () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 60 })
    fc.assert(
      fc.property(texts, fc.integer({ min: 3, max: 80 }), (text, bytesMax) => {
        const cut = cutToJsonBytes(text, bytesMax)
        expect(jsonBytes(cut)).toBeLessThanOrEqual(bytesMax)
        expect(cut === text || text.startsWith(cut.slice(0, -1))).toBe(true)
      }),
    )
  })

  test('any message stays within the limit and keeps the keyword', () => {
    const unicode = fc.string({ unit: 'binary', maxLength: 3_000 })
    const fields = fc.array(fc.record({ label: unicode, value: unicode }), { maxLength: 12 })
    fc.assert(
      fc.property(unicode, unicode, fields, (title, text, entries) => {
        const message = aMessage({
          title,
          blocks: [
            { kind: 'text', text },
            { kind: 'fields', fields: entries },
          ],
        })
        const shown = rendered(message, { keywords: ['监控'] })
        expect(shown.bytes).toBeLessThanOrEqual(18_000)
        expect(shown.text).toContain('监控')
      }),
      { numRuns: 40 },
    )
  })
})
