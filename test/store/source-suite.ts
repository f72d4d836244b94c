import { describe, expect, test } from 'vitest'
import { INGEST_LOG_LIMITS, WATCH_LIMITS } from '../../src/base/limits.ts'
import type { LoggedRequest } from '../../src/contract/source-store.ts'
import type { Store } from '../../src/contract/store.ts'
import type { Event } from '../../src/model/event.ts'
import type { Ping } from '../../src/model/watch.ts'
import { ownStore, type StoreKind } from './own-store.ts'

const T0 = 1_772_676_901_123
const HOUR = 3_600_000

function requestOf(number: number, change: Partial<LoggedRequest> = {}): LoggedRequest {
  return {
    id: `r${String(number).padStart(6, '0')}`,
    source: 'a',
    receivedAt: T0 + number,
    method: 'POST',
    path: '',
    headers: '{"accept":"*/*"}',
    bodyBytes: 0,
    result: 'taken',
    status: 200,
    eventIds: [],
    eventCount: 0,
    repeatedCount: 0,
    ...change,
  }
}

function eventOf(id: string, change: Partial<Event> = {}): Event {
  return {
    id,
    source: 'a',
    kind: 'firing',
    dedupKey: id,
    deliveryKey: id,
    name: 'disk',
    title: 'Disk full',
    severity: 'error',
    receivedAt: T0,
    labels: {},
    fields: [],
    links: [],
    ...change,
  }
}

/** What every kind of store must do for sources, their requests and their monitors. */
export function sourceSuite(kind: StoreKind): void {
  describe(`a ${kind.name} store, for sources`, () => {
    let store: Store
    const reopen = ownStore(kind, (opened) => {
      store = opened
    })
    const ping = (ping: Ping, at: number): Promise<void> =>
      store.takePings([ping], requestOf(at - T0))

    test('a request is kept with the events that it brought, and its body is theirs', async () => {
      const change = { eventIds: ['e1'], eventCount: 1, bodyBytes: 3, query: 'a=1', path: '/x' }
      await store.appendEvents([{ event: eventOf('e1'), raw: 'raw' }], requestOf(1, change))
      await store.keepQuarantined(
        {
          ...{ id: 'r000002', source: 'a', receivedAt: T0, method: 'POST', headers: {} },
          ...{ bodyBase64: '', bodyBytes: 0, problem: 'unread' },
        },
        requestOf(2, { result: 'quarantined', status: 400, problem: 'unread', body: 'own' }),
      )
      await reopen()
      const [unread, taken] = await store.requests({ source: 'a', limit: 10 })
      expect(taken).toMatchObject({ ...change, body: 'raw', headers: { accept: '*/*' } })
      expect(unread).toMatchObject({ result: 'quarantined', status: 400, body: 'own' })
      expect(await store.request('a', 'r000001')).toEqual(taken)
      expect(await store.request('b', 'r000001')).toBeUndefined()
      expect(await store.quarantinedRequest('r000002')).toMatchObject({ problem: 'unread' })
      await store.removeQuarantined('r000002')
      expect(await store.quarantinedRequest('r000002')).toBeUndefined()
    })

    test('an event that is refused leaves no trace of its request', async () => {
      const incoming = { event: eventOf('e1'), raw: '' }
      await store.appendEvents([incoming])
      await expect(store.appendEvents([incoming], requestOf(1))).rejects.toThrow()
      expect(await store.requests({ source: 'a', limit: 10 })).toEqual([])
      expect(await store.sourceStates()).toEqual([])
    })

    test('each source has a log of its own, and the oldest makes room', async () => {
      const { requestsMax } = INGEST_LOG_LIMITS
      await store.logRequest(requestOf(0, { source: 'b' }))
      for (let number = 1; number <= requestsMax + 3; number++)
        await store.logRequest(requestOf(number))
      const kept = await store.requests({ source: 'a', limit: 1_000 })
      expect(kept).toHaveLength(requestsMax)
      expect(kept.at(-1)?.id).toBe('r000004')
      expect(await store.requests({ source: 'b', limit: 10 })).toHaveLength(1)
      const page = await store.requests({ source: 'a', limit: 2, before: 'r000010' })
      expect(page.map(({ id }) => id)).toEqual(['r000009', 'r000008'])
    })

    test('what comes together keeps its order, and more than there is room for leaves the last', async () => {
      const { requestsMax } = INGEST_LOG_LIMITS
      const numbers = Array.from({ length: requestsMax + 50 }, (_, index) => index + 1)
      await Promise.all(
        numbers.flatMap((number) => [
          store.logRequest(requestOf(number)),
          ...(number % 3 === 0 ? [store.logRequest(requestOf(number, { source: 'b' }))] : []),
        ]),
      )
      await store.logRequest(requestOf(900_000))
      const kept = await store.requests({ source: 'a', limit: 1_000 })
      const last = [requestOf(900_000).id, ...numbers.map((one) => requestOf(one).id).reverse()]
      expect(kept.map(({ id }) => id)).toEqual(last.slice(0, requestsMax))
      const others = await store.requests({ source: 'b', limit: 1_000 })
      expect(others).toHaveLength(Math.floor(numbers.length / 3))
      const states = await store.sourceStates()
      expect(states.map(({ source, requestCount }) => [source, requestCount])).toEqual([
        ['a', numbers.length + 1],
        ['b', others.length],
      ])
    })

    test('what comes together is counted as if it came one by one', async () => {
      const first = { result: 'refused', status: 401, uncounted: 4 } as const
      const second = { eventIds: ['e1', 'e2'], eventCount: 3, repeatedCount: 1, lastKind: 'firing' }
      await Promise.all([
        store.logRequest(requestOf(1, first)),
        store.logRequest(requestOf(2, second)),
        store.logRequest(requestOf(3, { result: 'quarantined', status: 400 })),
        store.logRequest(requestOf(4, { eventIds: ['e3'], eventCount: 1, lastKind: 'resolved' })),
        store.logRequest(requestOf(5)),
      ])
      expect(await store.sourceStates()).toMatchObject([
        {
          ...{ source: 'a', firstAt: T0 + 1, heardAt: T0 + 5, eventAt: T0 + 4 },
          ...{ requestCount: 9, eventCount: 3, repeatedCount: 1, refusedCount: 5 },
          ...{ quarantinedCount: 1, lastKind: 'resolved' },
        },
      ])
    })

    test('what a source sent is counted by what became of it', async () => {
      const taken = {
        eventIds: ['e1', 'e2'],
        eventCount: 3,
        repeatedCount: 1,
        lastKind: 'resolved',
      }
      await store.logRequest(requestOf(1, taken))
      await store.logRequest(requestOf(2, { result: 'refused', status: 401, uncounted: 4 }))
      await store.logRequest(requestOf(3, { result: 'quarantined', status: 400 }))
      await store.logRequest(requestOf(4))
      expect(await store.sourceStates()).toMatchObject([
        {
          ...{ source: 'a', firstAt: T0 + 1, heardAt: T0 + 4, eventAt: T0 + 1 },
          ...{ requestCount: 8, eventCount: 2, repeatedCount: 1, refusedCount: 5 },
          ...{ quarantinedCount: 1, lastKind: 'resolved' },
        },
      ])
    })

    test('a monitor is due with its first word, and what is decided about it stays', async () => {
      await ping({ monitor: 'db', signal: 'ping' }, T0)
      await ping({ monitor: 'db', signal: 'note' }, T0 + 1)
      expect(await store.nextTickAt()).toBe(T0)
      const count = await store.tickHeartbeats({ now: T0, limit: 10 }, (beat) => {
        expect(beat).toMatchObject({ source: 'a', monitor: 'db', armedAt: T0, pingedAt: T0 })
        const fired = { at: T0, because: 'silent' } as const
        return { state: { ...beat, fired }, events: [eventOf('n1')] }
      })
      expect(count).toBe(1)
      await reopen()
      expect(await store.event('n1')).toBeDefined()
      expect(await store.heartbeats('a')).toMatchObject([{ fired: { at: T0, because: 'silent' } }])
      expect(
        await store.tickHeartbeats({ now: T0 + HOUR, limit: 10 }, () => ({ events: [] })),
      ).toBe(0)
    })

    test('a ping that comes while somebody decides is not decided over', async () => {
      await ping({ monitor: 'db', signal: 'ping' }, T0)
      const pings: Promise<void>[] = []
      await store.tickHeartbeats({ now: T0, limit: 10 }, (beat) => {
        pings.push(ping({ monitor: 'db', signal: 'ping' }, T0 + 5))
        return { state: { ...beat, fired: { at: T0, because: 'silent' } }, events: [eventOf('n1')] }
      })
      await Promise.all(pings)
      const [known] = await store.heartbeats('a')
      expect(known?.pingedAt).toBe(T0 + 5)
      // Either the ping came first, and nothing was recorded, or it came behind: then it is looked at again.
      const isRecorded = (await store.event('n1')) !== undefined
      expect(known?.fired !== undefined).toBe(isRecorded)
      expect(await store.nextTickAt()).toBeLessThanOrEqual(T0 + 5)
    })

    test('a failure is due at once, and a ping behind it is remembered too', async () => {
      await ping({ monitor: 'db', signal: 'ping' }, T0)
      await store.tickHeartbeats({ now: T0, limit: 10 }, (state) => {
        return { state, nextAt: T0 + HOUR, events: [] }
      })
      await ping({ monitor: 'db', signal: 'ping' }, T0 + 1)
      // The source itself is looked at, the monitor is not.
      expect(await store.tickHeartbeats({ now: T0 + 1, limit: 10 }, () => ({ events: [] }))).toBe(0)
      await ping({ monitor: 'db', signal: 'fail', text: 'no space' }, T0 + 2)
      await ping({ monitor: 'db', signal: 'ping' }, T0 + 3)
      await store.tickHeartbeats({ now: T0 + 3, limit: 10 }, (state) => {
        expect(state).toMatchObject({
          ...{ failedAt: T0 + 2, failedText: 'no space', recoveredAt: T0 + 3 },
        })
        return { state, events: [] }
      })
      const [known] = await store.heartbeats('a')
      expect([known?.failedAt, known?.recoveredAt]).toEqual([undefined, undefined])
    })

    test('a source has only so many monitors, and those that are known go on', async () => {
      const pings = Array.from({ length: WATCH_LIMITS.monitorsMax }, (_, number) => {
        return { monitor: `m${number}`, signal: 'ping' } as const
      })
      await store.takePings(pings, requestOf(1))
      await expect(ping({ monitor: 'more', signal: 'ping' }, T0 + 2)).rejects.toThrow('at most')
      await ping({ monitor: 'm7', signal: 'ping' }, T0 + 3)
      expect(await store.forgetHeartbeat({ source: 'a', monitor: 'm7', now: T0 })).toBe(true)
      expect(await store.forgetHeartbeat({ source: 'a', monitor: 'x', now: T0 })).toBe(false)
    })

    test('everything that is watched is looked at for another configuration', async () => {
      await ping({ monitor: 'db', signal: 'ping' }, T0)
      const later = T0 + HOUR
      await store.tickHeartbeats({ now: T0, limit: 10 }, (state) => ({ state, events: [] }))
      await store.tickSources({ now: T0, limit: 10 }, (state) => ({ state, events: [] }))
      expect(await store.nextTickAt()).toBeUndefined()
      await store.adoptWatches({ expected: [{ source: 'b', monitor: 'x' }], now: later })
      const seen: string[] = []
      await store.tickHeartbeats({ now: later, limit: 10 }, ({ monitor }) => {
        seen.push(monitor)
        return { events: [] }
      })
      await store.tickSources({ now: later, limit: 10 }, ({ source }) => {
        seen.push(source)
        return { events: [] }
      })
      expect(seen.sort()).toEqual(['a', 'db', 'x'])
      // What was given back without a state is forgotten, its requests with it.
      expect(await store.heartbeats('a')).toEqual([])
      expect(await store.sourceStates()).toEqual([])
      expect(await store.requests({ source: 'a', limit: 10 })).toEqual([])
    })

    test('a source that is quiet is due as soon as it speaks', async () => {
      await store.logRequest(requestOf(0))
      await store.tickSources({ now: T0, limit: 10 }, (state) => {
        return { state: { ...state, quietSince: T0 }, events: [] }
      })
      expect(await store.nextTickAt()).toBeUndefined()
      await store.logRequest(requestOf(1, { result: 'quarantined', status: 400 }))
      expect(await store.nextTickAt()).toBeUndefined()
      await store.logRequest(requestOf(2))
      expect(await store.nextTickAt()).toBe(T0 + 2)
      expect(await store.sourceStates()).toMatchObject([{ quietSince: T0 }])
    })

    test('when the hub was there last is remembered', async () => {
      expect(await store.aliveAt()).toBeUndefined()
      await store.markAlive(T0)
      await store.markAlive(T0 + 1)
      await reopen()
      expect(await store.aliveAt()).toBe(T0 + 1)
    })
  })
}
