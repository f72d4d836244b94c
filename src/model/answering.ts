import type { Alert } from './alert.ts'
import type { Answerer } from './answer.ts'

/** What a person answers, by whichever way. */
export type AnswerRequest = {
  readonly alertIds: readonly string[]
  readonly answerer: Answerer
  /** For `silence`; ANSWER_LIMITS.silenceMs by default. */
  readonly silenceMs?: number
}

/**
 * What becomes of an answer for one alert: it is `done`; it was so `already`; the alert is `over`; help
 * was called `too-soon` before; or there is `nobody` to call.
 */
export type Verdict = 'done' | 'already' | 'over' | 'too-soon' | 'nobody'

/** What came of an answer, for each alert that exists, as it is after it; `until` is the end of its silence. */
export type AnswerReport = readonly {
  readonly alert: Alert
  readonly verdict: Verdict
  readonly until?: number
}[]
