import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { HttpOutcome } from '../../base/http-client.ts'
import { classify } from './classify.ts'
import { fields } from './fields.ts'
import answers from './fixtures/answers.json' with { type: 'json' }
import { credentialsIn, readHookUrl } from './hook-url.ts'

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

/** The code in an answer of the fixtures. */
function codeIn(body: string): string {
  return body.startsWith('{') ? JSON.parse(body).error : body
}

describe('what Slack answers', () => {
  test.each(answers)('$status $body is: $receipt', ({ status, body, headers, receipt }) => {
    expect(short(answered(body, status, headers))).toBe(receipt)
    expect(short(answered(`${body}\n`, status, headers))).toBe(receipt)
  })

  test('every answer but a success carries its code, its text and a remedy in both languages', () => {
    for (const { status, body, receipt: expected } of answers) {
      const receipt = classify(answered(body, status), [])
      expect(receipt).toMatchObject({ code: codeIn(body), text: codeIn(body) })
      if (receipt.kind === 'sent') expect(expected).toBe('sent')
      else expect(receipt.remedy).toMatchObject({ en: /\w/, zh: /\p{Script=Han}/u })
    }
  })

  const limited = '{"retry_after":7,"ok":false,"error":"rate_limited"}'
  test.each([
    ['in its header', answered('', 429, { 'retry-after': '30' }), 30_000],
    ['in its body', answered(limited, 429), 7_000],
    ['in its body, by the code alone', answered(limited, 200), 7_000],
    ['in both, the header first', answered(limited, 429, { 'retry-after': '9' }), 9_000],
    ['as part of a second', answered('{"retry_after":0.2}', 429), 1_000],
    ['as none', answered('', 429, { 'retry-after': '0' }), 1_000],
    ['too long', answered('', 429, { 'retry-after': '99999999' }), 3_600_000],
    ['as a date', answered('', 429, { 'retry-after': 'Thu, 05 Mar' }), 30_000],
    ['below zero', answered('{"retry_after":-5}', 429), 30_000],
    ['nowhere', answered('rate_limited', 429), 30_000],
  ])('how long to wait, told %s', (...[, outcome, afterMs]) => {
    expect(short(outcome)).toBe(`retry rate-limited ${afterMs}`)
  })
})

describe('what others answer in its place', () => {
  const page = '<!doctype html><title>Sign in</title><p>Please sign in.'
  test.each([
    ['a login page', answered(page), 'retry blocked 300000'],
    ['nothing', answered(''), 'retry blocked 300000'],
    ['an empty object', answered('{}'), 'retry blocked 300000'],
    ['null', answered('null'), 'retry blocked 300000'],
    ['ok in a sentence', answered('ok then'), 'retry blocked 300000'],
    ['ok in quotes', answered('"ok"'), 'retry blocked 300000'],
    ['ok that is no truth', answered('{"ok":"true"}'), 'retry blocked 300000'],
    ['an unknown word', answered('pong'), 'retry blocked 300000'],
    ['the success of a server that imitates', answered('{"success":true}', 201), 'sent'],
    ['the success of another', answered('{"ok":true}'), 'sent'],
    [
      'an unknown failure in JSON',
      answered('{"ok":false,"error":"new_code"}', 400),
      'refused unknown',
    ],
    ['an unknown failure', answered('new_code', 403), 'refused unknown'],
    ['a refusal with 200', answered('no_service'), 'refused token'],
    ['ok with 502', answered('ok', 502), 'retry unknown-outcome'],
    ['a gateway that fails', answered('<h1>502 Bad Gateway</h1>', 502), 'retry unknown-outcome'],
    ['a gateway that waited', answered('', 504), 'retry unknown-outcome'],
    ['a gateway that is full', answered('', 503), 'retry busy 1000'],
    ['one that says when', answered('', 503, { 'retry-after': '20' }), 'retry busy 20000'],
    ['no such page', answered('<h1>Not Found</h1>', 404), 'refused token'],
    ['another method', answered('', 405), 'refused malformed'],
    ['a firewall', answered(page, 403), 'retry blocked 300000'],
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

test('an answer that repeats the webhook in whole or part is kept without it, and shortened', () => {
  const url = 'https://relay.example/services/T0123ABCD/B0456EFGH/abcdefghijklmnop?pass=topsecret'
  const hook = readHookUrl(url)
  const credentials = hook === undefined ? [] : credentialsIn(hook)
  const body = `No ${url} and no abcdefghijklmnop, /B0456EFGH or topsecret. ${'x'.repeat(5000)}`
  const { text } = classify(answered(body, 404), credentials)
  expect(text).toMatch(/^HTTP 404 No \*\*\* and no \*\*\*, \/\*\*\* or/)
  expect(text).not.toMatch(/abcdefgh|B0456EFGH|T0123ABCD/)
  expect(text?.length).toBe(500)
})

test('the reference page names every setting and every code', () => {
  const page = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
  for (const { body } of answers) expect(page).toContain(`\`${codeIn(body)}\``)
  for (const field of fields) expect(page).toContain(`| \`${field.name}\` |`)
})
