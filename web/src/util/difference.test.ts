import { expect, test } from 'vitest'
import { differencesOf } from './difference.ts'

test.each([
  [
    'a value that changed',
    '{"role":"viewer"}',
    '{"role":"admin"}',
    [{ path: 'role', before: 'viewer', after: 'admin' }],
  ],
  [
    'what came and what went, by its path',
    '{"a":{"b":1}}',
    '{"a":{"c":[true,null]}}',
    [
      { path: 'a.b', before: '1' },
      { path: 'a.c.0', after: 'true' },
      { path: 'a.c.1', after: 'null' },
    ],
  ],
  ['nothing where both say the same in another order', '{"a":1,"b":2}', '{"b":2,"a":1}', []],
  [
    'all of what is new',
    undefined,
    '{"name":"li","rules":[]}',
    [
      { path: 'name', after: 'li' },
      { path: 'rules', after: '[]' },
    ],
  ],
  ['all of what is gone', '"text"', undefined, [{ path: '', before: 'text' }]],
  ['nothing that can be told of a side that was cut', '{"a":1}', '{"a":"long…', undefined],
])('the differences are %s', (_, before, after, differences) => {
  expect(differencesOf(before, after)).toEqual(differences)
})
