import { describe, expect, test } from 'vitest'
import type { EscalationTurn, Store } from '../../src/contract/store.ts'
import type { Alert } from '../../src/model/alert.ts'
import type { GroupItem } from '../../src/model/alert-group.ts'
import type { DueEscalation, Escalation } from '../../src/model/escalation.ts'
import type { Event } from '../../src/model/event.ts'
import type { Notification } from '../../src/model/notification.ts'
import { NOTHING } from '../../src/model/settlement.ts'
import { ownStore, type StoreKind } from './own-store.ts'

const T0 = 1_772_676_901_123
const MINUTE = 60_000

const eventOf = (name: string): Event => ({
  id: `0100000000000000000000000${name}`,
  source: 'prom',
  kind: 'firing',
  dedupKey: name,
  deliveryKey: name,
  name: 'n',
  title: 't',
  severity: 'warning',
  receivedAt: T0,
  labels: {},
  fields: [],
  links: [],
})

const alertOf = (name: string): Alert => ({
  id: `al${name}`,
  source: 'prom',
  dedupKey: name,
  state: 'firing',
  severity: 'warning',
  name: 'n',
  title: 't',
  labels: {},
  openedAt: T0,
  updatedAt: T0,
  eventCount: 1,
  firstEventId: eventOf(name).id,
  lastEventId: eventOf(name).id,
})

const itemOf = (name: string): GroupItem => ({
  groupId: 'g',
  pending: false,
  entry: {
    ...eventOf(name),
    subjectId: `al${name}`,
    eventId: eventOf(name).id,
    state: 'firing',
    at: T0,
    since: T0 - 5,
  },
})

function runOf(name: string, change: Partial<Escalation> = {}): Escalation {
  return {
    id: `r${name}`,
    alertId: `al${name}`,
    policy: 'p',
    groupId: 'g',
    plan: { id: 'on-call', steps: [], repeat: 0, delayMs: 0 },
    turn: 0,
    state: 'running',
    step: 0,
    round: 0,
    version: 1,
    severity: 'warning',
    startedAt: T0,
    dueAt: T0 + 5 * MINUTE,
    nextAt: T0 + 5 * MINUTE,
    told: ['wang'],
    paged: ['wang'],
    history: [],
    ...change,
  }
}

const group = { id: 'g', policy: 'p', key: 'k', labels: {}, openedAt: T0 }

const pageOf = (id: string, change: Partial<Notification> = {}): Notification => ({
  id,
  endpointId: 'wang/dingtalk:1',
  lane: 'dingtalk:1',
  kind: 'alert',
  severity: 'warning',
  state: 'due',
  createdAt: T0,
  dueAt: T0,
  attemptCount: 0,
  policy: 'p',
  entries: [{ ...itemOf('a').entry, level: { run: 'ra', version: 1 } }],
  mentions: [],
  ...change,
})

/** What every kind of store must do for runs of escalation policies. */
export function escalationSuite(kind: StoreKind): void {
  describe(`a ${kind.name} store, for escalations`, () => {
    let store: Store
    const reopen = ownStore(kind, (opened) => {
      store = opened
    })

    /** Alerts of these names with what else a settlement says. */
    async function settle(names: readonly string[], more: object): Promise<void> {
      await store.appendEvents(names.map((name) => ({ event: eventOf(name), raw: '' })))
      await store.settle(10, async () => ({
        ...NOTHING,
        alerts: names.map(alertOf),
        groups: [group],
        items: names.map(itemOf),
        ...more,
      }))
    }

    async function tick(
      now: number,
      turn: Partial<EscalationTurn> = {},
    ): Promise<DueEscalation[][]> {
      const parties: DueEscalation[][] = []
      await store.tickEscalations({ now, limit: 10 }, (party) => {
        parties.push([...party])
        const escalations = party.map(({ run: { nextAt: _, ...run } }) => run)
        return { escalations, notifications: [], holds: [], events: [], ...turn }
      })
      return parties
    }

    test('a run is handed out when its time has come, with its alert, its newest event and what its group tells', async () => {
      await settle(['a'], { escalations: [runOf('a')] })
      await reopen()
      expect(await store.nextTickAt()).toBe(T0 + 5 * MINUTE)
      expect(await tick(T0 + 5 * MINUTE - 1)).toEqual([])
      expect(await store.counts(T0 + 5 * MINUTE)).toMatchObject({ dueEscalations: 1 })
      expect(await tick(T0 + 5 * MINUTE)).toEqual([
        [
          {
            run: runOf('a'),
            alert: alertOf('a'),
            event: eventOf('a'),
            entry: itemOf('a').entry,
            isUnreached: false,
          },
        ],
      ])
      expect(await store.nextTickAt()).toBeUndefined()
      expect(await tick(T0 + 60 * MINUTE)).toEqual([])
      const { nextAt: _, ...rest } = runOf('a')
      expect(await store.escalations(['ala', 'alb'])).toEqual([rest])
    })

    test('runs of one group are handed out together, and one that fails keeps nobody else back', async () => {
      const apart = runOf('c', { groupId: 'other' })
      await settle(['a', 'b', 'c'], { escalations: [runOf('a'), runOf('b'), apart] })
      const seen: string[][] = []
      const work = store.tickEscalations({ now: T0 + 5 * MINUTE, limit: 10 }, (party) => {
        seen.push(party.map(({ run }) => run.id))
        if (party.length > 1) throw new Error('a fault')
        return {
          escalations: [{ ...apart, step: 1, nextAt: T0 + 9 * MINUTE }],
          notifications: [],
          holds: [],
          events: [],
        }
      })
      await expect(work).rejects.toThrow('a fault')
      expect(seen).toEqual([['ra', 'rb'], ['rc']])
      expect((await store.escalations(['alc']))[0]).toMatchObject({ step: 1 })
      expect(await store.counts(T0 + 5 * MINUTE)).toMatchObject({ dueEscalations: 2 })
    })

    test('what runs say and note is kept with how they go on: notifications, holds, and events to settle', async () => {
      await settle(['a'], { escalations: [runOf('a')] })
      const noted = { event: { ...eventOf('b'), kind: 'notice' as const }, raw: 'x' }
      const hold = {
        id: 'h',
        eventId: eventOf('a').id,
        subjectId: 'ala',
        policy: 'p',
        reason: 'silenced',
        at: T0,
      } as const
      await tick(T0 + 5 * MINUTE, { notifications: [pageOf('n1')], holds: [hold], events: [noted] })
      expect((await store.notificationsAbout('ala')).map(({ id }) => id)).toEqual(['n1'])
      expect(await store.holds(eventOf('a').id)).toEqual([hold])
      expect(await store.event(noted.event.id)).toEqual({ ...noted, settled: false })
    })

    test('a new run of an alert and a policy takes the place of the one before, and turns are counted', async () => {
      await settle(['a'], {
        escalations: [runOf('a', { turn: 4 }), runOf('a', { id: 'r2', policy: 'q', turn: 2 })],
      })
      await store.appendEvents([{ event: eventOf('b'), raw: '' }])
      await store.settle(10, async (batch) => {
        expect(await batch.turns()).toEqual(new Map([['on-call', 5]]))
        expect((await batch.escalations(['ala'])).map(({ id }) => id)).toEqual(['ra', 'r2'])
        const flush = { items: [], removedSubjects: [], notifications: [], holds: [], group }
        const begun = { ...flush, escalations: [runOf('a', { id: 'r3', turn: 5 })] }
        return { ...NOTHING, flushes: [{ groupId: 'g', flush: begun }] }
      })
      expect((await store.escalations(['ala'])).map(({ id }) => id)).toEqual(['r3', 'r2'])
    })

    test('a group that is due comes with the runs of its policy for its alerts', async () => {
      const due = { ...group, nextFlushAt: T0 }
      await settle(['a'], {
        groups: [due],
        escalations: [runOf('a'), runOf('a', { id: 'r2', policy: 'q' })],
      })
      const seen: (readonly string[] | undefined)[] = []
      await store.tick({ now: T0, limit: 10 }, ({ escalations, turns }) => {
        seen.push(
          escalations?.map(({ id }) => id),
          [...(turns ?? [])].flat().map(String),
        )
        return { items: [], removedSubjects: [], notifications: [], holds: [], group }
      })
      expect(seen).toEqual([['ra'], ['on-call', '1']])
    })

    test('a silence that is expired makes due at once the runs that it held back', async () => {
      const held = runOf('a', { mutedBy: 's1' })
      await settle(['a', 'b'], { escalations: [held, runOf('b', { groupId: 'other' })] })
      const silence = {
        id: 's1',
        matchers: ['a="b"'],
        startsAt: T0,
        endsAt: T0 + MINUTE,
        createdBy: 'Li',
        comment: '',
      }
      await store.expireSilence(silence, T0 + 7)
      expect((await tick(T0 + 7)).flat().map(({ run }) => [run.id, run.nextAt])).toEqual([
        ['ra', T0 + 7],
      ])
    })

    test.each<[string, readonly Notification[], boolean]>([
      ['its only message', [pageOf('n1')], true],
      ['one of two', [pageOf('n1'), pageOf('n2')], false],
      [
        'one that a standby endpoint has as well',
        [pageOf('n1'), pageOf('n2', { endpointId: 'wang/dingtalk:2' })],
        false,
      ],
      [
        'its message, beside one for the chat of the policy',
        [pageOf('n1'), pageOf('n2', { endpointId: 'chat/dingtalk:3' })],
        true,
      ],
      [
        'its message, which the fallback group hears of',
        [pageOf('n1'), pageOf('n2', { kind: 'undelivered' })],
        true,
      ],
      [
        'its message of an earlier step',
        [pageOf('n1', { entries: [{ ...itemOf('a').entry, level: { run: 'ra', version: 0 } }] })],
        false,
      ],
    ])(
      'a run is looked at when a platform has refused %s for good',
      async (_name, notifications, isUnreached) => {
        await settle(['a'], { escalations: [runOf('a')], notifications })
        expect(await tick(T0 + 1)).toEqual([])
        const lane = { lane: 'dingtalk:1', sent: [], failures: 0, health: 'ok' } as const
        const receipt = { kind: 'refused', reason: 'token', text: '', remedy: '' } as const
        const times = { startedAt: T0, finishedAt: T0 + 2 }
        const next = { state: 'dead' } as const
        await store.recordAttempt({
          id: 'at',
          notificationId: 'n1',
          ...times,
          receipt,
          next,
          lane,
          notifications: [],
        })
        expect((await tick(T0 + 2)).flat().map((due) => due.isUnreached)).toEqual([isUnreached])
      },
    )
  })
}
