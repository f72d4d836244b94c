import { expect, test } from 'vitest'
import { firstLine, readableOf } from './words.ts'

test.each([
  ['DingTalk', { msgtype: 'markdown', markdown: { title: 't', text: '### a' } }, 't\n### a'],
  ['Slack', { text: 'a', attachments: [{ title: 'b', color: '#fff' }] }, 'a\nb'],
  ['Lark', { msg_type: 'interactive', card: { header: { title: { content: 'h' } } } }, 'h'],
  ['a text that stands twice', { title: 'a', text: 'a' }, 'a'],
])('people read of a body for %s', (_, body, expected) => {
  expect(readableOf(JSON.stringify(body))).toBe(expected)
})

test('a body that is no JSON is read as it is', () => {
  expect(readableOf('{"text": "the "main" branch"}')).toBe('{"text": "the "main" branch"}')
})

test('a title is the first line, without marks, and short', () => {
  expect(firstLine('\n## **guestbook** was `synced`\nmore')).toBe('guestbook was synced')
  expect(firstLine('x'.repeat(500))).toHaveLength(120)
})
