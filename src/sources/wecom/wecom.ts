/**
 * In: a message as it is posted to a WeCom group robot, at the robot's own path or at `/in/<key>`.
 * Out: one event whose kind and severity are guessed from the words, and WeCom's own answer.
 * Holds: pure; what has words in it is never refused for its form; nothing here throws.
 */
import type {
  SourceAnswer,
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

/** Messages for WeCom robots: a sender changes nothing but the host in the robot's address. */
export const wecom: SourceType = {
  type: 'wecom',
  title: { en: 'Messages for a WeCom robot', zh: '企业微信机器人格式消息' },
  methods: ['POST', 'GET'],
  addresses: [
    {
      path: '/cgi-bin/webhook/send',
      keyOf: ({ query }) => formFields(query)?.get('key'),
      unknownKey: error(93_000, 'invalid webhook url'),
    },
  ],
  fields: chatWordFields,
  // A message says a thing once; how often its sender repeats it is not known.
  repeatsRarely: true,
  read,
}

function read(request: SourceRequest, context: SourceContext): SourceReading {
  if (request.method !== 'POST') return refusal(NO_POST)
  if (bodyText(request) === '') return refusal(unreadable('The request has no body.'))
  const decoded = decodeRequest(request)
  if (decoded.kind === 'unreadable') return refusal(unreadable(decoded.found))
  const { value, text } = decoded
  if (!isRecord(value)) return refusal(unreadable('A list, not one message.'))
  if (!isMessageType(typeOf(value))) return refusal(WRONG_TYPE)
  const message = messageOf(value, text)
  if (message === undefined) return refusal(EMPTY)
  return {
    kind: 'events',
    events: [chatEvent(message, 'WeCom', context)],
    answer: jsonAnswer({ errcode: 0, errmsg: 'ok' }),
  }
}

function error(errcode: number, errmsg: string): SourceAnswer {
  return jsonAnswer({ errcode, errmsg })
}

function refusal(fault: Refusal): SourceReading {
  return refused('A message for a WeCom robot, as JSON.', fault)
}

const NO_POST: Refusal = {
  found: 'Another method than POST.',
  remedy: 'Post the message to this address.',
  answer: error(43_002, 'require POST method'),
}

const WRONG_TYPE: Refusal = {
  found: 'A "msgtype" that no robot takes, or none.',
  remedy: 'Use text, markdown, markdown_v2, news or template_card.',
  answer: error(40_008, 'invalid message type'),
}

const EMPTY: Refusal = {
  found: 'A message without any text in it.',
  remedy: 'Fill in its content.',
  answer: error(44_004, 'empty content'),
}

function unreadable(found: string): Refusal {
  return {
    found,
    remedy: 'Send what a WeCom robot takes: an object with "msgtype".',
    answer: error(40_008, 'invalid message type. Warning: wrong json format. '),
  }
}
