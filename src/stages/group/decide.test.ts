import { describe, expect, test } from 'vitest'
import type { AlertGroup } from '../../model/alert-group.ts'
import type { Policy } from '../../model/configuration.ts'
import { type Event, ownDeliveryKey } from '../../model/event.ts'
import { LIFE_DEFAULTS } from '../../model/life.ts'
import type { Settlement } from '../../model/settlement.ts'
import { pairKey } from '../../model/settlement.ts'
import { decideSettlement } from './decide.ts'
import type { LedgerFacts } from './ledger.ts'

const NOW = 1_000_000
const EMPTY: LedgerFacts = {
  alerts: new Map(),
  deliveries: new Map(),
  groups: new Map(),
  standings: new Map(),
  storms: new Map(),
}

const each: Policy = policyOf('each', {
  by: ['alert'],
  waitMs: 0,
  intervalMs: 0,
  repeatMs: 3600_000,
})
const region: Policy = policyOf('region', {
  by: ['region'],
  waitMs: 10_000,
  intervalMs: 300_000,
  repeatMs: 3600_000,
})

function policyOf(id: string, group: Policy['group']): Policy {
  return { id, match: [], group, notify: [{ to: 'ops' }], recoveries: true }
}

function eventOf(id: string, change: Partial<Event> = {}): Event {
  return {
    id,
    source: 'aliyun',
    kind: 'firing',
    dedupKey: 'key',
    deliveryKey: `d-${id}`,
    name: 'Reboot',
    title: 'reboot',
    severity: 'critical',
    status: 'Scheduled',
    receivedAt: NOW,
    labels: { region: 'cn-hangzhou' },
    fields: [],
    links: [],
    ...change,
  }
}

/** Settles `events` one batch after another, each seeing what the ones before recorded. */
function settleAll(
  batches: readonly (readonly Event[])[],
  policies: readonly Policy[] = [each],
): Settlement[] {
  let counter = 0
  const newId = (): string => `n${String(++counter).padStart(3, '0')}`
  const facts = {
    alerts: new Map(),
    deliveries: new Map(),
    groups: new Map(),
    standings: new Map(),
    storms: new Map(),
  }
  return batches.map((events) => {
    const context = {
      now: NOW,
      revision: 'r',
      newId,
      policies: new Map(policies.map((policy) => [policy.id, policy])),
      lifeOf: () => LIFE_DEFAULTS,
    }
    const settlement = decideSettlement(
      events.map((event) => ({ event, policies })),
      facts,
      context,
    ).settlement()
    remember(facts, settlement)
    return settlement
  })
}

type Memory = {
  alerts: Map<string, unknown>
  deliveries: Map<string, unknown>
  groups: Map<string, unknown>
  standings: Map<string, unknown[]>
}

function remember(facts: Memory, settlement: Settlement): void {
  for (const alert of settlement.alerts)
    facts.alerts.set(pairKey(alert.source, alert.dedupKey), alert)
  for (const one of settlement.deliveries)
    facts.deliveries.set(pairKey(one.source, one.deliveryKey), one.eventId)
  for (const group of settlement.groups) facts.groups.set(pairKey(group.policy, group.key), group)
  const groups = new Map(settlement.groups.map((group) => [group.id, group]))
  for (const item of settlement.items) {
    const group = groups.get(item.groupId)
    if (group) facts.standings.set(item.entry.subjectId, [{ group, item }])
  }
}

const resultsOf = (settlements: readonly Settlement[]): unknown[] =>
  settlements.flatMap(({ outcomes }) => outcomes.map(({ result, held }) => [result, ...held]))

describe('when a problem began', () => {
  const sincesOf = (settlements: readonly Settlement[]): unknown[] =>
    settlements.flatMap(({ items }) => items.map(({ entry }) => entry.since))

  test('is its first event’s own time, for every message until its end', () => {
    const settlements = settleAll([
      [eventOf('e1', { sourceAt: NOW - 9_000 })],
      [eventOf('e2', { status: 'Executing', sourceAt: NOW - 5_000 })],
      [eventOf('e3', { kind: 'resolved', sourceAt: NOW - 1_000 })],
    ])
    expect(sincesOf(settlements)).toEqual([NOW - 9_000, NOW - 9_000, NOW - 9_000])
  })

  test('is when it reached us, where its sender gives no time; a notice has none', () => {
    expect(sincesOf(settleAll([[eventOf('e1', { receivedAt: NOW + 7 })]]))).toEqual([NOW + 7])
    expect(sincesOf(settleAll([[eventOf('e1', { kind: 'notice' })]]))).toEqual([undefined])
  })
})

describe('an alert’s life', () => {
  test('Scheduled, Executing and Executed are one alert that opens, goes on and ends', () => {
    const settlements = settleAll([
      [eventOf('e1')],
      [eventOf('e2', { status: 'Executing' })],
      [eventOf('e3', { kind: 'resolved', status: 'Executed', severity: 'info' })],
    ])
    expect(resultsOf(settlements)).toEqual([['opened'], ['updated'], ['resolved']])
    const alerts = settlements.flatMap((settlement) => settlement.alerts)
    expect(new Set(alerts.map(({ id }) => id)).size).toBe(1)
    expect(alerts.at(-1)).toMatchObject({
      state: 'resolved',
      status: 'Executed',
      severity: 'critical',
      eventCount: 3,
      resolvedAt: NOW,
    })
  })

  test('the same three in one batch end as one resolved alert, told once', () => {
    const [settlement] = settleAll([
      [
        eventOf('e1'),
        eventOf('e2', { status: 'Executing' }),
        eventOf('e3', { kind: 'resolved', status: 'Executed' }),
      ],
    ])
    expect(settlement?.alerts).toHaveLength(1)
    expect(settlement?.items).toHaveLength(1)
    expect(settlement?.items[0]).toMatchObject({
      pending: true,
      entry: { state: 'resolved', eventId: 'e3' },
    })
  })

  test('a firing after the end opens a new alert, also within one batch', () => {
    const [settlement] = settleAll([
      [eventOf('e1'), eventOf('e2', { kind: 'resolved' }), eventOf('e3')],
    ])
    expect(settlement?.alerts.map(({ state }) => state)).toEqual(['resolved', 'firing'])
    expect(resultsOf([settlement].flatMap((one) => one ?? []))).toEqual([
      ['opened'],
      ['resolved'],
      ['opened'],
    ])
  })

  test('an older firing never reopens a newer resolved, but an equally old one does', () => {
    const end = eventOf('e2', { kind: 'resolved', sourceAt: NOW - 1000 })
    const settlements = settleAll([
      [eventOf('e1', { sourceAt: NOW - 2000 }), end],
      [eventOf('e3', { sourceAt: NOW - 1001 })],
      [eventOf('e4', { sourceAt: NOW - 1000 })],
    ])
    expect(resultsOf(settlements)).toEqual([
      ['opened'],
      ['resolved'],
      ['ignored', 'stale'],
      ['opened'],
    ])
  })

  test('an older resolve does not end a newer firing', () => {
    const settlements = settleAll([
      [eventOf('e1', { sourceAt: NOW - 1000 })],
      [eventOf('e2', { kind: 'resolved', sourceAt: NOW - 2000 })],
    ])
    expect(resultsOf(settlements)).toEqual([['opened'], ['ignored', 'stale']])
  })

  test('a repeated delivery changes nothing, in a later batch and in the same', () => {
    const again = eventOf('e2', { deliveryKey: 'd-e1' })
    expect(resultsOf(settleAll([[eventOf('e1')], [again]]))).toEqual([
      ['opened'],
      ['ignored', 'redelivered'],
    ])
    expect(resultsOf(settleAll([[eventOf('e1'), again]]))).toEqual([
      ['opened'],
      ['ignored', 'redelivered'],
    ])
  })

  test('nothing is kept of a delivery that cannot come again', () => {
    const own = eventOf('e1', { deliveryKey: ownDeliveryKey('e1') })
    const [settled] = settleAll([[own, eventOf('e2', { kind: 'resolved' })]])
    expect(settled?.outcomes.map(({ result }) => result)).toEqual(['opened', 'resolved'])
    expect(settled?.deliveries.map(({ eventId }) => eventId)).toEqual(['e2'])
  })

  test('a resolve without an open alert is kept and says so', () => {
    expect(resultsOf(settleAll([[eventOf('e1', { kind: 'resolved' })]]))).toEqual([
      ['ignored', 'no-open-alert'],
    ])
  })

  test('an acknowledged alert stays so when it fires on, and ends when it resolves', () => {
    const settlements = settleAll([
      [eventOf('e1')],
      [eventOf('e2', { kind: 'acknowledged' })],
      [eventOf('e3')],
      [eventOf('e4', { kind: 'resolved' })],
    ])
    expect(settlements.flatMap(({ alerts }) => alerts.map(({ state }) => state))).toEqual([
      'firing',
      'acknowledged',
      'acknowledged',
      'resolved',
    ])
  })
})

describe('grouping', () => {
  test('each alert is its own group at once when a policy groups by alert', () => {
    const [settlement] = settleAll([
      [eventOf('e1', { dedupKey: 'a' }), eventOf('e2', { dedupKey: 'b' })],
    ])
    expect(settlement?.groups.map(({ nextFlushAt }) => nextFlushAt)).toEqual([NOW, NOW])
  })

  test('alerts with the same labels share a group that waits before it first tells', () => {
    const [settlement] = settleAll(
      [
        [
          eventOf('e1', { dedupKey: 'a' }),
          eventOf('e2', { dedupKey: 'b' }),
          eventOf('e3', { dedupKey: 'c', labels: { region: 'x' } }),
        ],
      ],
      [region],
    )
    expect(
      settlement?.groups.map(({ labels, nextFlushAt }) => [labels['region'], nextFlushAt]),
    ).toEqual([
      ['cn-hangzhou', NOW + 10_000],
      ['x', NOW + 10_000],
    ])
    expect(new Set(settlement?.items.map(({ groupId }) => groupId)).size).toBe(2)
  })

  test('a resolve reaches the group that told the problem, whatever its own labels are', () => {
    const end = eventOf('e2', { kind: 'resolved', severity: 'info', labels: {} })
    const settlements = settleAll([[eventOf('e1')], [end]], [region])
    expect(settlements[1]?.outcomes[0]?.matched).toEqual(settlements[0]?.outcomes[0]?.matched)
    // Its message still says where.
    expect(settlements[1]?.items[0]?.entry.labels).toEqual({ region: 'cn-hangzhou' })
  })

  test('a notice opens nothing and is told once', () => {
    const [settlement] = settleAll([[eventOf('e1', { kind: 'notice' })]])
    expect(settlement?.alerts).toEqual([])
    expect(settlement?.items[0]).toMatchObject({
      pending: true,
      entry: { state: 'notice', subjectId: 'e1' },
    })
  })

  test('an event that no policy wants is kept and says so', () => {
    expect(resultsOf(settleAll([[eventOf('e1')]], []))).toEqual([['opened', 'no-policy']])
  })

  test('every policy is tried for every event', () => {
    const [settlement] = settleAll([[eventOf('e1')]], [each, region])
    expect(settlement?.outcomes[0]?.matched.map(({ policy }) => policy)).toEqual(['each', 'region'])
  })
})

describe('a group of very many', () => {
  const events = (from: number, to: number): readonly Event[] =>
    Array.from({ length: to - from }, (_, index) =>
      eventOf(`e${from + index}`, { dedupKey: `k${from + index}` }),
    )
  const sizes = (settlement: Settlement | undefined): unknown[] =>
    (settlement?.groups ?? []).map(({ key, part, size }) => [key, part, size])
  const key = JSON.stringify([['region', 'cn-hangzhou']])

  test('holds a thousand alerts; the next ones form further groups of the same labels', () => {
    const [first, second] = settleAll([events(0, 1500), events(1500, 2600)], [region])
    expect(sizes(first)).toEqual([
      [key, undefined, 1000],
      [`${key}#2`, 2, 500],
    ])
    expect(sizes(second)).toEqual([
      [`${key}#2`, 2, 1000],
      [`${key}#3`, 3, 600],
    ])
    expect(new Set(second?.groups.map(({ id }) => id)).size).toBe(2)
    expect(second?.items).toHaveLength(1100)
  })

  test('an end reaches the group that holds the alert', () => {
    const [first, second] = settleAll(
      [events(0, 1200), [eventOf('over', { kind: 'resolved', dedupKey: 'k1100' })]],
      [region],
    )
    expect(second?.items[0]?.groupId).toBe(first?.groups[1]?.id)
  })
})

describe('the timing of a group', () => {
  const dueAfter = (change: Partial<AlertGroup>): number => {
    const { group } = region
    const key = JSON.stringify([['region', 'cn-hangzhou']])
    const labels = { region: 'cn-hangzhou' }
    const open = { id: 'g', policy: 'region', key, labels, openedAt: 1, ...change }
    const [first] = decideSettlement(
      [{ event: eventOf('e1'), policies: [{ ...region, group }] }],
      { ...EMPTY, groups: new Map([[pairKey('region', key), open]]) },
      {
        now: NOW,
        revision: 'r',
        newId: () => 'n',
        policies: new Map(),
        lifeOf: () => LIFE_DEFAULTS,
      },
    ).settlement().groups
    return (first?.nextFlushAt ?? Infinity) - NOW
  }
  test.each<[string, Partial<AlertGroup>, number]>([
    ['waits until it first tells', {}, 10_000],
    ['is not made to wait longer by what comes later', { nextFlushAt: NOW + 3_000 }, 3_000],
    [
      'waits for the stroke of its clock once it has told',
      { clockFrom: NOW - 100_000, lastToldAt: NOW - 100_000 },
      200_000,
    ],
    ['goes on by its clock when it was quiet', { clockFrom: NOW - 1_000_000 }, 200_000],
    ['tells at the stroke itself', { clockFrom: NOW - 600_000, lastToldAt: NOW - 1 }, 0],
    ['tells once at a stroke', { clockFrom: NOW - 600_000, lastToldAt: NOW }, 300_000],
    ['does not count a look at which nothing was told', { lastFlushAt: NOW - 1 }, 10_000],
  ])('%s', (_name, change, after) => {
    expect(dueAfter(change)).toBe(after)
  })
})

test('the facts of an empty ledger give an empty settlement', () => {
  const context = {
    now: NOW,
    revision: 'r',
    newId: () => 'x',
    policies: new Map(),
    lifeOf: () => LIFE_DEFAULTS,
  }
  expect(decideSettlement([], EMPTY, context).settlement()).toEqual({
    alerts: [],
    groups: [],
    items: [],
    outcomes: [],
    deliveries: [],
    flushes: [],
  })
})

test('what ended is recorded before what began, also where a clock was set back between the two', () => {
  const [before] = settleAll([[eventOf('e1')]])
  const [alert] = before?.alerts ?? []
  if (!alert) throw new Error('an alert was opened')
  const late = { ...alert, id: 'z-made-by-a-clock-ahead' }
  const settlement = decideSettlement(
    [eventOf('e2', { kind: 'resolved' }), eventOf('e3')].map((event) => ({
      event,
      policies: [each],
    })),
    { ...EMPTY, alerts: new Map([[pairKey('aliyun', 'key'), late]]) },
    {
      now: NOW,
      revision: 'r',
      newId: () => 'n1',
      policies: new Map(),
      lifeOf: () => LIFE_DEFAULTS,
    },
  ).settlement()
  expect(settlement.alerts.map(({ id, state }) => [id, state])).toEqual([
    [late.id, 'resolved'],
    ['n1', 'firing'],
  ])
})

test('an end that arrives before its beginning leaves nothing open behind', () => {
  const settlements = settleAll([
    [eventOf('e1', { kind: 'resolved', sourceAt: NOW - 5800 })],
    [eventOf('e2', { sourceAt: NOW - 5900 })],
    [eventOf('e3', { kind: 'resolved', sourceAt: NOW - 5600 })],
    [eventOf('e4', { sourceAt: NOW - 5700 })],
    [eventOf('e5', { sourceAt: NOW - 5500 })],
  ])
  expect(resultsOf(settlements)).toEqual([
    ['ignored', 'no-open-alert'],
    ['ignored', 'stale'],
    ['ignored', 'no-open-alert'],
    ['ignored', 'stale'],
    ['opened'],
  ])
})
