import type { Verdict } from '../../../model/verdict.ts'
import { CREDENTIALS, NO_RECIPIENT, PERMISSION, RATE_LIMITED } from '../answers.ts'
import type { Answered } from '../judge.ts'
import type { Service } from '../service.ts'
import { answerField, answerText, baseUrl, missing, NO_RECIPIENT_GIVEN } from '../service-kinds.ts'

/** Telegram's Bot API. The option apiUrl (ours) is for a Bot API server of one's own, or a relay. */
export const telegram: Service = {
  type: 'telegram',
  // A bot may say so much in one group.
  limits: { messagesMax: 20, windowMs: 60_000 },
  messageLengthMax: 4_096,
  check(options, recipient) {
    if (options.text('token').trim() === '') return [missing('token')]
    return recipient === '' ? [NO_RECIPIENT_GIVEN] : []
  },
  async send({ options, recipient, message, isOwn, way }) {
    const server = baseUrl(options.text('apiUrl'), 'https://api.telegram.org')
    const url = `${server}/bot${options.text('token').trim()}/sendMessage`
    const body = { ...chatOf(recipient), text: message }
    const rules = { isTaken, verdict, ref }
    if (isOwn) return way.judge(await way.post(url, body), rules)
    const first = await way.post(url, { ...body, parse_mode: 'Markdown' })
    // An underscore in a name is half a mark-up to Telegram, which then takes nothing: the text itself gets through.
    const isMarkup = first.kind === 'answered' && CANNOT_PARSE.test(first.body)
    return way.judge(isMarkup ? await way.post(url, body) : first, rules)
  },
}

/** A number below zero is a group, with a topic behind a bar; anything else is a channel's name. */
function chatOf(recipient: string): { chat_id: string; message_thread_id?: number } {
  if (!recipient.startsWith('-')) return { chat_id: `@${recipient.replace(/^@/, '')}` }
  const [chat = '', topic] = recipient.split('|')
  const isTopic = topic !== undefined && /^\d{1,15}$/.test(topic)
  return { chat_id: chat, ...(isTopic && { message_thread_id: Number(topic) }) }
}

function isTaken(answer: Answered): boolean {
  return answerField(answer, 'ok') === true
}

function ref(answer: Answered): string {
  return answerText(answer, 'result', 'message_id')
}

const CANNOT_PARSE = /can't parse entities/

function verdict(answer: Answered): Verdict | undefined {
  const description = answerText(answer, 'description')
  if (answer.status === 429) {
    const seconds = Number(answerText(answer, 'parameters', 'retry_after'))
    return seconds > 0 ? { ...RATE_LIMITED, afterMs: seconds * 1_000 } : RATE_LIMITED
  }
  // A token that is none is a path that Telegram does not know.
  if (answer.status === 401 || answer.status === 404) return CREDENTIALS
  if (/chat not found|thread not found|group chat was upgraded/.test(description))
    return NO_RECIPIENT
  return answer.status === 403 || /not enough rights/.test(description) ? PERMISSION : undefined
}
