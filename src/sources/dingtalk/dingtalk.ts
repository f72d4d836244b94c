/**
 * In: a message as it is posted to a DingTalk robot, at the robot's own path or at `/in/<key>`.
 * Out: one event whose kind and severity are guessed from the words, and DingTalk's own answer.
 * Holds: pure; what has words in it is never refused for its form; nothing here throws.
 */

import { type Field, revealOf } from '../../contract/fields.ts'
import type {
  SourceContext,
  SourceReading,
  SourceRequest,
  SourceType,
} from '../../contract/source.ts'
import { jsonAnswer, type Refusal, refused } from '../../reading/answer.ts'
import { chatEvent } from '../../reading/chat-event.ts'
import { chatWordFields } from '../../reading/chat-words.ts'
import { bodyText, decodeRequest, formFields } from '../../reading/decode.ts'
import { isRecord } from '../../reading/json.ts'
import { isMessageType, messageOf, typeOf } from './message.ts'
import { faultOfSignature } from './signature.ts'

const SECRET: Field = {
  name: 'secret',
  kind: 'text',
  label: { en: 'Signing secret', zh: '加签密钥' },
  hint: {
    en: 'Where it is given, a message must be signed with it as for a robot with the security setting 加签, and its timestamp be within an hour. Without it a signature that comes along is ignored.',
    zh: '填写后，消息须像启用“加签”的机器人那样签名，且时间戳与当前时间相差不超过一小时；留空则忽略随消息带来的签名。',
  },
  placeholder: 'SEC…',
  required: false,
  secret: true,
}

/** Messages for DingTalk robots: a sender changes nothing but the host in the robot's address. */
export const dingtalk: SourceType = {
  type: 'dingtalk',
  title: { en: 'Messages for a DingTalk robot', zh: '钉钉机器人格式消息' },
  methods: ['POST', 'GET'],
  addresses: [
    {
      path: '/robot/send',
      keyOf: ({ query }) => formFields(query)?.get('access_token'),
      unknownKey: error(300_005, 'token is not exist'),
    },
  ],
  fields: [SECRET, ...chatWordFields],
  // A message says a thing once; how often its sender repeats it is not known.
  repeatsRarely: true,
  read,
}

function read(request: SourceRequest, context: SourceContext): SourceReading {
  if (request.method !== 'POST') return refusal(NO_POST)
  if (bodyText(request) === '') return refusal(noJson('The request has no body.'))
  const decoded = decodeRequest(request)
  if (decoded.kind === 'unreadable') return refusal(noJson(decoded.found))
  const { value, text } = decoded
  if (!isRecord(value)) return refusal(noJson('A list, not one message.'))
  const unsigned = faultOfSignature(
    request,
    revealOf(context.settings, 'secret'),
    context.receivedAt,
  )
  if (unsigned !== undefined)
    return refusal({ ...unsigned, answer: error(310_000, unsigned.words) })
  if (!isMessageType(typeOf(value))) return refusal(WRONG_TYPE)
  const message = messageOf(value, text)
  if (message === undefined) return refusal(missing(typeOf(value) ?? 'text'))
  return {
    kind: 'events',
    events: [chatEvent(message, 'DingTalk', context)],
    answer: jsonAnswer({ errcode: 0, errmsg: 'ok' }),
  }
}

function error(errcode: number, errmsg: string) {
  return jsonAnswer({ errcode, errmsg })
}

function refusal(fault: Refusal): SourceReading {
  return refused('A message for a DingTalk robot, as JSON or as a form.', fault)
}

const NO_POST: Refusal = {
  found: 'Another method than POST.',
  remedy: 'Post the message to this address.',
  answer: error(43_002, '需要POST请求'),
}

function noJson(found: string): Refusal {
  return {
    found,
    remedy: 'Send what a DingTalk robot takes: an object with "msgtype".',
    answer: error(40_035, '缺少参数 json'),
  }
}

const WRONG_TYPE: Refusal = {
  found: 'A "msgtype" that no robot takes, or none.',
  remedy: 'Use text, markdown, link, actionCard or feedCard.',
  answer: error(400_105, '不支持的消息类型'),
}

function missing(type: string): Refusal {
  return {
    found: `A message of the type ${type} without any text in it.`,
    remedy: 'Fill in its title and text.',
    answer: error(
      400_402,
      `错误描述:参数 ${type} 缺失，或者参数格式不正确; 解决方案:请填充上对应参数;`,
    ),
  }
}
