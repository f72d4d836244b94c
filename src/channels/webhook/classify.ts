import type { HttpOutcome } from '../../base/http-client.ts'
import { WEBHOOK_LIMITS } from '../../base/limits.ts'
import { redact } from '../../base/redact.ts'
import { parseIsoTime } from '../../base/time.ts'
import type { Receipt } from '../../model/receipt.ts'
import { receiptOf } from '../../model/verdict.ts'
import { PAGE, UNKNOWN_OUTCOME, UNREACHABLE, verdictOfStatus } from './answers.ts'

export type ClassifyFacts = {
  /** Taken out of every text, in this order. */
  readonly credentials: readonly string[]
  /** UTC milliseconds: what a date in Retry-After is compared with. */
  readonly now: number
}

type Answered = Extract<HttpOutcome, { kind: 'answered' }>

/** What became of one request: a matter of its status, since every receiver has words of its own. */
export function classify(outcome: HttpOutcome, facts: ClassifyFacts): Receipt {
  switch (outcome.kind) {
    case 'failed': {
      const verdict = outcome.stage === 'before-send' ? UNREACHABLE : UNKNOWN_OUTCOME
      return receiptOf(verdict, { text: shown(outcome.reason, facts.credentials) })
    }
    case 'answered':
      return classifyAnswer(outcome, facts)
  }
}

function classifyAnswer(outcome: Answered, facts: ClassifyFacts): Receipt {
  const { status } = outcome
  const code = `HTTP ${status}`
  const summary = shown(titleOrBody(outcome.body), facts.credentials)
  const text = summary === '' ? code : summary
  const isSuccess = status >= 200 && status < 300
  const isStranger = (isSuccess || status === 403) && isPage(outcome)
  if (isSuccess && !isStranger) return { kind: 'sent', code, text }
  const verdict = isStranger ? PAGE : verdictOfStatus(status)
  const waitMs = retryAfterMs(outcome.headers['retry-after'], facts.now)
  const isTold = verdict.kind === 'retry' && waitMs !== undefined
  return receiptOf(isTold ? { ...verdict, afterMs: waitMs } : verdict, { code, text })
}

/** A whole web page, as logins and proxies answer; scripts that call their `ok` HTML are none. */
function isPage({ headers, body }: Answered): boolean {
  const isHtml = /^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(headers['content-type'] ?? '')
  return isHtml && /^(?:<!doctype html|<html)\b/i.test(body.slice(0, 1_000).trimStart())
}

/** Retry-After in seconds or as a date (RFC 9110); undefined where it is neither. */
function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? ''
  const waitMs = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : untilDate(text, now)
  if (waitMs === undefined) return undefined
  return Math.min(Math.max(waitMs, 0), WEBHOOK_LIMITS.retryAfterMaxMs)
}

const DATE =
  /^[A-Z][a-z]{2}, (\d{2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d{2}:\d{2}:\d{2}) GMT$/

/** A date as servers write it today, `Sun, 06 Nov 1994 08:49:37 GMT`. */
function untilDate(text: string, now: number): number | undefined {
  const [, day, name = '', year, time] = DATE.exec(text) ?? []
  if (day === undefined) return undefined
  const month = String(MONTHS.indexOf(name) / 3 + 1).padStart(2, '0')
  const instant = parseIsoTime(`${year}-${month}-${day}T${time}Z`)
  return instant && instant.at - now
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'

/** A page's title or the body: enough to recognise who answered. */
function titleOrBody(body: string): string {
  return /<title>([^<]{1,200})<\/title>/i.exec(body.slice(0, TITLE_SCAN_MAX))?.[1] ?? body
}

const TITLE_SCAN_MAX = 4_096

/** Masked before it is shortened, so that no beginning of a credential is left at the end. */
function shown(text: string, credentials: readonly string[]): string {
  let masked = text.toWellFormed()
  for (const credential of credentials) {
    // Most answers are shorter than any credential.
    if (credential.length <= masked.length) masked = masked.replaceAll(credential, '***')
  }
  const line = redact(masked).replace(/\s+/g, ' ').trim()
  return line.slice(0, WEBHOOK_LIMITS.answerLengthMax).toWellFormed()
}
