import { lookup } from 'node:dns/promises'
import { systemClock } from './clock.ts'
import { type Guard, isLocalName } from './guard.ts'
import { plainHost } from './host-rules.ts'
import { readIp } from './ip.ts'
import { NETWORK_LIMITS } from './limits.ts'

/** A host's address, or why it may not be spoken to. The reason holds no credential. */
export type HostAddress =
  | { readonly kind: 'address'; readonly address: string }
  | {
      readonly kind: 'refused'
      readonly reason: string
      /** `forbidden`: the rules of the network say no; `name`: nobody knows the name. */
      readonly trouble?: 'forbidden' | 'name'
    }

/** Looks a host name or a literal address up, so that the connection goes to what was checked. */
export type ResolveHost = (host: string) => Promise<HostAddress>

/** Asks the resolver for every address of a name; rejects where there is none. */
export type LookUp = (host: string) => Promise<readonly string[]>

/** The machine's resolver. */
const systemLookUp: LookUp = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address)

/** Every address of a host, all of them checked; or why it may not be spoken to. */
export type CheckedAddresses =
  | { readonly kind: 'addresses'; readonly addresses: readonly string[] }
  | Extract<HostAddress, { kind: 'refused' }>

/**
 * The addresses of a host. One that the guard refuses refuses the host: whoever answers for the
 * name could give another of them to the next who asks.
 */
export async function checkedAddresses(
  host: string,
  { guard, lookUp = systemLookUp }: { guard?: Guard; lookUp?: LookUp },
): Promise<CheckedAddresses> {
  const name = plainHost(host)
  const isLocal = guard !== undefined && isLocalName(name)
  const literal = readIp(name) === undefined ? undefined : [name]
  const found = literal ?? (isLocal ? LOCAL : await inTime(lookUp(name)).catch(() => []))
  const addresses = found.slice(0, NETWORK_LIMITS.addressesMax)
  if (addresses.length === 0)
    return { kind: 'refused', trouble: 'name', reason: 'the host name is not known' }
  for (const address of addresses) {
    const reason = guard?.refusal(name, address)
    if (reason !== undefined) return { kind: 'refused', trouble: 'forbidden', reason }
  }
  return { kind: 'addresses', addresses }
}

const LOCAL = ['127.0.0.1']

/** A resolver that does not answer knows nothing. */
async function inTime(looking: Promise<readonly string[]>): Promise<readonly string[]> {
  const found = new AbortController()
  try {
    const late = systemClock.sleep(NETWORK_LIMITS.lookUpMs, found.signal).then(() => [])
    return await Promise.race([looking, late])
  } finally {
    found.abort()
  }
}

/** Looks up under a guard's rules. */
export function createResolveHost(options: { guard?: Guard; lookUp?: LookUp }): ResolveHost {
  return async (host) => {
    const checked = await checkedAddresses(host, options)
    if (checked.kind === 'refused') return checked
    return { kind: 'address', address: checked.addresses[0] ?? '' }
  }
}

/** Looks up without restriction. */
export const resolveAnyHost: ResolveHost = createResolveHost({})
