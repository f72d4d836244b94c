import { lookup } from 'node:dns/promises'

/** A host's address, or why it may not be spoken to. The reason holds no credential. */
export type HostAddress =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'refused'; readonly reason: string }

/** Looks a host name or a literal address up, so that the connection goes to what was checked. */
export type ResolveHost = (host: string) => Promise<HostAddress>

/** Looks up without restriction. */
export const resolveAnyHost: ResolveHost = async (host) => {
  try {
    const { address } = await lookup(host.replace(/^\[|\]$/g, ''))
    return { kind: 'address', address }
  } catch {
    return { kind: 'refused', reason: 'the host name is not known' }
  }
}
