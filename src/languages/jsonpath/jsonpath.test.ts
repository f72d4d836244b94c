import { describe, expect, test } from 'vitest'
import { JSONPATH_LIMITS } from '../../base/limits.ts'
import { compile, JsonPathError } from './jsonpath.ts'

const STORE = {
  store: {
    book: [
      { category: 'reference', author: 'Rees', title: 'Sayings', price: 8.95 },
      { category: 'fiction', author: 'Waugh', title: 'Sword', price: 12.99 },
      { category: 'fiction', author: 'Melville', title: 'Moby', isbn: '0-553', price: 8.99 },
      { category: 'fiction', author: 'Tolkien', title: 'Rings', isbn: '0-395', price: 22.99 },
    ],
    bicycle: { color: 'red', price: 399 },
  },
}
const VALUES = {
  o: { j: 1, k: 2 },
  a: [3, 5, 1, 2, 4, 6, { b: 'j' }, { b: 'k' }, { b: {} }, { b: 'kilo' }],
  e: 'f',
  'x y': '☺',
  '': 0,
}

describe('what a path finds', () => {
  test.each<[path: string, document: unknown, found: readonly unknown[]]>([
    ['$', 7, [7]],
    ['$.store.book[*].author', STORE, ['Rees', 'Waugh', 'Melville', 'Tolkien']],
    ['$..author', STORE, ['Rees', 'Waugh', 'Melville', 'Tolkien']],
    ['$.store..price', STORE, [8.95, 12.99, 8.99, 22.99, 399]],
    ['$..book[2].title', STORE, ['Moby']],
    ['$..book[-1].title', STORE, ['Rings']],
    ['$..book[0,1].title', STORE, ['Sayings', 'Sword']],
    ['$..book[:2].title', STORE, ['Sayings', 'Sword']],
    ['$..book[?@.isbn].title', STORE, ['Moby', 'Rings']],
    ['$..book[?@.price<10].title', STORE, ['Sayings', 'Moby']],
    ['$["x y"]', VALUES, ['☺']],
    ["$['']", VALUES, [0]],
    ['$ .o\n[ "j" ]', VALUES, [1]],
    ['$.o.*', VALUES, [1, 2]],
    ['$.a[1:6:2]', VALUES, [5, 2, 6]],
    ['$.a[5:1:-2]', VALUES, [6, 2]],
    ['$.a[:-9:0]', VALUES, []],
    ['$.a[?@>3.5]', VALUES, [5, 4, 6]],
    ['$.a[?@.b=="kilo"]', VALUES, [{ b: 'kilo' }]],
    ['$.a[?@.b]', VALUES, [{ b: 'j' }, { b: 'k' }, { b: {} }, { b: 'kilo' }]],
    ['$.a[?@<2 || @.b=="k"]', VALUES, [1, { b: 'k' }]],
    ['$.a[?match(@.b, "[jk]")]', VALUES, [{ b: 'j' }, { b: 'k' }]],
    ['$.a[?search(@.b, "[jk]")]', VALUES, [{ b: 'j' }, { b: 'k' }, { b: 'kilo' }]],
    ['$.o[?@>1 && @<4]', VALUES, [2]],
    ['$.a[?@.b==$.none]', VALUES, [3, 5, 1, 2, 4, 6]],
    ['$.a[?@==$.a[0]]', VALUES, [3]],
    ['$.a[?!(@>1)]', VALUES, [1, { b: 'j' }, { b: 'k' }, { b: {} }, { b: 'kilo' }]],
    ['$[?length(@)==1]', VALUES, ['f', '☺']],
    ['$[?count(@.*)==2]', VALUES, [{ j: 1, k: 2 }]],
    ['$.a[?value(@..b)=="j"]', VALUES, [{ b: 'j' }]],
    ['$.none.none', VALUES, []],
    ['$.e.x', VALUES, []],
  ])('%s', (path, document, found) => {
    expect(compile(path).find(document)).toEqual(found)
  })
})

describe('what is no path is refused with the place', () => {
  test.each<[path: string, at: number, reason: string]>([
    ['', 0, 'expected "$", found the end'],
    ['alert.name', 0, 'expected "$", found "a"'],
    [' $', 0, 'expected "$", found " "'],
    ['$.alert-name', 7, 'names with other characters are written as ["…"]'],
    ['$.', 2, 'expected a name or "*" behind "."'],
    ['$.1', 2, 'expected a name or "*" behind "."'],
    ['$[', 2, 'expected a name in quotes'],
    ['$[abc]', 2, 'expected a name in quotes'],
    ['$["a]', 2, 'does not end'],
    ['$["\\x"]', 3, 'does not escape'],
    ['$["\\ud800"]', 3, 'four digits'],
    ['$[01]', 2, 'no leading zero'],
    ['$[9007199254740993]', 2, 'too large'],
    ['$[0', 3, 'expected "]"'],
    ['$[?1]', 3, 'a value alone decides nothing'],
    ['$[?@.*==1]', 3, 'cannot be compared'],
    ['$[?match(@.a,"x")==true]', 3, 'cannot be compared'],
    ['$[?length(@.a)]', 3, 'a value alone decides nothing'],
    ['$[?count(1)==1]', 3, 'count() takes a path'],
    ['$[?length(@.a,@.b)==1]', 3, 'length() takes one argument'],
    ['$[?sum(@.a)==1]', 3, 'there is no function sum()'],
    ['$[?(@.a]', 7, 'expected ")"'],
    [`$${'.a'.repeat(101)}`, 201, 'too many parts'],
    [`$[?${'('.repeat(40)}`, 34, 'too deeply'],
    [`$.${'a'.repeat(JSONPATH_LIMITS.lengthMax)}`, 0, 'longer than'],
  ])('%s', (path, at, reason) => {
    const fault = faultOf(() => compile(path))
    expect(fault).toMatchObject({ phase: 'compile', at })
    expect(fault?.reason).toContain(reason)
  })
})

test('a search that takes too much work ends with an error', () => {
  const wide = Array.from({ length: 2_000 }, () => [1, 2, 3])
  const fault = faultOf(() => compile('$[?count($..*) > 1]').find(wide))
  expect(fault).toMatchObject({ phase: 'run' })
  expect(fault?.message).toContain(`more than ${JSONPATH_LIMITS.stepsMax} steps`)
})

test('a document may nest as deep as it likes', () => {
  let deep: unknown = 1
  for (let depth = 0; depth < 20_000; depth++) deep = [deep]
  expect(compile('$..[?@ > 0]').find(deep)).toEqual([1])
})

test('documents that nest too deeply to be compared end a search with an error', () => {
  const nested = (): unknown => {
    let deep: unknown = 1
    for (let depth = 0; depth < 50_000; depth++) deep = [deep]
    return deep
  }
  const fault = faultOf(() => compile('$[?@.a == @.b]').find([{ a: nested(), b: nested() }]))
  expect(fault).toMatchObject({ phase: 'run', reason: 'the document nests too deeply' })
})

test('what every object inherits is not found', () => {
  const document: unknown = JSON.parse('{"a":{},"__proto__":{"b":1}}')
  expect(compile('$.a.constructor').find(document)).toEqual([])
  expect(compile('$.a.__proto__').find(document)).toEqual([])
  expect(compile('$.__proto__.b').find(document)).toEqual([1])
})

test('a pattern is of linear time, and one that is none matches nothing', () => {
  const text = `${'a'.repeat(50_000)}!`
  expect(compile('$[?search(@, "(a+)+$")]').find([text])).toEqual([])
  expect(compile('$[?match(@, "(")]').find(['('])).toEqual([])
})

test('a path says whether it finds one value at most', () => {
  expect(compile('$.a[0]["b"]').isSingular).toBe(true)
  expect(compile('$.a[*]').isSingular).toBe(false)
  expect(compile('$..a').isSingular).toBe(false)
  expect(compile('$["a","b"]').isSingular).toBe(false)
})

function faultOf(work: () => unknown): JsonPathError | undefined {
  try {
    work()
  } catch (error) {
    if (error instanceof JsonPathError) return error
    throw error
  }
  return undefined
}
