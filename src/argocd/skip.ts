import { ValueError } from '../languages/values/kind.ts'
import { RFC3339 } from '../languages/values/layout.ts'
import { parseTime } from '../languages/values/time.ts'
import { fieldOf } from './facts.ts'

const OVER: ReadonlySet<unknown> = new Set(['Succeeded', 'Failed', 'Error'])

/** Why an Application is not looked at now: an operation has ended, but the rest of the status is from before. */
export function whySkipped(app: unknown): string | undefined {
  if (!OVER.has(fieldOf(app, 'status', 'operationState', 'phase'))) return undefined
  const finished = timeOf(fieldOf(app, 'status', 'operationState', 'finishedAt'))
  const reconciled = timeOf(fieldOf(app, 'status', 'reconciledAt')) ?? ZERO
  const observed = timeOf(fieldOf(app, 'status', 'observedAt')) ?? ZERO
  if (finished !== undefined && (finished <= reconciled || finished <= observed)) return undefined
  return 'sync status out of date'
}

/** Go's zero time. */
const ZERO = Number.NEGATIVE_INFINITY

function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined
  try {
    return Number(parseTime(RFC3339, value).unixMilli())
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    return undefined
  }
}
