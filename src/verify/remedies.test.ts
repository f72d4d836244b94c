import { expect, test } from 'vitest'
import { ourAddressIn, remediesFor } from './remedies.ts'

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

test.each([
  ['busy', 'not repeated'],
  ['unknown-outcome', 'not repeated'],
  ['unreachable', 'Check the host.'],
] as const)('what is %s ends with: %s', (reason, last) => {
  const remedy = { en: 'Check the host. It is sent again.', zh: '请检查主机，稍后重发。' }
  const receipt = { kind: 'retry', reason, text: '', remedy } as const
  const trial = { steps: [], receipt, startedAt: 0, finishedAt: 1 }
  expect(JSON.stringify(remediesFor(trial, { settings: {}, now: 1 }).at(-1))).toContain(last)
})
