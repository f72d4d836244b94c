import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/contract/store.ts'
import type { Alert } from '../../src/model/alert.ts'
import type { AlertGroup, GroupItem } from '../../src/model/alert-group.ts'
import type { Event } from '../../src/model/event.ts'
import type { Notification } from '../../src/model/notification.ts'
import type { Hold } from '../../src/model/outcome.ts'
import { NOTHING } from '../../src/model/settlement.ts'
import type { DueStorm, Storm } from '../../src/model/storm.ts'
import { ownStore, type StoreKind } from './own-store.ts'

const T0 = 1_772_676_901_123
const HOUR = 3_600_000

const event: Event = {
  id: '01000000000000000000000001',
  source: 'prom',
  kind: 'firing',
  dedupKey: 'k1',
  deliveryKey: 'd',
  name: 'n',
  title: 't',
  severity: 'warning',
  receivedAt: T0,
  labels: {},
  fields: [],
  links: [],
}

function alertOf(number: number, change: Partial<Alert> = {}): Alert {
  return {
    id: `al${number}`,
    source: 'prom',
    dedupKey: `k${number}`,
    state: 'firing',
    severity: 'warning',
    name: 'n',
    title: 't',
    labels: {},
    openedAt: T0,
    updatedAt: T0,
    eventCount: 1,
    firstEventId: event.id,
    lastEventId: event.id,
    ...change,
  }
}

function groupOf(id: string, policy = 'p'): AlertGroup {
  return { id, policy, key: id, labels: {}, openedAt: T0, nextFlushAt: T0 + HOUR }
}

function itemOf(number: number, change: Partial<GroupItem> = {}): GroupItem {
  const entry = {
    ...event,
    subjectId: `al${number}`,
    eventId: event.id,
    state: 'firing',
    at: T0,
  } as const
  return { groupId: 'g1', entry, pending: false, ...change }
}

const notification: Notification = {
  id: 'no1',
  endpointId: 'ops/1',
  lane: 'l',
  kind: 'storm',
  severity: 'critical',
  state: 'due',
  createdAt: T0,
  dueAt: T0,
  attemptCount: 0,
  policy: 'p',
  entries: [],
  mentions: [],
  storm: { count: 12, withinMs: 1, threshold: 10, labels: [], sampled: 12 },
}

/** What every kind of store must do for alerts that end by themselves, and for storms. */
export function lifeSuite(kind: StoreKind): void {
  describe(`a ${kind.name} store, for what time does to alerts`, () => {
    let store: Store
    const reopen = ownStore(kind, (opened) => {
      store = opened
    })

    let appended = 0
    async function settle(change: {
      alerts?: readonly Alert[]
      groups?: readonly AlertGroup[]
      items?: readonly GroupItem[]
      storms?: readonly Storm[]
      holds?: readonly Hold[]
      notifications?: readonly Notification[]
    }): Promise<void> {
      const id = `01${String(++appended).padStart(24, '0')}`
      await store.appendEvents([{ event: { ...event, id }, raw: '' }])
      await store.settle(10, async () => ({ ...NOTHING, ...change }))
    }

    test('open alerts of which nobody could be told are counted, each once, until somebody is or they are over', async () => {
      const hold = (id: string, number: number, reason: Hold['reason']): Hold => ({
        ...{ id, eventId: event.id, subjectId: `al${number}`, policy: 'p', reason, at: T0 },
      })
      const unheard = async (): Promise<number> => (await store.counts(T0)).unheard
      expect(await unheard()).toBe(0)
      await settle({
        alerts: [1, 2, 3].map((number) => alertOf(number)),
        holds: [
          hold('h1', 1, 'nobody-reachable'),
          hold('h2', 1, 'nobody-reachable'),
          hold('h3', 2, 'nobody-reachable'),
          hold('h4', 3, 'silenced'),
        ],
      })
      expect(await unheard()).toBe(2)
      const { entry } = itemOf(2)
      const { storm: _, ...message } = notification
      await settle({ notifications: [{ ...message, kind: 'alert', entries: [entry] }] })
      expect(await unheard()).toBe(2)
      await settle({
        notifications: [{ ...message, id: 'no2', state: 'sent', kind: 'alert', entries: [entry] }],
      })
      expect(await unheard()).toBe(1)
      await settle({ alerts: [alertOf(1, { state: 'resolved', resolvedAt: T0 })] })
      expect(await unheard()).toBe(0)
    })

    async function dueAlerts(now: number, limit = 10): Promise<readonly string[]> {
      const ids: string[] = []
      await store.tickAlerts({ now, limit }, ({ id }) => {
        ids.push(id)
        return {}
      })
      return ids
    }

    test('an alert whose time has run out is handed out once, the longest ago first', async () => {
      await settle({
        alerts: [
          alertOf(1, { autoResolveAt: T0 + HOUR }),
          alertOf(2, { autoResolveAt: T0 + 5 }),
          alertOf(3),
        ],
      })
      expect(await store.nextTickAt()).toBe(T0 + 5)
      expect(await dueAlerts(T0 + 4)).toEqual([])
      expect(await dueAlerts(T0 + HOUR, 1)).toEqual(['al2'])
      await reopen()
      expect(await dueAlerts(T0 + HOUR)).toEqual(['al1'])
      expect(await dueAlerts(T0 + HOUR)).toEqual([])
      expect(await store.nextTickAt()).toBeUndefined()
    })

    test('its event is appended with it, and settled like any other', async () => {
      await settle({ alerts: [alertOf(1, { autoResolveAt: T0 })] })
      const made: Event = { ...event, id: '01zz', kind: 'resolved', deliveryKey: 'time-out' }
      const count = await store.tickAlerts({ now: T0, limit: 10 }, () => ({
        event: { event: made, raw: 'why' },
      }))
      expect(count).toBe(1)
      expect(await store.event('01zz')).toMatchObject({ event: made, raw: 'why', settled: false })
      await store.settle(10, async ({ events }) => {
        expect(events).toEqual([made])
        return { ...NOTHING, alerts: [alertOf(1, { state: 'resolved' })] }
      })
      expect(await dueAlerts(T0 + HOUR)).toEqual([])
    })

    test('what is to wait is handed out again then, and knows it', async () => {
      await settle({ alerts: [alertOf(1, { autoResolveAt: T0 })] })
      await store.tickAlerts({ now: T0, limit: 10 }, () => ({ nextAt: T0 + 9 }))
      expect(await store.nextTickAt()).toBe(T0 + 9)
      expect((await store.alert('al1'))?.autoResolveAt).toBe(T0 + 9)
      expect(await dueAlerts(T0 + 8)).toEqual([])
      expect(await dueAlerts(T0 + 9)).toEqual(['al1'])
    })

    test('an alert that was heard of again has its new time', async () => {
      await settle({ alerts: [alertOf(1, { autoResolveAt: T0 })] })
      await settle({ alerts: [alertOf(1, { autoResolveAt: T0 + HOUR })] })
      expect(await dueAlerts(T0 + 9)).toEqual([])
      await settle({ alerts: [alertOf(1, { state: 'resolved' })] })
      expect(await store.nextTickAt()).toBeUndefined()
    })

    test('open alerts of other sources get a time at which they are looked at, unless they have one', async () => {
      await settle({
        alerts: [
          alertOf(1, { source: 'gone' }),
          alertOf(2, { source: 'gone', autoResolveAt: T0 + HOUR }),
          alertOf(3, { source: 'gone', state: 'resolved' }),
          alertOf(4),
        ],
      })
      await store.adoptSources({ sources: [event.source], at: T0 + 5 })
      expect((await store.alert('al1'))?.autoResolveAt).toBe(T0 + 5)
      expect((await store.alert('al2'))?.autoResolveAt).toBe(T0 + HOUR)
      expect(await dueAlerts(T0 + 5)).toEqual(['al1'])
      expect(await dueAlerts(T0 + HOUR)).toEqual(['al2'])
      expect(await store.nextTickAt()).toBeUndefined()
    })

    const calm: Storm = { policy: 'p', opened: [[T0, 3]], told: 0 }
    const stormy: Storm = { policy: 'q', opened: [[T0, 12]], told: 10, nextAt: T0 + 60 }

    test('a settlement and a due group see how many alerts opened under the policies', async () => {
      await settle({ storms: [calm, stormy], groups: [{ ...groupOf('g1'), nextFlushAt: T0 }] })
      await store.appendEvents([{ event: { ...event, id: '01zz' }, raw: '' }])
      await store.settle(10, async (batch) => {
        expect(await batch.storms(['p', 'q', 'r'])).toEqual(
          new Map([
            ['p', calm],
            ['q', stormy],
          ]),
        )
        expect(await batch.storms(['r'])).toEqual(new Map())
        return NOTHING
      })
      await store.tick({ now: T0, limit: 10 }, ({ storm }) => {
        expect(storm).toEqual(calm)
        return { items: [], removedSubjects: [], notifications: [], holds: [] }
      })
    })

    test('a storm is handed out when it is to be looked at, with the newest open alerts of its policy', async () => {
      await settle({
        storms: [calm, stormy],
        groups: [groupOf('g1', 'q'), groupOf('g2', 'q'), groupOf('g3', 'p')],
        items: [
          itemOf(1),
          itemOf(3, { groupId: 'g2' }),
          itemOf(2),
          itemOf(9, { groupId: 'g3' }),
          itemOf(4, { entry: { ...itemOf(4).entry, state: 'resolved' } }),
        ],
      })
      expect(await store.nextTickAt()).toBe(T0 + 60)
      const seen: DueStorm[] = []
      const look = (now: number): Promise<number> =>
        store.tickStorms({ now, limit: 10 }, (due) => {
          seen.push(due)
          return { storm: { ...stormy, nextAt: T0 + 99 }, notifications: [notification] }
        })
      expect(await look(T0 + 59)).toBe(0)
      expect(await look(T0 + 60)).toBe(1)
      expect(seen).toMatchObject([{ storm: stormy }])
      expect(seen[0]?.sample.map(({ entry }) => entry.subjectId)).toEqual(['al3', 'al2', 'al1'])
      expect(await store.nextTickAt()).toBe(T0 + 99)
      expect(await store.notification('no1')).toEqual(notification)
    })

    test('when a storm is over, what it held is due at once, and nothing else', async () => {
      const held = (number: number, mutedBy: string, groupId = 'g1') =>
        itemOf(number, { mutedUntil: T0 + HOUR, mutedBy, groupId })
      await settle({
        storms: [stormy],
        groups: [groupOf('g1', 'q'), groupOf('g2')],
        items: [held(1, 'storm:q'), held(2, 's1'), held(3, 'storm:p', 'g2')],
      })
      await store.tickStorms({ now: T0 + 60, limit: 10 }, () => ({ notifications: [] }))
      expect(await store.nextTickAt()).toBe(T0 + 60)
      const handedOut: string[] = []
      await store.tick({ now: T0 + 60, limit: 10 }, ({ group, pending }) => {
        handedOut.push(...pending.map(({ entry }) => entry.subjectId))
        return {
          group: groupOf(group.id),
          items: [],
          removedSubjects: [],
          notifications: [],
          holds: [],
        }
      })
      expect(handedOut).toEqual(['al1'])
      expect(
        await store.tickStorms({ now: T0 + HOUR, limit: 10 }, () => ({ notifications: [] })),
      ).toBe(0)
    })
  })
}
