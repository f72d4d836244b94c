import { SLACK_LIMITS } from '../../base/limits.ts'
import { readRawObject } from '../../base/raw-body.ts'
import type { Rendered } from '../../contract/channel.ts'
import type { LocalText } from '../../model/text.ts'

/** A body that a user's template made. */
export function raw(body: string): Rendered | LocalText {
  const read = readRawObject(body, SLACK_LIMITS.rawBytesMax)
  if ('en' in read) return read
  const { text, blocks, attachments } = read.value
  const hasContent = (typeof text === 'string' && text !== '') || blocks || attachments
  if (!hasContent) return NO_CONTENT
  if (typeof text === 'string' && text.length > SLACK_LIMITS.textLengthMax) return LONG_TEXT
  return { body: JSON.stringify(read.value), cut: false }
}

const NO_CONTENT: LocalText = {
  en: 'A body for Slack takes "text", "blocks" or "attachments", and this has none of them. Correct the template.',
  zh: 'Slack 消息体应含 "text"、"blocks" 或 "attachments"。请修正模板。',
}
const LONG_TEXT: LocalText = {
  en: `A body for Slack takes a "text" of at most ${SLACK_LIMITS.textLengthMax} characters, and this is longer. Let the template say less.`,
  zh: `Slack 消息体的 "text" 最多 ${SLACK_LIMITS.textLengthMax} 个字符。请精简模板内容。`,
}
