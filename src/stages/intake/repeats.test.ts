import { expect, test } from 'vitest'
import { idSource, systemChance } from '../../base/id.ts'
import { INGEST_LOG_LIMITS } from '../../base/limits.ts'
import type { IncomingEvent } from '../../contract/store.ts'
import { pairKey } from '../../model/settlement.ts'
import { Repeats } from './repeats.ts'

const T = 1_772_676_901_000
const { repeatMemoryMs, repeatsMax } = INGEST_LOG_LIMITS

function eventOf(id: string, deliveryKey: string, receivedAt = T): IncomingEvent {
  const about = { name: 'disk', title: 'Disk full', severity: 'error', kind: 'firing' } as const
  const event = { ...about, id, source: 's', dedupKey: 'k', deliveryKey, receivedAt }
  return { event: { ...event, labels: {}, fields: [], links: [] }, raw: '' }
}

const STORED = Promise.resolve()
const NONE = new Map<string, string>()

test('a delivery that comes again gets the id of the first, and waits for its disk', () => {
  const repeats = new Repeats('')
  repeats.remember([eventOf('one', 'a')], STORED)
  const sorted = repeats.sort([eventOf('two', 'b'), eventOf('three', 'a')], NONE, T + 1)
  expect(sorted.eventIds).toEqual(['two', 'one'])
  expect(sorted.fresh.map(({ event }) => event.id)).toEqual(['two'])
  expect(sorted.stored).toEqual([STORED])
})

test('what one request says twice is new once', () => {
  const sorted = new Repeats('').sort([eventOf('one', 'a'), eventOf('two', 'a')], NONE, T)
  expect(sorted.eventIds).toEqual(['one', 'one'])
  expect(sorted.fresh).toHaveLength(1)
})

test('the same delivery to another source is another', () => {
  const repeats = new Repeats('')
  repeats.remember([eventOf('one', 'a')], STORED)
  const { event, raw } = eventOf('two', 'a')
  const other = { event: { ...event, source: 'other' }, raw }
  expect(repeats.sort([other], NONE, T).eventIds).toEqual(['two'])
})

test.each([
  [repeatMemoryMs, 'one'],
  [repeatMemoryMs + 1, 'two'],
])('after %i ms it is answered as %s', (passedMs, id) => {
  const repeats = new Repeats('')
  repeats.remember([eventOf('one', 'a')], STORED)
  expect(repeats.sort([eventOf('two', 'a')], NONE, T + passedMs).eventIds).toEqual([id])
})

test('what could not be stored was not delivered', async () => {
  const repeats = new Repeats('')
  const failed = Promise.reject(new Error('disk full'))
  repeats.remember([eventOf('one', 'a')], failed)
  await expect(failed).rejects.toThrow()
  expect(repeats.sort([eventOf('two', 'a')], NONE, T).eventIds).toEqual(['two'])
})

test('of the process before, the store is asked as long as that may matter', () => {
  const clock = { now: () => T, sleep: async () => undefined }
  const repeats = new Repeats(idSource(clock, systemChance)())
  const again = [eventOf('two', 'a')]
  expect(repeats.unknown(again, T + repeatMemoryMs)).toHaveLength(1)
  expect(repeats.unknown(again, T + repeatMemoryMs + 1)).toEqual([])
  expect(new Repeats('').unknown(again, T)).toEqual([])
  const known = new Map([[pairKey('s', 'a'), 'one']])
  expect(repeats.sort(again, known, T).eventIds).toEqual(['one'])
})

test('in a flood the newest are remembered, and the oldest are let go', () => {
  const repeats = new Repeats('')
  for (let number = 0; number < 2 * repeatsMax; number++)
    repeats.remember([eventOf(`e${number}`, `${number}`)], STORED)
  const last = 2 * repeatsMax - 1
  const sorted = repeats.sort([eventOf('x', '0'), eventOf('y', `${last}`)], NONE, T)
  expect(sorted.eventIds).toEqual(['x', `e${last}`])
})
