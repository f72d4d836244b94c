import ICAL from 'ical.js'
import { afterEach, expect, test } from 'vitest'
import { Secret } from '../../src/base/secret.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const DAY_MS = 24 * 60 * 60_000

/** The harness begins on 5 March 2026, a Thursday, at 10:15:01 in Shanghai. */
const ROTA = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
  wang: { name: 王伟, mobile: "13800000000" }
  li: { mobile: "13900000000" }
schedules:
  duty:
    zone: Asia/Shanghai
    layers: [{ rotate: weekly, at: "Mon 09:00", contacts: [wang, li, nobody], from: "2026-03-02", until: "2026-06-01" }]
  night:
    layers: [{ rotate: daily, at: "22:00", contacts: [li] }]
policies:
  all: { match: [], notify: [{ schedule: duty }, { schedule: night }] }
fallback: ops
`

let hub: TestHub
afterEach(() => hub.close())

const make = (body: object) =>
  hub.call('POST', '/api/v1/calendars', {
    body: JSON.stringify({ createdBy: 'Li', ...body }),
    headers: { 'content-type': 'application/json' },
  })

type Shown = { uid: string; from: string; until: string; summary: string }

async function eventsAt(path: string): Promise<Shown[]> {
  const { status, type, body } = await hub.call('GET', path)
  expect([status, type]).toEqual([200, 'text/calendar; charset=utf-8'])
  const calendar = new ICAL.Component(ICAL.parse(String(body)))
  return calendar.getAllSubcomponents('vevent').map((event) => ({
    uid: String(event.getFirstPropertyValue('uid')),
    from: String(event.getFirstPropertyValue('dtstart')),
    until: String(event.getFirstPropertyValue('dtend')),
    summary: String(event.getFirstPropertyValue('summary')),
  }))
}

test('a calendar of a schedule shows its shifts and gaps, under ids that stay', async () => {
  hub = await startHub(ROTA)
  const { path, ...made } = (await make({ schedule: 'duty' })).body
  expect(made).toMatchObject({ schedule: 'duty', createdBy: 'Li', language: 'en' })
  const events = await eventsAt(path)
  expect(events.slice(0, 4).map(({ from, until, summary }) => [from, until, summary])).toEqual([
    ['2026-02-02T00:00:00Z', '2026-03-02T01:00:00Z', 'duty: nobody (a gap)'],
    ['2026-03-02T01:00:00Z', '2026-03-09T01:00:00Z', 'duty: 王伟'],
    ['2026-03-09T01:00:00Z', '2026-03-16T01:00:00Z', 'duty: li'],
    ['2026-03-23T01:00:00Z', '2026-03-30T01:00:00Z', 'duty: 王伟'],
  ])
  await hub.pass(40 * DAY_MS, 20 * DAY_MS)
  const later = await eventsAt(path)
  const shared = events.filter(({ uid }) => later.some((event) => event.uid === uid))
  expect(shared.length).toBeGreaterThan(6)
  expect(later[0]).toEqual(events[2])
})

test('a calendar of a contact shows what it has in all schedules, in its language', async () => {
  hub = await startHub(ROTA)
  const { path } = (await make({ contact: 'li', language: 'zh' })).body
  expect(path).toMatch(/^\/calendar\/[\w-]{32}\/li\.ics$/)
  const events = await eventsAt(path)
  expect(new Set(events.map(({ summary }) => summary))).toEqual(
    new Set(['值班：duty', '值班：night']),
  )
  expect(events[0]).toMatchObject({ from: '2026-02-02T00:00:00Z', summary: '值班：night' })
})

test('an app that has it is told that nothing changed, until an override changes it', async () => {
  hub = await startHub(ROTA)
  const { path } = (await make({ schedule: 'duty' })).body
  const { request } = await import('undici')
  const ask = async (etag?: string) => {
    const answer = await request(`${hub.app.url}${path}`, {
      headers: etag === undefined ? {} : { 'if-none-match': etag },
    })
    await answer.body.dump()
    return [answer.statusCode, String(answer.headers['etag'])] as const
  }
  const [, etag] = await ask()
  hub.clock.advance(60_000)
  expect(await ask(etag)).toEqual([304, etag])
  await hub.call('POST', '/api/v1/schedules/duty/overrides', {
    body: JSON.stringify({ contact: 'li', durationSeconds: 3600, createdBy: 'Li' }),
    headers: { 'content-type': 'application/json' },
  })
  expect((await ask(etag))[0]).toBe(200)
})

test('a calendar needs no API token, is not listed with its own, and is gone once it is taken back', async () => {
  hub = await startHub(ROTA, { apiToken: new Secret('api-token') })
  const authorization = 'Bearer api-token'
  const made = await hub.call('POST', '/api/v1/calendars', {
    body: JSON.stringify({ schedule: 'duty', createdBy: 'Li' }),
    headers: { 'content-type': 'application/json', authorization },
  })
  const { id, path } = made.body
  expect(await eventsAt(path)).not.toEqual([])
  expect((await hub.call('GET', '/api/v1/calendars')).status).toBe(401)
  const listed = await hub.call('GET', '/api/v1/calendars', { headers: { authorization } })
  expect(listed.body.calendars).toEqual([expect.objectContaining({ id, schedule: 'duty' })])
  const token = path.split('/')[2]
  expect(JSON.stringify(listed.body)).not.toContain(token)
  expect((await hub.call('GET', `/calendar/${token}/night.ics`)).status).toBe(404)
  expect((await hub.call('GET', '/calendar/guess/duty.ics')).status).toBe(404)
  await hub.call('DELETE', `/api/v1/calendars/${id}`, { headers: { authorization } })
  expect((await hub.call('GET', path)).status).toBe(404)
})

test.each([
  ['both', { schedule: 'duty', contact: 'li' }, 'either "schedule" or "contact"'],
  ['neither', {}, 'either "schedule" or "contact"'],
  ['a schedule that is none', { schedule: 'none' }, '"schedule" as the name'],
  ['a contact that is none', { contact: 'none' }, '"contact" as the name'],
  ['another language', { contact: 'li', language: 'fr' }, 'language'],
  ['nobody who asks', { contact: 'li', createdBy: '' }, '"createdBy"'],
])('a calendar of %s is refused', async (_name, body, expected) => {
  hub = await startHub(ROTA)
  const answer = await make(body)
  expect(answer.status).toBe(400)
  expect(answer.body.detail).toContain(expected)
})

test('whoever guesses addresses of calendars has to wait', async () => {
  hub = await startHub(ROTA)
  let status = 404
  for (let guess = 0; guess < 200 && status === 404; guess += 1)
    status = (await hub.call('GET', `/calendar/guess-${guess}/duty.ics`)).status
  expect(status).toBe(429)
})
