import { WECOM_LIMITS } from '../../base/limits.ts'
import { propertyOf } from '../../base/property.ts'
import { readRawObject } from '../../base/raw-body.ts'
import type { Rendered } from '../../contract/channel.ts'
import type { LocalText } from '../../model/text.ts'
import { bytesOf } from './bytes.ts'
import { contentBytesMax } from './size.ts'

/** A body that a user's template made. */
export function raw(body: string): Rendered | LocalText {
  const read = readRawObject(body, WECOM_LIMITS.rawBytesMax)
  if ('en' in read) return read
  const type = String(read.value['msgtype'])
  const part = read.value[type]
  if (!TYPES.has(type) || typeof part !== 'object') return NO_TYPE
  const content = propertyOf(part, 'content')
  const bytesMax = contentBytesMax(type)
  if (typeof content === 'string' && bytesOf(content) > bytesMax) return tooLong(type, bytesMax)
  return { body: JSON.stringify(read.value), cut: false }
}

const TYPES: ReadonlySet<string> = new Set([
  'text',
  'markdown',
  'markdown_v2',
  'image',
  'news',
  'file',
  'voice',
  'template_card',
])

const NO_TYPE: LocalText = {
  en: 'A body for WeCom takes a "msgtype" (text, markdown, markdown_v2, news, template_card, …) and an object under that name, and this has none. Correct the template.',
  zh: '企业微信消息体应含 "msgtype"（text、markdown、markdown_v2、news、template_card 等）及同名对象。请修正模板。',
}

function tooLong(type: string, bytesMax: number): LocalText {
  return {
    en: `WeCom takes a content of at most ${bytesMax} bytes in ${type}, and the template made more. Let it say less.`,
    zh: `企业微信 ${type} 的 content 最多 ${bytesMax} 字节，模板输出超出。请精简模板内容。`,
  }
}
