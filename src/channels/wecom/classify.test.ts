import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { HttpOutcome } from '../../base/http-client.ts'
import { classify } from './classify.ts'
import { fields } from './fields.ts'
import answers from './fixtures/answers.json' with { type: 'json' }

function answered(body: string, status = 200, headers: Record<string, string> = {}): HttpOutcome {
  return { kind: 'answered', status, headers, body }
}

/** A receipt in short: its kind, reason and least wait. */
function short(outcome: HttpOutcome): string {
  const receipt = classify(outcome, [])
  if (receipt.kind === 'sent') return 'sent'
  const wait =
    receipt.kind === 'retry' && receipt.afterMs !== undefined ? ` ${receipt.afterMs}` : ''
  return `${receipt.kind} ${receipt.reason}${wait}`
}

describe('what WeCom answers', () => {
  test.each(answers)('$errcode "$errmsg" is: $receipt', ({ errcode, errmsg, receipt }) => {
    expect(short(answered(JSON.stringify({ errcode, errmsg })))).toBe(receipt)
  })

  test('every answer but a success carries its code, its text and a remedy in both languages', () => {
    for (const { errcode, errmsg, receipt: expected } of answers) {
      const receipt = classify(answered(JSON.stringify({ errcode, errmsg })), [])
      // The answer's link ends in `e=<code>`, which is no credential and stays.
      expect(receipt).toMatchObject({ code: String(Number(errcode)), text: errmsg })
      if (receipt.kind === 'sent') expect(expected).toBe('sent')
      else expect(receipt.remedy).toMatchObject({ en: /\w/, zh: /\p{Script=Han}/u })
    }
  })

  test('a success without any text is none', () => {
    expect(short(answered('{"errcode":0}'))).toBe('refused malformed')
    expect(short(answered('{"errcode":0,"errmsg":["ok"]}'))).toBe('refused malformed')
  })
})

describe('what others answer in its place', () => {
  const ok = '{"errcode":0,"errmsg":"ok"}'
  const key = '{"errcode":93000,"errmsg":"invalid webhook url"}'
  test.each([
    ['a page', answered('<!doctype html><title>Login</title>'), 'retry blocked 300000'],
    ['nothing', answered(''), 'retry blocked 300000'],
    ['an empty object', answered('{}'), 'retry blocked 300000'],
    ['null', answered('null'), 'retry blocked 300000'],
    ['the text ok', answered('ok'), 'retry blocked 300000'],
    ['an errcode of null', answered('{"errcode":null,"errmsg":"ok"}'), 'retry blocked 300000'],
    ['an errcode that is empty', answered('{"errcode":"","errmsg":"ok"}'), 'retry blocked 300000'],
    ['an errcode of false', answered('{"errcode":false,"errmsg":"ok"}'), 'retry blocked 300000'],
    ['an errcode in a list', answered(`[${ok}]`), 'retry blocked 300000'],
    ['a page with 403', answered('<h1>Forbidden', 403), 'retry blocked 300000'],
    ['a page with 405', answered('', 405), 'retry blocked 300000'],
    ['a success with 502', answered(ok, 502), 'retry unknown-outcome'],
    ['a refusal with 400', answered(key, 400), 'refused token'],
    ['a gateway that fails', answered('<h1>502 Bad Gateway</h1>', 502), 'retry unknown-outcome'],
    ['a gateway that waited', answered('', 504), 'retry unknown-outcome'],
    ['a gateway that is full', answered('', 503), 'retry busy 1000'],
    ['a request that took too long', answered('', 408), 'retry busy 1000'],
    ['a limit of a relay', answered('', 429), 'retry rate-limited 60000'],
    ['one that says when', answered('', 429, { 'retry-after': '30' }), 'retry rate-limited 30000'],
    [
      'one that exaggerates',
      answered('', 429, { 'retry-after': '99999999' }),
      'retry rate-limited 3600000',
    ],
    [
      'one with a date',
      answered('', 429, { 'retry-after': 'Thu, 05 Mar' }),
      'retry rate-limited 60000',
    ],
    ['no such page', answered('<h1>Not Found</h1>', 404), 'refused token'],
    ['a form where JSON is due', answered('', 415), 'refused malformed'],
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

describe('an answer that repeats a credential', () => {
  test('is kept without it, and shortened', () => {
    const errmsg = `robot abc-123 of https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=zzz ${'x'.repeat(5000)}`
    const receipt = classify(answered(JSON.stringify({ errcode: 93000, errmsg })), ['abc-123'])
    expect(receipt.text).toMatch(/^robot \*\*\* of .*key=\*\*\* x+$/)
    expect(receipt.text?.length).toBe(500)
  })

  test.each([480, 485, 490, 4_085, 4_090])(
    'holds no half of it where it is cut, at %i',
    (length) => {
      const body = `${'x'.repeat(length)}abc-123-def-456${'y'.repeat(10)}`
      const receipt = classify(answered(body, 400), ['abc-123-def-456'])
      expect(receipt.text).not.toContain('abc')
    },
  )
})

test('the reference page names every setting and every code', () => {
  const page = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
  for (const { errcode } of answers) {
    const isListed = new RegExp(`[| ]${errcode}[ ,]`).test(page)
    expect(isListed, String(errcode)).toBe(errcode !== 999999)
  }
  for (const field of fields) expect(page).toContain(`| \`${field.name}\` |`)
})
