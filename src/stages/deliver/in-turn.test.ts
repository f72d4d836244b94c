import { expect, test } from 'vitest'
import { inTurn } from './in-turn.ts'

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
