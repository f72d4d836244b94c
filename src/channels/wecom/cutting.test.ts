import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aMessage, ODD_MESSAGES } from '../../../test/contract/messages.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Message } from '../../model/message.ts'
import { bytesOf, cutToBytes, cutToColumns } from './bytes.ts'
import { renderWecom } from './render.ts'

function rendered(message: Message, settings: Settings = {}) {
  const { body, cut } = renderWecom(message, settings)
  const envelope = JSON.parse(body)
  const text: string = envelope[envelope.msgtype].content
  return { form: envelope.msgtype, text, cut, bytes: bytesOf(text) }
}

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
    const intro = '消息较多，为不超出平台限制，以下告警合并为一条发送，恢复的告警也在其中。'
    const blocks: Message['blocks'] = [
      { kind: 'text', text: intro },
      { kind: 'lines', lines },
    ]
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
      const userIds =
        format === 'markdown_v2' ? [] : Array.from({ length: 60 }, (_, index) => `person-${index}`)
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
