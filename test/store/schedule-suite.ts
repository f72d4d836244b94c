import { describe, expect, test } from 'vitest'
import { SCHEDULE_LIMITS } from '../../src/base/limits.ts'
import type { Store } from '../../src/contract/store.ts'
import type { Alert } from '../../src/model/alert.ts'
import type { GroupItem } from '../../src/model/alert-group.ts'
import type { CalendarFeed } from '../../src/model/calendar-feed.ts'
import type { EscalationPolicy } from '../../src/model/configuration.ts'
import type { Escalation } from '../../src/model/escalation.ts'
import type { Event } from '../../src/model/event.ts'
import type { Notification } from '../../src/model/notification.ts'
import { NOTHING } from '../../src/model/settlement.ts'
import type { StoredOverride } from '../../src/model/stored-override.ts'
import { ownStore, type StoreKind } from './own-store.ts'

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

const alertOf = (id: string): Alert => ({
  ...{ id, source: 's', dedupKey: id, state: 'firing', severity: 'warning', name: 'n', title: 't' },
  ...{ labels: {}, openedAt: T0, updatedAt: T0, eventCount: 1 },
  ...{ firstEventId: `e-${id}`, lastEventId: `e-${id}` },
})
const eventOf = (alertId: string): Event => ({
  ...{ id: `e-${alertId}`, source: 's', kind: 'firing', dedupKey: alertId, deliveryKey: alertId },
  ...{ name: 'n', title: 't', severity: 'warning', receivedAt: T0 },
  ...{ labels: {}, fields: [], links: [] },
})
const itemOf = (subjectId: string, change: Partial<GroupItem>): GroupItem => ({
  groupId: 'g',
  pending: false,
  entry: {
    ...{ subjectId, eventId: 'e', state: 'firing', severity: 'warning', name: 'n', title: 't' },
    ...{ labels: {}, fields: [], links: [], at: T0 },
  },
  ...change,
})
const runOf = (alertId: string, plan: Pick<EscalationPolicy, 'steps'>): Escalation => ({
  ...{ id: `r-${alertId}`, alertId, policy: 'other', turn: 0, state: 'running', step: 0, round: 0 },
  ...{ version: 1, severity: 'warning', startedAt: T0, dueAt: T0, told: ['wang'], paged: [] },
  plan: { id: 'plan', repeat: 0, delayMs: 0, ...plan },
  history: [],
})

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
    let store: Store
    const reopen = ownStore(kind, (opened) => {
      store = opened
    })

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

    // A thousand commits, one after the other.
    test('an override that has changed stays one, and there are not more than the bound', {
      timeout: 120_000,
    }, async () => {
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
        return { marks: [mark], notifications: [notification], escalations: [] }
      })
      await reopen()
      await store.tickSchedules((marks) => {
        expect(marks.get('payments')).toEqual(mark)
        return { marks: [{ ...mark, gaps: [] }], notifications: [], escalations: [] }
      })
      await store.tickSchedules((marks) => {
        expect(marks.get('payments')).toEqual({ ...mark, gaps: [] })
        return { marks: [], notifications: [], escalations: [] }
      })
      expect(await store.notification('no1')).toEqual(notification)
    })

    test('open alerts are those that groups of the policies, or a run with a step for the schedule, have told', async () => {
      const told = { state: 'firing', severity: 'warning' } as const
      const alerts = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6'].map((id) => alertOf(id))
      await store.appendEvents(alerts.map(({ id }) => ({ event: eventOf(id), raw: '' })))
      const run = runOf('a3', { steps: [{ notify: [{ schedule: 'payments' }], waitMs: 1 }] })
      const runs = [
        run,
        { ...runOf('a4', run.plan), told: [] },
        { ...runOf('a5', run.plan), end: 'reassigned' as const },
      ]
      await store.settle(10, async () => ({
        ...NOTHING,
        alerts: alerts.map((one) => ({
          ...one,
          ...(one.id === 'a2' ? { severity: 'critical' } : {}),
          ...(one.id === 'a6' ? { state: 'resolved' } : {}),
        })),
        groups: [{ id: 'g', policy: 'p', key: '[]', labels: {}, openedAt: T0 }],
        items: [
          ...['a1', 'a2', 'a6'].map((id) => itemOf(id, { told })),
          itemOf('a4', { pending: true }),
        ],
        escalations: runs,
      }))
      await store.tickSchedules(async (_marks, facts) => {
        const query = { schedule: 'payments', policies: ['p'] }
        const { open, count } = await facts.openAlerts({ ...query, limit: 10 })
        expect(open.map(({ alert, policies }) => [alert.id, ...policies])).toEqual([
          ['a2', 'p'],
          ['a1', 'p'],
          ['a3'],
        ])
        expect(open.map(({ event }) => event.id)).toEqual(['e-a2', 'e-a1', 'e-a3'])
        expect(open[2]?.runs).toEqual([run])
        expect(count).toBe(3)
        expect(await facts.openAlerts({ ...query, limit: 1 })).toMatchObject({ count: 3 })
        const others = { ...query, policies: [], schedule: 'other', limit: 1 }
        expect(await facts.openAlerts(others)).toEqual({ open: [], count: 0 })
        const escalations = [{ ...run, told: ['wang', 'li'] }]
        return { marks: [], notifications: [], escalations }
      })
      expect((await store.escalations(['a3']))[0]?.told).toEqual(['wang', 'li'])
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
