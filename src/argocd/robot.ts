import { Secret } from '../base/secret.ts'
import type { FieldValue, Settings } from '../model/configuration.ts'
import type { LocalText } from '../model/text.ts'

/** The chat robots that a webhook may really be. */
export type RobotChannel = 'dingtalk' | 'lark' | 'wecom' | 'slack'

/** A webhook service of argocd-notifications-cm, as far as it tells a robot. */
export type WebhookFacts = {
  /** The service's options, with the secrets filled in; extra fields included, which upstream ignores. */
  readonly options: Readonly<Record<string, unknown>>
  /** What the template part rendered as `path`; empty where it has none. */
  readonly path?: string
  /** Values of keys such as `service.webhook.<name>.dingtalk`, by their last word. */
  readonly extras?: Readonly<Record<string, unknown>>
}

/** The robot behind a webhook: its own channel and that channel's settings. */
export type RobotReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'robot'; readonly channel: RobotChannel; readonly settings: Settings }
  | { readonly kind: 'problem'; readonly problem: LocalText }

/**
 * Whether a webhook is a chat robot. It is one where it says so itself, in a field with the
 * channel's name (`dingtalk: {secret: $dingtalk-secret}`), or where its address is a robot's. The
 * address is the URL and the path together: some give the token in the one, some in the other.
 */
export function robotOf(facts: WebhookFacts): RobotReading {
  const url = joined(textIn(facts.options, 'url').trim(), facts.path ?? '')
  const named = CHANNELS.filter((channel) => blockOf(channel, facts) !== undefined)
  const seen = channelAt(url)
  const [first, second] = new Set([...named, ...(seen === undefined ? [] : [seen])])
  if (first === undefined) return { kind: 'none' }
  if (second !== undefined) return { kind: 'problem', problem: twoRobots(first, second) }
  const read = settingsIn(blockOf(first, facts) ?? {}, first)
  if ('problem' in read) return { kind: 'problem', problem: read.problem }
  return { kind: 'robot', channel: first, settings: { ...read.settings, url: new Secret(url) } }
}

const CHANNELS: readonly RobotChannel[] = ['dingtalk', 'lark', 'wecom', 'slack']

/** As upstream puts them together. */
function joined(url: string, path: string): string {
  return path === '' ? url : `${url.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`
}

/** The platforms' own addresses, and the sandbox's on whatever host it runs. */
function channelAt(text: string): RobotChannel | undefined {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) return undefined
  return CHANNELS.find((channel) => {
    const { host, path } = ADDRESSES[channel]
    const isPlatform = host.test(url.hostname) && path.test(url.pathname)
    return isPlatform || path.test(sandboxPath(channel, url.pathname))
  })
}

const ADDRESSES: Readonly<Record<RobotChannel, { readonly host: RegExp; readonly path: RegExp }>> =
  {
    dingtalk: { host: /(?:^|\.)dingtalk\.com$/, path: /^\/robot\/send\/?$/ },
    lark: {
      host: /(?:^|\.)(?:feishu\.cn|larksuite\.com|larkoffice\.com)$/,
      path: /^\/(?:open-apis\/bot\/(?:v2\/)?hook|flow\/api\/trigger-webhook)\/[^/]+\/*$/,
    },
    wecom: { host: /(?:^|\.)weixin\.qq\.com$/, path: /^\/cgi-bin\/webhook\/send\/?$/ },
    slack: { host: /^hooks\.slack(?:-gov)?\.com$/, path: /^\/services\/.+/ },
  }

/** Behind the sandbox's own prefix; empty outside of it. */
function sandboxPath(channel: RobotChannel, path: string): string {
  const prefix = `/sandbox/${channel}`
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : ''
}

/** What the webhook says about itself as a robot of this channel; the field inside it goes first. */
function blockOf(
  channel: RobotChannel,
  { options, extras = {} }: WebhookFacts,
): Readonly<Record<string, unknown>> | undefined {
  const blocks = [valueIn(extras, channel), valueIn(options, channel)]
  const given = blocks.filter((block) => block !== undefined && block !== null)
  if (given.length === 0) return undefined
  return Object.fromEntries(
    given.flatMap((block) => (isObject(block) ? Object.entries(block) : [['', block]])),
  )
}

/** A secret is text; of the other settings the channel itself says whether they are in order. */
function settingsIn(
  block: Readonly<Record<string, unknown>>,
  channel: RobotChannel,
): { readonly settings: Settings } | { readonly problem: LocalText } {
  const settings: Record<string, FieldValue> = {}
  for (const [name, value] of Object.entries(block)) {
    const known = SETTINGS[channel].find((one) => one.toLowerCase() === name.toLowerCase())
    const read = known === undefined ? undefined : readSetting(known, value)
    if (known === undefined || read === undefined) return { problem: unusable(channel, name) }
    settings[known] = read
  }
  return { settings }
}

/** For every channel, and for some: what a robot of it can be given beside its address. */
const ALWAYS = ['perMinute', 'mentionAll', 'userIds', 'format']
const SIGNED = ['secret', 'keywords']

const SETTINGS: Readonly<Record<RobotChannel, readonly string[]>> = {
  dingtalk: [...SIGNED, ...ALWAYS, 'monthlyQuota', 'organization'],
  lark: [...SIGNED, ...ALWAYS],
  wecom: ALWAYS,
  slack: ALWAYS,
}

function readSetting(name: string, value: unknown): FieldValue | undefined {
  switch (name) {
    case 'secret':
      return typeof value === 'string' && value.trim() !== '' ? new Secret(value.trim()) : undefined
    case 'mentionAll':
      return typeof value === 'boolean' ? value : undefined
    case 'userIds':
    case 'keywords': {
      const list: readonly unknown[] = Array.isArray(value) ? value : [value]
      const texts = list.filter((entry) => typeof entry === 'string')
      return texts.length === list.length ? texts : undefined
    }
    case 'perMinute':
    case 'monthlyQuota':
      return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined
    default:
      return typeof value === 'string' ? value : undefined
  }
}

function textIn(options: Readonly<Record<string, unknown>>, name: string): string {
  const value = valueIn(options, name)
  return typeof value === 'string' ? value : ''
}

/** Keys count whatever their case, as Go's decoder has it. */
function valueIn(object: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(object, name)) return object[name]
  const key = Object.keys(object).find((one) => one.toLowerCase() === name.toLowerCase())
  return key === undefined ? undefined : object[key]
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function twoRobots(first: RobotChannel, second: RobotChannel): LocalText {
  return {
    en: `The webhook is a robot of ${first} and of ${second} at once, by its address and the extra fields that it has. Take one of them out.`,
    zh: `该 webhook 的地址与附加字段同时指向 ${first} 与 ${second} 机器人。请去掉其中之一。`,
  }
}

function unusable(channel: RobotChannel, name: string): LocalText {
  const known = SETTINGS[channel].join(', ')
  if (name === '') {
    return {
      en: `The webhook's field ${channel} takes a mapping with ${known}, and this is none.`,
      zh: `webhook 的 ${channel} 字段应为映射，可含 ${known}，当前值不是。`,
    }
  }
  return {
    en: `The webhook's field ${channel} takes ${known}, each of its own kind, and "${name}" is none of them or of another kind. Correct or remove it.`,
    zh: `webhook 的 ${channel} 字段可含 ${known}，且类型须正确；"${name}" 不在其中或类型不符。请修正或删除。`,
  }
}
