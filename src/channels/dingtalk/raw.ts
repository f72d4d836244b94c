import { DINGTALK_LIMITS } from '../../base/limits.ts'
import { readRawObject } from '../../base/raw-body.ts'
import type { Rendered } from '../../contract/channel.ts'
import type { Settings } from '../../model/configuration.ts'
import type { LocalText } from '../../model/text.ts'
import { hasKeyword, keywordsOf } from './render.ts'

/** A body that a user's template made. The key against duplicates is put in when it is sent. */
export function raw(body: string, settings: Settings): Rendered | LocalText {
  const read = readRawObject(body, DINGTALK_LIMITS.bodyBytesMax - DINGTALK_LIMITS.uuidBytes)
  if ('en' in read) return read
  const { msgUuid: _, ...message } = read.value
  const type = String(message['msgtype'])
  const part = message[type]
  if (!TYPES.has(type) || typeof part !== 'object' || part === null) return NO_TYPE
  const isMissing = keywordsOf(settings).length > 0 && !hasKeyword(textsIn(part), settings)
  if (isMissing) return NO_KEYWORD
  return { body: JSON.stringify(message), cut: false }
}

const TYPES: ReadonlySet<string> = new Set(['text', 'markdown', 'link', 'actionCard', 'feedCard'])

/** What people read of a message: DingTalk looks for keywords there. */
function textsIn(value: unknown): string {
  if (typeof value !== 'object' || value === null) return ''
  return Object.entries(value)
    .map(([name, inner]: [string, unknown]) => {
      if (typeof inner !== 'string') return textsIn(inner)
      return READ.has(name) ? inner : ''
    })
    .join('\n')
}

const READ: ReadonlySet<string> = new Set(['content', 'text', 'title', 'singleTitle'])

const NO_TYPE: LocalText = {
  en: 'A body for DingTalk takes a "msgtype" (text, markdown, link, actionCard or feedCard) and an object under that name, and this has none. Correct the template.',
  zh: '钉钉消息体应含 "msgtype"（text、markdown、link、actionCard 或 feedCard）及同名对象。请修正模板。',
}
const NO_KEYWORD: LocalText = {
  en: 'The body holds none of the endpoint’s keywords, so DingTalk would turn it away. Write one of them into the template’s text.',
  zh: '消息体不包含该端点的任一关键词，会被钉钉拒绝。请在模板文字中写入一个关键词。',
}
