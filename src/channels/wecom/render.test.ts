import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aMessage, ODD_MESSAGES } from '../../../test/contract/messages.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Message } from '../../model/message.ts'
import { bytesOf, cutToBytes, cutToColumns } from './bytes.ts'
import { httpAddress, neutral, neutralLines } from './markdown.ts'
import { FORMATS, renderWecom } from './render.ts'

function rendered(message: Message, settings: Settings = {}) {
  const { body, cut } = renderWecom(message, settings)
  const envelope = JSON.parse(body)
  const content = envelope[envelope.msgtype]
  const text: string = content.content ?? ''
  return { envelope, form: envelope.msgtype, content, text, cut, bytes: bytesOf(text) }
}

const ACTIONS = [
  { text: 'Acknowledge', url: 'https://hub.example.com/ack?id=1' },
  { text: 'Silence', url: 'https://hub.example.com/silence?id=1' },
]
const EVERYBODY = { mobiles: [], all: true }
const MOBILE = { mobiles: ['13800000000'], all: false }
const LINES: Message['blocks'] = [
  { kind: 'lines', lines: [{ severity: 'info', state: 'notice', text: 'a' }] },
]

describe('the form of a message', () => {
  test.each([
    ['is markdown', aMessage(), {}, 'markdown'],
    ['with actions is markdown', aMessage({ actions: ACTIONS }), {}, 'markdown'],
    ['that rings userids is markdown', aMessage(), { userIds: ['w'] }, 'markdown'],
    ['that rings a mobile is text', aMessage({ mentions: MOBILE }), {}, 'text'],
    ['that rings everybody is text', aMessage({ mentions: EVERYBODY }), {}, 'text'],
    ['that is not urgent rings nobody', aMessage(), { mentionAll: true }, 'markdown'],
    [
      'whose mobile is none is markdown',
      aMessage({ mentions: { mobiles: ['x'], all: false } }),
      {},
      'markdown',
    ],
    ['that rings very many is text', aMessage(), { userIds: manyUserIds(90) }, 'text'],
    ['that shall be text is', aMessage(), { format: 'text' }, 'text'],
    ['that shall be markdown is', aMessage(), { format: 'markdown' }, 'markdown'],
    ['that shall be markdown_v2 is', aMessage(), { format: 'markdown_v2' }, 'markdown_v2'],
    ['that shall be a card is', aMessage(), { format: 'template_card' }, 'template_card'],
    [
      'that shall be a card but opens nothing',
      aMessage({ links: [] }),
      { format: 'template_card' },
      'markdown',
    ],
    [
      'that shall be a card but is a list',
      aMessage({ blocks: LINES }),
      { format: 'template_card' },
      'markdown',
    ],
  ])('a message %s', (...[, message, settings, form]) => {
    const { envelope } = rendered(message, settings)
    expect(envelope.msgtype).toBe(form)
    expect(Object.keys(envelope)).toEqual(['msgtype', form])
  })

  test.each(FORMATS)('whoever must be rung is, with the format %s', (format) => {
    for (const mentions of [MOBILE, EVERYBODY]) {
      expect(rendered(aMessage({ mentions }), { format }).form).toBe('text')
    }
    const { form, text, content } = rendered(aMessage(), { format, userIds: ['wang'] })
    if (form === 'text') expect(content.mentioned_list).toEqual(['wang'])
    else expect([form, text.endsWith('\n\n<@wang>')]).toEqual(['markdown', true])
  })

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
  const links = [
    { text: '控制台', url: 'https://a.example/x?(y)' },
    { text: '其他', url: 'dtmd://x' },
  ]
  const whole = aMessage({ language: 'zh', title: '磁盘满', blocks, links })

  test('a message is written in WeCom’s markdown', () => {
    expect(rendered(whole).text.split('\n')).toEqual([
      '### 🔴 <font color="warning">严重</font> · 磁盘满',
      '',
      'first',
      'second',
      '',
      'third',
      '',
      '> **实例**：i-1',
      '> 10.0.0.1',
      '> **地域**：杭州',
      '',
      '🔴 a b',
      '✅ c',
      '',
      '[控制台](https://a.example/x?%28y%29)',
      '其他: dtmd://x',
    ])
  })

  test('a message is written in the second edition of markdown', () => {
    expect(rendered(whole, { format: 'markdown_v2' }).text.split('\n')).toEqual([
      '### 🔴 严重 · 磁盘满',
      '',
      'first  ',
      'second  ',
      '  ',
      'third',
      '',
      '- **实例**：i-1  ',
      '  10.0.0.1',
      '- **地域**：杭州',
      '',
      '- 🔴 a b',
      '- ✅ c',
      '',
      '[控制台](https://a.example/x?%28y%29)  ',
      '其他: dtmd://x',
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
      'ECS console: https://ecs.console.aliyun.com/?a=%281%29&b=2#/x',
    ])
  })

  test.each([
    ['critical', 'firing', '🔴 <font color="warning">Critical</font> · disk full'],
    ['error', 'firing', '🟠 <font color="warning">Error</font> · disk full'],
    ['warning', 'notice', '🟡 <font color="warning">Warning</font> · disk full'],
    ['info', 'notice', '🔵 <font color="comment">Info</font> · disk full'],
    ['critical', 'resolved', '✅ <font color="info">Resolved</font> · disk full'],
    ['critical', 'acknowledged', '👀 <font color="comment">Acknowledged</font> · disk full'],
  ] as const)('%s and %s is headed: %s', (...[severity, state, heading]) => {
    const { text } = rendered(aMessage({ severity, state, title: 'disk full' }))
    expect(text.split('\n')[0]).toBe(`### ${heading}`)
  })

  test('a severity that the title says already is not said twice', () => {
    const { text } = rendered(aMessage({ state: 'resolved', title: 'Resolved: disk full' }))
    expect(text.split('\n')[0]).toBe('### ✅ Resolved: disk full')
  })
})

describe('a card', () => {
  const asCard = { format: 'template_card' }

  test('tells an alert with its fields, its links and what it opens', () => {
    const { content, cut } = rendered(aMessage({ actions: ACTIONS }), asCard)
    const opened = 'https://ecs.console.aliyun.com/?a=%281%29&b=2#/x'
    expect(content).toEqual({
      card_type: 'text_notice',
      source: { desc: '🔴 Critical', desc_color: 2 },
      main_title: { title: 'ECS instance reboot because of system error' },
      sub_title_text: 'The host of the instance failed; the instance is restarted elsewhere.',
      horizontal_content_list: [
        { keyname: 'Instance', value: 'i-bp1_prod-db-01' },
        { keyname: 'Region', value: 'cn-hangzhou' },
      ],
      jump_list: [
        { type: 1, url: 'https://hub.example.com/ack?id=1', title: 'Acknowledge' },
        { type: 1, url: 'https://hub.example.com/silence?id=1', title: 'Silence' },
        { type: 1, url: opened, title: 'ECS console' },
      ],
      card_action: { type: 1, url: opened },
    })
    expect(cut).toBe(false)
  })

  test('has a title whatever the message lacks, and no empty parts', () => {
    const bare = aMessage({ title: ' ', blocks: [], links: [], actions: ACTIONS.slice(0, 1) })
    const { content } = rendered({ ...bare, state: 'resolved', language: 'zh' }, asCard)
    const url = 'https://hub.example.com/ack?id=1'
    expect(content).toEqual({
      card_type: 'text_notice',
      source: { desc: '✅ 已恢复', desc_color: 3 },
      main_title: { title: '已恢复' },
      jump_list: [{ type: 1, url, title: 'Acknowledge' }],
      card_action: { type: 1, url },
    })
  })

  test('is cut to what its clients show, and says so and how much is missing', () => {
    const fields = Array.from({ length: 9 }, (_, index) => ({
      label: `一二三四五六${index}`,
      value: '值'.repeat(40),
    }))
    const message = aMessage({
      language: 'zh',
      title: '标'.repeat(40),
      blocks: [
        { kind: 'text', text: '文'.repeat(300) },
        { kind: 'fields', fields },
      ],
      actions: [...ACTIONS, ...ACTIONS],
    })
    const { content, cut } = rendered(message, asCard)
    expect(cut).toBe(true)
    expect(content.main_title.title).toBe(`${'标'.repeat(25)}…`)
    expect(content.horizontal_content_list).toHaveLength(6)
    expect(content.horizontal_content_list[0]).toEqual({
      keyname: '一二三四…',
      value: `${'值'.repeat(25)}…`,
    })
    expect(content.jump_list).toHaveLength(3)
    expect(content.sub_title_text).toMatch(/^文+… 已截短，另有 5 项未显示。$/)
    expect([...content.sub_title_text].length).toBeLessThanOrEqual(112)
  })

  test('that lost only a link says so', () => {
    const links = [...aMessage().links, { text: 'x', url: 'javascript:alert(1)' }]
    const { content, cut } = rendered(aMessage({ links, blocks: [] }), asCard)
    expect(content.sub_title_text).toBe('Shortened, 1 more not shown.')
    expect(cut).toBe(true)
  })
})

describe('mentions', () => {
  test('of a text message are in its lists', () => {
    const mobiles = [
      '+86 138-0000-0000',
      '13800000000',
      '008613900000000',
      '+852 6123 4567',
      'no number',
    ]
    const message = aMessage({ mentions: { mobiles, all: true } })
    const { content } = rendered(message, { userIds: ['wang.wei', ' ', 'bad id!', '@all'] })
    expect(content.mentioned_list).toEqual(['wang.wei', '@all'])
    expect(content.mentioned_mobile_list).toEqual(['13800000000', '13900000000', '+85261234567'])
    expect(content.content).not.toContain('wang.wei')
  })

  test('that nobody asked for leave no lists', () => {
    expect(Object.keys(rendered(aMessage(), { format: 'text' }).content)).toEqual(['content'])
  })

  test('of a markdown message stand at its end', () => {
    const { text } = rendered(aMessage(), { userIds: ['wang', 'li_4@x', '<@evil>'] })
    expect(text).toMatch(/\n\n<@wang> <@li_4@x>$/)
  })

  test('are at most a hundred, those of the message first, and the others are counted', () => {
    const mobiles = Array.from({ length: 95 }, (_, index) => String(13_800_000_000 + index))
    const userIds = manyUserIds(9)
    const message = aMessage({ mentions: { mobiles, all: false } })
    const { content, text, cut } = rendered(message, { userIds })
    expect(content.mentioned_mobile_list).toEqual(mobiles)
    expect(content.mentioned_list).toEqual(userIds.slice(0, 5))
    expect(text).toContain('4 more could not be mentioned')
    expect(cut).toBe(true)
  })

  test('survive every cut', () => {
    const blocks = [{ kind: 'text' as const, text: 'x'.repeat(50_000) }]
    expect(rendered(aMessage({ blocks }), { userIds: ['wang'] }).text).toMatch(/<@wang>$/)
  })
})

function manyUserIds(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `person-${index}`)
}

describe('values', () => {
  test.each([
    ['<@wangwei>', '＜＠wangwei>'],
    ['&lt;@wangwei&gt;', '＆lt;＠wangwei＆gt;'],
    ['@all (@x)', '＠all (＠x)'],
    ['ops@example.com', 'ops@example.com'],
    ['<font color="warning">x</font> 1 < 2', '＜font color="warning">x＜/font> 1 < 2'],
    ['[click](https://evil.example)', '[click] (https://evil.example)'],
    ['![](https://evil.example/a.png)', '![] (https://evil.example/a.png)'],
    ['**bold** and *it*', '∗∗bold∗∗ and ∗it∗'],
    ['_it_ __b__', '＿it＿ ＿＿b＿＿'],
    ['node_cpu_seconds_total i-bp1_x', 'node_cpu_seconds_total i-bp1_x'],
    ['`code` ~~gone~~', 'ˋcodeˋ ∼∼gone∼∼'],
    ['&#60; a&b', '＆#60; a&b'],
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
    ['| :- | -: |', '| :－ | －: |'],
    ['[ref]: https://evil.example', '[ref] : https://evil.example'],
    ['plain\n# second', 'plain\n＃ second'],
  ])('cannot begin a block: %s', (value, expected) => {
    expect(neutralLines(value)).toBe(expected)
  })

  test.each([
    ['https://a.example/x?q=(1)&r=*|`', 'https://a.example/x?q=%281%29&r=%2A%7C%60'],
    ['http://[::1]:8080/a_b', 'http://[::1]:8080/a_b'],
    [' https://例え.example/路 径 ', 'https://xn--r8jz45g.example/%E8%B7%AF%20%E5%BE%84'],
    ['javascript:alert(1)', undefined],
    ['wxwork://message?username=x', undefined],
    ['/relative', undefined],
    ['', undefined],
  ])('are links only where they are http(s) addresses: %s', (address, expected) => {
    expect(httpAddress(address)).toBe(expected)
  })

  test.each(FORMATS)('cannot ring, link or format from any place: %s', (format) => {
    const evil =
      '<@wangwei> @all [x](wxwork://message?username=x) <font color="info">ok</font>\n# h'
    const message = aMessage({
      title: evil,
      blocks: [
        { kind: 'text', text: evil },
        { kind: 'fields', fields: [{ label: evil, value: evil }] },
        { kind: 'lines', lines: [{ severity: 'info', state: 'notice', text: evil }] },
      ],
      links: [
        { text: evil, url: 'https://ok.example' },
        { text: 'y](z', url: 'wxwork://message?username=x' },
      ],
    })
    const { body } = renderWecom(message, { format })
    const { text, form, content } = rendered(message, { format })
    expect(body).not.toMatch(/<@|@all/)
    expect(content).not.toHaveProperty('mentioned_list')
    if (form === 'text') return
    expect(text).not.toMatch(/\]\((?!https:\/\/ok\.example)/)
    expect(text.match(/^#/gm)).toHaveLength(1)
    expect(text.match(/<font/g) ?? []).toHaveLength(form === 'markdown' ? 1 : 0)
  })
})

describe('cutting', () => {
  const LIMITS = [
    ['markdown', 4_096],
    ['markdown_v2', 4_096],
    ['text', 2_048],
  ] as const

  test.each(LIMITS)('%s is cut at %i bytes and filled nearly to that', (format, bytesMax) => {
    for (const text of ['堆栈\n'.repeat(20_000), 'x'.repeat(50_000), '"\\\n'.repeat(9_000)]) {
      const { blocks } = aMessage()
      const message = aMessage({ blocks: [{ kind: 'text', text }, ...blocks] })
      const shown = rendered(message, { format })
      expect(shown.form).toBe(format)
      expect(shown.bytes).toBeLessThanOrEqual(bytesMax)
      expect(shown.bytes).toBeGreaterThan(bytesMax - 100)
      expect(shown.text).toContain('Shortened: too long for one WeCom message.')
      expect(shown.text).toContain('i-bp1_prod-db-01')
      expect(shown.text).toContain('ECS console')
      expect(shown.cut).toBe(true)
    }
  })

  test.each(LIMITS)('a list of sixty names each of its alerts: %s', (format) => {
    const lines = Array.from({ length: 60 }, (_, index) => ({
      severity: 'warning' as const,
      state: 'firing' as const,
      text: `${index}号告警：云服务器 ECS 磁盘使用率持续超过九成，请尽快处理以免服务中断`,
    }))
    const blocks = [{ kind: 'lines' as const, lines }]
    const message = aMessage({
      kind: 'digest',
      language: 'zh',
      title: '60 条告警',
      blocks,
      links: [],
    })
    const { text } = rendered(message, { format })
    expect(text.match(/🟡 \d+号/g)).toHaveLength(60)
    expect(text).toContain('已截短')
  })

  test('lines for which there is no room at all are counted', () => {
    const lines = Array.from({ length: 3_000 }, (_, index) => ({
      severity: 'info' as const,
      state: 'notice' as const,
      text: `${index} ${'x'.repeat(100)}`,
    }))
    const { text } = rendered(aMessage({ blocks: [{ kind: 'lines', lines }] }))
    const shown = text.match(/^🔵 /gm)?.length ?? 0
    expect(shown).toBeGreaterThan(100)
    expect(text).toContain(`${3_000 - shown} more not shown. Shortened`)
  })

  test('addresses for which there is no room are counted', () => {
    const links = [
      { text: 'long', url: `https://a.example/${'p'.repeat(1_400)}` },
      { text: 'short', url: 'https://a.example/' },
    ]
    const { text, cut } = rendered(aMessage({ links, blocks: [] }))
    expect(text).toContain('1 more not shown.')
    expect(text).toContain('[short](https://a.example/)')
    expect(cut).toBe(true)
  })

  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, '…'],
    ['abcdefg', 6, 'abc…'],
    ['中文字', 8, '中…'],
    ['"""""', 5, '"""""'],
    ['a👨‍👩‍👧‍👦b', 20, 'a…'],
    ['ae\u0301x', 5, 'ae\u0301x'],
    ['aae\u0301xyz', 6, 'aa…'],
  ])('%j in %i bytes is %j', (text, bytesMax, expected) => {
    expect(cutToBytes(text, bytesMax)).toBe(expected)
  })

  test.each([
    ['中文字', 6, '中文字'],
    ['中文字', 5, '中文…'],
    ['中文字', 4, '中…'],
    ['abcdef', 6, 'abcdef'],
    ['abcdefg', 6, 'abcde…'],
    ['a👨‍👩‍👧‍👦b', 4, 'a👨‍👩‍👧‍👦b'],
    ['a👨‍👩‍👧‍👦bc', 4, 'a👨‍👩‍👧‍👦…'],
    ['', 4, ''],
  ])('%j in %i columns is %j', (text, columnsMax, expected) => {
    expect(cutToColumns(text, columnsMax)).toBe(expected)
  })

  test('a cut text fits, is well formed and begins as the whole did', () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 60 })
    fc.assert(
      fc.property(texts, fc.integer({ min: 3, max: 80 }), (text, bytesMax) => {
        const cut = cutToBytes(text, bytesMax)
        expect(bytesOf(cut)).toBeLessThanOrEqual(bytesMax)
        expect(cut.isWellFormed()).toBe(true)
        expect(cut === text || text.startsWith(cut.slice(0, -1))).toBe(true)
      }),
    )
  })

  test.each([...ODD_MESSAGES])('the content stays within the limit in every form: %s', (_, odd) => {
    for (const [format, bytesMax] of LIMITS) {
      const quiet = { ...odd, mentions: { mobiles: [], all: false } }
      const shown = rendered(quiet, { format })
      expect(shown.form).toBe(format)
      expect(shown.bytes).toBeLessThanOrEqual(bytesMax)
      expect(shown.text.trim()).not.toBe('')
    }
  })

  test('the content stays within the limit when everything is at its largest', () => {
    const evil = '*'.repeat(5_000)
    const long = (index: number) => ({
      text: evil,
      url: `https://a.example/${'p'.repeat(index * 150)}`,
    })
    const message = aMessage({
      title: evil,
      blocks: [
        { kind: 'text', text: evil },
        {
          kind: 'fields',
          fields: Array.from({ length: 60 }, () => ({ label: evil, value: evil })),
        },
      ],
      links: Array.from({ length: 30 }, (_, index) => long(index)),
      actions: Array.from({ length: 30 }, (_, index) => long(index)),
    })
    for (const [format, bytesMax] of LIMITS) {
      const userIds = format === 'markdown_v2' ? [] : manyUserIds(60)
      const shown = rendered(message, { format, userIds })
      expect(shown.form).toBe(format)
      expect(shown.bytes).toBeLessThanOrEqual(bytesMax)
      expect(shown.text).toContain('not shown. Shortened')
    }
  })

  test('any message stays within the limit', () => {
    const unicode = fc.string({ unit: 'binary', maxLength: 1_500 })
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
        for (const [format, bytesMax] of LIMITS) {
          expect(rendered(message, { format }).bytes).toBeLessThanOrEqual(bytesMax)
        }
      }),
      { numRuns: 30 },
    )
  })
})
