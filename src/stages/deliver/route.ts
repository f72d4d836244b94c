import { hash } from 'node:crypto'
import { Secret } from '../../base/secret.ts'
import type { ChannelType } from '../../contract/channel.ts'
import type { Endpoint, Settings } from '../../model/configuration.ts'

/** An endpoint of today's configuration with the channel that serves it. */
export type Route = { readonly endpoint: Endpoint; readonly channel: ChannelType }

const known = new WeakMap<Settings, string>()

/** Tells one endpoint's settings from others, secrets included, without telling them. */
export function settingsDigest(settings: Settings): string {
  const before = known.get(settings)
  if (before !== undefined) return before
  const entries = Object.entries(settings)
    .map(([name, value]) => [name, value instanceof Secret ? value.reveal() : value] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1))
  const digest = hash('sha256', JSON.stringify(entries), 'hex').slice(0, 16)
  known.set(settings, digest)
  return digest
}
