import type { WireDay } from '../../../src/api/wire-retention.ts'

type Times = 'secondsToEnd' | 'secondsToAcknowledge'
type Weights = 'ended' | 'acknowledged'

/** The mean over days, each as heavy as what it is the mean of; undefined where there was nothing. */
export function meanOf(days: readonly WireDay[], time: Times, weight: Weights): number | undefined {
  let sum = 0
  let count = 0
  for (const day of days) {
    const seconds = day[time]
    if (seconds === undefined) continue
    sum += seconds * day[weight]
    count += day[weight]
  }
  return count === 0 ? undefined : sum / count
}

export type Total = {
  readonly name: string
  readonly events: number
  readonly opened: number
  readonly sent: number
}

/** The counts of each source or policy over all days, the most events first. */
export function sumBy(days: readonly WireDay[], by: 'source' | 'policy'): readonly Total[] {
  const totals = new Map<string, Total>()
  for (const day of days) {
    const name = day[by] ?? ''
    const known = totals.get(name) ?? { name, events: 0, opened: 0, sent: 0 }
    totals.set(name, {
      name,
      events: known.events + day.events,
      opened: known.opened + day.opened,
      sent: known.sent + day.sent,
    })
  }
  return [...totals.values()]
    .filter(({ name }) => name !== '')
    .toSorted((one, other) => other.events - one.events || other.sent - one.sent)
}

const DAY_MS = 86_400_000

/** Each day from `since` to `until`, oldest first: one of which nothing is known has nothing. */
export function everyDay(
  days: readonly WireDay[],
  { since, until }: { readonly since: string; readonly until: string },
): readonly WireDay[] {
  const known = new Map(days.map((one) => [one.day, one]))
  const all: WireDay[] = []
  for (let at = Date.parse(since); at <= Date.parse(until); at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10)
    const nothing = { events: 0, opened: 0, ended: 0, acknowledged: 0, sent: 0, dead: 0 }
    all.push(known.get(day) ?? { day, ...nothing })
  }
  return all
}
