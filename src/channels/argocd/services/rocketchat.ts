import type { Verdict } from '../../../model/verdict.ts'
import { CREDENTIALS, NO_RECIPIENT, PERMISSION, TOO_LARGE } from '../answers.ts'
import type { Answered } from '../judge.ts'
import type { Delivery, Service } from '../service.ts'
import {
  answerField,
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

/** Rocket.Chat's API, as a user who logs in each time: the recipient is #channel, @user or a room's id. */
export const rocketchat: Service = {
  type: 'rocketchat',
  limits: FOR_PEOPLE,
  messageLengthMax: 5_000,
  check(options, recipient) {
    const names = ['serverUrl', 'email', 'password'].filter((name) => options.text(name) === '')
    if (names.length > 0) return [missing(...names)]
    if (webUrl(options.text('serverUrl')) === undefined) return [notAnAddress('serverUrl')]
    return recipient === '' ? [NO_RECIPIENT_GIVEN] : []
  },
  async send(delivery) {
    const { options, way } = delivery
    const server = `${baseUrl(options.text('serverUrl'), '')}/api/v1`
    const login = await way.post(`${server}/login`, {
      user: options.text('email'),
      password: options.text('password'),
    })
    const failed = way.judgeBefore(login, {
      isTaken: (answer) => answerText(answer, 'data', 'authToken') !== '',
      verdict: ({ status }) => (status < 500 && status !== 429 ? CREDENTIALS : undefined),
    })
    if (failed !== undefined || login.kind === 'failed') return failed ?? way.judge(login)
    const token = answerText(login, 'data', 'authToken')
    way.hide(token)
    const headers = { 'x-auth-token': token, 'x-user-id': answerText(login, 'data', 'userId') }
    return way.judge(await way.post(`${server}/chat.postMessage`, bodyOf(delivery), headers), {
      isTaken: (answer) => answerField(answer, 'success') === true,
      verdict,
      ref: (answer) => answerText(answer, 'message', '_id'),
    })
  },
}

function bodyOf({
  options,
  recipient,
  message,
  part,
}: Delivery): Readonly<Record<string, unknown>> {
  const icon = options.text('icon')
  const avatar = options.text('avatar')
  const written = part?.text('attachments') ?? ''
  const parsed = written === '' ? undefined : parseField('attachments', written)
  const problems = parsed !== undefined && 'problem' in parsed ? [parsed.problem] : []
  return {
    ...(/^[#@]/.test(recipient) ? { channel: recipient } : { roomId: recipient }),
    text: withProblems(message, problems),
    ...(options.text('alias') !== '' && { alias: options.text('alias') }),
    ...(/^:.+:$/.test(icon) && { emoji: icon }),
    ...(webUrl(avatar) !== undefined && { avatar }),
    ...(parsed !== undefined && 'value' in parsed && { attachments: parsed.value }),
  }
}

function verdict(answer: Answered): Verdict | undefined {
  const error = answerText(answer, 'error') + answerText(answer, 'errorType')
  if (/not-allowed/.test(error)) return PERMISSION
  if (/invalid-(?:channel|room|user)|room-not-found/.test(error)) return NO_RECIPIENT
  return /message-size|too.long/i.test(error) ? TOO_LARGE : undefined
}
