import { afterEach, describe, expect, test } from 'vitest'
import type { WireSilence } from '../../src/api/wire.ts'
import { reboot, stopped } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** The harness begins on 5 March 2026, a Thursday, at 10:15 in Shanghai. */
const HUB = `
zone: Asia/Shanghai
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
policies:
  all: { match: [], notify: [{ to: ops }] }
fallback: ops
`

let hub: TestHub
afterEach(() => hub.close())

const ask = async (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: object,
): Promise<ReturnType<typeof Object>> => {
  const content = body && {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
  const answer = await hub.call(method, `/api/v1/${path}`, content)
  return { status: answer.status, ...answer.body }
}

async function post(...events: readonly object[]): Promise<string> {
  let last = ''
  for (const event of events) last = String((await hub.post(event))[0])
  await hub.settle()
  return last
}

const previews = async (): Promise<(string | undefined)[]> =>
  (await hub.heard('ops')).map(({ preview }) => preview)
const silenceOf = (change: object = {}) => ({
  matchers: ['product="ECS"'],
  createdBy: 'Li',
  comment: 'works',
  ...change,
})
const iso = (ms: number): string => new Date(hub.clock.now() + ms).toISOString()
const holdsOf = async (id: string): Promise<unknown> => (await hub.explain(id)).held

describe('silences', () => {
  test('one that begins later holds from then on, and says which it is and until when', async () => {
    hub = await startHub(HUB)
    const made = await ask(
      'POST',
      'silences',
      silenceOf({ startsAt: iso(HOUR), endsAt: iso(2 * HOUR) }),
    )
    expect(made).toMatchObject({ state: 'pending', kind: 'silence' })
    expect(made.holdsUntil).toBeUndefined()
    await post(reboot('i-now', 'Scheduled'))
    expect(await previews()).toHaveLength(1)
    await hub.pass(HOUR, 30 * MINUTE)
    const id = await post(reboot('i-later', 'Scheduled'))
    expect(await previews()).toHaveLength(1)
    expect(await holdsOf(id)).toMatchObject([
      { reason: 'silenced', by: made.id, until: made.endsAt, policy: 'all' },
    ])
    await hub.pass(HOUR, 30 * MINUTE)
    expect((await previews()).slice(1)).toEqual([expect.stringContaining('i-later')])
  })

  test('one that recurs holds within its times, and what fires through them is told after each', async () => {
    hub = await startHub(HUB)
    const recurs = [{ times: ['10:00-11:00'], zone: 'Asia/Shanghai' }]
    const made = await ask('POST', 'silences', silenceOf({ recurs, durationSeconds: 7 * 86_400 }))
    expect(made).toMatchObject({ recurs, state: 'active', holdsUntil: '2026-03-05T03:00:00.000Z' })
    const id = await post(reboot('i-1', 'Scheduled'))
    expect(await holdsOf(id)).toMatchObject([{ until: '2026-03-05T03:00:00.000Z' }])
    await hub.pass(44 * MINUTE, 22 * MINUTE)
    expect(await previews()).toEqual([])
    await hub.pass(2 * MINUTE, MINUTE)
    expect(await previews()).toEqual([expect.stringContaining('i-1')])
    expect((await ask('GET', `silences/${made.id}`)).holdsUntil).toBeUndefined()
    await post(reboot('i-2', 'Scheduled'))
    expect(await previews()).toHaveLength(2)
    // The next day at 10:16.
    await hub.pass(DAY - 46 * MINUTE + MINUTE, 6 * HOUR)
    const before = (await previews()).length
    await hub.restart()
    await post(reboot('i-3', 'Scheduled'))
    await hub.pass(30 * MINUTE, 30 * MINUTE)
    expect(await previews()).toHaveLength(0)
    expect(before).toBeGreaterThanOrEqual(2)
    await hub.pass(15 * MINUTE, 15 * MINUTE)
    expect(await previews()).toEqual([
      expect.stringMatching(/Still firing.*i-1/),
      expect.stringMatching(/Still firing.*i-2/),
      expect.stringContaining('i-3'),
    ])
  })

  test('one whose end is changed keeps its id, and lets go then', async () => {
    hub = await startHub(HUB)
    const made = await ask('POST', 'silences', silenceOf())
    await post(reboot('i-1', 'Scheduled'))
    const longer = await ask('PUT', `silences/${made.id}`, silenceOf({ durationSeconds: 7_200 }))
    await hub.settle()
    expect(longer).toMatchObject({ id: made.id, startsAt: made.startsAt, endsAt: iso(2 * HOUR) })
    await hub.pass(90 * MINUTE, 30 * MINUTE)
    expect(await previews()).toEqual([])
    await ask('PUT', `silences/${made.id}`, silenceOf({ durationSeconds: 60 }))
    await hub.settle()
    expect(await previews()).toEqual([])
    await hub.pass(2 * MINUTE, MINUTE)
    expect(await previews()).toHaveLength(1)
  })

  test('what would have been told again under one is told when that is ended by hand', async () => {
    hub = await startHub(HUB.replace('match: [],', 'match: [], group: { repeat: 1h },'))
    await post(reboot('i-1', 'Scheduled'))
    const made = await ask('POST', 'silences', silenceOf({ endsAt: iso(DAY) }))
    await hub.pass(70 * MINUTE, 10 * MINUTE)
    expect(await previews()).toHaveLength(1)
    await ask('DELETE', `silences/${made.id}`)
    await hub.pass(20_000)
    expect(await previews()).toHaveLength(2)
    await hub.pass(59 * MINUTE, 10 * MINUTE)
    expect(await previews()).toHaveLength(2)
  })

  test('one with other matchers ends, and another takes its place; only what that does not match is told', async () => {
    hub = await startHub(HUB)
    const made = await ask('POST', 'silences', silenceOf())
    await post(reboot('i-1', 'Scheduled'), reboot('i-2', 'Scheduled'))
    const matchers = ['resource=~".*i-2"']
    const edited = await ask('PUT', `silences/${made.id}`, silenceOf({ matchers }))
    await hub.settle()
    expect(edited.id).not.toBe(made.id)
    expect(await previews()).toEqual([expect.stringContaining('i-1')])
    const { silences } = await ask('GET', 'silences')
    expect(silences.map(({ id, state }: WireSilence) => [id, state])).toEqual([
      [edited.id, 'active'],
      [made.id, 'expired'],
    ])
  })

  test('they are listed by state, kind, author and the alert that they match', async () => {
    hub = await startHub(HUB)
    const one = await ask('POST', 'silences', silenceOf())
    const later = await ask(
      'POST',
      'silences',
      silenceOf({ startsAt: iso(HOUR), createdBy: 'Wang' }),
    )
    const works = await ask(
      'POST',
      'silences',
      silenceOf({ kind: 'maintenance', matchers: ['product="RDS"'] }),
    )
    await ask('DELETE', `silences/${one.id}`)
    const id = await post(reboot('i-1', 'Scheduled'))
    const alertId = (await hub.explain(id)).alert?.id
    const idsOf = async (query: string): Promise<string[]> =>
      (await ask('GET', `silences?${query}`)).silences.map((silence: WireSilence) => silence.id)
    expect(await idsOf('state=active')).toEqual([works.id])
    expect(await idsOf('state=expired')).toEqual([one.id])
    expect(await idsOf('kind=maintenance')).toEqual([works.id])
    expect(await idsOf('createdBy=Wang')).toEqual([later.id])
    expect(await idsOf(`alert=${alertId}`)).toEqual([later.id, one.id])
    expect(await ask('GET', 'silences?alert=none')).toMatchObject({ status: 404 })
    expect(await ask('GET', 'silences?state=dancing')).toMatchObject({ status: 400 })
    expect(await ask('GET', 'silences/none')).toMatchObject({ status: 404 })
    expect(await ask('PUT', 'silences/none', silenceOf())).toMatchObject({ status: 404 })
  })

  test.each([
    ['times that cannot be read', { recurs: [{ times: ['25:00-26:00'] }] }],
    ['an interval that says nothing', { recurs: [{}] }],
    ['a key that no interval has', { recurs: [{ hours: ['09:00-10:00'] }] }],
    ['an unknown zone', { recurs: [{ times: ['09:00-10:00'], zone: 'Mars/Base' }] }],
    ['times that are no list', { recurs: '09:00-10:00' }],
    ['too many intervals', { recurs: Array.from({ length: 21 }, () => ({ years: ['2026'] })) }],
    ['an unknown kind', { kind: 'party' }],
  ])('one with %s is refused with what was expected', async (_name, change) => {
    hub = await startHub(HUB)
    const answer = await ask('POST', 'silences', silenceOf(change))
    expect(answer).toMatchObject({ status: 400, detail: expect.stringMatching(/^Expected/) })
  })
})

/** 10:30 to 12:00 in Shanghai. */
const WINDOW = `${HUB}
maintenance:
  move: { match: ['product="ECS"'], from: "2026-03-05 10:30", until: "2026-03-05 12:00", comment: new disks }
`

describe('maintenance', () => {
  test('what begins in a window of the configuration is told at its end, if it still fires', async () => {
    hub = await startHub(WINDOW)
    await hub.pass(20 * MINUTE, 10 * MINUTE)
    const still = await post(reboot('i-still', 'Scheduled'))
    await post(reboot('i-over', 'Scheduled'))
    await post(reboot('i-over', 'Executed'))
    await post(stopped('i-notice'))
    expect(await holdsOf(still)).toMatchObject([
      {
        reason: 'maintenance',
        by: 'move',
        until: '2026-03-05T04:00:00.000Z',
        text: { zh: expect.stringContaining('维护') },
      },
    ])
    await hub.restart()
    await hub.pass(80 * MINUTE, 20 * MINUTE)
    expect(await previews()).toEqual([])
    await hub.pass(10 * MINUTE, 5 * MINUTE)
    expect(await previews()).toEqual([expect.stringContaining('i-still')])
  })

  test('who heard of a problem before it hears of its end in it', async () => {
    hub = await startHub(WINDOW)
    await post(reboot('i-1', 'Scheduled'))
    await hub.pass(20 * MINUTE, 10 * MINUTE)
    await post(reboot('i-1', 'Executing'))
    expect(await previews()).toHaveLength(1)
    await post(reboot('i-1', 'Executed'))
    expect((await previews()).slice(1)).toEqual([expect.stringMatching(/Resolved/)])
  })

  test('what was taken on in it stays taken on, and nobody is called for it afterwards', async () => {
    hub = await startHub(WINDOW)
    await hub.pass(20 * MINUTE, 10 * MINUTE)
    const id = await post(reboot('i-1', 'Scheduled'))
    const alertId = (await hub.explain(id)).alert?.id
    await ask('POST', `alerts/${alertId}/acknowledge`, { by: 'Li' })
    await hub.settle()
    await hub.pass(95 * MINUTE, 10 * MINUTE)
    expect(await ask('GET', `alerts/${alertId}`)).toMatchObject({ state: 'acknowledged' })
    expect((await previews()).join()).not.toMatch(/Firing/)
    await hub.pass(5 * HOUR, HOUR)
    expect((await previews()).length).toBeLessThanOrEqual(1)
  })

  test('a window that is taken out of the configuration lets go of what it held', async () => {
    hub = await startHub(WINDOW)
    await hub.pass(20 * MINUTE, 10 * MINUTE)
    await post(reboot('i-1', 'Scheduled'))
    await hub.configure(WINDOW.replace('new disks', 'more disks'))
    await hub.pass(2_000)
    expect(await previews()).toEqual([])
    await hub.configure(HUB)
    await hub.pass(2_000)
    expect(await previews()).toEqual([expect.stringContaining('i-1')])
  })

  test('the windows of the configuration are listed with what they are doing', async () => {
    hub = await startHub(`${WINDOW}  nights: { match: [], times: ["10:00-10:20"] }\n`)
    expect(await ask('GET', 'maintenance')).toMatchObject({
      windows: [
        {
          name: 'move',
          matchers: ['product="ECS"'],
          state: 'pending',
          startsAt: '2026-03-05T02:30:00.000Z',
        },
        { name: 'nights', matchers: [], state: 'active', holdsUntil: '2026-03-05T02:20:00.000Z' },
      ],
    })
  })

  test('one that was started by hand can be ended by hand', async () => {
    hub = await startHub(HUB)
    const works = await ask('POST', 'silences', silenceOf({ kind: 'maintenance' }))
    const id = await post(reboot('i-1', 'Scheduled'))
    expect(await holdsOf(id)).toMatchObject([{ reason: 'maintenance', by: works.id }])
    const longer = await ask('PUT', `silences/${works.id}`, silenceOf({ durationSeconds: 7_200 }))
    expect(longer).toMatchObject({ id: works.id, kind: 'maintenance' })
    await hub.settle()
    expect(await previews()).toEqual([])
    await ask('DELETE', `silences/${works.id}`)
    await hub.settle()
    expect(await previews()).toEqual([expect.stringContaining('i-1')])
  })
})
