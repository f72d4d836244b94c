import { serviceContract } from '../../../../test/contract/argo-service.ts'

const KEY = '0f1e2d3c-hidden-hidden'
const HEADERS = { 'content-type': 'application/json', authorization: `GenieKey ${KEY}` }
const TAKEN = { status: 202, body: { result: 'Request will be processed', requestId: 'r1' } }
const TEAM = { responders: [{ type: 'team', id: 'team1' }], source: 'Argo CD' }

serviceContract({
  service: 'opsgenie',
  options: (origin) => ({ apiUrl: origin, apiKeys: { team1: KEY } }),
  recipient: 'team1',
  credentials: [KEY],
  rendering: { message: 'demo is degraded', part: { description: 'd' } },
  taken: [TAKEN],
  requests: [
    [
      'an alert with all that a template can say',
      {
        message: 'demo',
        part: {
          description: 'd',
          priority: 'P1',
          alias: 'demo',
          note: 'n',
          actions: ['restart'],
          tags: ['argo'],
          details: { app: 'demo' },
          entity: 'e',
          visibleTo: [{ id: 'team2', type: 'team' }],
          user: 'u',
        },
      },
      [
        {
          line: 'POST /v2/alerts',
          headers: HEADERS,
          body: {
            ...TEAM,
            message: 'demo',
            description: 'd',
            priority: 'P1',
            alias: 'demo',
            note: 'n',
            actions: ['restart'],
            tags: ['argo'],
            details: { app: 'demo' },
            entity: 'e',
            visibleTo: [{ id: 'team2', type: 'team' }],
            user: 'u',
          },
        },
      ],
    ],
    [
      'a message alone, known again by the key of its attempts',
      { message: 'demo' },
      [
        {
          line: 'POST /v2/alerts',
          headers: HEADERS,
          body: { ...TEAM, message: 'demo', alias: 'nt_1' },
        },
      ],
    ],
    [
      'a long message whole in the description',
      { message: 'x'.repeat(131) },
      [
        {
          line: 'POST /v2/alerts',
          headers: HEADERS,
          body: {
            ...TEAM,
            message: `${'x'.repeat(129)}…`,
            alias: 'nt_1',
            description: 'x'.repeat(131),
          },
        },
      ],
    ],
    [
      'nothing where the part has no description',
      { message: 'demo', part: { priority: 'P1' } },
      [],
      [{}],
    ],
  ],
  judged: [
    ['taken', [TAKEN], { kind: 'sent', ref: 'r1' }],
    ['a wrong key', [{ status: 403, body: {} }], { kind: 'refused', reason: 'token' }],
    ['what it cannot use', [{ status: 422, body: {} }], { kind: 'refused', reason: 'malformed' }],
  ],
  problems: [
    ['no keys', { apiKeys: {} }, undefined, 'apiKeys'],
    ['another recipient', {}, 'team9', 'apiKeys'],
  ],
})
