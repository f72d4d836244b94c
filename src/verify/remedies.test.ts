import { expect, test } from 'vitest'
import { ourAddressIn } from './remedies.ts'

test.each([
  ['ip 1.2.3.4 not in whitelist', '1.2.3.4'],
  ['错误描述:IP地址203.0.113.7不在白名单;', '203.0.113.7'],
  ['your address is [2001:db8::7].', '2001:db8::7'],
  [
    'invalid webhook url, hint: [1700000000_12_0a1b2c], from ip: 198.51.100.9, more info at https://open.work.weixin.qq.com/devtool/query?e=93000',
    '198.51.100.9',
  ],
  ['ip not in whitelist, code 310000', undefined],
  ['at 12:30:45 on v1.2.3', undefined],
])('%s: our address is %s', (text, address) => {
  expect(ourAddressIn(text)).toBe(address)
})
