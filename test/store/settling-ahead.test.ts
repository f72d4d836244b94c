import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { IncomingEvent, SettleBatch, Store } from '../../src/contract/store.ts'
import type { Alert } from '../../src/model/alert.ts'
import { NOTHING } from '../../src/model/settlement.ts'
import type { Operation } from '../../src/store/sqlite/operations.ts'
import { openSqlite } from '../../src/store/sqlite/sqlite.ts'
import { startWriter, type Writer } from '../../src/store/sqlite/writer.ts'

const T0 = 1_772_676_901_123

let folder: string
let store: Store
/** What the store has asked to be written and has to wait for, in its order. */
let held: {
  readonly operation: Operation
  readonly write: () => void
  readonly refuse: () => void
}[]
let holds: boolean

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-store-'))
  held = []
  holds = false
  store = await openSqlite(join(folder, 'tocsin.db'), async (path, onWritten) =>
    holding(await startWriter(path, onWritten)),
  )
})

afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

function holding(writer: Writer): Writer {
  return {
    close: () => writer.close(),
    perform(operation) {
      if (!holds) return writer.perform(operation)
      return new Promise((done, failed) => {
        const write = (): void => void writer.perform(operation).then(done, failed)
        held.push({ operation, write, refuse: () => failed(new Error('the disk is full')) })
      })
    },
  }
}

test('what is on its way to the disk is settled meanwhile, and both are kept', async () => {
  holds = true
  const appending = store.appendEvents([incoming('one'), incoming('two')])
  const seen: string[] = []
  const settling = store.settle(10, noting(seen))
  await expect.poll(() => held.map(({ operation }) => operation.kind)).toEqual(['append', 'settle'])
  expect(seen).toEqual(['one', 'two'])
  for (const { write } of held) write()
  await appending
  expect(await settling).toBe(2)
  expect(await store.event('one')).toMatchObject({ settled: true })
  expect(await store.outcome('two')).toMatchObject({ result: 'ignored' })
  expect(await store.settle(10, noting(seen))).toBe(0)
})

test('what did not get to the disk is not settled, and what comes after it is', async () => {
  holds = true
  const appending = store.appendEvents([incoming('one')])
  const settling = store.settle(10, noting([]))
  await expect.poll(() => held.length).toBe(2)
  held[0]?.refuse()
  held[1]?.write()
  await expect(appending).rejects.toThrow('full')
  expect(await settling).toBe(0)
  expect(await store.outcome('one')).toBeUndefined()
  holds = false
  await store.appendEvents([incoming('two')])
  expect(await store.settle(10, noting([]))).toBe(1)
  expect(await store.event('two')).toMatchObject({ settled: true })
})

test('what did not get to the disk does not make news of what says the same again', async () => {
  await store.appendEvents([incoming('begin')])
  await store.settle(10, async () => ({ ...NOTHING, alerts: [alertOf('one')] }))
  expect(await store.appendNews([incoming('two')], () => 'news')).toHaveLength(1)
  await store.settle(10, noting([]))
  holds = true
  const appending = store.appendEvents([incoming('one')])
  held[0]?.refuse()
  await expect(appending).rejects.toThrow('full')
  holds = false
  expect(await store.appendNews([incoming('one')], () => 'nothing')).toEqual([])
})

test('where something else got to the disk first, it is settled first', async () => {
  holds = true
  const appending = store.appendEvents([incoming('one')])
  const seen: string[] = []
  const settling = store.settle(10, noting(seen))
  await expect.poll(() => held.length).toBe(2)
  const [append, settle] = held
  holds = false
  await store.appendEvents([incoming('first')])
  append?.write()
  await appending
  settle?.write()
  expect(await settling).toBe(2)
  expect(seen).toEqual(['one', 'first', 'one'])
  expect(await store.settle(10, noting(seen))).toBe(0)
})

/** Settles everything as ignored, and notes the ids that it was asked about. */
function noting(seen: string[]) {
  return async ({ events }: SettleBatch) => {
    seen.push(...events.map(({ id }) => id))
    const outcomes = events.map(({ id }) => ({
      ...{ eventId: id, revision: 'r', settledAt: T0, result: 'ignored' as const },
      ...{ matched: [], held: [] },
    }))
    return { ...NOTHING, outcomes }
  }
}

function alertOf(dedupKey: string): Alert {
  return {
    ...{ id: `al-${dedupKey}`, source: 's', dedupKey, state: 'firing', severity: 'warning' },
    ...{ name: 'n', title: 't', labels: {}, openedAt: T0, updatedAt: T0, eventCount: 1 },
    ...{ firstEventId: 'e', lastEventId: 'e' },
  }
}

function incoming(id: string): IncomingEvent {
  const event: IncomingEvent['event'] = {
    ...{ id, source: 's', kind: 'firing', dedupKey: id, deliveryKey: id, name: 'n', title: 't' },
    ...{ severity: 'warning', receivedAt: T0, labels: {}, fields: [], links: [] },
  }
  return { event, raw: id }
}
