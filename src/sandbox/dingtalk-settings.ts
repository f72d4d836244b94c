import { z } from 'zod'
import { SANDBOX_LIMITS } from '../base/limits.ts'
import {
  defaultName,
  memberSettings,
  namedSettings,
  perMinuteSetting,
  securitySettings,
} from './chats.ts'

/** How a chat and its robot are set up: what a group's owner decides, and which manners it imitates. */
export const dingtalkSettings = z.strictObject({
  ...namedSettings,
  ...securitySettings,
  ...memberSettings,
  /** Of the robot's answers: Chinese as today, or English as in older days. */
  language: z.enum(['zh', 'en']),
  perMinute: perMinuteSetting,
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
    .max(SANDBOX_LIMITS.keyWindowMs * 24),
})

export type DingtalkSettings = z.infer<typeof dingtalkSettings>

/** How a chat is set up that nobody configured: open to all, with DingTalk's limits. */
export function dingtalkDefaults(id: string): DingtalkSettings {
  return {
    name: defaultName('DingTalk', id),
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
    uuidWindowMs: SANDBOX_LIMITS.keyWindowMs,
  }
}
