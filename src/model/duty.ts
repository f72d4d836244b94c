// Duties: the shifts of a schedule as people feel them. Who goes on under another layer or override is not relieved.
import { finalShifts, type OnCall, type Schedule, type Span } from './schedule.ts'

/** How long one contact is on call without a break; without `contact` it is a gap. */
export type Duty = Span & { readonly contact?: OnCall }

/** The duties and gaps that fill `span`, in their order; the first and the last are cut at its ends. */
export function dutiesWithin(schedule: Schedule, span: Span): readonly Duty[] {
  const duties: Duty[] = []
  for (const { from, until, contact } of finalShifts(schedule, span)) {
    const last = duties.at(-1)
    if (last !== undefined && last.contact === contact)
      duties[duties.length - 1] = { ...last, until }
    else duties.push({ from, until, ...(contact === undefined ? {} : { contact }) })
  }
  return duties
}

/** Who holds at an instant and since when, until when, and what comes then. */
export type DutyAt = {
  readonly contact?: OnCall
  /** Absent where the change lies further away than was looked. */
  readonly from?: number
  readonly until?: number
  /** What comes at `until`; absent where that is. */
  readonly next?: Duty
}

/** The duty of `at` with its ends, looked for as far as `lookMs` to either side. */
export function dutyAt(schedule: Schedule, at: number, lookMs: number): DutyAt {
  // Most changes are near, and looking far costs the more the farther.
  const spans = LOOKS.map((part) => lookMs / part)
  for (const reach of spans) {
    const span = { from: at - reach, until: at + reach }
    const duties = dutiesWithin(schedule, span)
    const place = duties.findIndex((duty) => at < duty.until)
    const duty = duties[place]
    if (duty === undefined) continue
    const next = duties[place + 1]
    const isWhole = duty.from > span.from && next !== undefined && next.until < span.until
    if (!isWhole && reach !== lookMs) continue
    return {
      ...(duty.contact === undefined ? {} : { contact: duty.contact }),
      ...(duty.from > span.from ? { from: duty.from } : {}),
      ...(next === undefined ? {} : { until: duty.until, next }),
    }
  }
  return {}
}

/** Parts of the whole look, the nearest first. */
const LOOKS = [128, 16, 1] as const
