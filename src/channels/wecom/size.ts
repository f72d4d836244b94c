import { WECOM_LIMITS } from '../../base/limits.ts'
import { propertyOf } from '../../base/property.ts'
import type { MessageSize } from '../../contract/channel.ts'
import { bytesOf } from './bytes.ts'

/** WeCom counts the bytes of a content; a card has none, and no published limit as a whole. */
export function sizeOf(body: string): MessageSize | undefined {
  const message: unknown = JSON.parse(body)
  const type = String(propertyOf(message, 'msgtype'))
  const content = propertyOf(propertyOf(message, type), 'content')
  if (typeof content !== 'string') return undefined
  return { used: bytesOf(content), most: contentBytesMax(type), unit: 'bytes' }
}

/** What a content of this type may weigh. */
export function contentBytesMax(type: string): number {
  return type === 'text' ? WECOM_LIMITS.textBytesMax : WECOM_LIMITS.markdownBytesMax
}
