import { describe, expect, test } from 'vitest'
import { REPEAT_LIMITS } from '../../src/base/limits.ts'
import type { IncomingEvent, SettleBatch, Store } from '../../src/contract/store.ts'
import type { Alert } from '../../src/model/alert.ts'
import type { Event } from '../../src/model/event.ts'
import { NOTHING } from '../../src/model/settlement.ts'
import { ownStore, type StoreKind } from './own-store.ts'

const T0 = 1_772_676_901_123

let made = 0

function incoming(dedupKey: string): IncomingEvent {
  const id = `01${String(++made).padStart(24, '0')}`
  const event: Event = {
    id,
    source: 'prom',
    kind: 'firing',
    dedupKey,
    deliveryKey: id,
    name: 'n',
    title: 't',
    severity: 'warning',
    receivedAt: T0,
    labels: {},
    fields: [],
    links: [],
  }
  return { event, raw: dedupKey }
}

function alertOf(dedupKey: string, change: Partial<Alert> = {}): Alert {
  return {
    ...{ id: `al-${dedupKey}`, source: 'prom', dedupKey, state: 'firing', severity: 'warning' },
    ...{ name: 'n', title: 't', labels: {}, openedAt: T0, updatedAt: T0, eventCount: 1 },
    ...{ firstEventId: 'e', lastEventId: 'e' },
    ...change,
  }
}

/** What every kind of store must do for senders that say again and again how things are. */
export function newsSuite(kind: StoreKind): void {
  describe(`a ${kind.name} store, for what is said again`, () => {
    let store: Store
    const reopen = ownStore(kind, (opened) => {
      store = opened
    })

    async function settle(alerts: readonly Alert[] = []): Promise<number> {
      return store.settle(1_000, async () => ({ ...NOTHING, alerts }))
    }

    async function open(...alerts: readonly Alert[]): Promise<void> {
      await store.appendEvents([incoming('begin')])
      await settle(alerts)
    }

    test('what is news is stored, what goes on is written at its alert, and what is nothing leaves no trace', async () => {
      await open(alertOf('a'), alertOf('b'))
      const seen: unknown[] = []
      const events = ['a', 'b', 'c'].map(incoming)
      const news = await store.appendNews(events, (event, newest) => {
        seen.push(newest.id)
        if (event.dedupKey === 'a') return { ...newest, autoResolveAt: T0 + 5 }
        return event.dedupKey === 'b' ? 'nothing' : 'news'
      })
      expect(seen).toEqual(['al-a', 'al-b'])
      expect(news.map(({ raw }) => raw)).toEqual(['c'])
      await reopen()
      expect(await store.nextTickAt()).toBe(T0 + 5)
      expect(await store.alert('al-a')).toMatchObject({ autoResolveAt: T0 + 5 })
      expect(await store.alert('al-b')).toEqual(alertOf('b'))
      expect(await settle()).toBe(1)
    })

    test('where something of the key waits to be settled, all is news; also within one request', async () => {
      await open(alertOf('a'), alertOf('b'))
      await store.appendEvents([incoming('a')])
      const asked: string[] = []
      const events = ['a', 'b', 'b'].map(incoming)
      const news = await store.appendNews(events, ({ dedupKey }) => {
        asked.push(dedupKey)
        return 'news'
      })
      expect(asked).toEqual(['b'])
      expect(news).toHaveLength(3)
      expect(await settle()).toBe(4)
    })

    test('a second one in a request is asked of the alert as the first one left it', async () => {
      await open(alertOf('a'))
      const ends: unknown[] = []
      await store.appendNews(['a', 'a'].map(incoming), (_, newest) => {
        ends.push(newest.autoResolveAt)
        return { ...newest, autoResolveAt: (newest.autoResolveAt ?? T0) + 1 }
      })
      expect(ends).toEqual([undefined, T0 + 1])
      expect(await store.alert('al-a')).toMatchObject({ autoResolveAt: T0 + 2 })
    })

    test('what was news and has opened an alert is known when its key comes again', async () => {
      await store.appendNews([incoming('x')], () => 'news')
      const found: unknown[] = []
      const look = async ({ newestAlerts }: SettleBatch, opens: readonly Alert[]) => {
        const alerts = await newestAlerts([{ source: 'prom', dedupKey: 'x' }])
        found.push([...alerts.values()].map(({ id }) => id))
        return { ...NOTHING, alerts: opens }
      }
      await store.settle(10, (batch) => look(batch, [alertOf('x')]))
      await store.appendEvents([incoming('x')])
      await store.settle(10, (batch) => look(batch, []))
      expect(found).toEqual([[], ['al-x']])
    })

    test('while very much waits to be settled, all is news', async () => {
      await open(alertOf('a'))
      const many = Array.from({ length: REPEAT_LIMITS.unsettledMax + 1 }, () => incoming('other'))
      await store.appendEvents(many)
      const news = await store.appendNews([incoming('a')], () => 'nothing')
      expect(news).toHaveLength(1)
    })

    test('what is said while a batch is being settled is looked at after it', async () => {
      await open(alertOf('a'))
      await store.appendEvents([incoming('a')])
      let said: Promise<readonly IncomingEvent[]> | undefined
      await store.settle(10, async () => {
        said = store.appendNews([incoming('a')], (_, newest) => ({
          ...newest,
          autoResolveAt: T0 + 9,
        }))
        return { ...NOTHING, alerts: [alertOf('a', { eventCount: 2 })] }
      })
      expect(await said).toEqual([])
      expect(await store.alert('al-a')).toMatchObject({ eventCount: 2, autoResolveAt: T0 + 9 })
    })

    test('requests that come together are looked at one after the other, and each has its own answer', async () => {
      await open(alertOf('a'), alertOf('b'))
      const ends: unknown[] = []
      const goesOn = (_: Event, newest: Alert) => {
        ends.push(newest.autoResolveAt)
        return { ...newest, autoResolveAt: (newest.autoResolveAt ?? T0) + 1 }
      }
      const said = [['a'], ['c', 'a'], ['c', 'b'], ['a']].map((keys) =>
        store.appendNews(keys.map(incoming), goesOn),
      )
      const news = (await Promise.all(said)).map((list) => list.map(({ raw }) => raw))
      expect(news).toEqual([[], ['c'], ['c'], []])
      expect(ends).toEqual([undefined, T0 + 1, undefined, T0 + 2])
      expect(await store.alert('al-a')).toMatchObject({ autoResolveAt: T0 + 3 })
      expect(await store.alert('al-b')).toMatchObject({ autoResolveAt: T0 + 1 })
      expect(await settle()).toBe(2)
    })

    test('of requests that come together, one that cannot be looked at costs the others nothing', async () => {
      await open(alertOf('a'))
      const broken = store.appendNews([incoming('a')], () => {
        throw new Error('no')
      })
      const whole = store.appendNews([incoming('b')], () => 'news')
      await expect(broken).rejects.toThrow('no')
      expect(await whole).toHaveLength(1)
      expect(await settle()).toBe(1)
    })

    test('what is nothing but news does not wait for whoever settles', async () => {
      await store.appendEvents([incoming('a')])
      const { promise: isOver, resolve: end } = Promise.withResolvers<void>()
      const settled = store.settle(10, async () => {
        await isOver
        return NOTHING
      })
      const said = await store.appendNews([incoming('b')], () => 'nothing')
      expect(said).toHaveLength(1)
      end()
      expect(await settled).toBe(1)
      expect(await settle()).toBe(1)
    })

    test('what follows news of its key is news as well, and what follows a repeat waits with it', async () => {
      await open(alertOf('a'))
      const goesOn = (_: Event, newest: Alert) => ({ ...newest, autoResolveAt: T0 + 3 })
      const answers = await Promise.all(
        ['b', 'b', 'a', 'c'].map((key) => store.appendNews([incoming(key)], goesOn)),
      )
      expect(answers.map((list) => list.length)).toEqual([1, 1, 0, 1])
      expect(await store.alert('al-a')).toMatchObject({ autoResolveAt: T0 + 3 })
      // Now that something repeats, all take a turn, until a turn has nothing but news.
      expect(await store.appendNews([incoming('d')], goesOn)).toHaveLength(1)
      expect(await store.appendNews([incoming('e')], goesOn)).toHaveLength(1)
      expect(await settle()).toBe(5)
    })

    test('more requests than go into one turn are all answered, in their order', async () => {
      const keys = Array.from({ length: 5 }, (_, request) =>
        Array.from(
          { length: REPEAT_LIMITS.turnEventsMax / 2 },
          (__, place) => `${request}-${place}`,
        ),
      )
      await open(...keys.flat().map((key) => alertOf(key)))
      const order: string[] = []
      const said = keys.map((list) =>
        store.appendNews(list.map(incoming), ({ dedupKey }) => {
          order.push(dedupKey)
          return 'nothing'
        }),
      )
      expect((await Promise.all(said)).flat()).toEqual([])
      expect(order).toEqual(keys.flat())
    })
  })
}
