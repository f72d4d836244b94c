import { expect, test } from 'vitest'
import { ourAddressIn } from './remedies.ts'

test.each([
  ['ip 1.2.3.4 not in whitelist', '1.2.3.4'],
  ['错误描述:IP地址203.0.113.7不在白名单;', '203.0.113.7'],
  ['your address is [2001:db8::7].', '2001:db8::7'],
  ['ip not in whitelist, code 310000', undefined],
  ['at 12:30:45 on v1.2.3', undefined],
])('%s: our address is %s', (text, address) => {
  expect(ourAddressIn(text)).toBe(address)
})
