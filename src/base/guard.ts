import {
  type HostRule,
  plainHost,
  readHostRule,
  ruleHasAddress,
  ruleHasName,
} from './host-rules.ts'
import { type IpBytes, ipRanges, isInRange, plainIp, readIp, writeIp } from './ip.ts'

/** What an address is for, as far as it matters to whom a server may be made to speak. */
export type AddressKind =
  | 'public'
  | 'loopback'
  | 'private'
  | 'link-local'
  | 'metadata'
  | 'shared'
  | 'multicast'
  | 'reserved'

/** Clouds answer whoever asks here from inside with the machine's own credentials. */
const METADATA = ipRanges(
  '169.254.169.254', // AWS, Azure, Google, Huawei, Tencent and others
  '169.254.170.2', // AWS containers
  '169.254.0.23', // Tencent
  '100.100.100.200', // Alibaba Cloud
  '168.63.129.16', // Azure's host
  '192.0.0.192', // Oracle
  'fd00:ec2::254', // AWS
  'fd20:ce::254', // Google
)

const KINDS: readonly (readonly [AddressKind, ReturnType<typeof ipRanges>])[] = [
  ['metadata', METADATA],
  ['loopback', ipRanges('127.0.0.0/8', '0.0.0.0/8', '::1', '::')],
  ['private', ipRanges('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7', 'fec0::/10')],
  ['link-local', ipRanges('169.254.0.0/16', 'fe80::/10')],
  ['shared', ipRanges('100.64.0.0/10')],
  ['multicast', ipRanges('224.0.0.0/4', 'ff00::/8')],
  [
    'reserved',
    ipRanges(
      '240.0.0.0/4', // and 255.255.255.255, the broadcast
      '192.0.0.0/24',
      '192.0.2.0/24',
      '192.88.99.0/24',
      '198.18.0.0/15',
      '198.51.100.0/24',
      '203.0.113.0/24',
      '2001::/23', // with Teredo, which hides an IPv4 address
      '2001:db8::/32',
      '3fff::/20',
    ),
  ],
]

/** Of IPv6, only this part is handed out for the public network. */
const PUBLIC_IP6 = ipRanges('2000::/3')

/** What an address is for, whatever it is spelled as; text that is no address is `reserved`. */
export function addressKind(address: string | IpBytes): AddressKind {
  const written = typeof address === 'string' ? readIp(address) : address
  if (written === undefined) return 'reserved'
  const ip = plainIp(written)
  const kind = KINDS.find(([, ranges]) => ranges.some((range) => isInRange(ip, range)))?.[0]
  if (kind !== undefined) return kind
  const isPublic = ip.length === 4 || PUBLIC_IP6.some((range) => isInRange(ip, range))
  return isPublic ? 'public' : 'reserved'
}

/** Says which addresses may not be spoken to. */
export interface Guard {
  /** Why `address`, to which `host` leads (or which it is), may not be spoken to; undefined where it may. */
  refusal(host: string, address: string): string | undefined
}

/**
 * Refuses every address that is not public, unless `allow` has it: as an address, within a range,
 * or by the host's name. A metadata service has to be allowed by its own address: no range and no
 * name lets it in by accident.
 */
export function createGuard(allow: readonly string[]): Guard {
  const rules = allow.flatMap((entry) => readHostRule(entry) ?? [])
  return {
    refusal(host, address) {
      const kind = addressKind(address)
      if (kind === 'public' || isAllowed(rules, { host, address, kind })) return undefined
      const ip = readIp(address)
      const shown = ip === undefined ? 'something else' : writeIp(plainIp(ip))
      const entry = kind === 'metadata' ? 'the address itself' : 'it'
      return readIp(host) === undefined && !isLocalName(host)
        ? `expected a public address, found that the host name leads to ${KIND_WORDS[kind]} (${shown}): allow ${entry} in network.allow`
        : `expected a public address, found ${KIND_WORDS[kind]} (${shown}): allow ${entry} in network.allow`
    },
  }
}

const KIND_WORDS: Readonly<Record<AddressKind, string>> = {
  public: 'a public one',
  loopback: 'one of this machine',
  private: 'a private one',
  'link-local': 'one of the local link',
  metadata: "a cloud's metadata service",
  shared: 'one of a carrier’s shared range',
  multicast: 'a multicast one',
  reserved: 'a reserved one',
}

type Target = { readonly host: string; readonly address: string; readonly kind: AddressKind }

function isAllowed(rules: readonly HostRule[], { host, address, kind }: Target): boolean {
  if (kind !== 'metadata')
    return rules.some((rule) => ruleHasAddress(rule, address) || ruleHasName(rule, host))
  return rules.some(
    (rule) =>
      rule.kind === 'range' &&
      rule.range.bits === rule.range.bytes.length * 8 &&
      ruleHasAddress(rule, address),
  )
}

/** Names that mean this machine, whatever a resolver says of them. */
export function isLocalName(host: string): boolean {
  const name = plainHost(host)
  return name === 'localhost' || name.endsWith('.localhost') || name === 'localhost.localdomain'
}
