import type { HttpOutcome } from '../../base/http-client.ts'
import { WECOM_LIMITS } from '../../base/limits.ts'
import { redact } from '../../base/redact.ts'
import type { Receipt } from '../../model/receipt.ts'
import {
  BLOCKED,
  MISREAD,
  RATE_LIMITED,
  UNKNOWN_OUTCOME,
  UNREACHABLE,
  type Verdict,
  verdictOf,
  verdictOfStatus,
} from './answers.ts'

/**
 * What became of one request. WeCom answers its refusals with HTTP 200, and JSON that it could not
 * read with an `errcode` that may be 0 and a warning behind the `ok`; so only an `errcode` of 0
 * with an `errmsg` of exactly `ok` is a success. `credentials` are taken out of every text.
 */
export function classify(outcome: HttpOutcome, credentials: readonly string[]): Receipt {
  const hide = (text: string) => mask(text, credentials)
  switch (outcome.kind) {
    case 'failed': {
      const verdict = outcome.stage === 'before-send' ? UNREACHABLE : UNKNOWN_OUTCOME
      return receiptOf(verdict, { text: hide(outcome.reason) })
    }
    case 'answered':
      return classifyAnswer(outcome, hide)
  }
}

type Answered = Extract<HttpOutcome, { kind: 'answered' }>

function classifyAnswer(outcome: Answered, hide: (text: string) => string): Receipt {
  const { code, text } = readAnswer(outcome.body)
  const isSuccess = outcome.status >= 200 && outcome.status < 300
  if (code === 0 && isSuccess) {
    if (text === 'ok') return { kind: 'sent', code: '0', text: 'ok' }
    return receiptOf(MISREAD, { code: '0', text: shorten(hide(text)) })
  }
  if (code !== undefined && code !== 0) {
    return receiptOf(verdictOf(code, text), { code: String(code), text: shorten(hide(text)) })
  }
  const seen = shorten(`HTTP ${outcome.status} ${summary(hide(outcome.body))}`)
  const verdict = strangersVerdict(outcome, isSuccess)
  return receiptOf(verdict, { code: `HTTP ${outcome.status}`, text: seen })
}

/** Nothing of WeCom's own is in the answer. */
function strangersVerdict(outcome: Answered, isSuccess: boolean): Verdict {
  if (outcome.status === 429) return rateLimited(outcome.headers['retry-after'])
  const isFirewallStatus = outcome.status === 403 || outcome.status === 405
  return isSuccess || isFirewallStatus ? BLOCKED : verdictOfStatus(outcome.status)
}

function rateLimited(retryAfter: string | undefined): Verdict {
  if (retryAfter === undefined || !/^\d{1,9}$/.test(retryAfter.trim())) return RATE_LIMITED
  const afterMs = Math.min(Number(retryAfter) * 1000, WECOM_LIMITS.retryAfterMaxMs)
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

/** A number, or a text of digits as relays write it; an empty text or null is no code, though Number() makes it 0. */
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
  return redact(masked)
}

/** Only what is masked already may be cut: half a credential is not known again. */
function shorten(masked: string): string {
  return masked.slice(0, WECOM_LIMITS.answerLengthMax).toWellFormed()
}
