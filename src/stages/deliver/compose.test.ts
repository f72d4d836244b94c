import { expect, test } from 'vitest'
import type { Notification, NotificationEntry } from '../../model/notification.ts'
import { compose } from './compose.ts'

function entryOf(subjectId: string, change: Partial<NotificationEntry> = {}): NotificationEntry {
  return {
    subjectId,
    eventId: 'e',
    state: 'firing',
    severity: 'critical',
    name: 'n',
    title: { en: `reboot ${subjectId}`, zh: `重启 ${subjectId}` },
    labels: { source: 'aliyun', instance: `web-${subjectId}` },
    fields: [{ label: { en: 'Region', zh: '地域' }, value: 'cn-hangzhou' }],
    links: [{ text: 'Console', url: 'https://example.com' }],
    at: 1,
    ...change,
  }
}

function messageOf(
  change: Partial<Notification>,
  facts: Partial<Parameters<typeof compose>[0]> = {},
): ReturnType<typeof compose> {
  const notification: Notification = {
    id: 'n',
    endpointId: 'e',
    lane: 'l',
    kind: 'alert',
    severity: 'critical',
    state: 'leased',
    createdAt: 1,
    dueAt: 1,
    attemptCount: 1,
    policy: 'p',
    entries: [entryOf('a')],
    mentions: ['138'],
    ...change,
  }
  return compose({
    notification,
    language: 'en',
    statesNow: new Map(),
    mentionAll: false,
    actions: [],
    ...facts,
  })
}

test.each([
  ['alert', 'en', 'reboot a'],
  ['update', 'en', 'Update: reboot a'],
  ['repeat', 'zh', '仍未恢复：重启 a'],
  ['resolved', 'zh', '已恢复：重启 a'],
  ['undelivered', 'en', 'Not delivered: reboot a'],
  ['notice', 'en', 'reboot a'],
] as const)('one %s in %s is titled "%s"', (kind, language, title) => {
  expect(messageOf({ kind }, { language }).title).toBe(title)
})

test('a single alert is told with its fields and links, in the chat’s language', () => {
  expect(messageOf({}, { language: 'zh' })).toMatchObject({
    severity: 'critical',
    state: 'firing',
    blocks: [
      {
        kind: 'fields',
        fields: [
          { label: '地域', value: 'cn-hangzhou' },
          { label: '来源', value: 'aliyun' },
        ],
      },
    ],
    links: [{ text: 'Console', url: 'https://example.com' }],
    mentions: { mobiles: ['138'], all: false },
  })
})

test('several are counted in the title and named one by one, with where they are', () => {
  const entries = [
    entryOf('a'),
    entryOf('b', { state: 'resolved' }),
    entryOf('c', { state: 'notice', severity: 'info' }),
  ]
  const message = messageOf({ entries })
  expect(message.title).toBe('1 alert, 1 resolved, 1 notice')
  expect(message.blocks).toEqual([
    {
      kind: 'lines',
      lines: [
        { severity: 'critical', state: 'firing', text: 'reboot a (web-a)' },
        { severity: 'critical', state: 'resolved', text: 'reboot b (web-b)' },
        { severity: 'info', state: 'notice', text: 'reboot c (web-c)' },
      ],
    },
  ])
})

test('a digest says why it is one', () => {
  expect(messageOf({ kind: 'digest', entries: [entryOf('a'), entryOf('b')] }).blocks[0]).toEqual({
    kind: 'text',
    text: expect.stringContaining('limit of this chat'),
  })
})

test('what has resolved since it was decided is told as resolved', () => {
  const statesNow = new Map([['a', 'resolved' as const]])
  expect(messageOf({}, { statesNow }).blocks[0]).toEqual({
    kind: 'text',
    text: 'It has resolved meanwhile.',
  })
  const several = messageOf({ entries: [entryOf('a'), entryOf('b')] }, { statesNow }).blocks[0]
  expect(several).toMatchObject({
    lines: [
      { state: 'resolved', text: expect.stringContaining('[resolved meanwhile]') },
      { state: 'firing' },
    ],
  })
})

test('everybody is rung only where the endpoint wants it and something is wrong', () => {
  expect(messageOf({}, { mentionAll: true }).mentions.all).toBe(true)
  expect(
    messageOf({ entries: [entryOf('a', { state: 'resolved' })] }, { mentionAll: true }).mentions
      .all,
  ).toBe(false)
  expect(
    messageOf({ entries: [entryOf('a', { severity: 'info' })] }, { mentionAll: true }).mentions.all,
  ).toBe(false)
})

test('the trouble of an undelivered message comes first', () => {
  expect(
    messageOf(
      { kind: 'undelivered', trouble: { en: 'no token', zh: '无令牌' } },
      { language: 'zh' },
    ).blocks[0],
  ).toEqual({ kind: 'text', text: '无令牌' })
})
