import { WECOM_LIMITS } from '../../base/limits.ts'
import { listOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Message } from '../../model/message.ts'

/** Whom WeCom shall ring for. */
export type Mentioned = {
  readonly mobiles: readonly string[]
  readonly userIds: readonly string[]
  readonly all: boolean
  /** People for whom there was no room. */
  readonly leftOut: number
}

/**
 * Those whom the message names come before those whom the endpoint always names. Whether a message
 * is urgent enough for `mentionAll` was decided when it was composed: here its own word counts.
 */
export function mentionedIn(message: Message, settings: Settings): Mentioned {
  const mobiles = distinct(message.mentions.mobiles.map(wecomMobile))
  const userIds = distinct(
    message.mentions.quiet ? [] : listOf(settings, 'userIds').map(wecomUserId),
  )
  const mobilesKept = mobiles.slice(0, WECOM_LIMITS.mentionsMax)
  const userIdsKept = userIds.slice(0, WECOM_LIMITS.mentionsMax - mobilesKept.length)
  return {
    mobiles: mobilesKept,
    userIds: userIdsKept,
    all: message.mentions.all,
    leftOut: mobiles.length + userIds.length - mobilesKept.length - userIdsKept.length,
  }
}

/**
 * Only a text message rings for everybody, for mobile numbers and for very many people; markdown
 * knows user ids and nothing else.
 */
export function needsText(mentioned: Mentioned): boolean {
  const isTooMuch = mentionMarkup(mentioned).length > WECOM_LIMITS.mentionsInlineBytesMax
  return mentioned.all || mentioned.mobiles.length > 0 || isTooMuch
}

/** The lists of a text message; a list that would be empty is left out. */
export function mentionLists({ mobiles, userIds, all }: Mentioned): object {
  const names = all ? [...userIds, '@all'] : userIds
  return {
    ...(names.length > 0 ? { mentioned_list: names } : {}),
    ...(mobiles.length > 0 ? { mentioned_mobile_list: mobiles } : {}),
  }
}

/** The mentions of a markdown message. ASCII only. */
export function mentionMarkup({ userIds }: Mentioned): string {
  return userIds.map((userId) => `<@${userId}>`).join(' ')
}

/** A user id as WeCom allows it; empty when it is none. `@all` is none: that is `mentionAll`. */
export function wecomUserId(userId: string): string {
  const text = userId.trim()
  const isUserId = /^[A-Za-z0-9][\w.@-]*$/.test(text)
  return isUserId && text.length <= WECOM_LIMITS.userIdLengthMax ? text : ''
}

/** A mobile number: mainland numbers bare, others with `+` and their country's code. Empty when it is none. */
function wecomMobile(mobile: string): string {
  const digits = mobile
    .trim()
    .replace(/[\s()-]/g, '')
    .replace(/^(?:\+|00)?86(?=1\d{10}$)/, '')
  return /^\+?\d{5,20}$/.test(digits) ? digits : ''
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names.filter((name) => name !== ''))]
}
