import { readHostRule } from '../base/host-rules.ts'
import { NETWORK_LIMITS } from '../base/limits.ts'
import { readNoProxy, readProxyUrl } from '../base/proxy.ts'
import type { Secret } from '../base/secret.ts'
import type { NetworkRules } from '../model/configuration.ts'
import { list, section } from './collection.ts'
import { quote, type Read } from './reader.ts'
import { secretText } from './secrets.ts'
import { choice, type Shape, text } from './shape.ts'

type ValueOf<S> = S extends Shape<infer T> ? T : never

/** The shape of `network`: how the hub gets out, and where it may not go. */
export function networkShape() {
  return section({
    title: 'the network',
    keys: {
      guard: {
        shape: choice(['api', 'all']),
        required: false,
        hint: 'Which endpoints may only be at public addresses: `api` those that come through the API (endpoints of this file may be anywhere: whoever writes it is trusted), `all` those of this file too.',
        standard: '`api`',
      },
      allow: {
        shape: list(hostShape({ title: 'a range, an address or a host name', ports: false }), {
          plural: 'hosts',
          most: NETWORK_LIMITS.rulesMax,
          identity: (value) => value,
        }),
        required: false,
        hint: 'Where guarded endpoints may be all the same: ranges (`10.0.0.0/8`), addresses, host names, and `*.corp.example` for what is below a domain. A cloud’s metadata service has to be named by its own address.',
        standard: 'nothing',
      },
      proxy: {
        shape: proxyShape(),
        required: false,
        hint: 'The HTTP proxy to the network, `http://user:password@host:port`, or `none`. *Secret.*',
        standard: 'HTTPS_PROXY, HTTP_PROXY or ALL_PROXY of the environment',
      },
      noProxy: {
        shape: list(hostShape({ title: 'a host name, an address, a range, or "*"', ports: true }), {
          plural: 'hosts',
          most: NETWORK_LIMITS.rulesMax,
          identity: (value) => value,
        }),
        required: false,
        hint: 'Hosts that are spoken to without the proxy: a name covers what is below it; with `:port` only that port. This machine always is.',
        standard: 'those of NO_PROXY of the environment, which count as well',
      },
    },
  })
}

/** A proxy's address, or `none`. */
export function proxyShape(): Shape<Secret> {
  return secretText({
    title: 'the address of an HTTP proxy, or none',
    plain: ['none'],
    standIn: () => 'none',
    check: (written) =>
      written === 'none' || readProxyUrl(written) !== undefined
        ? undefined
        : 'Expected the address of an HTTP proxy such as http://proxy.example:3128, or none, found something else. Correct it; SOCKS proxies are not spoken to.',
  })
}

function hostShape({ title, ports }: { title: string; ports: boolean }): Shape<string> {
  return text({
    title,
    lengthMax: 256,
    check: ({ value, written }) => {
      const rule = ports ? readNoProxy(value) : readHostRule(value)
      if (rule !== undefined) return undefined
      return `Expected ${title}, found ${quote(written)}. Write 10.0.0.0/8, 192.168.1.7, relay.internal or *.corp.example.`
    },
  })
}

/** The rules from what was read; what is not given has its default. */
export function networkOf(
  read: Read<ValueOf<ReturnType<typeof networkShape>>> | undefined,
): NetworkRules {
  const { guard, allow, proxy, noProxy } = read?.value ?? {}
  return {
    guard: guard?.value ?? 'api',
    allow: allow?.value.map((entry) => entry.value) ?? [],
    ...(proxy === undefined ? {} : { proxy: proxy.value }),
    noProxy: noProxy?.value.map((entry) => entry.value) ?? [],
  }
}
