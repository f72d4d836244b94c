import { beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../../src/contract/store.ts'
import type { Alert } from '../../src/model/alert.ts'
import type { GroupItem } from '../../src/model/alert-group.ts'
import type { Event } from '../../src/model/event.ts'
import { type Inhibitor, RULE_ID_LENGTH, SLOT_PREFIX } from '../../src/model/inhibition.ts'
import { WINDOW_PREFIX } from '../../src/model/maintenance.ts'
import { TIMING_PREFIX } from '../../src/model/mute-timing.ts'
import { NOTHING, type Settlement } from '../../src/model/settlement.ts'
import type { Silence } from '../../src/model/silence.ts'
import { ownStore, type StoreKind } from './own-store.ts'

const T0 = 1_772_676_901_123
const HOUR = 3_600_000
const RULE = 'r'.repeat(RULE_ID_LENGTH)
const OTHER_RULE = 'o'.repeat(RULE_ID_LENGTH)
const SLOT = `${SLOT_PREFIX}${RULE}:values`
const WINDOW = `${WINDOW_PREFIX}move`

function eventOf(number: number): Event {
  return {
    id: `01${String(number).padStart(24, '0')}`,
    source: 'prom',
    kind: 'firing',
    dedupKey: `k${number}`,
    deliveryKey: `d${number}`,
    name: 'n',
    title: 't',
    severity: 'warning',
    receivedAt: T0 + number,
    labels: {},
    fields: [],
    links: [],
  }
}

function alertOf(id: string, change: Partial<Alert> = {}): Alert {
  const event = eventOf(1)
  return {
    id,
    source: event.source,
    dedupKey: `key-${id}`,
    state: 'firing',
    severity: event.severity,
    name: event.name,
    title: event.title,
    labels: {},
    openedAt: T0,
    updatedAt: T0,
    eventCount: 1,
    firstEventId: event.id,
    lastEventId: event.id,
    ...change,
  }
}

function source(alertId: string, change: Partial<Inhibitor> = {}): Inhibitor {
  return { slot: SLOT, rule: RULE, alertId, isTarget: false, ...change }
}

function heldBy(by: string, groupId: string): GroupItem {
  const event = eventOf(1)
  return {
    groupId,
    entry: { ...event, subjectId: `al-${groupId}`, eventId: event.id, state: 'firing', at: T0 },
    pending: false,
    mutedUntil: T0 + HOUR,
    mutedBy: by,
    mutedEventId: event.id,
  }
}

const groupOf = (id: string) =>
  ({ id, policy: 'p', key: id, labels: {}, openedAt: T0, nextFlushAt: T0 + HOUR }) as const

/** What every kind of store must do for inhibitions, maintenance and silences that change. */
export function muteSuite(kind: StoreKind): void {
  describe(`a ${kind.name} store, for mutes`, () => {
    let store: Store
    const reopen = ownStore(kind, (opened) => {
      store = opened
    })
    let events: number

    beforeEach(() => {
      events = 0
    })

    /** Settles one more event with this. */
    async function settle(settlement: Partial<Settlement>): Promise<void> {
      events += 1
      await store.appendEvents([{ event: eventOf(events), raw: '' }])
      await store.settle(10, async () => ({ ...NOTHING, ...settlement }))
    }
    const change = (alertIds: readonly string[], inhibitors: readonly Inhibitor[], at = T0) =>
      settle({ inhibitors: { alertIds, inhibitors, at } })
    const hold = (by: string, groupId: string) =>
      settle({ groups: [groupOf(groupId)], items: [heldBy(by, groupId)] })

    async function sourcesOf(slot: string, except: readonly string[] = []): Promise<unknown> {
      let found: unknown
      events += 1
      await store.appendEvents([{ event: eventOf(events), raw: '' }])
      await store.settle(10, async (batch) => {
        found = (await batch.inhibitors([slot, 'nothing'], except)).get(slot)
        return NOTHING
      })
      return found
    }

    test('of the open sources of a slot one that is no target comes first, and excepted ones do not count', async () => {
      await change(['a', 'b', 'c'], [source('a', { isTarget: true }), source('b'), source('c')])
      expect(await sourcesOf(SLOT)).toEqual([source('b')])
      expect(await sourcesOf(SLOT, ['b'])).toEqual([source('c')])
      expect(await sourcesOf(SLOT, ['b', 'c'])).toEqual([source('a', { isTarget: true })])
      expect(await sourcesOf(SLOT, ['a', 'b', 'c'])).toBeUndefined()
      await reopen()
      expect(await sourcesOf(SLOT)).toEqual([source('b')])
    })

    test('a tick sees the same sources', async () => {
      await change(['a'], [source('a')])
      await settle({ groups: [groupOf('g')] })
      let found: unknown
      await store.tick({ now: T0 + HOUR, limit: 10 }, async (due, _silences, facts) => {
        found = (await facts.inhibitors([SLOT])).get(SLOT)
        return { group: due.group, items: [], removedSubjects: [], notifications: [], holds: [] }
      })
      expect(found).toEqual([source('a')])
    })

    test('what a slot holds is due when its last source goes, and not before', async () => {
      await change(['a', 'b'], [source('a'), source('b')])
      await hold(SLOT, 'g')
      await hold(`${SLOT}-other`, 'h')
      await change(['a'], [], T0 + 5)
      expect(await store.nextTickAt()).toBe(T0 + HOUR)
      await change(['b'], [], T0 + 7)
      expect(await store.nextTickAt()).toBe(T0 + 7)
      const due: unknown[] = []
      await store.tick({ now: T0 + 7, limit: 10 }, (one) => {
        due.push([one.group.id, one.pending.length])
        return { group: one.group, items: [], removedSubjects: [], notifications: [], holds: [] }
      })
      expect(due).toEqual([['g', 1]])
    })

    test('a source that stays keeps what it holds, and one that is replaced in one settlement too', async () => {
      await change(['a'], [source('a')])
      await hold(SLOT, 'g')
      await change(['a'], [source('a')], T0 + 1)
      await change(['a', 'b'], [source('b')], T0 + 2)
      expect(await store.nextTickAt()).toBe(T0 + HOUR)
      expect(await sourcesOf(SLOT)).toEqual([source('b')])
    })

    test('where only sources are left that are targets too, what the slot holds is looked at again', async () => {
      await change(['a', 'b'], [source('a'), source('b', { isTarget: true })])
      await hold(SLOT, 'g')
      await change(['a'], [], T0 + 3)
      expect(await store.nextTickAt()).toBe(T0 + 3)
    })

    test('a rule that is new is filled from the open alerts once, and knows it after a restart', async () => {
      const alerts = Array.from({ length: 1_100 }, (_, index) =>
        alertOf(`al${String(index).padStart(5, '0')}`),
      )
      await settle({ alerts: [...alerts, alertOf('over', { state: 'resolved' })] })
      const adopt = (rules: readonly string[]) => store.adoptMutes({ rules, windows: [], now: T0 })
      expect(await adopt([RULE])).toEqual([RULE])
      const batches: number[] = []
      await store.fillInhibitors([RULE], (some) => {
        batches.push(some.length)
        return some.map(({ id }) => source(id))
      })
      expect(batches).toEqual([500, 500, 100])
      expect(await sourcesOf(SLOT)).toEqual([source('al00000')])
      expect(await adopt([RULE, OTHER_RULE])).toEqual([OTHER_RULE])
      await reopen()
      expect(await adopt([RULE, OTHER_RULE])).toEqual([OTHER_RULE])
    })

    test('a filling that was broken off is begun anew', async () => {
      await settle({ alerts: [alertOf('a')] })
      await store.adoptMutes({ rules: [RULE], windows: [], now: T0 })
      const broken = store.fillInhibitors([RULE], () => {
        throw new Error('the process ended')
      })
      await expect(broken).rejects.toThrow('the process ended')
      expect(await store.adoptMutes({ rules: [RULE], windows: [], now: T0 })).toEqual([RULE])
    })

    test('what rules and windows held that are gone is due, and what times put off, and only that', async () => {
      await change(['a'], [source('a')])
      await store.fillInhibitors([RULE], () => [])
      await hold(SLOT, 'by-rule')
      await hold(WINDOW, 'by-window')
      await hold('01silence', 'by-silence')
      await settle({
        groups: [groupOf('put-off')],
        items: [{ ...heldBy(`${TIMING_PREFIX}nights`, 'put-off'), pending: true }],
      })
      await store.adoptMutes({ rules: [RULE], windows: [WINDOW], now: T0 + 1 })
      const dueNow: string[] = []
      await store.tick({ now: T0 + 1, limit: 10 }, (one) => {
        dueNow.push(one.group.id)
        return { items: [], removedSubjects: [], notifications: [], holds: [] }
      })
      expect(dueNow).toEqual(['put-off'])
      expect(await store.nextTickAt()).toBe(T0 + HOUR)
      await store.adoptMutes({ rules: [OTHER_RULE], windows: [], now: T0 + 2 })
      const due: string[] = []
      await store.tick({ now: T0 + 2, limit: 10 }, (one) => {
        due.push(one.group.id)
        return { group: one.group, items: [], removedSubjects: [], notifications: [], holds: [] }
      })
      expect(due.sort()).toEqual(['by-rule', 'by-window'])
      expect(await sourcesOf(SLOT)).toBeUndefined()
      // When it comes back, it has to be filled again.
      expect(await store.adoptMutes({ rules: [RULE], windows: [], now: T0 })).toEqual([RULE])
    })

    test('a silence that is changed under its id, or replaced, makes due what it held', async () => {
      const before: Silence = {
        id: 's1',
        matchers: ['a="b"'],
        startsAt: T0,
        endsAt: T0 + HOUR,
        createdBy: 'Li',
        comment: '',
      }
      await store.putSilence(before, { now: T0 })
      await hold('s1', 'g')
      const longer = { ...before, endsAt: T0 + 2 * HOUR }
      await store.editSilence({ before, after: longer, now: T0 + 1 })
      expect(await store.silences({ endAfter: T0 })).toEqual([longer])
      expect(await store.nextTickAt()).toBe(T0 + 1)
      const other = { ...longer, id: 's2', matchers: ['c="d"'] }
      await store.editSilence({ before: longer, after: other, now: T0 + 2 })
      expect(await store.silence('s1')).toMatchObject({ endsAt: T0 + 2 })
      expect(await store.silences({ endAfter: T0 + 2 })).toEqual([other])
    })

    test('open alerts come in pages, each once, without those that are over', async () => {
      const alerts = ['a', 'b', 'c', 'd'].map((id) => alertOf(id))
      await settle({ alerts: [...alerts, alertOf('e', { state: 'resolved' })] })
      const first = await store.openAlerts({ limit: 3 })
      const after = first.at(-1)
      const rest = await store.openAlerts({ limit: 3, ...(after ? { after } : {}) })
      expect([first, rest].map((page) => page.map(({ id }) => id))).toEqual([
        ['a', 'b', 'c'],
        ['d'],
      ])
    })

    test('past events come newest first, with what became of those that were settled', async () => {
      const outcome = {
        eventId: eventOf(1).id,
        result: 'opened',
        matched: [],
        held: [],
        revision: 'r',
        settledAt: T0,
      } as const
      await settle({ outcomes: [outcome] })
      await store.appendEvents([{ event: eventOf(2), raw: '' }])
      const [newest, oldest, ...more] = await store.pastEvents({ limit: 10 })
      expect(newest).toEqual({ event: eventOf(2) })
      expect(oldest).toEqual({ event: eventOf(1), outcome })
      expect(more).toEqual([])
      expect(await store.pastEvents({ limit: 10, before: eventOf(2).id })).toEqual([oldest])
    })
  })
}
