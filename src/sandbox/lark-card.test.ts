import { describe, expect, test } from 'vitest'
import { cardProblem } from './lark-card.ts'
import { larkDefaults } from './lark-settings.ts'

const SETTINGS = larkDefaults('lark-abcd')
const text = (content: string, tag = 'plain_text') => ({ tag, content })
const button = { tag: 'button', text: text('b'), url: 'https://x.cn' }
const markdown = { tag: 'markdown', content: '**a**' }

/** `code text` of what is wrong with a card. */
function wrongWith(card: Readonly<Record<string, unknown>>): string {
  const problem = cardProblem({ msgtype: 'interactive', content: card }, SETTINGS)
  return problem === undefined ? 'nothing' : `${problem.code} ${problem.text}`
}

const inColumn = (...elements: object[]) => ({
  elements: [{ tag: 'column_set', columns: [{ tag: 'column', elements }] }],
})

describe('a card of version 1', () => {
  test.each([
    [
      'what this hub sends',
      {
        config: { wide_screen_mode: true },
        header: { title: text('T'), template: 'red' },
        elements: [
          markdown,
          { tag: 'div', fields: [{ is_short: true, text: text('a', 'lark_md') }] },
          { tag: 'action', actions: [button] },
          { tag: 'hr' },
          { tag: 'note', elements: [text('n')] },
        ],
      },
      'nothing',
    ],
    [
      'properties that it does not know',
      { elements: [{ ...markdown, blink: true }], blink: 1 },
      'nothing',
    ],
    [
      'elements for each language',
      { i18n_elements: { zh_cn: [markdown], en_us: [markdown] } },
      'nothing',
    ],
    ['a button in a column', inColumn(button), 'nothing'],
    ['no elements', { header: { title: text('T') } }, '200621 parse card json err'],
    ['a header that is a text', { header: 'T', elements: [markdown] }, 'ErrorValue: header; '],
    ['a title without its tag', { header: { title: 'T' }, elements: [markdown] }, 'header.title'],
    [
      'an unknown element',
      { elements: [{ tag: 'divider' }] },
      '11310 unsupported type of block; ErrorValue: divider',
    ],
    [
      'a button on its own',
      { elements: [button] },
      '11310 unsupported type of block; ErrorValue: button',
    ],
    [
      'an element without a tag',
      { elements: [{ content: 'x' }] },
      '11310 unsupported type of block; ErrorValue: ; ',
    ],
    ['an empty div', { elements: [{ tag: 'div' }] }, 'div.text'],
    ['a markdown without content', { elements: [{ tag: 'markdown' }] }, 'markdown.content'],
    [
      'a button without text',
      { elements: [{ tag: 'action', actions: [{ tag: 'button' }] }] },
      'button.text',
    ],
    [
      'actions in a column',
      inColumn({ tag: 'action', actions: [button] }),
      '200410 action components are not allowed in the column;',
    ],
    ['five tables', { elements: Array.from({ length: 5 }, () => ({ tag: 'table' })) }, 'nothing'],
    [
      'six tables',
      { elements: Array.from({ length: 6 }, () => ({ tag: 'table' })) },
      '11310 card table number over limit',
    ],
  ])('with %s', (_, card, expected) => {
    expect(wrongWith(card)).toContain(expected)
  })
})

describe('a card of version 2', () => {
  const second = (elements: unknown, more: object = {}) => ({
    schema: '2.0',
    body: { elements },
    ...more,
  })
  const opening = {
    tag: 'button',
    text: text('b'),
    behaviors: [{ type: 'open_url', default_url: 'https://x.cn' }],
  }
  const tables = (count: number) => '| a |\n| --- |\n| 1 |\n\n'.repeat(count)
  test.each([
    [
      'markdown and a button',
      second([markdown, opening], { config: { update_multi: true } }),
      'nothing',
    ],
    [
      'a property that it does not know',
      second([markdown], { elements: [] }),
      'unknown property elements',
    ],
    [
      'an element’s that it does not know',
      second([{ ...markdown, blink: 1 }]),
      'unknown property blink',
    ],
    ['version 1’s button address', second([button]), 'unknown property url'],
    ['version 1’s actions', second([{ tag: 'action', actions: [] }]), '200861 cards of schema V2'],
    ['version 1’s notes', second([{ tag: 'note', elements: [] }]), 'unsupported tag note'],
    [
      'one card for each reader',
      second([markdown], { config: { update_multi: false } }),
      'config.update_multi',
    ],
    ['no body', { schema: '2.0', header: {} }, 'body.elements'],
    ['four tables in a text', second([{ tag: 'markdown', content: tables(4) }]), 'nothing'],
    [
      'five tables in a text',
      second([{ tag: 'markdown', content: tables(5) }]),
      'card table number over limit',
    ],
    [
      'a wrong element in a column',
      second([{ tag: 'column_set', columns: [{ elements: [{ tag: 'x' }] }] }]),
      '11310',
    ],
  ])('with %s', (_, card, expected) => {
    expect(wrongWith(card)).toContain(expected)
  })
})

test('a card from a template needs the template’s id', () => {
  expect(wrongWith({ type: 'template', data: { template_id: 'ctp_1' } })).toBe('nothing')
  expect(wrongWith({ type: 'template', data: {} })).toContain('template_id')
})
