import { fitPieces } from '../../base/fit-pieces.ts'
import { TEAMS_LIMITS } from '../../base/limits.ts'
import type { MessageForm, Rendered } from '../../contract/channel.ts'
import type { Settings } from '../../model/configuration.ts'
import type { Message } from '../../model/message.ts'
import { planCard } from './card.ts'
import { draftOf } from './draft.ts'
import { mentionedIn } from './mentions.ts'
import { cutNotice, unmentionedNotice } from './words.ts'

/**
 * A message as the JSON that a Teams workflow posts: one Adaptive Card, at most 25,000 bytes of
 * UTF-8. Above about 28 KB the workflow fails after it has answered, so that nobody would know.
 */
export function renderTeams(
  message: Message,
  settings: Settings,
  form: MessageForm = 'full',
): Rendered {
  const mentioned = mentionedIn(message, settings)
  const { draft, shortened, omitted } = draftOf(message, mentioned)
  const plan = planCard(draft, form)
  const { language } = message
  const unmentioned = mentioned.leftOut > 0 ? [unmentionedNotice(mentioned.leftOut, language)] : []
  // Reserved before it is known whether it is needed, so that it always fits.
  const reserved = [cutNotice(Number.MAX_SAFE_INTEGER, language), ...unmentioned]
  const nothing = plan.sections.map(() => [])
  const bytesMax = TEAMS_LIMITS.bodyBytesAim - bodyBytes(plan.body(nothing, reserved))
  const fitted = fitPieces(plan.sections, { ...TEAMS_LIMITS, bytesMax })
  const isCut = fitted.cut || shortened || omitted > 0
  const notice = isCut ? [cutNotice(fitted.omitted + omitted, language)] : []
  const body = plan.body(fitted.drawn, [...notice, ...unmentioned])
  return { body: JSON.stringify(body), cut: isCut || mentioned.leftOut > 0 }
}

function bodyBytes(body: object): number {
  return Buffer.byteLength(JSON.stringify(body), 'utf8')
}
