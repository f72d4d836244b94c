import { serviceContract } from '../../../../test/contract/argo-service.ts'

const KEY = '3e1f-routing-hidden'
const JSON_TYPE = { 'content-type': 'application/json' }
const TAKEN = { status: 202, body: { status: 'success', dedup_key: 'nt_1' } }
const PART = { summary: 's', severity: 'critical', source: 'demo' }
const EVENT = { routing_key: KEY, event_action: 'trigger', dedup_key: 'nt_1', client: 'ArgoCD' }

serviceContract({
  service: 'pagerdutyv2',
  options: (origin) => ({ apiUrl: origin, serviceKeys: { ops: KEY } }),
  recipient: 'ops',
  credentials: [KEY],
  rendering: { message: 'demo is degraded', part: PART },
  taken: [TAKEN],
  requests: [
    [
      'an event, known again by the key of its attempts',
      { message: 'demo', part: PART },
      [{ line: 'POST /v2/enqueue', headers: JSON_TYPE, body: { ...EVENT, payload: PART } }],
    ],
    [
      'an event with all that a template can say',
      {
        message: 'demo',
        part: {
          ...PART,
          component: 'c',
          group: 'g',
          class: 'k',
          url: 'https://a.example',
          dedupKey: 'd',
        },
      },
      [
        {
          line: 'POST /v2/enqueue',
          headers: JSON_TYPE,
          body: {
            ...EVENT,
            dedup_key: 'd',
            client_url: 'https://a.example',
            payload: { ...PART, component: 'c', group: 'g', class: 'k' },
          },
        },
      ],
    ],
    [
      'the hub’s own words',
      { message: 'demo', own: true },
      [
        {
          line: 'POST /v2/enqueue',
          headers: JSON_TYPE,
          body: { ...EVENT, payload: { summary: 'demo', severity: 'warning', source: 'Argo CD' } },
        },
      ],
    ],
    ['nothing without a part', { message: 'demo' }, [], [{}]],
  ],
  judged: [
    ['taken', [TAKEN], { kind: 'sent', ref: 'nt_1' }],
    ['no other success', [{ status: 200, body: {} }], { kind: 'refused', reason: 'unknown' }],
    [
      'a severity that there is not',
      [{ status: 400, body: { status: 'invalid event' } }],
      { kind: 'refused', reason: 'malformed' },
    ],
  ],
  problems: [
    ['no keys', { serviceKeys: {} }, undefined, 'serviceKeys'],
    ['another recipient', {}, 'dev', 'serviceKeys'],
  ],
})
