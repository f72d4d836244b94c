// In come CloudMonitor's threshold callbacks late, twice, out of order and in one second.
// Out goes one alert that is right in the end, and one answer to each request.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startHub, type TestHub } from '../harness/hub.ts'

let hub: TestHub
beforeEach(async () => {
  hub = await startHub(`
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
contactGroups: { everybody: [ops] }
policies: { all: { match: [], notify: [{ to: everybody }] } }
fallback: ops
`)
})
afterEach(() => hub.close())

const START = 1_772_676_901_000

function callback(alertState: string, secondsLater = 0, more: object = {}): object {
  return {
    alertName: 'cpu',
    alertState,
    ruleId: 'r-1',
    transId: 't-1',
    triggerLevel: alertState === 'OK' ? 'OK' : 'CRITICAL',
    preTriggerLevel: alertState === 'OK' ? 'CRITICAL' : 'OK',
    dimensions: '{userId=1234567890123456, instanceId=i-1}',
    timestamp: String(START + secondsLater * 1000),
    ...more,
  }
}

async function send(...callbacks: object[]): Promise<void> {
  for (const one of callbacks) {
    await hub.post(one)
    await hub.settle()
  }
}

const states = async (): Promise<string[]> =>
  (await hub.call('GET', '/api/v1/alerts')).body.alerts.map(({ state }: { state: string }) => state)

test('the three retries of a callback are answered the same and told once', async () => {
  const answers = []
  for (let attempt = 0; attempt < 3; attempt++) {
    answers.push(
      await hub.call('POST', '/in/test-ingest-key', { body: JSON.stringify(callback('ALERT')) }),
    )
  }
  await hub.settle()
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  const [first] = answers[0]?.body.events ?? []
  expect(answers.map(({ body }) => body.events)).toEqual([[first], [first], [first]])
  expect(await hub.heard('ops')).toHaveLength(1)
  expect((await hub.call('GET', '/api/v1/alerts')).body.alerts).toMatchObject([{ eventCount: 1 }])
})

test('the end of a callback resolves its alert', async () => {
  await send(callback('ALERT'), callback('OK', 60))
  expect(await states()).toEqual(['resolved'])
})

test('an end that is older than the alert that is open is overtaken', async () => {
  await send(callback('ALERT', 60), callback('OK'))
  expect(await states()).toEqual(['firing'])
})

test('an alert that arrives after its own end stays over', async () => {
  await send(callback('OK', 60), callback('ALERT'))
  expect(await states()).toEqual([])
  expect(await hub.heard('ops')).toEqual([])
  const events = (await hub.call('GET', '/api/v1/events')).body.events
  const reasonsOf = async ({ id }: { id: string }): Promise<readonly string[]> =>
    (await hub.explain(id)).held.map(({ reason }) => reason)
  expect(await Promise.all(events.map(reasonsOf))).toEqual([['stale'], ['no-open-alert']])
})

test('of an end and an alert of the same second the alert counts', async () => {
  await send(callback('OK'), callback('ALERT'))
  expect(await states()).toContain('firing')
})

test('a sender whose clock is ahead is told of in the status', async () => {
  await send(callback('ALERT', 400))
  const { sources } = (await hub.call('GET', '/api/v1/status')).body
  expect(sources).toMatchObject([{ source: 'aliyun', clockAhead: { seconds: 400 } }])
  await send(callback('OK', 0, { timestamp: String(hub.clock.now()) }))
  expect((await hub.call('GET', '/api/v1/status')).body.sources).toEqual([])
})

test('without data an open alert stays as it is, and the event is recorded', async () => {
  await send(callback('ALERT'), callback('INSUFFICIENT_DATA', 60))
  expect(await states()).toEqual(['firing'])
  const [last] = (await hub.call('GET', '/api/v1/events')).body.events
  expect(last).toMatchObject({ kind: 'notice', title: { en: expect.stringContaining('no data') } })
})

test('a state that is not known is answered 400 and kept', async () => {
  const refused = await hub.call('POST', '/in/test-ingest-key', {
    body: JSON.stringify(callback('SOMETHING')),
  })
  expect(refused.status).toBe(400)
  const { requests } = (await hub.call('GET', '/api/v1/quarantine')).body
  expect(requests).toMatchObject([{ problem: expect.stringContaining('alertState') }])
})

test('the console’s test button is told of and opens nothing', async () => {
  await send(callback('ALERT', 0, { alertName: 'test', ruleId: 'null', transId: 'null' }))
  expect(await states()).toEqual([])
  expect(await hub.heard('ops')).toMatchObject([
    { preview: expect.stringContaining('Test message from CloudMonitor') },
  ])
})
