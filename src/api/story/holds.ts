import { isoTime } from '../../base/clock.ts'
import type { HoldReason } from '../../model/outcome.ts'
import type { Severity } from '../../model/severity.ts'
import { type CompiledSilence, type SilenceSubject, silencedUntil } from '../../model/silence.ts'
import { HOLD_TEXTS } from '../present.ts'
import type { WireHold } from '../wire.ts'
import type { StoryFacts, StoryLine, Teller } from './facts.ts'

/** What the configuration of now says of policies. */
export type HoldRules = {
  /** Until when a policy tells nothing, seen from a moment. */
  readonly quietUntil: (policy: string, at: number) => number | undefined
  /** The severities that any of its targets takes; undefined for all. */
  readonly severitiesOf: (policy: string) => readonly Severity[] | undefined
}

/** What was held back, why, and until when. */
export const tellHolds: Teller = (facts) => [...heldAtOnce(facts), ...heldLater(facts)]

function heldAtOnce({ events }: StoryFacts): readonly StoryLine[] {
  return events.flatMap(({ event, outcome }) =>
    outcome.held.map((reason) => ({
      ...{ at: outcome.settledAt, kind: 'hold', eventId: event.id, reason },
      text: HOLD_TEXTS[reason],
    })),
  )
}

function heldLater(facts: StoryFacts): readonly StoryLine[] {
  const { alert, holds } = facts
  return holds
    .filter(({ subjectId }) => subjectId === alert.id)
    .map(({ at, eventId, policy, reason }) => ({
      ...{ at, kind: 'hold', eventId, policy, reason, text: HOLD_TEXTS[reason] },
      ...holdDetails({ at, policy, reason, subject: alert }, facts),
    }))
}

type Held = {
  readonly at?: number
  readonly policy?: string
  readonly reason: HoldReason
  readonly subject: SilenceSubject & { readonly severity: Severity }
}

/** Until when it is held, and what would have to be different; as far as either is known. */
export function holdDetails(
  { at, policy, reason, subject }: Held,
  facts: HoldRules & { readonly silences: readonly CompiledSilence[] },
): Pick<WireHold, 'until' | 'change'> {
  if (at === undefined || policy === undefined) return {}
  switch (reason) {
    case 'silenced':
      return untilIs(silencedUntil(subject, facts.silences, at))
    case 'mute-timing':
      return untilIs(facts.quietUntil(policy, at))
    case 'severity-filter':
      return changeOf(facts.severitiesOf(policy), subject.severity)
    default:
      return {}
  }
}

function untilIs(until: number | undefined): Pick<WireHold, 'until'> {
  return until === undefined ? {} : { until: isoTime(until) }
}

function changeOf(
  wanted: readonly Severity[] | undefined,
  found: Severity,
): Pick<WireHold, 'change'> {
  if (wanted === undefined || wanted.length === 0) return {}
  return {
    change: {
      en: `its severity would have to be ${wanted.join(' or ')}, it is ${found}`,
      zh: `级别须为 ${wanted.join(' 或 ')}，当前为 ${found}`,
    },
  }
}
