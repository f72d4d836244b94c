import { serviceContract } from '../../../../test/contract/argo-service.ts'

const TOKEN = 'NmYzYTg1-hidden-hidden'
const HEADERS = { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` }
const TAKEN = { body: { id: 'Y2lzY29zcGFyazovL3' } }

serviceContract({
  service: 'webex',
  options: (origin) => ({ token: TOKEN, apiURL: `${origin}/` }),
  recipient: 'Y2lzY29-room',
  credentials: [TOKEN],
  rendering: { message: '**demo** is synced' },
  taken: [TAKEN],
  requests: [
    [
      'a room by its id',
      { message: '**demo**' },
      [
        {
          line: 'POST /v1/messages',
          headers: HEADERS,
          body: { roomId: 'Y2lzY29-room', markdown: '**demo**' },
        },
      ],
    ],
    [
      'a person by the mail address',
      { message: 'x', recipient: 'li@example.com' },
      [
        {
          line: 'POST /v1/messages',
          headers: HEADERS,
          body: { toPersonEmail: 'li@example.com', markdown: 'x' },
        },
      ],
    ],
    [
      'the hub’s own words without mark-up',
      { message: '*x*', own: true },
      [
        {
          line: 'POST /v1/messages',
          headers: HEADERS,
          body: { roomId: 'Y2lzY29-room', text: '*x*' },
        },
      ],
    ],
  ],
  judged: [
    ['200', [TAKEN], { kind: 'sent', ref: 'Y2lzY29zcGFyazovL3' }],
    ['no other success', [{ status: 202, body: {} }], { kind: 'refused', reason: 'unknown' }],
    ['a wrong token', [{ status: 401, body: {} }], { kind: 'refused', reason: 'token' }],
    ['an unknown room', [{ status: 404, body: {} }], { kind: 'refused', reason: 'token' }],
  ],
  problems: [
    ['no token', { token: '' }, undefined, 'token'],
    ['no recipient', {}, '', 'recipient'],
  ],
})
