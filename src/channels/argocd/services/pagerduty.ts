import { NO_PART } from '../answers.ts'
import type { Delivery, Service } from '../service.ts'
import {
  answerText,
  baseUrl,
  cutText,
  FOR_PROGRAMS,
  missing,
  NO_RECIPIENT_GIVEN,
} from '../service-kinds.ts'

/** An incident by PagerDuty's REST API: the recipient is the service's id. */
export const pagerduty: Service = {
  type: 'pagerduty',
  limits: FOR_PROGRAMS,
  messageLengthMax: 1_024,
  check(options, recipient) {
    const names = ['token', 'from'].filter((name) => options.text(name).trim() === '')
    if (names.length > 0) return [missing(...names)]
    return recipient === '' ? [NO_RECIPIENT_GIVEN] : []
  },
  async send(delivery) {
    const { options, part, isOwn, way } = delivery
    if (part === undefined && !isOwn) return way.unasked(NO_PART, 'no config found for pagerduty')
    const server = baseUrl(options.text('apiUrl'), 'https://api.pagerduty.com')
    const headers = {
      accept: 'application/vnd.pagerduty+json;version=2',
      authorization: `Token token=${options.text('token').trim()}`,
      from: options.text('from').trim(),
    }
    const body = { incident: incidentOf(delivery) }
    const outcome = await way.post(`${server}/incidents`, body, headers)
    // An earlier attempt got through, and only its answer did not.
    const isThere = outcome.kind === 'answered' && ALREADY_OPEN.test(outcome.body)
    if (isThere) return { kind: 'sent', code: `HTTP ${outcome.status}`, text: 'already open' }
    return way.judge(outcome, { ref: (answer) => answerText(answer, 'incident', 'id') })
  },
}

const ALREADY_OPEN = /matching (?:dedup|incident) key already exists/i

function incidentOf({ recipient, message, part, way }: Delivery): object {
  const priorityId = part?.text('priorityId') ?? ''
  const urgency = part?.text('urgency') ?? ''
  const details = part?.text('body') ?? ''
  return {
    type: 'incident',
    title: cutText(part?.text('title') || message, 1_024),
    service: { id: recipient, type: 'service_reference' },
    // The same for each attempt: what may have arrived opens no second incident.
    incident_key: way.context.idempotencyKey,
    ...(priorityId !== '' && { priority: { id: priorityId, type: 'priority' } }),
    ...(urgency !== '' && { urgency }),
    ...(details !== '' && { body: { type: 'incident_details', details } }),
  }
}
