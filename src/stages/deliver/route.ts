import { hash } from 'node:crypto'
import { Secret } from '../../base/secret.ts'
import type { ChannelType } from '../../contract/channel.ts'
import type { Endpoint, NetworkRules, Settings } from '../../model/configuration.ts'

/** An endpoint of today's configuration with the channel that serves it. */
export type Route = {
  readonly endpoint: Endpoint
  readonly channel: ChannelType
  /** How the hub gets out today: what is forbidden by these rules, or refused on this way, may not be by others. */
  readonly network?: NetworkRules
}

/** What a refusal of everything is remembered for: these settings, on this way out. */
export function settingsOf({ endpoint, network }: Route): string {
  const { settings, proxy } = endpoint
  const own = proxy === undefined ? '' : `/${hash('sha256', proxy.reveal(), 'hex').slice(0, 16)}`
  return `${digestOf(settings)}${network ? `/${digestOf(network)}` : ''}${own}`
}

const known = new WeakMap<Settings | NetworkRules, string>()

/** Tells settings from others, secrets included, without telling them. */
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
