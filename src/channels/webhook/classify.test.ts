import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { HttpOutcome } from '../../base/http-client.ts'
import { classify } from './classify.ts'
import { fields } from './fields.ts'
import answers from './fixtures/answers.json' with { type: 'json' }

/** 2026-03-05 08:00:00 UTC, a Thursday. */
const NOW = 1_772_697_600_000

function answered(status: number, body = '', headers: Record<string, string> = {}): HttpOutcome {
  return { kind: 'answered', status, headers, body }
}

function receiptFor(outcome: HttpOutcome, credentials: readonly string[] = []) {
  return classify(outcome, { credentials, now: NOW })
}

/** A receipt in short: its kind, reason and least wait. */
function short(outcome: HttpOutcome): string {
  const receipt = receiptFor(outcome)
  if (receipt.kind === 'sent') return 'sent'
  const wait =
    receipt.kind === 'retry' && receipt.afterMs !== undefined ? ` ${receipt.afterMs}` : ''
  return `${receipt.kind} ${receipt.reason}${wait}`
}

describe('what a receiver answers', () => {
  test.each(answers)('HTTP $status is: $receipt', ({ status, receipt }) => {
    expect(short(answered(status, '{"ok":true}'))).toBe(receipt)
  })

  test('every answer carries its status, and every refusal a remedy in both languages', () => {
    for (const { status, receipt: expected } of answers) {
      const receipt = receiptFor(answered(status, 'so\n  it is'))
      expect(receipt).toMatchObject({ code: `HTTP ${status}`, text: 'so it is' })
      if (receipt.kind === 'sent') expect(expected).toBe('sent')
      else expect(receipt.remedy).toMatchObject({ en: /\w/, zh: /\p{Script=Han}/u })
    }
  })

  test.each([
    ['before-send', 'retry unreachable'],
    ['after-send', 'retry unknown-outcome'],
  ] as const)('a failure %s is: %s', (stage, expected) => {
    expect(short({ kind: 'failed', stage, reason: 'ECONNRESET' })).toBe(expected)
  })
})

describe('a success', () => {
  const html = { 'content-type': 'text/html; charset=utf-8' }
  const page = '\n<!DOCTYPE html><html><head><title>Sign in</title></head>'
  test.each([
    ['with nothing', answered(204), 'sent'],
    ['with JSON', answered(200, '{"error":"no"}', { 'content-type': 'application/json' }), 'sent'],
    ['with a word that is called HTML', answered(200, 'ok', html), 'sent'],
    ['with a fragment of HTML', answered(200, '<b>ok</b>', html), 'sent'],
    [
      'with a page that is called text',
      answered(200, page, { 'content-type': 'text/plain' }),
      'sent',
    ],
    ['with a whole web page', answered(200, page, html), 'retry blocked 300000'],
    ['with a bare web page', answered(202, '<html>x', html), 'retry blocked 300000'],
    ['with a firewall’s page', answered(403, page, html), 'retry blocked 300000'],
    ['with a refusal that is no page', answered(403, '{"error":"who"}'), 'refused token'],
  ])('%s is: %s', (...[, outcome, expected]) => {
    expect(short(outcome)).toBe(expected)
  })

  test('a page is told by its title', () => {
    expect(receiptFor(answered(200, page, html)).text).toBe('Sign in')
  })
})

describe('Retry-After', () => {
  test.each([
    [429, '30', 'retry rate-limited 30000'],
    [429, ' 0 ', 'retry rate-limited 0'],
    [429, '99999999', 'retry rate-limited 3600000'],
    [429, 'Thu, 05 Mar 2026 08:02:00 GMT', 'retry rate-limited 120000'],
    [429, 'Thu, 05 Mar 2026 07:59:00 GMT', 'retry rate-limited 0'],
    [429, 'Sat, 05 Dec 2026 08:00:00 GMT', 'retry rate-limited 3600000'],
    [429, 'Mon, 31 Feb 2026 08:00:00 GMT', 'retry rate-limited 60000'],
    [429, '1.5', 'retry rate-limited 60000'],
    [429, '-1', 'retry rate-limited 60000'],
    [429, '', 'retry rate-limited 60000'],
    [408, '5', 'retry busy 5000'],
    [425, '5', 'retry busy 5000'],
    [503, '120', 'retry busy 120000'],
    [500, '5', 'retry unknown-outcome 5000'],
    [404, '5', 'refused token'],
  ])('of HTTP %i with %j is: %s', (status, header, expected) => {
    expect(short(answered(status, '', { 'retry-after': header }))).toBe(expected)
  })
})

describe('a receipt', () => {
  test('holds no credential, and no beginning of one where it is shortened', () => {
    const body = `${'x'.repeat(495)} secret-of-ours and sign=abc`
    const { text } = receiptFor(answered(500, body), ['secret-of-ours'])
    expect(text).toBe(`${'x'.repeat(495)} ***`.padEnd(500))
    const shorter = receiptFor(answered(500, body.slice(400)), ['secret-of-ours'])
    expect(shorter.text).toBe(`${'x'.repeat(95)} *** and sign=***`)
  })

  test('of a receiver that says nothing has the status as its text', () => {
    expect(receiptFor(answered(502, ' ')).text).toBe('HTTP 502')
  })

  test('keeps a network failure without credentials', () => {
    const outcome = { kind: 'failed', stage: 'before-send', reason: 'no abc-123 here' } as const
    expect(receiptFor(outcome, ['abc-123']).text).toBe('no *** here')
  })
})

test('the reference page names every setting and every status that has a meaning of its own', () => {
  const page = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
  for (const field of fields) expect(page).toContain(`| \`${field.name}\` |`)
  for (const status of [400, 401, 403, 404, 405, 407, 408, 410, 413, 415, 422, 425, 429, 503]) {
    expect(page).toMatch(new RegExp(`^\\|.*\\b${status}\\b.*\\|`, 'm'))
  }
})
