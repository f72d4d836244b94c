import { inspect } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { redact, redactHeaders } from './redact.ts'
import { Secret } from './secret.ts'

test.each([
  [
    'https://oapi.dingtalk.com/robot/send?access_token=abc123&timestamp=1&sign=x%2B',
    'https://oapi.dingtalk.com/robot/send?access_token=***&timestamp=1&sign=***',
  ],
  [
    'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6',
    'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=***',
  ],
  [
    'https://open.feishu.cn/open-apis/bot/v2/hook/0a1b-2c',
    'https://open.feishu.cn/open-apis/bot/v2/hook/***',
  ],
  ['https://hooks.slack.com/services/T0/B0/abc', 'https://hooks.slack.com/services/***'],
  ['POST /in/my-ingest-key/api', 'POST /in/***/api'],
  ['http://user:pass@proxy:3128', 'http://***@proxy:3128'],
  ['authorization: Bearer eyJh.x_y-z', 'authorization: Bearer ***'],
  [`secret SEC${'0'.repeat(64)} used`, 'secret *** used'],
  ['nothing to hide, key word', 'nothing to hide, key word'],
])('%s is shown as %s', (text, shown) => {
  expect(redact(text)).toBe(shown)
})

test('headers that carry credentials are masked, others stay', () => {
  expect(
    redactHeaders({
      Authorization: 'Basic abc',
      cookie: 'a=b',
      referer: 'https://x/?token=1',
      accept: '*/*',
    }),
  ).toEqual({
    Authorization: '***',
    cookie: '***',
    referer: 'https://x/?token=***',
    accept: '*/*',
  })
})

test('masking takes no longer than the text is long, and never fails', () => {
  fc.assert(fc.property(fc.string({ maxLength: 2000 }), (text) => typeof redact(text) === 'string'))
  expect(redact(`${'key='.repeat(50_000)}`).length).toBeLessThan(200_001)
})

test('a secret prints as *** however it is printed', () => {
  const secret = new Secret('hidden')
  expect(
    [
      `${secret}`,
      String(secret),
      JSON.stringify({ secret }),
      inspect({ secret }),
      inspect(secret),
    ].join(' '),
  ).not.toContain('hidden')
  expect(secret.reveal()).toBe('hidden')
})
