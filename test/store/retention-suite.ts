import { beforeEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../../src/base/clock.ts'
import { idSource, systemChance } from '../../src/base/id.ts'
import { RETENTION_LIMITS } from '../../src/base/limits.ts'
import type { Store } from '../../src/contract/store.ts'
import type { Alert } from '../../src/model/alert.ts'
import { countsOf, dayOf } from '../../src/model/daily-count.ts'
import type { Escalation } from '../../src/model/escalation.ts'
import type { Event } from '../../src/model/event.ts'
import type { Notification, NotificationEntry } from '../../src/model/notification.ts'
import type { EventOutcome } from '../../src/model/outcome.ts'
import type { RetentionCuts } from '../../src/model/retention.ts'
import { NOTHING, type Settlement } from '../../src/model/settlement.ts'
import { ownStore, type StoreKind } from './own-store.ts'

const DAY = 24 * 60 * 60_000
const T0 = 1_772_676_901_123
const PLENTY = 1_000

/** What every kind of store must do to drop what is over, and nothing else. */
export function retentionSuite(kind: StoreKind): void {
  describe(`a ${kind.name} store, for what is over`, () => {
    let store: Store
    const reopen = ownStore(kind, (opened) => {
      store = opened
    })
    let clock: ManualClock
    let newId: () => string

    beforeEach(() => {
      clock = new ManualClock(T0)
      newId = idSource(clock, systemChance)
    })

    /** Everything older than `days`. */
    const older = (days: number): RetentionCuts => {
      const at = clock.now() - days * DAY
      return { loose: at, details: at, alerts: at, quarantine: at, silences: at }
    }
    const drop = (cuts: RetentionCuts, limit = PLENTY): Promise<number> =>
      store.dropOld(cuts, { now: clock.now(), limit })
    /** Until nothing is left to look at; gives how many transactions that took. */
    const dropAll = async (cuts: RetentionCuts, limit: number): Promise<number> => {
      for (let rounds = 1; ; rounds++) {
        expect(rounds).toBeLessThan(200)
        const looked = await drop(cuts, limit)
        expect(looked).toBeLessThanOrEqual(limit)
        if (looked === 0) return rounds
      }
    }

    const eventOf = (change: Partial<Event> = {}): Event => ({
      ...{ id: newId(), source: 's', kind: 'firing', dedupKey: 'k', deliveryKey: newId() },
      ...{ name: 'n', title: 't', severity: 'warning', receivedAt: clock.now() },
      ...{ labels: {}, fields: [], links: [] },
      ...change,
    })
    const settle = async (
      event: Event,
      outcome: Partial<EventOutcome>,
      more: Partial<Settlement> = {},
    ): Promise<void> => {
      await store.appendEvents([{ event, raw: '{}' }])
      await store.settle(PLENTY, async ({ events }) => {
        const base = { revision: 'r', settledAt: clock.now(), matched: [], held: [] }
        const outcomes = events.map(({ id }): EventOutcome => {
          return { ...base, eventId: id, result: 'ignored', ...outcome }
        })
        const settlement = { ...NOTHING, outcomes, ...more }
        return { ...settlement, counts: countsOf(events, settlement) }
      })
    }
    const alertOf = (first: Event, change: Partial<Alert> = {}): Alert => ({
      ...{ id: newId(), source: first.source, dedupKey: first.dedupKey, state: 'firing' },
      ...{ severity: 'warning', name: 'n', title: 't', labels: {}, eventCount: 1 },
      ...{ openedAt: clock.now(), updatedAt: clock.now() },
      ...{ firstEventId: first.id, lastEventId: first.id },
      ...change,
    })
    const entryOf = (subjectId: string, eventId: string): NotificationEntry => ({
      ...{ subjectId, eventId, state: 'firing', severity: 'warning', name: 'n', title: 't' },
      ...{ labels: {}, fields: [], links: [], at: clock.now() },
    })
    const messageOf = (entries: readonly NotificationEntry[], change = {}): Notification => ({
      ...{ id: newId(), endpointId: 'ops/dingtalk:x', lane: 'l', kind: 'alert', entries },
      ...{ severity: 'warning', state: 'sent', createdAt: clock.now(), dueAt: clock.now() },
      ...{ attemptCount: 1, policy: 'p', mentions: [] },
      ...change,
    })
    /** An alert with a message about it; gives both. */
    const open = async (
      dedupKey: string,
      message: Partial<Notification> = {},
    ): Promise<{ alert: Alert; event: Event; message: Notification }> => {
      const event = eventOf({ dedupKey })
      const alert = alertOf(event)
      const told = messageOf([entryOf(alert.id, event.id)], message)
      await settle(
        event,
        { result: 'opened', alertId: alert.id, matched: [{ policy: 'p', groupId: 'g' }] },
        { alerts: [alert], notifications: [told] },
      )
      return { alert, event, message: told }
    }
    const end = async (alert: Alert, more: Partial<Settlement> = {}): Promise<Event> => {
      const event = eventOf({ kind: 'resolved', dedupKey: alert.dedupKey })
      const ended: Alert = { ...alert, state: 'resolved', resolvedAt: clock.now() }
      await settle(
        event,
        { result: 'resolved', alertId: alert.id },
        { alerts: [{ ...ended, lastEventId: event.id }], ...more },
      )
      return event
    }
    /** The newest event is never dropped: this one stands behind the others. */
    const newest = (): Promise<void> => settle(eventOf({ dedupKey: newId() }), {})
    const isThere = async (...ids: readonly string[]): Promise<readonly boolean[]> =>
      Promise.all(ids.map(async (id) => (await store.event(id)) !== undefined))

    test('an alert that is over goes with its events, messages and tries, first these and then itself', async () => {
      const { alert, event, message } = await open('k')
      const attempt = { id: newId(), notificationId: message.id, startedAt: T0, finishedAt: T0 }
      await store.recordAttempt({
        ...attempt,
        receipt: { kind: 'sent', ref: 'x' },
        next: { state: 'sent' },
        lane: { lane: 'l', sent: [], failures: 0, health: 'ok' },
        notifications: [],
      })
      clock.advance(5 * DAY)
      const last = await end(alert)
      clock.advance(10 * DAY)
      await newest()
      expect(await drop(older(11))).toBeGreaterThanOrEqual(0)
      expect(await isThere(event.id, last.id)).toEqual([true, true])
      const { alerts: _, ...details } = older(9)
      await drop(details)
      expect(await isThere(event.id, last.id)).toEqual([false, false])
      expect(await store.outcome(event.id)).toBeUndefined()
      expect(await store.notification(message.id)).toBeUndefined()
      expect(await store.notificationsAbout(alert.id)).toEqual([])
      expect(await store.attempts(message.id)).toEqual([])
      expect(await store.alert(alert.id)).toMatchObject({ state: 'resolved' })
      await drop(older(9))
      expect(await store.alert(alert.id)).toBeUndefined()
      expect(await store.counts(clock.now())).toMatchObject({ sent: 0, unsettled: 0, events: 3 })
    })

    test('an open alert keeps all that it has, whatever its age, and loses it that long after its end', async () => {
      const { alert, event, message } = await open('k')
      const loose = eventOf({ dedupKey: 'other' })
      await settle(loose, {})
      clock.advance(500 * DAY)
      await newest()
      await dropAll(older(9), 50)
      expect(await isThere(event.id, loose.id)).toEqual([true, false])
      expect(await store.notification(message.id)).toBeDefined()
      const last = await end(alert)
      await newest()
      await dropAll(older(9), 50)
      expect(await isThere(event.id, last.id)).toEqual([true, true])
      clock.advance(10 * DAY)
      await newest()
      await dropAll(older(9), 50)
      expect(await isThere(event.id, last.id)).toEqual([false, false])
      expect(await store.notification(message.id)).toBeUndefined()
      expect(await store.alert(alert.id)).toBeUndefined()
    })

    test.each([
      ['a message that is owed', { state: 'due' }],
      ['a message that is under way', { state: 'leased' }],
    ] as const)('%s keeps its alert until it is sent', async (_, message) => {
      const { alert, event, message: owed } = await open('k', message)
      await end(alert)
      clock.advance(10 * DAY)
      await newest()
      await dropAll(older(9), 50)
      expect(await isThere(event.id)).toEqual([true])
      expect(await store.notification(owed.id)).toBeDefined()
      if (message.state === 'leased') await store.letGo(owed.id)
      else {
        await store.claim({ lane: 'l', robots: ['l'], now: clock.now(), leaseMs: 1 }, ({ due }) => {
          return { notifications: due, merged: [] }
        })
        await store.letGo(owed.id)
      }
      await dropAll(older(9), 50)
      expect(await isThere(event.id)).toEqual([true])
      clock.advance(RETENTION_LIMITS.keptBackMs + 1)
      await dropAll(older(9), 50)
      expect(await isThere(event.id)).toEqual([false])
      expect(await store.notification(owed.id)).toBeUndefined()
      expect(await store.alert(alert.id)).toBeUndefined()
    })

    test('an alert that a group holds or a run is to look at stays', async () => {
      const held = await open('held')
      const run = await open('run')
      await end(held.alert, {
        groups: [{ id: 'g', policy: 'p', key: '', labels: {}, openedAt: T0 }],
        items: [{ groupId: 'g', pending: true, entry: entryOf(held.alert.id, held.event.id) }],
      })
      await end(run.alert, {
        escalations: [
          {
            ...{ id: newId(), alertId: run.alert.id, policy: 'p', turn: 0, step: 0, round: 0 },
            ...{ plan: { id: 'e', steps: [], repeat: 0, delayMs: 0 }, state: 'running' },
            ...{ version: 1, severity: 'warning', startedAt: T0, dueAt: T0, nextAt: T0 },
            ...{ told: [], paged: [], history: [] },
          } satisfies Escalation,
        ],
      })
      clock.advance(10 * DAY)
      await newest()
      await dropAll(older(9), 50)
      expect(await isThere(held.event.id, run.event.id)).toEqual([true, true])
      expect(await store.escalations([run.alert.id])).toHaveLength(1)
    })

    test('a message about two alerts goes with the last of them', async () => {
      const one = await open('one')
      const other = await open('other')
      const both = messageOf([
        entryOf(one.alert.id, one.event.id),
        entryOf(other.alert.id, other.event.id),
      ])
      await settle(eventOf({ dedupKey: newId() }), {}, { notifications: [both] })
      await end(one.alert)
      clock.advance(10 * DAY)
      await newest()
      await dropAll(older(9), 3)
      expect(await store.alert(one.alert.id)).toBeUndefined()
      expect(await store.notification(both.id)).toBeDefined()
      await end(other.alert)
      clock.advance(10 * DAY)
      await newest()
      await dropAll(older(9), 3)
      expect(await store.notification(both.id)).toBeUndefined()
      expect(await store.alert(other.alert.id)).toBeUndefined()
    })

    test('a notice goes with its messages, and one that is still owed goes when it was sent', async () => {
      const notices = [eventOf({ kind: 'notice' }), eventOf({ kind: 'notice' })] as const
      const messages = notices.map(({ id }, index) =>
        messageOf([entryOf(id, id)], index === 0 ? {} : { state: 'leased' }),
      )
      for (const [index, notice] of notices.entries())
        await settle(
          notice,
          { result: 'noticed' },
          { notifications: messages.slice(index, index + 1) },
        )
      const handover = messageOf([], { kind: 'handover' })
      await settle(eventOf({ dedupKey: newId() }), {}, { notifications: [handover] })
      clock.advance(10 * DAY)
      await newest()
      await dropAll(older(9), 2)
      expect(await isThere(notices[0].id, notices[1].id)).toEqual([false, true])
      const kept = await store.notifications({ limit: 10 })
      expect(kept.map(({ id }) => id)).toEqual([messages[1]?.id])
      await store.letGo(messages[1]?.id ?? '')
      clock.advance(RETENTION_LIMITS.keptBackMs)
      await dropAll(older(9), 2)
      expect(await isThere(notices[1].id)).toEqual([false])
      expect(await store.notifications({ limit: 10 })).toEqual([])
    })

    test('what waits to be settled and the newest event stay: the next one is still settled', async () => {
      const settled = eventOf({ dedupKey: 'a' })
      await settle(settled, {})
      clock.advance(10 * DAY)
      await dropAll(older(9), 50)
      expect(await isThere(settled.id)).toEqual([true])
      const waiting = eventOf({ dedupKey: 'b' })
      await store.appendEvents([{ event: waiting, raw: '{}' }])
      clock.advance(10 * DAY)
      await dropAll(older(9), 50)
      expect(await isThere(settled.id, waiting.id)).toEqual([false, true])
      await reopen()
      await store.settle(PLENTY, async ({ events }) => {
        expect(events.map(({ id }) => id)).toEqual([waiting.id])
        return NOTHING
      })
    })

    test('each transaction looks at no more than it may, and a restart goes on where the last one ended', async () => {
      const events = Array.from({ length: 45 }, () => eventOf({ dedupKey: newId() }))
      await store.appendEvents(events.map((event) => ({ event, raw: '{}' })))
      await store.settle(PLENTY, async () => NOTHING)
      const { alert } = await open('k')
      for (let number = 0; number < 30; number++)
        await settle(eventOf(), { result: 'updated', alertId: alert.id })
      await end(alert)
      clock.advance(10 * DAY)
      await newest()
      const left = async (): Promise<number> => (await store.events({ limit: 500 })).length
      const first = await left()
      expect(await drop(older(9), 10)).toBe(10)
      expect(first - (await left())).toBeLessThanOrEqual(10)
      await reopen()
      expect(await dropAll(older(9), 10)).toBeGreaterThan(7)
      expect(await left()).toBe(1)
      expect(await store.alert(alert.id)).toBeUndefined()
    })

    test('what came for an alert after its details were dropped goes when it is that old itself', async () => {
      const { alert } = await open('k')
      await end(alert)
      clock.advance(20 * DAY)
      await newest()
      const { alerts: _, ...details } = older(9)
      await dropAll(details, 50)
      const late = eventOf({ kind: 'resolved' })
      await settle(late, { alertId: alert.id, held: ['no-open-alert'] })
      clock.advance(5 * DAY)
      await newest()
      await dropAll({ loose: clock.now() - 9 * DAY, details: clock.now() - 9 * DAY }, 50)
      expect(await isThere(late.id)).toEqual([true])
      clock.advance(5 * DAY)
      await newest()
      await dropAll({ loose: clock.now() - 9 * DAY, details: clock.now() - 9 * DAY }, 50)
      expect(await isThere(late.id)).toEqual([false])
      expect(await store.alert(alert.id)).toBeDefined()
    })

    test('what is kept for ever stays', async () => {
      const { alert, event, message } = await open('k')
      await end(alert)
      const loose = eventOf({ dedupKey: 'other' })
      await settle(loose, {})
      clock.advance(900 * DAY)
      await newest()
      expect(await drop({})).toBe(0)
      expect(await isThere(event.id, loose.id)).toEqual([true, true])
      expect(await store.notification(message.id)).toBeDefined()
    })

    test('requests in quarantine and silences go by their age', async () => {
      const entry = { source: 's', method: 'POST', headers: {}, bodyBase64: '', problem: 'p' }
      const quarantine = (): Promise<void> =>
        store.keepQuarantined({ ...entry, id: newId(), receivedAt: clock.now(), bodyBytes: 0 })
      await quarantine()
      const silence = { id: newId(), matchers: [], startsAt: T0, createdBy: 'Li', comment: '' }
      await store.putSilence({ ...silence, endsAt: T0 + DAY }, { now: T0 })
      clock.advance(5 * DAY)
      await quarantine()
      await drop(older(6))
      expect(await store.quarantined({ limit: 10 })).toHaveLength(2)
      await drop(older(4.5))
      expect(await store.quarantined({ limit: 10 })).toHaveLength(1)
      expect(await store.silence(silence.id)).toBeDefined()
      await drop(older(3))
      expect(await store.silence(silence.id)).toBeUndefined()
    })

    test('what was counted stays when what it counts is gone', async () => {
      const { alert, message } = await open('k', { state: 'leased' })
      await store.recordAttempt({
        ...{ id: newId(), notificationId: message.id, startedAt: T0, finishedAt: T0 },
        receipt: { kind: 'sent', ref: 'x' },
        next: { state: 'sent' },
        lane: { lane: 'l', sent: [], failures: 0, health: 'ok' },
        notifications: [],
      })
      clock.advance(2_000)
      const answer = {
        action: 'acknowledge',
        by: 'Li',
        via: 'api',
        at: T0 + 500,
        eventId: 'e',
      } as const
      await end({ ...alert, answers: [answer] })
      clock.advance(10 * DAY)
      await newest()
      const ask = (by: 'day' | 'source' | 'policy') =>
        store.dailyCounts({ since: dayOf(T0), until: dayOf(T0) + 1, by, limit: 9 })
      const counted = await Promise.all([ask('day'), ask('source'), ask('policy')])
      const ended = { ended: 1, endedMs: 2_000, acknowledged: 1, acknowledgedMs: 500 }
      const all = { day: dayOf(T0), events: 2, opened: 1, ...ended, dead: 0 }
      const nothing = { ended: 0, endedMs: 0, acknowledged: 0, acknowledgedMs: 0 }
      expect(counted).toEqual([
        [{ ...all, sent: 1 }],
        [{ ...all, sent: 0, source: 's' }],
        [{ ...all, ...nothing, events: 1, sent: 1, policy: 'p' }],
      ])
      await dropAll(older(9), 50)
      expect(await Promise.all([ask('day'), ask('source'), ask('policy')])).toEqual(counted)
      expect(await store.extent()).toMatchObject({ oldestEventAt: clock.now() })
    })
  })
}
