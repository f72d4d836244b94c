import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { HttpOutcome } from '../../base/http-client.ts'
import { classify } from './classify.ts'
import { fields } from './fields.ts'
import answers from './fixtures/answers.json' with { type: 'json' }

function answered(
  body: unknown,
  status: number,
  headers: Record<string, string> = {},
): HttpOutcome {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { kind: 'answered', status, headers, body: text }
}

/** A receipt in short: its kind, reason and least wait. */
function short(outcome: HttpOutcome): string {
  const receipt = classify(outcome, [])
  if (receipt.kind === 'sent') return 'sent'
  const wait =
    receipt.kind === 'retry' && receipt.afterMs !== undefined ? ` ${receipt.afterMs}` : ''
  return `${receipt.kind} ${receipt.reason}${wait}`
}

describe('what a workflow answers', () => {
  test.each(answers)('$status $body is: $receipt', ({ status, body, receipt }) => {
    expect(short(answered(body, status))).toBe(receipt)
  })

  test('every answer but a success carries a code and a remedy in both languages', () => {
    for (const { status, body } of answers.slice(1)) {
      const receipt = classify(answered(body, status), [])
      if (receipt.kind === 'sent') throw new Error('only 202 is a success')
      expect(receipt.code).toMatch(/^HTTP \d+$|^[A-Z]\w+$/)
      expect(receipt.text).toContain(`HTTP ${status}`)
      expect(receipt.remedy).toMatchObject({ en: /\w/, zh: /\p{Script=Han}/u })
    }
  })

  test('a taken message has the id of the run', () => {
    const outcome = answered('', 202, { 'x-ms-workflow-run-id': '0858' })
    expect(classify(outcome, [])).toMatchObject({ kind: 'sent', ref: '0858' })
  })

  test.each([
    ['7', 'retry rate-limited 7000'],
    ['0', 'retry rate-limited 1000'],
    ['999999', 'retry rate-limited 3600000'],
    ['soon', 'retry rate-limited 60000'],
  ])('a limit with Retry-After %s is: %s', (retryAfter, expected) => {
    expect(short(answered('', 429, { 'retry-after': retryAfter }))).toBe(expected)
  })

  test('a refusal without a code is a firewall’s, and is tried again', () => {
    expect(short(answered('<h2>Our services aren’t available</h2>', 403))).toBe(
      'retry blocked 300000',
    )
  })

  test.each([
    ['before-send', 'retry unreachable'],
    ['after-send', 'retry unknown-outcome'],
  ] as const)('a failure %s is: %s', (stage, expected) => {
    expect(short({ kind: 'failed', stage, reason: 'ECONNRESET' })).toBe(expected)
  })
})

test('an answer that repeats a credential is kept without it, and shortened', () => {
  const receipt = classify(answered(`sig is abcdefgh ${'x'.repeat(5000)}`, 404), ['abcdefgh'])
  expect(receipt.text).toMatch(/^HTTP 404 sig is \*\*\* x+$/)
  expect(receipt.text?.length).toBe(500)
})

test('the reference page names every setting and every status', () => {
  const page = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
  for (const field of fields) expect(page).toContain(`| \`${field.name}\` |`)
  for (const { status } of answers.filter(({ status }) => status !== 418 && status !== 201)) {
    expect(page, String(status)).toMatch(new RegExp(`^\\|.*\\b${status}\\b.*\\|`, 'm'))
  }
})
