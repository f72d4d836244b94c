import { LARK_LIMITS } from '../../base/limits.ts'
import { readRawObject } from '../../base/raw-body.ts'
import type { Rendered } from '../../contract/channel.ts'
import type { Settings } from '../../model/configuration.ts'
import type { LocalText } from '../../model/text.ts'
import { hasKeyword, keywordsOf } from './render.ts'

/** A body that a user's template made. The signature is put in when it is sent. */
export function raw(body: string, settings: Settings): Rendered | LocalText {
  const read = readRawObject(body, LARK_LIMITS.bodyBytesMax)
  if ('en' in read) return read
  const { timestamp: _, sign: __, ...message } = read.value
  if (!TYPES.has(String(message['msg_type']))) return NO_TYPE
  const keywords = keywordsOf(settings)
  if (keywords.length > 0 && !hasKeyword(message, keywords)) return NO_KEYWORD
  return { body: JSON.stringify(message), cut: false }
}

const TYPES: ReadonlySet<string> = new Set(['text', 'post', 'image', 'share_chat', 'interactive'])

const NO_TYPE: LocalText = {
  en: 'A body for Lark takes "msg_type": text, post, image, share_chat or interactive, and this has none of them. Correct the template.',
  zh: '飞书消息体的 "msg_type" 应为 text、post、image、share_chat 或 interactive。请修正模板。',
}
const NO_KEYWORD: LocalText = {
  en: 'The body holds none of the endpoint’s keywords, so Lark would turn it away. Write one of them into the template’s text.',
  zh: '消息体不包含该端点的任一关键词，会被飞书拒绝。请在模板文字中写入一个关键词。',
}
