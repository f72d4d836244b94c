import { SLACK_LIMITS } from '../../base/limits.ts'
import { propertyOf } from '../../base/property.ts'
import type { MessageSize } from '../../contract/channel.ts'

/** Slack counts blocks; a message of text alone is counted by its characters. */
export function sizeOf(body: string): MessageSize {
  const message: unknown = JSON.parse(body)
  const attachments = listOf(propertyOf(message, 'attachments'))
  const blocks = [message, ...attachments].flatMap((part) => listOf(propertyOf(part, 'blocks')))
  if (blocks.length > 0)
    return { used: blocks.length, most: SLACK_LIMITS.blocksMax, unit: 'blocks' }
  const text = propertyOf(message, 'text')
  const used = typeof text === 'string' ? text.length : 0
  return { used, most: SLACK_LIMITS.textLengthMax, unit: 'characters' }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
