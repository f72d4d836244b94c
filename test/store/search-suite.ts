import { describe, expect, test } from 'vitest'
import { SEARCH_LIMITS } from '../../src/base/limits.ts'
import type { Store } from '../../src/contract/store.ts'
import type { Alert } from '../../src/model/alert.ts'
import type { AlertFilter } from '../../src/model/alert-filter.ts'
import { NOTHING } from '../../src/model/settlement.ts'
import { ownStore, type StoreKind } from './own-store.ts'

const T0 = 1_772_676_901_123

/** What every kind of store must do to find alerts and to count them. */
export function searchSuite(kind: StoreKind): void {
  describe(`a ${kind.name} store, finding alerts`, () => {
    let store: Store
    ownStore(kind, (opened) => {
      store = opened
    })

    const idOf = (place: number): string => String(place).padStart(8, '0')
    const alertOf = (place: number, change: Partial<Alert> = {}): Alert => ({
      ...{ id: idOf(place), source: 'aliyun', dedupKey: `key-${place}`, state: 'firing' },
      ...{ severity: 'critical', name: 'Disk', title: { en: 'Disk full', zh: '磁盘已满' } },
      ...{ labels: { host: `web-${place}` }, openedAt: T0, updatedAt: T0, eventCount: 2 },
      ...{ firstEventId: 'e', lastEventId: 'e' },
      ...change,
    })
    /** Keeps alerts as a settled batch does. */
    const keep = async (alerts: readonly Alert[]): Promise<void> => {
      const [first] = alerts
      await store.appendEvents([
        {
          raw: '{}',
          event: {
            ...{ id: `event-${first?.id}`, source: 's', kind: 'firing', dedupKey: 'k' },
            ...{ deliveryKey: `d-${first?.id}`, name: 'n', title: 't', severity: 'info' },
            ...{ receivedAt: T0, labels: {}, fields: [], links: [] },
          },
        },
      ])
      await store.settle(10, async () => ({ ...NOTHING, alerts }))
    }
    const found = async (filter: AlertFilter, limit = 10): Promise<readonly string[]> => {
      const { alerts } = await store.findAlerts({ ...filter, limit })
      return alerts.map(({ id }) => Number(id)).map(String)
    }

    const OPEN = ['firing', 'acknowledged'] as const

    test.each<[AlertFilter, readonly string[]]>([
      [{}, ['4', '3', '2', '1']],
      [{ states: OPEN }, ['4', '3', '1']],
      [{ states: ['resolved'] }, ['2']],
      [{ states: ['acknowledged'] }, ['3']],
      [{ states: OPEN, severities: ['warning'] }, ['4']],
      [{ states: OPEN, sources: ['prom'] }, ['3']],
      [{ states: OPEN, sources: ['prom'], severities: ['warning'] }, []],
      [{ sources: ["a'b", 'prom'] }, ['3']],
      [{ states: OPEN, words: ['已满', 'web-1'] }, ['1']],
      [{ words: ['disk'] }, ['4', '3', '2', '1']],
      [{ words: ['say "hi"'] }, ['4']],
      [{ words: ['firing'] }, []],
      [{ words: ['100%_'] }, []],
    ])('with %j it finds %j, the newest first', async (filter, expected) => {
      await keep([
        alertOf(1),
        alertOf(2, { state: 'resolved', resolvedAt: T0 }),
        alertOf(3, { state: 'acknowledged', source: 'prom' }),
        alertOf(4, { severity: 'warning', labels: { note: 'Say "HI"' } }),
      ])
      expect(await found(filter)).toEqual(expected)
    })

    test('what is only remembered as an end, and never began, is not found', async () => {
      const ended = { state: 'resolved', resolvedAt: T0 } as const
      await keep([
        alertOf(1, ended),
        alertOf(2, { ...ended, eventCount: 1 }),
        alertOf(3, { eventCount: 1 }),
      ])
      expect(await found({})).toEqual(['3', '1'])
      expect(await found({ states: ['resolved'], words: ['disk'] })).toEqual(['1'])
      expect(await found({ states: OPEN })).toEqual(['3'])
    })

    test('pages go on where the one before ended, and the last one says that it is the last', async () => {
      await keep([1, 2, 3, 4, 5].map((place) => alertOf(place)))
      const first = await store.findAlerts({ states: OPEN, limit: 2 })
      expect(first.alerts.map(({ id }) => id)).toEqual([idOf(5), idOf(4)])
      expect(first.next).toBe(idOf(4))
      const second = await store.findAlerts({ states: OPEN, limit: 3, before: idOf(4) })
      expect(second.alerts.map(({ id }) => id)).toEqual([idOf(3), idOf(2), idOf(1)])
      const end = await store.findAlerts({ states: OPEN, limit: 3, before: second.next ?? '' })
      expect(end).toEqual({ alerts: [] })
    })

    test('a look for words ends after so many alerts, and says where to look on', async () => {
      const { rowsMax } = SEARCH_LIMITS
      const alerts = Array.from({ length: rowsMax + 5 }, (_, place) => alertOf(place + 1))
      await keep([alertOf(0, { name: 'needle' })])
      for (let from = 0; from < alerts.length; from += 2_000)
        await keep(alerts.slice(from, from + 2_000))
      const first = await store.findAlerts({ words: ['needle'], limit: 10 })
      expect(first).toEqual({ alerts: [], next: idOf(6) })
      const second = await store.findAlerts({ words: ['needle'], limit: 10, before: idOf(6) })
      expect(second.alerts.map(({ name }) => name)).toEqual(['needle'])
      expect(second.next).toBeUndefined()
    })

    test('what is open is counted by state, severity and source', async () => {
      await keep([
        alertOf(1),
        alertOf(2),
        alertOf(3, { state: 'acknowledged', source: 'prom' }),
        alertOf(4, { state: 'resolved', resolvedAt: T0 }),
      ])
      const counts = await store.countAlerts()
      expect(counts).toHaveLength(2)
      expect(counts).toEqual(
        expect.arrayContaining([
          { state: 'firing', severity: 'critical', source: 'aliyun', count: 2 },
          { state: 'acknowledged', severity: 'critical', source: 'prom', count: 1 },
        ]),
      )
    })
  })
}
