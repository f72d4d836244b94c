import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { adapters } from '../../src/adapters.ts'
import { ManualClock } from '../../src/base/clock.ts'
import { createHttpClient, type HttpClient } from '../../src/base/http-client.ts'
import { idSource, systemChance } from '../../src/base/id.ts'
import { DELIVERY_LIMITS } from '../../src/base/limits.ts'
import { silentLog } from '../../src/base/log.ts'
import { resolveAnyHost } from '../../src/base/resolve-host.ts'
import { Secret } from '../../src/base/secret.ts'
import type { ChannelType } from '../../src/contract/channel.ts'
import { textOf } from '../../src/contract/fields.ts'
import type { Store } from '../../src/contract/store.ts'
import type { Endpoint } from '../../src/model/configuration.ts'
import type { Message } from '../../src/model/message.ts'
import type { Notification } from '../../src/model/notification.ts'
import type { Receipt } from '../../src/model/receipt.ts'
import type { LocalText } from '../../src/model/text.ts'
import { Delivery } from '../../src/stages/deliver/deliver.ts'
import { openStore } from '../../src/store/store.ts'

const T0 = Date.UTC(2026, 2, 5, 2, 15)
const MINUTE = 60_000

type Sent = { key: string; robot: string; at: number; message: Message; form: string }

let folder: string
let store: Store
let clock: ManualClock
let http: HttpClient
let delivery: Delivery
let sent: Sent[]
let endpoints: Endpoint[]
/** What the robot answers to this request. */
let answer: (request: Sent) => Receipt | Promise<Receipt>
let rescued: { dead: readonly Notification[]; trouble: LocalText }[]
let copied: Notification[]
let change: Partial<ChannelType>
/** More alerts than this and one message has to leave some out. */
let namedMax: number

const OK: Receipt = { kind: 'sent' }
const refused = (reason: Extract<Receipt, { kind: 'refused' }>['reason']): Receipt => ({
  kind: 'refused',
  reason,
  text: `no: ${reason}`,
  remedy: { en: 'Do something.', zh: '请处理。' },
})
const retry = (reason: Extract<Receipt, { kind: 'retry' }>['reason']): Receipt => ({
  kind: 'retry',
  reason,
  text: `later: ${reason}`,
  remedy: { en: 'Wait.', zh: '请等待。' },
})

function channelOf(): ChannelType {
  return {
    type: 'test',
    title: 'test',
    fields: [],
    room: () => ({ entriesMax: 300, bytesMax: 13_000 }),
    hasPlainForm: true,
    limits: () => ({ messagesMax: 20, windowMs: MINUTE, penaltyMs: 0 }),
    address: () => 'test:robot',
    check: () => [],
    render: (message, _settings, form = 'full') => ({
      body: JSON.stringify({ message, form }),
      cut: message.alerts.length > namedMax,
    }),
    async send({ body }, settings, { idempotencyKey }) {
      const { message, form } = JSON.parse(body)
      const robot = textOf(settings, 'robot') ?? 'test:robot'
      const request = { key: idempotencyKey, robot, at: clock.now(), message, form }
      sent.push(request)
      return answer(request)
    },
    ...change,
  }
}

function endpointOf(robot = 'test:robot', more: Partial<Endpoint> = {}): Endpoint {
  return {
    id: `ops/${robot}`,
    lane: robot,
    robot,
    contact: 'ops',
    channel: 'test',
    language: 'en',
    settings: { robot, secret: new Secret('first') },
    ...more,
  }
}

function startDelivery(): void {
  const routeTo = (endpoint: Endpoint) => ({ endpoint, channel: channelOf() })
  delivery = new Delivery({
    store,
    networkOf: () => ({ http, resolveHost: resolveAnyHost }),
    actionsOf: () => [],
    restOf: () => undefined,
    templateOf: () => undefined,
    clock,
    chance: systemChance,
    newId: idSource(clock, systemChance),
    log: silentLog,
    routeOf: (id) => {
      const endpoint = endpoints.find((one) => one.id === id)
      return endpoint && routeTo(endpoint)
    },
    routesIn: (lane) => endpoints.filter((one) => one.lane === lane).map(routeTo),
    rescue: (dead, trouble) => {
      rescued.push({ dead, trouble })
      return []
    },
    copies: (late, trouble) => {
      const copy = { ...late, id: `${late.id}-copy`, lane: 'test:standby', trouble }
      copied.push(copy)
      return [{ ...copy, endpointId: 'gone/test:standby' }]
    },
    onFree: () => undefined,
  })
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-robots-'))
  store = await openStore(folder)
  clock = new ManualClock(T0)
  http = createHttpClient()
  sent = []
  rescued = []
  copied = []
  change = {}
  namedMax = 300
  endpoints = [endpointOf()]
  answer = () => OK
  startDelivery()
})

afterEach(async () => {
  await delivery.drain()
  await http.close()
  await store.close()
  await rm(folder, { recursive: true })
})

function owedOf(number: number, more: Partial<Notification> = {}): Notification {
  const name = `a${String(number).padStart(4, '0')}`
  return {
    id: `no${String(number).padStart(24, '0')}`,
    endpointId: 'ops/test:robot',
    lane: 'test:robot',
    kind: 'alert',
    severity: 'warning',
    state: 'due',
    createdAt: clock.now(),
    dueAt: clock.now(),
    attemptCount: 0,
    policy: 'p',
    entries: [entryOf(name)],
    mentions: [],
    ...more,
  }
}

function entryOf(name: string): Notification['entries'][number] {
  return {
    subjectId: name,
    eventId: `e-${name}`,
    state: 'firing',
    severity: 'warning',
    name,
    title: `alert ${name}`,
    labels: {},
    fields: [],
    links: [],
    at: T0,
  }
}

const range = (count: number, from = 0): number[] =>
  Array.from({ length: count }, (_, index) => from + index)

let events = 0
async function settle(change: Partial<Parameters<typeof settlement>[0]>): Promise<void> {
  const event = {
    id: `e${String(events++).padStart(6, '0')}`,
    source: 's',
    kind: 'notice',
    dedupKey: 'k',
    deliveryKey: 'd',
    name: 'n',
    title: 't',
    severity: 'info',
    receivedAt: T0,
    labels: {},
    fields: [],
    links: [],
  } as const
  await store.appendEvents([{ raw: '', event }])
  await store.settle(1, async () => settlement(change))
}

function settlement(change: Partial<Awaited<ReturnType<Parameters<Store['settle']>[1]>>>) {
  const nothing = { alerts: [], groups: [], items: [], outcomes: [], deliveries: [], flushes: [] }
  return { ...nothing, ...change }
}

function owe(notifications: readonly Notification[]): Promise<void> {
  const flush = { items: [], removedSubjects: [], notifications, holds: [] }
  return settle({ flushes: [{ groupId: 'g', flush }] })
}

/** Takes turns over this time, and lets each turn's messages finish. */
async function pass(ms: number, stepMs = 1000): Promise<void> {
  for (let passed = 0; passed < ms; passed += stepMs) {
    await turns(2)
    clock.advance(stepMs)
  }
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    await delivery.sendDue()
    await delivery.idle()
  }
}

const named = (): Set<string> =>
  new Set(sent.flatMap(({ message }) => message.alerts.map(({ name }) => name)))

describe('a robot that refuses everything', () => {
  test('is asked with one message; what is owed is given up at once, and others hear it in one piece', async () => {
    answer = () => refused('token')
    await owe(range(120).map((number) => owedOf(number)))
    await pass(30_000)
    expect(sent).toHaveLength(1)
    expect(await store.counts(clock.now())).toMatchObject({ due: 0, leased: 0, dead: 13 })
    expect(rescued).toHaveLength(2)
    const entries = rescued.flatMap(({ dead }) => dead.flatMap((one) => one.entries))
    expect(entries).toHaveLength(120)
    expect(rescued[1]?.trouble).toMatchObject({ en: expect.stringContaining('since 2026-03-05') })
    const [buried] = await store.attempts(owedOf(5).id)
    expect(buried?.receipt).toMatchObject({ kind: 'refused', reason: 'token' })
  })

  test('is asked again with the next owed message, later and later, and works again when it takes it', async () => {
    answer = () => refused('disabled')
    for (const number of range(240)) {
      await owe([owedOf(number)])
      await pass(MINUTE / 2, MINUTE / 2)
    }
    const minutes = sent.map(({ at }) => (at - T0) / MINUTE)
    expect(minutes).toEqual([0, 1, 3, 7, 15, 31, 63])
    answer = () => OK
    clock.advance(5 * MINUTE)
    await owe(range(5, 300).map((number) => owedOf(number)))
    await turns(1)
    expect(sent).toHaveLength(8)
    await turns(2)
    expect(sent).toHaveLength(12)
    expect((await store.lane('test:robot')).health).toBe('ok')
  })

  test('is asked at once with other settings', async () => {
    answer = () => refused('signature')
    await owe([owedOf(1)])
    await turns(2)
    endpoints = [endpointOf('test:robot', { settings: { secret: new Secret('second') } })]
    answer = () => OK
    await owe([owedOf(2), owedOf(3)])
    await turns(4)
    expect(await store.counts(clock.now())).toMatchObject({ sent: 2, dead: 1 })
    const [overview] = await delivery.overview(endpoints)
    expect(overview).toMatchObject({ health: 'ok', dead: 1, owed: 0 })
  })

  test('says in its health since when, why and what to do', async () => {
    answer = () => refused('token')
    await owe([owedOf(1)])
    await turns(1)
    expect((await delivery.overview(endpoints))[0]).toMatchObject({
      health: 'broken',
      text: {
        en: 'Robot or token gone since 2026-03-05T02:15Z: Do something.',
        zh: '自 2026-03-05T02:15Z 起机器人或令牌失效：请处理。',
      },
    })
  })

  test('takes what a person sends again, under the same key', async () => {
    answer = () => refused('token')
    await owe([owedOf(1), owedOf(2)])
    await turns(3)
    answer = () => OK
    const ids = await store.deadOf({
      isOne: (id) => id === 'ops/test:robot',
      limit: 10,
    })
    expect(ids).toEqual([owedOf(2).id, owedOf(1).id])
    clock.advance(1000)
    await store.resend(ids, clock.now())
    await turns(3)
    expect(sent.map(({ key }) => key)).toEqual([owedOf(1).id, owedOf(1).id, owedOf(2).id])
    expect(await store.attempts(owedOf(1).id)).toHaveLength(2)
    await store.resend(ids, clock.now())
    expect(await store.counts(clock.now())).toMatchObject({ sent: 2, due: 0 })
  })
})

describe('one message among others', () => {
  test('that is refused is tried once more in its plain form, and then given up alone', async () => {
    answer = ({ message }) => (message.alerts[0]?.name === 'a0001' ? refused('content') : OK)
    await owe([owedOf(1), owedOf(2)])
    await turns(4)
    expect(sent.map(({ key, form }) => [key.slice(-1), form])).toEqual([
      ['1', 'full'],
      ['1', 'plain'],
      ['2', 'full'],
    ])
    expect(await store.counts(clock.now())).toMatchObject({ dead: 1, sent: 1 })
  })

  test('whose outcome is not known is told again by its own key, and in no digest', async () => {
    answer = ({ key }) => (key === owedOf(0).id ? retry('unknown-outcome') : OK)
    await owe([owedOf(0)])
    await turns(1)
    await owe(range(60, 1).map((number) => owedOf(number)))
    answer = () => OK
    await pass(2 * MINUTE)
    expect(sent.slice(0, 2).map(({ key }) => key)).toEqual([owedOf(0).id, owedOf(0).id])
    const tellings = sent.filter(({ message }) =>
      message.alerts.some(({ name }) => name === 'a0000'),
    )
    expect(tellings).toHaveLength(2)
    expect(named().size).toBe(61)
  })

  test('that was under way in a crash is told again by its own key, and in no digest', async () => {
    await owe(range(60).map((number) => owedOf(number)))
    await store.claim(
      { lane: 'test:robot', robots: ['test:robot'], now: T0, leaseMs: 1 },
      ({ due }) => ({
        notifications: due.slice(30, 33).map((one) => ({ ...one, state: 'leased' })),
        merged: [],
      }),
    )
    await store.releaseLeases(T0)
    await pass(2 * MINUTE)
    const keys = sent.map(({ key }) => key)
    for (const number of range(3, 30)) expect(keys).toContain(owedOf(number).id)
    expect(named().size).toBe(60)
  })

  test('is told as its alert is when it leaves, not when it was claimed', async () => {
    const alert = {
      id: 'a0002',
      source: 's',
      dedupKey: 'k2',
      state: 'firing',
      severity: 'warning',
      name: 'n',
      title: 't',
      labels: {},
      openedAt: T0,
      updatedAt: T0,
      eventCount: 1,
      firstEventId: 'e',
      lastEventId: 'e',
    } as const
    await settle({ alerts: [alert] })
    answer = async ({ message }) => {
      if (message.alerts[0]?.name === 'a0001')
        await settle({ alerts: [{ ...alert, state: 'resolved' }] })
      return OK
    }
    await owe([owedOf(1, { mentions: ['1'] }), owedOf(2, { mentions: ['1'] })])
    await turns(1)
    expect(
      sent.map(({ message: { kind, state, mentions } }) => [kind, state, mentions.mobiles]),
    ).toEqual([
      ['alert', 'firing', ['1']],
      ['resolved', 'resolved', []],
    ])
  })
})

describe('a message that cannot name everything', () => {
  test('is told in parts, a digest and a group’s alike, so that every alert is named', async () => {
    namedMax = 10
    const group = owedOf(0, { entries: range(60, 500).map((number) => entryOf(`a${number}`)) })
    await owe([group, ...range(100, 1).map((number) => owedOf(number))])
    await pass(20 * MINUTE, 4000)
    expect(Math.max(...sent.map(({ message }) => message.alerts.length))).toBeLessThanOrEqual(10)
    expect(named().size).toBe(160)
    expect(await store.counts(clock.now())).toMatchObject({ due: 0, leased: 0, dead: 0 })
    const parts = await store.notificationsAbout('a559')
    expect(parts.map(({ state }) => state).sort()).toEqual(['merged', 'sent'])
  })
})

describe.each(adapters.channels.map((real) => [real.type, real] as const))(
  'a flood told by the %s channel',
  (_, real) => {
    test('names every alert to the end of its title, in Chinese and in groups of 60 too', async () => {
      const settings = { url: new Secret('https://example.com/hook?key=k&access_token=t') }
      const bodies: string[] = []
      change = {
        room: () => real.room(settings),
        render: (message, _settings, form) => real.render(message, settings, form),
        async send({ body }) {
          bodies.push(body)
          return OK
        },
      }
      const titled = (number: number): Notification['entries'][number] => ({
        ...entryOf(`a${number}`),
        title: `${'数据库主节点"磁盘"空间不足 '.repeat(1 + (number % 4))} <i-${number}>`,
      })
      const groups = range(5).map((group) =>
        owedOf(group, { entries: range(60, 1000 + 60 * group).map(titled) }),
      )
      const singles = range(250, 2000).map((number) =>
        owedOf(number, { entries: [titled(number)] }),
      )
      await owe([...groups, ...singles])
      for (let minutes = 0; minutes < 120; minutes++) {
        await pass(MINUTE, 4000)
        if ((await store.laneCounts('test:robot')).owed === 0) break
      }
      const text = bodies.join('\n')
      const all = [...range(300, 1000), ...range(250, 2000)]
      expect(all.filter((number) => !text.includes(`i-${number}`))).toEqual([])
      expect(await store.counts(clock.now())).toMatchObject({ due: 0, leased: 0, dead: 0 })
    })
  },
)

describe('limits', () => {
  test('a burst’s window is kept as well as the long one', async () => {
    const burst = { messagesMax: 5, windowMs: 1000 }
    change = { limits: () => ({ messagesMax: 100, windowMs: MINUTE, penaltyMs: 0, burst }) }
    await owe(range(55).map((number) => owedOf(number)))
    await pass(MINUTE, 200)
    const most = Math.max(
      ...sent.map(({ at }) => sent.filter((one) => one.at >= at && one.at < at + 1000).length),
    )
    expect(most).toBe(5)
    expect(sent).toHaveLength(55)
  })

  test('a quota that runs out is saved, told of, and not asked for beyond its end', async () => {
    change = { quota: () => ({ key: 'org', messagesMax: 50, zoneMinutes: 480 }) }
    await owe(range(12).map((number) => owedOf(number)))
    for (const round of range(3)) {
      await pass(2 * MINUTE, 4000)
      await owe(range(12, 100 * (round + 1)).map((number) => owedOf(number)))
    }
    await pass(2 * MINUTE, 4000)
    expect(sent.length).toBeGreaterThanOrEqual(40)
    const [overview] = await delivery.overview(endpoints)
    expect(overview).toMatchObject({
      health: 'warning',
      quota: { used: sent.length, messagesMax: 50, month: '2026-03' },
      text: { en: expect.stringContaining(`${sent.length} of 50 messages of 2026-03`) },
    })
    const before = sent.length
    for (const round of range(30)) {
      await owe(range(4, 1000 + 10 * round).map((number) => owedOf(number)))
      await pass(MINUTE, MINUTE)
    }
    expect(sent.length - before).toBeLessThanOrEqual(7)
    await owe(range(20, 3000).map((number) => owedOf(number, { severity: 'critical' })))
    await pass(5 * MINUTE, 10_000)
    expect(sent).toHaveLength(50)
    expect((await delivery.overview(endpoints))[0]?.health).toBe('broken')
    expect(rescued.length).toBeGreaterThan(0)
    clock.advance(Date.UTC(2026, 2, 31, 16) - clock.now())
    await owe([owedOf(5000)])
    await turns(2)
    expect(sent).toHaveLength(51)
  })

  test('a quota that is only assumed is saved and told of, but holds nothing back', async () => {
    change = { quota: () => ({ key: 'org', messagesMax: 10, zoneMinutes: 480, assumed: true }) }
    for (const round of range(4)) {
      await owe(range(6, 100 * (round + 1)).map((n) => owedOf(n, { severity: 'critical' })))
      await pass(MINUTE, 4000)
    }
    expect(sent.length).toBeGreaterThan(10)
    expect(rescued).toEqual([])
    const [overview] = await delivery.overview(endpoints)
    expect(overview).toMatchObject({
      health: 'warning',
      text: { en: expect.stringContaining('monthlyQuota') },
    })
    answer = () => refused('quota')
    await owe([owedOf(5000, { severity: 'critical' })])
    await pass(MINUTE, 4000)
    expect((await delivery.overview(endpoints))[0]?.health).toBe('broken')
  })

  test('the platform’s word that the quota is used up holds until the month ends', async () => {
    answer = () => refused('quota')
    for (const day of range(20)) {
      await owe([owedOf(day)])
      await pass(86_400_000, 86_400_000)
    }
    expect(sent).toHaveLength(1)
    clock.advance(Date.UTC(2026, 2, 31, 16) - clock.now())
    answer = () => OK
    await owe([owedOf(100)])
    await turns(2)
    expect(sent).toHaveLength(2)
  })
})

describe('a pool', () => {
  const lane = 'test:pool:ops/chat'
  const pooled = (robot: string): Endpoint => endpointOf(robot, { lane, pool: 'chat' })
  const inPool = (number: number): Notification =>
    owedOf(number, { lane, endpointId: 'ops/test:a' })

  beforeEach(() => {
    endpoints = [pooled('test:a'), pooled('test:b'), pooled('test:c')]
  })

  test('carries as many times the limit as it has robots, in order', async () => {
    await owe(range(36).map(inPool))
    await pass(10_000)
    expect(sent.map(({ key }) => key)).toEqual(range(36).map((number) => inPool(number).id))
    expect(sent.filter(({ robot }) => robot === 'test:a')).toHaveLength(20)
    expect((await store.lane('test:b')).sent.reduce((sum, [, count]) => sum + count, 0)).toBe(16)
  })

  test('goes on with the robots that work, and loses nothing to one that does not', async () => {
    answer = ({ robot }) => (robot === 'test:a' ? refused('token') : OK)
    await owe(range(10).map(inPool))
    await pass(5000)
    expect(await store.counts(clock.now())).toMatchObject({ sent: 10, dead: 0, due: 0 })
    const overview = await delivery.overview(endpoints)
    expect(overview.map(({ health }) => health)).toEqual(['broken', 'ok', 'ok'])
    const [first, second] = await store.attempts(inPool(0).id)
    expect([first?.receipt.kind, first?.endpointId]).toEqual(['refused', undefined])
    expect([second?.receipt.kind, second?.endpointId]).toEqual(['sent', 'ops/test:b'])
  })

  test('gives up only when all its robots refuse', async () => {
    answer = () => refused('disabled')
    await owe(range(10).map(inPool))
    await pass(5000)
    expect(sent.map(({ robot }) => robot)).toEqual(['test:a', 'test:b', 'test:c'])
    expect(await store.counts(clock.now())).toMatchObject({ dead: 10, due: 0 })
  })

  test('repeats what may have been posted with the robot that knows its key', async () => {
    answer = ({ robot, key }) =>
      robot === 'test:a' && key === inPool(0).id && sent.length === 1
        ? retry('unknown-outcome')
        : OK
    await owe(range(4).map(inPool))
    await pass(10_000)
    const tries = sent.filter(({ key }) => key === inPool(0).id)
    expect(tries.map(({ robot }) => robot)).toEqual(['test:a', 'test:a'])
    expect(await store.counts(clock.now())).toMatchObject({ sent: 4, due: 0 })
  })

  test('rests while all that it owes waits for the one robot that knows it', async () => {
    answer = ({ robot }) => (robot === 'test:a' ? retry('unknown-outcome') : OK)
    await owe([inPool(0)])
    await delivery.sendDue()
    await delivery.idle()
    const looks = async (): Promise<number> => {
      const { nextAt = Infinity } = await delivery.sendDue()
      await delivery.idle()
      return nextAt
    }
    await looks()
    // A lane that is not told when to look again is looked at again at once, and again, and nothing else gets a turn.
    expect(await looks()).toBeLessThanOrEqual(clock.now() + 1000)
    expect(sent).toHaveLength(1)
  })

  test('that a robot joins takes over what that robot owed', async () => {
    endpoints = [endpointOf('test:a'), endpointOf('test:b')]
    await owe(
      range(3).map((number) => owedOf(number, { lane: 'test:a', endpointId: 'ops/test:a' })),
    )
    endpoints = [pooled('test:a'), pooled('test:b')]
    await pass(3000)
    expect(await store.counts(clock.now())).toMatchObject({ sent: 3, due: 0 })
    expect((await store.notification(owedOf(0).id))?.lane).toBe(lane)
  })
})

describe('a standby endpoint', () => {
  test('gets one copy of what has waited for two minutes, with the reason, also of what comes later', async () => {
    answer = () => retry('unreachable')
    await owe([owedOf(1), owedOf(2)])
    await pass(DELIVERY_LIMITS.standbyAfterMs - 2000)
    expect(copied).toEqual([])
    await pass(20_000)
    expect(copied.map(({ id }) => id)).toEqual([`${owedOf(1).id}-copy`, `${owedOf(2).id}-copy`])
    expect(copied[0]?.trouble).toMatchObject({
      en: '"ops" has not been reached since 2026-03-05T02:15Z: later: unreachable. Wait.',
    })
    await owe([owedOf(3)])
    await pass(5 * MINUTE, 5000)
    expect(copied.map(({ id }) => id.slice(-6))).toEqual(['1-copy', '2-copy', '3-copy'])
    expect(await store.notification(owedOf(1).id)).toMatchObject({ state: 'due', stoodBy: true })
  })

  test('is remembered through a restart', async () => {
    answer = () => retry('unreachable')
    await owe([owedOf(1)])
    await pass(MINUTE)
    startDelivery()
    await pass(70_000, 5000)
    expect(copied).toHaveLength(1)
  })
})
