import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aMessage, ODD_MESSAGES } from '../../../test/contract/messages.ts'
import type { Message, MessageAlert, MessageBlock } from '../../model/message.ts'
import { clean, cutToJsonBytes, harmless, jsonBytes } from './plain.ts'
import { renderWebhook } from './render.ts'

const ALERT: MessageAlert = {
  id: 'al_1',
  eventId: 'ev_1',
  state: 'firing',
  severity: 'critical',
  name: 'Instance:Reboot',
  title: 'ECS instance reboot',
  status: 'Executing',
  labels: { region: 'cn-hangzhou', resource: 'i-1' },
  fields: [{ label: 'Region', value: 'cn-hangzhou' }],
  links: [{ text: 'Console', url: 'https://ecs.console.aliyun.com/' }],
  at: 1_772_668_800_000,
}

function rendered(message: Message, format?: string) {
  const { body, cut } = renderWebhook(message, format === undefined ? {} : { format })
  return { shown: JSON.parse(body), cut, bytes: Buffer.byteLength(body) }
}

function textOf(message: Message): string {
  const { shown } = rendered(message, 'text')
  expect(Object.keys(shown)).toEqual(['text'])
  return shown.text
}

const HUGE: MessageBlock = { kind: 'text', text: 'frame of a stack\n'.repeat(50_000) }

describe('the format tocsin', () => {
  test('is the message in its parts', () => {
    const message = aMessage({
      actions: [{ text: 'Acknowledge', url: 'https://hub.example.com/ack' }],
      mentions: { mobiles: ['13800000000'], all: true },
      alerts: [ALERT],
    })
    const { shown, cut } = rendered(message)
    expect(shown).toEqual({ ...message, omitted: 0 })
    expect(cut).toBe(false)
  })

  test('has the keys that the reference page shows', () => {
    const page = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
    const example = JSON.parse(/```json\n(.*?)```/s.exec(page)?.[1] ?? '')
    const { omitted, ...message } = example
    expect(rendered(message).shown).toEqual(example)
    expect(omitted).toBe(0)
  })

  test('keeps values as they are', () => {
    const text = '"quoted" @all <b>\\ {{ .x }}\n  - [a](b) & &amp;'
    expect(rendered(aMessage({ blocks: [{ kind: 'text', text }] })).shown.blocks[0].text).toBe(text)
  })

  test('makes a link of nothing but http and https', () => {
    const links = ['https://a.example', 'javascript:alert(1)', '', 'not a link'].map((url) => ({
      text: 'link',
      url,
    }))
    const { shown, cut } = rendered(aMessage({ links, blocks: [] }))
    expect(shown.links).toEqual([{ text: 'link', url: 'https://a.example/' }])
    expect(shown.blocks).toEqual([
      { kind: 'text', text: 'link: javascript:alert(1)\nlink: not a link' },
    ])
    expect(cut).toBe(false)
  })
})

describe('the format text', () => {
  test('is one plain text', () => {
    const message = aMessage({
      blocks: [
        { kind: 'text', text: 'first\nsecond' },
        { kind: 'fields', fields: [{ label: 'Region', value: 'cn-hangzhou' }] },
        { kind: 'lines', lines: [{ severity: 'info', state: 'resolved', text: 'a\nb' }] },
      ],
      actions: [{ text: 'Acknowledge', url: 'https://hub.example.com/ack' }],
      mentions: { mobiles: ['13800000000'], all: true },
    })
    expect(textOf(message)).toBe(
      [
        '🔴 Critical · ECS instance reboot because of system error',
        'first\nsecond',
        'Region: cn-hangzhou',
        '✅ a b',
        'Acknowledge: https://hub.example.com/ack\nECS console: https://ecs.console.aliyun.com/?a=(1)&b=2#/x',
        '@all @13800000000',
      ].join('\n\n'),
    )
  })

  test('says the severity once, in the message’s language', () => {
    const zh = {
      language: 'zh',
      blocks: [{ kind: 'fields', fields: [{ label: '地域', value: '杭州' }] }],
    } as const
    const message = aMessage({ ...zh, title: 'CPU 使用率过高', links: [] })
    expect(textOf(message)).toBe('🔴 严重 · CPU 使用率过高\n\n地域：杭州')
    expect(textOf({ ...message, title: '严重：磁盘已满' })).toMatch(/^🔴 严重：磁盘已满\n/)
    expect(textOf({ ...message, state: 'resolved' })).toMatch(/^✅ 已恢复 · CPU/)
    expect(textOf({ ...message, state: 'acknowledged' })).toMatch(/^👀 已确认 · CPU/)
  })

  test('rings nobody for what a value says', () => {
    const hostile =
      '@all <!channel> <@U1> <users/all> <https://x|y> [a](b) &#64;all a@b.cn 1 < 2 & 3'
    const text = textOf(
      aMessage({
        title: hostile,
        blocks: [
          { kind: 'text', text: hostile },
          { kind: 'fields', fields: [{ label: hostile, value: hostile }] },
          { kind: 'lines', lines: [{ severity: 'info', state: 'firing', text: hostile }] },
        ],
        links: [
          { text: hostile, url: 'https://x.example/@all?q=@here' },
          { text: hostile, url: `x:${hostile}` },
        ],
      }),
    )
    expect(text).not.toMatch(/(^|[^\w.+-])@|<[a-z!@#/]|\]\(|&#/im)
    expect(text.match(/a@b\.cn 1 < 2 & 3/g)?.length).toBe(8)
  })
})

describe('a message that is too large', () => {
  test('loses whole lines, says how many, and keeps the fields beside them', () => {
    const message = aMessage({ blocks: [HUGE, ...aMessage().blocks] })
    const { shown, cut, bytes } = rendered(message)
    const [stack, ...others] = shown.blocks
    const lines = stack.text.split('\n')
    expect(new Set(lines)).toEqual(new Set(['frame of a stack']))
    expect(shown.omitted).toBe(50_000 - lines.length)
    expect(others.slice(0, -1)).toEqual(message.blocks.slice(1))
    expect(others.at(-1).text).toBe(
      `${shown.omitted} more not shown. Shortened: too long for one request.`,
    )
    expect(cut).toBe(true)
    expect(bytes).toBeGreaterThan(255_000)
    expect(bytes).toBeLessThanOrEqual(256_000)
  })

  test('says so in Chinese to who reads Chinese, in either format', () => {
    const message = aMessage({ language: 'zh', blocks: [HUGE] })
    const { shown } = rendered(message)
    const notice = `另有 ${shown.omitted} 项未显示。内容过长，超出单个请求的上限，已截短。`
    expect(shown.blocks.at(-1)).toEqual({ kind: 'text', text: notice })
    expect(textOf(message)).toContain(notice)
  })

  test('names each alert of a digest that has room for all of them', () => {
    const lines = Array.from({ length: 60 }, (_, index) => ({
      severity: 'warning' as const,
      state: 'firing' as const,
      text: `#${index} ${'长'.repeat(3_000)}`,
    }))
    const { shown, cut } = rendered(
      aMessage({ kind: 'digest', blocks: [{ kind: 'lines', lines }] }),
    )
    expect(shown.blocks[0].lines).toHaveLength(60)
    expect(shown.omitted).toBe(0)
    expect(shown.blocks[1].text).toBe('Shortened: too long for one request.')
    expect(cut).toBe(true)
  })

  test('keeps the first alerts as data, shortened, and counts the others', () => {
    const alerts = Array.from({ length: 900 }, (_, index) => ({
      ...ALERT,
      id: `al_${index}`,
      labels: { ...ALERT.labels, stack: 'x'.repeat(9_000) },
    }))
    const { shown, cut, bytes } = rendered(aMessage({ alerts }))
    const kept = shown.alerts.length
    expect(shown.alerts.map(({ id }: MessageAlert) => id)).toEqual(
      Array.from({ length: kept }, (_, index) => `al_${index}`),
    )
    expect(kept).toBeGreaterThan(200)
    expect(shown.alerts[0].labels.stack).toMatch(/^x{400,}…$/)
    expect(shown.omitted).toBe(900 - kept)
    expect(shown.blocks.at(-1).text).toContain(`${900 - kept} more not shown`)
    expect(cut).toBe(true)
    expect(bytes).toBeLessThanOrEqual(256_000)
  })

  test('shares its room between what people read and what programs read', () => {
    const alerts = Array.from({ length: 2_000 }, () => ALERT)
    const { shown, bytes } = rendered(aMessage({ alerts, blocks: [HUGE] }))
    expect(shown.alerts.length).toBeGreaterThan(200)
    expect(shown.blocks[0].text.length).toBeGreaterThan(100_000)
    expect(bytes).toBeLessThanOrEqual(256_000)
  })

  test('counts links and people for whom there is no room', () => {
    const long = { text: 'long', url: `https://example.com/${'p'.repeat(5_000)}` }
    const message = aMessage({
      links: [long, { text: 'short', url: 'https://example.com/' }],
      mentions: {
        mobiles: Array.from({ length: 1_002 }, (_, n) => `${13_800_000_000 + n}`),
        all: false,
      },
    })
    const { shown } = rendered(message)
    expect(shown.links.map(({ text }: { text: string }) => text)).toEqual(['short'])
    expect(shown.mentions.mobiles).toHaveLength(1_000)
    expect(shown.omitted).toBe(3)
  })

  test.each([...ODD_MESSAGES])('stays within the limit as a text: %s', (_, message) => {
    const { bytes, shown } = rendered(message, 'text')
    expect(bytes).toBeLessThanOrEqual(256_000)
    expect(shown.text.isWellFormed()).toBe(true)
  })

  test('stays within the limit in both formats, whatever it holds', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 500 }),
      fc
        .constantFrom('@', '<a', '\n', '&a;', '](', '🔥', 'x')
        .map((unit) => ` ${unit}`.repeat(60_000)),
    )
    const block: fc.Arbitrary<MessageBlock> = fc.oneof(
      fc.record({ kind: fc.constant('text' as const), text }),
      fc.record({
        kind: fc.constant('fields' as const),
        fields: fc.array(fc.record({ label: text, value: text }), { maxLength: 5 }),
      }),
    )
    fc.assert(
      fc.property(text, fc.array(block, { maxLength: 4 }), (title, blocks) => {
        const links = Array.from({ length: 40 }, () => ({
          text: title,
          url: `https://example.com/${'@'.repeat(1_900)}`,
        }))
        const message = aMessage({ title, blocks, links })
        expect(rendered(message).bytes).toBeLessThanOrEqual(256_000)
        expect(rendered(message, 'text').bytes).toBeLessThanOrEqual(256_000)
      }),
      { numRuns: 25 },
    )
  })
})

describe('a text', () => {
  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, '…'],
    ['abcdefg', 6, 'abc…'],
    ['中文字', 8, '中…'],
    ['"""""', 7, '""…'],
    ['a👨‍👩‍👧‍👦b', 20, 'a…'],
  ])('%j in %i bytes is %j', (text, bytesMax, expected) => {
    expect(cutToJsonBytes(text, bytesMax)).toBe(expected)
  })

  test('that is cut fits and begins as the whole did', () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 60 })
    fc.assert(
      fc.property(texts, fc.integer({ min: 3, max: 80 }), (text, bytesMax) => {
        const cut = cutToJsonBytes(text, bytesMax)
        expect(jsonBytes(cut)).toBeLessThanOrEqual(bytesMax)
        expect(cut === text || text.startsWith(cut.slice(0, -1))).toBe(true)
      }),
    )
  })

  test('is cleaned of what is not seen', () => {
    expect(clean('a\u0000b\u001b\r\nc\td\u202e\ud800')).toBe('ab\nc\td\ufffd')
  })

  test.each([
    ['mail me@x.cn', 'mail me@x.cn'],
    ['(@all', '(＠all'],
    ['a<b', 'a＜b'],
    ['a < b', 'a < b'],
    ['&lt;', '＆lt;'],
  ])('%j becomes harmless as %j', (text, expected) => {
    expect(harmless(text)).toBe(expected)
  })
})
