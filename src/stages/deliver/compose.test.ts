import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DELIVERY_LIMITS } from '../../base/limits.ts'
import type { Message, MessageBlock } from '../../model/message.ts'
import type { Notification, NotificationEntry } from '../../model/notification.ts'
import { SEVERITIES } from '../../model/severity.ts'
import { compose, composeTest } from './compose.ts'
import { plainText } from './template-data.ts'

const TEN = 1_772_676_901_000
const MINUTE = 60_000

function entryOf(subjectId: string, change: Partial<NotificationEntry> = {}): NotificationEntry {
  return {
    subjectId,
    eventId: 'e',
    state: 'firing',
    severity: 'critical',
    name: 'n',
    title: { en: `reboot ${subjectId}`, zh: `重启 ${subjectId}` },
    labels: {
      source: 'aliyun',
      product: 'ECS',
      region: 'cn-hangzhou',
      instance: `web-${subjectId}`,
    },
    fields: [
      { label: { en: 'Account', zh: '账号' }, value: '123' },
      { label: { en: 'Disk', zh: '磁盘' }, value: 'd-1' },
      { label: { en: 'Value', zh: '当前值' }, value: '97%' },
      { label: { en: 'Condition', zh: '触发条件' }, value: '>= 95' },
      { label: { en: 'Event time', zh: '事件时间' }, value: '2026-03-05 10:15:01 +08:00' },
    ],
    links: [{ text: { en: 'Console', zh: '控制台' }, url: `https://example.com/${subjectId}` }],
    at: TEN,
    since: TEN,
    ...change,
  }
}

function messageOf(
  change: Partial<Notification>,
  facts: Partial<Parameters<typeof compose>[0]> = {},
): Message {
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
    policy: 'ecs-trouble',
    entries: [entryOf('a')],
    mentions: ['138'],
    ...change,
  }
  return compose({
    notification,
    language: 'en',
    statesNow: new Map(),
    mentionAll: false,
    actions: [{ text: 'Acknowledge', url: 'https://hub.example.com/a' }],
    zone: 'Asia/Shanghai',
    now: TEN + 3 * MINUTE,
    ...facts,
  })
}

const read = (message: Message): string[] => [
  message.title,
  ...plainText(message.blocks, message.language).split('\n'),
]

describe('one alert', () => {
  test.each([
    ['alert', 'reboot a · web-a', '重启 a · web-a'],
    ['update', 'Update: reboot a · web-a', '更新：重启 a · web-a'],
    ['repeat', 'Still firing: reboot a · web-a', '仍未恢复：重启 a · web-a'],
    ['escalation', 'Escalated: reboot a · web-a', '已升级：重启 a · web-a'],
    ['reminder', 'Still on it? · reboot a · web-a', '仍在处理？ · 重启 a · web-a'],
    ['undelivered', 'Not delivered: reboot a · web-a', '未送达：重启 a · web-a'],
    ['digest', 'reboot a · web-a', '重启 a · web-a'],
  ] as const)('as %s is titled "%s" and "%s"', (kind, en, zh) => {
    expect(messageOf({ kind }).title).toBe(en)
    expect(messageOf({ kind }, { language: 'zh' }).title).toBe(zh)
  })

  test('says what was measured, since when, where, and the rest last', () => {
    expect(read(messageOf({}))).toEqual([
      'reboot a · web-a',
      'Value: 97%',
      'Condition: >= 95',
      'Since: 2026-03-05 10:15:01 +08:00, for 3 min',
      'Disk: d-1',
      'Product: ECS',
      'Region: cn-hangzhou',
      'Instance: web-a',
      'Account: 123',
      'Source: aliyun',
      'Policy: ecs-trouble',
    ])
    expect(read(messageOf({}, { language: 'zh', zone: 'UTC' }))).toEqual([
      '重启 a · web-a',
      '当前值：97%',
      '触发条件：>= 95',
      '开始时间：2026-03-05 02:15:01 UTC，已持续 3 分钟',
      '磁盘：d-1',
      '产品：ECS',
      '地域：cn-hangzhou',
      '实例：web-a',
      '账号：123',
      '来源：aliyun',
      '策略：ecs-trouble',
    ])
  })

  test('a sender’s time that is not the one told stays', () => {
    const other = entryOf('a', { at: TEN + 5_000 })
    expect(read(messageOf({ entries: [other] }))).toContain(
      'Event time: 2026-03-05 10:15:01 +08:00',
    )
  })

  test('that ended says how long it lasted, and does not say twice that it is over', () => {
    const entry = entryOf('a', {
      state: 'resolved',
      title: { en: 'CPU high · web-a · recovered', zh: 'CPU 高 · web-a · 已恢复' },
      statusText: { en: 'recovered', zh: '已恢复' },
      at: TEN + 80 * MINUTE,
      fields: [],
    })
    const message = messageOf({ kind: 'resolved', severity: 'info', entries: [entry] })
    expect(message).toMatchObject({ state: 'resolved', actions: [], mentions: { mobiles: [] } })
    expect(read(message).slice(0, 4)).toEqual([
      'Resolved: CPU high · web-a',
      'Lasted: 1 h 20 min',
      'Began: 2026-03-05 10:15:01 +08:00',
      'Resolved at: 2026-03-05 11:35:01 +08:00',
    ])
    expect(read(messageOf({ kind: 'resolved', entries: [entry] }, { language: 'zh' }))[0]).toBe(
      '已恢复：CPU 高 · web-a',
    )
  })

  test('that is acknowledged names who did', () => {
    const entry = entryOf('a', { state: 'acknowledged', answeredBy: '王伟' })
    const message = messageOf({ entries: [entry] })
    expect(message.state).toBe('acknowledged')
    expect(read(message)).toContain('Acknowledged by: 王伟')
    expect(message.alerts[0]).toMatchObject({ acknowledgedBy: '王伟', since: TEN })
  })

  test('of before the beginning was known is told by its time', () => {
    const { since: _, ...entry } = entryOf('a')
    expect(read(messageOf({ entries: [entry] }))).toContain('Since: 2026-03-05 10:15:01 +08:00')
  })

  test('a notice has a time and no length', () => {
    const entry = entryOf('a', { state: 'notice', severity: 'info' })
    expect(read(messageOf({ kind: 'notice', entries: [entry] }))).toContain(
      'Time: 2026-03-05 10:15:01 +08:00',
    )
  })

  test('links, buttons and mentions go along', () => {
    expect(messageOf({}, { language: 'zh' })).toMatchObject({
      links: [{ text: '控制台', url: 'https://example.com/a' }],
      actions: [{ text: 'Acknowledge' }],
      mentions: { mobiles: ['138'], all: false },
    })
  })
})

describe('several alerts', () => {
  const entries = [
    entryOf('a', { severity: 'warning' }),
    entryOf('b', { state: 'resolved', since: TEN - MINUTE }),
    entryOf('c', { state: 'notice', severity: 'info' }),
    entryOf('d'),
  ]

  test('are counted, with what they share above and what sets them apart beside each', () => {
    expect(read(messageOf({ entries }))).toEqual([
      '2 alerts, 1 resolved, 1 notice · ECS cn-hangzhou',
      'Severity: 1 critical, 1 warning, 1 info',
      'In common: region=cn-hangzhou, product=ECS, source=aliyun',
      'Since: 2026-03-05 10:15:01 +08:00, for 3 min',
      'Policy: ecs-trouble',
      '- reboot d (web-d) · 3 min',
      '- reboot a (web-a) · 3 min',
      '- reboot c (web-c)',
      '- reboot b (web-b) · 1 min',
    ])
    expect(read(messageOf({ entries }, { language: 'zh' })).slice(0, 6)).toEqual([
      '2 个告警，1 个已恢复，1 条通知 · ECS cn-hangzhou',
      '级别：1 严重，1 警告，1 信息',
      '共同信息：地域=cn-hangzhou，产品=ECS，来源=aliyun',
      '开始时间：2026-03-05 10:15:01 +08:00，已持续 3 分钟',
      '策略：ecs-trouble',
      '- 重启 d (web-d) · 3 分钟',
    ])
  })

  test('in two regions say which each is in', () => {
    const apart = [entryOf('a'), entryOf('b', { labels: { region: 'cn-beijing', instance: 'x' } })]
    expect(read(messageOf({ entries: apart })).slice(-2)).toEqual([
      '- reboot a (web-a, cn-hangzhou) · 3 min',
      '- reboot b (x, cn-beijing) · 3 min',
    ])
  })

  test('give the way to each of the first few', () => {
    expect(messageOf({ entries }).links.slice(0, 2)).toEqual([
      { text: 'Console · web-d', url: 'https://example.com/d' },
      { text: 'Console · web-a', url: 'https://example.com/a' },
    ])
  })

  test('in a digest say why they share it and how many they are', () => {
    expect(read(messageOf({ kind: 'digest', entries })).slice(0, 2)).toEqual([
      'Digest: 2 alerts, 1 resolved, 1 notice · ECS cn-hangzhou',
      'The limit of this chat is reached, so these 4 share one message. Each is named below.',
    ])
    expect(read(messageOf({ kind: 'digest', entries })).slice(2)).toEqual([
      'Severity: 1 critical, 1 warning, 1 info',
      'In common: region=cn-hangzhou, product=ECS',
      '- reboot d (web-d)',
      '- reboot a (web-a)',
      '- reboot c (web-c)',
      '- reboot b (web-b)',
    ])
    expect(read(messageOf({ kind: 'digest', entries }, { language: 'zh' })).slice(0, 2)).toEqual([
      '汇总：2 个告警，1 个已恢复，1 条通知 · ECS cn-hangzhou',
      '本群机器人已达发送上限，以下 4 条合并为一条消息，逐条列出：',
    ])
  })

  test.each([
    ['repeat', 'Still firing: 2 alerts · ECS cn-hangzhou'],
    ['update', 'Update: 2 alerts · ECS cn-hangzhou'],
    ['alert', '2 alerts · ECS cn-hangzhou'],
  ] as const)('as %s are titled "%s"', (kind, title) => {
    expect(messageOf({ kind, entries: [entryOf('a'), entryOf('b')] }).title).toBe(title)
  })
})

describe('what has resolved since it was decided', () => {
  const statesNow = new Map([['a', 'resolved' as const]])

  test.each(['alert', 'update', 'repeat', 'escalation', 'reminder'] as const)(
    'is titled and drawn as resolved in a single %s',
    (kind) => {
      const message = messageOf({ kind }, { statesNow, mentionAll: true })
      expect(message).toMatchObject({
        title: 'Resolved: reboot a · web-a',
        state: 'resolved',
        actions: [],
        mentions: { mobiles: [], all: false },
        alerts: [{ state: 'resolved' }],
      })
      expect(read(message).slice(1, 2)).toEqual([
        'It has resolved before this message could be sent.',
      ])
      expect(read(message)).toContain('Lasted: at most 3 min')
    },
  )

  test('comes last among several, and no longer counts as open', () => {
    const entries = [entryOf('a'), entryOf('b', { severity: 'warning' })]
    const message = messageOf({ entries }, { statesNow })
    expect(message).toMatchObject({ severity: 'warning', state: 'firing' })
    expect(read(message)[0]).toBe('1 alert, 1 resolved · ECS cn-hangzhou')
    expect(read(message).slice(-2)).toEqual([
      '- reboot b (web-b) · 3 min',
      '- reboot a (web-a) · at most 3 min',
    ])
  })

  test('is no news to a recovery or a notice', () => {
    const again = new Map([['a', 'firing' as const]])
    const entry = entryOf('a', { state: 'resolved' })
    expect(messageOf({ kind: 'resolved', entries: [entry] }, { statesNow: again }).state).toBe(
      'resolved',
    )
  })
})

describe('a reminder', () => {
  const entries = [entryOf('a', { state: 'acknowledged' })]
  const trouble = { en: 'Still on it? Acknowledge it again.', zh: '请再次确认。' }

  test('asks in its first line, and rings for what somebody has acknowledged', () => {
    const message = messageOf({ kind: 'reminder', entries, trouble })
    expect(read(message)[1]).toBe('Still on it? Acknowledge it again.')
    expect(message.mentions.mobiles).toEqual(['138'])
  })

  test('asks nothing about what is over', () => {
    const statesNow = new Map([['a', 'resolved' as const]])
    const message = messageOf({ kind: 'reminder', entries, trouble }, { statesNow })
    expect(read(message).slice(0, 2)).toEqual([
      'Resolved: reboot a · web-a',
      'It has resolved before this message could be sent.',
    ])
  })
})

describe('an escalation', () => {
  test('says who asked, or for how long nobody has answered', () => {
    expect(read(messageOf({ kind: 'escalation', askedBy: '李娜' }))[1]).toBe(
      '李娜 asks for more help.',
    )
    expect(read(messageOf({ kind: 'escalation' }))[1]).toBe('Nobody has answered for 3 min.')
    expect(read(messageOf({ kind: 'escalation' }, { language: 'zh' }))[1]).toBe(
      '已有 3 分钟无人响应。',
    )
  })

  test('rings for what somebody acknowledged and asks help for', () => {
    const entries = [entryOf('a', { state: 'acknowledged' })]
    expect(messageOf({ kind: 'escalation', askedBy: 'Li', entries }).mentions.mobiles).toEqual([
      '138',
    ])
    expect(messageOf({ kind: 'update', entries }).mentions.mobiles).toEqual([])
  })

  test('rings nobody and says nothing of silence where somebody answered before it left', () => {
    const message = messageOf(
      { kind: 'escalation', entries: [entryOf('a')] },
      { statesNow: new Map([['a', 'acknowledged']]) },
    )
    expect(message.mentions.mobiles).toEqual([])
    expect(read(message).join()).not.toContain('Nobody has answered')
  })
})

test('everybody is rung only where the endpoint wants it and something is wrong', () => {
  const rings = (change: Partial<NotificationEntry>): boolean =>
    messageOf({ entries: [entryOf('a', change)] }, { mentionAll: true }).mentions.all
  expect(rings({})).toBe(true)
  expect(rings({ state: 'resolved' })).toBe(false)
  expect(rings({ severity: 'info' })).toBe(false)
  const quiet = (change: Partial<NotificationEntry>) =>
    messageOf({ entries: [entryOf('a', change)] }).mentions.quiet
  expect(quiet({})).toBeUndefined()
  expect(quiet({ state: 'acknowledged' })).toBe(true)
  expect(quiet({ state: 'resolved' })).toBe(true)
})

test('the trouble of an undelivered message comes first', () => {
  const trouble = { en: 'no token', zh: '无令牌' }
  expect(read(messageOf({ kind: 'undelivered', trouble }, { language: 'zh' }))[1]).toBe('无令牌')
})

test('a test says which endpoint, which hub, when, and that nothing is wrong', () => {
  const facts = {
    endpoint: '运维群 · dingtalk',
    hub: 'https://hub.example.com',
    zone: 'UTC',
    now: TEN,
  }
  expect(read(composeTest({ ...facts, language: 'en' }))).toEqual([
    'Test message from Tocsin',
    'Nothing is wrong. This message was sent to see that alerts arrive here.',
    'Endpoint: 运维群 · dingtalk',
    'Hub: https://hub.example.com',
    'Sent at: 2026-03-05 02:15:01 UTC',
  ])
  expect(read(composeTest({ ...facts, language: 'zh' })).slice(0, 2)).toEqual([
    'Tocsin 测试消息',
    '一切正常。本消息仅用于确认告警能够送达这里。',
  ])
})

describe('for any notification', () => {
  const anyEntry = fc.record({
    title: fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }),
    severity: fc.constantFrom(...SEVERITIES),
    state: fc.constantFrom('firing', 'acknowledged', 'resolved', 'notice'),
    now: fc.constantFrom(undefined, 'firing', 'acknowledged', 'resolved'),
    labels: fc.dictionary(fc.constantFrom('region', 'instance', 'product'), fc.string(), {
      maxKeys: 3,
    }),
    since: fc.option(fc.integer({ min: 0, max: 2 * TEN }), { nil: undefined }),
    at: fc.integer({ min: 0, max: 2 * TEN }),
  } as const)
  const anyKind = fc.constantFrom(
    ...(['alert', 'update', 'repeat', 'resolved', 'notice'] as const),
    ...(['digest', 'escalation', 'reminder', 'undelivered'] as const),
  )

  test('every alert’s title is in the message, in either language', () => {
    const property = fc.property(
      fc.array(anyEntry, { minLength: 1, maxLength: 80 }),
      anyKind,
      fc.constantFrom('en', 'zh'),
      (rows, kind, language) => {
        const entries = rows.map(({ now: _, ...row }, index) => entryOf(`s${index}`, row))
        const statesNow = new Map(
          rows.flatMap(({ now }, index) => (now === undefined ? [] : [[`s${index}`, now]])),
        )
        const message = messageOf({ kind, entries }, { language, statesNow })
        const said = [message.title, ...message.blocks.flatMap(textsOf)].join('\n')
        for (const { title } of rows) expect(said).toContain(title)
        expect(message.alerts).toHaveLength(entries.length)
      },
    )
    fc.assert(property, { numRuns: 300 })
  })

  test('a title beyond a line is cut between two characters, and said to be', () => {
    const title = '数据库🔥'.repeat(100)
    const entries = [entryOf('a', { title }), entryOf('b')]
    const lines = messageOf({ kind: 'digest', entries }).blocks.flatMap(textsOf)
    const line = lines.find((text) => text.startsWith('数据库')) ?? ''
    expect(line).toMatch(/^(?:数据库🔥)+数?据?库?… \(web-a\)$/u)
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(DELIVERY_LIMITS.lineBytesMax + 8)
  })
})

function textsOf(block: MessageBlock): readonly string[] {
  switch (block.kind) {
    case 'text':
      return [block.text]
    case 'fields':
      return block.fields.map(({ value }) => value)
    case 'lines':
      return block.lines.map(({ text }) => text)
  }
}
