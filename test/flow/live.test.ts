import { afterEach, beforeEach, expect, test } from 'vitest'
import { LIVE_LIMITS } from '../../src/base/limits.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

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

/** Listens; `next` gives what is said next. */
async function listen(): Promise<{ next(): Promise<string> }> {
  const answer = await fetch(`${hub.app.url}/api/v1/live`, { signal: line.signal })
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  const next = async (): Promise<string> => {
    while (!rest.includes('\n\n')) rest += (await reader?.read())?.value ?? ''
    const [first = '', ...more] = rest.split('\n\n')
    rest = more.join('\n\n')
    return first
  }
  expect(await next()).toBe('retry: 2000')
  return { next }
}

function topicsOf(said: string): readonly string[] {
  return Object(JSON.parse(/^data: (.*)$/m.exec(said)?.[1] ?? '{}')).topics ?? []
}

test('what was written is said by its topic; what comes shortly after is said together', async () => {
  const live = await listen()
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
  const live = await listen()
  const said = live.next()
  // Whoever listens has come to rest when the hub has.
  await hub.settle()
  hub.clock.advance(LIVE_LIMITS.heartbeatMs)
  expect(await said).toBe(': still here')
})

test('another configuration is said, and one listener too many is refused', async () => {
  const live = await listen()
  await hub.configure(HUB.replace('trouble', 'worry'))
  expect(topicsOf(await live.next())).toContain('configuration')
  const lines = Array.from({ length: LIVE_LIMITS.listenersMax - 1 }, () =>
    fetch(`${hub.app.url}/api/v1/live`, { signal: line.signal }),
  )
  expect((await Promise.all(lines)).every(({ status }) => status === 200)).toBe(true)
  const refused = await hub.call('GET', '/api/v1/live')
  expect([refused.status, refused.headers['retry-after']]).toEqual([503, '30'])
})
