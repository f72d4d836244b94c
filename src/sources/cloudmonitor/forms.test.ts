import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CONTEXT, postOf, readFixtures } from '../../../test/contract/source-contract.ts'
import type { SourceRequest } from '../../contract/source.ts'
import { compile } from '../../languages/gotemplate/gotemplate.ts'
import type { Settings } from '../../model/configuration.ts'
import type { ParsedEvent } from '../../model/event.ts'
import { inLanguage } from '../../model/text.ts'
import { cloudmonitor } from './cloudmonitor.ts'

const FIXTURES = readFixtures(new URL('./fixtures/', import.meta.url))

function fixture(start: string): ReturnType<typeof JSON.parse> {
  const found = FIXTURES.find(({ name }) => name.startsWith(start))
  return JSON.parse(Buffer.from(found?.request.body ?? []).toString())
}

function read(request: SourceRequest, settings: Settings = {}): readonly ParsedEvent[] {
  const reading = cloudmonitor.read(request, { ...CONTEXT, settings })
  return reading.kind === 'events' ? reading.events : expect.fail(JSON.stringify(reading))
}

function one(body: object, settings?: Settings): ParsedEvent {
  const [event, ...others] = read(postOf(JSON.stringify(body)), settings)
  if (event === undefined || others.length > 0) expect.fail('not exactly one event')
  return event
}

describe('alerts of rules that target a queue or a function', () => {
  const alert = fixture('queue-01')

  test('open, change and end under the key of the rule’s own callback', () => {
    const callback = one({
      ruleId: alert.ruleId,
      alertName: alert.ruleName,
      alertState: 'ALERT',
      dimensions: '{userId=1234567890123456, instanceId=i-bp1exampleaaaa0001}',
      timestamp: '1772676901000',
    })
    const [opened, ended] = [one(alert), one(fixture('queue-02'))]
    expect(opened.dedupKey).toBe(callback.dedupKey)
    expect(ended).toMatchObject({ kind: 'resolved', dedupKey: opened.dedupKey })
  })

  test.each([
    ['CRITICAL', 'firing', 'critical'],
    ['P2', 'firing', 'critical'],
    ['P3', 'firing', 'warning'],
    ['4', 'firing', 'info'],
    ['OK', 'resolved', 'info'],
    ['NO_DATA', 'notice', 'info'],
  ])('the level %s is %s and %s', (curLevel, kind, severity) => {
    const event = one({ ...alert, curLevel, eventName: undefined, escalation: undefined })
    expect(event).toMatchObject({ kind, severity })
  })

  test('the value is that of the statistic that the rule looks at', () => {
    const escalation = { ...alert.escalation, statistics: 'Maximum' }
    expect(inLanguage(one({ ...alert, escalation }).title, 'en')).toContain('CPUUtilization 99.2')
  })

  test('resources may be an object, a list, JSON of either, or a Java map', () => {
    const forms = [
      { instanceId: 'i-1' },
      [{ instanceId: 'i-1' }],
      '{"instanceId":"i-1"}',
      '[{"instanceId":"i-1"}]',
      '{instanceId=i-1}',
    ]
    const keys = forms.map((resources) => one({ ...alert, resources }).dedupKey)
    expect(new Set(keys).size).toBe(1)
  })

  test('an old topic’s message ends what it opened', () => {
    const { message, type } = fixture('topic-01')
    const over = { message: JSON.stringify({ ...message, levelDescription: '恢复告警' }), type }
    expect(one(over)).toMatchObject({
      kind: 'resolved',
      dedupKey: one({ message, type }).dedupKey,
    })
  })
})

describe('threshold alerts that a subscription policy pushes', () => {
  const push = fixture('event-b-04')

  test('are one alert from TRIGGERED to RESOLVED, named by rule, instance and value', () => {
    const [opened, ended] = [one(push), one(fixture('event-b-05'))]
    expect(ended).toMatchObject({ kind: 'resolved', dedupKey: opened.dedupKey })
    expect(opened.title).toEqual({
      en: 'ECS CPU 高 · web-prod-01 · CPU usage 97.39% · triggered',
      zh: 'ECS CPU 高 · web-prod-01 · CPU使用率 97.39% · 已触发',
    })
  })

  test('a dedupId that is the trace of one push does not keep the end from its beginning', () => {
    const [opened, ended] = ['TRIGGERED', 'RESOLVED'].map((alertStatus) =>
      one({
        ...push,
        alert: { ...push.alert, alertStatus, dedupId: alertStatus, traceId: alertStatus },
      }),
    )
    expect(ended?.dedupKey).toBe(opened?.dedupKey)
    const elsewhere = {
      ...push.alert,
      dedupId: 't',
      traceId: 't',
      resourceInfo: { instanceId: 'i-2' },
    }
    expect(one({ ...push, alert: elsewhere }).dedupKey).not.toBe(opened?.dedupKey)
  })

  test.each(['eventRawContent', 'content', 'eventContentMap', 'details'])(
    'a callback that is quoted in %s is read as one',
    (key) => {
      const quoted = { ...fixture('threshold-03'), alertState: 'ALERT' }
      const alert = { alertStatus: 'TRIGGERED', source: 'METRIC', [key]: quoted }
      const event = one({ alert, strategyName: 'ops' })
      expect(event.dedupKey).toBe(one(quoted).dedupKey)
      const over = one({ alert: { ...alert, alertStatus: 'RESOLVED' }, strategyName: 'ops' })
      expect(over).toMatchObject({ kind: 'resolved', dedupKey: event.dedupKey })
    },
  )

  test('a queue’s alert that is quoted is read as one', () => {
    const quoted = fixture('queue-01')
    const event = one({
      alert: { source: 'METRIC', content: JSON.stringify(quoted) },
      strategyName: 'ops',
    })
    expect(event.dedupKey).toBe(one(quoted).dedupKey)
  })
})

describe('a rule without data', () => {
  const callback = { ...fixture('threshold-03'), alertState: 'INSUFFICIENT_DATA' }

  test.each([
    [undefined, 'notice'],
    ['record', 'notice'],
    ['alert', 'firing'],
    ['resolve', 'resolved'],
  ])('with noData %s is %s', (noData, kind) => {
    const event = one(callback, noData === undefined ? {} : { noData })
    expect(event.kind).toBe(kind)
    expect(event.dedupKey).toBe(one(fixture('threshold-03')).dedupKey)
  })
})

describe('the console’s test button', () => {
  test('is told of as what it is, and opens nothing', () => {
    const event = one(fixture('test-01'))
    expect(event).toMatchObject({ kind: 'notice', severity: 'info', labels: { test: 'true' } })
    expect(inLanguage(event.title, 'en')).toMatch(/^Test message from CloudMonitor/)
    expect(inLanguage(event.title, 'zh')).toMatch(/^云监控测试消息/)
  })

  const callback = { ...fixture('threshold-03'), ruleId: undefined, transId: undefined }

  test.each(['test', 'Test Alert', '测试', '云监控测试消息', 'webhook test'])(
    'a callback without a rule whose name is %j is one',
    (alertName) => {
      expect(one({ ...callback, alertName }).labels['test']).toBe('true')
    },
  )

  test.each([
    { ...callback, alertName: 'latest', ruleId: undefined },
    { ...callback, alertName: 'test environment cpu' },
    { ...callback, alertName: 'test', ruleId: 'putNewAlarm_1' },
    { ...callback, alertName: 'test', dimensions: [{ instanceId: 'i-1' }] },
    fixture('event-b-04'),
  ])('what is real stays real: %j', (body) => {
    expect(one(body)).toMatchObject({ kind: 'firing' })
    expect(one(body).labels).not.toHaveProperty('test')
  })

  test('pressed again later it is seen again', () => {
    const later = { ...CONTEXT, receivedAt: CONTEXT.receivedAt + 3_600_000 }
    const request = postOf(JSON.stringify(fixture('test-01')))
    const keys = [CONTEXT, later].map((context) => {
      const reading = cloudmonitor.read(request, context)
      return reading.kind === 'events' ? reading.events[0]?.deliveryKey : undefined
    })
    expect(keys[0]).not.toBe(keys[1])
  })
})

describe('CloudMonitor 2.0', () => {
  const template = readFileSync(new URL('./cloudmonitor-two.tmpl', import.meta.url), 'utf8')
  const event = {
    id: 'ev-1',
    dedupId: 'dd-1',
    status: 'FIRING',
    severity: 'CRITICAL',
    time: '2026-03-05T02:15:01Z',
    sourcetype: 'CMS',
    subject: 'CPU of "web" is high\nfor 5 minutes',
    resource: { entity: { domain: 'acs', entityType: 'acs.ecs.instance', entityId: 'i-1' } },
    labels: { alertname: 'cpu', team: 'a\\b', regionId: 'cn-hangzhou' },
    annotations: { value: 97.39, note: '<b>&\u0007🔔' },
  }
  const context = {
    subscription: { name: 'ops' },
    incident: { severity: 'CRITICAL', alertCount: 1, userId: '1234567890123456' },
    events: [event],
  }
  const render = (data: object) => compile(template, { functions: 'plain' }).render(data)

  test('what the shipped template makes is read back, whatever is in the texts', () => {
    const [read_] = read(postOf(render(context)))
    expect(read_).toMatchObject({
      kind: 'firing',
      severity: 'critical',
      dedupKey: '2.0|dd-1',
      name: 'cpu',
      title: {
        en: 'ECS CPU of "web" is high for 5 minutes · i-1 · firing',
        zh: 'ECS CPU of "web" is high for 5 minutes · i-1 · 告警中',
      },
      sourceAt: 1_772_676_901_000,
      labels: { product: 'ECS', region: 'cn-hangzhou', team: 'a\\b', resource: 'i-1' },
    })
    expect(read_?.fields).toContainEqual({ label: 'note', value: '<b>& 🔔' })
  })

  test('each of its events is an event, and what is missing is missing', () => {
    const bare = { subject: 'disk', severity: 'WARNING', labels: {}, annotations: {} }
    const events = read(postOf(render({ ...context, events: [event, bare] })))
    expect(events.map(({ kind, severity }) => [kind, severity])).toEqual([
      ['firing', 'critical'],
      ['firing', 'warning'],
    ])
    expect(events[1]?.labels).toEqual({
      product: 'CloudMonitor',
      name: 'disk',
      level: 'WARN',
      account: '1234567890123456',
    })
  })

  test('the incident alone is an event where it lists none', () => {
    const events = read(postOf(render({ ...context, events: [] })))
    expect(events).toMatchObject([{ kind: 'firing', severity: 'critical' }])
  })

  test('README and guide show the template as it is shipped', () => {
    for (const page of ['./README.md', '../../../docs/guides/cloudmonitor.md']) {
      expect(readFileSync(new URL(page, import.meta.url), 'utf8')).toContain(template.trim())
    }
  })

  test.each([
    ['FIRING', 'firing'],
    ['triggered', 'firing'],
    ['RESOLVED', 'resolved'],
    ['OK', 'resolved'],
    ['Recovered', 'resolved'],
    ['SUPPRESSED', 'notice'],
    [undefined, 'firing'],
  ])('the status %s is %s', (status, kind) => {
    expect(one({ ...event, status }).kind).toBe(kind)
  })

  test('a severity that says that all is well ends the alert', () => {
    expect(one({ ...event, status: undefined, severity: 'OK' }).kind).toBe('resolved')
  })

  test('without a key of its own an event is known by rule and resource', () => {
    const plain = { ...event, dedupId: 'ev-1' }
    const other = {
      ...plain,
      id: 'ev-2',
      dedupId: 'ev-2',
      status: 'RESOLVED',
      time: 1_772_677_000_000,
    }
    expect(one(other).dedupKey).toBe(one(plain).dedupKey)
    const elsewhere = { ...plain, resource: { entity: { entityId: 'i-2' } } }
    expect(one(elsewhere).dedupKey).not.toBe(one(plain).dedupKey)
  })
})

describe('what is for somebody else', () => {
  test.each([
    ['{"msgtype":"text","text":{"content":"x"}}', 'dingtalk'],
    ['{"msgtype":"markdown","markdown":{"content":"x"}}', 'wecom'],
    ['{"msg_type":"text","content":{"text":"x"}}', 'lark'],
  ])('%s is handed to the type %s', (body, type) => {
    const request = postOf(body)
    expect(cloudmonitor.read(request, CONTEXT)).toEqual({ kind: 'as', type, request })
  })

  test('an envelope is not, whatever else it says', () => {
    const { id, product, content } = fixture('event-a-02')
    const event = one({
      specversion: '1.0',
      type: 'ecs:a',
      id,
      source: product,
      data: content,
      msgtype: 'text',
    })
    expect(event.name).toBe('a')
  })
})
