import {
  type HostRule,
  plainHost,
  readHostRule,
  ruleHasAddress,
  ruleHasName,
} from './host-rules.ts'
import { isInRange, plainIp, readIp, readIpRange } from './ip.ts'
import { NETWORK_LIMITS } from './limits.ts'
import { Secret } from './secret.ts'

/** The variables of the process. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Where the way out to the network begins. It may hold a login: the URL is a secret. */
export type ProxyServer = {
  readonly url: Secret
  /** Host and port, which may be shown. */
  readonly name: string
  /** What named it: `HTTPS_PROXY`, `network.proxy` or the endpoint. */
  readonly from: string
}

/** Through a proxy, straight, or through a proxy that nobody can use as it is written. */
export type ProxyChoice =
  | { readonly kind: 'proxy'; readonly proxy: ProxyServer }
  | { readonly kind: 'direct' }
  | { readonly kind: 'unusable'; readonly from: string }

/** Which proxy leads to a URL. */
export type ProxyOf = (url: URL) => ProxyChoice

/** The address of a proxy: http(s), a host, perhaps a login; without a scheme it is http, as for curl. */
export function readProxyUrl(written: string): URL | undefined {
  const text = written.trim()
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  if (/\s/.test(withScheme) || !URL.canParse(withScheme)) return undefined
  const url = new URL(withScheme)
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:'
  return isWeb && url.hostname !== '' ? url : undefined
}

/** The choice that a text in a configuration or the environment stands for. */
export function readProxyChoice(written: string, from: string): ProxyChoice {
  if (written.trim().toLowerCase() === 'none') return { kind: 'direct' }
  const url = readProxyUrl(written)
  if (url === undefined) return { kind: 'unusable', from }
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port
  return {
    kind: 'proxy',
    proxy: { url: new Secret(url.href), name: `${url.hostname}:${port}`, from },
  }
}

/** What a configuration says of proxies, beside the environment. */
export type ProxyRules = {
  /** For every request; `none` for straight. It replaces the environment's. */
  readonly proxy?: Secret
  /** Hosts that are spoken to straight, beside those of NO_PROXY. */
  readonly noProxy?: readonly string[]
  readonly environment: Environment
}

/**
 * Which proxy leads to a URL, as curl and others read HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and
 * NO_PROXY (a name covers what is below it, ranges are taken, `*` is every host). This machine is
 * always spoken to straight.
 */
export function createProxyOf({ proxy, noProxy = [], environment }: ProxyRules): ProxyOf {
  const read = (...names: readonly string[]): { written: string; from: string } | undefined => {
    for (const from of names.flatMap((name) => [name.toLowerCase(), name])) {
      const written = environment[from]?.trim()
      if (written !== undefined && written !== '') return { written, from: from.toUpperCase() }
    }
    return undefined
  }
  const exceptions = [...(read('NO_PROXY')?.written ?? '').split(/[\s,]+/), ...noProxy]
    .slice(0, NETWORK_LIMITS.rulesMax)
    .flatMap((entry) => readNoProxy(entry) ?? [])
  const own = proxy && { written: proxy.reveal(), from: 'network.proxy' }
  const choices = {
    'https:': own ?? read('HTTPS_PROXY', 'ALL_PROXY'),
    'http:': own ?? read('HTTP_PROXY', 'ALL_PROXY'),
  }
  return (url) => {
    const chosen = url.protocol === 'https:' ? choices['https:'] : choices['http:']
    if (chosen === undefined || exceptions.some((rule) => isExcepted(rule, url)))
      return { kind: 'direct' }
    return isLoopback(url.hostname)
      ? { kind: 'direct' }
      : readProxyChoice(chosen.written, chosen.from)
  }
}

/** An entry of NO_PROXY or `network.noProxy`; undefined for what is none. */
export function readNoProxy(entry: string): HostRule | undefined {
  return entry === '*' ? { kind: 'every' } : readHostRule(entry, { ports: true })
}

function isExcepted(rule: HostRule, url: URL): boolean {
  if (rule.kind === 'every') return true
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  if (rule.port !== undefined && rule.port !== port) return false
  const host = plainHost(url.hostname)
  if (rule.kind === 'range') return ruleHasAddress(rule, host)
  const isBelow = rule.kind === 'name' && host.endsWith(`.${rule.name}`)
  return isBelow || ruleHasName(rule, host) || (rule.kind === 'below' && host === rule.domain)
}

function isLoopback(hostname: string): boolean {
  const host = plainHost(hostname)
  if (host === 'localhost' || host.endsWith('.localhost')) return true
  const ip = readIp(host)
  if (ip === undefined) return false
  return LOOPBACK.some((range) => isInRange(plainIp(ip), range))
}

const LOOPBACK = [readIpRange('127.0.0.0/8'), readIpRange('::1')].filter(
  (range) => range !== undefined,
)
