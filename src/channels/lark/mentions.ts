import { LARK_LIMITS } from '../../base/limits.ts'
import { flagOf, listOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Message } from '../../model/message.ts'

/** Whom Lark shall ring for. */
export type Mentioned = {
  readonly userIds: readonly string[]
  readonly all: boolean
  /** People for whom there was no room. */
  readonly leftOut: number
}

/**
 * A custom bot rings people by open_id or user_id only: the mobile numbers that a message brings
 * mean nothing to Lark, and are not shown to the group either.
 */
export function mentionedIn(message: Message, settings: Settings): Mentioned {
  const { quiet } = message.mentions
  const given = quiet ? [] : listOf(settings, 'userIds').map((id) => id.trim())
  const userIds = [...new Set(given.filter(isUserId))]
  const kept = userIds.slice(0, LARK_LIMITS.mentionsMax)
  return {
    userIds: kept,
    all: message.mentions.all || (!quiet && flagOf(settings, 'mentionAll')),
    leftOut: userIds.length - kept.length,
  }
}

/** An open_id or a user_id: nothing in it can end a tag. `all` is everybody, which is another setting. */
export function isUserId(id: string): boolean {
  return (
    /^[\w-]+$/.test(id) && id.toLowerCase() !== 'all' && id.length <= LARK_LIMITS.userIdLengthMax
  )
}
