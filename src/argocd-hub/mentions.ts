import { parseJson } from '../base/answer-text.ts'
import type { Configuration } from '../model/configuration.ts'

/** Whom a robot's subscription mentions: mobile numbers, and names of contacts that have one, separated by commas. */
export function mobilesIn(
  recipient: string,
  { contacts }: Pick<Configuration, 'contacts'>,
): readonly string[] {
  const names = recipient.split(',').map((name) => name.trim())
  return names.flatMap((name) => (MOBILE.test(name) ? [name] : (contacts.get(name)?.mobile ?? [])))
}

const MOBILE = /^\+?\d[\d-]{4,30}$/

/** The body of a DingTalk or WeCom robot, which mentions these people as well; any other body as it is. */
export function withMentions(body: string, channel: string, mobiles: readonly string[]): string {
  const value = parseJson(body)
  if (mobiles.length === 0 || !isRecord(value)) return body
  if (channel === 'dingtalk') return JSON.stringify(atDingtalk(value, mobiles))
  if (channel === 'wecom') return JSON.stringify(atWecom(value, mobiles))
  return body
}

type Body = Readonly<Record<string, unknown>>

/** DingTalk rings only for numbers that stand in the text too. */
function atDingtalk(body: Body, mobiles: readonly string[]): Body {
  const type = String(body['msgtype'])
  const field = type === 'text' ? 'content' : 'text'
  const part = body[type]
  if (!isRecord(part) || typeof part[field] !== 'string') return body
  const at = isRecord(body['at']) ? body['at'] : {}
  const before = Array.isArray(at['atMobiles']) ? at['atMobiles'].map(String) : []
  const text = `${part[field]}\n\n${mobiles.map((mobile) => `@${mobile}`).join(' ')}`
  return {
    ...body,
    [type]: { ...part, [field]: text },
    at: { ...at, atMobiles: [...new Set([...before, ...mobiles])] },
  }
}

/** WeCom mentions by number in texts only. */
function atWecom(body: Body, mobiles: readonly string[]): Body {
  const text = body['text']
  if (body['msgtype'] !== 'text' || !isRecord(text)) return body
  const given = text['mentioned_mobile_list']
  const before = Array.isArray(given) ? given.map(String) : []
  const list = [...new Set([...before, ...mobiles])]
  return { ...body, text: { ...text, mentioned_mobile_list: list } }
}

function isRecord(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
