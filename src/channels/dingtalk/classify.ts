import type { HttpOutcome } from '../../base/http-client.ts'
import { DINGTALK_LIMITS } from '../../base/limits.ts'
import { redact } from '../../base/redact.ts'
import type { Receipt } from '../../model/receipt.ts'
import {
  BLOCKED,
  RATE_LIMITED,
  UNKNOWN_OUTCOME,
  UNREACHABLE,
  type Verdict,
  verdictOf,
  verdictOfStatus,
} from './answers.ts'

/**
 * What became of one request. DingTalk answers its refusals with HTTP 200, and firewalls answer in
 * its place; so only a numeric `errcode` of 0 is a success. `credentials` are taken out of every text.
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
  const answer = readAnswer(outcome.body)
  const isSuccess = outcome.status >= 200 && outcome.status < 300
  if (answer.code === 0 && isSuccess) {
    return { kind: 'sent', code: '0', text: shown(answer.text) }
  }
  if (answer.code !== undefined && answer.code !== 0) {
    const verdict = verdictOf(answer.code, answer.text)
    return receiptOf(verdict, { code: String(answer.code), text: shown(answer.text) })
  }
  const text = shown(`HTTP ${outcome.status} ${summary(outcome.body)}`)
  return receiptOf(strangersVerdict(outcome, isSuccess), { code: `HTTP ${outcome.status}`, text })
}

/** Nothing of DingTalk's own is in the answer. */
function strangersVerdict(outcome: Answered, isSuccess: boolean): Verdict {
  if (outcome.status === 429) return rateLimited(outcome.headers['retry-after'])
  const isFirewallStatus = outcome.status === 403 || outcome.status === 405
  const isFirewall = isFirewallStatus || outcome.body.includes('"punish"')
  return isSuccess || isFirewall ? BLOCKED : verdictOfStatus(outcome.status)
}

function rateLimited(retryAfter: string | undefined): Verdict {
  if (retryAfter === undefined || !/^\d{1,9}$/.test(retryAfter.trim())) return RATE_LIMITED
  const afterMs = Math.min(Number(retryAfter) * 1000, DINGTALK_LIMITS.retryAfterMaxMs)
  return { ...RATE_LIMITED, afterMs }
}

function receiptOf(verdict: Verdict, answer: { code?: string; text: string }): Receipt {
  switch (verdict.kind) {
    case 'retry': {
      const { reason, afterMs, remedy } = verdict
      return { kind: 'retry', reason, afterMs, ...answer, remedy }
    }
    case 'refused': {
      const { reason, remedy } = verdict
      return { kind: 'refused', reason, ...answer, remedy }
    }
  }
}

type Answer = { readonly code: number | undefined; readonly text: string }

function readAnswer(body: string): Answer {
  const parsed = parseJson(body)
  if (typeof parsed !== 'object' || parsed === null) return { code: undefined, text: '' }
  const code = 'errcode' in parsed ? numberOf(parsed.errcode) : undefined
  const text = 'errmsg' in parsed && typeof parsed.errmsg === 'string' ? parsed.errmsg : ''
  return { code, text }
}

/** A number, or a text of digits; an empty text or null is no code, though Number() makes it 0. */
function numberOf(code: unknown): number | undefined {
  if (typeof code === 'number') return Number.isInteger(code) ? code : undefined
  const isDigits = typeof code === 'string' && /^\s*-?\d{1,9}\s*$/.test(code)
  return isDigits ? Number(code) : undefined
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** A page's title or a body's beginning, enough to recognise who answered. */
function summary(body: string): string {
  const title = /<title>([^<]{1,200})<\/title>/i.exec(body.slice(0, SUMMARY_SCAN_MAX))?.[1]
  return (title ?? body.slice(0, SUMMARY_SCAN_MAX)).replace(/\s+/g, ' ').trim()
}

const SUMMARY_SCAN_MAX = 4_096

function mask(text: string, credentials: readonly string[]): string {
  let masked = text.toWellFormed()
  for (const credential of credentials) {
    if (credential !== '') masked = masked.replaceAll(credential, '***')
  }
  return redact(masked).slice(0, DINGTALK_LIMITS.answerLengthMax).toWellFormed()
}
