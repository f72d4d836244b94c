import { serviceContract } from '../../../../test/contract/argo-service.ts'

const KEY = 'glsa_hidden_hidden'
const HEADERS = { 'content-type': 'application/json', authorization: `Bearer ${KEY}` }
const TAKEN = { body: { id: 1, message: 'Annotation added' } }

serviceContract({
  service: 'grafana',
  options: (origin) => ({ apiUrl: `${origin}/api/`, apiKey: KEY }),
  recipient: 'argo|demo',
  credentials: [KEY],
  rendering: { message: 'demo is synced' },
  taken: [TAKEN],
  requests: [
    [
      'an annotation of this second, with the recipient as its tags',
      { message: 'demo' },
      [
        {
          line: 'POST /api/annotations',
          headers: HEADERS,
          body: {
            time: Date.UTC(2026, 2, 5, 2, 15, 1),
            isRegion: false,
            tags: ['argo', 'demo'],
            text: 'demo',
          },
        },
      ],
    ],
  ],
  judged: [
    ['200', [TAKEN], { kind: 'sent', ref: '1' }],
    ['no other success', [{ status: 204 }], { kind: 'refused', reason: 'unknown' }],
    ['a wrong key', [{ status: 401, body: {} }], { kind: 'refused', reason: 'token' }],
    ['a key that may not', [{ status: 403, body: {} }], { kind: 'refused', reason: 'token' }],
  ],
  problems: [
    ['nothing', { apiUrl: '', apiKey: '' }, undefined, 'apiUrl, apiKey'],
    ['no address', { apiUrl: 'grafana' }, undefined, 'apiUrl'],
  ],
})
