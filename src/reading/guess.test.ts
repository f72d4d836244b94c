import { describe, expect, test } from 'vitest'
import type { Settings } from '../model/configuration.ts'
import { inLanguage } from '../model/text.ts'
import { type ChatMessage, chatEvent } from './chat-event.ts'

function eventOf(text: string, message: Partial<ChatMessage> = {}, settings: Settings = {}) {
  return chatEvent(
    {
      form: 'text',
      title: undefined,
      text,
      links: [],
      colours: [],
      id: undefined,
      raw: text,
      ...message,
    },
    'DingTalk',
    { settings, receivedAt: 1_772_676_902_000 },
  )
}

function reasonOf(text: string, language: 'en' | 'zh', settings?: Settings): string {
  const [field] = eventOf(text, {}, settings).fields
  return field === undefined ? '' : inLanguage(field.value, language)
}

describe('what a text says', () => {
  test.each([
    ['[FIRING:1] HighCpu', 'firing', 'warning'],
    ['[RESOLVED] HighCpu', 'resolved', 'info'],
    ['Alert resolved: HighCpu', 'resolved', 'info'],
    ['【告警恢复】磁盘使用率', 'resolved', 'info'],
    ['【严重】数据库宕机', 'firing', 'critical'],
    ['P1 支付超时告警', 'firing', 'critical'],
    ['1个实例发生报警', 'firing', 'warning'],
    ['故障尚未恢复', 'firing', 'warning'],
    ['The outage is not resolved', 'firing', 'warning'],
    ['unresolved: disk', 'firing', 'warning'],
    ['服务无异常', 'notice', 'info'],
    ['No alerts in the last hour', 'notice', 'info'],
    ['OK: disk usage', 'resolved', 'info'],
    ['Click ok to go on', 'notice', 'info'],
    ['Deployment of shop 1.2.3 succeeded', 'notice', 'info'],
    ['The alertness of the team', 'notice', 'info'],
    ['disk usage\n状态：已恢复', 'resolved', 'info'],
    ['disk usage alert\nStatus: resolved', 'resolved', 'info'],
    ['告警通知\n状态：正常', 'resolved', 'info'],
    ['告警通知\n状态：告警中', 'firing', 'warning'],
    ['disk usage\nhost: web-1\nwent down', 'firing', 'warning'],
    ['cpu alert\nSeverity: high', 'firing', 'error'],
    ['cpu alert\n级别：一般', 'firing', 'warning'],
    ['cpu alert\n级别：提示', 'firing', 'info'],
    ['cpu alert\nPriority: P2', 'firing', 'error'],
    ['weekly report\nlevel: warning', 'notice', 'warning'],
  ])('%j is %s and %s', (text, kind, severity) => {
    expect(eventOf(text)).toMatchObject({ kind, severity })
  })

  test.each([
    [['red'], 'firing'],
    [['green'], 'resolved'],
    [['blue'], 'notice'],
  ])('the colours %j of a text without such words make it %s', (colours, kind) => {
    expect(eventOf('disk usage', { colours }).kind).toBe(kind)
  })

  test('it says from which words, in both languages', () => {
    expect(reasonOf('【严重】数据库宕机', 'en')).toBe('firing, from “宕机”; critical, from “严重”')
    expect(reasonOf('【严重】数据库宕机', 'zh')).toBe(
      '告警中，依据“宕机”；级别 critical，依据“严重”',
    )
    expect(reasonOf('hello', 'en')).toBe('a notice: it has no word for a problem or for its end')
    expect(eventOf('hello').labels['guessed']).toBe('true')
  })

  test('words of one’s own replace the built-in ones of their meaning', () => {
    const settings = {
      firingWords: ['kaputt'],
      resolvedWords: ['wieder gut'],
      criticalWords: ['GAU'],
    }
    expect(eventOf('disk KAPUTT, GAU', {}, settings)).toMatchObject({
      kind: 'firing',
      severity: 'critical',
    })
    expect(eventOf('disk wieder gut', {}, settings).kind).toBe('resolved')
    expect(eventOf('disk alert', {}, settings).kind).toBe('notice')
    expect(eventOf('disk kaputt, gau', {}, settings).severity).toBe('warning')
    expect(reasonOf('disk (a+b)', 'en', { firingWords: ['(a+b)'] })).toBe('firing, from “(a+b)”')
  })
})

describe('what belongs together', () => {
  test.each([
    ['[FIRING:2] HighCpu (api critical)', '[RESOLVED] HighCpu (api critical)'],
    [
      '【阿里云监控】应用分组-web-1个实例发生报警, 触发规则：探测',
      '【阿里云监控】应用分组-web-2个实例恢复, 触发规则：探测',
    ],
    ['⚠️ 磁盘使用率告警 92%', '✅ 磁盘使用率恢复 41%'],
    ['故障告警\n服务：order\n当前值：97', '故障恢复\n服务：order\n恢复时间：2026-03-05 10:25:01'],
    ['Alert: disk 2026-03-05 10:15', 'Resolved: disk 2026-03-05 10:25'],
    ['告警通知\n实例：db-1', '恢复通知\n实例：db-1'],
  ])('%j is ended by %j', (problem, end) => {
    expect(eventOf(problem).kind).toBe('firing')
    expect(eventOf(end).kind).toBe('resolved')
    expect(eventOf(end).dedupKey).toBe(eventOf(problem).dedupKey)
  })

  test.each([
    ['disk alert web-01', 'disk alert web-02'],
    ['磁盘告警\n主机：web-01', '磁盘告警\n主机：web-02'],
    ['Argo CD failure\nApplication name: shop', 'Argo CD failure\nApplication name: cart'],
    ['Alert', 'Alarm'],
  ])('%j and %j are two', (one, other) => {
    expect(eventOf(one).dedupKey).not.toBe(eventOf(other).dedupKey)
  })

  test('the lines that tell problems apart can be named', () => {
    const settings = { keyNames: ['queue-name'] }
    const key = (text: string) => eventOf(text, {}, settings).dedupKey
    expect(key('alert\nQueue name: a')).not.toBe(key('alert\nQueue name: b'))
    expect(key('alert\nhost: a')).toBe(key('alert\nhost: b'))
  })

  test('a notice is the same for ten minutes, and another one later', () => {
    const message = {
      form: 'text',
      title: 'report',
      text: '',
      links: [],
      colours: [],
      id: undefined,
    }
    const at = (receivedAt: number) =>
      chatEvent({ ...message, raw: 'x' }, 'DingTalk', { settings: {}, receivedAt }).deliveryKey
    const start = 1_772_676_600_000
    expect(at(start + 599_000)).toBe(at(start))
    expect(at(start + 600_000)).not.toBe(at(start))
  })

  test('a problem or its end is news each time that it is said', () => {
    expect(eventOf('disk alert').recurs).toBe(true)
    expect(eventOf('disk recovered').recurs).toBe(true)
    expect(eventOf('report')).not.toHaveProperty('recurs')
  })

  test('a message with an id of its own is known by it', () => {
    const one = eventOf('disk alert', { id: 'EXAMPLE-1' })
    expect(eventOf('disk alert, again', { id: 'EXAMPLE-1' }).deliveryKey).toBe(one.deliveryKey)
  })
})

describe('markup', () => {
  test('is taken off, and links are kept', () => {
    const event = eventOf(
      '### **磁盘告警**\n> - <font color="warning">主机</font>: `web-1`\n1. see [the runbook](https://example.com/r) &amp; <https://example.com/d|graph>\n![](https://example.com/x.png)\n<at id=all></at> value < 5',
    )
    expect(event.title).toBe('磁盘告警')
    expect(event.labels['instance']).toBe('web-1')
    expect(event.fields.at(-1)?.value).toBe('see the runbook & graph\nvalue < 5')
    expect(event.links).toEqual([
      { text: 'the runbook', url: 'https://example.com/r' },
      { text: 'graph', url: 'https://example.com/d' },
    ])
  })

  test.each([
    'javascript:alert(1)',
    'https://user:secret@example.com/',
    'dingtalk://x?url=javascript:alert(1)',
    'x',
  ])('the address %j makes no link', (url) => {
    expect(eventOf(`alert [x](${url})`).links).toEqual([])
  })
})
