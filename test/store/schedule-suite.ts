import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SCHEDULE_LIMITS } from '../../src/base/limits.ts'
import type { Store } from '../../src/contract/store.ts'
import type { CalendarFeed } from '../../src/model/calendar-feed.ts'
import type { Notification } from '../../src/model/notification.ts'
import type { StoredOverride } from '../../src/model/stored-override.ts'
import type { StoreKind } from './store-suite.ts'

const T0 = 1_772_676_901_123
const HOUR = 3_600_000

function overrideOf(id: string, change: Partial<StoredOverride> = {}): StoredOverride {
  const times = { from: T0, until: T0 + HOUR, createdAt: T0 }
  const about = { contact: 'li', createdBy: 'Li', comment: '' }
  return { id, schedule: 'payments', ...times, ...about, ...change }
}

const feed: CalendarFeed = {
  id: 'f1',
  digest: 'd1',
  of: 'schedule',
  name: 'payments',
  language: 'en',
  createdAt: T0,
  createdBy: 'Li',
}

const notification: Notification = {
  id: 'no1',
  endpointId: 'ops/dingtalk:1',
  lane: 'dingtalk:1',
  kind: 'handover',
  severity: 'info',
  state: 'due',
  createdAt: T0,
  dueAt: T0,
  attemptCount: 0,
  policy: 'payments',
  entries: [],
  mentions: [],
}

/** What every kind of store must do for schedules. */
export function scheduleSuite(kind: StoreKind): void {
  describe(`a ${kind.name} store, for schedules`, () => {
    let place: Awaited<ReturnType<StoreKind['create']>>
    let store: Store

    beforeEach(async () => {
      place = await kind.create()
      store = await place.open()
    })
    afterEach(async () => {
      await store.close()
      await place.destroy()
    })
    const reopen = async (): Promise<void> => {
      await store.close()
      store = await place.open()
    }
    const put = (override: StoredOverride, now = T0): Promise<void> =>
      store.putOverride(override, { now, forgetBefore: now - HOUR })
    const idsAfter = async (endAfter: number): Promise<readonly string[]> =>
      (await store.overrides({ endAfter })).map(({ id }) => id)

    test('overrides are kept, the newest first, and forgotten long after their end', async () => {
      await put(overrideOf('o1'))
      await put(overrideOf('o2', { until: T0 + 3 * HOUR, replaces: 'wang' }))
      expect(await store.override('o2')).toEqual(
        overrideOf('o2', { until: T0 + 3 * HOUR, replaces: 'wang' }),
      )
      expect(await idsAfter(0)).toEqual(['o2', 'o1'])
      expect(await idsAfter(T0 + HOUR)).toEqual(['o2'])
      await put(overrideOf('o3', { until: T0 + 9 * HOUR }), T0 + 2 * HOUR + 1)
      await reopen()
      expect(await idsAfter(0)).toEqual(['o3', 'o2'])
      await store.removeOverride('o3')
      expect(await idsAfter(0)).toEqual(['o2'])
      expect(await store.override('o3')).toBeUndefined()
    })

    test('an override that has changed stays one, and there are not more than the bound', async () => {
      const most = SCHEDULE_LIMITS.overridesMax
      await Promise.all(
        Array.from({ length: most }, (_, number) =>
          put(overrideOf(`o${String(number).padStart(5, '0')}`)),
        ),
      )
      await expect(put(overrideOf('one more'))).rejects.toMatchObject({
        code: 'TOCSIN_REQUEST_INVALID',
      })
      await put(overrideOf('o00000', { until: T0 + 1 }))
      expect(await store.override('o00000')).toMatchObject({ until: T0 + 1 })
      await put(overrideOf('one more'), T0 + 2)
      expect(await idsAfter(T0 + 1)).toHaveLength(most)
    })

    test('what was told of a schedule and the message that tells it are kept together', async () => {
      const mark = {
        schedule: 'payments',
        onCall: { contact: 'wang' },
        gaps: [{ from: T0, lead: 'day' as const }],
      }
      await store.tickSchedules((marks) => {
        expect(marks.size).toBe(0)
        return { marks: [mark], notifications: [notification] }
      })
      await reopen()
      await store.tickSchedules((marks) => {
        expect(marks.get('payments')).toEqual(mark)
        return { marks: [{ ...mark, gaps: [] }], notifications: [] }
      })
      await store.tickSchedules((marks) => {
        expect(marks.get('payments')).toEqual({ ...mark, gaps: [] })
        return { marks: [], notifications: [] }
      })
      expect(await store.notification('no1')).toEqual(notification)
    })

    test('a calendar that is handed out is found by its digest until it is taken back', async () => {
      await store.putFeed(feed)
      await store.putFeed({ ...feed, id: 'f2', digest: 'd2', of: 'contact', name: 'li' })
      await reopen()
      expect((await store.feeds()).map(({ id }) => id)).toEqual(['f1', 'f2'])
      expect(await store.feedOf('d1')).toEqual(feed)
      await store.removeFeed('f1')
      expect(await store.feedOf('d1')).toBeUndefined()
      expect(await store.feedOf('d2')).toMatchObject({ name: 'li' })
    })

    test('the last copy of a calendar is kept, and one that is no longer known is forgotten', async () => {
      const copyOf = (digest: string, text: string) => ({ digest, fetchedAt: T0, text })
      await store.putCalendar(copyOf('a', 'one'), ['a'])
      await store.putCalendar(copyOf('b', 'two'), ['a', 'b'])
      await store.putCalendar(copyOf('b', 'three'), ['a', 'b'])
      await reopen()
      expect(await store.calendars()).toEqual([copyOf('a', 'one'), copyOf('b', 'three')])
      await store.putCalendar(copyOf('c', 'four'), ['b', 'c'])
      expect((await store.calendars()).map(({ digest }) => digest)).toEqual(['b', 'c'])
    })
  })
}
