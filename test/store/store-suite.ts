import { describe, expect, test } from 'vitest'
import type { IncomingEvent, Store } from '../../src/contract/store.ts'
import type { Alert } from '../../src/model/alert.ts'
import type { AlertGroup, GroupItem } from '../../src/model/alert-group.ts'
import type { Event } from '../../src/model/event.ts'
import type { Notification } from '../../src/model/notification.ts'
import { NOTHING, pairKey } from '../../src/model/settlement.ts'
import { ownStore, type StoreKind } from './own-store.ts'

const T0 = 1_772_676_901_123

function eventOf(number: number, change: Partial<Event> = {}): IncomingEvent {
  const id = `01${String(number).padStart(24, '0')}`
  const event: Event = {
    id,
    source: 'aliyun',
    kind: 'firing',
    dedupKey: `key-${number}`,
    deliveryKey: `delivery-${number}`,
    name: 'Instance:StateChange',
    title: { en: 'stopped', zh: '已停止' },
    severity: 'warning',
    receivedAt: T0 + number,
    labels: { source: 'aliyun', severity: 'warning' },
    fields: [],
    links: [],
    ...change,
  }
  return { event, raw: `{"n":${number}}` }
}

function alertOf(number: number, change: Partial<Alert> = {}): Alert {
  const { event } = eventOf(number)
  return {
    id: `al${String(number).padStart(24, '0')}`,
    source: event.source,
    dedupKey: event.dedupKey,
    state: 'firing',
    severity: event.severity,
    name: event.name,
    title: event.title,
    labels: event.labels,
    openedAt: T0,
    updatedAt: T0,
    eventCount: 1,
    firstEventId: event.id,
    lastEventId: event.id,
    ...change,
  }
}

function groupOf(number: number, change: Partial<AlertGroup> = {}): AlertGroup {
  return {
    id: `gr${number}`,
    policy: 'ecs',
    key: `k${number}`,
    labels: {},
    openedAt: T0,
    nextFlushAt: T0,
    ...change,
  }
}

function itemOf(group: AlertGroup, alert: Alert): GroupItem {
  return {
    groupId: group.id,
    pending: true,
    entry: {
      subjectId: alert.id,
      eventId: alert.lastEventId,
      state: alert.state,
      severity: alert.severity,
      name: alert.name,
      title: alert.title,
      labels: alert.labels,
      fields: [],
      links: [],
      at: T0,
    },
  }
}

/** A message that is due in the lane `dingtalk:x`. */
export function notificationOf(number: number, change: Partial<Notification> = {}): Notification {
  const alert = alertOf(number)
  return {
    id: `no${String(number).padStart(24, '0')}`,
    endpointId: 'ops/dingtalk:x',
    lane: 'dingtalk:x',
    kind: 'alert',
    severity: 'warning',
    state: 'due',
    createdAt: T0 + number,
    dueAt: T0 + number,
    attemptCount: 0,
    policy: 'ecs',
    entries: [itemOf(groupOf(number), alert).entry],
    mentions: [],
    ...change,
  }
}

/** What every kind of store must do, whatever it is made of. */
export function storeSuite(kind: StoreKind): void {
  describe(`a ${kind.name} store`, () => {
    let store: Store
    const reopen = ownStore(kind, (opened) => {
      store = opened
    })

    test('an appended event is there after the store is opened anew, with its raw text', async () => {
      await store.appendEvents([eventOf(1)])
      await reopen()
      expect(await store.event(eventOf(1).event.id)).toEqual({ ...eventOf(1), settled: false })
      expect(await store.event('nothing')).toBeUndefined()
    })

    test('many appends at once are all kept, in the order in which they were asked for', async () => {
      await Promise.all(
        Array.from({ length: 500 }, (_, number) => store.appendEvents([eventOf(number)])),
      )
      const seen: string[] = []
      await store.settle(1000, async (batch) => {
        seen.push(...batch.events.map(({ id }) => id))
        return NOTHING
      })
      expect(seen).toEqual(Array.from({ length: 500 }, (_, number) => eventOf(number).event.id))
    })

    test('an append that the database refuses fails alone; those beside it are kept', async () => {
      const outcomes = await Promise.allSettled([
        store.appendEvents([eventOf(1)]),
        store.appendEvents([eventOf(1)]),
        store.appendEvents([eventOf(2)]),
      ])
      expect(outcomes.map(({ status }) => status).sort()).toEqual([
        'fulfilled',
        'fulfilled',
        'rejected',
      ])
      expect((await store.events({ limit: 10 })).map(({ id }) => id)).toEqual([
        eventOf(2).event.id,
        eventOf(1).event.id,
      ])
    })

    test('an event is settled once, and again when settling failed', async () => {
      await store.appendEvents([eventOf(1), eventOf(2)])
      await expect(store.settle(10, () => Promise.reject(new Error('fault')))).rejects.toThrow(
        'fault',
      )
      expect(await store.settle(1, async () => NOTHING)).toBe(1)
      expect(await store.settle(10, async () => NOTHING)).toBe(1)
      expect(await store.settle(10, async () => NOTHING)).toBe(0)
      expect((await store.counts(T0)).unsettled).toBe(0)
    })

    test('what a settlement recorded is found by the next one', async () => {
      const alert = alertOf(1)
      const group = groupOf(1)
      await store.appendEvents([eventOf(1)])
      await store.settle(10, async () => ({
        ...NOTHING,
        alerts: [alert],
        groups: [group],
        items: [itemOf(group, alert)],
        outcomes: [
          {
            eventId: eventOf(1).event.id,
            result: 'opened',
            alertId: alert.id,
            matched: [],
            held: [],
            revision: 'r',
            settledAt: T0,
          },
        ],
        deliveries: [
          { source: 'aliyun', deliveryKey: 'delivery-1', eventId: eventOf(1).event.id, at: T0 },
        ],
      }))
      await store.appendEvents([eventOf(2)])
      await store.settle(10, async (batch) => {
        expect(await batch.newestAlerts([alert])).toEqual(
          new Map([[pairKey('aliyun', 'key-1'), alert]]),
        )
        expect(
          await batch.knownDeliveries([{ source: 'aliyun', deliveryKey: 'delivery-1' }]),
        ).toEqual(new Map([[pairKey('aliyun', 'delivery-1'), eventOf(1).event.id]]))
        expect(await batch.openGroups([group])).toEqual(new Map([[pairKey('ecs', 'k1'), group]]))
        expect(await batch.standings([alert.id])).toEqual(
          new Map([[alert.id, [{ group, item: itemOf(group, alert) }]]]),
        )
        return NOTHING
      })
      expect((await store.outcome(eventOf(1).event.id))?.result).toBe('opened')
      expect(await store.alerts({ limit: 5, state: 'firing' })).toEqual([alert])
    })

    test('a second open alert for one key is refused by the store itself', async () => {
      await store.appendEvents([eventOf(1)])
      const twin = alertOf(9, { dedupKey: 'key-1' })
      await expect(
        store.settle(10, async () => ({ ...NOTHING, alerts: [alertOf(1), twin] })),
      ).rejects.toThrow()
      expect(
        await store.settle(10, async () => ({
          ...NOTHING,
          alerts: [{ ...alertOf(1), state: 'resolved' }, twin],
        })),
      ).toBe(1)
    })

    test('the open alert of a key is its newest, also where a clock was set back since the one before', async () => {
      const open = alertOf(1)
      const older = alertOf(5, { dedupKey: open.dedupKey, state: 'resolved' })
      await store.appendEvents([eventOf(1), eventOf(2)])
      await store.settle(1, async () => ({ ...NOTHING, alerts: [open, older] }))
      await store.settle(1, async (batch) => {
        expect([...(await batch.newestAlerts([open])).values()]).toEqual([open])
        return NOTHING
      })
    })

    test('a due group that cannot be decided holds up no other, and nothing is under way after it', async () => {
      const groups = [groupOf(1), groupOf(2)]
      await store.appendEvents([eventOf(1)])
      await store.settle(10, async () => ({ ...NOTHING, groups }))
      const ticking = store.tick({ now: T0, limit: 5 }, ({ group }) => {
        if (group.id === groupOf(1).id) throw new Error('fault')
        return {
          items: [],
          removedSubjects: [],
          notifications: [notificationOf(2)],
          holds: [],
        }
      })
      await expect(ticking).rejects.toThrow('fault')
      expect(await store.counts(T0)).toMatchObject({ openGroups: 1, due: 1 })
    })

    test('what alerts are now is seen from the moment that it is written, however it was looked at before', async () => {
      const alerts = [alertOf(1), alertOf(2)]
      const about = [notificationOf(1), notificationOf(2)]
      await fill(store, about)
      await store.appendEvents([eventOf(1)])
      await store.settle(10, async () => ({ ...NOTHING, alerts }))
      const lane = 'dingtalk:x'
      await store.claim({ lane, robots: [lane], now: T0 + 10, leaseMs: 1_000 }, ({ due }) => ({
        notifications: due.map((one) => ({ ...one, state: 'leased', attemptCount: 1 })),
        merged: [],
      }))
      for (const one of about) expect(await store.statesNow(one)).toEqual(new Map())
      await store.appendEvents([eventOf(2)])
      const over = alertOf(1, { state: 'resolved' })
      const settled = store.settle(10, async () => ({ ...NOTHING, alerts: [over] }))
      await new Promise((resolve) => setImmediate(resolve))
      const isSeen = async (): Promise<boolean> =>
        (await store.statesNow(notificationOf(1))).get(over.id) === 'resolved'
      expect(await seenWithoutATurn(isSeen)).toBe(true)
      await settled
      expect(await isSeen()).toBe(true)
      expect(await store.statesNow(notificationOf(2))).toEqual(new Map())
    })

    test('what was asked for before closing is written', async () => {
      const asked = Array.from({ length: 1_200 }, (_, number) =>
        store.appendEvents([eventOf(number)]),
      )
      await reopen()
      await Promise.all(asked)
      expect((await store.counts(T0)).events).toBe(1_200)
    })

    test('a due group is handed out with what is pending, and its flush closes it', async () => {
      const alert = alertOf(1)
      const group = groupOf(1)
      await store.appendEvents([eventOf(1)])
      await store.settle(10, async () => ({
        ...NOTHING,
        alerts: [alert],
        groups: [group],
        items: [itemOf(group, alert)],
      }))
      expect(await store.nextTickAt()).toBe(T0)
      expect(await store.tick({ now: T0 - 1, limit: 5 }, () => expect.fail('nothing is due'))).toBe(
        0,
      )
      await store.tick({ now: T0, limit: 5 }, (due) => {
        expect(due).toMatchObject({
          group,
          pendingCount: 1,
          firingCount: 1,
          pending: [itemOf(group, alert)],
        })
        return {
          items: [],
          removedSubjects: [],
          notifications: [notificationOf(1)],
          holds: [
            {
              id: 'h1',
              eventId: 'e1',
              subjectId: 's1',
              policy: 'ecs',
              reason: 'recoveries-off',
              at: T0,
            },
          ],
        }
      })
      expect(await store.nextTickAt()).toBeUndefined()
      expect(await store.notificationsAbout(alert.id)).toEqual([notificationOf(1)])
      expect(await store.holds('e1')).toHaveLength(1)
      expect((await store.counts(T0)).openGroups).toBe(0)
    })

    test('open alerts are counted, whatever becomes of them', async () => {
      const settle = async (number: number, alerts: readonly Alert[]): Promise<number> => {
        await store.appendEvents([eventOf(number)])
        await store.settle(10, async () => ({ ...NOTHING, alerts }))
        return (await store.counts(T0)).openAlerts
      }
      const over = { state: 'resolved', resolvedAt: T0 } as const
      expect(await settle(1, [alertOf(1), alertOf(2), alertOf(3, over)])).toBe(2)
      expect(await settle(2, [alertOf(1, { state: 'acknowledged' }), alertOf(2, over)])).toBe(1)
      expect(await settle(3, [alertOf(2), alertOf(4), alertOf(1, { severity: 'info' })])).toBe(3)
      await reopen()
      expect((await store.counts(T0)).openAlerts).toBe(3)
      expect(await settle(4, [alertOf(1, over), alertOf(2, over), alertOf(4, over)])).toBe(0)
    })

    test('the outbox gives the most severe first, then the oldest, and leases what is claimed', async () => {
      await fill(store, [
        notificationOf(1),
        notificationOf(2, { severity: 'critical' }),
        notificationOf(3),
      ])
      const now = T0 + 10
      expect(await store.dueLanes()).toEqual([{ lane: 'dingtalk:x', blockedUntil: 0, worst: 0 }])
      const claimed = await store.claim(
        { lane: 'dingtalk:x', robots: ['dingtalk:x'], now, leaseMs: 1000 },
        ({ due }) => {
          expect(due.map(({ id }) => id)).toEqual(
            [2, 1, 3].map((number) => notificationOf(number).id),
          )
          return {
            notifications: due
              .slice(0, 1)
              .map((one) => ({ ...one, state: 'leased', attemptCount: 1 })),
            merged: [],
          }
        },
      )
      expect(claimed.map(({ id }) => id)).toEqual([notificationOf(2).id])
      // What was asked for later is on disk only when the lease is.
      await store.appendEvents([eventOf(200)])
      expect(await store.counts(T0)).toMatchObject({ due: 2, leased: 1 })
      await store.giveBack([notificationOf(2).id], { dueAt: now + 5 })
      expect(await store.notification(notificationOf(2).id)).toMatchObject({
        state: 'due',
        attemptCount: 0,
        dueAt: now + 5,
      })
    })

    test('what is let go is neither owed nor sent, and only where it is leased', async () => {
      await fill(store, [notificationOf(1), notificationOf(2)])
      const now = T0 + 10
      await store.claim(
        { lane: 'dingtalk:x', robots: ['dingtalk:x'], now, leaseMs: 1000 },
        ({ due }) => ({
          notifications: due.map((one) => ({ ...one, state: 'leased', attemptCount: 1 })),
          merged: [],
        }),
      )
      await store.letGo(notificationOf(1).id)
      await store.giveBack([notificationOf(2).id], { dueAt: now })
      await store.letGo(notificationOf(2).id)
      expect(await store.notification(notificationOf(1).id)).toMatchObject({ state: 'moot' })
      expect(await store.notification(notificationOf(2).id)).toMatchObject({ state: 'due' })
      expect(await store.counts(now)).toMatchObject({ moot: 1, due: 1, leased: 0, sent: 0 })
      await store.releaseLeases(now + 1)
      expect(await store.counts(now)).toMatchObject({ moot: 1 })
      expect(await store.notifications({ limit: 5, state: 'moot' })).toHaveLength(1)
    })

    test('a message beside the outbox counts against its lane, and what is old is forgotten', async () => {
      await store.countSent({ lane: 'dingtalk:x', at: 5_100, keepFrom: 0 })
      await store.countSent({ lane: 'dingtalk:x', at: 5_900, keepFrom: 0 })
      await store.countSent({ lane: 'dingtalk:x', at: 9_000, keepFrom: 0 })
      const fresh = { lane: 'dingtalk:x', failures: 0, health: 'ok' }
      expect(await store.lane('dingtalk:x')).toEqual({
        ...fresh,
        sent: [
          [5, 2],
          [9, 1],
        ],
      })
      await store.countSent({ lane: 'dingtalk:x', at: 70_000, keepFrom: 9_500 })
      expect(await store.lane('dingtalk:x')).toEqual({
        ...fresh,
        sent: [
          [9, 1],
          [70, 1],
        ],
      })
      expect(await store.lane('dingtalk:y')).toMatchObject({ sent: [] })
    })

    test('an attempt settles its notification and its lane, and a crash makes the leased due again', async () => {
      await fill(store, [notificationOf(1), notificationOf(2)])
      await store.claim(
        { lane: 'dingtalk:x', robots: ['dingtalk:x'], now: T0 + 10, leaseMs: 1000 },
        ({ due }) => ({
          notifications: due.map((one) => ({ ...one, state: 'leased', attemptCount: 1 })),
          merged: [],
        }),
      )
      const lane = {
        lane: 'dingtalk:x',
        sent: [[5, 1] as const],
        failures: 0,
        health: 'ok' as const,
        blockedUntil: T0 + 99,
      }
      await store.recordAttempt({
        id: 'at1',
        notificationId: notificationOf(1).id,
        startedAt: T0,
        finishedAt: T0 + 5,
        receipt: { kind: 'sent', code: '0' },
        next: { state: 'sent' },
        lane,
        notifications: [],
      })
      await reopen()
      await store.releaseLeases(T0 + 20)
      expect(await store.notification(notificationOf(1).id)).toMatchObject({ state: 'sent' })
      expect(await store.notification(notificationOf(2).id)).toMatchObject({
        state: 'due',
        attemptCount: 1,
      })
      expect(await store.attempts(notificationOf(1).id)).toHaveLength(1)
      // The one that was under way counts as well.
      const counted = [...lane.sent, [Math.floor((T0 + 20) / 1000), 1]]
      expect(await store.lane('dingtalk:x')).toEqual({ ...lane, sent: counted })
      expect(await store.dueLanes()).toMatchObject([{ lane: 'dingtalk:x', blockedUntil: T0 + 99 }])
    })

    test('a digest takes in what it merges, and each stays findable by its alert', async () => {
      await fill(store, [notificationOf(1), notificationOf(2)])
      const digest = notificationOf(7, {
        kind: 'digest',
        entries: [...notificationOf(1).entries, ...notificationOf(2).entries],
      })
      await store.claim(
        { lane: 'dingtalk:x', robots: ['dingtalk:x'], now: T0 + 10, leaseMs: 1000 },
        ({ due }) => ({
          notifications: [{ ...digest, state: 'leased', attemptCount: 1 }],
          merged: [{ digestId: digest.id, ids: due.map(({ id }) => id) }],
        }),
      )
      expect(await store.notification(notificationOf(1).id)).toMatchObject({
        state: 'merged',
        mergedInto: digest.id,
      })
      expect((await store.notificationsAbout(alertOf(2).id)).map(({ id }) => id)).toEqual([
        notificationOf(2).id,
        digest.id,
      ])
    })

    test('what one message could not name is replaced by its parts, and what is hopeless is buried with what others hear', async () => {
      await fill(
        store,
        [1, 2, 3].map((number) => notificationOf(number)),
      )
      const part = notificationOf(4, { id: `${notificationOf(1).id}-001` })
      const heard = notificationOf(9, { lane: 'dingtalk:y' })
      const attempt = {
        id: 'at1',
        notificationId: notificationOf(2).id,
        startedAt: T0,
        finishedAt: T0,
        receipt: { kind: 'refused', reason: 'token', text: 't', remedy: 'r' },
      } as const
      const claimed = await store.claim(
        { lane: 'dingtalk:x', robots: ['dingtalk:x'], now: T0 + 10, leaseMs: 1000 },
        () => ({
          notifications: [],
          merged: [{ digestId: part.id, ids: [notificationOf(1).id] }],
          added: [part, notificationOf(3, { lane: 'dingtalk:z' })],
          buried: { attempts: [attempt], notifications: [heard] },
        }),
      )
      expect(claimed).toEqual([])
      const states = await Promise.all(
        [notificationOf(1).id, notificationOf(2).id, part.id, heard.id].map((id) =>
          store.notification(id),
        ),
      )
      expect(states.map((one) => one?.state)).toEqual(['merged', 'dead', 'due', 'due'])
      expect(await store.attempts(notificationOf(2).id)).toEqual([attempt])
      expect(await store.laneCounts('dingtalk:x')).toEqual({ owed: 1, dead: 1 })
      expect(await store.laneCounts('dingtalk:z')).toEqual({ owed: 1, dead: 0 })
      expect((await store.dueLanes()).map(({ lane }) => lane).toSorted()).toEqual([
        'dingtalk:x',
        'dingtalk:y',
        'dingtalk:z',
      ])
    })

    test('an attempt changes what is told of its message next, and counts against a month’s quota', async () => {
      await fill(store, [notificationOf(1)])
      const quota = { key: 'org', month: '2026-03' }
      const attempt = (id: string) => ({
        id,
        notificationId: notificationOf(1).id,
        startedAt: T0,
        finishedAt: T0,
        receipt: { kind: 'retry', reason: 'unknown-outcome', text: 't', remedy: 'r' } as const,
        endpointId: 'ops/dingtalk:b',
        lane: { lane: 'dingtalk:x', sent: [], failures: 1, health: 'failing' } as const,
        quota,
        notifications: [],
      })
      const change = { uncertain: true, robot: 'dingtalk:b' } as const
      await store.recordAttempt({
        ...attempt('at1'),
        next: { state: 'due', dueAt: T0 + 5, change },
      })
      await store.recordAttempt({ ...attempt('at2'), next: { state: 'dead' } })
      expect(await store.notification(notificationOf(1).id)).toMatchObject({
        state: 'dead',
        ...change,
      })
      const [first] = await store.attempts(notificationOf(1).id)
      expect(first?.endpointId).toBe('ops/dingtalk:b')
      expect(await store.quotaUsed(quota)).toBe(2)
      expect(await store.quotaUsed({ key: 'org', month: '2026-04' })).toBe(0)
    })

    test('a crash leaves what was being sent marked: it may have been posted', async () => {
      await fill(store, [notificationOf(1), notificationOf(2)])
      await store.claim(
        { lane: 'dingtalk:x', robots: ['dingtalk:x'], now: T0 + 10, leaseMs: 1000 },
        ({ due }) => ({
          notifications: due.slice(0, 1).map((one) => ({ ...one, state: 'leased' })),
          merged: [],
        }),
      )
      await reopen()
      await store.releaseLeases(T0 + 20)
      expect(await store.notification(notificationOf(1).id)).toMatchObject({ uncertain: true })
      expect(await store.notification(notificationOf(2).id)).toEqual(notificationOf(2))
    })

    test('what was given up is found by its endpoint and is due again, and nothing else is', async () => {
      const other = notificationOf(3, { endpointId: 'duty/dingtalk:x', state: 'dead' })
      await fill(store, [
        notificationOf(1, { state: 'dead', form: 'plain' }),
        notificationOf(2, { state: 'sent' }),
        other,
      ])
      const query = { isOne: (id: string) => id === 'ops/dingtalk:x', limit: 9 }
      expect(await store.deadOf(query)).toEqual([notificationOf(1).id])
      await store.resend([notificationOf(1).id, notificationOf(2).id], T0 + 50)
      expect(await store.notification(notificationOf(1).id)).toEqual(
        notificationOf(1, { state: 'due', dueAt: T0 + 50, resentAt: T0 + 50 }),
      )
      expect(await store.notification(notificationOf(2).id)).toMatchObject({ state: 'sent' })
      expect(await store.deadOf(query)).toEqual([])
    })

    test('a message beside the outbox stays counted when an attempt ends that began before it', async () => {
      await fill(store, [notificationOf(1), notificationOf(2)])
      const ended = (number: number, sent: [number, number][]) =>
        store.recordAttempt({
          id: `at${number}`,
          notificationId: notificationOf(number).id,
          startedAt: 7_000,
          finishedAt: 7_500,
          receipt: { kind: 'sent' },
          next: { state: 'sent' },
          lane: { lane: 'dingtalk:x', sent, failures: 0, health: 'ok' },
          countedIn: 7,
          notifications: [],
        })
      await ended(1, [[7, 1]])
      await store.countSent({ lane: 'dingtalk:x', at: 7_200, keepFrom: 0 })
      await ended(2, [[7, 2]])
      expect((await store.lane('dingtalk:x')).sent).toEqual([[7, 3]])
    })

    test('after a crash the message that was under way counts against its robot', async () => {
      await fill(store, [notificationOf(1), notificationOf(2)])
      await store.countSent({ lane: 'dingtalk:x', at: T0, keepFrom: 0 })
      const lane = 'dingtalk:x'
      await store.claim({ lane, robots: [lane], now: T0, leaseMs: 9 }, ({ due }) => ({
        notifications: due.map((one) => ({ ...one, state: 'leased' as const, attemptCount: 1 })),
        merged: [],
      }))
      await store.appendEvents([eventOf(200)])
      await store.releaseLeases(T0 + 5_000)
      const counted = (await store.lane(lane)).sent.reduce((sum, [, count]) => sum + count, 0)
      expect(counted).toBe(2)
    })

    test('after a crash the message that was under way counts against each robot of a pool, and the first one too', async () => {
      await fill(store, [notificationOf(1)])
      const lane = 'dingtalk:x'
      await store.claim({ lane, robots: [lane], now: T0, leaseMs: 9 }, ({ due }) => ({
        notifications: due.map((one) => ({ ...one, state: 'leased' as const, attemptCount: 1 })),
        merged: [],
      }))
      await store.appendEvents([eventOf(200)])
      await store.releaseLeases(T0 + 5_000, new Map([[lane, ['dingtalk:one', 'dingtalk:other']]]))
      const second = Math.floor((T0 + 5_000) / 1_000)
      expect((await store.lane('dingtalk:one')).sent).toEqual([[second, 1]])
      expect((await store.lane('dingtalk:other')).sent).toEqual([[second, 1]])
      expect((await store.lane(lane)).sent).toEqual([])
    })

    test('a recovery whose end was told is said to be known, until it goes on once more', async () => {
      const { entries } = notificationOf(1)
      const ends = entries.map((entry) => ({ ...entry, state: 'resolved' as const }))
      const recovery = notificationOf(3, { kind: 'resolved', entries: ends })
      await fill(store, [notificationOf(1), notificationOf(2, { entries }), recovery])
      const lane = 'dingtalk:x'
      const subject = String(entries[0]?.subjectId)
      const told = (number: number, states: { over: string[]; open: string[] }) =>
        store.recordAttempt({
          id: `at${number}`,
          notificationId: notificationOf(number).id,
          startedAt: 7_000,
          finishedAt: 7_500,
          receipt: { kind: 'sent' },
          next: { state: 'sent' },
          lane: { lane, sent: [], failures: 0, health: 'ok' },
          told: { endpointId: notificationOf(number).endpointId, ...states },
          notifications: [],
        })
      const known = async (): Promise<object> => {
        let found = {}
        await store.claim({ lane, robots: [lane], now: T0, leaseMs: 9 }, ({ toldOver }) => {
          found = Object.fromEntries(toldOver)
          return { notifications: [], merged: [] }
        })
        return found
      }
      expect(await known()).toEqual({})
      await told(1, { over: [subject], open: [] })
      expect(await known()).toEqual({ [recovery.id]: notificationOf(1).id })
      await told(2, { over: [], open: [subject] })
      expect(await known()).toEqual({})
    })

    test('a recovery that was known is merged into what told it, and is known no longer', async () => {
      const { entries } = notificationOf(1)
      const ends = entries.map((entry) => ({ ...entry, state: 'resolved' as const }))
      const recoveries = [3, 4].map((number) =>
        notificationOf(number, { kind: 'resolved', entries: ends }),
      )
      const [first, second] = recoveries.map(({ id }) => id)
      await fill(store, [notificationOf(1), ...recoveries])
      const lane = 'dingtalk:x'
      const teller = notificationOf(1)
      await store.recordAttempt({
        id: 'at1',
        notificationId: teller.id,
        startedAt: 7_000,
        finishedAt: 7_500,
        receipt: { kind: 'sent' },
        next: { state: 'sent' },
        lane: { lane, sent: [], failures: 0, health: 'ok' },
        told: {
          endpointId: teller.endpointId,
          over: entries.map((one) => one.subjectId),
          open: [],
        },
        notifications: [],
      })
      await reopen()
      const seen: object[] = []
      for (let look = 0; look < 2; look++) {
        await store.claim({ lane, robots: [lane], now: T0, leaseMs: 9 }, ({ toldOver }) => {
          seen.push(Object.fromEntries(toldOver))
          return { notifications: [], merged: [{ digestId: teller.id, ids: [String(first)] }] }
        })
      }
      expect(seen).toEqual([{ [String(first)]: teller.id, [String(second)]: teller.id }, {}])
      expect(await store.notification(String(first))).toMatchObject({
        state: 'merged',
        mergedInto: teller.id,
      })
    })

    test('what is behind many that were copied for a standby endpoint is copied too', async () => {
      const many = Array.from({ length: 450 }, (_, number) => notificationOf(number + 1))
      await fill(store, many)
      const copied: string[] = []
      for (let look = 0; look < 2; look++) {
        await store.standBy('dingtalk:x', (due) => {
          copied.push(...due.map(({ id }) => id))
          return { copies: [], copiedIds: due.map(({ id }) => id) }
        })
      }
      expect(copied).toEqual(many.map(({ id }) => id))
    })

    test('copies for a standby endpoint are owed, and what was copied says so', async () => {
      await fill(store, [notificationOf(1), notificationOf(2)])
      const copy = notificationOf(5, { lane: 'dingtalk:reserve' })
      await store.standBy('dingtalk:x', (due) => {
        expect(due.map(({ id }) => id)).toEqual([notificationOf(1).id, notificationOf(2).id])
        return { copies: [copy], copiedIds: [notificationOf(1).id] }
      })
      expect(await store.notification(notificationOf(1).id)).toMatchObject({ stoodBy: true })
      expect(await store.notification(notificationOf(2).id)).toEqual(notificationOf(2))
      expect(await store.notification(copy.id)).toEqual(copy)
    })

    test('pages go on where the last one ended', async () => {
      await store.appendEvents([1, 2, 3].map((number) => eventOf(number)))
      const first = await store.events({ limit: 2 })
      const second = await store.events({ limit: 2, before: first.at(-1)?.id })
      expect([...first, ...second].map(({ id }) => id)).toEqual(
        [3, 2, 1].map((number) => eventOf(number).event.id),
      )
      expect(await store.events({ limit: 2, source: 'other' })).toEqual([])
    })

    test('quarantined requests are kept newest first', async () => {
      const entry = {
        source: 'aliyun',
        receivedAt: T0,
        method: 'POST',
        headers: {},
        bodyBase64: 'e30=',
        bodyBytes: 2,
        problem: 'p',
      }
      await store.keepQuarantined({ ...entry, id: 'q1' })
      await store.keepQuarantined({ ...entry, id: 'q2' })
      expect((await store.quarantined({ limit: 5 })).map(({ id }) => id)).toEqual(['q2', 'q1'])
    })
  })
}

/** Until `look` says so, without letting anything but promises go on; false after five seconds. */
async function seenWithoutATurn(look: () => Promise<boolean>): Promise<boolean> {
  const until = Date.now() + 5_000
  while (!(await look())) if (Date.now() > until) return false
  return true
}

/** Puts notifications into the outbox the way the product does: by a group's flush. */
/** Puts notifications into a store that is empty. */
export async function fill(store: Store, notifications: readonly Notification[]): Promise<void> {
  await store.appendEvents([eventOf(100)])
  await store.settle(10, async () => ({ ...NOTHING, groups: [groupOf(100)] }))
  await store.tick({ now: T0, limit: 1 }, () => ({
    items: [],
    removedSubjects: [],
    notifications,
    holds: [],
  }))
}
