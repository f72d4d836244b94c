import type { Alert } from './alert.ts'
import { answersOf } from './answer.ts'
import type { Event } from './event.ts'
import type { Settlement } from './settlement.ts'

const DAY_MS = 24 * 60 * 60_000

/** What is counted of a day. */
export type DayCounts = {
  readonly events: number
  /** Alerts that opened, and those that ended. */
  readonly opened: number
  readonly ended: number
  /** From their beginning to their end, of all that ended together. */
  readonly endedMs: number
  /** Of those that ended: how many a person had acknowledged, and after how long, together. */
  readonly acknowledged: number
  readonly acknowledgedMs: number
  /** Messages that were accepted, and those that were given up. */
  readonly sent: number
  readonly dead: number
}

/**
 * What happened on one day: of a source (`policy` is empty), of a source under a policy, or to the messages of a policy
 * (`source` is empty). These are kept for ever.
 */
export type DailyCount = DayCounts & {
  /** Days since 1970, in UTC. */
  readonly day: number
  readonly source: string
  readonly policy: string
}

/** The day of an instant in UTC milliseconds. */
export function dayOf(at: number): number {
  return Math.floor(at / DAY_MS)
}

/** Midnight of that day, as it begins, in UTC milliseconds. */
export function startOfDay(day: number): number {
  return day * DAY_MS
}

const NONE: DayCounts = {
  events: 0,
  opened: 0,
  ended: 0,
  endedMs: 0,
  acknowledged: 0,
  acknowledgedMs: 0,
  sent: 0,
  dead: 0,
}

/**
 * What settling a batch adds to the counts. An event counts on the day on which it came, an alert's beginning and its
 * end on theirs; an alert that goes on after its end counts again when that ends.
 */
export function countsOf(
  events: readonly Event[],
  { outcomes, alerts }: Pick<Settlement, 'outcomes' | 'alerts'>,
): readonly DailyCount[] {
  const sums = new Map<string, Sum>()
  const add = (day: number, names: Names, more: Partial<DayCounts>): void => {
    const key = JSON.stringify([day, names.source, names.policy])
    const sum = sums.get(key) ?? { ...NONE, day, ...names }
    sums.set(key, sum)
    for (const name of SUMMED) sum[name] += more[name] ?? 0
  }
  const byId = new Map(events.map((event) => [event.id, event]))
  const alertById = new Map(alerts.map((alert) => [alert.id, alert]))
  const endedBy = lastEnds(outcomes)
  for (const { eventId, result, alertId, matched } of outcomes) {
    const event = byId.get(eventId)
    if (event === undefined) continue
    const { source } = event
    const alert = alertId === undefined ? undefined : alertById.get(alertId)
    const policies = ['', ...new Set(matched.map(({ policy }) => policy))]
    for (const policy of policies) {
      add(dayOf(event.receivedAt), { source, policy }, { events: 1 })
      if (alert === undefined) continue
      if (result === 'opened') add(dayOf(alert.openedAt), { source, policy }, { opened: 1 })
      const end = endedBy.get(alert.id) === eventId ? endOf(alert) : undefined
      if (end) add(dayOf(end.at), { source, policy }, end.counts)
    }
  }
  return [...sums.values()]
}

type Names = Pick<DailyCount, 'source' | 'policy'>
type Sum = { -readonly [Name in keyof DailyCount]: DailyCount[Name] }

const SUMMED = ['events', 'opened', 'ended', 'endedMs', 'acknowledged', 'acknowledgedMs'] as const

/** Which event ended each alert; of several in one batch the last, for only its end is known. */
function lastEnds(outcomes: Settlement['outcomes']): ReadonlyMap<string, string> {
  return new Map(
    outcomes.flatMap(({ result, alertId, eventId }) =>
      result === 'resolved' && alertId !== undefined ? [[alertId, eventId] as const] : [],
    ),
  )
}

function endOf(alert: Alert): { at: number; counts: Partial<DayCounts> } | undefined {
  const { state, resolvedAt, openedAt } = alert
  if (state !== 'resolved' || resolvedAt === undefined) return undefined
  const acknowledgedAt = answersOf(alert, 'acknowledge')[0]?.at
  return {
    at: resolvedAt,
    counts: {
      ended: 1,
      endedMs: Math.max(0, resolvedAt - openedAt),
      ...(acknowledgedAt === undefined
        ? {}
        : { acknowledged: 1, acknowledgedMs: Math.max(0, acknowledgedAt - openedAt) }),
    },
  }
}
