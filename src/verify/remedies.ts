import { isoTime } from '../base/clock.ts'
import { addressKind } from '../base/guard.ts'
import { readIp } from '../base/ip.ts'
import { listOf, revealOf } from '../contract/fields.ts'
import type { Settings } from '../model/configuration.ts'
import { inLanguage, type LocalText } from '../model/text.ts'
import { spanWords } from './clock.ts'
import { isClockOff } from './steps.ts'
import type { Trial } from './trial.ts'

type Facts = { readonly settings: Settings; readonly now: number }

/** What to do, the channel's own words first, then what only the endpoint and the answer tell. */
export function remediesFor(trial: Trial, facts: Facts): readonly LocalText[] {
  const { receipt } = trial
  const off = isClockOff(trial) ? [SET_CLOCK] : []
  if (receipt.kind === 'sent') return off
  const isSkew = receipt.reason === 'clock-skew'
  const once = receipt.kind === 'retry' && receipt.reason !== 'unreachable' ? [ONCE] : []
  return [receipt.remedy, ...hints(trial, facts), ...(isSkew ? [] : off), ...once]
}

function hints(trial: Trial, { settings, now }: Facts): readonly LocalText[] {
  const { receipt, outcome } = trial
  if (receipt.kind === 'sent') return []
  const redirect = redirectHint(trial)
  switch (receipt.reason) {
    case 'keyword':
      return [keywordHint(listOf(settings, 'keywords'))]
    case 'signature':
      return [revealOf(settings, 'secret') === undefined ? NO_SECRET : OTHER_SECRET]
    case 'address':
      return addressHints(receipt.text)
    case 'rate-limited':
    case 'blocked':
      return receipt.kind === 'retry' && receipt.afterMs !== undefined
        ? [untilHint(now + receipt.afterMs, receipt.afterMs)]
        : []
    case 'unreachable':
      return outcome?.kind === 'failed' ? connectionHints(outcome.reason, outcome.trouble) : []
    case 'unknown-outcome':
      return outcome?.kind === 'failed' && outcome.trouble === 'time-out' ? [SLOW] : []
    default:
      return redirect === undefined ? [] : [redirect]
  }
}

function keywordHint(keywords: readonly string[]): LocalText {
  if (keywords.length === 0)
    return {
      en: 'This endpoint has no `keywords` yet. Robots made by the guides of Alibaba Cloud have CloudMonitor (ECS events) or alert (EDAS); copy yours from the robot’s settings.',
      zh: '该地址尚未配置 keywords。按阿里云文档创建的机器人通常使用 CloudMonitor（ECS 事件）或 alert（EDAS）；请以机器人设置中的为准。',
    }
  const shown = keywords.map((word) => JSON.stringify(word)).join(', ')
  return {
    en: `The message held ${shown}, as this endpoint's \`keywords\` say, and the robot wants another. Capitals and blanks count.`,
    zh: `消息已包含该地址 keywords 中的 ${shown}，但机器人要求的是其他关键词。大小写与空格需完全一致。`,
  }
}

const NO_SECRET: LocalText = {
  en: 'This endpoint has no `secret`, and the robot asks for a signature: put the secret from its security settings there.',
  zh: '该地址未配置 secret，而机器人要求加签：请填入其安全设置中的密钥。',
}

const OTHER_SECRET: LocalText = {
  en: 'The endpoint’s `secret` is not the one of this robot. Look for a blank or a line break that was copied along, and for the secret of another robot.',
  zh: '该地址的 secret 与机器人不符。请检查是否多复制了空格或换行，或误用了其他机器人的密钥。',
}

/** Our own address, where the answer names one. */
export function ourAddressIn(text: string): string | undefined {
  const words = text.split(/[^0-9a-fA-F.:]+/).map((word) => word.replace(/^:+(?!:)|[.:]+$/g, ''))
  return words.find((word) => /[.:].*[.:]/.test(word) && readIp(word) !== undefined)
}

function addressHints(text: string): readonly LocalText[] {
  const address = ourAddressIn(text)
  if (address === undefined) return [VPC]
  const isPrivate = addressKind(address) !== 'public'
  return [
    {
      en: `The platform sees this machine as ${address}: add that to the robot's IP list${isPrivate ? ', as far as the platform takes private addresses' : ''}.`,
      zh: `平台看到的本机地址是 ${address}：请加入机器人的 IP 列表${isPrivate ? '（若平台接受内网地址）' : ''}。`,
    },
    VPC,
  ]
}

const VPC: LocalText = {
  en: 'Inside a VPC, the address that counts is that of the NAT gateway (its EIP). With several, list them all.',
  zh: '在 VPC 中，应填写 NAT 网关的弹性公网 IP（EIP）；有多个时请全部填写。',
}

function untilHint(until: number, waitMs: number): LocalText {
  const span = spanWords(waitMs)
  return {
    en: `It ends at about ${isoTime(until)} (in ${inLanguage(span, 'en')}), if nobody else uses the robot meanwhile.`,
    zh: `约在 ${isoTime(until)}（${inLanguage(span, 'zh')}后）解除，前提是期间没有其他程序使用该机器人。`,
  }
}

function connectionHints(reason: string, trouble: string | undefined): readonly LocalText[] {
  if (trouble !== 'connection') return []
  if (reason === 'ECONNREFUSED') return [NOTHING_LISTENS]
  return [NO_WAY]
}

const NOTHING_LISTENS: LocalText = {
  en: 'The machine is there and nothing listens on that port. Check the port, and that the relay runs.',
  zh: '主机可达，但该端口没有服务监听。请检查端口，并确认中转服务正在运行。',
}

const NO_WAY: LocalText = {
  en: 'A firewall or a missing way out drops the connection. A machine in a VPC needs a NAT gateway or a public address to reach the platform; where there is a proxy, set HTTPS_PROXY.',
  zh: '连接被防火墙丢弃，或没有出网路径。VPC 内的机器需要 NAT 网关或公网 IP 才能访问平台；若有代理，请设置 HTTPS_PROXY。',
}

/** A channel's words are those of a message that is owed. */
const ONCE: LocalText = {
  en: 'What is said of sending again is true of alerts. This test is not repeated: look into the chat, or verify again.',
  zh: '以上重发说明适用于告警；本测试不会自动重发，请查看群聊或再次验证。',
}

const SLOW: LocalText = {
  en: 'The host took the connection and did not answer in time. A proxy or firewall that holds requests back does that, too.',
  zh: '主机已接受连接，但未及时应答；代理或防火墙扣留请求时也会如此。',
}

const SET_CLOCK: LocalText = {
  en: 'Set this machine’s clock by NTP (chrony, systemd-timesyncd). DingTalk and Lark refuse signatures of an hour’s difference, receivers of signed webhooks often those of five minutes.',
  zh: '请为本机启用 NTP 校时（chrony、systemd-timesyncd）。钉钉与飞书拒绝相差一小时的签名，带签名的 Webhook 接收方通常只允许五分钟。',
}

/** Where an answer points elsewhere: to which host, never to which address. */
function redirectHint({ outcome }: Trial): LocalText | undefined {
  if (outcome?.kind !== 'answered' || outcome.status < 300 || outcome.status > 399) return undefined
  const location = outcome.headers['location'] ?? ''
  const target = URL.canParse(location) ? new URL(location) : undefined
  const [en, zh] =
    target === undefined
      ? ['elsewhere', '其他地址']
      : [`${target.protocol}//${target.hostname}`, `${target.protocol}//${target.hostname}`]
  return {
    en: `The redirect leads to ${en}. Redirects are not followed, since they would carry the token to wherever they point. A page of a login or a captive portal does this, too.`,
    zh: `重定向指向 ${zh}。Tocsin 不跟随重定向，以免将令牌带到别处；登录页或认证门户也会造成重定向。`,
  }
}
