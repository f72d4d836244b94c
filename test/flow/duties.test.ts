import { afterEach, expect, test } from 'vitest'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const HOUR_MS = 60 * 60_000
const DAY_MS = 24 * HOUR_MS

/** The harness begins on 5 March 2026, a Thursday, at 10:15:01 in Shanghai. */
const ROTA = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
  team: { language: zh, endpoints: [{ channel: dingtalk, url: "\${ROBOT}team" }] }
  wang: { name: 王伟, endpoints: [{ channel: dingtalk, url: "\${ROBOT}wang" }] }
  li: { name: Li, endpoints: [{ channel: dingtalk, url: "\${ROBOT}li" }] }
schedules:
  duty:
    zone: Asia/Shanghai
    layers: [{ rotate: daily, at: "09:00", contacts: [wang, li], from: "2026-03-05" }]
    handover: { to: team }
policies:
  all: { match: [], notify: [{ schedule: duty }] }
fallback: ops
`

let hub: TestHub
afterEach(() => hub.close())

const bodies = async (token: string): Promise<string[]> =>
  (await hub.heard(token)).map(({ payload }) => JSON.stringify(payload))

/** What a chat has heard once it has heard so many: schedules are looked at beside what the status counts. */
const heard = async (token: string, count: number): Promise<string[]> => {
  for (let look = 0; look < 300; look += 1) {
    if ((await bodies(token)).length >= count) break
    await hub.settle()
  }
  return bodies(token)
}

const json = (body: object) => ({
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json' },
})

const take = (body: object, schedule = 'duty') =>
  hub.call('POST', `/api/v1/schedules/${schedule}/overrides`, json({ createdBy: 'Li', ...body }))

test('the chat hears once who takes over, until when, and who was on call before', async () => {
  hub = await startHub(ROTA)
  await hub.settle()
  expect(await bodies('team')).toEqual([])
  await hub.pass(DAY_MS, 6 * HOUR_MS)
  const [told, ...more] = await heard('team', 1)
  expect(more).toEqual([])
  expect(told).toContain('duty：现在值班：Li')
  expect(told).toContain('2026-03-07 09:00:00 +08:00')
  expect(told).toContain('此前')
  expect(told).toContain('王伟')
})

test('a handover is told as long before as the schedule says', async () => {
  hub = await startHub(ROTA.replace('{ to: team }', '{ to: team, before: 30m }'))
  await hub.pass(22 * HOUR_MS, 11 * HOUR_MS)
  await hub.pass(14 * 60_000, 14 * 60_000)
  expect(await bodies('team')).toEqual([])
  await hub.pass(60_000, 60_000)
  expect((await heard('team', 1))[0]).toContain('自 2026-03-06 09:00:00 +08:00 起值班：Li')
  await hub.pass(HOUR_MS, 30 * 60_000)
  expect(await bodies('team')).toHaveLength(1)
})

test('after several handovers in one leap of time the chat hears who is on call now, once, and nothing where it is the same', async () => {
  hub = await startHub(ROTA)
  await hub.settle()
  await hub.pass(3 * DAY_MS, 3 * DAY_MS)
  expect(await heard('team', 1)).toHaveLength(1)
  await hub.pass(2 * DAY_MS, 2 * DAY_MS)
  await hub.restart()
  await hub.pass(HOUR_MS, HOUR_MS)
  expect(await bodies('team')).toEqual([])
  await hub.pass(DAY_MS, DAY_MS)
  expect(await heard('team', 1)).toHaveLength(1)
})

test('who takes on-call now is paged, shown and told of at once, through a restart, until the end', async () => {
  hub = await startHub(ROTA)
  await hub.settle()
  const taken = await take({ contact: 'li', durationSeconds: 7200, comment: 'swap' })
  expect(taken.body).toMatchObject({
    override: {
      schedule: 'duty',
      contact: { id: 'li', name: 'Li' },
      state: 'active',
      origin: 'stored',
      createdBy: 'Li',
      comment: 'swap',
    },
    onCall: { kind: 'shift', contact: { id: 'li' }, until: '2026-03-05T04:15:01.000Z' },
    gaps: [],
  })
  await hub.settle()
  expect((await heard('team', 1))[0]).toContain('现在值班：Li')
  await hub.restart()
  await hub.post(reboot('i-1', 'Scheduled'))
  await hub.settle()
  expect(await bodies('li')).toHaveLength(1)
  expect(await bodies('team')).toEqual([])
  await hub.pass(2 * HOUR_MS, HOUR_MS)
  expect((await heard('team', 1))[0]).toContain('现在值班：王伟')
  await hub.post(reboot('i-2', 'Scheduled'))
  await hub.settle()
  expect(await bodies('wang')).toHaveLength(1)
})

test('an override that holds is cut off now, one to come is gone, and one that is over stays as it was', async () => {
  hub = await startHub(ROTA)
  const path = '/api/v1/schedules/duty/overrides'
  const running = (await take({ contact: 'li', durationSeconds: 7200 })).body.override.id
  const later = (
    await take({ contact: 'li', from: '2026-03-09T00:00Z', until: '2026-03-10T00:00Z' })
  ).body.override.id
  await hub.pass(HOUR_MS, HOUR_MS)
  const cut = await hub.call('DELETE', `${path}/${running}`)
  expect(cut.body).toMatchObject({
    override: { until: '2026-03-05T03:15:01.000Z', state: 'over' },
    onCall: { contact: { id: 'wang' } },
  })
  expect((await hub.call('DELETE', `${path}/${later}`)).status).toBe(200)
  expect((await hub.call('DELETE', `${path}/${later}`)).status).toBe(404)
  expect((await hub.call('DELETE', `${path}/${running}`)).status).toBe(409)
  const { overrides, shifts } = (
    await hub.call('GET', '/api/v1/schedules/duty?from=2026-03-05T02:00Z&until=2026-03-12T00:00Z')
  ).body
  expect(overrides).toEqual([expect.objectContaining({ id: running, state: 'over' })])
  expect(shifts.slice(0, 3)).toMatchObject([
    { contact: { id: 'wang' }, layer: 0, until: '2026-03-05T02:15:01.000Z' },
    { contact: { id: 'li' }, override: running, until: '2026-03-05T03:15:01.000Z' },
    { contact: { id: 'wang' }, layer: 0 },
  ])
})

test.each([
  [
    'an end that is past',
    { contact: 'li', until: '2026-03-05T02:00Z' },
    'what is past stays as it was',
  ],
  ['no end', { contact: 'li' }, '"until"'],
  ['a contact that nobody knows', { contact: 'lee', durationSeconds: 60 }, '"contact" as the name'],
  ['no contact', { durationSeconds: 60 }, '"contact"'],
  ['nobody who makes it', { contact: 'li', durationSeconds: 60, createdBy: '' }, '"createdBy"'],
  ['a length of years', { contact: 'li', until: '2030-01-01T00:00Z' }, '366 days'],
  ['nobody to replace', { contact: 'li', durationSeconds: 60, replaces: 'nobody' }, '"replaces"'],
])('an override with %s is refused', async (_name, body, expected) => {
  hub = await startHub(ROTA)
  const answer = await take(body)
  expect(answer.status).toBe(400)
  expect(answer.body.detail).toContain(expected)
  expect((await take({ contact: 'li', durationSeconds: 60 }, 'none')).status).toBe(404)
})

test('the answer to an override names the gaps of the next 90 days that are left', async () => {
  hub = await startHub(
    ROTA.replace('from: "2026-03-05"', 'from: "2026-03-05", until: "2026-05-01"'),
  )
  const [from, until] = ['2026-04-30T16:00Z', '2026-05-31T16:00Z']
  const { body } = await take({ contact: 'li', from, until })
  expect(body.gaps).toEqual([
    { from: '2026-05-31T16:00:00.000Z', until: '2026-06-03T02:15:01.000Z' },
  ])
})

test('an override that would begin in the past begins now: who was on call stays as it was', async () => {
  hub = await startHub(ROTA)
  const taken = await take({ contact: 'li', from: '2026-03-05T01:30Z', until: '2026-03-05T04:00Z' })
  expect(taken.body.override).toMatchObject({ from: '2026-03-05T02:15:01.000Z', state: 'active' })
  const before = await hub.call('GET', '/api/v1/oncall?at=2026-03-05T02:15:00Z')
  expect(before.body.onCall).toMatchObject([{ contact: { id: 'wang' } }])
})

test('overrides of the file are shown and not changed here; the newest counts, and one that replaces only where that contact is on call', async () => {
  const written =
    '    overrides: [{ from: "2026-03-05 10:00", until: "2026-03-05 12:00", contact: li }]\n'
  hub = await startHub(ROTA.replace('    handover:', `${written}    handover:`))
  const refused = await hub.call('DELETE', '/api/v1/schedules/duty/overrides/duty%231')
  expect(refused.status).toBe(409)
  expect((await take({ contact: 'wang', durationSeconds: 60 })).body.onCall.contact.id).toBe('wang')
  const missed = await take({ contact: 'nobody', replaces: 'li', durationSeconds: 3600 })
  expect(missed.body.onCall.contact.id).toBe('wang')
  const replaced = await take({ contact: 'nobody', replaces: 'wang', durationSeconds: 60 })
  expect(replaced.body.onCall.kind).toBe('nobody')
})

test('owners hear of a gap a week and a day before it begins, each once, through a restart', async () => {
  const ended = ROTA.replace('from: "2026-03-05"', 'from: "2026-03-05", until: "2026-03-20"')
  hub = await startHub(ended.replace('    handover: { to: team }', '    owners: team'))
  await hub.pass(7 * DAY_MS, DAY_MS)
  expect(await bodies('team')).toEqual([])
  await hub.pass(DAY_MS, DAY_MS)
  expect((await heard('team', 1))[0]).toContain(
    'duty：排班有 1 处空缺，自 2026-03-20 00:00:00 +08:00 起',
  )
  await hub.restart()
  await hub.pass(5 * DAY_MS, DAY_MS)
  expect(await bodies('team')).toEqual([])
  await hub.pass(DAY_MS, DAY_MS)
  expect(await heard('team', 1)).toHaveLength(1)
  await hub.restart()
  await hub.pass(3 * DAY_MS, DAY_MS)
  expect(await bodies('team')).toEqual([])
  expect(await bodies('ops')).toEqual([])
})

test('the fallback hears of gaps where a schedule has no owners, and gaps of every night come in one message', async () => {
  hub = await startHub(
    ROTA.replace('from: "2026-03-05"', 'hours: ["09:00-18:00"]').replace(
      '    handover: { to: team }\n',
      '',
    ),
  )
  await hub.settle()
  const [told, ...more] = await heard('ops', 1)
  expect(more).toEqual([])
  expect(told).toContain('duty: 14 gaps in the schedule, from 2026-03-05 18:00:00 +08:00')
  await hub.pass(7 * DAY_MS, DAY_MS)
  expect((await bodies('ops')).length).toBeLessThan(8)
})

test('who is on call is asked for now and at any time, with names and never with addresses', async () => {
  hub = await startHub(ROTA)
  const now = await hub.call('GET', '/api/v1/oncall')
  expect(now.body).toEqual({
    onCall: [
      {
        schedule: 'duty',
        zone: 'Asia/Shanghai',
        at: '2026-03-05T02:15:01.000Z',
        kind: 'shift',
        contact: { id: 'wang', name: '王伟' },
        since: '2026-03-05T01:00:00.000Z',
        until: '2026-03-06T01:00:00.000Z',
        next: { kind: 'shift', contact: { id: 'li', name: 'Li' } },
      },
    ],
  })
  const then = await hub.call('GET', '/api/v1/oncall?at=2026-03-06T09:00:00%2B08:00')
  expect(then.body.onCall[0].contact.id).toBe('li')
  expect((await hub.call('GET', '/api/v1/oncall?at=yesterday')).status).toBe(400)
  const list = await hub.call('GET', '/api/v1/schedules')
  expect(list.body.schedules).toMatchObject([{ id: 'duty', onCall: { contact: { id: 'wang' } } }])
  expect((await hub.call('GET', '/api/v1/schedules/none')).status).toBe(404)
  expect((await hub.call('GET', '/api/v1/schedules/duty?until=2036-01-01T00:00Z')).status).toBe(400)
})

test('more schedules than one transaction takes are all looked at', async () => {
  const names = Array.from({ length: 60 }, (_, number) => `duty-${number}`)
  const layers =
    'layers: [{ rotate: daily, at: "09:00", contacts: [wang, li], from: "2026-03-05" }]'
  const many = names.map((name) => `  ${name}: { ${layers}, handover: { to: team } }`).join('\n')
  const schedules = ROTA.indexOf('schedules:')
  const policies = ROTA.indexOf('policies:')
  hub = await startHub(
    `${ROTA.slice(0, schedules)}schedules:\n${many}\n${ROTA.slice(policies).replace('schedule: duty', 'schedule: duty-0')}`,
  )
  for (let look = 0; look < 20; look += 1) await hub.settle()
  await hub.pass(DAY_MS, DAY_MS)
  const told = async (): Promise<number> =>
    new Set((await bodies('team')).join('\n').match(/duty-\d+/g) ?? []).size
  for (let look = 0; look < 100 && (await told()) < 60; look += 1) await hub.pass(1000, 1000)
  expect(await told()).toBe(60)
})

test('a look at more shifts than anybody would read is refused', async () => {
  const hourly = ['[wang, li]', '[li, wang]', '[ops, li]'].map(
    (contacts) => `{ rotate: hourly, contacts: ${contacts} }`,
  )
  hub = await startHub(ROTA.replace(/layers: .*/, `layers: [${hourly.join(', ')}]`))
  const path = '/api/v1/schedules/duty?from=2026-03-05T00:00Z&until='
  expect((await hub.call('GET', `${path}2026-04-05T00:00Z`)).status).toBe(200)
  const refused = await hub.call('GET', `${path}2027-03-01T00:00Z`)
  expect(refused.status).toBe(400)
  expect(refused.body.detail).toContain('at most 20000 shifts')
})
