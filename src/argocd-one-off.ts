// In: the configuration of Argo CD Notifications, and what is owed about an Application. Out: what its recipient would be sent, and on request what came of sending it.
// Must hold: the same code as in a hub makes and sends it, within robots' limits; nothing is stored.
import { adapters } from './adapters.ts'
import type { ArgoConfig, ArgoDelivery } from './argocd/argocd.ts'
import type { Certificates } from './argocd-certificates.ts'
import { ARGOCD_SOURCE, type Means, oneOff } from './argocd-hub/argocd-hub.ts'
import { assert } from './base/assert.ts'
import { type Clock, systemClock } from './base/clock.ts'
import { type IdSource, idSource, systemChance } from './base/id.ts'
import type { Environment } from './base/proxy.ts'
import { Secret } from './base/secret.ts'
import { dressed } from './flow-argocd.ts'
import type { Receipt } from './model/receipt.ts'
import type { LocalText } from './model/text.ts'
import { Networks } from './network/network.ts'
import { entryOf } from './preview.ts'
import { OneOffs } from './stages/deliver/deliver.ts'
import { CHANNELS } from './wiring.ts'

/** A delivery, and the Application that it is about. */
export type OneOffDelivery = {
  readonly config: ArgoConfig
  readonly delivery: ArgoDelivery
  /** As Kubernetes has it. */
  readonly app: unknown
}

/** What is wrong with the service of a delivery. */
export type Unreachable = { readonly problems: readonly LocalText[] }

/** As it is told. */
type OneOffNotice = Parameters<OneOffs['send']>[0]

/** Shows and sends deliveries without a hub. */
export class ArgocdOneOffs {
  readonly #clock: Clock
  readonly #means: Means
  readonly #networks: Networks
  readonly #newId: IdSource
  readonly #oneOffs: OneOffs

  constructor(options: {
    /** Where HTTPS_PROXY and its kin are looked for. */
    readonly environment: Environment
    /** Certificates by host. */
    readonly certificates?: Certificates | undefined
    readonly clock?: Clock
    /** Ends what is under way. */
    readonly signal?: AbortSignal
  }) {
    const { environment, clock = systemClock, signal = new AbortController().signal } = options
    const { certificates } = options
    this.#clock = clock
    this.#means = {
      channels: adapters.channels,
      ...(certificates === undefined ? {} : { certificates }),
    }
    this.#networks = new Networks({ environment, rules: () => undefined })
    this.#newId = idSource(clock, systemChance)
    const networkOf = this.#networks.of.bind(this.#networks)
    this.#oneOffs = new OneOffs({ clock, newId: this.#newId, networkOf, signal })
  }

  /** What the recipient would be sent, by which channel, and whether it is signed. */
  draw(
    given: OneOffDelivery,
  ): { readonly channel: string; readonly isSigned: boolean; readonly body: string } | Unreachable {
    const notice = this.#noticeOf(given)
    if ('problems' in notice) return notice
    const { body } = this.#oneOffs.draw(notice)
    const { settings } = notice.endpoint
    return { channel: notice.channel.type, isSigned: settings['secret'] !== undefined, body }
  }

  /** Sends it once. */
  async send(given: OneOffDelivery): Promise<Receipt | Unreachable> {
    const notice = this.#noticeOf(given)
    return 'problems' in notice ? notice : await this.#oneOffs.send(notice)
  }

  async close(): Promise<void> {
    await this.#networks.close()
  }

  #noticeOf({ config, delivery, app }: OneOffDelivery): OneOffNotice | Unreachable {
    const service = config.services.get(delivery.service.name)
    if (service === undefined) {
      const text = `notification service '${delivery.service.name}' is not supported`
      return { problems: [text] }
    }
    const facts = typeof app === 'object' && app !== null ? app : {}
    const application = { ...facts, metadata: delivery.app }
    const at = this.#clock.now()
    const found = oneOff({ delivery, application, service, means: this.#means, at })
    if ('problems' in found) return found
    const { endpoint, event } = found
    const channel = CHANNELS.get(endpoint.channel)
    const type = adapters.sources.find((source) => source.type === SOURCE.type)
    assert(channel && type, 'what was resolved can be told')
    const [taken] = dressed([event], {
      ...{ type, source: SOURCE, sourceTypes: new Map() },
      ...{ clock: this.#clock, newId: this.#newId },
    })
    assert(taken !== undefined, 'one event is dressed as one')
    return { endpoint, channel, entry: entryOf(taken.event, 'notice') }
  }
}

/** As a hub has it; no request comes in by this key. */
const SOURCE = { name: ARGOCD_SOURCE, type: 'argocd', key: new Secret('none'), settings: {} }
