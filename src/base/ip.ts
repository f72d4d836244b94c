import { isIP } from 'node:net'

/** An IP address as its 4 or 16 bytes. */
export type IpBytes = readonly number[]

/** The addresses that agree with `bytes` in their first `bits`. */
export type IpRange = { readonly bytes: IpBytes; readonly bits: number }

/** The bytes of an address, in brackets or with a zone too; undefined for any other text. */
export function readIp(text: string): IpBytes | undefined {
  const plain = text.replace(/^\[(.*)\]$/, '$1').replace(/%.*$/, '')
  switch (isIP(plain)) {
    case 4:
      return plain.split('.').map(Number)
    case 6:
      return readIp6(plain)
    default:
      return undefined
  }
}

function readIp6(text: string): IpBytes {
  const quad = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text)
  const words = quad ? `${text.slice(0, quad.index)}${hexOfQuad(quad)}` : text
  const [front = '', back] = words.split('::')
  const left = front === '' ? [] : front.split(':')
  const right = back === undefined || back === '' ? [] : back.split(':')
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0')
  return [...left, ...zeros, ...right].flatMap((word) => {
    const value = Number.parseInt(word, 16)
    return [value >> 8, value & 0xff]
  })
}

function hexOfQuad(quad: RegExpExecArray): string {
  const [a = 0, b = 0, c = 0, d = 0] = quad.slice(1).map(Number)
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
}

/** A range as `10.0.0.0/8` or `fd00::/8`, or a single address; undefined for any other text. */
export function readIpRange(text: string): IpRange | undefined {
  const parts = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text)
  const bytes = readIp(parts?.[1] ?? '')
  if (bytes === undefined) return undefined
  const bits = parts?.[2] === undefined ? bytes.length * 8 : Number(parts[2])
  return bits <= bytes.length * 8 ? { bytes, bits } : undefined
}

/** Whether `ip` lies in `range`; addresses of different versions never do. */
export function isInRange(ip: IpBytes, { bytes, bits }: IpRange): boolean {
  if (ip.length !== bytes.length) return false
  return bytes.every((byte, index) => {
    const counted = Math.min(8, Math.max(0, bits - index * 8))
    const mask = (0xff << (8 - counted)) & 0xff
    return ((ip[index] ?? 0) & mask) === (byte & mask)
  })
}

/** `range` and those after it; for tables that are written by hand. */
export function ipRanges(...texts: readonly string[]): readonly IpRange[] {
  return texts.flatMap((text) => readIpRange(text) ?? [])
}

/**
 * The IPv4 address that an IPv6 address stands for (mapped, compatible, NAT64, 6to4), so that no
 * other spelling of an address escapes what is said about it; else the address as it is.
 */
export function plainIp(ip: IpBytes): IpBytes {
  const inside = ip.length === 16 ? EMBEDDING.find(({ range }) => isInRange(ip, range)) : undefined
  if (inside === undefined || isInRange(ip, UNSPECIFIED) || isInRange(ip, LOOPBACK)) return ip
  return ip.slice(inside.at, inside.at + 4)
}

function embedding(text: string, at: number): { range: IpRange; at: number }[] {
  return ipRanges(text).map((range) => ({ range, at }))
}

const EMBEDDING = [
  ...embedding('::ffff:0:0/96', 12),
  ...embedding('::ffff:0:0:0/96', 12),
  ...embedding('::/96', 12),
  ...embedding('64:ff9b::/96', 12),
  ...embedding('2002::/16', 2),
]
const UNSPECIFIED: IpRange = { bytes: Array.from({ length: 16 }, () => 0), bits: 128 }
const LOOPBACK: IpRange = { bytes: [...UNSPECIFIED.bytes.slice(1), 1], bits: 128 }

/** The address as text: IPv4 with dots, IPv6 as eight words. */
export function writeIp(ip: IpBytes): string {
  if (ip.length === 4) return ip.join('.')
  const words = Array.from({ length: 8 }, (_, index) =>
    (((ip[index * 2] ?? 0) << 8) | (ip[index * 2 + 1] ?? 0)).toString(16),
  )
  return words.join(':')
}
