import { CREDENTIALS, MALFORMED } from '../answers.ts'
import type { Delivery, Service } from '../service.ts'
import {
  answerText,
  baseUrl,
  cutText,
  FOR_PROGRAMS,
  missing,
  unknownRecipient,
} from '../service-kinds.ts'
import type { Tree } from '../tree.ts'

/** An alert in Opsgenie: the recipient is a team's id, under which the options have its key. */
export const opsgenie: Service = {
  type: 'opsgenie',
  limits: FOR_PROGRAMS,
  messageLengthMax: 15_000,
  check(options, recipient) {
    const keys = options.map('apiKeys')
    if (keys.size === 0) return [missing('apiKeys')]
    return keys.has(recipient) ? [] : [unknownRecipient('apiKeys')]
  },
  async send(delivery) {
    const { options, recipient, part, way } = delivery
    if (part !== undefined && part.text('description') === '') {
      return way.unasked(MALFORMED, 'Opsgenie notification description is missing')
    }
    const written = baseUrl(options.text('apiUrl'), 'api.opsgenie.com')
    const server = /^https?:\/\//.test(written) ? written : `https://${written}`
    const authorization = `GenieKey ${options.map('apiKeys').get(recipient)?.trim() ?? ''}`
    return way.judge(await way.post(`${server}/v2/alerts`, bodyOf(delivery), { authorization }), {
      ref: (answer) => answerText(answer, 'requestId'),
      verdict: ({ status }) => (status === 403 ? CREDENTIALS : undefined),
    })
  },
}

/** What Opsgenie takes as an alert's message; a longer one stands whole in the description. */
const MESSAGE_LENGTH_MAX = 130

function bodyOf({ recipient, message, part, way }: Delivery): Readonly<Record<string, unknown>> {
  const description = part?.text('description') ?? ''
  const isLong = message.length > MESSAGE_LENGTH_MAX
  const whole = isLong
    ? [message, description].filter((text) => text !== '').join('\n\n')
    : description
  return {
    message: cutText(message, MESSAGE_LENGTH_MAX),
    // The same for each attempt: what may have arrived is not opened twice.
    alias: part?.text('alias') || way.context.idempotencyKey,
    ...(whole !== '' && { description: cutText(whole, 15_000) }),
    responders: [{ type: 'team', id: recipient }],
    ...visible(part),
    ...lists(part),
    ...(part !== undefined &&
      part.map('details').size > 0 && {
        details: Object.fromEntries(part.map('details')),
      }),
    source: 'Argo CD',
    ...texts(part),
  }
}

function texts(part: Tree | undefined): Readonly<Record<string, string>> {
  const names = ['entity', 'priority', 'user', 'note'] as const
  return Object.fromEntries(
    names.flatMap((name) => {
      const text = part?.text(name) ?? ''
      return text === '' ? [] : [[name, text]]
    }),
  )
}

function lists(part: Tree | undefined): Readonly<Record<string, readonly string[]>> {
  const names = ['actions', 'tags'] as const
  return Object.fromEntries(
    names.flatMap((name) => {
      const list = part?.texts(name) ?? []
      return list.length === 0 ? [] : [[name, list]]
    }),
  )
}

/** Teams and people who may see it, as the template names them. */
function visible(part: Tree | undefined): { visibleTo?: readonly unknown[] } {
  const list = part?.list('visibleTo') ?? []
  return list.length === 0 ? {} : { visibleTo: list }
}
