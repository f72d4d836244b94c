import { serviceContract } from '../../../../test/contract/argo-service.ts'

const PASSWORD = 'correct-horse-battery'
const TOKEN = 'auth-token-hidden'
const JSON_TYPE = { 'content-type': 'application/json' }
const LOGGED_IN = { body: { status: 'success', data: { authToken: TOKEN, userId: 'user1' } } }
const TAKEN = { body: { success: true, message: { _id: 'message1' } } }
const LOGIN = {
  line: 'POST /api/v1/login',
  headers: JSON_TYPE,
  body: { user: 'argo@example.com', password: PASSWORD },
}
const POST = {
  line: 'POST /api/v1/chat.postMessage',
  headers: { ...JSON_TYPE, 'x-auth-token': TOKEN, 'x-user-id': 'user1' },
}

serviceContract({
  service: 'rocketchat',
  options: (origin) => ({
    serverUrl: origin,
    email: 'argo@example.com',
    password: PASSWORD,
    alias: 'Argo CD',
    icon: ':argo:',
    avatar: 'https://argo.example.com/a.png',
  }),
  recipient: '#ops',
  credentials: [PASSWORD],
  rendering: { message: 'demo is synced' },
  taken: [LOGGED_IN, TAKEN],
  requests: [
    [
      'a channel, after a login',
      { message: 'demo', part: { attachments: '[{"title": "t"}]' } },
      [
        LOGIN,
        {
          ...POST,
          body: {
            channel: '#ops',
            text: 'demo',
            alias: 'Argo CD',
            emoji: ':argo:',
            avatar: 'https://argo.example.com/a.png',
            attachments: [{ title: 't' }],
          },
        },
      ],
    ],
    [
      'a room by its id',
      { message: 'demo', recipient: 'GENERAL' },
      [
        LOGIN,
        {
          ...POST,
          body: {
            roomId: 'GENERAL',
            text: 'demo',
            alias: 'Argo CD',
            emoji: ':argo:',
            avatar: 'https://argo.example.com/a.png',
          },
        },
      ],
    ],
  ],
  judged: [
    ['taken', [LOGGED_IN, TAKEN], { kind: 'sent', ref: 'message1' }],
    ['a wrong password', [{ status: 401, body: {} }], { kind: 'refused', reason: 'token' }],
    [
      'a login that fails: nothing was sent',
      [{ status: 500, body: {} }],
      { kind: 'retry', reason: 'unreachable' },
    ],
    [
      'an unknown channel',
      [LOGGED_IN, { status: 400, body: { success: false, error: 'invalid-channel' } }],
      { kind: 'refused', reason: 'token' },
    ],
    [
      'a success that says no, and repeats the token of this login',
      [LOGGED_IN, { body: { success: false, error: `no ${TOKEN}` } }],
      { kind: 'refused', reason: 'unknown', text: '{"success":false,"error":"no ***"}' },
    ],
  ],
  problems: [
    ['no password', { password: '' }, undefined, 'password'],
    ['no address', { serverUrl: 'chat' }, undefined, 'serverUrl'],
    ['no recipient', {}, '', 'recipient'],
  ],
})
