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

describe('what DingTalk answers', () => {
  test.each(answers)('$errcode $errmsg is: $receipt', ({ errcode, errmsg, receipt }) => {
    expect(short(answered(JSON.stringify({ errcode, errmsg })))).toBe(receipt)
  })

  test('every answer but a success carries its code, its text and a remedy in both languages', () => {
    for (const { errcode, errmsg, receipt: expected } of answers) {
      const receipt = classify(answered(JSON.stringify({ errcode, errmsg })), [])
      expect(receipt).toMatchObject({ code: String(Number(errcode)), text: errmsg })
      if (receipt.kind === 'sent') expect(expected).toBe('sent')
      else expect(receipt.remedy).toMatchObject({ en: /\w/, zh: /\p{Script=Han}/u })
    }
  })
})

describe('what others answer in its place', () => {
  const waf = '{"status":1111,"wait":5,"source":"x5","punish":"deny","uuid":"a"}'
  const page = '<!doctype html><title>405</title><p>Sorry, your request has been blocked.'
  test.each([
    ['a ban as JSON', answered(waf), 'retry blocked 300000'],
    ['a ban as JSON with 403', answered(waf, 403), 'retry blocked 300000'],
    ['a ban as a page', answered(page), 'retry blocked 300000'],
    ['a ban as a page with 405', answered(page, 405), 'retry blocked 300000'],
    ['nothing', answered(''), 'retry blocked 300000'],
    ['an empty object', answered('{}'), 'retry blocked 300000'],
    ['null', answered('null'), 'retry blocked 300000'],
    ['the number 0', answered('0'), 'retry blocked 300000'],
    ['an errcode of null', answered('{"errcode":null}'), 'retry blocked 300000'],
    ['an errcode that is empty', answered('{"errcode":""}'), 'retry blocked 300000'],
    ['an errcode that is false', answered('{"errcode":false}'), 'retry blocked 300000'],
    ['an errcode that is a list', answered('{"errcode":[]}'), 'retry blocked 300000'],
    ['an errcode in a list', answered('[{"errcode":0}]'), 'retry blocked 300000'],
    ['a success with 201', answered('{"errcode":0}', 201), 'sent'],
    ['a success with 502', answered('{"errcode":0}', 502), 'retry unknown-outcome'],
    ['a refusal with 400', answered('{"errcode":300005}', 400), 'refused token'],
    ['a gateway that fails', answered('<h1>502 Bad Gateway</h1>', 502), 'retry unknown-outcome'],
    ['a gateway that waited', answered('', 504), 'retry unknown-outcome'],
    ['a gateway that is full', answered('', 503), 'retry busy 1000'],
    ['a limit of a relay', answered('', 429), 'retry rate-limited 600000'],
    ['one that says when', answered('', 429, { 'retry-after': '30' }), 'retry rate-limited 30000'],
    [
      'one that exaggerates',
      answered('', 429, { 'retry-after': '99999999' }),
      'retry rate-limited 3600000',
    ],
    [
      'one with a date',
      answered('', 429, { 'retry-after': 'Thu, 05 Mar' }),
      'retry rate-limited 600000',
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
  const errmsg = `token abc-123 of https://oapi.dingtalk.com/robot/send?access_token=zzz ${'x'.repeat(5000)}`
  const receipt = classify(answered(JSON.stringify({ errcode: 300005, errmsg })), ['abc-123'])
  expect(receipt.text).toMatch(/^token \*\*\* of .*access_token=\*\*\* x+$/)
  expect(receipt.text?.length).toBe(500)
})

test('the reference page names every setting and every code', () => {
  const page = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
  for (const { errcode } of answers) {
    const isListed = new RegExp(`[| ]${errcode}[ ,]`).test(page)
    expect(isListed, String(errcode)).toBe(errcode !== 999999)
  }
  for (const field of fields) expect(page).toContain(`| \`${field.name}\` |`)
})
