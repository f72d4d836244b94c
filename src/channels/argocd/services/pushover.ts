import { CREDENTIALS, NO_RECIPIENT } from '../answers.ts'
import type { Answered } from '../judge.ts'
import type { Service } from '../service.ts'
import {
  answerField,
  answerText,
  baseUrl,
  FOR_PEOPLE,
  missing,
  NO_RECIPIENT_GIVEN,
} from '../service-kinds.ts'

/** Pushover: the recipient is a user's or a group's key. */
export const pushover: Service = {
  type: 'pushover',
  limits: FOR_PEOPLE,
  messageLengthMax: 1_024,
  check(options, recipient) {
    if (options.text('token').trim() === '') return [missing('token')]
    return recipient === '' ? [NO_RECIPIENT_GIVEN] : []
  },
  async send({ options, recipient, message, way }) {
    way.hide(recipient)
    const server = baseUrl(options.text('apiUrl'), 'https://api.pushover.net')
    const form = { token: options.text('token').trim(), user: recipient, message }
    return way.judge(await way.postForm(`${server}/1/messages.json`, form), {
      isTaken: (answer) => answerField(answer, 'status') === 1,
      ref: (answer) => answerText(answer, 'request'),
      verdict,
    })
  },
}

function verdict(answer: Answered) {
  if (answer.status !== 400) return undefined
  if (answerField(answer, 'token') === 'invalid') return CREDENTIALS
  return answerField(answer, 'user') === 'invalid' ? NO_RECIPIENT : undefined
}
