import { parseJson, summary, withoutCredentials } from '../../base/answer-text.ts'
import type { HttpOutcome } from '../../base/http-client.ts'
import { TEAMS_LIMITS } from '../../base/limits.ts'
import { propertyOf } from '../../base/property.ts'
import type { Receipt } from '../../model/receipt.ts'
import { receiptOf, type Verdict } from '../../model/verdict.ts'
import {
  BLOCKED,
  OLD_CONNECTOR,
  RATE_LIMITED,
  STRANGER_TOOK_IT,
  UNKNOWN_OUTCOME,
  UNREACHABLE,
  verdictOf,
  verdictOfStatus,
} from './answers.ts'

/**
 * What became of one request. A workflow answers 202 before it runs; any other success is somebody
 * else's. `credentials` are taken out of every text.
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
  const { status, headers, body } = outcome
  if (status === 202 && !isPage(body)) {
    // The run's id, with which it is found in the flow's run history.
    const ref = shown(headers['x-ms-workflow-run-id'] ?? '')
    return { kind: 'sent', code: '202', text: 'Accepted', ...(ref === '' ? {} : { ref }) }
  }
  const answer = readAnswer(body)
  const code = answer.code === undefined ? `HTTP ${status}` : shown(answer.code)
  const text = shown(`HTTP ${status} ${answer.text ?? summary(body)}`.trim())
  return receiptOf(waiting(verdictFor(outcome, answer), headers['retry-after']), { code, text })
}

function verdictFor({ status, body }: Answered, { code }: Answer): Verdict {
  const isSuccess = status >= 200 && status < 300
  if (isSuccess) return verdictOfConnector(body)
  const isFirewallStatus = status === 403 || status === 405
  if (isFirewallStatus && code === undefined) return BLOCKED
  return (code === undefined ? undefined : verdictOf(code)) ?? verdictOfStatus(status)
}

/** What tells a page stands at its beginning. */
const PAGE_SCAN_MAX = 4_096

/** A page for people, as no workflow answers. */
function isPage(body: string): boolean {
  return /^(?:<!doctype html|<html)\b/i.test(body.slice(0, PAGE_SCAN_MAX).trimStart())
}

/** Office 365 connectors answered 200 also where they failed, with a text that says so. */
function verdictOfConnector(body: string): Verdict {
  const text = body.slice(0, PAGE_SCAN_MAX)
  if (/HTTP error 429|throttl/i.test(text)) return RATE_LIMITED
  if (/HTTP error 5\d\d/i.test(text)) return UNKNOWN_OUTCOME
  const isConnector = /webhook message delivery failed|HTTP error 4\d\d|connector/i.test(text)
  return isConnector && !/<html|<!doctype/i.test(text) ? OLD_CONNECTOR : STRANGER_TOOK_IT
}

/** A verdict with the wait that the answer asks for, where it asks for one. */
function waiting(verdict: Verdict, retryAfter: string | undefined): Verdict {
  const asked = /^\s*(\d{1,9})\s*$/.exec(retryAfter ?? '')?.[1]
  if (verdict.kind === 'refused' || asked === undefined) return verdict
  const afterMs = Math.min(Math.max(Number(asked), 1) * 1000, TEAMS_LIMITS.retryAfterMaxMs)
  return { ...verdict, afterMs }
}

type Answer = { readonly code: string | undefined; readonly text: string | undefined }

/** `{"error":{"code":"…","message":"…"}}`. */
function readAnswer(body: string): Answer {
  const error = propertyOf(parseJson(body), 'error')
  const code = propertyOf(error, 'code')
  const message = propertyOf(error, 'message')
  const isCode = typeof code === 'string' && /^\w{1,80}$/.test(code)
  return {
    code: isCode ? code : undefined,
    text: typeof message === 'string' ? message : undefined,
  }
}

function mask(text: string, credentials: readonly string[]): string {
  return withoutCredentials(text, credentials).slice(0, TEAMS_LIMITS.answerLengthMax).toWellFormed()
}
