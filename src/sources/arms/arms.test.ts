import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodingsContract } from '../../../test/contract/encodings.ts'
import { readmeExample } from '../../../test/contract/readme-example.ts'
import {
  CONTEXT,
  postOf,
  readFixtures,
  sourceContract,
} from '../../../test/contract/source-contract.ts'
import type { ParsedEvent } from '../../model/event.ts'
import { arms } from './arms.ts'

const FIXTURES = readFixtures(new URL('./fixtures/', import.meta.url))

sourceContract(arms, FIXTURES)
readmeExample(arms, new URL('./', import.meta.url))
encodingsContract(arms, FIXTURES, ['json', 'form', 'get'])

describe('recorded notifications', () => {
  test.each(FIXTURES)('$name reads as its expected file says', async ({ name, request }) => {
    const reading = arms.read(request, CONTEXT)
    const events = reading.kind === 'events' ? reading.events : []
    const shown = JSON.stringify(events, (key, value) => (key === 'raw' ? undefined : value), 2)
    await expect(`${shown}\n`).toMatchFileSnapshot(`./fixtures/${name}.expected.json`)
  })
})

function events(body: string): readonly ParsedEvent[] {
  const reading = arms.read(postOf(body, 'text/plain; charset=UTF-8'), CONTEXT)
  return reading.kind === 'events' ? reading.events : expect.fail(JSON.stringify(reading))
}

function content(alert: object, more: object = {}): ParsedEvent {
  const [event] = events(JSON.stringify({ alerts: [alert], status: 'firing', ...more }))
  return event ?? expect.fail('no event')
}

describe('$alertmanager_content', () => {
  test.each([
    [{ status: 'firing', endsAt: '2026-03-05T02:20:01Z' }, 'firing'],
    [{ status: 'firing', endsAt: '0001-01-01T00:00:00Z' }, 'firing'],
    [{ status: 'resolved' }, 'resolved'],
    [{ status: 'Active' }, 'firing'],
    [{}, 'firing'],
    [{ status: 'Silenced' }, 'notice'],
  ])('the status alone decides: %j is %s', (alert, kind) => {
    expect(content({ fingerprint: 'f', ...alert }).kind).toBe(kind)
  })

  test.each([
    [{ severity: 'critical' }, 'critical'],
    [{ severity: 'P2' }, 'error'],
    [{ severity: 'warning', _aliyun_arms_alert_level: 'ERROR' }, 'warning'],
    [{ _aliyun_arms_alert_level: 'ERROR' }, 'error'],
    [{ severity: 'page' }, 'info'],
    [{}, 'warning'],
  ])('the labels %j make it %s', (labels, severity) => {
    expect(content({ labels }).severity).toBe(severity)
  })

  test('an alert is known by its fingerprint, else by its labels without their level', () => {
    expect(content({ fingerprint: 'F1' }).dedupKey).toBe('alert|f1')
    const key = (labels: object) => content({ labels }).dedupKey
    expect(key({ alertname: 'a', pod: 'p', severity: 'warning' })).toBe(
      key({ alertname: 'a', pod: 'p', severity: 'critical' }),
    )
    expect(key({ alertname: 'a', pod: 'p' })).not.toBe(key({ alertname: 'a', pod: 'q' }))
  })

  test('a body without alerts is one event under the id of its alarm', () => {
    const [event] = events(
      '{"status":"resolved","alarmId":"7","commonLabels":{"alertname":"a"},"alerts":[]}',
    )
    expect(event).toMatchObject({ kind: 'resolved', name: 'a', dedupKey: 'alarm|7' })
  })
})

describe('the preset templates', () => {
  test('the recovery ends what the alert opened, in either language', () => {
    for (const [opener, closer] of [
      ['arms-05', 'arms-06'],
      ['arms-03', 'arms-07'],
    ]) {
      const [opened, ended] = [opener, closer].map((start) => {
        const found = FIXTURES.find(({ name }) => name.startsWith(start ?? ''))
        return events(Buffer.from(found?.request.body ?? []).toString())[0]
      })
      expect([opened?.kind, ended?.kind]).toEqual(['firing', 'resolved'])
      expect(ended?.dedupKey).toBe(opened?.dedupKey)
    }
  })

  test('whatever the message holds, what stands around it is read', () => {
    const words = fc.array(
      fc.constantFrom('disk', '磁盘', '"C"', '\n', '{', '}', ',', ':', "'", '<b>', '92%', '\\n'),
      { minLength: 1 },
    )
    fc.assert(
      fc.property(words, (parts) => {
        const message = `x ${parts.join(' ')} x`
        const body = `{\n "告警名称":"容器重启\n ",\n "集群名称":"prod ", "通知策略":"ops",\n "告警时间":"2026-03-05 10:15:01",\n "告警内容":" ${message} "\n}`
        const [event] = events(body)
        expect(event).toMatchObject({ name: '容器重启', labels: { cluster: 'prod' } })
        expect(event?.dedupKey).toBe('template|容器重启|prod||ops|')
      }),
      { seed: 20_260_305 },
    )
  })

  test.each([
    ['"恢复时间":""', 'firing'],
    ['"恢复时间":"0001-01-01 00:00:00"', 'firing'],
    ['"恢复时间":"2026-03-05 10:25:01"', 'resolved'],
    ['"告警状态":"已恢复"', 'resolved'],
    ['"status":"firing"', 'firing'],
  ])('with %s it is %s', (part, kind) => {
    expect(events(`{"告警名称":"a",${part}}`)[0]?.kind).toBe(kind)
  })
})

describe('other bodies', () => {
  test.each([
    ['{"msgtype":"markdown","markdown":{"title":"t","text":"x"}}', 'dingtalk'],
    ['{"msgtype":"markdown","markdown":{"content":"x"}}', 'wecom'],
    ['{"msg_type":"text","content":{"text":"x"}}', 'lark'],
  ])('%s is handed to the type %s', (body, type) => {
    expect(arms.read(postOf(body), CONTEXT)).toMatchObject({ kind: 'as', type })
  })

  test('a template of one’s own with a text in it is read as a text', () => {
    expect(events('{"title":"订单告警","content":"服务：order"}')).toMatchObject([
      { kind: 'firing', title: '订单告警', labels: { guessed: 'true' } },
    ])
  })

  test('a text in brackets is a text', () => {
    expect(events('[告警] 订单服务异常')).toMatchObject([
      { kind: 'firing', title: '[告警] 订单服务异常' },
    ])
  })

  test('the placeholder that the console’s test sends is told of as a test', () => {
    expect(events('$alertmanager_content')).toMatchObject([
      { kind: 'notice', severity: 'info', labels: { test: 'true' } },
    ])
  })

  test('a name of control characters alone is none', () => {
    const reading = arms.read(postOf('{"Alert name":\u0000"\u0000","Alert content":"x"}'), CONTEXT)
    expect(JSON.stringify(reading)).not.toContain('"name":""')
  })

  test('a template without a time is news each time that it comes', () => {
    expect(events('{"告警名称":"a","告警内容":"b"}')[0]?.recurs).toBe(true)
  })

  test.each([
    ['', 'The request has neither a body nor a query.'],
    ['{"a":1}', 'An object with the keys a, which is no notification of ARMS.'],
    ['[]', 'A list, not one notification.'],
    ['123', 'The body is text that is neither JSON nor Base64 nor a form.'],
  ])('%j is refused with what was found', (body, found) => {
    expect(arms.read(postOf(body), CONTEXT)).toMatchObject({ kind: 'unparsable', found })
  })
})
