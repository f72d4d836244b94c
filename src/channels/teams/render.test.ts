import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aMessage, ODD_MESSAGES } from '../../../test/contract/messages.ts'
import type { MessageForm } from '../../contract/channel.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Message, MessageBlock } from '../../model/message.ts'
import { neutral, neutralLines } from './markdown.ts'
import { readPerson } from './mentions.ts'
import { renderTeams } from './render.ts'

function rendered(message: Message, settings: Settings = {}, form: MessageForm = 'full') {
  const { body, cut } = renderTeams(message, settings, form)
  const { content } = JSON.parse(body).attachments[0]
  return { card: content, body, cut, bytes: Buffer.byteLength(body) }
}

const ACTIONS = ['Acknowledge', 'Resolve', 'Silence 1 h', 'Escalate'].map((text, index) => ({
  text,
  url: `https://hub.example.com/answer/${index}?t=${'aB9_-'.repeat(60)}&x=(1)*2`,
}))

const BLOCKS: Message['blocks'] = [
  { kind: 'text', text: 'first\nsecond\n\n- third' },
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

describe('a card', () => {
  test('has a coloured heading, texts, fields, a sign for each line, and buttons', () => {
    const links = [{ text: '控制台', url: 'https://a.example/x?(y)&z=1' }]
    const message = aMessage({ language: 'zh', title: '磁盘满', blocks: BLOCKS, links })
    const { card, body, cut } = rendered({ ...message, actions: ACTIONS.slice(0, 1) })
    const heading = { type: 'TextBlock', text: '🔴 严重 · 磁盘满', wrap: true, weight: 'Bolder' }
    expect(card).toEqual({
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.4',
      msteams: { width: 'Full' },
      body: [
        {
          type: 'Container',
          style: 'attention',
          bleed: true,
          items: [{ ...heading, size: 'Medium' }],
        },
        { type: 'TextBlock', text: 'first\n\nsecond\n\n－ third', wrap: true },
        {
          type: 'FactSet',
          facts: [
            { title: '实例', value: 'i-1\n\n10.0.0.1' },
            { title: '地域', value: '杭州' },
          ],
        },
        { type: 'TextBlock', text: '- 🔴 a b\n- ✅ c', wrap: true },
      ],
      actions: [
        { type: 'Action.OpenUrl', title: 'Acknowledge', url: ACTIONS[0]?.url },
        { type: 'Action.OpenUrl', title: '控制台', url: 'https://a.example/x?(y)&z=1' },
      ],
    })
    expect(JSON.parse(body)).toMatchObject({
      type: 'message',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null }],
    })
    expect(cut).toBe(false)
  })

  test.each([
    ['critical', 'firing', 'attention', '🔴'],
    ['error', 'firing', 'attention', '🟠'],
    ['warning', 'firing', 'warning', '🟡'],
    ['info', 'notice', 'accent', '🔵'],
    ['critical', 'resolved', 'good', '✅'],
    ['critical', 'acknowledged', 'emphasis', '👀'],
  ] as const)('of %s and %s is %s', (severity, state, style, sign) => {
    const [heading] = rendered(aMessage({ severity, state })).card.body
    expect(heading.style).toBe(style)
    expect(heading.items[0].text.startsWith(sign)).toBe(true)
  })

  test('mentions people by what stands in the text and among the entities', () => {
    const settings = { userIds: ['Wang Wei <wang@example.com>', 'li.na@example.com'] }
    const { card } = rendered(aMessage(), settings)
    expect(card.body.at(-1).text).toBe('<at>Wang Wei</at> <at>li.na</at>')
    expect(card.msteams.entities).toEqual([
      {
        type: 'mention',
        text: '<at>Wang Wei</at>',
        mentioned: { id: 'wang@example.com', name: 'Wang Wei' },
      },
      {
        type: 'mention',
        text: '<at>li.na</at>',
        mentioned: { id: 'li.na@example.com', name: 'li.na' },
      },
    ])
  })

  test('has six buttons, and links for what is more', () => {
    const links = Array.from({ length: 4 }, (_, n) => ({
      text: `link [${n}]`,
      url: `https://example.com/(${n})`,
    }))
    const { card, cut } = rendered(aMessage({ actions: ACTIONS, links }))
    expect(card.actions.map(({ title }: { title: string }) => title)).toEqual([
      ...ACTIONS.map(({ text }) => text),
      'link [0]',
      'link [1]',
    ])
    expect(card.body.slice(-2).map(({ text }: { text: string }) => text)).toEqual([
      '[link ［2］](https://example.com/%282%29)',
      '[link ［3］](https://example.com/%283%29)',
    ])
    expect(cut).toBe(false)
  })

  test('makes no link of what is no http(s) address', () => {
    const links = [{ text: 'x', url: 'javascript:alert(1)' }]
    const { card } = rendered(aMessage({ links, blocks: [] }))
    expect(card.actions).toBeUndefined()
    expect(card.body.at(-1).text).toBe('x: javascript:alert(1)')
  })

  test('in its plain form has texts only, and every alert in it', () => {
    const settings = { userIds: ['wang@example.com'] }
    const lines = Array.from({ length: 60 }, (_, n) => ({
      severity: 'warning' as const,
      state: 'firing' as const,
      text: `alert ${n} of the digest`,
    }))
    const message = aMessage({ blocks: [...BLOCKS, { kind: 'lines', lines }], actions: ACTIONS })
    const { card, cut } = rendered(message, settings, 'plain')
    expect(new Set(card.body.map(({ type }: { type: string }) => type))).toEqual(
      new Set(['TextBlock']),
    )
    expect(Object.keys(card)).not.toContain('actions')
    expect(card.msteams).toEqual({ width: 'Full' })
    const text = JSON.stringify(card.body)
    expect(text).toContain(message.title)
    for (const line of lines) expect(text).toContain(line.text)
    for (const { text: title } of ACTIONS) expect(text).toContain(`[${title}](https://hub.`)
    expect(cut).toBe(false)
  })
})

describe('a message that is too large', () => {
  test('names every alert, shortened, and says that it was cut', () => {
    const lines = Array.from({ length: 300 }, (_, n) => ({
      severity: 'warning' as const,
      state: 'firing' as const,
      text: `#${n} ${'长'.repeat(300)}`,
    }))
    const { card, cut, bytes } = rendered(aMessage({ blocks: [{ kind: 'lines', lines }] }))
    for (let n = 0; n < 300; n += 1) expect(card.body[1].text).toContain(`#${n} 长`)
    expect(card.body[2].text).toBe('Shortened: too long for one Teams message.')
    expect(cut).toBe(true)
    expect(bytes).toBeGreaterThan(24_000)
    expect(bytes).toBeLessThanOrEqual(25_000)
  })

  test('says how many it could not name', () => {
    const lines = Array.from({ length: 3_000 }, (_, n) => ({
      severity: 'warning' as const,
      state: 'firing' as const,
      text: `#${n} ${'长'.repeat(30)}`,
    }))
    const { card } = rendered(aMessage({ blocks: [{ kind: 'lines', lines }] }))
    const shown = card.body[1].text.split('\n').length
    expect(card.body[2].text).toMatch(new RegExp(`^… and ${3_000 - shown} more\\. `))
  })

  test('stays within the limit in either form, whatever it holds', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc
        .constantFrom('"', '\\', '_a', '\n', '&a;', '](', '🔥', '<b', '*')
        .chain((unit) => fc.nat(9_000).map((count) => unit.repeat(count))),
    )
    const block: fc.Arbitrary<MessageBlock> = fc.oneof(
      fc.record({ kind: fc.constant('text' as const), text }),
      fc.record({
        kind: fc.constant('fields' as const),
        fields: fc.array(fc.record({ label: text, value: text }), { maxLength: 40 }),
      }),
    )
    const userIds = Array.from({ length: 30 }, (_, n) => `${'名'.repeat(60)} <u${n}@example.com>`)
    fc.assert(
      fc.property(text, fc.array(block, { maxLength: 6 }), (title, blocks) => {
        const links = Array.from({ length: 40 }, (_, n) => ({
          text: title,
          url: `https://example.com/${"(*'".repeat(n * 20)}`,
        }))
        const message = aMessage({ title, blocks, links, actions: ACTIONS })
        for (const form of ['full', 'plain'] as const) {
          expect(rendered(message, { userIds }, form).bytes).toBeLessThanOrEqual(25_000)
        }
      }),
      { numRuns: 60 },
    )
  })

  test.each([...ODD_MESSAGES])('stays within the limit in its plain form: %s', (_, message) => {
    expect(rendered(message, {}, 'plain').bytes).toBeLessThanOrEqual(25_000)
  })
})

describe('a value', () => {
  test.each([
    ['**b** _i_ `c` ~~s~~', '∗∗b∗∗ ＿i＿ ˋcˋ ∼∼s∼∼'],
    ['node_exporter-1.2', 'node_exporter-1.2'],
    ['[a](https://x)', '[a] (https://x)'],
    ['<at>all</at> 1 < 2', '＜at>all＜/at> 1 < 2'],
    ['&lt; a & b', '＆lt; a & b'],
    ['{{DATE(2026-01-01T00:00:00Z)}} {{ .x }}', '｛｛DATE(2026-01-01T00:00:00Z)}} {{ .x }}'],
    ['C:\\temp', 'C:＼temp'],
  ])('%j is shown as %j', (text, shown) => {
    expect(neutral(text)).toBe(shown)
  })

  test('begins no heading, quote, list or rule', () => {
    expect(neutralLines('# h\n> q\n- a\n1. b\n---\nplain')).toBe(
      '＃ h\n\n＞ q\n\n－ a\n\n1． b\n\n－－－\n\nplain',
    )
  })
})

describe('a person', () => {
  test.each([
    ['wang@example.com', { id: 'wang@example.com', name: 'wang' }],
    [' 王伟  <wang@example.com> ', { id: 'wang@example.com', name: '王伟' }],
    [
      'AAAAAAAA-bbbb-cccc-dddd-eeeeeeeeeeee',
      {
        id: 'AAAAAAAA-bbbb-cccc-dddd-eeeeeeeeeeee',
        name: 'AAAAAAAA-bbbb-cccc-dddd-eeeeeeeeeeee',
      },
    ],
    ['Wang', undefined],
    ['a<b>c <wang@example.com>', undefined],
    ['wang@example', undefined],
    ['', undefined],
  ])('%j is %j', (text, person) => {
    expect(readPerson(text)).toEqual(person)
  })
})
