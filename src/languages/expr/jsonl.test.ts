import { expect, test } from 'vitest'
import { answerLine } from './jsonl.ts'

function answer(line: string): unknown {
  return JSON.parse(answerLine(line))
}

test('a line that is no case is answered all the same', () => {
  expect(answer('[]')).toMatchObject({ id: null, phase: 'compile' })
  expect(answer('{"id":7,')).toMatchObject({ id: null, phase: 'compile' })
  expect(answer('{"id":7,"expr":"1","env":{"f":1e999}}')).toMatchObject({ phase: 'compile' })
  expect(answer('{"id":7,"expr":"now()","now":"yesterday"}')).toMatchObject({
    id: 7,
    phase: 'compile',
  })
})

test('a result that is too large to print is refused', () => {
  const expr = 'reduce(1..30, [#acc, #acc], [1])'
  expect(answer(JSON.stringify({ id: 7, expr }))).toMatchObject({
    id: 7,
    error: 'the value is too large',
    phase: 'run',
  })
})
