import { codeOf, parseJson, summary, withoutCredentials } from '../../base/answer-text.ts'
import type { HttpOutcome } from '../../base/http-client.ts'
import { DINGTALK_LIMITS } from '../../base/limits.ts'
import type { Receipt } from '../../model/receipt.ts'
import { asLongAs, receiptOf, type Verdict } from '../../model/verdict.ts'
import {
  BLOCKED,
  RATE_LIMITED,
  UNKNOWN_OUTCOME,
  UNREACHABLE,
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
  if (outcome.status === 429)
    return asLongAs(RATE_LIMITED, outcome.headers['retry-after'], DINGTALK_LIMITS.retryAfterMaxMs)
  const isFirewallStatus = outcome.status === 403 || outcome.status === 405
  const isFirewall = isFirewallStatus || outcome.body.includes('"punish"')
  return isSuccess || isFirewall ? BLOCKED : verdictOfStatus(outcome.status)
}

type Answer = { readonly code: number | undefined; readonly text: string }

function readAnswer(body: string): Answer {
  const parsed = parseJson(body)
  if (typeof parsed !== 'object' || parsed === null) return { code: undefined, text: '' }
  const code = 'errcode' in parsed ? codeOf(parsed.errcode) : undefined
  const text = 'errmsg' in parsed && typeof parsed.errmsg === 'string' ? parsed.errmsg : ''
  return { code, text }
}

function mask(text: string, credentials: readonly string[]): string {
  return withoutCredentials(text, credentials)
    .slice(0, DINGTALK_LIMITS.answerLengthMax)
    .toWellFormed()
}
