import type { HttpOutcome } from '../../base/http-client.ts'
import { TEAMS_LIMITS } from '../../base/limits.ts'
import { propertyOf } from '../../base/property.ts'
import { redact } from '../../base/redact.ts'
import type { Receipt } from '../../model/receipt.ts'
import {
  OLD_CONNECTOR,
  RATE_LIMITED,
  STRANGER_TOOK_IT,
  UNKNOWN_OUTCOME,
  UNREACHABLE,
  type Verdict,
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
  if (status === 202) {
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
  // The service’s own refusals have a code: a page is a firewall’s.
  if (code === undefined && status === 403) return STRANGER_TOOK_IT
  return (code === undefined ? undefined : verdictOf(code)) ?? verdictOfStatus(status)
}

/** Office 365 connectors answered 200 also where they failed, with a text that says so. */
function verdictOfConnector(body: string): Verdict {
  const text = body.slice(0, SUMMARY_SCAN_MAX)
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
  for (const credential of credentials) masked = masked.replaceAll(credential, '***')
  return redact(masked).slice(0, TEAMS_LIMITS.answerLengthMax).toWellFormed()
}
