import { expect, test } from 'vitest'
import { Secret } from '../base/secret.ts'
import { parseSpool } from './spool-size.ts'

const DATABASE = new Secret('postgres://a:b@c/d')

test.each([
  ['64MB', 64_000_000],
  ['4MiB', 4 * 1024 ** 2],
  ['2 GB', 2_000_000_000],
  ['64GiB', 64 * 1024 ** 3],
])('a spool of %s has %i bytes', (text, bytes) => {
  expect(parseSpool(text, DATABASE)).toBe(bytes)
})

test.each(['', '64', '64mb', '1MB', '65GiB', '-64MB', '6.4GB', '64KB', 'off'])(
  'a spool of %j is refused with what is expected',
  (text) => {
    expect(() => parseSpool(text, DATABASE)).toThrow(
      `Expected --spool as a size from 4MiB to 64GiB, for example 64MB, found ${JSON.stringify(text)}.`,
    )
  },
)

test('there is none unless it is asked for, and beside SQLite it is refused', () => {
  expect(parseSpool(undefined, undefined)).toBeUndefined()
  expect(() => parseSpool('64MB', undefined)).toThrow(/Expected --store postgres:.*found SQLite/)
})
