/**
 * In: a message as it is posted to a Slack incoming webhook, at the webhook's own path or at `/in/<key>`.
 * Out: one event whose kind and severity are guessed from the words, and Slack's own answer.
 * Holds: pure; what has words in it is never refused for its form; nothing here throws.
 */
import type {
  SourceContext,
  SourceReading,
  SourceRequest,
  SourceType,
} from '../../contract/source.ts'
import { type Refusal, refused, textAnswer } from '../../reading/answer.ts'
import { chatEvent } from '../../reading/chat-event.ts'
import { chatWordFields } from '../../reading/chat-words.ts'
import { bodyText, decodeRequest } from '../../reading/decode.ts'
import { isRecord, recordAt } from '../../reading/json.ts'
import { messageOf } from './message.ts'

/** Messages for Slack webhooks: a sender changes nothing but the host in the webhook's address. */
export const slack: SourceType = {
  type: 'slack',
  title: { en: 'Messages for a Slack webhook', zh: 'Slack Webhook 格式消息' },
  methods: ['POST'],
  addresses: [
    {
      path: '/services/*',
      // The workspace and the app stand before the secret part; a key alone will do.
      keyOf: ({ path }) => path.replace(/\/$/, '').split('/').at(-1),
      unknownKey: textAnswer('no_service', 404),
    },
  ],
  fields: chatWordFields,
  // A message says a thing once; how often its sender repeats it is not known.
  repeatsRarely: true,
  read,
}

function read(request: SourceRequest, context: SourceContext): SourceReading {
  if (bodyText(request) === '') return refusal(payload('The request has no body.'))
  const decoded = decodeRequest(request)
  if (decoded.kind === 'unreadable') return refusal(payload(decoded.found))
  if (!isRecord(decoded.value)) return refusal(payload('A list, not one message.'))
  const whole = recordAt(decoded.value, 'payload')
  const message =
    whole === undefined
      ? messageOf(decoded.value, decoded.text)
      : messageOf(whole, JSON.stringify(whole))
  if (message === undefined) return refusal(NO_TEXT)
  return {
    kind: 'events',
    events: [chatEvent(message, 'Slack', context)],
    answer: textAnswer('ok'),
  }
}

function refusal(fault: Refusal): SourceReading {
  return refused(
    'A message for a Slack webhook, as JSON or as the field "payload" of a form.',
    fault,
  )
}

const NO_TEXT: Refusal = {
  found: 'A message without any text in it.',
  remedy: 'Fill in "text", "blocks" or "attachments".',
  answer: textAnswer('no_text', 400),
}

function payload(found: string): Refusal {
  return {
    found,
    remedy: 'Send what a Slack webhook takes: an object with "text".',
    answer: textAnswer('invalid_payload', 400),
  }
}
