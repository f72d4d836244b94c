import { expect, test } from 'vitest'
import { aMessage } from '../../../test/contract/messages.ts'
import type { Message } from '../../model/message.ts'
import { renderDingtalk } from './render.ts'

function plain(message: Message, settings = {}) {
  const { body, cut } = renderDingtalk(message, settings, 'plain')
  return { envelope: JSON.parse(body), body, cut }
}

const ACTIONS = [{ text: 'Acknowledge', url: 'https://hub.example.com/ack' }]

test('the plain form is a text without any address, and says that it lost them', () => {
  const message = aMessage({
    title: 'see https://a.example/x',
    actions: ACTIONS,
    blocks: [
      { kind: 'text', text: 'at http://b.example and ftp://c.example' },
      { kind: 'fields', fields: [{ label: 'Page', value: 'dingtalk://d.example/y' }] },
      { kind: 'lines', lines: [{ severity: 'info', state: 'firing', text: 'https://e.example' }] },
    ],
  })
  const { envelope, body, cut } = plain(message)
  expect(envelope.msgtype).toBe('text')
  expect(body).not.toContain('://')
  expect(envelope.text.content).toContain('Without its links (2)')
  for (const host of ['a.example/x', 'b.example', 'c.example', 'd.example/y', 'e.example']) {
    expect(envelope.text.content).toContain(host)
  }
  expect(cut).toBe(true)
})

test('the plain form of a message without links is not cut, and rings people', () => {
  const mentions = { mobiles: ['13800000000'], all: false }
  const { envelope, cut } = plain(aMessage({ links: [], mentions }), { keywords: ['监控'] })
  expect(envelope.at.atMobiles).toEqual(['13800000000'])
  expect(envelope.text.content).toContain('@13800000000')
  expect(envelope.text.content).toContain('监控')
  expect(cut).toBe(false)
})
