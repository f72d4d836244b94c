import { type IpBytes, type IpRange, isInRange, readIp, readIpRange } from '../../base/ip.ts'
import { GUARD_LIMITS } from '../../base/limits.ts'
import type { SourceRequest } from '../../contract/source.ts'

/** The ranges that texts stand for; what is none is left out. */
export function rangesOf(texts: readonly string[]): readonly IpRange[] {
  return texts.flatMap((text) => {
    const range = readIpRange(text)
    return range === undefined ? [] : [plainRange(range)]
  })
}

export function isWithin(ip: IpBytes, ranges: readonly IpRange[]): boolean {
  return ranges.some((range) => isInRange(ip, range))
}

/**
 * Who sent the request: the other end of the connection, or, as long as that is a trusted proxy, whom it names in
 * X-Forwarded-For, from the last entry to the first. What stands before the first entry that no trusted proxy wrote can
 * have been made up, and is not looked at. Undefined where a proxy names no address.
 */
export function senderOf(
  { peer = '', headers }: Pick<SourceRequest, 'peer' | 'headers'>,
  trusted: readonly IpRange[],
): IpBytes | undefined {
  const named = headers['x-forwarded-for']
  const hops = named === undefined ? [] : named.split(',').slice(-GUARD_LIMITS.proxiesMax)
  let sender = addressIn(peer)
  for (const hop of hops.toReversed()) {
    if (sender === undefined || !isWithin(sender, trusted)) return sender
    sender = addressIn(hop)
  }
  return sender
}

/** The address in an entry; some proxies write the port, too. */
function addressIn(entry: string): IpBytes | undefined {
  const text = entry.trim().replace(/^"(.*)"$/, '$1')
  const withPort = /^(\d+\.\d+\.\d+\.\d+|\[[^\]]*\]):\d{1,5}$/.exec(text)
  const ip = readIp(withPort?.[1] ?? text)
  return ip === undefined ? undefined : plain(ip)
}

/**
 * An IPv4 address that a socket for both versions gives as `::ffff:192.0.2.1`. Other addresses that hold one (6to4,
 * NAT64) are what they are: whoever has such an address is not whoever has the IPv4 address inside.
 */
function plain(ip: IpBytes): IpBytes {
  return isMapped(ip) ? ip.slice(12) : ip
}

function plainRange({ bytes, bits }: IpRange): IpRange {
  return isMapped(bytes) && bits >= 96
    ? { bytes: bytes.slice(12), bits: bits - 96 }
    : { bytes, bits }
}

function isMapped(bytes: IpBytes): boolean {
  if (bytes.length !== 16) return false
  return bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255
}
