import type { Alert } from './alert.ts'
import type { Answerer } from './answer.ts'
import type { EscalationLevel } from './notification.ts'

/** What a person answers, by whichever way. */
export type AnswerRequest = {
  readonly alertIds: readonly string[]
  readonly answerer: Answerer
  /** For `silence`; ANSWER_LIMITS.silenceMs by default. */
  readonly silenceMs?: number
  /** For `escalate` from a message: the steps that told it, by the alert's id. */
  readonly levels?: ReadonlyMap<string, EscalationLevel>
}

/**
 * What becomes of an answer for one alert: it is `done`; it was so `already`; the alert is `over`; help
 * was called `too-soon` before; or there is `nobody` to call; it is escalated `further` than the message said; or nobody
 * has taken it on, so that it is `untaken` and cannot be given back.
 */
export type Verdict = 'done' | 'already' | 'over' | 'too-soon' | 'nobody' | 'further' | 'untaken'

/** What came of an answer, for each alert that exists, as it is after it; `until` is the end of its silence. */
export type AnswerReport = readonly {
  readonly alert: Alert
  readonly verdict: Verdict
  readonly until?: number
}[]
