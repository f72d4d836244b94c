import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aMessage } from '../../../test/contract/messages.ts'
import { cutToJsonBytes, jsonBytes } from '../../base/json-bytes.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Message } from '../../model/message.ts'
import { escapeMarkdown, inMarkdownLink, mendEntity } from './markdown.ts'
import { withoutMentions, withoutTags } from './plain.ts'
import { renderLark } from './render.ts'

function rendered(message: Message, settings: Settings = {}) {
  const { body, cut } = renderLark(message, settings)
  return { envelope: JSON.parse(body), body, cut, bytes: Buffer.byteLength(body) }
}

/** The elements of a card. */
function elementsOf(message: Message, settings: Settings = {}) {
  return rendered(message, settings).envelope.card.elements
}

/** The lines of a rich text, as their nodes. */
function linesOf(message: Message, settings: Settings = {}) {
  const { post } = rendered(message, { ...settings, format: 'post' }).envelope.content
  return Object.values<{ content: object[][] }>(post).flatMap(({ content }) => content)
}

function textOf(message: Message, settings: Settings = {}): string {
  return rendered(message, { ...settings, format: 'text' }).envelope.content.text
}

const ACTIONS = [
  { text: 'Acknowledge', url: 'https://hub.example.com/ack?id=1' },
  { text: 'Silence', url: 'https://hub.example.com/silence?id=1' },
]

const BLOCKS: Message['blocks'] = [
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

describe('the form of a message', () => {
  test.each([
    [{}, 'interactive', 'card'],
    [{ format: 'auto' }, 'interactive', 'card'],
    [{ format: 'card' }, 'interactive', 'card'],
    [{ format: 'post' }, 'post', 'content'],
    [{ format: 'text' }, 'text', 'content'],
  ])('asked for as %j is %s', (settings, type, key) => {
    const { envelope } = rendered(aMessage({ actions: ACTIONS }), settings)
    expect(Object.keys(envelope)).toEqual(['msg_type', key])
    expect(envelope.msg_type).toBe(type)
  })

  test('a card has the heading, fields in columns, a sign for each line, and buttons', () => {
    const links = [{ text: '控制台', url: 'https://a.example/x?(y)&z=1' }]
    const message = aMessage({
      language: 'zh',
      title: '磁盘满',
      blocks: BLOCKS,
      actions: ACTIONS,
      links,
    })
    const { card } = rendered(message).envelope
    expect(card).toEqual({
      config: { wide_screen_mode: true },
      header: { title: { tag: 'plain_text', content: '🔴 严重 · 磁盘满' }, template: 'red' },
      elements: [
        { tag: 'markdown', content: 'first\nsecond\n\nthird' },
        {
          tag: 'div',
          fields: [
            { is_short: false, text: { tag: 'lark_md', content: '**实例**\ni-1\n10.0.0.1' } },
            { is_short: true, text: { tag: 'lark_md', content: '**地域**\n杭州' } },
          ],
        },
        { tag: 'markdown', content: '🔴 a b\n✅ c' },
        {
          tag: 'action',
          actions: [
            button('Acknowledge', 'primary', 'https://hub.example.com/ack?id=1'),
            button('Silence', 'default', 'https://hub.example.com/silence?id=1'),
            button('控制台', 'default', 'https://a.example/x?(y)&z=1'),
          ],
        },
      ],
    })
  })

  function button(content: string, type: string, url: string) {
    return { tag: 'button', text: { tag: 'plain_text', content }, type, url }
  }

  test('a rich text has a title in its language and one line for each line', () => {
    const links = [{ text: '控制台', url: 'https://a.example/' }]
    const message = aMessage({ language: 'zh', title: '磁盘满', blocks: BLOCKS, links })
    const { post } = rendered(message, { format: 'post' }).envelope.content
    const line = (text: string) => [{ tag: 'text', text }]
    expect(post).toEqual({
      zh_cn: {
        title: '🔴 严重 · 磁盘满',
        content: [
          ...['first', 'second', ' ', 'third', '实例：i-1', '10.0.0.1', '地域：杭州'].map(line),
          ...['🔴 a b', '✅ c'].map(line),
          [{ tag: 'a', text: '控制台', href: 'https://a.example/' }],
        ],
      },
    })
    const english = rendered(aMessage(), { format: 'post' }).envelope.content.post
    expect(Object.keys(english)).toEqual(['en_us'])
  })

  test('a text message has no mark-up and plain addresses', () => {
    expect(textOf(aMessage({ actions: ACTIONS })).split('\n')).toEqual([
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

  test('a message that has only its title says it where there must be something', () => {
    const message = aMessage({ title: 'x', blocks: [], links: [] })
    const text = { tag: 'plain_text', content: '🔴 Critical · x' }
    expect(elementsOf(message)).toEqual([{ tag: 'div', text }])
    expect(linesOf(message)).toEqual([[{ tag: 'text', text: '🔴 Critical · x' }]])
    expect(textOf(message)).toBe('🔴 Critical · x')
  })

  test.each([
    ['critical', 'firing', 'disk full', 'red', '🔴 Critical · disk full'],
    ['error', 'firing', 'disk full', 'orange', '🟠 Error · disk full'],
    ['warning', 'notice', 'disk full', 'yellow', '🟡 Warning · disk full'],
    ['info', 'notice', 'disk full', 'blue', '🔵 Info · disk full'],
    ['critical', 'resolved', 'disk full', 'green', '✅ Resolved · disk full'],
    ['critical', 'acknowledged', 'disk full', 'violet', '👀 Acknowledged · disk full'],
    ['critical', 'resolved', 'Resolved: disk full', 'green', '✅ Resolved: disk full'],
    ['critical', 'firing', '', 'red', '🔴 Critical'],
  ] as const)(
    '%s and %s, titled %j, has a header that is %s and says: %s',
    (...[severity, state, title, template, content]) => {
      const { header } = rendered(aMessage({ severity, state, title })).envelope.card
      expect(header).toEqual({ title: { tag: 'plain_text', content }, template })
    },
  )

  test('a card has at most ten buttons, further addresses are links', () => {
    const links = Array.from({ length: 12 }, (_, at) => ({
      text: `Link ${at}`,
      url: `https://hub.example.com/${at}?(a)`,
    }))
    const elements = elementsOf(aMessage({ links }))
    const [action, below] = elements.slice(-2)
    expect(action.actions).toHaveLength(10)
    expect(below.content).toBe(
      '[Link 10](https://hub.example.com/10?%28a%29)\n[Link 11](https://hub.example.com/11?%28a%29)',
    )
  })

  test('blocks that change about are at most some thirty elements', () => {
    const blocks = Array.from({ length: 200 }, () => BLOCKS).flat()
    const elements = elementsOf(aMessage({ blocks, links: [] }))
    expect(elements.length).toBeLessThanOrEqual(33)
    expect(elements.at(-2).content).toContain('\n\n**实例**: i-1\n10.0.0.1\n**地域**: 杭州')
  })
})

describe('keywords', () => {
  const keywords = ['CloudMonitor', '告警']
  const added = { tag: 'note', elements: [{ tag: 'plain_text', content: 'CloudMonitor' }] }
  test.each([
    ['nowhere', aMessage(), true],
    ['in the title', aMessage({ title: '告警 x' }), false],
    ['in the body', aMessage({ blocks: [{ kind: 'text', text: '一条告警' }] }), false],
    ['in other letters', aMessage({ title: 'cloudmonitor' }), true],
    [
      'in an address only',
      aMessage({ links: [{ text: 'x', url: 'https://a/CloudMonitor' }] }),
      true,
    ],
    ['on a button only', aMessage({ actions: [{ text: '告警', url: 'https://a/' }] }), true],
  ])('that stand %s are added where needed', (_, message, isAdded) => {
    const elements = elementsOf(message, { keywords })
    expect(elements.filter((element: { tag: string }) => element.tag === 'note')).toEqual(
      isAdded ? [added] : [],
    )
  })

  test('with characters of mark-up are added as they are', () => {
    const odd = ['*_监控_*']
    const message = aMessage({ blocks: [{ kind: 'text', text: '*_监控_*' }] })
    expect(elementsOf(message, { keywords: odd })).toContainEqual({
      tag: 'note',
      elements: [{ tag: 'plain_text', content: '*_监控_*' }],
    })
    expect(linesOf(aMessage(), { keywords: odd })).toContainEqual([
      { tag: 'text', text: '*_监控_*' },
    ])
    expect(textOf(aMessage(), { keywords: odd })).toContain('\n\n*_监控_*\n\n')
  })

  test.each(['card', 'post', 'text'])('are in whatever is cut: %s', (format) => {
    const blocks = [{ kind: 'text' as const, text: `${'长'.repeat(30_000)}告警` }]
    const message = aMessage({ title: '长'.repeat(3_000), blocks })
    const { body, cut, bytes } = rendered(message, { keywords, format })
    expect(cut).toBe(true)
    expect(body).toContain('CloudMonitor')
    expect(bytes).toBeGreaterThan(17_500)
    expect(bytes).toBeLessThanOrEqual(18_000)
  })
})

describe('mentions', () => {
  const message = aMessage({ mentions: { mobiles: ['13800000000'], all: false } })
  const settings = { userIds: ['ou_a', ' ou_b ', 'ou_a', 'all', 'bad id!', 'x></at><at id=all'] }

  test('are tags in a card', () => {
    expect(elementsOf(message, settings).at(-1)).toEqual({
      tag: 'markdown',
      content: '<at id=ou_a></at> <at id=ou_b></at>',
    })
    expect(elementsOf(message, { ...settings, mentionAll: true }).at(-1).content).toMatch(
      /^<at id=all><\/at> <at id=ou_a>/,
    )
  })

  test('are nodes in a rich text', () => {
    expect(linesOf(message, { ...settings, mentionAll: true }).at(-1)).toEqual(
      ['all', 'ou_a', 'ou_b'].map((id) => ({ tag: 'at', user_id: id })),
    )
  })

  test('are tags in a text', () => {
    expect(
      textOf(message, { ...settings, mentionAll: true })
        .split('\n')
        .at(-1),
    ).toBe('<at user_id="all">Everyone</at> <at user_id="ou_a"></at> <at user_id="ou_b"></at>')
  })

  test('of everybody come from the message too', () => {
    const all = aMessage({ language: 'zh', mentions: { mobiles: [], all: true } })
    expect(textOf(all)).toMatch(/<at user_id="all">所有人<\/at>$/)
  })

  test.each(['card', 'post', 'text'])('never show a mobile number: %s', (format) => {
    const { body, cut } = rendered(message, { format })
    expect(body).not.toContain('13800000000')
    expect(body).not.toMatch(/<at|"at"/)
    expect(cut).toBe(false)
  })

  test('are at most fifty, and the others are counted', () => {
    const userIds = Array.from({ length: 54 }, (_, at) => `ou_${at}`)
    const { body, cut } = rendered(aMessage(), { userIds })
    expect(body.match(/<at id=/g)).toHaveLength(50)
    expect(body).toContain('4 more could not be mentioned')
    expect(cut).toBe(true)
  })
})

describe('values', () => {
  test.each([
    ['[click](https://evil.example)', '&#91;click&#93;(https://evil.example)'],
    ['**bold** and *it*', '&#42;&#42;bold&#42;&#42; and &#42;it&#42;'],
    ['_it_ __b__', '&#95;it&#95; &#95;&#95;b&#95;&#95;'],
    ['node_cpu_seconds_total i-bp1_x', 'node_cpu_seconds_total i-bp1_x'],
    ['<at id=all></at> 1 < 2', '&#60;at id=all>&#60;/at> 1 &#60; 2'],
    ["<font color='red'>x</font>", "&#60;font color='red'>x&#60;/font>"],
    ['`code` ~~gone~~ a\\b', '&#96;code&#96; &#126;&#126;gone&#126;&#126; a&#92;b'],
    ['&#42;x&#42; a&b', '&#38;#42;x&#38;#42; a&#38;b'],
    [':OK: 10:30:45 a:b', '&#58;OK: 10:30:45 a:b'],
    ['# h\n  > q\n- p\n-5 %\n---\n+ p', '&#35; h\n  &#62; q\n&#45; p\n-5 %\n&#45;--\n&#43; p'],
    ['1. x\n10.0.0.1\n2) y', '1&#46; x\n10.0.0.1\n2&#41; y'],
    ['ops@example.com @all', 'ops@example.com @all'],
  ])('cannot be mark-up in a card: %j', (value, expected) => {
    expect(escapeMarkdown(value)).toBe(expected)
  })

  test.each([
    ['<at user_id="all">x</at>', '＜at user_id="all">x＜/at>', '＜at user_id="all">x＜/at>'],
    ['< AT id=all>', '＜ AT id=all>', '＜ AT id=all>'],
    ['<b>x</b> 1 <2', '<b>x</b> 1 <2', '＜b>x＜/b> 1 <2'],
    ['[x](https://evil.example)', '[x](https://evil.example)', '[x] (https://evil.example)'],
    ['<attic>', '<attic>', '＜attic>'],
  ])('cannot be a tag elsewhere: %j', (value, plain, text) => {
    expect(withoutMentions(value)).toBe(plain)
    expect(withoutTags(value)).toBe(text)
  })

  test('cannot end a link in a card', () => {
    expect(inMarkdownLink('https://a/(x)*~?b=1&lt;=2&c=3')).toBe(
      'https://a/%28x%29%2A%7E?b=1&lt%3B=2&c=3',
    )
  })

  test.each(['card', 'post', 'text'])('cannot ring or link from any place: %s', (format) => {
    const evil = '<at id=all></at><at user_id="all">x</at> [x](https://evil.example) **b**\n# h'
    const links = Array.from({ length: 12 }, () => ({ text: evil, url: 'https://ok.example/' }))
    const message = aMessage({
      title: evil,
      blocks: [
        { kind: 'text', text: evil },
        { kind: 'fields', fields: [{ label: evil, value: evil }] },
        { kind: 'lines', lines: [{ severity: 'info', state: 'notice', text: evil }] },
      ],
      links: [...links, { text: evil, url: 'javascript:alert(1)' }],
      actions: [{ text: evil, url: 'lark://x' }],
    })
    const { body } = rendered(message, { format })
    expect(body).not.toMatch(/<\/?at/)
    if (format === 'text') expect(body).not.toContain('](')
    if (format === 'card') {
      const { header: _, elements } = JSON.parse(body).card
      const marked = JSON.stringify(elements.filter(({ tag }: { tag: string }) => tag !== 'action'))
      expect(marked).not.toMatch(/\]\((?!https:\/\/ok\.example\/\))/)
      expect(marked).not.toContain('**b**')
      expect(body).not.toContain('"url":"lark:')
    }
    if (format === 'post') expect(body).not.toContain('"href":"javascript')
  })
})

describe('cutting', () => {
  test.each(['card', 'post', 'text'])('a digest names each of two hundred alerts: %s', (format) => {
    const lines = Array.from({ length: 200 }, (_, at) => ({
      severity: 'warning' as const,
      state: 'firing' as const,
      text: `${at}号告警：云服务器 ECS 磁盘使用率持续超过九成，${'请尽快处理'.repeat(5)}`,
    }))
    const message = aMessage({ kind: 'digest', language: 'zh', blocks: [{ kind: 'lines', lines }] })
    const { body, cut, bytes } = rendered(message, { format })
    expect(body.match(/🟡 \d+号/g)).toHaveLength(200)
    expect(body).toContain('已截短')
    expect(cut).toBe(true)
    expect(bytes).toBeLessThanOrEqual(18_000)
  })

  test.each(['card', 'post', 'text'])('lines without any room are counted: %s', (format) => {
    const lines = Array.from({ length: 3_000 }, (_, at) => ({
      severity: 'info' as const,
      state: 'notice' as const,
      text: `${at} ${'x'.repeat(100)}`,
    }))
    const { body, bytes } = rendered(aMessage({ blocks: [{ kind: 'lines', lines }] }), { format })
    const shown = body.match(/🔵 /g)?.length ?? 0
    expect(shown).toBeGreaterThan(200)
    expect(body).toContain(`${3_000 - shown} more not shown. Shortened`)
    expect(bytes).toBeLessThanOrEqual(18_000)
  })

  test.each(['card', 'post', 'text'])(
    'a huge text does not push out the short fields beside it: %s',
    (format) => {
      const message = aMessage()
      const blocks = [{ kind: 'text' as const, text: '堆栈\n\n'.repeat(20_000) }, ...message.blocks]
      const { body, bytes } = rendered({ ...message, blocks }, { format })
      expect(body).toContain('i-bp1_prod-db-01')
      expect(body).toContain('cn-hangzhou')
      expect(bytes).toBeGreaterThan(17_000)
      expect(bytes).toBeLessThanOrEqual(18_000)
    },
  )

  test.each([
    ['a title', aMessage({ title: 'x'.repeat(2_000) })],
    [
      'a field’s name',
      aMessage({ blocks: [{ kind: 'fields', fields: [{ label: 'x'.repeat(300), value: 'y' }] }] }),
    ],
    ['a button’s text', aMessage({ actions: [{ text: 'x'.repeat(300), url: 'https://a/' }] })],
    ['an address', aMessage({ links: [{ text: 'x', url: `https://a/${'y'.repeat(5_000)}` }] })],
  ])('%s that is too long is said to be cut', (_, message) => {
    const { body, cut } = rendered(message)
    expect(cut).toBe(true)
    expect(body).toContain('Shortened: too long for one Lark message.')
  })

  test.each([
    ['a&#4', 'a&#4'],
    ['a&…', 'a…'],
    ['a&#…', 'a…'],
    ['a&#4…', 'a…'],
    ['a&#42…', 'a…'],
    ['a&#42;…', 'a&#42;…'],
    ['a&#38;#42…', 'a&#38;#42…'],
  ])('an entity is never cut in two: %s', (cut, mended) => {
    expect(mendEntity(cut)).toBe(mended)
  })

  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, '…'],
    ['abcdefg', 6, 'abc…'],
    ['中文字', 8, '中…'],
    ['x👨‍👩‍👧‍👦y', 20, 'x…'],
    ['a"b"c"d', 8, 'a"b…'],
  ])('%j in %i bytes is %j', (text, bytesMax, expected) => {
    expect(cutToJsonBytes(text, bytesMax)).toBe(expected)
  })

  test('a newline takes as many bytes as its form needs for it', () => {
    expect(jsonBytes('a\nb\n')).toBe(6)
    expect(jsonBytes('a\nb\n', 30)).toBe(62)
    expect(cutToJsonBytes('a\nb\nc', 40, 30)).toBe('a\nb…')
  })

  test('any text is cut within its bytes, is a beginning of it and stays well-formed', () => {
    const anyText = fc.string({ unit: 'grapheme', maxLength: 60 })
    fc.assert(
      fc.property(anyText, fc.integer({ min: 3, max: 80 }), (text, bytesMax) => {
        const cut = cutToJsonBytes(text, bytesMax)
        expect(jsonBytes(cut)).toBeLessThanOrEqual(bytesMax)
        expect(cut.isWellFormed()).toBe(true)
        expect(cut === text || text.startsWith(cut.slice(0, -1))).toBe(true)
      }),
      { seed: 20_260_305, numRuns: 300 },
    )
  })

  test('any message is within the size in any form, and every “&” of a card begins an entity', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3_000 }),
      fc.string({ unit: fc.constantFrom(...'&*_<[`~\\:#-\n 中a'), maxLength: 3_000 }),
    )
    const block = fc.oneof(
      anyText.map((text) => ({ kind: 'text' as const, text })),
      fc
        .array(fc.record({ label: anyText, value: anyText }), { maxLength: 12 })
        .map((fields) => ({ kind: 'fields' as const, fields })),
    )
    const blocks = fc.array(block, { maxLength: 12 })
    const format = fc.constantFrom('card', 'post', 'text')
    fc.assert(
      fc.property(anyText, blocks, format, (title, someBlocks, someFormat) => {
        const message = aMessage({ title, blocks: someBlocks, links: [] })
        const { envelope, bytes } = rendered(message, { format: someFormat })
        expect(bytes).toBeLessThanOrEqual(18_000)
        for (const element of envelope.card?.elements ?? []) {
          const contents = element.fields?.map(
            ({ text }: { text: { content: string } }) => text.content,
          ) ?? [element.content ?? '']
          for (const content of contents) expect(content).not.toMatch(/&(?!#\d+;)/)
        }
      }),
      { seed: 20_260_305, numRuns: 100 },
    )
  })
})
