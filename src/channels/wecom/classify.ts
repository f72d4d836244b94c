import { codeOf, parseJson, summary, withoutCredentials } from '../../base/answer-text.ts'
import type { HttpOutcome } from '../../base/http-client.ts'
import { WECOM_LIMITS } from '../../base/limits.ts'
import type { Receipt } from '../../model/receipt.ts'
import { asLongAs, receiptOf, type Verdict } from '../../model/verdict.ts'
import {
  BLOCKED,
  MISREAD,
  RATE_LIMITED,
  UNKNOWN_OUTCOME,
  UNREACHABLE,
  verdictOf,
  verdictOfStatus,
} from './answers.ts'

/**
 * What became of one request. WeCom answers its refusals with HTTP 200, and JSON that it could not
 * read with an `errcode` that may be 0 and a warning behind the `ok`; so only an `errcode` of 0
 * with an `errmsg` of exactly `ok` is a success. `credentials` are taken out of every text.
 */
export function classify(outcome: HttpOutcome, credentials: readonly string[]): Receipt {
  const hide = (text: string) => withoutCredentials(text, credentials)
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
  if (outcome.status === 429)
    return asLongAs(RATE_LIMITED, outcome.headers['retry-after'], WECOM_LIMITS.retryAfterMaxMs)
  const isFirewallStatus = outcome.status === 403 || outcome.status === 405
  return isSuccess || isFirewallStatus ? BLOCKED : verdictOfStatus(outcome.status)
}

type Answer = { readonly code: number | undefined; readonly text: string }

function readAnswer(body: string): Answer {
  const parsed = parseJson(body)
  if (typeof parsed !== 'object' || parsed === null) return { code: undefined, text: '' }
  const code = 'errcode' in parsed ? codeOf(parsed.errcode) : undefined
  const text = 'errmsg' in parsed && typeof parsed.errmsg === 'string' ? parsed.errmsg : ''
  return { code, text }
}

/** Only what is masked already may be cut: half a credential is not known again. */
function shorten(masked: string): string {
  return masked.slice(0, WECOM_LIMITS.answerLengthMax).toWellFormed()
}
