import { isoTime } from '../../base/clock.ts'
import { MUTE_PREVIEW_LIMITS } from '../../base/limits.ts'
import { breathe } from '../../base/loop.ts'
import type { PastEvent, Store } from '../../contract/store.ts'
import type { Alert } from '../../model/alert.ts'
import type { ConditionSubject } from '../../model/condition.ts'
import type { Event } from '../../model/event.ts'
import type { MuteCandidate, MutePreview } from '../../model/mute-preview.ts'
import type { AlertKey } from '../../model/settlement.ts'
import { goesOn, type Judge, judgeOf } from './judge.ts'

const L = MUTE_PREVIEW_LIMITS

/** Says which policies and routes want an event or alert, by their ids. */
export type PoliciesOf = (subject: ConditionSubject) => readonly string[]

/**
 * What `candidate` would hold now, and would have held in the last week, by what is recorded. It looks at the newest
 * `eventsMax` events and at `alertsMax` open alerts, a page at a time, and lets other work come between the pages.
 */
export async function previewMute(
  store: Store,
  { candidate, policiesOf }: { candidate: MuteCandidate; policiesOf: PoliciesOf },
  now: number,
): Promise<MutePreview> {
  const open = await openAlerts(store)
  const asksPolicies = candidate.kind === 'mute-timing' && candidate.policy !== undefined
  const firsts = asksPolicies ? await firstEvents(open.alerts, store) : new Map<string, Event>()
  const judge = judgeOf(candidate, (subject) => {
    if (!('state' in subject)) return policiesOf(subject)
    const first = firsts.get(subject.id)
    return first ? policiesOf(asNow(first, subject)) : []
  })
  const past = await pastEvents(store, now - L.spanMs)
  const held = open.alerts.filter(judge.amongOpen(open.alerts))
  return {
    now: {
      holds: judge.holdsAt(now),
      count: held.length,
      isComplete: open.isComplete,
      alerts: held.sort(newestFirst).slice(0, L.examplesMax),
    },
    past: lookBack(past, { judge, open: open.alerts }),
  }
}

async function openAlerts(
  store: Store,
): Promise<{ readonly alerts: readonly Alert[]; readonly isComplete: boolean }> {
  const alerts: Alert[] = []
  for (let after: AlertKey | undefined; alerts.length < L.alertsMax; ) {
    const page = await store.openAlerts({ limit: L.pageMax, ...(after ? { after } : {}) })
    alerts.push(...page)
    after = page.at(-1)
    if (page.length < L.pageMax) return { alerts, isComplete: true }
    await breathe()
  }
  return { alerts, isComplete: false }
}

/** The event that opened each alert, by the alert's id: conditions of policies look at its details. */
async function firstEvents(
  alerts: readonly Alert[],
  store: Store,
): Promise<ReadonlyMap<string, Event>> {
  const firsts = new Map<string, Event>()
  for (const [place, { id, firstEventId }] of alerts.entries()) {
    const stored = await store.event(firstEventId)
    if (stored) firsts.set(id, stored.event)
    if (place % L.pageMax === 0) await breathe()
  }
  return firsts
}

/** The event with what has changed of its alert since. */
function asNow(event: Event, { severity, status, title, labels }: Alert): Event {
  return { ...event, severity, title, labels, ...(status === undefined ? {} : { status }) }
}

type Past = {
  readonly from: number
  /** The oldest first. */
  readonly events: readonly PastEvent[]
  readonly isComplete: boolean
}

async function pastEvents(store: Store, from: number): Promise<Past> {
  const events: PastEvent[] = []
  for (let before: string | undefined; events.length < L.eventsMax; ) {
    const page = await store.pastEvents({ limit: L.pageMax, ...(before ? { before } : {}) })
    const within = page.filter(({ event }) => event.receivedAt >= from)
    events.push(...within)
    before = page.at(-1)?.event.id
    // Ids follow the clock, so that what comes behind an older one is older still.
    if (page.length < L.pageMax || within.length < page.length)
      return { from, events: events.reverse(), isComplete: true }
    await breathe()
  }
  return {
    from: events.at(-1)?.event.receivedAt ?? from,
    events: events.reverse(),
    isComplete: false,
  }
}

function lookBack(
  { from, events, isComplete }: Past,
  { judge, open }: { judge: Judge; open: readonly Alert[] },
): MutePreview['past'] {
  const wouldHold = judge.throughTime(events, { from, open })
  const held: Event[] = []
  const days = new Map<string, number>()
  const policies = new Map<string, number>()
  let newsCount = 0
  for (const past of events) {
    const isHeld = wouldHold(past)
    if (!isNews(past)) continue
    newsCount += 1
    if (!isHeld) continue
    held.push(past.event)
    count(days, isoTime(past.event.receivedAt).slice(0, 10))
    for (const { policy } of past.outcome?.matched ?? []) count(policies, policy)
  }
  return {
    from,
    count: held.length,
    newsCount,
    isComplete,
    days: [...days].map(([day, times]) => ({ day, count: times })),
    policies: [...policies]
      .map(([policy, times]) => ({ policy, count: times }))
      .sort((one, other) => other.count - one.count)
      .slice(0, L.policiesMax),
    events: held.slice(-L.examplesMax).reverse(),
  }
}

/** Whether some policy had something new to tell: an end, an answer, and what goes on unchanged are not held anyway. */
function isNews(past: PastEvent): boolean {
  const { outcome } = past
  if (outcome === undefined || outcome.matched.length === 0) return false
  return (goesOn(past) || outcome.result === 'noticed') && !outcome.held.includes('unchanged')
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

function newestFirst(one: Alert, other: Alert): number {
  return one.id < other.id ? 1 : -1
}
