import { expect, test } from 'vitest'
import { parseStore } from './options.ts'

test('a store is SQLite, or the address of a PostgreSQL database that no message shows', () => {
  expect(parseStore('sqlite')).toBeUndefined()
  for (const url of ['postgres://a:b@c/d', 'postgresql://c:5433/d?sslmode=require'])
    expect(parseStore(url)?.reveal()).toBe(url)
  expect(String(parseStore('postgres://a:b@c/d'))).toBe('***')
})

test.each(['', 'mysql://a:hidden@b/c', 'postgres://a:hidden@:x/', 'postgres:hidden', 'Sqlite'])(
  'the store %j is refused without what it hides',
  (text) => {
    expect(() => parseStore(text)).toThrow(/Expected --store as sqlite or postgres:/)
    expect(() => parseStore(text)).not.toThrow(/hidden/)
  },
)
