import { afterEach, expect, test } from 'vitest'
import type { WireMutePreview } from '../../src/api/wire.ts'
import { reboot, stopped } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** The harness begins on 5 March 2026 at 02:15 in UTC. */
const HUB = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
policies:
  all: { match: [], notify: [{ to: ops }] }
  web: { match: ['resource=~".*i-web.*"'], notify: [{ to: ops }] }
fallback: ops
`

let hub: TestHub
afterEach(() => hub.close())

const ask = async (kind: string, body: object): Promise<ReturnType<typeof Object>> => {
  const answer = await hub.call('POST', `/api/v1/preview/${kind}`, {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: answer.status, ...answer.body }
}

async function post(...events: readonly object[]): Promise<void> {
  for (const event of events) await hub.post(event)
  await hub.settle()
}

/** What happens to an instance on a day, so that its key and times are its own. */
function event(instance: string, phase: 'Scheduled' | 'Executed', level = 'CRITICAL'): object {
  const eventTime = new Date(hub.clock.now()).toISOString().replace(/[-:]/g, '')
  return reboot(instance, phase, { id: `${instance}-${phase}-${eventTime}`, level, eventTime })
}

/** Eight days: something long ago, then web and db on three days, of which only some is still open. */
async function begin(): Promise<void> {
  hub = await startHub(HUB)
  await post(event('i-web-old', 'Scheduled'))
  await hub.pass(5 * DAY, 5 * DAY)
  await post(event('i-web-1', 'Scheduled'), event('i-db-1', 'Scheduled', 'WARN'))
  await hub.pass(DAY, DAY)
  await post(event('i-web-1', 'Executed'), event('i-web-2', 'Scheduled', 'WARN'))
  await hub.pass(3 * DAY - HOUR, 3 * DAY - HOUR)
  await post(event('i-db-2', 'Scheduled'), event('i-db-2', 'Scheduled'), stopped('i-web-3'))
}

const summary = ({ now, past }: WireMutePreview) => ({
  now: [now.holds, now.count],
  past: [past.count, past.newsCount],
  days: past.days.map(({ day, count }) => `${day} ${count}`),
  policies: past.policies.map(({ policy, count }) => `${policy} ${count}`),
})

test('a silence shows what it would hold now, and the news that it would have held in a week', async () => {
  await begin()
  const preview = await ask('silence', { matchers: ['resource=~".*i-web.*"'] })
  expect(summary(preview)).toEqual({
    now: [true, 2],
    past: [3, 5],
    days: ['2026-03-10 1', '2026-03-11 1', '2026-03-14 1'],
    policies: ['all 3', 'web 3'],
  })
  expect(preview).toMatchObject({
    now: { isComplete: true, alerts: [{ state: 'firing' }, { state: 'firing' }] },
    past: { isComplete: true, from: '2026-03-07T01:15:01.000Z' },
  })
  expect(preview.past.events[0]).toMatchObject({ kind: 'notice' })
  // Nothing was made.
  expect((await hub.call('GET', '/api/v1/silences')).body.silences).toEqual([])
})

test('with times, only what came within them counts, and it says whether they hold now', async () => {
  await begin()
  const matchers = ['product="ECS"']
  const within = { matchers, recurs: [{ times: ['02:00-02:30'] }] }
  expect(summary(await ask('maintenance', within))).toMatchObject({ now: [false, 4], past: [3, 5] })
  const other = { matchers, recurs: [{ times: ['02:00-02:30'], weekdays: ['wednesday'] }] }
  expect(summary(await ask('silence', other))).toMatchObject({
    past: [1, 5],
    days: ['2026-03-11 1'],
  })
})

test('an inhibition counts what came while a source was open, with its beginning before the week too', async () => {
  await begin()
  const rule = { source: ['severity="critical"'], target: ['severity=~"warning|info"'] }
  // i-web-old is open all the time.
  expect(summary(await ask('inhibition', rule))).toMatchObject({
    now: [true, 2],
    days: ['2026-03-10 1', '2026-03-11 1', '2026-03-14 1'],
  })
  const same = { ...rule, equal: ['resource'] }
  expect(summary(await ask('inhibition', same))).toMatchObject({ now: [true, 0], past: [0, 5] })
  // Until i-web-1 ended, and not in the event after it.
  const web1 = { ...rule, source: ['resource=~".*i-web-1"'] }
  expect(summary(await ask('inhibition', web1))).toMatchObject({
    now: [true, 0],
    days: ['2026-03-10 1'],
  })
})

test('what fired again under the same alert counts as news, and as a source of an inhibition', async () => {
  hub = await startHub(HUB.replace('key: test-ingest-key', 'key: test-ingest-key, reopen: 1h'))
  const minute = 60_000
  await post(event('i-web-1', 'Scheduled'))
  await hub.pass(minute, minute)
  await post(event('i-web-1', 'Executed'))
  await hub.pass(minute, minute)
  await post(event('i-web-1', 'Scheduled'))
  expect((await hub.call('GET', '/api/v1/alerts')).body.alerts).toHaveLength(1)
  await post(event('i-db-1', 'Scheduled', 'WARN'))
  const silence = await ask('silence', { matchers: ['resource=~".*i-web.*"'] })
  expect(summary(silence)).toMatchObject({ past: [2, 3] })
  const rule = { source: ['resource=~".*i-web-1"'], target: ['severity="warning"'] }
  expect(summary(await ask('inhibition', rule))).toMatchObject({ past: [1, 3] })
})

test('times count by the wall of their zone, on either side of a change of its clock', async () => {
  hub = await startHub(HUB)
  // Clocks in Berlin go forward on 29 March 2026, at one o'clock in UTC.
  for (const at of ['28T00:30', '28T01:30', '30T00:30', '30T01:30']) {
    const next = Date.parse(`2026-03-${at}:00Z`)
    const ms = Math.max(0, next - hub.clock.now())
    await hub.pass(ms, ms)
    await post(event(`i-web-${at.replace(':', '-')}`, 'Scheduled'))
  }
  const intervals = [{ times: ['02:00-03:00'], zone: 'Europe/Berlin' }]
  const body = { matchers: ['product="ECS"'], recurs: intervals }
  for (const preview of [await ask('silence', body), await ask('mute-timing', { intervals })])
    expect(preview).toMatchObject({
      now: { holds: false },
      past: { count: 2, newsCount: 4, days: [{ day: '2026-03-28' }, { day: '2026-03-30' }] },
    })
})

test('a mute timing counts what its policy wanted within it, or outside of it', async () => {
  await begin()
  const intervals = [{ times: ['02:00-03:00'] }]
  expect(summary(await ask('mute-timing', { intervals, policy: 'web' }))).toMatchObject({
    now: [false, 2],
    past: [2, 5],
  })
  expect(summary(await ask('mute-timing', { intervals, use: 'active' }))).toMatchObject({
    now: [true, 4],
    past: [2, 5],
    days: ['2026-03-14 2'],
  })
})

test('a mute timing knows which policy a condition gives an event to', async () => {
  const routes = `routes: [{ when: 'fields["Event ID"] == "e-i-web-1"' }]`
  hub = await startHub(
    HUB.replace('match: [], notify: [{ to: ops }]', `match: [], notify: [{ to: ops }], ${routes}`),
  )
  await post(
    event('i-web-1', 'Scheduled'),
    event('i-db-1', 'Scheduled'),
    event('i-db-2', 'Scheduled'),
  )
  const intervals = [{ times: ['02:00-03:00'] }]
  const route = 'all/{when fields["Event ID"] == "e-i-web-1"}'
  expect(summary(await ask('mute-timing', { intervals, policy: route }))).toMatchObject({
    now: [true, 1],
    past: [1, 3],
  })
  expect(summary(await ask('mute-timing', { intervals, policy: 'all' }))).toMatchObject({
    now: [true, 2],
    past: [2, 3],
  })
})

test.each([
  ['silence', { matchers: [] }],
  ['silence', { matchers: ['team=~".*"'] }],
  ['maintenance', { matchers: ['a="b"'], recurs: [{ weekdays: ['someday'] }] }],
  ['inhibition', { source: ['a="b"'] }],
  ['inhibition', { source: ['a="b"'], target: ['c="d"'], equal: 'e' }],
  ['mute-timing', { intervals: [] }],
  ['mute-timing', { intervals: [{ times: ['01:00-02:00'] }], use: 'never' }],
  ['mute-timing', { intervals: [{ times: ['01:00-02:00'] }], policy: 'nobodys' }],
])('a preview of a %s of %j is refused with what was expected', async (kind, body) => {
  hub = await startHub(HUB)
  expect(await ask(kind, body)).toMatchObject({
    status: 400,
    detail: expect.stringMatching(/^Expected/),
  })
})
