import { TEAMS_LIMITS } from '../../base/limits.ts'
import { propertyOf } from '../../base/property.ts'
import { readRawObject } from '../../base/raw-body.ts'
import type { Rendered } from '../../contract/channel.ts'
import type { LocalText } from '../../model/text.ts'

/** A body that a user's template made: a message with attachments, or the card alone. */
export function raw(body: string): Rendered | LocalText {
  const read = readRawObject(body, TEAMS_LIMITS.bodyBytesMax - ENVELOPE_BYTES)
  if ('en' in read) return read
  const { value } = read
  const isCard = propertyOf(value, 'type') === 'AdaptiveCard'
  if (!isCard && !Array.isArray(propertyOf(value, 'attachments'))) return NO_CARD
  const contentType = 'application/vnd.microsoft.card.adaptive'
  const message = isCard
    ? { type: 'message', attachments: [{ contentType, contentUrl: null, content: value }] }
    : value
  return { body: JSON.stringify(message), cut: false }
}

/** What is put around a card that comes alone. */
const ENVELOPE_BYTES = 200

const NO_CARD: LocalText = {
  en: 'A body for Teams takes an object with "attachments", or an Adaptive Card ("type": "AdaptiveCard"), and this is neither. Correct the template.',
  zh: 'Teams 消息体应为带 "attachments" 的对象，或一张自适应卡片（"type": "AdaptiveCard"）。请修正模板。',
}
