// The part of the flow that answers as Alertmanager does: what a source's alerts are told to, and what keeps them silent.
import type { Clock } from './base/clock.ts'
import { textOf } from './contract/fields.ts'
import type { SourceType } from './contract/source.ts'
import type { Store } from './contract/store.ts'
import type { Alert } from './model/alert.ts'
import { conditionFacts } from './model/condition.ts'
import type { Policy } from './model/configuration.ts'
import { type Directory, withRoutes } from './model/directory.ts'
import {
  type InhibitionKeeper,
  type Silences,
  type Suppression,
  slotsOfAlerts,
  suppressionsOf,
} from './stages/mute/mute.ts'

/** What of the hub this part works with. */
type Hub = {
  readonly store: Store
  readonly clock: Clock
  readonly directory: () => Directory
  readonly sourceTypes: ReadonlyMap<string, SourceType>
  readonly silences: Silences
  readonly inhibitions: InhibitionKeeper
}

/** The source with this ingest key, where its type answers as Alertmanager, and what its key allows. */
export function alertmanagerSource(
  hub: Pick<Hub, 'directory' | 'sourceTypes'>,
  key: string,
): { readonly name: string; readonly mayRead: boolean; readonly maySilence: boolean } | undefined {
  const source = hub.directory().sourceByKey(key)
  const type = source && hub.sourceTypes.get(source.type)
  if (source === undefined || type?.answersAs !== 'alertmanager') return undefined
  // Only what is posted as events is signed: where a signature is asked for, the key alone opens nothing else.
  const isSigned = source.guards?.signature !== undefined
  const allowed = isSigned ? 'post' : (textOf(source.settings, 'api') ?? 'full')
  return { name: source.name, mayRead: allowed !== 'post', maySilence: allowed === 'full' }
}

/** The policies and routes that want the alert as it is now. */
export function policiesOfAlert(
  { directory }: Pick<Hub, 'directory'>,
  alert: Alert,
): readonly Policy[] {
  return directory().wanting(alert.labels, () => conditionFacts(alert))
}

/** Every policy and route, in the order of the configuration. */
export function allPolicies({ directory }: Pick<Hub, 'directory'>): readonly Policy[] {
  return directory().configuration.policies.flatMap(withRoutes)
}

/** Everything that keeps each of the alerts silent now, by id. */
export async function suppressions(
  hub: Hub,
  alerts: readonly Alert[],
): Promise<ReadonlyMap<string, Suppression>> {
  const { store, clock } = hub
  const { configuration } = hub.directory()
  const now = clock.now()
  const inhibitions = hub.inhibitions.of(configuration)
  const stored = await store.silences({ endAfter: now })
  return suppressionsOf(alerts, {
    silences: hub.silences.holding(stored, configuration.maintenance, now),
    inhibitions,
    inhibitors: await store.inhibitors(slotsOfAlerts(alerts, inhibitions)),
  })
}
