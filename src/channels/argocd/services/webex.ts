import { NO_RECIPIENT } from '../answers.ts'
import type { Service } from '../service.ts'
import { answerText, baseUrl, FOR_PEOPLE, missing, NO_RECIPIENT_GIVEN } from '../service-kinds.ts'

/** Webex: the recipient is a person's mail address, or a room's id. */
export const webex: Service = {
  type: 'webex',
  limits: FOR_PEOPLE,
  // Webex counts 7,439 bytes; a character of Chinese takes three.
  messageLengthMax: 2_479,
  check(options, recipient) {
    if (options.text('token').trim() === '') return [missing('token')]
    return recipient === '' ? [NO_RECIPIENT_GIVEN] : []
  },
  async send({ options, recipient, message, isOwn, way }) {
    const isPerson = /^\S+@\S+\.\S+$/.test(recipient)
    const body = {
      ...(isPerson ? { toPersonEmail: recipient } : { roomId: recipient }),
      ...(isOwn ? { text: message } : { markdown: message }),
    }
    const server = baseUrl(options.text('apiURL'), 'https://webexapis.com')
    const authorization = `Bearer ${options.text('token').trim()}`
    return way.judge(await way.post(`${server}/v1/messages`, body, { authorization }), {
      isTaken: ({ status }) => status === 200,
      ref: (answer) => answerText(answer, 'id'),
      verdict: ({ status }) => (status === 404 ? NO_RECIPIENT : undefined),
    })
  },
}
