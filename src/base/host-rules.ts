import { type IpBytes, type IpRange, isInRange, plainIp, readIp, readIpRange } from './ip.ts'

/** One entry of a list of hosts: an address, a range, a name, or every name below a domain. */
export type HostRule =
  | { readonly kind: 'range'; readonly range: IpRange; readonly port?: number }
  | { readonly kind: 'name'; readonly name: string; readonly port?: number }
  | { readonly kind: 'below'; readonly domain: string; readonly port?: number }
  | { readonly kind: 'every' }

/**
 * Reads an entry: `10.0.0.0/8`, `192.168.1.7`, `relay.internal`, `.corp.example` or
 * `*.corp.example`; with a port behind a name or address where `ports` are taken. Undefined for
 * any other text.
 */
export function readHostRule(
  written: string,
  { ports = false }: { ports?: boolean } = {},
): HostRule | undefined {
  const text = written.trim().toLowerCase().replace(/\.$/, '')
  const range = readIpRange(text)
  if (range !== undefined) return { kind: 'range', range }
  const parts = ports ? /^(\[[^\]]+\]|[^:]+):(\d{1,5})$/.exec(text) : null
  const port = parts === null ? undefined : Number(parts[2])
  const host = parts?.[1] ?? text
  const single = readIpRange(host.replace(/^\[(.*)\]$/, '$1'))
  if (single !== undefined) return { kind: 'range', range: single, port }
  const name = host.replace(/^\*?\./, '')
  if (!NAME.test(name) || /^[\d.]+$/.test(name)) return undefined
  return name === host ? { kind: 'name', name, port } : { kind: 'below', domain: name, port }
}

const NAME = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]{0,251}[\p{L}\p{N}_])?$/u

/** A host's name as rules compare it: without the brackets, the last dot and capitals. */
export function plainHost(host: string): string {
  return host
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase()
}

/** Whether an address is in a rule's range, whatever it is spelled as. */
export function ruleHasAddress(rule: HostRule, address: string | IpBytes): boolean {
  if (rule.kind !== 'range') return false
  const ip = typeof address === 'string' ? readIp(address) : address
  return ip !== undefined && (isInRange(ip, rule.range) || isInRange(plainIp(ip), rule.range))
}

/** Whether a rule names a host: itself, or a domain above it. */
export function ruleHasName(rule: HostRule, host: string): boolean {
  const name = plainHost(host)
  if (rule.kind === 'name') return rule.name === name
  return rule.kind === 'below' && name.endsWith(`.${rule.domain}`)
}
