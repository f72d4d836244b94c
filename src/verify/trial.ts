import type { HttpOutcome, HttpStep } from '../base/http-client.ts'
import type { HostAddress } from '../base/resolve-host.ts'
import type { Receipt } from '../model/receipt.ts'
import type { ClockOffset } from './clock.ts'

/** What was seen of one try. */
export type Trial = {
  readonly steps: readonly HttpStep[]
  readonly outcome?: HttpOutcome
  readonly looked?: HostAddress
  readonly receipt: Receipt
  readonly startedAt: number
  readonly finishedAt: number
  readonly clock?: ClockOffset
}
