import { type JsonRecord, recordAt, textAt } from './json.ts'

/**
 * Which type of source reads a body that is a message for a chat robot; undefined where it is none.
 * Senders that take the hub's address for a robot's send such.
 */
export function robotTypeOf(record: JsonRecord): 'dingtalk' | 'lark' | 'wecom' | undefined {
  if (textAt(record, 'msg_type') !== undefined) return 'lark'
  const type = textAt(record, 'msgtype')
  if (type === undefined) return undefined
  const isForWeCom =
    WECOM_ONLY.has(type) ||
    (type === 'markdown' && textAt(recordAt(record, 'markdown'), 'content') !== undefined)
  return isForWeCom ? 'wecom' : 'dingtalk'
}

const WECOM_ONLY = new Set(['markdown_v2', 'news', 'template_card'])
