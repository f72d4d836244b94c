import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { SmtpOutcome, SmtpStage } from '../../base/smtp-client.ts'
import { classify } from './classify.ts'
import { fields } from './fields.ts'
import answers from './fixtures/answers.json' with { type: 'json' }

/** A receipt in short: its kind, reason and least wait. */
function short(outcome: SmtpOutcome): string {
  const receipt = classify(outcome, [])
  if (receipt.kind === 'sent') return 'sent'
  const wait =
    receipt.kind === 'retry' && receipt.afterMs !== undefined ? ` ${receipt.afterMs}` : ''
  return `${receipt.kind} ${receipt.reason}${wait}`
}

function refused(stage: string, text: string): SmtpOutcome {
  return { kind: 'refused', stage: stage as SmtpStage, code: Number(text.slice(0, 3)), text }
}

describe('what a mail server answers', () => {
  test.each(answers)('$text at $stage is: $receipt', ({ stage, text, receipt }) => {
    expect(short(refused(stage, text))).toBe(receipt)
  })

  test('every refusal carries its code, its text and a remedy in both languages', () => {
    for (const { stage, text } of answers) {
      const receipt = classify(refused(stage, text), [])
      if (receipt.kind === 'sent') throw new Error('a refusal is no success')
      expect(receipt.code).toBe(text.slice(0, 3))
      expect(receipt.text).toBe(text)
      expect(receipt.remedy).toMatchObject({ en: /\w/, zh: /\p{Script=Han}/u })
    }
  })

  test('a mail that some of several were not taken for is sent, and says so', () => {
    const outcome: SmtpOutcome = { kind: 'accepted', text: '250 OK', rejected: ['550 no Li'] }
    expect(classify(outcome, [])).toEqual({
      kind: 'sent',
      code: '250',
      text: '250 OK (refused for 1 of the addresses: 550 no Li)',
    })
  })

  test.each([
    ['before-send', 'ECONNREFUSED', 'retry unreachable', /`port`/],
    ['before-send', 'ETLS: self-signed certificate', 'retry unreachable', /`certificate`/],
    ['before-send', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'retry unreachable', /`certificate`/],
    ['after-send', 'ECONNRESET', 'retry unknown-outcome', /Message-ID/],
  ] as const)('a failure %s for %s is: %s', (stage, reason, expected, remedy) => {
    const outcome: SmtpOutcome = { kind: 'failed', stage, reason }
    expect(short(outcome)).toBe(expected)
    expect(classify(outcome, [])).toMatchObject({ remedy: { en: expect.stringMatching(remedy) } })
  })
})

test('an answer that repeats a credential is kept without it, on one line, shortened', () => {
  const text = `535 no\r\n pass-word-1 ${'x'.repeat(5_000)}`
  const receipt = classify(refused('login', text), ['pass-word-1'])
  expect(receipt.text).toMatch(/^535 no \*\*\* x+$/)
  expect(receipt.text?.length).toBe(500)
})

test('the reference page names every setting and every code', () => {
  const page = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
  for (const field of fields) expect(page).toContain(`| \`${field.name}\` |`)
  for (const { text } of answers.filter(({ text }) => !text.startsWith('599'))) {
    expect(page, text).toMatch(new RegExp(`^\\|.*\\b${text.slice(0, 3)}\\b.*\\|`, 'm'))
  }
})
