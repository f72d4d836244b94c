import { expect, test } from 'vitest'
import { InTurn } from './in-turn.ts'

/** Work that ends only when told to, and a record of what was begun. */
function desk(): {
  begun: number[]
  work: (one: number) => Promise<boolean>
  end: (one: number, result?: boolean | Error) => Promise<void>
} {
  const begun: number[] = []
  const open = new Map<number, (result: boolean | Error) => void>()
  return {
    begun,
    work: (one) =>
      new Promise((resolve, reject) => {
        begun.push(one)
        open.set(one, (result) => (result instanceof Error ? reject(result) : resolve(result)))
      }),
    async end(one, result = true) {
      open.get(one)?.(result)
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

function inTurn(
  all: readonly number[],
  max: number,
  work: (one: number) => Promise<boolean>,
): Promise<void> {
  const turn = new InTurn(max, work)
  turn.give(all)
  return turn.end()
}

test('one after the other, in their order', async () => {
  const { begun, work, end } = desk()
  const done = inTurn([1, 2, 3], 1, work)
  expect(begun).toEqual([1])
  await end(1)
  expect(begun).toEqual([1, 2])
  await end(2)
  await end(3)
  await done
})

test('several at once are never more than allowed, and begin in their order', async () => {
  const { begun, work, end } = desk()
  const done = inTurn([1, 2, 3, 4], 2, work)
  expect(begun).toEqual([1, 2])
  await end(2)
  expect(begun).toEqual([1, 2, 3])
  await end(1)
  await end(3)
  await end(4)
  await done
  expect(begun).toEqual([1, 2, 3, 4])
})

test('after trouble none is begun, and those under way are waited for', async () => {
  const { begun, work, end } = desk()
  let isOver = false
  const done = inTurn([1, 2, 3, 4], 2, work).then(() => {
    isOver = true
  })
  await end(2, false)
  expect([begun, isOver]).toEqual([[1, 2], false])
  await end(1)
  await done
  expect(begun).toEqual([1, 2])
})

test('a rejection is told only when nothing is under way any more', async () => {
  const { begun, work, end } = desk()
  let failure: unknown
  const done = inTurn([1, 2, 3], 2, work).catch((error: unknown) => {
    failure = error
  })
  await end(1, new Error('the disk is full'))
  expect(failure).toBeUndefined()
  await end(2)
  await done
  expect(failure).toEqual(new Error('the disk is full'))
  expect(begun).toEqual([1, 2])
})

/** Answers to the questions for more, in their order. */
function supply(): { asked: () => number; more: () => Promise<number[]>; answer: Answer } {
  const open: ((result: number[] | Error) => void)[] = []
  let asked = 0
  return {
    asked: () => asked,
    more: () => {
      asked += 1
      return new Promise((resolve, reject) => {
        open.push((result) => (result instanceof Error ? reject(result) : resolve(result)))
      })
    },
    async answer(result) {
      open.shift()?.(result)
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}
type Answer = (result: number[] | Error) => Promise<void>

test('more is asked for when another could be begun, and begins beside what is under way', async () => {
  const { begun, work, end } = desk()
  const { asked, more, answer } = supply()
  const turn = new InTurn(2, work)
  turn.give([1, 2, 3])
  const over = turn.end()
  turn.askFor(more)
  expect(asked()).toBe(0)
  await end(1)
  expect([begun, asked()]).toEqual([[1, 2, 3], 0])
  await end(2)
  expect(asked()).toBe(1)
  turn.askFor(more)
  expect(asked()).toBe(1)
  await answer([4, 5])
  expect(begun).toEqual([1, 2, 3, 4])
  await end(3)
  await end(4)
  expect([begun, asked()]).toEqual([[1, 2, 3, 4, 5], 2])
  await end(5)
  await answer([])
  await over
})

test('it is not over while it is asking, and asks nothing once it is', async () => {
  const { begun, work, end } = desk()
  const { asked, more, answer } = supply()
  const turn = new InTurn(2, work)
  turn.give([1])
  let isOver = false
  const over = turn.end().then(() => {
    isOver = true
  })
  turn.askFor(more)
  await end(1)
  expect([isOver, asked()]).toEqual([false, 1])
  await answer([2])
  await end(2)
  await over
  turn.askFor(more)
  expect([begun, asked()]).toEqual([[1, 2], 1])
})

test('after trouble no more is asked for, and a question that fails is trouble', async () => {
  const { begun, work, end } = desk()
  const { asked, more, answer } = supply()
  const stopped = new InTurn(2, work)
  stopped.give([1, 2, 3])
  stopped.askFor(more)
  await end(1, false)
  await end(2)
  await stopped.end()
  expect([begun, asked()]).toEqual([[1, 2], 0])
  const failing = new InTurn(2, work)
  failing.give([4])
  let failure: unknown
  const over = failing.end().catch((error: unknown) => {
    failure = error
  })
  failing.askFor(more)
  await answer(new Error('the database is away'))
  expect(failure).toBeUndefined()
  await end(4)
  await over
  expect(failure).toEqual(new Error('the database is away'))
})
