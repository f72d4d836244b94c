import { codeOf, parseJson, summary, withoutCredentials } from '../../base/answer-text.ts'
import type { HttpOutcome } from '../../base/http-client.ts'
import { LARK_LIMITS } from '../../base/limits.ts'
import { parseIsoTime } from '../../base/time.ts'
import type { Receipt } from '../../model/receipt.ts'
import { asLongAs, receiptOf, type Verdict } from '../../model/verdict.ts'
import {
  BLOCKED,
  CLOCK_SKEW,
  RATE_LIMITED,
  STRANGER,
  UNKNOWN,
  UNKNOWN_OUTCOME,
  UNREACHABLE,
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
  if (outcome.status === 429)
    return asLongAs(RATE_LIMITED, outcome.headers['retry-after'], LARK_LIMITS.retryAfterMaxMs)
  const isSuccess = outcome.status >= 200 && outcome.status < 300
  if (isSuccess) return answer.code === undefined ? BLOCKED : UNKNOWN
  const verdict = verdictOfStatus(outcome.status)
  // A refusal with a code in it is more likely Lark's than a stranger's.
  return verdict === STRANGER && answer.code ? UNKNOWN : verdict
}

type Answer = { readonly code: number | undefined; readonly text: string }

function readAnswer(body: string): Answer {
  const parsed = parseJson(body)
  if (typeof parsed !== 'object' || parsed === null) return { code: undefined, text: '' }
  const code = 'code' in parsed ? codeOf(parsed.code) : undefined
  const oldCode = 'StatusCode' in parsed ? codeOf(parsed.StatusCode) : undefined
  const text = 'msg' in parsed ? parsed.msg : undefined
  const oldText = 'StatusMessage' in parsed ? parsed.StatusMessage : undefined
  const texts = [text, oldText].filter((value) => typeof value === 'string')
  return { code: code ?? oldCode, text: texts[0] ?? '' }
}

function mask(text: string, credentials: readonly string[]): string {
  return withoutCredentials(text, credentials).slice(0, LARK_LIMITS.answerLengthMax).toWellFormed()
}
