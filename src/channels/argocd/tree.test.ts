import { expect, test } from 'vitest'
import { Tree } from './tree.ts'

const TREE = new Tree({
  apiURL: 'a',
  APIURL: 'b',
  port: 25,
  html: true,
  tags: ['x', 1, null, {}],
  map: { One: 'x', two: 2, three: null },
  nothing: null,
  inner: { x: 'y' },
})

test('names are found as they stand, else whatever their case', () => {
  expect(TREE.text('apiURL')).toBe('a')
  expect(TREE.text('APIURL')).toBe('b')
  expect(TREE.text('apiurl')).toBe('a')
  expect(TREE.at('Inner')?.text('X')).toBe('y')
})

test('what is of another kind is absent', () => {
  expect(TREE.text('port')).toBe('25')
  expect(TREE.number('port')).toBe(25)
  expect(TREE.number('apiURL')).toBeUndefined()
  expect(TREE.flag('html')).toBe(true)
  expect(TREE.flag('port')).toBe(false)
  expect(TREE.texts('tags')).toEqual(['x', '1'])
  expect([...TREE.map('map')]).toEqual([
    ['One', 'x'],
    ['two', '2'],
  ])
  expect([TREE.text('nothing'), TREE.at('tags'), TREE.list('map')]).toEqual(['', undefined, []])
})

test('no name leads out of the object', () => {
  expect(TREE.get('constructor')).toBeUndefined()
  expect(new Tree(undefined).get('a')).toBeUndefined()
})
