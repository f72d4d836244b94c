import { serviceContract } from '../../../../test/contract/argo-service.ts'

const KEY = 'NRAK-HIDDENHIDDEN'
const HEADERS = { 'content-type': 'application/json', 'x-api-key': KEY }
const PART = { revision: '53e28ff', changelog: 'Fix it', user: 'Li' }
const LINE = 'POST /v2/applications/123456/deployments.json'

serviceContract({
  service: 'newrelic',
  options: (origin) => ({ apiURL: `${origin}/`, apiKey: KEY }),
  recipient: '123456',
  credentials: [KEY],
  rendering: { message: 'demo is synced', part: PART },
  taken: [{ status: 201, body: {} }],
  requests: [
    [
      'a deployment with the message as its description',
      { message: 'demo', part: PART },
      [{ line: LINE, headers: HEADERS, body: { deployment: { ...PART, description: 'demo' } } }],
    ],
    [
      'a deployment with a description of its own',
      { message: 'demo', part: { revision: '53e28ff', description: 'd' } },
      [
        {
          line: LINE,
          headers: HEADERS,
          body: { deployment: { revision: '53e28ff', description: 'd' } },
        },
      ],
    ],
    ['nothing without a part', { message: 'demo' }, [], [{}]],
  ],
  judged: [
    ['taken', [{ status: 201, body: {} }], { kind: 'sent' }],
    ['a wrong key', [{ status: 401, body: {} }], { kind: 'refused', reason: 'token' }],
    ['an unknown application', [{ status: 404, body: {} }], { kind: 'refused', reason: 'token' }],
  ],
  problems: [
    ['no key', { apiKey: '' }, undefined, 'apiKey'],
    ['no recipient', {}, '', 'recipient'],
  ],
})
