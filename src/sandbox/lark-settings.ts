import { isIPv4 } from 'node:net'
import { z } from 'zod'
import { SANDBOX_LIMITS } from '../base/limits.ts'
import {
  defaultName,
  memberSettings,
  namedSettings,
  perMinuteSetting,
  securitySettings,
} from './chats.ts'

/** How a Lark group and its bot are set up. */
export const larkSettings = z.strictObject({
  ...namedSettings,
  ...securitySettings,
  ...memberSettings,
  /** Lark also takes `123.12.1.*`. */
  ips: z
    .array(
      z
        .string()
        .refine(isIpEntry, 'expected an IPv4 address, 123.12.1.* or a range such as 10.0.0.0/8'),
    )
    .max(SANDBOX_LIMITS.larkIpsMax),
  perMinute: perMinuteSetting,
  /** The gateway's limit on top; null for none. */
  perSecond: z.int().min(1).max(1_000).nullable(),
  /** Whether the group's owner lets bots mention everybody: where not, a card that does is refused. */
  mentionAll: z.boolean(),
})

export type LarkSettings = z.infer<typeof larkSettings>

/** As nobody configured it. */
export function larkDefaults(id: string): LarkSettings {
  return {
    name: defaultName('Lark', id),
    robotName: 'Tocsin',
    secret: null,
    keywords: [],
    ips: [],
    members: null,
    perMinute: SANDBOX_LIMITS.larkPerMinute,
    perSecond: SANDBOX_LIMITS.larkPerSecond,
    mentionAll: true,
  }
}

function isIpEntry(text: string): boolean {
  const [address = '', bits, ...rest] = asRange(text).split('/')
  const isRange = bits === undefined || (/^\d{1,2}$/.test(bits) && Number(bits) <= 32)
  return isIPv4(address) && isRange && rest.length === 0
}

/** `123.12.1.*` as `123.12.1.0/24`; what is none stays. */
export function asRange(text: string): string {
  return text.replace(/^((?:\d{1,3}\.){3})\*$/, '$10/24')
}
