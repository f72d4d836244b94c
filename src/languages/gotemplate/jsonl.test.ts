import { expect, test } from 'vitest'
import { answerLine } from './jsonl.ts'

function answer(line: object): unknown {
  return JSON.parse(answerLine(JSON.stringify(line)))
}

test('a rendering answers with its output', () => {
  expect(answer({ id: 'a', template: '{{.x}}', data: { x: 1 } })).toEqual({ id: 'a', output: '1' })
})

test('output that is not UTF-8 is told in base64 too', () => {
  expect(answer({ id: 'a', template: '{{trunc 1 "é"}}', data: null, funcs: 'sprig' })).toEqual({
    id: 'a',
    output: '\ufffd',
    output_b64: 'ww==',
  })
})

test('an error answers with its phase, and with what was written before', () => {
  expect(answer({ id: 1, template: '{{', data: null })).toEqual({
    id: 1,
    error: 'template: test:1: unclosed action',
    phase: 'parse',
  })
  expect(answer({ id: 2, name: 'n', template: 'x{{.a.b}}', data: { a: 1 } })).toEqual({
    id: 2,
    error: `template: n:1:5: executing "n" at <.a.b>: can't evaluate field b in type interface {}`,
    phase: 'exec',
    partial: 'x',
  })
})

test('functions, missing keys, time and zone are those of the line', () => {
  expect(answer({ id: 1, template: '{{env "A"}}', data: null, funcs: 'argocd' })).toMatchObject({
    phase: 'parse',
  })
  expect(answer({ id: 1, template: '{{upper "a"}}', data: null, funcs: 'plain' })).toMatchObject({
    phase: 'parse',
  })
  expect(answer({ id: 1, template: '{{.a}}', data: {}, missingkey: 'error' })).toMatchObject({
    phase: 'exec',
  })
  expect(
    answer({
      id: 1,
      template: '{{now | date "15:04"}}',
      data: null,
      now: '2024-03-05T14:30:00Z',
      zone: 'Asia/Tokyo',
    }),
  ).toEqual({ id: 1, output: '23:30' })
})

test('numbers are read as Kubernetes reads them', () => {
  expect(
    JSON.parse(
      answerLine(
        '{"id":1,"template":"{{printf \\"%T %T\\" .a .b}} {{.c}}","data":{"a":1,"b":1.0,"c":9007199254740993}}',
      ),
    ),
  ).toEqual({
    id: 1,
    output: 'int64 float64 9007199254740993',
  })
})

test('json: true escapes values inside of strings', () => {
  expect(answer({ id: 1, template: '{"a":"{{.}}"}', data: '"', json: true })).toEqual({
    id: 1,
    output: '{"a":"\\""}',
  })
})

test('a line that is no case is answered all the same', () => {
  expect(JSON.parse(answerLine('[]'))).toMatchObject({ phase: 'parse' })
  expect(JSON.parse(answerLine('{'))).toMatchObject({ phase: 'parse' })
  expect(JSON.parse(answerLine('{"id":7,"now":"yesterday","template":"x"}'))).toMatchObject({
    id: 7,
    phase: 'parse',
  })
  expect(JSON.parse(answerLine('{"id":7,"zone":"Nowhere","template":"x"}'))).toMatchObject({
    id: 7,
    phase: 'parse',
  })
})
