import { type Duty, dutyAt } from '../../model/duty.ts'
import {
  gapsWithin,
  type OnCall,
  onCallAt,
  type Schedule,
  type Span,
} from '../../model/schedule.ts'
import type { GapLead, ScheduleMark } from '../../model/schedule-mark.ts'

/** What is to be told of a schedule. */
export type DutyNews =
  | {
      readonly kind: 'handover'
      /** Absent in a gap. */
      readonly contact?: OnCall
      /** Since when or from when on; `until` is absent where no change is in sight. */
      readonly from: number
      readonly until?: number
      /** Who was on call before; absent in a gap, and where the same contact goes on. */
      readonly before?: OnCall
      readonly next?: Duty
    }
  /** Somebody has come on call, and hears what is open. */
  | { readonly kind: 'takeover'; readonly contact: string; readonly until?: number }
  /** Times to come at which nobody is on call; `until` is absent where no end is in sight. */
  | { readonly kind: 'gap'; readonly gaps: readonly { from: number; until?: number }[] }

export type DutyDecision = {
  readonly news: readonly DutyNews[]
  /** What is remembered from now on; absent where nothing changed. */
  readonly mark?: ScheduleMark
  /** When it has to be looked at again. */
  readonly nextAt: number
}

export type DutyFacts = {
  readonly schedule: Schedule
  /** What was told last; absent for a schedule that is new. */
  readonly mark: ScheduleMark | undefined
  readonly bounds: {
    /** How far ahead changes and gaps are looked for, and how soon again at the latest. */
    readonly lookMs: number
    readonly againMs: number
    /** How long before a gap its owners hear of it. */
    readonly weekMs: number
    readonly dayMs: number
    readonly markedGapsMax: number
  }
}

/**
 * What of a schedule is to be told at `now`, each change and each gap once. After a time in which nobody looked, what
 * holds now is told, not each change that was missed. Pure.
 */
export function decideDuty(facts: DutyFacts, now: number): DutyDecision {
  const { schedule, mark, bounds } = facts
  const handover = decideHandover(facts, now)
  const gaps = decideGaps(facts, now)
  const takeover = decideTakeover(facts, now)
  const next: ScheduleMark = {
    schedule: schedule.id,
    ...(handover.onCall === undefined ? {} : { onCall: handover.onCall }),
    ...(takeover.duty === undefined ? {} : { duty: takeover.duty }),
    gaps: gaps.told.slice(-bounds.markedGapsMax),
  }
  const isChanged = mark === undefined || shapeOf(mark) !== shapeOf(next)
  return {
    news: [...handover.news, ...takeover.news, ...gaps.news],
    ...(isChanged ? { mark: next } : {}),
    nextAt: Math.min(handover.nextAt, takeover.nextAt, gaps.nextAt, now + bounds.againMs),
  }
}

function shapeOf({ onCall, duty, gaps }: ScheduleMark): string {
  return JSON.stringify([onCall ?? null, duty ?? null, gaps.map(({ from, lead }) => [from, lead])])
}

type HandoverDecision = {
  readonly news: readonly DutyNews[]
  readonly onCall?: ScheduleMark['onCall']
  readonly nextAt: number
}

/** Looks at who will be on call as long before as the schedule wants it told. */
function decideHandover({ schedule, mark, bounds }: DutyFacts, now: number): HandoverDecision {
  if (schedule.handover === undefined) return { news: [], nextAt: Infinity }
  const { beforeMs } = schedule.handover
  const at = now + beforeMs
  const duty = dutyAt(schedule, at, bounds.lookMs)
  const who = contactOf(duty)
  const onCall = { ...who, ...(duty.from === undefined ? {} : { from: duty.from }) }
  const nextAt = (duty.until ?? Infinity) - beforeMs
  const told = mark?.onCall
  // Whoever has just asked for handovers to be told knows who is on call.
  if (told === undefined || told.contact === duty.contact) return { news: [], onCall, nextAt }
  const from = duty.from ?? now
  const before = from > now ? onCallAt(schedule, now) : begunBy(told, now)
  const news: DutyNews = {
    kind: 'handover',
    ...who,
    from,
    ...(duty.until === undefined ? {} : { until: duty.until }),
    ...(before === undefined || before === duty.contact ? {} : { before }),
    ...(duty.next === undefined ? {} : { next: duty.next }),
  }
  return { news: [news], onCall, nextAt }
}

/** Who was on call by what was told; undefined where that was to begin later, and has been taken back. */
function begunBy(
  { contact, from }: NonNullable<ScheduleMark['onCall']>,
  now: number,
): OnCall | undefined {
  return from !== undefined && from > now ? undefined : contact
}

type TakeoverDecision = {
  readonly news: readonly DutyNews[]
  readonly duty?: ScheduleMark['duty']
  readonly nextAt: number
}

/** Whoever has come on call is told when that has happened, not before: alerts are open now. */
function decideTakeover({ schedule, mark, bounds }: DutyFacts, now: number): TakeoverDecision {
  if (schedule.digest === undefined) return { news: [], nextAt: Infinity }
  const { contact, until } = dutyAt(schedule, now, bounds.lookMs)
  const duty = contactOf({ contact })
  const nextAt = until ?? Infinity
  // Whoever is on call when this is asked for knows what is open.
  const isNew = mark?.duty !== undefined && mark.duty.contact !== contact
  if (!isNew || typeof contact !== 'string') return { news: [], duty, nextAt }
  const news = { kind: 'takeover', contact, ...(until === undefined ? {} : { until }) } as const
  return { news: [news], duty, nextAt }
}

function contactOf({ contact }: { readonly contact?: OnCall }): { readonly contact?: OnCall } {
  return contact === undefined ? {} : { contact }
}

type GapDecision = {
  readonly news: readonly DutyNews[]
  readonly told: ScheduleMark['gaps']
  readonly nextAt: number
}

/**
 * Gaps are told a week and a day before they begin. One that comes every night is told together with those of as
 * long a time again, so that nobody hears of each by itself.
 */
function decideGaps({ schedule, mark, bounds }: DutyFacts, now: number): GapDecision {
  const { weekMs, dayMs, lookMs } = bounds
  const horizon = now + lookMs
  const gaps = gapsWithin(schedule, { from: now, until: horizon }).filter(({ from }) => from > now)
  const told = (mark?.gaps ?? []).filter(({ from }) => from > now)
  const isTold = (gap: Span, ...leads: readonly GapLead[]): boolean =>
    told.some(({ from, lead }) => from === gap.from && leads.includes(lead))
  const newOfDay = gaps.filter((gap) => !isTold(gap, 'day'))
  const newOfWeek = gaps.filter((gap) => !isTold(gap, 'day', 'week'))
  const within = (list: readonly Span[], ms: number): readonly Span[] =>
    list.filter(({ from }) => from <= now + ms)
  const ofDay = within(newOfDay, dayMs).length > 0 ? within(newOfDay, 2 * dayMs) : []
  const ofWeek = within(newOfWeek, weekMs).length > 0 ? within(newOfWeek, 2 * weekMs) : []
  const dueGaps = gaps.filter((gap) => ofDay.includes(gap) || ofWeek.includes(gap))
  const fresh = dueGaps.map((gap) => ({
    from: gap.from,
    lead: ofDay.includes(gap) ? ('day' as const) : ('week' as const),
  }))
  const looks = [
    ...newOfDay.filter((gap) => !ofDay.includes(gap)).map(({ from }) => from - dayMs),
    ...newOfWeek.filter((gap) => !ofWeek.includes(gap)).map(({ from }) => from - weekMs),
  ]
  const shown = dueGaps.map(({ from, until }) => (until < horizon ? { from, until } : { from }))
  return {
    news: shown.length > 0 ? [{ kind: 'gap', gaps: shown }] : [],
    told: [...told, ...fresh],
    nextAt: Math.min(Infinity, ...looks.filter((at) => at > now)),
  }
}
