import type { HttpOutcome } from '../../base/http-client.ts'
import { LARK_LIMITS } from '../../base/limits.ts'
import { redact } from '../../base/redact.ts'
import { parseIsoTime } from '../../base/time.ts'
import type { Receipt } from '../../model/receipt.ts'
import {
  BLOCKED,
  CLOCK_SKEW,
  RATE_LIMITED,
  STRANGER,
  UNKNOWN,
  UNKNOWN_OUTCOME,
  UNREACHABLE,
  type Verdict,
  verdictOf,
  verdictOfStatus,
} from './answers.ts'

export type ClassifyFacts = {
  /** When the request was signed: UTC milliseconds. */
  readonly now: number
  /** Taken out of every text. */
  readonly credentials: readonly string[]
}

/**
 * What became of one request. Lark answers most refusals with HTTP 200, and proxies answer in its
 * place; so only a numeric `code` of 0 (`StatusCode` in its older answers) is a success.
 */
export function classify(outcome: HttpOutcome, facts: ClassifyFacts): Receipt {
  const shown = (text: string) => mask(text, facts.credentials)
  switch (outcome.kind) {
    case 'failed': {
      const verdict = outcome.stage === 'before-send' ? UNREACHABLE : UNKNOWN_OUTCOME
      return receiptOf(verdict, { text: shown(outcome.reason) })
    }
    case 'answered':
      return classifyAnswer(outcome, { now: facts.now, shown })
  }
}

type Answered = Extract<HttpOutcome, { kind: 'answered' }>
type Shown = { readonly now: number; readonly shown: (text: string) => string }

function classifyAnswer(outcome: Answered, { now, shown }: Shown): Receipt {
  const answer = readAnswer(outcome.body)
  const isSuccess = outcome.status >= 200 && outcome.status < 300
  if (answer.code === 0 && isSuccess) {
    return { kind: 'sent', code: '0', text: shown(answer.text) }
  }
  const verdict =
    answer.code === undefined || answer.code === 0 ? undefined : verdictOf(answer.code, answer.text)
  if (verdict !== undefined) {
    const isSkewed = verdict.kind === 'refused' && verdict.reason === 'signature'
    const cause = isSkewed && clocksDiffer(outcome, now) ? CLOCK_SKEW : verdict
    return receiptOf(cause, { code: String(answer.code), text: shown(answer.text) })
  }
  const code = answer.code || `HTTP ${outcome.status}`
  const text = shown(`HTTP ${outcome.status} ${answer.text || summary(outcome.body)}`)
  return receiptOf(strangersVerdict(outcome, answer), { code: String(code), text })
}

/**
 * Lark has one code for a wrong signature and for a signature of another time. Its answer carries
 * the time of its own clock, which tells the two apart.
 */
function clocksDiffer({ headers }: Answered, now: number): boolean {
  const parts = /^\w{3}, (\d{2}) (\w{3}) (\d{4}) ([\d:]{8}) GMT$/.exec(headers['date'] ?? '')
  if (parts === null) return false
  const [, day, month = '', year, time] = parts
  const monthNumber = String(MONTHS.indexOf(month) / 3 + 1).padStart(2, '0')
  const theirs = parseIsoTime(`${year}-${monthNumber}-${day}T${time}Z`)
  return theirs !== undefined && Math.abs(theirs.at - now) >= LARK_LIMITS.signatureMs
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'

/** Nothing of Lark's that is known is in the answer. */
function strangersVerdict(outcome: Answered, answer: Answer): Verdict {
  if (outcome.status === 429) return rateLimited(outcome.headers['retry-after'])
  const isSuccess = outcome.status >= 200 && outcome.status < 300
  if (isSuccess) return answer.code === undefined ? BLOCKED : UNKNOWN
  const verdict = verdictOfStatus(outcome.status)
  // A refusal with a code in it is more likely Lark's than a stranger's.
  return verdict === STRANGER && answer.code ? UNKNOWN : verdict
}

function rateLimited(retryAfter: string | undefined): Verdict {
  if (retryAfter === undefined || !/^\d{1,9}$/.test(retryAfter.trim())) return RATE_LIMITED
  const afterMs = Math.min(Number(retryAfter) * 1000, LARK_LIMITS.retryAfterMaxMs)
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
  const code = 'code' in parsed ? numberOf(parsed.code) : undefined
  const oldCode = 'StatusCode' in parsed ? numberOf(parsed.StatusCode) : undefined
  const text = 'msg' in parsed ? parsed.msg : undefined
  const oldText = 'StatusMessage' in parsed ? parsed.StatusMessage : undefined
  const texts = [text, oldText].filter((value) => typeof value === 'string')
  return { code: code ?? oldCode, text: texts[0] ?? '' }
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
  return redact(masked).slice(0, LARK_LIMITS.answerLengthMax).toWellFormed()
}
