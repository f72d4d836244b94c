import type { Endpoint } from '../model/configuration.ts'
import type { Adapters } from './definition.ts'
import { loadGiven } from './given.ts'

/** An endpoint as somebody gives it who does not write the file: `channel` and its settings. */
export type GivenEndpoint = { readonly channel: string; readonly settings: object }

/** The endpoint, or what is wrong with it. */
export type ReadEndpoint =
  | { readonly kind: 'endpoint'; readonly endpoint: Endpoint }
  | { readonly kind: 'wrong'; readonly problems: readonly string[] }

/**
 * Reads an endpoint that came through the API by the very rules of the file, without what only the
 * file may do: it sees no environment and no secret file, and chooses no proxy.
 */
export async function readGivenEndpoint(
  { channel, settings }: GivenEndpoint,
  adapters: Adapters,
): Promise<ReadEndpoint> {
  const problem = unusable(settings)
  if (problem !== undefined) return { kind: 'wrong', problems: [problem] }
  const endpoint = { ...settings, channel }
  const sections = { contacts: { given: { endpoints: [endpoint] } } }
  const loading = await loadGiven('endpoint', sections, adapters)
  if (loading.kind === 'broken')
    return { kind: 'wrong', problems: loading.problems.map(({ message }) => message) }
  const [read] = loading.configuration.contacts.get('given')?.endpoints ?? []
  return read === undefined
    ? { kind: 'wrong', problems: ['Expected an endpoint, found none.'] }
    : { kind: 'endpoint', endpoint: read }
}

function unusable(settings: object): string | undefined {
  for (const [name, value] of Object.entries(settings)) {
    if (name === 'proxy' || name === 'channel')
      return `Expected the channel's own settings, found "${name}" among them. Remove it: which proxy is used is the hub's configuration to say.`
    const values: readonly unknown[] = Array.isArray(value) ? value : [value]
    const isPlain = values.every((one) => ['string', 'number', 'boolean'].includes(typeof one))
    if (!isPlain)
      return 'Expected settings that are texts, numbers, true, false, or lists of texts, found something else. Secrets are given as texts here.'
  }
  return undefined
}
