import type { Alert } from '../../../model/alert.ts'
import type { Policy } from '../../../model/configuration.ts'

/** A source that is spoken to as if it were an Alertmanager, and what whoever has its ingest key may do. */
export type AlertmanagerSource = {
  readonly name: string
  readonly mayRead: boolean
  readonly maySilence: boolean
}

/** Everything that keeps an alert silent now: the shape that the mute stage gives. */
export type Suppression = {
  readonly silences: readonly string[]
  readonly windows: readonly string[]
  readonly alertIds: readonly string[]
}

/** What answering as Alertmanager needs of the hub. */
export type AlertmanagerView = {
  /** The source with this ingest key; undefined where there is none or it is of another kind. */
  readonly sourceOf: (key: string) => AlertmanagerSource | undefined
  /** Resolves when everything that was taken in before is settled, or much is. */
  readonly caughtUp: () => Promise<void>
  /** The policies and routes that want the alert, by the configuration of now; and all that there are. */
  readonly policiesOf: (alert: Alert) => readonly Policy[]
  readonly policies: () => readonly Policy[]
  /** By the id of the alert. */
  readonly suppressions: (alerts: readonly Alert[]) => Promise<ReadonlyMap<string, Suppression>>
}

/** Whom a policy tells, as Alertmanager's receivers: contact groups, schedules and escalation policies by name. */
export function receiversOf({ notify, escalate }: Policy): readonly string[] {
  const told = notify.flatMap(({ to, schedule }) => [to, schedule].flatMap((name) => name ?? []))
  return [...new Set([...told, ...(escalate === undefined ? [] : [escalate])])]
}
