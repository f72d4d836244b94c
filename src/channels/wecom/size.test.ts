import { expect, test } from 'vitest'
import { sizeOf } from './size.ts'

test.each([
  [
    'the bytes of a markdown content',
    { msgtype: 'markdown', markdown: { content: '满了' } },
    { used: 6, most: 4_096 },
  ],
  [
    'half as many of a text',
    { msgtype: 'text', text: { content: 'ab' } },
    { used: 2, most: 2_048 },
  ],
])('WeCom counts %s', (_, message, size) => {
  expect(sizeOf(JSON.stringify(message))).toEqual({ ...size, unit: 'bytes' })
})

test('a card has no size that WeCom publishes', () => {
  expect(sizeOf(JSON.stringify({ msgtype: 'template_card', template_card: {} }))).toBeUndefined()
})
