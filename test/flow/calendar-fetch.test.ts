import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const HOUR_MS = 60 * 60_000

/** The harness begins on 5 March 2026, a Thursday, at 10:15:01 in Shanghai. */
const rotaAt = (url: string): string => `
zone: Asia/Shanghai
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
  wang: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}wang" }] }
  li: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}li" }] }
schedules:
  duty: { layers: [{ ical: { url: "${url}", every: 1h } }] }
policies:
  all: { match: [], notify: [{ schedule: duty }] }
fallback: ops
`

const calendarOf = (summary: string): string =>
  `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:${summary}\r\nDTSTART:20260301T000000\r\nDTEND:20260401T000000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`

let hub: TestHub
let server: Server
let answer: { status: number; body: string }
let asked = 0

beforeEach(async () => {
  answer = { status: 200, body: calendarOf('wang') }
  asked = 0
  server = createServer((_request, response) => {
    asked += 1
    response.writeHead(answer.status, { 'content-type': 'text/calendar' }).end(answer.body)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
})
afterEach(async () => {
  await hub.close()
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
})

const start = async (): Promise<void> => {
  const { port } = server.address() as AddressInfo // a TCP server that listens has this kind of address
  hub = await startHub(rotaAt(`http://127.0.0.1:${port}/s3cret/duty.ics`))
}

/** Who is on call by the hub, asked until it is the one that is waited for. */
async function onCall(wanted: string | undefined): Promise<string | undefined> {
  for (let look = 0; look < 100; look += 1) {
    if ((await contactNow()) === wanted) break
    await hub.settle()
  }
  return contactNow()
}

async function contactNow(): Promise<string | undefined> {
  return (await hub.call('GET', '/api/v1/oncall')).body.onCall[0].contact?.id
}

/** The failures in the status, once there are as many as are waited for. */
async function failures(count: number): Promise<ReturnType<typeof Object>[]> {
  for (let look = 0; look < 100; look += 1) {
    if ((await hub.settle()).calendars.length === count) break
  }
  return [...(await hub.settle()).calendars]
}

test('whom a calendar that is fetched names is paged, and another copy counts as soon as it is there', async () => {
  await start()
  expect(await onCall('wang')).toBe('wang')
  await hub.post(reboot('i-1', 'Scheduled'))
  await hub.settle()
  expect(await hub.heard('wang')).toHaveLength(1)
  answer = { status: 200, body: calendarOf('li') }
  await hub.pass(HOUR_MS / 2, HOUR_MS / 2)
  expect(await contactNow()).toBe('wang')
  await hub.pass(HOUR_MS / 2, HOUR_MS / 2)
  expect(await onCall('li')).toBe('li')
})

test.each([
  ['an error', { status: 503, body: 'no' }, 'Expected the answer 200 with a calendar, found 503.'],
  ['another page', { status: 200, body: '<html>sign in</html>' }, 'It is no iCalendar:'],
  ['a redirect', { status: 302, body: '' }, 'found 302.'],
])(
  'after %s the last good copy counts, through a restart, and the status says why',
  async (_name, bad, text) => {
    await start()
    expect(await onCall('wang')).toBe('wang')
    answer = bad
    await hub.pass(HOUR_MS, HOUR_MS)
    expect(await failures(1)).toMatchObject([
      {
        schedule: 'duty',
        calendar: expect.stringContaining('127.0.0.1'),
        text: expect.stringContaining(text),
      },
    ])
    expect(await contactNow()).toBe('wang')
    await hub.restart()
    expect(await contactNow()).toBe('wang')
    const { layers } = (await hub.call('GET', '/api/v1/schedules/duty')).body
    expect(layers[0].fetchedAt).toBe('2026-03-05T02:15:01.000Z')
    expect(JSON.stringify(layers)).not.toContain('s3cret')
    answer = { status: 200, body: calendarOf('li') }
    await hub.pass(HOUR_MS, HOUR_MS)
    expect(await onCall('li')).toBe('li')
    expect(await failures(0)).toEqual([])
  },
)

test('a calendar that nobody can fetch is asked again every few minutes, and nobody is on call by it', async () => {
  answer = { status: 404, body: '' }
  await start()
  expect(await failures(1)).toHaveLength(1)
  expect(await contactNow()).toBeUndefined()
  const before = asked
  await hub.pass(4 * 60_000, 60_000)
  expect(asked).toBe(before)
  answer = { status: 200, body: calendarOf('li') }
  await hub.pass(60_000, 60_000)
  expect(await onCall('li')).toBe('li')
})
