import { parseJson, summary, withoutCredentials } from '../../base/answer-text.ts'
import type { HttpOutcome } from '../../base/http-client.ts'
import { SLACK_LIMITS } from '../../base/limits.ts'
import type { Receipt } from '../../model/receipt.ts'
import { receiptOf, type Verdict } from '../../model/verdict.ts'
import {
  RATE_LIMITED,
  STRANGER_TOOK_IT,
  UNKNOWN_OUTCOME,
  UNREACHABLE,
  verdictOf,
  verdictOfStatus,
} from './answers.ts'

/**
 * What became of one request. Slack answers in plain text: `ok`, or an error's code; a rate limit
 * comes as JSON. `credentials` are taken out of every text.
 */
export function classify(outcome: HttpOutcome, credentials: readonly string[]): Receipt {
  const shown = (text: string) => mask(text, credentials)
  switch (outcome.kind) {
    case 'failed': {
      const verdict = outcome.stage === 'before-send' ? UNREACHABLE : UNKNOWN_OUTCOME
      return receiptOf(verdict, { text: shown(outcome.reason) })
    }
    case 'answered':
      return classifyAnswer(outcome, shown)
  }
}

type Answered = Extract<HttpOutcome, { kind: 'answered' }>

function classifyAnswer(outcome: Answered, shown: (text: string) => string): Receipt {
  const { status } = outcome
  const answer = readAnswer(outcome.body)
  const isSuccess = status >= 200 && status < 300
  if (isSuccess && answer.kind === 'ok') return { kind: 'sent', code: 'ok', text: 'ok' }
  const verdict = verdictFor(outcome, answer)
  if (answer.kind === 'code') {
    const code = shown(answer.code)
    return receiptOf(verdict, { code, text: code })
  }
  const text = shown(`HTTP ${status} ${summary(outcome.body)}`)
  return receiptOf(verdict, { code: `HTTP ${status}`, text })
}

function verdictFor(outcome: Answered, answer: Answer): Verdict {
  const { status } = outcome
  const code = answer.kind === 'code' ? answer.code : undefined
  const known = code === undefined ? undefined : verdictOf(code)
  const isRateLimit = status === 429 || known === RATE_LIMITED
  if (isRateLimit) return waiting(RATE_LIMITED, outcome)
  if (known !== undefined) return known
  const isSuccess = status >= 200 && status < 300
  if (isSuccess) return STRANGER_TOOK_IT
  return waiting(verdictOfStatus(status, code), outcome)
}

/** A verdict with the wait that the answer asks for, where it asks for one. */
function waiting(verdict: Verdict, outcome: Answered): Verdict {
  if (verdict.kind === 'refused') return verdict
  const asked =
    secondsIn(outcome.headers['retry-after']) ?? secondsIn(fieldOf(outcome.body, 'retry_after'))
  if (asked === undefined) return verdict
  const afterMs = Math.min(Math.max(asked, 1) * 1000, SLACK_LIMITS.retryAfterMaxMs)
  return { ...verdict, afterMs }
}

function secondsIn(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(Math.ceil(value)) : value
  return typeof text === 'string' && /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : undefined
}

type Answer =
  | { readonly kind: 'ok' }
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'other' }

/** A text of Slack's, or the JSON of servers that imitate it: `{"ok":true}`, `{"success":true}`. */
function readAnswer(body: string): Answer {
  const text = body.trim()
  if (text === 'ok' || fieldOf(text, 'ok') === true || fieldOf(text, 'success') === true) {
    return { kind: 'ok' }
  }
  const error = fieldOf(text, 'error')
  const code = typeof error === 'string' ? error : text
  return CODE.test(code) ? { kind: 'code', code } : { kind: 'other' }
}

const CODE = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/

function fieldOf(body: string, name: string): unknown {
  const parsed = parseJson(body)
  if (typeof parsed !== 'object' || parsed === null) return undefined
  return Object.entries(parsed).find(([key]) => key === name)?.[1]
}

function mask(text: string, credentials: readonly string[]): string {
  return withoutCredentials(text, credentials).slice(0, SLACK_LIMITS.answerLengthMax).toWellFormed()
}
