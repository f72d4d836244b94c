import { expect, test } from 'vitest'
import { credentialsIn } from './credentials.ts'

test('every text of the options is a credential but those that name something', () => {
  const found = credentialsIn({
    token: 'hidden-token',
    region: 'cn-hangzhou',
    headers: [{ name: 'Authorization', value: 'Bearer hidden-bearer' }],
    webhooks: { ops: 'https://a.example/v1/spaces?key=hidden%2Bkey' },
    port: 25,
    short: 'abc',
  })
  expect(found).toEqual(expect.arrayContaining(['hidden-token', 'Bearer hidden-bearer']))
  expect(found).toEqual(expect.arrayContaining(['hidden-bearer', 'hidden%2Bkey', 'hidden+key']))
  expect(found).toContain('https://a.example/v1/spaces?key=hidden%2Bkey')
  for (const open of ['cn-hangzhou', 'Authorization', 'abc', 'ops'])
    expect(found).not.toContain(open)
  const lengths = found.map(({ length }) => length)
  expect(lengths).toEqual(lengths.toSorted((one, other) => other - one))
})
