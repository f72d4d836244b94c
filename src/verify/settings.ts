import { ipVersion } from '../base/address.ts'
import { readHostRule, ruleHasName } from '../base/host-rules.ts'
import { type Field, revealOf } from '../contract/fields.ts'
import type { Settings } from '../model/configuration.ts'
import type { VerificationStep } from '../model/verification.ts'

/** The hosts of the platforms themselves: all of them speak https only. */
const OFFICIAL = [
  'oapi.dingtalk.com',
  'api.dingtalk.com',
  'open.feishu.cn',
  'open.larksuite.com',
  'qyapi.weixin.qq.com',
  'hooks.slack.com',
  'slack.com',
  '*.logic.azure.com',
  '*.api.powerplatform.com',
].flatMap((name) => readHostRule(name) ?? [])

/** What can be said of the settings before anything is sent. */
export function checkSettings(
  fields: readonly Field[],
  settings: Settings,
): readonly VerificationStep[] {
  const urls = fields.flatMap(({ name, kind }) => {
    const written = kind === 'url' ? revealOf(settings, name)?.trim() : undefined
    return written !== undefined && URL.canParse(written) ? [new URL(written)] : []
  })
  const isPlain = urls.some(
    (url) => url.protocol === 'http:' && OFFICIAL.some((rule) => ruleHasName(rule, url.hostname)),
  )
  const hasAddress = urls.some((url) => ipVersion(url.hostname.replace(/^\[|\]$/g, '')) !== 0)
  return [...(isPlain ? [PLAIN_HTTP] : []), ...(hasAddress && !isPlain ? [LITERAL] : [])]
}

const PLAIN_HTTP: VerificationStep = {
  step: 'settings',
  state: 'note',
  text: {
    en: 'The address of the platform begins with http://. Write https://: the token would cross the network in the open, and the platform turns such requests away.',
    zh: '平台地址以 http:// 开头，请改为 https://：否则令牌会在网络中明文传输，且平台会拒绝此类请求。',
  },
}

const LITERAL: VerificationStep = {
  step: 'settings',
  state: 'ok',
  text: {
    en: 'The address holds a number instead of a host name: nothing is looked up.',
    zh: '地址使用 IP 而非主机名，无需解析。',
  },
}
