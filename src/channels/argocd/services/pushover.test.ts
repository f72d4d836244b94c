import { serviceContract } from '../../../../test/contract/argo-service.ts'

const TOKEN = 'azGDORePK8gMaC0QOYAMyEEuzJnyUi'
const USER = 'uQiRzpo4DXghDmr9QzzfQu27cmVRsG'
const TAKEN = { body: { status: 1, request: '647d2300-702c' } }

serviceContract({
  service: 'pushover',
  options: (origin) => ({ token: TOKEN, apiUrl: `${origin}/` }),
  recipient: USER,
  credentials: [TOKEN, USER],
  rendering: { message: 'demo is synced' },
  taken: [TAKEN],
  requests: [
    [
      'a message',
      { message: 'demo & more' },
      [
        {
          line: 'POST /1/messages.json',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: { token: TOKEN, user: USER, message: 'demo & more' },
        },
      ],
    ],
    [
      'a message that is too long, cut',
      { message: 'x'.repeat(2_000) },
      [
        {
          line: 'POST /1/messages.json',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: { token: TOKEN, user: USER, message: `${'x'.repeat(1_023)}…` },
        },
      ],
    ],
  ],
  judged: [
    ['taken', [TAKEN], { kind: 'sent', ref: '647d2300-702c' }],
    [
      'a wrong token',
      [{ status: 400, body: { token: 'invalid', status: 0 } }],
      { kind: 'refused', reason: 'token' },
    ],
    [
      'an unknown user',
      [{ status: 400, body: { user: 'invalid', status: 0 } }],
      { kind: 'refused', reason: 'token' },
    ],
    [
      'something else that is wrong',
      [{ status: 400, body: { errors: ['message cannot be blank'], status: 0 } }],
      { kind: 'refused', reason: 'malformed' },
    ],
  ],
  problems: [
    ['no token', { token: ' ' }, undefined, 'token'],
    ['no recipient', {}, '', 'recipient'],
  ],
})
