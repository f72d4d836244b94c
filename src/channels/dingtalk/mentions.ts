import { DINGTALK_LIMITS } from '../../base/limits.ts'
import { listOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Message } from '../../model/message.ts'

/** Whom DingTalk shall ring for: at most 50 people in all. */
export type Mentioned = {
  readonly mobiles: readonly string[]
  readonly userIds: readonly string[]
  readonly all: boolean
  /** People for whom there was no room. */
  readonly leftOut: number
}

/** Those whom the message names come before those whom the endpoint always names. */
export function mentionedIn(message: Message, settings: Settings): Mentioned {
  const mobiles = distinct(message.mentions.mobiles.map(dingtalkMobile))
  const userIds = distinct(
    message.mentions.quiet ? [] : listOf(settings, 'userIds').map(dingtalkUserId),
  )
  const mobilesKept = mobiles.slice(0, DINGTALK_LIMITS.mentionsMax)
  const userIdsKept = userIds.slice(0, DINGTALK_LIMITS.mentionsMax - mobilesKept.length)
  return {
    mobiles: mobilesKept,
    userIds: userIdsKept,
    all: message.mentions.all,
    leftOut: mobiles.length + userIds.length - mobilesKept.length - userIdsKept.length,
  }
}

/** The envelope's `at`; undefined where nobody is mentioned. */
export function atField(mentioned: Mentioned): object | undefined {
  const { mobiles, userIds, all } = mentioned
  if (mobiles.length === 0 && userIds.length === 0 && !all) return undefined
  return { atMobiles: mobiles, atUserIds: userIds, isAtAll: all }
}

/** The literal that has to stand in the text as well, else nobody is rung. */
export function mentionText(mentioned: Mentioned): string {
  const names = [...mentioned.mobiles, ...mentioned.userIds].map((name) => `@${name}`)
  return (mentioned.all ? ['@所有人', ...names] : names).join(' ')
}

/**
 * A mobile number as DingTalk writes it: mainland numbers bare, others `+<country code>-<number>`.
 * Empty when it is none.
 */
function dingtalkMobile(mobile: string): string {
  const text = mobile.trim()
  const foreign = /^\+(\d{1,4})[\s-]+([\d\s-]+)$/.exec(text)
  if (foreign !== null && foreign[1] !== '86') {
    return bounded(`+${foreign[1]}-${(foreign[2] ?? '').replace(/\D/g, '')}`)
  }
  const digits = text.replace(/[\s()-]/g, '').replace(/^\+?86(?=1\d{10}$)/, '')
  return /^\+?\d{5,}$/.test(digits) ? bounded(digits) : ''
}

function dingtalkUserId(userId: string): string {
  const text = userId.trim()
  return /^[\w.@$:+=-]+$/.test(text) ? bounded(text) : ''
}

function bounded(text: string): string {
  return text.length <= DINGTALK_LIMITS.mentionLengthMax ? text : ''
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names.filter((name) => name !== ''))]
}
