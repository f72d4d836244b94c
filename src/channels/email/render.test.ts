import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aMessage, ODD_MESSAGES } from '../../../test/contract/messages.ts'
import type { Message, MessageBlock } from '../../model/message.ts'
import { renderEmail } from './render.ts'

function rendered(message: Message) {
  const { body, cut } = renderEmail(message)
  const { subject, text, html, urgent } = JSON.parse(body)
  return { subject, text, html, urgent, cut, bytes: Buffer.byteLength(body) }
}

const ACTIONS = [
  { text: 'Acknowledge', url: 'https://hub.example.com/a?t=1&x="y"' },
  { text: '静默', url: 'https://hub.example.com/s' },
]

describe('a mail', () => {
  test('is one plain text', () => {
    const message = aMessage({
      language: 'zh',
      title: '磁盘满',
      blocks: [
        { kind: 'text', text: 'first\n  second' },
        { kind: 'fields', fields: [{ label: '地域', value: '杭州' }] },
        {
          kind: 'lines',
          lines: [
            { severity: 'critical', state: 'firing', text: 'a\nb' },
            { severity: 'critical', state: 'resolved', text: 'c' },
          ],
        },
      ],
      actions: ACTIONS,
      links: [],
    })
    const { subject, text, cut } = rendered(message)
    expect(subject).toBe('🔴 严重 · 磁盘满')
    expect(text).toBe(
      [
        '🔴 严重 · 磁盘满',
        'first\n  second',
        '地域：杭州',
        '🔴 a b\n✅ c',
        'Acknowledge: https://hub.example.com/a?t=1&x=%22y%22\n静默: https://hub.example.com/s',
        '-- \n由 Tocsin 发送 · 策略 ecs-trouble\n',
      ].join('\n\n'),
    )
    expect(cut).toBe(false)
  })

  test('is a page that fetches nothing, with buttons that lead to their addresses', () => {
    const { html } = rendered(aMessage({ actions: ACTIONS }))
    expect(html).not.toMatch(/<img|<link|<script|<style|url\(|src=|@import/i)
    expect(html).toContain('href="https://hub.example.com/a?t=1&amp;x=%22y%22"')
    expect(html).toContain('>静默</a>')
    expect(html).toMatch(/background-color:#c62828;color:#ffffff/)
    expect(html).toContain('<meta name="color-scheme" content="light dark">')
  })

  test('in a dark theme has no dark text on the dark ground: a colour is set only with its ground', () => {
    const { html } = rendered(aMessage({ actions: ACTIONS }))
    const styles = [...html.matchAll(/style="([^"]*)"/g)].map(([, style]) => style ?? '')
    for (const style of styles) {
      const color = /(?:^|;)color:(#\w+)/.exec(style)?.[1]
      if (color === undefined || style.includes('background-color')) continue
      // The only other one is a grey that is read on either ground.
      expect(color).toBe('#7b828c')
    }
  })

  test.each([
    ['critical', 'firing', true],
    ['critical', 'resolved', false],
    ['warning', 'firing', false],
  ] as const)('of %s and %s is urgent: %s', (severity, state, urgent) => {
    expect(rendered(aMessage({ severity, state })).urgent).toBe(urgent)
  })

  test('shows values as they are, as text', () => {
    const hostile = '</td><script>alert(1)</script><img src=x> & "q" \'s\''
    const { html, text } = rendered(
      aMessage({
        title: hostile,
        blocks: [
          { kind: 'text', text: hostile },
          { kind: 'fields', fields: [{ label: hostile, value: hostile }] },
          { kind: 'lines', lines: [{ severity: 'info', state: 'firing', text: hostile }] },
        ],
        links: [
          { text: hostile, url: 'https://x.example/"><b>' },
          { text: 'bad', url: 'javascript:alert(1)' },
        ],
      }),
    )
    expect(html).not.toMatch(/<script|<img|<b>|href="javascript/i)
    expect(html.match(/&lt;script&gt;alert\(1\)/g)?.length).toBeGreaterThanOrEqual(6)
    expect(text).toContain(hostile)
    expect(text).toContain('bad: javascript:alert(1)')
  })

  test('that is too long names every alert, and says that it was cut', () => {
    const lines = Array.from({ length: 500 }, (_, n) => ({
      severity: 'warning' as const,
      state: 'firing' as const,
      text: `#${n} ${'长'.repeat(500)}`,
    }))
    const { html, text, cut } = rendered(aMessage({ blocks: [{ kind: 'lines', lines }] }))
    for (let n = 0; n < 500; n += 1) {
      expect(html).toContain(`#${n} 长`)
      expect(text).toContain(`#${n} 长`)
    }
    expect(text).toContain('Shortened: too long for one mail.')
    expect(html).toContain('Shortened: too long for one mail.')
    expect(cut).toBe(true)
  })

  test.each([...ODD_MESSAGES])('is whole however odd the message: %s', (_, message) => {
    const { html, text, bytes } = rendered(message)
    expect(html).toMatch(/<\/html>\n$/)
    expect(text).toMatch(/-- \n.*\n$/)
    expect(bytes).toBeLessThanOrEqual(800_000)
  })

  test('stays within its size whatever it holds', () => {
    const text = fc
      .constantFrom('"', '&', "'", '\n ', '<', '🔥', '长')
      .chain((unit) => fc.nat(50_000).map((count) => unit.repeat(count)))
    const block: fc.Arbitrary<MessageBlock> = fc.record({
      kind: fc.constant('fields' as const),
      fields: fc.array(fc.record({ label: text, value: text }), { maxLength: 30 }),
    })
    fc.assert(
      fc.property(text, fc.array(block, { maxLength: 4 }), (title, blocks) => {
        const { bytes } = rendered(aMessage({ title, blocks, actions: ACTIONS }))
        expect(bytes).toBeLessThanOrEqual(800_000)
      }),
      { numRuns: 30 },
    )
  })
})
