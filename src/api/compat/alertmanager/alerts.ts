// What a source's alerts are, as Alertmanager tells it.
import { isoTime } from '../../../base/clock.ts'
import { ALERTMANAGER_LIMITS } from '../../../base/limits.ts'
import { breathe } from '../../../base/loop.ts'
import type { Store } from '../../../contract/store.ts'
import type { Alert } from '../../../model/alert.ts'
import type { Labels } from '../../../model/event.ts'
import { firstMismatch } from '../../../model/matcher.ts'
import type { KnownSent } from '../../../model/sent-alert.ts'
import type { AlertKey } from '../../../model/settlement.ts'
import type { AlertQuery } from './query.ts'
import { uuidOfId } from './silence-id.ts'
import { type AlertmanagerView, receiversOf, type Suppression } from './view.ts'

/** An alert as it is answered, and what else is known of it. */
export type ShownAlert = {
  readonly alert: Alert & { readonly sent: KnownSent }
  readonly receivers: readonly string[]
  readonly suppression: Suppression | undefined
  readonly wire: WireAlert
}

/** As the description of the API has it. */
type WireAlert = {
  readonly annotations: Labels
  readonly endsAt: string
  readonly fingerprint: string
  readonly receivers: readonly { readonly name: string }[]
  readonly startsAt: string
  readonly status: {
    readonly inhibitedBy: readonly string[]
    readonly mutedBy: readonly string[]
    readonly silencedBy: readonly string[]
    readonly state: 'active' | 'suppressed'
  }
  readonly updatedAt: string
  readonly generatorURL?: string
  readonly labels: Labels
}

type Facts = {
  readonly store: Store
  readonly view: AlertmanagerView
  readonly source: string
  readonly now: number
}

/** The alerts that are asked for, by fingerprint; whom they are told is for the caller to look at. */
export async function shownAlerts(query: AlertQuery, facts: Facts): Promise<readonly ShownAlert[]> {
  const { store, view, now } = facts
  const open = (await openAlerts(facts)).flatMap((alert) => {
    const { sent } = alert
    if (sent === undefined || (sent.endsAt ?? Infinity) < now) return []
    return firstMismatch(query.filter, sent.labels) === undefined ? [{ ...alert, sent }] : []
  })
  const suppressions = await view.suppressions(open)
  const fingerprints = await fingerprintsOf(suppressions, store)
  return open.flatMap((alert) => {
    const suppression = suppressions.get(alert.id)
    if (!isAskedFor(suppression, query)) return []
    const receivers = [...new Set(view.policiesOf(alert).flatMap(receiversOf))]
    const wire = wireOf(alert, { receivers, suppression, fingerprints })
    return [{ alert, receivers, suppression, wire }]
  })
}

/** All of the source, in the order of their keys, which are their fingerprints. */
async function openAlerts({ store, source }: Facts): Promise<readonly Alert[]> {
  const { pageMax, listedMax } = ALERTMANAGER_LIMITS
  const alerts: Alert[] = []
  let after: AlertKey | undefined = { source, dedupKey: '' }
  while (after !== undefined && alerts.length < listedMax) {
    const page: readonly Alert[] = await store.openAlerts({ limit: pageMax, after })
    const own = page.filter((alert) => alert.source === source)
    alerts.push(...own)
    after = own.length === pageMax ? own.at(-1) : undefined
    // Whoever lists very many must not keep the others waiting.
    await breathe()
  }
  return alerts
}

function isAskedFor(suppression: Suppression | undefined, query: AlertQuery): boolean {
  if (suppression === undefined) return query.active
  const { silences, windows, alertIds } = suppression
  if (!query.silenced && silences.length > 0) return false
  if (!query.inhibited && alertIds.length > 0) return false
  return query.muted || windows.length === 0
}

/** Of the alerts that inhibit others; those of other sources have a key of their own. */
async function fingerprintsOf(
  suppressions: ReadonlyMap<string, Suppression>,
  store: Store,
): Promise<ReadonlyMap<string, string>> {
  const ids = new Set([...suppressions.values()].flatMap(({ alertIds }) => alertIds))
  const alerts = await Promise.all([...ids].map((id) => store.alert(id)))
  return new Map(alerts.flatMap((alert) => (alert ? [[alert.id, alert.dedupKey] as const] : [])))
}

function wireOf(
  { sent, dedupKey }: ShownAlert['alert'],
  facts: Pick<ShownAlert, 'receivers' | 'suppression'> & {
    readonly fingerprints: ReadonlyMap<string, string>
  },
): WireAlert {
  const { receivers, suppression, fingerprints } = facts
  const { silences = [], windows = [], alertIds = [] } = suppression ?? {}
  return {
    annotations: sent.annotations,
    endsAt: sent.endsAt === undefined ? NO_TIME : isoTime(sent.endsAt),
    fingerprint: dedupKey,
    receivers: receivers.map((name) => ({ name })),
    startsAt: isoTime(sent.startsAt),
    status: {
      inhibitedBy: alertIds.flatMap((id) => fingerprints.get(id) ?? []),
      mutedBy: windows,
      silencedBy: silences.map(uuidOfId).sort(),
      state: suppression === undefined ? 'active' : 'suppressed',
    },
    updatedAt: isoTime(sent.updatedAt),
    ...(sent.generatorUrl === undefined ? {} : { generatorURL: sent.generatorUrl }),
    labels: sent.labels,
  }
}

/** As Go writes that there is none. */
const NO_TIME = '0001-01-01T00:00:00.000Z'
