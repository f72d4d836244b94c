import { afterEach, beforeEach, expect, test } from 'vitest'
import { LIVE_LIMITS } from '../../src/base/limits.ts'
import { startHub, type TestHub } from '../harness/hub.ts'
import { listenTo, topicsOf } from '../harness/live-line.ts'

const HUB = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
contactGroups: { everybody: [ops] }
policies: { trouble: { match: ['severity=~"critical|error|warning"'], notify: [{ to: everybody }] } }
`

const eventOf = (eventId: string) => ({
  product: 'ECS',
  name: 'Disk:Stalled:Executing',
  level: 'CRITICAL',
  content: { eventId, eventStatus: 'Executing' },
})

let hub: TestHub
let line: AbortController
beforeEach(async () => {
  hub = await startHub(HUB)
  line = new AbortController()
})
afterEach(async () => {
  line.abort()
  await hub.close()
})

test('what was written is said by its topic; what comes shortly after is said together', async () => {
  const live = await listenTo(hub.app.url, line.signal)
  await hub.post(eventOf('e-1'))
  expect(topicsOf(await live.next())).toContain('events')
  await hub.settle()
  await hub.post(eventOf('e-2'))
  await hub.settle()
  hub.clock.advance(LIVE_LIMITS.togetherMs)
  expect(topicsOf(await live.next())).toEqual(
    expect.arrayContaining(['alerts', 'events', 'messages', 'sources']),
  )
})

test('a line on which nothing is said shows now and then that it is there', async () => {
  const live = await listenTo(hub.app.url, line.signal)
  const said = live.next()
  // Whoever listens has come to rest when the hub has.
  await hub.settle()
  hub.clock.advance(LIVE_LIMITS.heartbeatMs)
  expect(await said).toBe(': still here')
})

test('another configuration is said, and one listener too many is refused', async () => {
  const live = await listenTo(hub.app.url, line.signal)
  await hub.configure(HUB.replace('trouble', 'worry'))
  expect(topicsOf(await live.next())).toContain('configuration')
  const lines = Array.from({ length: LIVE_LIMITS.listenersMax - 1 }, () =>
    fetch(`${hub.app.url}/api/v1/live`, { signal: line.signal }),
  )
  expect((await Promise.all(lines)).every(({ status }) => status === 200)).toBe(true)
  const refused = await hub.call('GET', '/api/v1/live')
  expect([refused.status, refused.headers['retry-after']]).toEqual([503, '30'])
})
