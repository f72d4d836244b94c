import type { ArgocdState } from './api/api.ts'
import { type ArgocdOptions, watchCluster } from './argocd-cluster.ts'
import type { Notifier } from './argocd-hub/argocd-hub.ts'
import { argocdMetrics } from './argocd-metrics.ts'
import type { Clock } from './base/clock.ts'
import type { Chance } from './base/id.ts'
import type { Log } from './base/log.ts'
import type { Metrics } from './base/metrics.ts'
import type { Store } from './contract/store.ts'
import type { Spooling } from './flow-spool.ts'
import { spoolMetrics } from './spool-wiring.ts'

/** The watching of a cluster, where there is one: begun last, and ended first. */
export class ArgocdWatch {
  readonly #notifier: Notifier
  #controller: ReturnType<typeof watchCluster> | undefined

  constructor(notifier: Notifier) {
    this.#notifier = notifier
  }

  start(parts: {
    readonly argocd?: ArgocdOptions | undefined
    readonly clock: Clock
    readonly chance: Chance
    readonly log: Log
  }): void {
    const { argocd, clock, chance, log } = parts
    if (argocd?.cluster === undefined) return
    const { found, options } = argocd.cluster
    const notifier = this.#notifier
    this.#controller = watchCluster(found, options, { notifier, clock, chance, log })
  }

  async stop(): Promise<void> {
    await this.#controller?.stop()
  }

  /** How configuration, Applications and the watching are. */
  async view(): Promise<ArgocdState> {
    const view = await this.#notifier.hub.view()
    const controller = this.#controller?.status()
    return controller === undefined ? view : { ...view, controller }
  }
}

/** The text of `/metrics`. */
export async function renderMetrics(parts: {
  readonly metrics: Metrics
  readonly hub: { readonly store: Store; readonly clock: Clock }
  readonly watch: ArgocdWatch | undefined
  readonly spool: Spooling | undefined
}): Promise<string> {
  const { metrics, hub, watch, spool } = parts
  const waiting = spoolMetrics(spool?.state())
  // What cannot be counted now is not shown: that it cannot is.
  if (spool?.isAway) return metrics.render({}, waiting)
  const counts = await hub.store.counts(hub.clock.now())
  return metrics.render({ ...counts }, [...waiting, ...argocdMetrics(await watch?.view())])
}
