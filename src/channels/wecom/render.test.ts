import { describe, expect, test } from 'vitest'
import { aMessage } from '../../../test/contract/messages.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Message } from '../../model/message.ts'
import { FORMATS, renderWecom } from './render.ts'

function rendered(message: Message, settings: Settings = {}) {
  const { body, cut } = renderWecom(message, settings)
  const envelope = JSON.parse(body)
  const content = envelope[envelope.msgtype]
  const text: string = content.content ?? ''
  return { envelope, form: envelope.msgtype, content, text, cut }
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
      actions: ACTIONS,
      links: [...aMessage().links, ...aMessage().links, ...aMessage().links],
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

  test('with more actions than it has jumps is markdown, which has them all', () => {
    const { body } = renderWecom(aMessage({ actions: [...ACTIONS, ...ACTIONS] }), asCard)
    expect(JSON.parse(body).msgtype).toBe('markdown')
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
