import { expect, test } from 'vitest'
import type { Contact } from '../model/configuration.ts'
import { mobilesIn, withMentions } from './mentions.ts'

const contacts = new Map<string, Contact>([
  ['wang', { id: 'wang', name: '王伟', mobile: '13900000000', language: 'zh', endpoints: [] }],
  ['li', { id: 'li', name: 'Li', language: 'en', endpoints: [] }],
])

test.each([
  ['', []],
  ['13800000000', ['13800000000']],
  ['wang, +86-13800000000', ['13900000000', '+86-13800000000']],
  ['li,nobody', []],
])('%j names %j', (recipient, mobiles) => {
  expect(mobilesIn(recipient, { contacts })).toEqual(mobiles)
})

test.each([
  [
    'dingtalk',
    { msgtype: 'text', text: { content: 'a' }, at: { isAtAll: false, atMobiles: ['2'] } },
    {
      msgtype: 'text',
      text: { content: 'a\n\n@1' },
      at: { isAtAll: false, atMobiles: ['2', '1'] },
    },
  ],
  [
    'dingtalk',
    { msgtype: 'markdown', markdown: { title: 't', text: 'a' } },
    { msgtype: 'markdown', markdown: { title: 't', text: 'a\n\n@1' }, at: { atMobiles: ['1'] } },
  ],
  ['dingtalk', { msgtype: 'feedCard', feedCard: {} }, { msgtype: 'feedCard', feedCard: {} }],
  [
    'wecom',
    { msgtype: 'text', text: { content: 'a' } },
    { msgtype: 'text', text: { content: 'a', mentioned_mobile_list: ['1'] } },
  ],
  ['slack', { text: 'a' }, { text: 'a' }],
])('a body for %s', (channel, body, expected) => {
  expect(JSON.parse(withMentions(JSON.stringify(body), channel, ['1']))).toEqual(expected)
})

test('what is no JSON, or mentions nobody, stays as it is', () => {
  expect(withMentions('{broken', 'dingtalk', ['1'])).toBe('{broken')
  expect(withMentions('{ "a": 1 }', 'dingtalk', [])).toBe('{ "a": 1 }')
})
