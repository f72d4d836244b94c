import type { HttpClient, HttpOutcome } from '../base/http-client.ts'
import type { NetworkTrouble } from '../base/http-failure.ts'
import type { ResolveHost } from '../base/resolve-host.ts'
import type { ChannelType } from '../contract/channel.ts'
import type { Receipt } from '../model/receipt.ts'
import type { LocalText } from '../model/text.ts'

/** What the network said of the last try. */
type Said = { readonly trouble: NetworkTrouble; readonly reason: string }

/**
 * The channel, with receipts that know what the network said. A channel sees only that there was
 * no connection; whether our own rules forbade it, a proxy stood in the way or a name is unknown is
 * the same for all of them, so it is told here: what the rules forbid is refused, and not tried
 * for a day.
 */
export function retelling(channel: ChannelType): ChannelType {
  return {
    ...channel,
    async send(rendered, settings, context) {
      let said: Said | undefined
      const http: HttpClient = {
        async send(request) {
          const outcome = await context.http.send(request)
          said = saidBy(outcome)
          return outcome
        },
        close: () => context.http.close(),
      }
      const resolveHost: ResolveHost = async (host) => {
        const found = await context.resolveHost(host)
        const isRefused = found.kind === 'refused' && found.trouble !== undefined
        said = isRefused ? { trouble: found.trouble, reason: found.reason } : undefined
        return found
      }
      const receipt = await channel.send(rendered, settings, { ...context, http, resolveHost })
      return said === undefined || receipt.kind === 'sent' ? receipt : retold(receipt, said)
    },
  }
}

function saidBy(outcome: HttpOutcome): Said | undefined {
  if (outcome.kind === 'answered' || outcome.trouble === undefined) return undefined
  return { trouble: outcome.trouble, reason: outcome.reason }
}

function retold(receipt: Exclude<Receipt, { kind: 'sent' }>, said: Said): Receipt {
  const remedy = REMEDIES[said.trouble]
  if (said.trouble === 'forbidden')
    return { kind: 'refused', reason: 'forbidden', text: said.reason, remedy: FORBIDDEN }
  if (remedy === undefined || receipt.kind !== 'retry') return receipt
  return { ...receipt, text: said.reason, remedy }
}

const FORBIDDEN: LocalText = {
  en: 'The hub’s own rules forbid this address, and nothing was sent. If it is meant, put the range, address or host name into `network.allow` of the configuration.',
  zh: '本机的网络规则禁止访问该地址，未发送任何内容。如确需访问，请将网段、地址或主机名加入配置的 network.allow。',
}

/** For what is the same whatever the channel; the others’ own words are better. */
const REMEDIES: Readonly<Partial<Record<NetworkTrouble, LocalText>>> = {
  proxy: {
    en: 'The proxy does not let the request through. Check its address and login in HTTPS_PROXY, `network.proxy` or the endpoint’s `proxy`, and that it may connect to the platform’s host; or name the host in `network.noProxy`.',
    zh: '代理未放行该请求。请检查 HTTPS_PROXY、network.proxy 或该地址的 proxy 中的代理地址与账号，并确认代理允许访问平台主机；也可将主机加入 network.noProxy 以直连。',
  },
  name: {
    en: 'No resolver knows the host’s name. Check the spelling of the address and the DNS of this machine; where only a proxy knows outside names, set HTTPS_PROXY or `network.proxy`.',
    zh: '无法解析主机名。请检查地址拼写与本机 DNS；若仅代理可解析外部域名，请设置 HTTPS_PROXY 或 network.proxy。',
  },
  certificate: {
    en: 'The host could not prove by TLS who it is. A certificate that is self-signed, has run out or is for another name is not accepted: renew it, or add its issuer with NODE_EXTRA_CA_CERTS. A firewall that opens TLS shows its own: trust its issuer the same way. Check this machine’s clock, too.',
    zh: '主机未能通过 TLS 证明身份。自签名、过期或域名不符的证书不被接受：请更换证书，或用 NODE_EXTRA_CA_CERTS 加入其签发者。若有解密 TLS 的防火墙，也需信任其签发者。另请检查本机时钟。',
  },
  forbidden: FORBIDDEN,
}
