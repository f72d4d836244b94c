import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CONTEXT, postOf, readFixtures } from '../../../test/contract/source-contract.ts'
import type { SourceRequest } from '../../contract/source.ts'
import type { ParsedEvent } from '../../model/event.ts'
import { inLanguage } from '../../model/text.ts'
import { cloudmonitor } from './cloudmonitor.ts'

const FIXTURES = readFixtures(new URL('./fixtures/', import.meta.url))

function fixtureText(start: string): string {
  const fixture = FIXTURES.find(({ name }) => name.startsWith(start))
  return Buffer.from(fixture?.request.body ?? new Uint8Array()).toString()
}

function fixture(start: string): { [key: string]: unknown } {
  return JSON.parse(fixtureText(start))
}

function readAll(request: SourceRequest): readonly ParsedEvent[] {
  const reading = cloudmonitor.read(request, CONTEXT)
  if (reading.kind !== 'events') expect.fail(`not events: ${JSON.stringify(reading)}`)
  return reading.events
}

function readOne(request: SourceRequest): ParsedEvent {
  const [event, ...others] = readAll(request)
  if (event === undefined || others.length > 0) expect.fail('not exactly one event')
  return event
}

function readJson(body: object): ParsedEvent {
  return readOne(postOf(JSON.stringify(body)))
}

function rawEvent(changes: object): ParsedEvent {
  return readJson({
    id: 'id-1',
    product: 'ECS',
    resourceId: 'acs:ecs:cn-hangzhou:1234567890123456:instance/i-1',
    level: 'CRITICAL',
    userId: '1234567890123456',
    eventTime: '20260305T101501.123+0800',
    regionId: 'cn-hangzhou',
    content: {},
    ...changes,
  })
}

function fieldValue(event: ParsedEvent, label: string): string | undefined {
  const found = event.fields.find((field) => inLanguage(field.label, 'en') === label)
  return found && inLanguage(found.value, 'en')
}

function unparsableFound(request: SourceRequest): string {
  const reading = cloudmonitor.read(request, CONTEXT)
  return reading.kind === 'unparsable' ? reading.found : expect.fail('it was read')
}

describe('one event in every wrapping', () => {
  const plain = fixtureText('event-a-02')
  const expected = { ...readOne(postOf(plain)), raw: '' }
  const base64 = Buffer.from(plain).toString('base64')
  const query = `data=${encodeURIComponent(plain)}`
  const contentText = JSON.stringify(fixture('event-a-02')['content'])
  const form = new URLSearchParams()
  for (const [key, value] of Object.entries({ ...fixture('event-a-02'), content: contentText })) {
    form.append(key, String(value))
  }

  test.each([
    ['with a byte order mark and blanks around it', postOf(`\uFEFF\r\n ${plain} \n\0`)],
    ['with a wrong content type', postOf(plain, 'text/plain')],
    ['with a form content type', postOf(plain, 'application/x-www-form-urlencoded')],
    ['as Base64', postOf(base64, 'text/plain')],
    ['as Base64 with line ends', postOf(base64.replace(/.{76}/g, '$&\r\n'))],
    ['as a JSON string', postOf(JSON.stringify(plain))],
    ['as a JSON string in a JSON string', postOf(JSON.stringify(JSON.stringify(plain)))],
    ['as Base64 in a JSON string', postOf(JSON.stringify(base64))],
    [
      'with its content as a string',
      postOf(JSON.stringify({ ...fixture('event-a-02'), content: contentText })),
    ],
    [
      'with its content as a string in a string',
      postOf(JSON.stringify({ ...fixture('event-a-02'), content: JSON.stringify(contentText) })),
    ],
    ['as a form', postOf(form.toString(), 'application/x-www-form-urlencoded')],
    ['as a form field named data', postOf(query, 'application/x-www-form-urlencoded')],
    ['percent-encoded without a name', postOf(encodeURIComponent(plain))],
    ['as a form of one empty field', postOf(`${encodeURIComponent(plain)}=`)],
    ['as the query of a GET', { ...postOf(''), method: 'GET', query }],
    ['as query fields of a GET', { ...postOf(''), method: 'GET', query: form.toString() }],
    ['as the query of a POST without a body', { ...postOf(''), query }],
    [
      'in a queue message',
      postOf(JSON.stringify({ TopicName: 't', MessageId: '1', Message: plain })),
    ],
    [
      'in a queue message as Base64',
      postOf(JSON.stringify({ TopicName: 't', MessageId: '1', Message: base64 })),
    ],
  ] satisfies [string, SourceRequest][])('%s it is the same event', (_, request) => {
    expect({ ...readOne(request), raw: '' }).toEqual(expected)
  })

  test('a subscription push about it has the same keys, so that one fact by two ways is one', () => {
    const push = {
      alert: { alertStatus: 'TRIGGERED', eventRawContent: plain },
      strategyName: 'ops',
    }
    const event = readJson(push)
    expect(event.dedupKey).toBe(expected.dedupKey)
    expect(event.deliveryKey).toBe(expected.deliveryKey)
    expect(event.kind).toBe('firing')
  })

  test('what EventBridge makes of it has the same dedup key, status and product', () => {
    const { content, resourceId, id } = fixture('event-a-02')
    const event = readJson({
      specversion: '1.0',
      id,
      type: 'ecs:Instance:SystemMaintenance.Reboot',
      source: 'acs.ecs',
      subject: resourceId,
      time: '2026-03-05T02:15:01.123Z',
      aliyunaccountid: '1234567890123456',
      aliyunregionid: 'cn-hangzhou',
      data: content,
    })
    expect(event.dedupKey).toBe(expected.dedupKey)
    expect(event.deliveryKey).toBe(expected.deliveryKey)
    expect(event.labels).toMatchObject({
      product: 'ECS',
      name: 'Instance:SystemMaintenance.Reboot',
      status: 'Scheduled',
    })
    expect(event.severity).toBe('critical')
  })

  test('the raw text is what people can read, in every wrapping', () => {
    for (const request of [
      postOf(plain),
      postOf(base64),
      postOf(form.toString()),
      { ...postOf(''), query },
    ]) {
      expect(readOne(request).raw).toContain('"id":')
      expect(readOne(request).raw).toContain('e-bp1exampleevt0001')
    }
  })
})

describe("a problem's life", () => {
  test('a planned reboot is one alert from Scheduled to Executed', () => {
    const life = ['event-a-02', 'event-a-03', 'event-a-04'].map((name) =>
      readOne(postOf(fixtureText(name))),
    )
    expect(new Set(life.map(({ dedupKey }) => dedupKey)).size).toBe(1)
    expect(new Set(life.map(({ deliveryKey }) => deliveryKey)).size).toBe(3)
    expect(life.map(({ kind }) => kind)).toEqual(['firing', 'firing', 'resolved'])
    expect(life.map(({ severity }) => severity)).toEqual(['critical', 'critical', 'info'])
    expect(life.map(({ labels }) => labels['level'])).toEqual(['CRITICAL', 'CRITICAL', 'CRITICAL'])
  })

  test.each([
    ['Inquiring', 'firing', 'critical'],
    ['Scheduled', 'firing', 'critical'],
    ['Executing', 'firing', 'critical'],
    ['Executed', 'resolved', 'info'],
    ['Avoided', 'resolved', 'info'],
    ['Canceled', 'resolved', 'info'],
    ['Cancelled', 'resolved', 'info'],
    ['FAILED', 'resolved', 'error'],
    ['executed', 'resolved', 'info'],
  ])('%s makes it %s and %s, known or not', (status, kind, severity) => {
    for (const family of ['Instance:SystemMaintenance.Reboot', 'Instance:Unheard.Of']) {
      const content = { eventId: 'e-1', eventStatus: status }
      expect(rawEvent({ name: `${family}:Scheduled`, content })).toMatchObject({ kind, severity })
      expect(rawEvent({ name: `${family}:${status}` })).toMatchObject({ kind, severity })
    }
  })

  test('a failed end says so in its title', () => {
    const event = rawEvent({ name: 'Instance:SystemMaintenance.Reboot:Failed' })
    expect(event.title).toEqual({
      en: 'ECS planned reboot for system maintenance · failed',
      zh: 'ECS 实例计划重启（系统维护）· 失败',
    })
  })

  test("the content's status stands before the envelope's, and that before the name's", () => {
    const name = 'Instance:SystemMaintenance.Reboot:Scheduled'
    const content = { eventStatus: 'Avoided' }
    expect(rawEvent({ name, status: 'Executing', content }).status).toBe('Avoided')
    expect(rawEvent({ name, status: 'Executing' }).status).toBe('Executing')
    expect(rawEvent({ name }).status).toBe('Scheduled')
    expect(rawEvent({ name, status: 'Normal' }).status).toBe('Scheduled')
  })

  test('a stalled disk whose event has the finish time is over, though its name lags', () => {
    const content = { eventId: 'e-3', executeFinishTime: '2026-03-05T02:30:00Z' }
    const event = rawEvent({ name: 'Disk:Stalled:Executing', content })
    expect(event).toMatchObject({ kind: 'resolved', status: 'Executed', dedupKey: 'ecs|e-3' })
  })

  test.each([
    ['RDS', 'Instance_Failure_Start', 'Instance_Failure_End'],
    ['Tair', 'Instance_Failure_Start', 'Instance_Failure_End'],
    ['New', 'Backup_Start', 'Backup_End'],
    ['CloudMonitor', 'Agent_Status_Stopped', 'Agent_Status_Running'],
    ['ddosdip', 'ddosdip_event_blackhole_add', 'ddosdip_event_blackhole_end'],
    ['ddoscoo', 'ddoscoo_event_defense_add', 'ddoscoo_event_defense_end'],
    ['dts', 'sync_job_abnormal', 'sync_job_restore'],
    ['SmartAccessGateway', 'DeviceOffline', 'DeviceOnline'],
    ['SmartAccessGateway', 'DeviceWanLinkDown', 'DeviceWanLinkUp'],
    ['vpngw', 'ipsec_phase1_nego_failed', 'ipsec_phase1_nego_success'],
  ])('of %s, %s is ended by %s', (product, opener, closer) => {
    const open = rawEvent({ product, name: opener })
    const close = rawEvent({ product: product.toUpperCase(), name: closer, id: 'id-2' })
    expect([open.kind, close.kind]).toEqual(['firing', 'resolved'])
    expect([open.severity, close.severity]).toEqual(['critical', 'info'])
    expect(close.dedupKey).toBe(open.dedupKey)
    const elsewhere = rawEvent({
      product,
      name: closer,
      resourceId: 'acs:ecs:cn-hangzhou:1:instance/i-2',
    })
    expect(elsewhere.dedupKey).not.toBe(open.dedupKey)
  })

  test('two pairs on one resource have two keys', () => {
    const [blackhole, defense] = ['blackhole', 'defense'].map((what) =>
      rawEvent({ product: 'ddoscoo', name: `ddoscoo_event_${what}_add` }),
    )
    expect(blackhole?.dedupKey).not.toBe(defense?.dedupKey)
  })

  test.each([
    ['ECS', 'Instance:StateChange', 'Normal'],
    ['ECS', 'Instance:InstanceFailure.Alert:Executed', 'Executed'],
    ['Redis', 'Instance_Failover', 'Executed'],
    ['New', 'Instance_Failover', 'Executed'],
    ['New', 'Something_Happened', 'Executed'],
    ['New', 'Something_Happened', 'Failed'],
    ['ESS', 'AUTOSCALING:SCALE_IN_START', 'normal'],
    ['EMR', 'Scaling:ScalingActivity:Failed', 'Normal'],
    ['PrivateLink', 'Endpoint:Connection:Accept', 'Executed'],
    ['SLS', 'AlertEvent:WARN', undefined],
  ])('of %s, %s (%s) is a notice of its own level', (product, name, status) => {
    expect(rawEvent({ product, name, status })).toMatchObject({
      kind: 'notice',
      severity: 'critical',
    })
  })

  test('a push that says RESOLVED ends what it had opened', () => {
    const quoted = fixtureText('event-a-02')
    const [opened, ended] = ['TRIGGERED', 'RESOLVED'].map((alertStatus) =>
      readJson({ alert: { alertStatus, eventRawContent: quoted } }),
    )
    expect([opened?.kind, ended?.kind]).toEqual(['firing', 'resolved'])
    expect(ended?.dedupKey).toBe(opened?.dedupKey)
    expect(ended?.deliveryKey).not.toBe(opened?.deliveryKey)
    expect(ended?.severity).toBe('info')
  })
})

describe('keys', () => {
  test('the three retries of one event are one delivery', () => {
    const [first, second] = [1, 2].map(() => readOne(postOf(fixtureText('event-a-01'))))
    expect(first?.deliveryKey).toBe(second?.deliveryKey)
  })

  test('case and blanks do not make another problem', () => {
    const name = 'Instance:StateChange'
    const plain = rawEvent({ name })
    const odd = rawEvent({
      name: ' instance : STATECHANGE ',
      product: ' ecs ',
      resourceId: ' ACS:ECS:cn-hangzhou:1234567890123456:Instance/I-1 ',
    })
    expect(odd.dedupKey).toBe(plain.dedupKey)
  })

  test('an overlong key becomes a digest, and two of them stay two', () => {
    const keys = ['a', 'b'].map((end) => rawEvent({ name: 'x'.repeat(600) + end }).dedupKey)
    expect(keys[0]).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(keys[0]).not.toBe(keys[1])
  })

  test('a part that holds the separator does not make two keys equal', () => {
    const [left, right] = [
      rawEvent({ name: 'c', resourceId: 'acs:ecs:r:1:instance/a|b' }),
      rawEvent({ name: 'b|c', resourceId: 'acs:ecs:r:1:instance/a' }),
    ]
    expect(left.dedupKey).not.toBe(right.dedupKey)
  })

  test('an event without an id is known again by what it says', () => {
    const bare = { id: undefined, traceId: undefined, name: 'a' }
    expect(rawEvent(bare).deliveryKey).toBe(rawEvent(bare).deliveryKey)
    expect(rawEvent(bare).deliveryKey).not.toBe(rawEvent({ ...bare, level: 'INFO' }).deliveryKey)
  })
})

describe('names, levels and words', () => {
  test.each([
    ['CRITICAL', 'critical', 'CRITICAL'],
    ['Critical', 'critical', 'CRITICAL'],
    ['ERROR', 'error', 'ERROR'],
    ['WARN', 'warning', 'WARN'],
    ['warning', 'warning', 'WARN'],
    [' Info ', 'info', 'INFO'],
    ['P9', 'info', 'P9'],
  ])('the level %j is the severity %s', (level, severity, label) => {
    const event = rawEvent({ name: 'Instance:StateChange', level })
    expect(event.severity).toBe(severity)
    expect(event.labels['level']).toBe(label)
  })

  test('a level that was not sent comes from the catalogue', () => {
    const spot = rawEvent({
      name: 'Instance:PreemptibleInstanceInterruption',
      level: '',
      status: 'Normal',
    })
    expect(spot.severity).toBe('warning')
    expect(rawEvent({ name: 'New:Thing:Scheduled', level: null }).severity).toBe('warning')
    expect(rawEvent({ name: 'New:Thing', level: null }).severity).toBe('info')
  })

  test('an unknown name passes through as it is', () => {
    const event = rawEvent({ product: 'NewCloud', name: 'Thing:Broke.Down:Executing' })
    expect(event.name).toBe('Thing:Broke.Down')
    expect(event.title).toEqual({
      en: 'NewCloud Thing:Broke.Down · in progress',
      zh: 'NewCloud Thing:Broke.Down · 执行中',
    })
  })

  test("an unknown name takes the push's words for it", () => {
    const meta = {
      sysEventMeta: {
        name: 'New:Thing',
        product: 'ECS',
        eventNameEn: 'The thing is new',
        eventNameZh: '新事物',
        level: 'WARN',
      },
    }
    const event = readJson({ alert: { alertStatus: 'TRIGGERED', source: 'SYS_EVENT', meta } })
    expect(event.title).toEqual({ en: 'ECS: The thing is new', zh: 'ECS 新事物' })
    expect(event.severity).toBe('warning')
  })

  test('a product is labelled in its usual spelling', () => {
    expect(rawEvent({ product: 'redis', name: 'Instance_Failover' }).labels['product']).toBe(
      'Redis',
    )
    expect(rawEvent({ product: undefined, name: 'Instance:StateChange' }).labels['product']).toBe(
      'ECS',
    )
    expect(rawEvent({ product: 'NewCloud', name: 'a' }).labels['product']).toBe('NewCloud')
  })

  test('region and account come from the resource name where the event does not give them', () => {
    const { labels } = rawEvent({ name: 'a', regionId: undefined, userId: null })
    expect(labels).toMatchObject({
      region: 'cn-hangzhou',
      account: '1234567890123456',
      resource: 'i-1',
      resourceType: 'instance',
    })
  })

  test('an application group is a label, unless it is 0', () => {
    expect(rawEvent({ name: 'a', groupId: '0' }).labels).not.toHaveProperty('groupId')
    expect(rawEvent({ name: 'a', groupId: '17,18' }).labels['groupId']).toBe('17,18')
  })

  test('times are shown in the zone of the event', () => {
    const content = { notBefore: '2026-03-07T01:00:00Z', intervalStart: '2026-03-05T01:00Z' }
    const event = rawEvent({ name: 'a', content })
    expect(fieldValue(event, 'Event time')).toBe('2026-03-05 10:15:01 +08:00')
    expect(fieldValue(event, 'Not before')).toBe('2026-03-07 09:00:00 +08:00')
    expect(fieldValue(event, 'Interval start')).toBe('2026-03-05 09:00:00 +08:00')
    const berlin = rawEvent({ name: 'a', content, eventTime: '20260305T031501.123+0100' })
    expect(berlin.sourceAt).toBe(event.sourceAt)
    expect(fieldValue(berlin, 'Not before')).toBe('2026-03-07 02:00:00 +01:00')
  })

  test('unknown content is shown as it is, and bounded', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, key) => [`key${key}`, key]))
    const content = {
      oddThing: 'as it is',
      list: ['a', 'b'],
      deep: { a: [1] },
      long: '数'.repeat(5000),
      ...many,
    }
    const event = rawEvent({ name: 'a', content })
    expect(fieldValue(event, 'oddThing')).toBe('as it is')
    expect(fieldValue(event, 'list')).toBe('a, b')
    expect(fieldValue(event, 'deep')).toBe('{"a":[1]}')
    expect(fieldValue(event, 'long')).toMatch(/^数{340}…$/)
    expect(event.fields.length).toBeLessThanOrEqual(64)
    expect(fieldValue(event, 'Level')).toBe('CRITICAL')
  })

  test('content that is plain text is kept', () => {
    expect(fieldValue(rawEvent({ name: 'a', content: 'disk is full' }), 'content')).toBe(
      'disk is full',
    )
  })
})

describe('links', () => {
  test('an ECS instance has its page in the console', () => {
    expect(rawEvent({ name: 'a' }).links.map(({ url }) => url)).toEqual([
      'https://ecs.console.aliyun.com/server/i-1/detail?regionId=cn-hangzhou',
    ])
  })

  test.each(['i-1/../../evil', 'i-1?x=1', 'i 1', 'javascript:alert(1)'])(
    'an id such as %j makes none',
    (id) => {
      const resourceId = `acs:ecs:cn-hangzhou:1:instance/${id}`
      expect(rawEvent({ name: 'a', resourceId }).links).toEqual([])
    },
  )

  test('no other resource has one', () => {
    const resourceId = 'acs:ecs:cn-hangzhou:1:disk/d-1'
    expect(rawEvent({ name: 'a', resourceId }).links).toEqual([])
  })
})

describe('pushes that are not about system events', () => {
  const push = (alertStatus: string) => ({
    subscription: { subscriptionUuid: 'sub-1' },
    strategyName: 'ops',
    severity: 'WARN',
    userId: '1',
    time: 1772676901456,
    alert: {
      alertStatus,
      source: 'METRIC',
      alertName: 'cpu-high',
      deDupId: 'd-1',
      product: 'ECS',
      arn: 'acs:ecs:cn-hangzhou:1:instance/i-1',
      timestamp: 1772676901123,
      traceId: `t-${alertStatus}`,
      expression: '$Average>=95',
      customLabels: { team: 'payments', product: 'fake', 'no name': 'x' },
    },
  })

  test('a threshold alert fires and is resolved under one key', () => {
    const [fired, resolved] = ['TRIGGERED', 'RESOLVED'].map((status) => readJson(push(status)))
    expect(fired).toMatchObject({
      kind: 'firing',
      severity: 'warning',
      name: 'cpu-high',
      dedupKey: 'push|d-1',
    })
    expect(resolved).toMatchObject({ kind: 'resolved', severity: 'info', dedupKey: 'push|d-1' })
    expect(resolved?.deliveryKey).not.toBe(fired?.deliveryKey)
    expect(fired?.labels).toMatchObject({ product: 'ECS', team: 'payments', resource: 'i-1' })
    expect(Object.keys(fired?.labels ?? {})).not.toContain('no name')
  })

  test('the least that is well-formed is an event', () => {
    expect(readJson({ alert: {} })).toMatchObject({ kind: 'notice', name: 'Alert' })
    expect(readJson({ strategyName: 'ops', severity: 'CRITICAL' })).toMatchObject({
      name: 'ops',
      severity: 'critical',
    })
  })
})

describe('threshold callbacks', () => {
  const callback = {
    ruleId: 'r-1',
    alertName: 'cpu',
    alertState: 'ALERT',
    triggerLevel: 'WARN',
    timestamp: '1772676901',
  }

  test.each([
    ['ALERT', 'firing', 'warning'],
    ['ALARM', 'firing', 'warning'],
    ['alert', 'firing', 'warning'],
    ['OK', 'resolved', 'info'],
    ['INSUFFICIENT_DATA', 'notice', 'warning'],
    ['NODATA', 'notice', 'warning'],
  ])('the state %s is %s and %s', (alertState, kind, severity) => {
    expect(readJson({ ...callback, alertState })).toMatchObject({ kind, severity })
  })

  test('without transId the rule and its sorted dimensions are the key, not what varies', () => {
    const fired = readJson({
      ...callback,
      dimensions: '{userId=1, instanceId=i-1}',
      curValue: '97',
      lastTime: '2 minutes',
    })
    const later = readJson({
      ...callback,
      alertState: 'OK',
      dimensions: '{instanceId=i-1, userId=1)}',
      curValue: '12',
      lastTime: '0分钟',
      timestamp: '1772677000000',
    })
    expect(later.dedupKey).toBe(fired.dedupKey)
    expect(later.deliveryKey).not.toBe(fired.deliveryKey)
  })

  test('dimensions may hold blanks and commas', () => {
    const event = readJson({
      ...callback,
      dimensions: '{userId=1, instanceId=i-1, device=C:\\, D:\\ data, mount=/var/a b}',
    })
    expect(fieldValue(event, 'Dimensions')).toBe('device=C:\\, D:\\ data, mount=/var/a b')
    expect(event.labels['resource']).toBe('i-1')
  })

  test('a timestamp in seconds is not in 1970', () => {
    expect(readJson(callback).sourceAt).toBe(1772676901000)
  })
})

describe('several events in one request', () => {
  const events = ['event-a-01', 'event-a-02'].map(fixture)

  test('they keep their order, and each has its own text', () => {
    const read = readAll(postOf(JSON.stringify(events)))
    expect(read.map(({ name }) => name)).toEqual([
      'Instance:StateChange',
      'Instance:SystemMaintenance.Reboot',
    ])
    expect(read.map(({ raw }) => JSON.parse(raw))).toEqual(events)
  })

  test('one that cannot be read costs the others nothing, and is told of', () => {
    const read = readAll(postOf(JSON.stringify([...events, { odd: true }])))
    expect(read.map(({ name }) => name)).toEqual([
      'Instance:StateChange',
      'Instance:SystemMaintenance.Reboot',
      'UnreadEntry',
    ])
    expect(read[2]).toMatchObject({ kind: 'notice', severity: 'warning', raw: '{"odd":true}' })
  })

  test('an empty list says nothing, and is no mistake', () => {
    expect(readAll(postOf('[]'))).toEqual([])
  })
})

describe('what cannot be read', () => {
  test.each([
    ['', 'The request has neither a body nor a query.'],
    ['{"name":', 'The body begins like JSON but is broken, cut off or nested too deeply.'],
    ['hello', 'The body is text that is neither JSON nor Base64 nor a form.'],
    ['{}', 'An empty object.'],
    ['[1,2]', 'A list of 2 entries, none of which is an event.'],
    [
      '{"alertName":"cpu","alertState":"SOMETHING"}',
      'A threshold callback whose alertState is none of ALERT, OK and INSUFFICIENT_DATA.',
    ],
    [
      'data=%7B%22name%22%3A',
      'The body begins like JSON but is broken, cut off or nested too deeply.',
    ],
    ['{"\\u0000 odd":1}', 'An object whose keys make it no message of CloudMonitor.'],
    ['a=1&b=2', 'An object with the keys a, b, which is no message of CloudMonitor.'],
    [
      JSON.stringify(Object.fromEntries('abcdefghij'.split('').map((key) => [key, 1]))),
      'An object with the keys a, b, c, d, e, f, g, h and 2 more, which is no message of CloudMonitor.',
    ],
  ])('%j is refused with what was found', (body, found) => {
    expect(unparsableFound(postOf(body))).toBe(found)
  })

  test('a value of the body is never quoted back', () => {
    expect(unparsableFound(postOf('{"password":"hunter2"}'))).not.toContain('hunter2')
  })
})

test("the README's example opens the alert that it names", () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
  const event = readOne(postOf(/-d '(.*?)'/s.exec(readme)?.[1] ?? ''))
  expect(event.kind).toBe('firing')
  expect(readme).toContain(`*${inLanguage(event.title, 'en')}*`)
  expect(readme).toContain(`*${inLanguage(event.title, 'zh')}*`)
})
