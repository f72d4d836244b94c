import { expect, test } from 'vitest'
import { ManualClock } from './clock.ts'
import { LOOP_LIMITS } from './limits.ts'
import { silentLog } from './log.ts'
import { startLoop, type Turn } from './loop.ts'

/** Lets everything that is ready to go on do so. */
const settle = async (): Promise<void> => {
  for (let steps = 0; steps < 20; steps++) await Promise.resolve()
}

function start(answers: readonly (Turn | Error)[]): {
  turns: () => number
  clock: ManualClock
  loop: ReturnType<typeof startLoop>
} {
  const clock = new ManualClock(0)
  let turns = 0
  const turn = async (): Promise<Turn> => {
    const answer = answers[turns++] ?? { more: false }
    if (answer instanceof Error) throw answer
    return answer
  }
  return {
    turns: () => turns,
    clock,
    loop: startLoop({ name: 'test', clock, log: silentLog, turn }),
  }
}

test('a loop goes on at once while there is more, then waits for the idle time', async () => {
  const { turns, clock, loop } = start([{ more: true }, { more: true }])
  await settle()
  expect(turns()).toBe(3)
  clock.advance(LOOP_LIMITS.idleMs - 1)
  await settle()
  expect(turns()).toBe(3)
  clock.advance(1)
  await settle()
  expect(turns()).toBe(4)
  await loop.stop()
})

test('a loop looks again when a turn said it would have to', async () => {
  const { turns, clock, loop } = start([{ more: false, nextAt: 7 }])
  await settle()
  clock.advance(7)
  await settle()
  expect(turns()).toBe(2)
  await loop.stop()
})

test('a wake ends the wait, and one that comes during a turn is not lost', async () => {
  const { turns, loop } = start([])
  await settle()
  loop.wake()
  await settle()
  expect(turns()).toBe(2)
  await loop.stop()
})

test('a wake for later shortens the wait, and none for later than it ends', async () => {
  const { turns, clock, loop } = start([{ more: false, nextAt: 50 }])
  await settle()
  loop.wake(80)
  loop.wake(20)
  loop.wake(30)
  clock.advance(19)
  await settle()
  expect(turns()).toBe(1)
  clock.advance(1)
  await settle()
  expect(turns()).toBe(2)
  await loop.stop()
})

test('a failing turn is tried again later and later, and a wake does not hurry it', async () => {
  const { turns, clock, loop } = start([new Error('first'), new Error('second')])
  await settle()
  loop.wake()
  await settle()
  expect(turns()).toBe(1)
  clock.advance(LOOP_LIMITS.failureFirstMs)
  await settle()
  expect(turns()).toBe(2)
  clock.advance(LOOP_LIMITS.failureFirstMs)
  await settle()
  expect(turns()).toBe(2)
  clock.advance(LOOP_LIMITS.failureFirstMs)
  await settle()
  expect(turns()).toBe(3)
  await loop.stop()
})

test('a stopped loop takes no further turn', async () => {
  const { turns, clock, loop } = start([])
  await settle()
  await loop.stop()
  clock.advance(60_000)
  await settle()
  expect(turns()).toBe(1)
})
