import { serviceContract } from '../../../../test/contract/argo-service.ts'

const TOKEN = 'sxy3gkzkk3d1fqw-hidden'
const LINE = 'POST /base/api/v4/posts'
const HEADERS = { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` }
const TAKEN = { status: 201, body: { id: 'post1' } }

serviceContract({
  service: 'mattermost',
  options: (origin) => ({ apiURL: `${origin}/base/`, token: `${TOKEN}\n` }),
  recipient: 'channel1',
  credentials: [TOKEN],
  rendering: { message: 'demo is synced' },
  taken: [TAKEN],
  requests: [
    [
      'a message alone',
      { message: 'demo' },
      [
        {
          line: LINE,
          headers: HEADERS,
          body: { channel_id: 'channel1', message: 'demo', props: { attachments: [] } },
        },
      ],
    ],
    [
      'attachments',
      { message: 'demo', part: { attachments: '[{"title": "a \\"b\\""}]' } },
      [
        {
          line: LINE,
          headers: HEADERS,
          body: {
            channel_id: 'channel1',
            message: 'demo',
            props: { attachments: [{ title: 'a "b"' }] },
          },
        },
      ],
    ],
    [
      'the message without attachments that are no JSON, and says so',
      { message: 'demo', part: { attachments: '[{"title": "a "b""}]' } },
      [
        {
          line: LINE,
          headers: HEADERS,
          body: {
            channel_id: 'channel1',
            message: 'demo\n(failed to unmarshal attachments: not JSON)',
            props: { attachments: [] },
          },
        },
      ],
    ],
  ],
  judged: [
    ['taken', [TAKEN], { kind: 'sent', ref: 'post1' }],
    ['a wrong token', [{ status: 401, body: {} }], { kind: 'refused', reason: 'token' }],
    [
      'a channel that the bot is not in',
      [{ status: 403, body: { id: 'api.context.permissions.app_error' } }],
      { kind: 'refused', reason: 'token' },
    ],
    [
      'too long',
      [{ status: 400, body: { id: 'model.post.is_valid.message_length.app_error' } }],
      { kind: 'refused', reason: 'too-large' },
    ],
  ],
  problems: [
    ['no address', { apiURL: '' }, undefined, 'apiURL'],
    ['no web address', { apiURL: 'mattermost.example.com' }, undefined, 'apiURL'],
    ['no token', { token: '' }, undefined, 'token'],
    ['no recipient', {}, '', 'recipient'],
  ],
})
