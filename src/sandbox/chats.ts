import { createHash } from 'node:crypto'
import { isIPv4 } from 'node:net'
import { z } from 'zod'
import { SANDBOX_LIMITS } from '../base/limits.ts'

/** Names a chat without telling its token: tests and pages find it by this. */
export function chatId(platform: string, token: string): string {
  return `${platform}-${createHash('sha256').update(token).digest('hex').slice(0, 16)}`
}

/** The name of a chat that nobody named: the platform's, and the beginning of its digest. */
export function defaultName(platform: string, id: string): string {
  return `${platform} ${id.split('-').at(-1)?.slice(0, 4) ?? ''}`
}

/** Settings that every platform's chats have; spread into a `z.strictObject`. */
export const namedSettings = {
  name: z.string().min(1).max(SANDBOX_LIMITS.nameLengthMax),
  robotName: z.string().min(1).max(SANDBOX_LIMITS.nameLengthMax),
}

/** Settings of robots that ask for a signature, a keyword or an address; each of them may be spread. */
export const securitySettings = {
  /** Signatures are asked for where it is given. */
  secret: z.string().min(1).max(SANDBOX_LIMITS.tokenLengthMax).nullable(),
  keywords: z
    .array(z.string().min(1).max(SANDBOX_LIMITS.keywordLengthMax))
    .max(SANDBOX_LIMITS.keywordsMax),
  /** Addresses and ranges that may send; empty for all. */
  ips: z
    .array(
      z.string().refine(isIpEntry, 'expected an IPv4 address or an IPv4 range such as 10.0.0.0/8'),
    )
    .max(SANDBOX_LIMITS.ipsMax),
}

function isIpEntry(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const isRange = bits === undefined || (/^\d{1,2}$/.test(bits) && Number(bits) <= 32)
  return isIPv4(address) && isRange && rest.length === 0
}

const member = z.strictObject({
  name: z.string().min(1).max(SANDBOX_LIMITS.nameLengthMax),
  mobile: z.string().max(SANDBOX_LIMITS.nameLengthMax).optional(),
  userId: z.string().max(SANDBOX_LIMITS.nameLengthMax).optional(),
})

/** Who can be mentioned; null for whoever is named. */
export const memberSettings = {
  members: z.array(member).max(SANDBOX_LIMITS.membersMax).nullable(),
}

/** Who is in a chat, where that was said. */
export type Members = z.infer<typeof memberSettings.members>

/** Messages in any minute; null for no limit. */
export const perMinuteSetting = z.int().min(1).max(1_000).nullable()

/** Which chat a change is for: its token, with DingTalk for no platform, or its id once it exists. */
export const chatName = z.object({
  platform: z.string().max(SANDBOX_LIMITS.nameLengthMax).optional(),
  token: z.string().min(1).max(SANDBOX_LIMITS.tokenLengthMax).optional(),
  id: z.string().max(SANDBOX_LIMITS.nameLengthMax).optional(),
})

/** One chat with its one robot, as it may be shown. */
export type Chat = {
  readonly id: string
  readonly platform: string
  readonly hasSecret: boolean
  /** Without secrets, and of mobile numbers the ends. */
  readonly settings: Readonly<Record<string, unknown>>
}

/** A chat as the API gives it. */
export function listedChat({ settings, ...chat }: Chat) {
  return { ...settings, ...chat }
}

/** A chat as it may be shown: of a secret, only that there is one; of mobile numbers, the ends. */
export function shownChat(id: string, platform: string, settings: object): Chat {
  const entries = Object.entries(settings)
  const isOpen = ([name]: readonly [string, unknown]) => !SECRET_NAMES.has(name)
  return {
    id,
    platform,
    hasSecret: entries.some((entry) => !isOpen(entry) && entry[1] !== null && entry[1] !== ''),
    settings: Object.fromEntries(
      entries
        .filter(isOpen)
        .map(([name, value]) => [name, name === 'members' ? maskedMembers(value) : value]),
    ),
  }
}

const SECRET_NAMES: ReadonlySet<string> = new Set(['secret', 'password'])

function maskedMembers(value: unknown): unknown {
  const members = memberSettings.members.safeParse(value)
  if (!members.success) return undefined
  return members.data?.map(({ mobile, ...rest }) => ({
    ...rest,
    ...(mobile === undefined ? {} : { mobile: maskedMobile(mobile) }),
  }))
}

/** `13800000000` as `138****0000`. */
export function maskedMobile(mobile: string): string {
  return mobile.length < 8 ? '****' : `${mobile.slice(0, -8)}****${mobile.slice(-4)}`
}
