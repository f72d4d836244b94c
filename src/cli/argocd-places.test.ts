import { expect, test } from 'vitest'
import { Places } from './argocd-places.ts'

const KIND = { kind: 'ConfigMap', name: 'cm' }

const WRITTEN = `kind: Secret
metadata: { name: cm }
data: { a: no }
---
kind: ConfigMap
metadata:
  name: cm
data:
  plain: one two
  'quoted': 'one "two"'
  escaped: "one\\ntwo"
  block: |

    one
      two
  chomped: |-
      url: x
      token: y
  folded: >
    one
    two
`

const JSON_WRITTEN = `{
  "kind": "ConfigMap", "metadata": {"name": "cm"},
  "data": {
    "block": "one\\ntwo"
  }
}`

test.each([
  ['plain', undefined, { line: 9, column: 3 }],
  ['plain', { line: 1, column: 5 }, { line: 9, column: 14 }],
  ['quoted', undefined, { line: 10, column: 3 }],
  ['quoted', { line: 1, column: 6 }, { line: 10, column: 19 }],
  // What is escaped stands on one line.
  ['escaped', { line: 2, column: 1 }, { line: 11, column: 12 }],
  ['block', { line: 2, column: 1 }, { line: 14, column: 5 }],
  ['block', { line: 3, column: 3 }, { line: 15, column: 7 }],
  ['chomped', { line: 2, column: 1 }, { line: 18, column: 7 }],
  ['folded', { line: 1, column: 5 }, { line: 19, column: 11 }],
])('%s at %j stands at %j', (key, within, place) => {
  expect(new Places(WRITTEN, KIND).find(key, within)).toEqual(place)
})

test('in JSON a value is one place', () => {
  const places = new Places(JSON_WRITTEN, KIND)
  expect(places.find('block')).toEqual({ line: 4, column: 5 })
  expect(places.find('block', { line: 2, column: 2 })).toEqual({ line: 4, column: 14 })
})

test('a key that is not there has no place', () => {
  expect(new Places(WRITTEN, KIND).find('none')).toBeUndefined()
  expect(new Places(WRITTEN, { ...KIND, name: 'other' }).find('plain')).toBeUndefined()
})
