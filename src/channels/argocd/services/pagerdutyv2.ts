import { NO_PART } from '../answers.ts'
import type { Delivery, Service } from '../service.ts'
import {
  answerText,
  baseUrl,
  cutText,
  FOR_PROGRAMS,
  missing,
  unknownRecipient,
} from '../service-kinds.ts'

/** PagerDuty's Events API v2: the recipient is a name, under which the options have its routing key. */
export const pagerdutyv2: Service = {
  type: 'pagerdutyv2',
  limits: FOR_PROGRAMS,
  messageLengthMax: 1_024,
  check(options, recipient) {
    const keys = options.map('serviceKeys')
    if (keys.size === 0) return [missing('serviceKeys')]
    return keys.has(recipient) ? [] : [unknownRecipient('serviceKeys')]
  },
  async send(delivery) {
    const { options, part, isOwn, way } = delivery
    if (part === undefined && !isOwn) {
      return way.unasked(NO_PART, 'no config found for pagerdutyv2')
    }
    const server = baseUrl(options.text('apiUrl'), 'https://events.pagerduty.com')
    return way.judge(await way.post(`${server}/v2/enqueue`, eventOf(delivery)), {
      isTaken: ({ status }) => status === 202,
      ref: (answer) => answerText(answer, 'dedup_key'),
    })
  },
}

/** What Tocsin says itself has no part. */
function eventOf({ options, recipient, message, part, way }: Delivery): object {
  const url = part?.text('url') ?? ''
  const optional = (name: string): Readonly<Record<string, string>> => {
    const text = part?.text(name) ?? ''
    return text === '' ? {} : { [name]: text }
  }
  return {
    routing_key: options.map('serviceKeys').get(recipient)?.trim() ?? '',
    event_action: 'trigger',
    // The same for each attempt: what may have arrived opens no second incident.
    dedup_key: part?.text('dedupKey') || way.context.idempotencyKey,
    client: 'ArgoCD',
    ...(url !== '' && { client_url: url }),
    payload: {
      summary: cutText(part?.text('summary') || message, 1_024),
      severity: part?.text('severity') || 'warning',
      source: part?.text('source') || 'Argo CD',
      ...optional('component'),
      ...optional('group'),
      ...optional('class'),
    },
  }
}
