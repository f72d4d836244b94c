import { expect, test } from 'vitest'
import { blocksOf, piecesOf } from './markdown.ts'

test('a guide is headings, paragraphs, lists with lines that go on, code and tables', () => {
  const text = [
    '# Title',
    '',
    'One line',
    'and another.',
    '1. first',
    '   goes on',
    '2. second',
    '',
    '```yaml',
    'a: 1',
    '',
    'b: 2',
    '```',
    '| a | b |',
    '|---|---|',
    '| 1 | 2 |',
  ].join('\n')
  expect(blocksOf(text)).toEqual([
    { kind: 'heading', level: 1, text: 'Title' },
    { kind: 'paragraph', text: 'One line and another. 1. first goes on 2. second' },
    { kind: 'code', text: 'a: 1\n\nb: 2' },
    {
      kind: 'table',
      rows: [
        ['a', 'b'],
        ['1', '2'],
      ],
    },
  ])
  expect(blocksOf('- one\n  more\n- two')).toEqual([
    { kind: 'list', isOrdered: false, entries: ['one more', 'two'] },
  ])
})

test('within a line there is code, what is strong, and links as their words', () => {
  expect(piecesOf('Put `key` into **the file** of [the guide](../x.md).')).toEqual([
    { kind: 'text', text: 'Put ' },
    { kind: 'code', text: 'key' },
    { kind: 'text', text: ' into ' },
    { kind: 'strong', text: 'the file' },
    { kind: 'text', text: ' of the guide.' },
  ])
})
