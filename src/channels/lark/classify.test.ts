import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { HttpOutcome } from '../../base/http-client.ts'
import { classify } from './classify.ts'
import { fields } from './fields.ts'
import answers from './fixtures/answers.json' with { type: 'json' }

const NOW = Date.UTC(2026, 2, 5, 10, 15, 1)

function answered(body: string, status = 200, headers: Record<string, string> = {}): HttpOutcome {
  return { kind: 'answered', status, headers, body }
}

/** A receipt in short: its kind, reason and least wait. */
function short(outcome: HttpOutcome): string {
  const receipt = classify(outcome, { now: NOW, credentials: [] })
  if (receipt.kind === 'sent') return 'sent'
  const wait =
    receipt.kind === 'retry' && receipt.afterMs !== undefined ? ` ${receipt.afterMs}` : ''
  return `${receipt.kind} ${receipt.reason}${wait}`
}

describe('what Lark answers', () => {
  test.each(answers)('$status $body.code $body.msg is: $receipt', ({ status, body, receipt }) => {
    expect(short(answered(JSON.stringify(body), status))).toBe(receipt)
  })

  test('every answer but a success carries its code, its text and a remedy in both languages', () => {
    for (const { status, body, receipt: expected } of answers) {
      const outcome = answered(JSON.stringify(body), status)
      const receipt = classify(outcome, { now: NOW, credentials: [] })
      if (receipt.kind === 'sent') expect(expected).toBe('sent')
      else {
        expect(receipt.code).toBe(String(body.code))
        expect(receipt.text).toContain(body.msg)
        expect(receipt.remedy).toMatchObject({ en: /\w/, zh: /\p{Script=Han}/u })
      }
    }
  })

  test.each([
    ['the same time', 'Thu, 05 Mar 2026 10:15:03 GMT', 'refused signature'],
    ['58 minutes later', 'Thu, 05 Mar 2026 11:13:01 GMT', 'refused signature'],
    ['an hour later', 'Thu, 05 Mar 2026 11:15:01 GMT', 'retry clock-skew 1000'],
    ['an hour earlier', 'Thu, 05 Mar 2026 09:15:01 GMT', 'retry clock-skew 1000'],
    ['years earlier', 'Fri, 31 Dec 1999 23:59:59 GMT', 'retry clock-skew 1000'],
    ['no month', 'Thu, 05 Foo 2026 11:15:01 GMT', 'refused signature'],
    ['no time', 'soon', 'refused signature'],
  ])('a signature that is refused by a clock of %s is: %s', (_, date, expected) => {
    expect(short(answered('{"code":19021,"msg":"sign match fail"}', 200, { date }))).toBe(expected)
  })
})

describe('what others answer in its place', () => {
  const page = '<!doctype html><title>405</title><p>Sorry, your request has been blocked.'
  test.each([
    ['a page', answered(page), 'retry blocked 300000'],
    ['a page with 403', answered(page, 403), 'retry blocked 300000'],
    ['a page with 405', answered(page, 405), 'retry blocked 300000'],
    ['nothing', answered(''), 'retry blocked 300000'],
    ['an empty object', answered('{}'), 'retry blocked 300000'],
    ['null', answered('null'), 'retry blocked 300000'],
    ['the number 0', answered('0'), 'retry blocked 300000'],
    ['ok', answered('ok'), 'retry blocked 300000'],
    ['a code of null', answered('{"code":null}'), 'retry blocked 300000'],
    ['a code that is empty', answered('{"code":""}'), 'retry blocked 300000'],
    ['a code that is false', answered('{"code":false}'), 'retry blocked 300000'],
    ['a code that is a list', answered('{"code":[]}'), 'retry blocked 300000'],
    ['DingTalk’s success', answered('{"errcode":0,"errmsg":"ok"}'), 'retry blocked 300000'],
    ['a new code with an old success', answered('{"code":19001,"StatusCode":0}'), 'refused token'],
    ['an old refusal', answered('{"StatusCode":19001,"StatusMessage":"x"}'), 'refused token'],
    ['a success with 201', answered('{"code":0}', 201), 'sent'],
    ['a success with 502', answered('{"code":0}', 502), 'retry unknown-outcome'],
    ['a success with 400', answered('{"code":0}', 400), 'refused unknown'],
    ['a refusal with 400', answered('{"code":19024}', 400), 'refused keyword'],
    ['an unknown code with 400', answered('{"code":1,"msg":"?"}', 400), 'refused unknown'],
    ['an unknown code with 500', answered('{"code":1,"msg":"?"}', 500), 'retry unknown-outcome'],
    ['a gateway that fails', answered('<h1>502 Bad Gateway</h1>', 502), 'retry unknown-outcome'],
    ['a gateway that waited', answered('', 504), 'retry unknown-outcome'],
    ['a gateway that is full', answered('', 503), 'retry busy 1000'],
    ['a limit of a relay', answered('', 429), 'retry rate-limited 10000'],
    ['one that says when', answered('', 429, { 'retry-after': '30' }), 'retry rate-limited 30000'],
    [
      'one that exaggerates',
      answered('', 429, { 'retry-after': '99999999' }),
      'retry rate-limited 3600000',
    ],
    [
      'one with a date',
      answered('', 429, { 'retry-after': 'Thu, 05 Mar' }),
      'retry rate-limited 10000',
    ],
    ['no such page', answered('<h1>Not Found</h1>', 404), 'refused token'],
    ['a relay that refuses', answered('{"error":"no"}', 400), 'refused unknown'],
    ['a login', answered('', 401), 'refused unknown'],
    ['a redirect', answered('', 302), 'refused unknown'],
    ['too large for a proxy', answered('', 413), 'refused too-large'],
  ])('%s', (_, outcome, expected) => {
    expect(short(outcome)).toBe(expected)
  })

  test.each([
    ['before-send', 'retry unreachable'],
    ['after-send', 'retry unknown-outcome'],
  ] as const)('a failure %s is: %s', (stage, expected) => {
    expect(short({ kind: 'failed', stage, reason: 'ECONNRESET' })).toBe(expected)
  })
})

test('an answer that repeats a credential is kept without it, and shortened', () => {
  const hook = 'https://open.feishu.cn/open-apis/bot/v2/hook/zzz-9'
  const msg = `secret abc-123 of ${hook} ${'x'.repeat(5000)}`
  const outcome = answered(JSON.stringify({ code: 19001, msg }))
  const receipt = classify(outcome, { now: NOW, credentials: ['abc-123', ''] })
  expect(receipt.text).toMatch(/^secret \*\*\* of .*\/hook\/\*\*\* x+$/)
  expect(receipt.text?.length).toBe(500)
})

test('the reference page names every setting and every code', () => {
  const page = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
  for (const { body } of answers) {
    const code = String(body.code ?? 0)
    expect(new RegExp(`^\\| (\\d+, )*${code}[ ,]`, 'm').test(page), code).toBe(code !== '999999')
  }
  for (const field of fields) expect(page).toContain(`| \`${field.name}\` |`)
})
