import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ManualClock } from '../../src/base/clock.ts'
import { createHttpClient, type HttpClient } from '../../src/base/http-client.ts'
import { idSource, systemChance } from '../../src/base/id.ts'
import { DELIVERY_LIMITS } from '../../src/base/limits.ts'
import { silentLog } from '../../src/base/log.ts'
import { resolveAnyHost } from '../../src/base/resolve-host.ts'
import type { ChannelLimits, ChannelType } from '../../src/contract/channel.ts'
import type { Store } from '../../src/contract/store.ts'
import type { Notification } from '../../src/model/notification.ts'
import type { Receipt } from '../../src/model/receipt.ts'
import { Delivery, type Route } from '../../src/stages/deliver/deliver.ts'
import { openStore } from '../../src/store/store.ts'

const T0 = 1_772_676_900_000

let folder: string
let store: Store
let clock: ManualClock
let http: HttpClient
let delivery: Delivery
/** What the channel was asked to send: the idempotency keys. */
let sent: string[]
let answer: () => Promise<Receipt>
let gone: ReadonlySet<string>
let limits: ChannelLimits
let onFree: () => void

const channel: ChannelType = {
  type: 'test',
  title: 'test',
  fields: [],
  room: () => ({ entriesMax: 300, bytesMax: 13_000 }),
  hasPlainForm: false,
  limits: () => limits,
  address: () => 'test:robot',
  check: () => [],
  render: () => ({ body: '{}', cut: false }),
  send(_rendered, _settings, { idempotencyKey }) {
    sent.push(idempotencyKey)
    return answer()
  },
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-delivery-'))
  store = await openStore(folder)
  clock = new ManualClock(T0)
  http = createHttpClient()
  sent = []
  gone = new Set()
  limits = { messagesMax: 20, windowMs: 60_000, penaltyMs: 0 }
  onFree = () => undefined
  answer = async () => ({ kind: 'sent' })
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
    routeOf: (endpointId) => (gone.has(endpointId) ? undefined : routeTo(endpointId)),
    routesIn: (lane) => [routeTo(`ops/${lane}`)],
    rescue: () => [],
    copies: () => [],
    onFree: () => onFree(),
  })
})

afterEach(async () => {
  await delivery.drain()
  await http.close()
  await store.close()
  await rm(folder, { recursive: true })
})

function routeTo(endpointId: string): Route {
  const lane = endpointId.slice(endpointId.indexOf('/') + 1)
  return {
    channel,
    endpoint: {
      id: endpointId,
      lane,
      contact: 'ops',
      channel: 'test',
      language: 'en',
      settings: {},
    },
  }
}

function owedOf(number: number, change: Partial<Notification> = {}): Notification {
  return {
    id: `no${String(number).padStart(24, '0')}`,
    endpointId: 'ops/test:robot',
    lane: 'test:robot',
    kind: 'alert',
    severity: 'warning',
    state: 'due',
    createdAt: T0,
    dueAt: T0,
    attemptCount: 0,
    policy: 'p',
    entries: [],
    mentions: [],
    ...change,
  }
}

/** Puts notifications into the outbox. */
async function owe(notifications: readonly Notification[]): Promise<void> {
  await store.appendEvents([
    {
      raw: '',
      event: {
        id: `e-${notifications[0]?.id}`,
        source: 's',
        kind: 'notice',
        dedupKey: 'k',
        deliveryKey: `d-${notifications[0]?.id}`,
        name: 'n',
        title: 't',
        severity: 'info',
        receivedAt: T0,
        labels: {},
        fields: [],
        links: [],
      },
    },
  ])
  const flush = { items: [], removedSubjects: [], notifications, holds: [] }
  await store.settle(1, async () => ({
    alerts: [],
    groups: [],
    items: [],
    outcomes: [],
    deliveries: [],
    flushes: [{ groupId: 'g', flush }],
  }))
}

/** Takes turns, a second apart, and lets each turn's messages finish. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    await delivery.sendDue()
    await delivery.idle()
    clock.advance(1000)
  }
}

/** Runs `statement` on the database beside the hub: how a disk's fault is played. */
function onDisk(statement: string): void {
  const database = new DatabaseSync(join(folder, 'tocsin.db'))
  database.exec(statement)
  database.close()
}

test('what was leased when an answer could not be recorded is sent later, and what was answered is not sent again', async () => {
  await owe([owedOf(1), owedOf(2)])
  onDisk(
    "create trigger fault before insert on attempts begin select raise(abort, 'the disk is full'); end",
  )
  await turns(1)
  expect(sent).toEqual([owedOf(1).id])
  onDisk('drop trigger fault')
  await turns(3)
  expect(await store.counts(clock.now())).toMatchObject({ due: 0, leased: 0, sent: 2 })
  expect(sent).toEqual([owedOf(1).id, owedOf(2).id])
})

test('an endpoint that was taken out does not carry its robot’s other messages past the limit', async () => {
  gone = new Set(['old/test:robot'])
  await owe([
    owedOf(1, { endpointId: 'old/test:robot', severity: 'critical' }),
    ...Array.from({ length: 40 }, (_, number) => owedOf(number + 10)),
  ])
  await turns(5)
  expect(sent.length).toBeLessThanOrEqual(20)
  const lane = await store.lane('test:robot')
  expect(lane.sent.reduce((sum, [, count]) => sum + count, 0)).toBe(sent.length)
  expect(await store.counts(clock.now())).toMatchObject({ due: 0, leased: 0, dead: 1 })
})

test('a removed endpoint does not make its robot forget what it has just sent', async () => {
  await owe(Array.from({ length: 12 }, (_, number) => owedOf(number + 10)))
  await turns(5)
  expect(sent).toHaveLength(12)
  gone = new Set(['old/test:robot'])
  onDisk(`update notifications set state = 'due' where id = '${owedOf(10).id}'`)
  onDisk(
    `update notification_bodies set body = json_set(body, '$.endpointId', 'old/test:robot') where id = '${owedOf(10).id}'`,
  )
  await turns(1)
  const lane = await store.lane('test:robot')
  expect(lane).toMatchObject({ health: 'ok', failures: 0 })
  expect(lane.sent.reduce((sum, [, count]) => sum + count, 0)).toBe(12)
})

test('a digest still says that somebody could not be told, and why', async () => {
  const trouble = { en: '"duty" could not be told: removed.', zh: '未能通知“duty”：已移除。' }
  await owe(
    Array.from({ length: 40 }, (_, number) =>
      owedOf(number + 10, number === 30 ? { kind: 'undelivered', trouble } : {}),
    ),
  )
  await turns(1)
  const digest = await store.notification(sent.at(-1) ?? '')
  expect(digest).toMatchObject({ kind: 'digest', trouble })
})

test('a hub with no room for another lane waits to be told, and does not look on and on', async () => {
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  answer = () => held.then(() => ({ kind: 'sent' }))
  await owe(
    Array.from({ length: DELIVERY_LIMITS.lanesMax + 1 }, (_, number) =>
      owedOf(number, { lane: `test:${number}`, endpointId: `ops/test:${number}` }),
    ),
  )
  const { nextAt } = await delivery.sendDue()
  release()
  expect(nextAt ?? Number.POSITIVE_INFINITY).toBeGreaterThan(clock.now())
})

test('a lane with more than one claim takes goes on by itself', async () => {
  limits = { messagesMax: 1_000, windowMs: 60_000, penaltyMs: 0 }
  const owed = Array.from({ length: 2 * DELIVERY_LIMITS.claimMax + 20 }, (_, n) => owedOf(n))
  await owe(owed)
  const free = new Promise<void>((resolve) => {
    onFree = resolve
  })
  await delivery.sendDue()
  await free
  expect(sent).toEqual(owed.map(({ id }) => id))
  expect(await store.counts(clock.now())).toMatchObject({ due: 0, leased: 0, sent: owed.length })
})

test('where order does not matter several are under way at once, and each is counted', async () => {
  limits = { messagesMax: 1_000, windowMs: 60_000, penaltyMs: 0, parallelMax: 4 }
  let underWay = 0
  let most = 0
  answer = async () => {
    underWay += 1
    most = Math.max(most, underWay)
    await new Promise((resolve) => setImmediate(resolve))
    underWay -= 1
    return { kind: 'sent' }
  }
  await owe(Array.from({ length: 30 }, (_, number) => owedOf(number)))
  await turns(1)
  expect(most).toBe(4)
  expect(new Set(sent).size).toBe(30)
  const lane = await store.lane('test:robot')
  expect(lane.sent.reduce((sum, [, count]) => sum + count, 0)).toBe(30)
})

test('where order does not matter, what comes due is sent beside what is under way, and within the limit with it', async () => {
  limits = { messagesMax: 20, windowMs: 60_000, penaltyMs: 0, parallelMax: 32 }
  const singlesMax = limits.messagesMax * DELIVERY_LIMITS.singlesShare
  const end: (() => void)[] = []
  answer = () => new Promise((resolve) => end.push(() => resolve({ kind: 'sent' })))
  const owed = Array.from({ length: singlesMax + 3 }, (_, number) => owedOf(number))
  await owe(owed.slice(0, singlesMax - 2))
  await delivery.sendDue()
  await vi.waitFor(() => expect(sent).toHaveLength(singlesMax - 2))
  await owe(owed.slice(singlesMax - 2))
  await delivery.sendDue()
  // Two as they are, and one that names the other three.
  await vi.waitFor(() => expect(sent).toHaveLength(singlesMax + 1))
  for (const one of end) one()
  await delivery.idle()
  expect(sent.slice(0, singlesMax)).toEqual(owed.slice(0, singlesMax).map(({ id }) => id))
  expect(await store.counts(clock.now())).toMatchObject({ due: 0, leased: 0, merged: 3 })
  const lane = await store.lane('test:robot')
  expect(lane.sent.reduce((sum, [, count]) => sum + count, 0)).toBe(singlesMax + 1)
})

test('the lanes of what has just come due are begun without a look at what else is', async () => {
  // Not before the first look: lanes that failed in the process before this one are known with it.
  expect(delivery.begin(['test:robot'])).toBe(false)
  await delivery.sendDue()
  await owe([owedOf(0), owedOf(1, { lane: 'test:other', endpointId: 'ops/test:other' })])
  expect(delivery.begin(['test:robot', 'test:robot'])).toBe(true)
  await delivery.idle()
  expect(sent).toEqual([owedOf(0).id])
  await delivery.sendDue()
  await delivery.idle()
  expect(sent).toEqual([owedOf(0).id, owedOf(1).id])
  await delivery.drain()
  await owe([owedOf(2)])
  expect(delivery.begin(['test:robot'])).toBe(false)
})

test('what is begun while its lane has to wait is sent when the time is over', async () => {
  limits = { messagesMax: 1, windowMs: 60_000, penaltyMs: 0 }
  await owe([owedOf(0)])
  await turns(1)
  await owe([owedOf(1)])
  await turns(1)
  await owe([owedOf(2)])
  expect(delivery.begin(['test:robot'])).toBe(true)
  await delivery.idle()
  expect(sent).toEqual([owedOf(0).id])
  clock.advance(62_000)
  await turns(1)
  expect(sent).toHaveLength(2)
  expect(await store.counts(clock.now())).toMatchObject({ due: 0, merged: 2 })
})

test('where order matters, what comes due waits for what is under way', async () => {
  limits = { messagesMax: 20, windowMs: 60_000, penaltyMs: 0, parallelMax: 1 }
  let end: () => void = () => undefined
  answer = () =>
    new Promise((resolve) => {
      end = () => resolve({ kind: 'sent' })
    })
  await owe([owedOf(0)])
  await delivery.sendDue()
  await vi.waitFor(() => expect(sent).toHaveLength(1))
  await owe([owedOf(1)])
  await delivery.sendDue()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(sent).toHaveLength(1)
  end()
  await delivery.idle()
  await delivery.sendDue()
  await vi.waitFor(() => expect(sent).toHaveLength(2))
  end()
  await delivery.idle()
  expect(await store.counts(clock.now())).toMatchObject({ due: 0, sent: 2 })
})

test('a turn that takes more ends all the same, so that the next one sees what has changed', async () => {
  limits = { messagesMax: 1_000, windowMs: 60_000, penaltyMs: 0, parallelMax: 8 }
  const end: (() => void)[] = []
  answer = () => new Promise((resolve) => end.push(() => resolve({ kind: 'sent' })))
  await owe([owedOf(0)])
  await delivery.sendDue()
  await vi.waitFor(() => expect(sent).toHaveLength(1))
  clock.advance(DELIVERY_LIMITS.turnMs)
  await owe([owedOf(1)])
  await delivery.sendDue()
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(sent).toHaveLength(1)
  for (const one of end.splice(0)) one()
  await delivery.idle()
  await delivery.sendDue()
  await vi.waitFor(() => expect(sent).toHaveLength(2))
  for (const one of end) one()
  await delivery.idle()
})

test('answers that cannot be recorded are recorded later: nothing is sent again, and each counts', async () => {
  limits = { messagesMax: 1_000, windowMs: 60_000, penaltyMs: 0, parallelMax: 3 }
  await owe(Array.from({ length: 5 }, (_, number) => owedOf(number)))
  onDisk(
    "create trigger fault before insert on attempts begin select raise(abort, 'the disk is full'); end",
  )
  await turns(1)
  expect(sent).toHaveLength(3)
  onDisk('drop trigger fault')
  await turns(3)
  expect(sent).toEqual([0, 1, 2, 3, 4].map((number) => owedOf(number).id))
  expect(await store.counts(clock.now())).toMatchObject({ due: 0, leased: 0, sent: 5 })
  const lane = await store.lane('test:robot')
  expect(lane.sent.reduce((sum, [, count]) => sum + count, 0)).toBe(5)
})

test('an answer that the database never takes is as one that never came: sent again, as uncertain', async () => {
  limits = { messagesMax: 1_000, windowMs: 60_000, penaltyMs: 0 }
  await owe([owedOf(0)])
  onDisk(
    "create trigger fault before insert on attempts begin select raise(abort, 'not in this table'); end",
  )
  await turns(2)
  onDisk('drop trigger fault')
  await turns(3)
  expect(new Set(sent)).toEqual(new Set([owedOf(0).id]))
  expect(await store.notification(owedOf(0).id)).toMatchObject({ state: 'sent', uncertain: true })
})

test('after a refusal no other is begun, and what was not tried is given back', async () => {
  limits = { messagesMax: 1_000, windowMs: 60_000, penaltyMs: 0, parallelMax: 2 }
  const busy: Receipt = { kind: 'retry', reason: 'busy', text: 'later', remedy: 'wait' }
  answer = async () => (sent.length <= 2 ? busy : { kind: 'sent' })
  await owe(Array.from({ length: 6 }, (_, number) => owedOf(number)))
  await turns(1)
  expect(sent).toHaveLength(2)
  expect(await store.counts(clock.now())).toMatchObject({ due: 6, leased: 0 })
  await turns(60)
  expect(await store.counts(clock.now())).toMatchObject({ due: 0, leased: 0, sent: 6 })
})

test('before the end the message under way is finished, and no other of those claimed is begun', async () => {
  limits = { messagesMax: 1_000, windowMs: 60_000, penaltyMs: 0 }
  await owe(Array.from({ length: 6 }, (_, number) => owedOf(number)))
  let drained: Promise<void> | undefined
  answer = async () => {
    drained ??= delivery.drain()
    await new Promise((resolve) => setImmediate(resolve))
    return { kind: 'sent' }
  }
  await turns(1)
  await drained
  expect(sent).toHaveLength(1)
  expect(await store.counts(clock.now())).toMatchObject({ due: 5, leased: 0, sent: 1 })
  expect(await store.notification(owedOf(3).id)).toMatchObject({ attemptCount: 0 })
})
