import { afterEach, expect, test } from 'vitest'
import type { WireDay } from '../../src/api/wire-retention.ts'
import { RETENTION_LIMITS } from '../../src/base/limits.ts'
import { retentionLines } from '../../src/cli/retention-lines.ts'
import { reboot, stopped } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const CONFIGURATION = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
policies: { all: { match: [], notify: [{ to: ops }] } }
retention: { events: 10d, alerts: 20d, quarantine: off }
`

let hub: TestHub
afterEach(() => hub.close())

const status = async (path: string): Promise<number> => (await hub.call('GET', path)).status
const texts = async (): Promise<readonly string[]> =>
  (await hub.heard('ops')).map(({ payload }) => JSON.stringify(payload))
const idsIn = async (list: 'alerts' | 'events' | 'notifications'): Promise<readonly string[]> =>
  (await hub.call('GET', `/api/v1/${list}?limit=500`)).body[list].map(
    ({ id }: { id: string }) => id,
  )
/** Lets the hub look for what is over, a batch at each look, until `isSo`. */
async function look(isSo: () => Promise<boolean>): Promise<void> {
  for (let looks = 0; !(await isSo()); looks++) {
    expect(looks).toBeLessThan(20)
    await hub.pass(RETENTION_LIMITS.lookMs, RETENTION_LIMITS.lookMs)
  }
}
const isGone = (path: string) => async (): Promise<boolean> => (await status(path)) === 404
/** An event and some looks behind everything before it: what is not gone then stays. */
async function standBehind(name: string): Promise<void> {
  const [id] = await hub.post(stopped(name))
  await hub.pass(4 * MINUTE, MINUTE)
  expect(await status(`/api/v1/events/${id}`)).toBe(200)
}

test('an alert that is over is gone in its time, with its events and messages; the counts stay', async () => {
  hub = await startHub(CONFIGURATION)
  const [first = ''] = await hub.post(reboot('i-1', 'Scheduled'))
  await hub.settle()
  await hub.pass(MINUTE)
  const [last = ''] = await hub.post(reboot('i-1', 'Executed'))
  await hub.settle()
  const [alert = ''] = await idsIn('alerts')
  const messages = await idsIn('notifications')
  expect(await texts()).toHaveLength(2)
  expect(messages).toHaveLength(2)
  const day = (await hub.call('GET', '/api/v1/reports/daily')).body.days[0]
  expect(day).toMatchObject({ events: 2, opened: 1, ended: 1, secondsToEnd: 60, sent: 2, dead: 0 })

  await hub.pass(9 * DAY, DAY)
  await standBehind('i-2')
  expect(await status(`/api/v1/events/${first}`)).toBe(200)
  await hub.pass(DAY, DAY)
  await look(isGone(`/api/v1/events/${first}`))
  expect(await status(`/api/v1/events/${last}`)).toBe(404)
  for (const id of messages) expect(await status(`/api/v1/notifications/${id}`)).toBe(404)
  expect(await status(`/api/v1/alerts/${alert}`)).toBe(200)
  const { body: story } = await hub.call('GET', `/api/v1/alerts/${alert}/story`)
  expect(story).toMatchObject({ alert: { id: alert, state: 'resolved' }, omitted: { events: 2 } })

  await hub.pass(10 * DAY, DAY)
  await look(isGone(`/api/v1/alerts/${alert}`))
  const gone = await hub.call('GET', `/api/v1/alerts/${alert}/story`)
  expect([gone.status, gone.body.code]).toEqual([404, 'TOCSIN_NOT_FOUND'])
  const { body } = await hub.call('GET', `/api/v1/reports/daily?since=${day.day}&until=${day.day}`)
  expect(body).toEqual({ by: 'day', days: [day], isCut: false })
  // What fires again under the same key is a new alert.
  await hub.post(reboot('i-1', 'Scheduled', { id: 'again' }))
  await hub.settle()
  expect(await idsIn('alerts')).not.toContain(alert)
  expect((await texts()).at(-1)).toContain('i-1')
})

test('an alert that stays open keeps its story, and its end is told', async () => {
  hub = await startHub(CONFIGURATION)
  const [first = ''] = await hub.post(reboot('i-1', 'Scheduled'))
  const [other = ''] = await hub.post(stopped('i-9'))
  await hub.settle()
  const [alert = ''] = await idsIn('alerts')
  await hub.pass(30 * DAY, DAY)
  await standBehind('i-2')
  await look(isGone(`/api/v1/events/${other}`))
  expect(await status(`/api/v1/events/${first}`)).toBe(200)
  const { body: story } = await hub.call('GET', `/api/v1/alerts/${alert}/story`)
  expect(story.omitted).toEqual({ events: 0, lines: 0 })
  expect(story.lines[0]).toMatchObject({ kind: 'event', eventId: first })
  await hub.post(reboot('i-1', 'Executed'))
  await hub.settle()
  expect((await texts()).at(-1)).toMatch(/Resolved.*i-1/)
  await standBehind('i-3')
  expect(await status(`/api/v1/events/${first}`)).toBe(200)
  await hub.pass(10 * DAY, DAY)
  await look(isGone(`/api/v1/events/${first}`))
})

test('much is dropped in many small steps, and a hub that is restarted in the middle goes on', async () => {
  hub = await startHub(CONFIGURATION)
  const count = RETENTION_LIMITS.batchMax + 40
  await Promise.all(Array.from({ length: count }, (_, index) => hub.post(stopped(`i-${index}`))))
  await hub.settle()
  hub.clock.advance(9 * DAY)
  await standBehind('newest')
  const kept = async (): Promise<number> =>
    (await hub.call('GET', '/api/v1/recording/events?since=0&until=9000000000000&limit=500')).body
      .rows.length
  expect(await kept()).toBe(count + 1)
  hub.clock.advance(DAY)
  await look(async () => (await kept()) <= count)
  expect(await kept()).toBeGreaterThan(40)
  await hub.restart()
  await look(async () => (await kept()) === 1)
  const { body } = await hub.call('GET', '/api/v1/reports/daily?by=source')
  const events = body.days.map(({ source, events }: WireDay) => [source, events])
  expect(events).toEqual([
    ['aliyun', 1],
    ['aliyun', count],
  ])
})

test('the status says how long what is kept, and since when there is something', async () => {
  hub = await startHub(CONFIGURATION)
  await hub.post(stopped('i-1'))
  const { retention } = await hub.settle()
  expect(retention).toMatchObject({
    eventsSeconds: 864_000,
    alertsSeconds: 1_728_000,
    silencesSeconds: 432_000,
    oldestEventAt: '2026-03-05T02:15:01.000Z',
  })
  expect(retention.quarantineSeconds).toBeUndefined()
  expect(retention.fileBytes).toBeGreaterThan(retention.freeBytes)
  const bytes = { fileBytes: 12_340_000, freeBytes: 1_000_000 }
  expect(retentionLines({ ...retention, ...bytes })).toEqual([
    'kept: events 10 d, alerts 20 d, quarantine for ever, silences 5 d; the oldest event is of 2026-03-05T02:15:01.000Z',
    'database: 12.3 MB, of which 1.0 MB are free for what comes',
  ])
})

test.each([
  ['since=yesterday', 'Expected since as a day such as 2026-03-05, found "yesterday"'],
  ['until=2026-02-30', 'Expected until as a day such as 2026-03-05, found "2026-02-30"'],
  ['since=2026-03-05&until=2026-03-04', 'Expected 1 to 366 days from since to until, found 0'],
  ['since=2020-01-01', 'Expected 1 to 366 days from since to until'],
  ['by=hour', 'Expected by to be one of day, source, policy, found "hour"'],
])('a report that is asked for with %s is refused', async (query, text) => {
  hub = await startHub(CONFIGURATION)
  const { status: code, body } = await hub.call('GET', `/api/v1/reports/daily?${query}`)
  expect([code, body.code]).toEqual([400, 'TOCSIN_REQUEST_INVALID'])
  expect(body.detail).toContain(text)
})
