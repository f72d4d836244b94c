import { hash } from 'node:crypto'
import { Secret } from '../../base/secret.ts'
import type { ChannelType } from '../../contract/channel.ts'
import type { Endpoint, NetworkRules, Settings } from '../../model/configuration.ts'

/** An endpoint of today's configuration with the channel that serves it. */
export type Route = {
  readonly endpoint: Endpoint
  readonly channel: ChannelType
  /** The rules of the way to it, where the configuration has some. */
  readonly network?: NetworkRules
}

const known = new WeakMap<Settings | NetworkRules, string>()

/**
 * Tells one endpoint's settings from others, and the network's rules: what was refused under other
 * ones may be taken under these.
 */
export function routeDigest({ endpoint, network }: Route): string {
  const settings = digestOf(endpoint.settings)
  return network === undefined ? settings : `${settings}-${digestOf(network)}`
}

/** Secrets are included, and not told. */
function digestOf(settings: Settings | NetworkRules): string {
  const before = known.get(settings)
  if (before !== undefined) return before
  const entries = Object.entries(settings)
    .map(([name, value]) => [name, value instanceof Secret ? value.reveal() : value] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1))
  const digest = hash('sha256', JSON.stringify(entries), 'hex').slice(0, 16)
  known.set(settings, digest)
  return digest
}
