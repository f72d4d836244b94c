import type { Alert } from '../../model/alert.ts'
import { type Inhibitions, inhibiting, targetSlots } from '../../model/inhibition.ts'
import { isSilencedBy, subjectLabels } from '../../model/silence.ts'
import type { MuteFacts } from './decide.ts'

/** Everything that keeps an alert silent now: the first that holds it is enough to be silent, but people ask for all. */
export type Suppression = {
  /** Silences by id. */
  readonly silences: readonly string[]
  /** Windows of maintenance by name. */
  readonly windows: readonly string[]
  /** Open alerts that explain it, by id. */
  readonly alertIds: readonly string[]
}

/** What keeps each of the alerts silent, by id; those that nothing does are left out. */
export function suppressionsOf(
  alerts: readonly Alert[],
  facts: MuteFacts,
): ReadonlyMap<string, Suppression> {
  const found = alerts.map((alert) => [alert.id, suppressionOf(alert, facts)] as const)
  return new Map(
    found.filter(
      ([, { silences, windows, alertIds }]) =>
        silences.length + windows.length + alertIds.length > 0,
    ),
  )
}

/** Where the alerts are targets: whose sources have to be known. */
export function slotsOfAlerts(
  alerts: readonly Alert[],
  inhibitions: Inhibitions,
): readonly string[] {
  const slots = alerts.flatMap((alert) => targetSlots(inhibitions, subjectLabels(alert)))
  return [...new Set(slots.map(({ slot }) => slot))]
}

function suppressionOf(alert: Alert, facts: MuteFacts): Suppression {
  const holding = facts.silences
    .map(({ compiled }) => compiled)
    .filter((compiled) => isSilencedBy(compiled, alert))
  const inhibitors = targetSlots(facts.inhibitions, subjectLabels(alert)).flatMap(
    (target) => inhibiting(target, facts.inhibitors.get(target.slot) ?? []) ?? [],
  )
  return {
    silences: holding.filter(({ name }) => name === undefined).map(({ silence }) => silence.id),
    windows: holding.flatMap(({ name }) => name ?? []),
    alertIds: [...new Set(inhibitors.map(({ alertId }) => alertId))],
  }
}
