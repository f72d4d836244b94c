import { beforeEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../../src/base/clock.ts'
import { idSource, systemChance } from '../../src/base/id.ts'
import type { IncomingEvent, Store } from '../../src/contract/store.ts'
import type { Notification } from '../../src/model/notification.ts'
import type { EventOutcome } from '../../src/model/outcome.ts'
import { NOTHING } from '../../src/model/settlement.ts'
import { ownStore, type StoreKind } from './own-store.ts'

const T0 = 1_772_676_901_123
const ALL = { since: 0, until: T0 * 2, limit: 500 }

/** What every kind of store must do for those who look back. */
export function recordingSuite(kind: StoreKind): void {
  describe(`a ${kind.name} store, for the past`, () => {
    let store: Store
    ownStore(kind, (opened) => {
      store = opened
    })
    let clock: ManualClock
    let newId: () => string

    beforeEach(() => {
      clock = new ManualClock(T0)
      newId = idSource(clock, systemChance)
    })

    const event = (): IncomingEvent => ({
      raw: '{}',
      event: {
        ...{ id: newId(), source: 's', kind: 'firing', dedupKey: newId(), deliveryKey: newId() },
        ...{ name: 'n', title: 't', severity: 'warning', receivedAt: clock.now() },
        ...{ labels: {}, fields: [], links: [] },
      },
    })

    /** So many events, a second apart; gives their ids. */
    const append = async (count: number): Promise<readonly string[]> => {
      const ids: string[] = []
      for (let number = 0; number < count; number++) {
        const one = event()
        ids.push(one.event.id)
        await store.appendEvents([one])
        clock.advance(1_000)
      }
      return ids
    }

    const idsOf = (page: { rows: readonly { id: string }[] }): readonly string[] =>
      page.rows.map(({ id }) => id)

    test('an empty one has no span and no rows', async () => {
      expect(await store.recordedSpan()).toBeUndefined()
      expect(await store.recordedEvents(ALL)).toEqual({ rows: [] })
      expect(await store.sentMessages(ALL)).toEqual({ rows: [] })
    })

    test('events are read in their order, a page behind the other, each once', async () => {
      const ids = await append(5)
      const first = await store.recordedEvents({ ...ALL, limit: 2 })
      const second = await store.recordedEvents({ ...ALL, limit: 2, after: first.next })
      const third = await store.recordedEvents({ ...ALL, limit: 2, after: second.next })
      expect([first, second, third].flatMap(idsOf)).toEqual(ids)
      expect(third.next).toBeUndefined()
      expect(await store.recordedSpan()).toEqual({ firstAt: T0, lastAt: T0 + 4_000 })
    })

    test('events from a time on and before another are read, and no others', async () => {
      const ids = await append(5)
      const page = (since: number, until: number) =>
        store.recordedEvents({ ...ALL, since: T0 + since, until: T0 + until })
      expect(idsOf(await page(1_000, 3_000))).toEqual(ids.slice(1, 3))
      expect(idsOf(await page(4_001, 9_000))).toEqual([])
      expect(idsOf(await page(-9_000, 1))).toEqual(ids.slice(0, 1))
    })

    const notification = (change: Partial<Notification> = {}): Notification => ({
      ...{ id: newId(), endpointId: 'ops/dingtalk:x', lane: 'dingtalk:x', kind: 'alert' },
      ...{ severity: 'warning', state: 'due', createdAt: clock.now(), dueAt: clock.now() },
      ...{ attemptCount: 0, policy: 'p', entries: [], mentions: [] },
      ...change,
    })

    const attempt = (notificationId: string, isSent: boolean): Promise<void> =>
      store.recordAttempt({
        ...{ id: newId(), notificationId, startedAt: clock.now(), finishedAt: clock.now() },
        receipt: isSent
          ? { kind: 'sent' }
          : { kind: 'retry', reason: 'busy', text: 'later', remedy: 'wait' },
        next: isSent ? { state: 'sent' } : { state: 'due', dueAt: clock.now() },
        lane: { lane: 'dingtalk:x', sent: [], failures: 0, health: 'ok' },
        notifications: [],
      })

    test('messages that were sent are read in their order, with when and where; tries are not', async () => {
      await append(1)
      const [one, other] = [notification(), notification({ kind: 'repeat', policy: 'q' })]
      await store.settle(1, async () => ({ ...NOTHING, notifications: [one, other] }))
      await attempt(one.id, false)
      clock.advance(1_000)
      await attempt(one.id, true)
      clock.advance(1_000)
      await attempt(other.id, true)
      const endpointId = 'ops/dingtalk:x'
      const { rows } = await store.sentMessages(ALL)
      expect(rows).toEqual([
        { notificationId: one.id, endpointId, at: T0 + 2_000, kind: 'alert', policy: 'p' },
        { notificationId: other.id, endpointId, at: T0 + 3_000, kind: 'repeat', policy: 'q' },
      ])
      const page = await store.sentMessages({ ...ALL, limit: 1 })
      expect((await store.sentMessages({ ...ALL, limit: 1, after: page.next })).rows).toEqual(
        rows.slice(1),
      )
      expect((await store.sentMessages({ ...ALL, until: T0 + 3_000 })).rows).toEqual(
        rows.slice(0, 1),
      )
      expect((await store.sentMessages({ ...ALL, since: T0 + 2_001 })).rows).toEqual(rows.slice(1))
      expect(await store.recordedSpan()).toMatchObject({ lastAt: T0 + 3_000 })
    })

    test('what became of the events of an alert is read from its beginning or its end, and of no other', async () => {
      const ids = await append(5)
      await store.settle(5, async ({ events }) => ({
        ...NOTHING,
        outcomes: events.map(
          ({ id }, place): EventOutcome => ({
            ...{ eventId: id, result: 'updated', matched: [], held: [], revision: 'r' },
            ...(place === 2 ? {} : { alertId: place === 3 ? 'other' : 'one' }),
            settledAt: T0,
          }),
        ),
      }))
      const eventIds = async (from: 'start' | 'end', limit = 9): Promise<readonly string[]> =>
        (await store.outcomesOf('one', { limit, from })).map(({ eventId }) => eventId)
      expect(await eventIds('start')).toEqual([ids[0], ids[1], ids[4]])
      expect(await eventIds('end', 2)).toEqual([ids[4], ids[1]])
    })
  })
}
