import type { Hold } from '../../model/outcome.ts'
import type { Severity } from '../../model/severity.ts'
import { HOLD_TEXTS } from '../present.ts'
import { presentHold } from '../present-mute.ts'
import type { WireHold } from '../wire.ts'
import type { StoryFacts, StoryLine, Teller } from './facts.ts'

/** What the configuration of now says of policies. */
export type HoldRules = {
  /** The severities that any of its targets takes; undefined for all. */
  readonly severitiesOf: (policy: string) => readonly Severity[] | undefined
}

/** What was held back, why, by what, and until when. */
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
    .map((hold) => {
      const { policy, reason, text, until, change } = presentHeld(hold, alert.severity, facts)
      const { at, eventId } = hold
      return {
        ...{ at, kind: 'hold', eventId, policy, reason, text },
        ...(until === undefined ? {} : { until }),
        ...(change === undefined ? {} : { change }),
      }
    })
}

/** A hold for people, with what would have to be different where that is known. */
export function presentHeld(hold: Hold, severity: Severity, rules: HoldRules): WireHold {
  const wanted = hold.reason === 'severity-filter' ? rules.severitiesOf(hold.policy) : undefined
  return { ...presentHold(hold), ...changeOf(wanted, severity) }
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
