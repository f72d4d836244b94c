/**
 * In: a message as it is posted to a Lark (Feishu) custom bot, at the bot's own path or at `/in/<key>`.
 * Out: one event whose kind and severity are guessed from the words, and Lark's own answer.
 * Holds: pure; what has words in it is never refused for its form; nothing here throws.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Field, revealOf } from '../../contract/fields.ts'
import type {
  ImitatedAddress,
  SourceAnswer,
  SourceContext,
  SourceReading,
  SourceRequest,
  SourceType,
} from '../../contract/source.ts'
import { jsonAnswer, type Refusal, refused } from '../../reading/answer.ts'
import { chatEvent } from '../../reading/chat-event.ts'
import { chatWordFields } from '../../reading/chat-words.ts'
import { bodyText, decodeRequest } from '../../reading/decode.ts'
import { isRecord, type JsonRecord, textAt } from '../../reading/json.ts'
import { isMessageType, messageOf, typeOf } from './message.ts'

const SECRET: Field = {
  name: 'secret',
  kind: 'text',
  label: { en: 'Signing secret', zh: '签名校验密钥' },
  hint: {
    en: 'Where it is given, a message must be signed with it as for a bot with signature verification, and its timestamp be within an hour. Without it a signature that comes along is ignored.',
    zh: '填写后，消息须像启用“签名校验”的机器人那样签名，且时间戳与当前时间相差不超过一小时；留空则忽略随消息带来的签名。',
  },
  required: false,
  secret: true,
}

/** Messages for Lark bots: a sender changes nothing but the host in the bot's address. */
export const lark: SourceType = {
  type: 'lark',
  title: { en: 'Messages for a Lark (Feishu) bot', zh: '飞书机器人格式消息' },
  methods: ['POST', 'GET'],
  addresses: [hook('/open-apis/bot/v2/hook/'), hook('/open-apis/bot/hook/')],
  fields: [SECRET, ...chatWordFields],
  // A message says a thing once; how often its sender repeats it is not known.
  repeatsRarely: true,
  read,
}

function hook(path: string): ImitatedAddress {
  return {
    path: `${path}*`,
    keyOf: (request) => request.path.slice(path.length).replace(/\/$/, ''),
    unknownKey: error(19_001, 'param invalid: incoming webhook access token invalid'),
  }
}

function read(request: SourceRequest, context: SourceContext): SourceReading {
  if (request.method !== 'POST') return refusal(NO_TYPE)
  if (bodyText(request) === '') return refusal(unreadable('The request has no body.'))
  const decoded = decodeRequest(request)
  if (decoded.kind === 'unreadable') return refusal(unreadable(decoded.found))
  const { value, text } = decoded
  if (!isRecord(value)) return refusal(unreadable('A list, not one message.'))
  if (typeOf(value) === undefined) return refusal(NO_TYPE)
  if (!isSigned(value, revealOf(context.settings, 'secret'), context.receivedAt)) {
    return refusal(UNSIGNED)
  }
  if (!isMessageType(typeOf(value))) return refusal(unreadable('A type that no bot takes.'))
  const message = messageOf(value, text)
  if (message === undefined) return refusal(unreadable('A message without any text in it.'))
  return { kind: 'events', events: [chatEvent(message, 'Lark', context)], answer: SENT }
}

const HOUR_SECONDS = 60 * 60

/** Lark signs nothing, with a key of timestamp and secret; both stand in the body. */
function isSigned(message: JsonRecord, secret: string | undefined, receivedAt: number): boolean {
  if (secret === undefined) return true
  const timestamp = textAt(message, 'timestamp') ?? ''
  if (!/^\d{1,12}$/.test(timestamp)) return false
  if (Math.abs(receivedAt / 1000 - Number(timestamp)) > HOUR_SECONDS) return false
  const expected = createHmac('sha256', `${timestamp}\n${secret}`).digest()
  const given = Buffer.from(textAt(message, 'sign') ?? '', 'base64')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

const SENT = jsonAnswer({
  StatusCode: 0,
  StatusMessage: 'success',
  code: 0,
  data: {},
  msg: 'success',
})

function error(code: number, msg: string, status = 200): SourceAnswer {
  return jsonAnswer({ code, data: {}, msg }, status)
}

function refusal(fault: Refusal): SourceReading {
  return refused('A message for a Lark bot, as JSON.', fault)
}

const NO_TYPE: Refusal = {
  found: 'A request without "msg_type", or another method than POST.',
  remedy: 'Post what a Lark bot takes: an object with "msg_type".',
  answer: error(19_002, 'params error, msg_type need'),
}

const UNSIGNED: Refusal = {
  found: 'A message that is not signed with the secret of this source, or long ago.',
  remedy: 'Give the sender the secret, set its clock, or take the secret out of the source.',
  answer: error(19_021, 'sign match fail or timestamp is not within one hour from current time'),
}

function unreadable(found: string): Refusal {
  return {
    found,
    remedy: 'Send what a Lark bot takes: text, post or interactive.',
    answer: error(9499, 'Bad Request', 400),
  }
}
