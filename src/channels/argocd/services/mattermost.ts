import type { Verdict } from '../../../model/verdict.ts'
import { CREDENTIALS, NO_RECIPIENT, TOO_LARGE } from '../answers.ts'
import type { Answered } from '../judge.ts'
import type { Service } from '../service.ts'
import {
  answerText,
  baseUrl,
  FOR_PEOPLE,
  missing,
  NO_RECIPIENT_GIVEN,
  notAnAddress,
  parseField,
  webUrl,
  withProblems,
} from '../service-kinds.ts'

/** Mattermost's API, as a bot: the recipient is a channel's id. */
export const mattermost: Service = {
  type: 'mattermost',
  limits: FOR_PEOPLE,
  messageLengthMax: 16_383,
  check(options, recipient) {
    if (options.text('apiURL') === '' || options.text('token').trim() === '') {
      return [missing('apiURL', 'token')]
    }
    if (webUrl(options.text('apiURL')) === undefined) return [notAnAddress('apiURL')]
    return recipient === '' ? [NO_RECIPIENT_GIVEN] : []
  },
  async send({ options, recipient, message, part, way }) {
    const written = part?.text('attachments') ?? ''
    const parsed = written === '' ? { value: [] } : parseField('attachments', written)
    const problems = 'problem' in parsed ? [parsed.problem] : []
    const body = {
      channel_id: recipient,
      message: withProblems(message, problems),
      props: { attachments: 'value' in parsed ? parsed.value : [] },
    }
    const authorization = `Bearer ${options.text('token').trim()}`
    const url = `${baseUrl(options.text('apiURL'), '')}/api/v4/posts`
    return way.judge(await way.post(url, body, { authorization }), {
      verdict,
      ref: (answer) => answerText(answer, 'id'),
    })
  },
}

function verdict(answer: Answered): Verdict | undefined {
  const id = answerText(answer, 'id')
  if (answer.status === 401) return CREDENTIALS
  if (/channel|permissions/.test(id) && answer.status < 500) return NO_RECIPIENT
  return /message_length|too_long/.test(id) ? TOO_LARGE : undefined
}
