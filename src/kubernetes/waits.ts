import type { Chance } from '../base/id.ts'
import { KUBERNETES_LIMITS } from '../base/limits.ts'
import { ApiFailure } from './api-failure.ts'

/** How long to wait after so many failures in a row: longer each time, spread out, and never less than the server asks. */
export function waitMsAfter(
  failures: number,
  { error, chance }: { error: unknown; chance: Chance },
): number {
  const { retryFirstMs, retryMaxMs, retrySpread } = KUBERNETES_LIMITS
  const doubled = retryFirstMs * 2 ** Math.min(failures - 1, 16)
  const spread = 1 + retrySpread * chance.fraction()
  const asked = error instanceof ApiFailure ? (error.retryAfterMs ?? 0) : 0
  return Math.max(Math.min(doubled, retryMaxMs) * spread, asked)
}
