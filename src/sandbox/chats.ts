import { createHash } from 'node:crypto'
import { isIPv4 } from 'node:net'
import { z } from 'zod'
import { SANDBOX_LIMITS } from '../base/limits.ts'

/** The platforms that have a stand-in. */
export const PLATFORMS = ['dingtalk'] as const
export type Platform = (typeof PLATFORMS)[number]

/** Names a chat without telling its token: tests and pages find it by this. */
export function chatId(platform: Platform, token: string): string {
  return `${platform}-${createHash('sha256').update(token).digest('hex').slice(0, 16)}`
}

const member = z.strictObject({
  name: z.string().min(1).max(SANDBOX_LIMITS.nameLengthMax),
  mobile: z.string().max(SANDBOX_LIMITS.nameLengthMax).optional(),
  userId: z.string().max(SANDBOX_LIMITS.nameLengthMax).optional(),
})

const ip = z
  .string()
  .refine(isIpEntry, 'expected an IPv4 address or an IPv4 range such as 10.0.0.0/8')

function isIpEntry(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const isRange = bits === undefined || (/^\d{1,2}$/.test(bits) && Number(bits) <= 32)
  return isIPv4(address) && isRange && rest.length === 0
}

/** How a chat and its robot are set up: what a group's owner decides, and which manners it imitates. */
export const chatSettings = z.strictObject({
  name: z.string().min(1).max(SANDBOX_LIMITS.nameLengthMax),
  robotName: z.string().min(1).max(SANDBOX_LIMITS.nameLengthMax),
  /** Signatures are asked for where it is given. */
  secret: z.string().min(1).max(SANDBOX_LIMITS.tokenLengthMax).nullable(),
  keywords: z
    .array(z.string().min(1).max(SANDBOX_LIMITS.keywordLengthMax))
    .max(SANDBOX_LIMITS.keywordsMax),
  /** Addresses and ranges that may send; empty for all. */
  ips: z.array(ip).max(SANDBOX_LIMITS.ipsMax),
  /** Who can be mentioned; null for whoever is named. */
  members: z.array(member).max(SANDBOX_LIMITS.membersMax).nullable(),
  /** Of the robot's answers: Chinese as today, or English as in older days. */
  language: z.enum(['zh', 'en']),
  /** Null for no limit. */
  perMinute: z.int().min(1).max(1_000).nullable(),
  blockMs: z
    .int()
    .min(0)
    .max(SANDBOX_LIMITS.dingtalkBlockMs * 10),
  rateLimitCode: z.literal([660026, 130101, 410100]),
  /** Strict: the keyword must stand in the body. Lenient: in any text that people see. */
  keywordMode: z.enum(['strict', 'lenient']),
  /** Messages in a month; null for no limit. */
  monthlyQuota: z.int().min(0).nullable(),
  /** How long a msgUuid is remembered. */
  uuidWindowMs: z
    .int()
    .min(0)
    .max(SANDBOX_LIMITS.dingtalkUuidMs * 24),
})

/** Settings that were checked. */
export type ChatSettings = z.infer<typeof chatSettings>

/** A chat is named by its token, or by its id once it exists; settings that are absent stay. */
export const chatChange = chatSettings.partial().extend({
  platform: z.enum(PLATFORMS).optional(),
  token: z.string().min(1).max(SANDBOX_LIMITS.tokenLengthMax).optional(),
  id: z.string().max(SANDBOX_LIMITS.nameLengthMax).optional(),
})

/** How a chat is set up that nobody configured: open to all, with DingTalk's limits. */
export function defaultSettings(id: string): ChatSettings {
  const shortId = id.split('-').at(-1)?.slice(0, 4) ?? ''
  return {
    name: `DingTalk ${shortId}`,
    robotName: 'Tocsin',
    secret: null,
    keywords: [],
    ips: [],
    members: null,
    language: 'zh',
    perMinute: SANDBOX_LIMITS.dingtalkPerMinute,
    blockMs: SANDBOX_LIMITS.dingtalkBlockMs,
    rateLimitCode: 660026,
    keywordMode: 'strict',
    monthlyQuota: null,
    uuidWindowMs: SANDBOX_LIMITS.dingtalkUuidMs,
  }
}

/** One chat with its one robot. */
export type Chat = {
  readonly id: string
  readonly platform: Platform
  readonly settings: ChatSettings
}

/** A chat as it may be shown: of a secret, only that there is one; of mobile numbers, the ends. */
export function shownChat(chat: Chat) {
  const { secret, members, ...settings } = chat.settings
  return {
    id: chat.id,
    platform: chat.platform,
    ...settings,
    hasSecret: secret !== null,
    members: members?.map(({ mobile, ...rest }) => ({
      ...rest,
      ...(mobile === undefined ? {} : { mobile: maskedMobile(mobile) }),
    })),
  }
}

/** `13800000000` as `138****0000`. */
export function maskedMobile(mobile: string): string {
  return mobile.length < 8 ? '****' : `${mobile.slice(0, -8)}****${mobile.slice(-4)}`
}
