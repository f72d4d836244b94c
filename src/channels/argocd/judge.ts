import { summary, withoutCredentials } from '../../base/answer-text.ts'
import type { HttpOutcome } from '../../base/http-client.ts'
import { ARGO_SERVICE_LIMITS } from '../../base/limits.ts'
import { parseIsoTime } from '../../base/time.ts'
import type { Receipt } from '../../model/receipt.ts'
import { receiptOf, type Verdict } from '../../model/verdict.ts'
import { PAGE, UNKNOWN, UNKNOWN_OUTCOME, UNREACHABLE, verdictOfStatus } from './answers.ts'

export type Answered = Extract<HttpOutcome, { kind: 'answered' }>

/** What a service knows of its answers, beyond their status. */
export type Rules = {
  /** Whether an answer says that the message was taken; any 2xx unless given. Asked only of a 2xx. */
  readonly isTaken?: (answer: Answered) => boolean
  /** What an answer means that is none of a taken message; what its status says unless given. */
  readonly verdict?: (answer: Answered) => Verdict | undefined
  /** The service's own name for the message, to be shown. */
  readonly ref?: (answer: Answered) => string | undefined
  /** Web pages are as good as any answer. */
  readonly takesPages?: boolean
}

export type JudgeFacts = {
  readonly credentials: readonly string[]
  /** UTC milliseconds: what a date in Retry-After is compared with. */
  readonly now: number
}

/** What became of the request that carried the message. */
export function judge(outcome: HttpOutcome, rules: Rules, facts: JudgeFacts): Receipt {
  if (outcome.kind === 'failed') {
    const verdict = outcome.stage === 'before-send' ? UNREACHABLE : UNKNOWN_OUTCOME
    return receiptOf(verdict, { text: shown(outcome.reason, facts) })
  }
  const code = `HTTP ${outcome.status}`
  const text = shown(summary(outcome.body), facts) || code
  const ref = rules.ref?.(outcome)
  if (isTaken(outcome, rules)) return { kind: 'sent', code, text, ...(ref && { ref }) }
  return receiptOf(waiting(verdictOf(outcome, rules), outcome, facts), { code, text })
}

/**
 * A refusal that concerns this delivery alone, whatever its reason says: another one goes to another
 * path, repository or recipient, and must not be held back for it.
 */
export function alone(receipt: Receipt): Receipt {
  if (receipt.kind !== 'refused') return receipt
  const { reason } = receipt
  return reason === 'token' || reason === 'disabled' ? { ...receipt, reason: 'malformed' } : receipt
}

/**
 * What becomes of a request that only prepares: a login, a look-up. Undefined where it succeeded.
 * Whatever happens to it, the message was not sent yet.
 */
export function judgeBefore(
  outcome: HttpOutcome,
  rules: Rules,
  facts: JudgeFacts,
): Receipt | undefined {
  const receipt = judge(outcome, rules, facts)
  if (receipt.kind === 'sent') return undefined
  const isUnknown = receipt.kind === 'retry' && receipt.reason === 'unknown-outcome'
  return isUnknown ? { ...receipt, reason: 'unreachable', remedy: UNREACHABLE.remedy } : receipt
}

function isTaken(answer: Answered, { isTaken: says, takesPages }: Rules): boolean {
  if (!isSuccess(answer.status) || (isPage(answer) && takesPages !== true)) return false
  return says?.(answer) ?? true
}

function verdictOf(answer: Answered, { verdict, takesPages }: Rules): Verdict {
  const { status } = answer
  const isStranger = (isSuccess(status) || status === 403) && isPage(answer) && takesPages !== true
  if (isStranger) return PAGE
  return verdict?.(answer) ?? (isSuccess(status) ? UNKNOWN : verdictOfStatus(status))
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}

/** A whole web page, as logins and proxies answer; scripts that call their `ok` HTML are none. */
function isPage({ headers, body }: Answered): boolean {
  const isHtml = /^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(headers['content-type'] ?? '')
  return isHtml && /^(?:<!doctype html|<html)\b/i.test(body.slice(0, 1_000).trimStart())
}

/** A verdict that waits as long as the answer asks for. */
function waiting(verdict: Verdict, { headers }: Answered, { now }: JudgeFacts): Verdict {
  if (verdict.kind !== 'retry') return verdict
  const waitMs = retryAfterMs(headers['retry-after'], now)
  return waitMs === undefined ? verdict : { ...verdict, afterMs: waitMs }
}

/** Retry-After in seconds or as a date (RFC 9110); undefined where it is neither. */
function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? ''
  const waitMs = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : untilDate(text, now)
  if (waitMs === undefined) return undefined
  return Math.min(Math.max(waitMs, 0), ARGO_SERVICE_LIMITS.retryAfterMaxMs)
}

const DATE =
  /^[A-Z][a-z]{2}, (\d{2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d{2}:\d{2}:\d{2}) GMT$/
const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'

function untilDate(text: string, now: number): number | undefined {
  const [, day, name = '', year, time] = DATE.exec(text) ?? []
  if (day === undefined) return undefined
  const month = String(MONTHS.indexOf(name) / 3 + 1).padStart(2, '0')
  const instant = parseIsoTime(`${year}-${month}-${day}T${time}Z`)
  return instant && instant.at - now
}

/** A text as it may be kept: without credentials, on one line, and short. */
export function shown(text: string, { credentials }: JudgeFacts): string {
  const line = withoutCredentials(text, credentials).replace(/\s+/g, ' ').trim()
  return line.slice(0, ARGO_SERVICE_LIMITS.answerLengthMax).toWellFormed()
}
