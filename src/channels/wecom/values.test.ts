import { describe, expect, test } from 'vitest'
import { aMessage } from '../../../test/contract/messages.ts'
import { httpAddress, neutral, neutralLines } from './markdown.ts'
import { FORMATS, renderWecom } from './render.ts'

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
    const envelope = JSON.parse(body)
    const form: string = envelope.msgtype
    const content = envelope[form]
    const text: string = content.content
    expect(body).not.toMatch(/<@|@all/)
    expect(content).not.toHaveProperty('mentioned_list')
    if (form === 'text') return
    expect(text).not.toMatch(/\]\((?!https:\/\/ok\.example)/)
    expect(text.match(/^#/gm)).toHaveLength(1)
    expect(text.match(/<font/g) ?? []).toHaveLength(form === 'markdown' ? 1 : 0)
  })
})
