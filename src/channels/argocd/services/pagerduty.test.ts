import { serviceContract } from '../../../../test/contract/argo-service.ts'

const TOKEN = 'y_NbAkKc66ryYTWUXYEu'
const HEADERS = {
  accept: 'application/vnd.pagerduty+json;version=2',
  authorization: `Token token=${TOKEN}`,
  'content-type': 'application/json',
  from: 'ops@example.com',
}
const SERVICE = { type: 'incident', service: { id: 'PT54U20', type: 'service_reference' } }
const TAKEN = { status: 201, body: { incident: { id: 'PIJ90N7' } } }

serviceContract({
  service: 'pagerduty',
  options: (origin) => ({ apiUrl: origin, token: TOKEN, from: 'ops@example.com' }),
  recipient: 'PT54U20',
  credentials: [TOKEN],
  rendering: { message: 'demo is degraded', part: { title: 't' } },
  taken: [TAKEN],
  requests: [
    [
      'an incident with all that a template can say',
      { message: 'demo', part: { title: 't', body: 'b', urgency: 'high', priorityID: 'P53ZZH5' } },
      [
        {
          line: 'POST /incidents',
          headers: HEADERS,
          body: {
            incident: {
              ...SERVICE,
              title: 't',
              incident_key: 'nt_1',
              urgency: 'high',
              priority: { id: 'P53ZZH5', type: 'priority' },
              body: { type: 'incident_details', details: 'b' },
            },
          },
        },
      ],
    ],
    [
      'the hub’s own words',
      { message: 'demo', own: true },
      [
        {
          line: 'POST /incidents',
          headers: HEADERS,
          body: { incident: { ...SERVICE, title: 'demo', incident_key: 'nt_1' } },
        },
      ],
    ],
    ['nothing without a part', { message: 'demo' }, [], [{}]],
  ],
  judged: [
    ['taken', [TAKEN], { kind: 'sent', ref: 'PIJ90N7' }],
    [
      'what an earlier attempt has opened',
      [
        {
          status: 400,
          body: {
            error: {
              errors: ['Open incident with matching dedup key already exists on this service'],
            },
          },
        },
      ],
      { kind: 'sent' },
    ],
    ['what it cannot use', [{ status: 400, body: {} }], { kind: 'refused', reason: 'malformed' }],
    ['a wrong token', [{ status: 401, body: {} }], { kind: 'refused', reason: 'token' }],
  ],
  problems: [
    ['no token', { token: '' }, undefined, 'token'],
    ['nobody it comes from', { from: '' }, undefined, 'from'],
    ['no recipient', {}, '', 'recipient'],
  ],
})
