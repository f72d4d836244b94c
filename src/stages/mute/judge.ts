import type { PastEvent } from '../../contract/store.ts'
import type { Alert } from '../../model/alert.ts'
import type { Event } from '../../model/event.ts'
import {
  compileInhibitions,
  type Inhibition,
  type Inhibitions,
  type Inhibitor,
  inhibiting,
  inhibitorsOf,
  targetSlots,
} from '../../model/inhibition.ts'
import { firstMismatch } from '../../model/matcher.ts'
import type { MuteCandidate } from '../../model/mute-preview.ts'
import type { EventOutcome } from '../../model/outcome.ts'
import { pairKey } from '../../model/settlement.ts'
import { subjectLabels } from '../../model/silence.ts'
import { isWithin } from '../../model/time-interval.ts'

/** Says what a candidate would hold. */
export type Judge = {
  /** Whether its times hold then. */
  readonly holdsAt: (at: number) => boolean
  /** Which of the open alerts it would hold, while it holds. */
  readonly amongOpen: (open: readonly Alert[]) => (alert: Alert) => boolean
  /** Whether it would have held each event; to be asked for all of them, the oldest first. */
  readonly throughTime: (
    events: readonly PastEvent[],
    known: { readonly from: number; readonly open: readonly Alert[] },
  ) => (past: PastEvent) => boolean
}

/** The judge of a candidate. */
export function judgeOf(
  candidate: MuteCandidate,
  policiesOf: (subject: Alert | Event) => readonly string[],
): Judge {
  switch (candidate.kind) {
    case 'silence':
    case 'maintenance': {
      const { matchers, recurs } = candidate
      const matches = (subject: Alert | Event): boolean =>
        firstMismatch(matchers, subjectLabels(subject)) === undefined
      return timed(matches, (at) => recurs.length === 0 || isWithin(recurs, at))
    }
    case 'mute-timing': {
      const { intervals, use, policy } = candidate
      const isOf = (subject: Alert | Event): boolean =>
        policy === undefined || policiesOf(subject).includes(policy)
      return timed(isOf, (at) => isWithin(intervals, at) === (use === 'mute'))
    }
    case 'inhibition':
      return inhibitionJudge(candidate.rule)
  }
}

type Subject = Pick<Event, 'source' | 'dedupKey' | 'labels'>

function timed(
  matches: (subject: Alert | Event) => boolean,
  holdsAt: (at: number) => boolean,
): Judge {
  return {
    holdsAt,
    amongOpen: () => matches,
    throughTime:
      () =>
      ({ event }) =>
        holdsAt(event.receivedAt) && matches(event),
  }
}

function inhibitionJudge(rule: Inhibition): Judge {
  const rules = compileInhibitions([rule])
  return {
    holdsAt: () => true,
    amongOpen: (open) => {
      const sources = new Sources(rules)
      for (const alert of open) sources.begin(alert)
      return (alert) => sources.inhibit(alert)
    },
    throughTime: (events, { from, open }) => {
      const sources = new Sources(rules)
      for (const alert of open) if (alert.openedAt < from) sources.begin(alert)
      for (const { event } of endsOnly(events)) sources.begin(event)
      return (past) => {
        const { event, outcome } = past
        if (goesOn(past)) sources.begin(event)
        if (outcome?.result === 'resolved') sources.end(event)
        return sources.inhibit(event)
      }
    },
  }
}

/** Whether the event's alert begins with it, fires again or goes on: not what a person says about it. */
export function goesOn({ event, outcome }: PastEvent): boolean {
  return event.answer === undefined && outcome !== undefined && GOING_ON.has(outcome.result)
}

const GOING_ON: ReadonlySet<EventOutcome['result']> = new Set(['opened', 'updated', 'reopened'])

/** The ends of what had begun before: it was open from the first moment on. */
function endsOnly(events: readonly PastEvent[]): readonly PastEvent[] {
  const seen = new Set<string>()
  return events.filter(({ event, outcome }) => {
    const key = pairKey(event.source, event.dedupKey)
    const isFirst = !seen.has(key)
    seen.add(key)
    return isFirst && outcome?.result === 'resolved'
  })
}

/** What is open at a moment, as sources of one rule. */
class Sources {
  readonly #rules: Inhibitions
  readonly #bySlot = new Map<string, Map<string, Inhibitor>>()
  readonly #slotOf = new Map<string, string>()

  constructor(rules: Inhibitions) {
    this.#rules = rules
  }

  begin(subject: Subject): void {
    this.end(subject)
    const key = pairKey(subject.source, subject.dedupKey)
    for (const inhibitor of inhibitorsOf(this.#rules, {
      id: key,
      labels: subjectLabels(subject),
    })) {
      const inSlot = this.#bySlot.get(inhibitor.slot) ?? new Map<string, Inhibitor>()
      this.#bySlot.set(inhibitor.slot, inSlot.set(key, inhibitor))
      this.#slotOf.set(key, inhibitor.slot)
    }
  }

  end({ source, dedupKey }: Subject): void {
    const key = pairKey(source, dedupKey)
    const slot = this.#slotOf.get(key)
    if (slot === undefined) return
    this.#bySlot.get(slot)?.delete(key)
    this.#slotOf.delete(key)
  }

  inhibit(subject: Subject): boolean {
    return targetSlots(this.#rules, subjectLabels(subject)).some(
      (target) => inhibiting(target, this.#in(target.slot)) !== undefined,
    )
  }

  #in(slot: string): readonly Inhibitor[] {
    return [...(this.#bySlot.get(slot)?.values() ?? [])]
  }
}
