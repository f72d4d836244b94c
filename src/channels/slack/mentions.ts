import { SLACK_LIMITS } from '../../base/limits.ts'
import { flagOf, listOf } from '../../contract/fields.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Message } from '../../model/message.ts'

/** Whom Slack shall ring for, as mrkdwn; `leftOut` counts those for whom there was no room. */
export type Mentioned = { readonly text: string; readonly leftOut: number }

/**
 * The mention of everybody in the channel, and of those whom the endpoint always names. The
 * message's mobile numbers mean nothing to Slack: it knows people by member ids only.
 */
export function mentionedIn(message: Message, settings: Settings): Mentioned {
  if (message.mentions.quiet) return { text: '', leftOut: 0 }
  const all = message.mentions.all || flagOf(settings, 'mentionAll') ? ['<!channel>'] : []
  const people = listOf(settings, 'userIds').map(mentionOf)
  const known = [...new Set(people.filter((mention) => mention !== undefined))]
  const shown = known.slice(0, SLACK_LIMITS.mentionsMax)
  return { text: [...all, ...shown].join(' '), leftOut: known.length - shown.length }
}

/** What `userIds` takes: a member's id (U…, or W… in an enterprise grid) or a user group's (S…). */
export function isMemberId(userId: string): boolean {
  return mentionOf(userId) !== undefined
}

function mentionOf(userId: string): string | undefined {
  const id = userId.trim()
  if (id.length > SLACK_LIMITS.mentionLengthMax) return undefined
  if (/^[UW][A-Z0-9]+$/.test(id)) return `<@${id}>`
  return /^S[A-Z0-9]+$/.test(id) ? `<!subteam^${id}>` : undefined
}
