import { serviceContract } from '../../../../test/contract/argo-service.ts'

const TOKEN = '123456:AAE-hidden-hidden'
const JSON_TYPE = { 'content-type': 'application/json' }
const LINE = `POST /bot${TOKEN}/sendMessage`
const TAKEN = { body: { ok: true, result: { message_id: 7 } } }
const CANNOT_PARSE = {
  status: 400,
  body: {
    ok: false,
    error_code: 400,
    description: "Bad Request: can't parse entities: Can't find end of the entity",
  },
}

serviceContract({
  service: 'telegram',
  options: (origin) => ({ token: TOKEN, apiUrl: origin }),
  recipient: '-1001234',
  credentials: [TOKEN],
  rendering: { message: '*demo* is synced' },
  taken: [TAKEN],
  requests: [
    [
      'a group by its number',
      { message: '*demo*' },
      [
        {
          line: LINE,
          headers: JSON_TYPE,
          body: { chat_id: '-1001234', text: '*demo*', parse_mode: 'Markdown' },
        },
      ],
    ],
    [
      'a topic of a group',
      { message: 'x', recipient: '-1001234|42' },
      [
        {
          line: LINE,
          headers: JSON_TYPE,
          body: { chat_id: '-1001234', message_thread_id: 42, text: 'x', parse_mode: 'Markdown' },
        },
      ],
    ],
    [
      'a channel by its name',
      { message: 'x', recipient: 'argo_news' },
      [
        {
          line: LINE,
          headers: JSON_TYPE,
          body: { chat_id: '@argo_news', text: 'x', parse_mode: 'Markdown' },
        },
      ],
    ],
    [
      'the text itself where its mark-up is broken',
      { message: 'my_app' },
      [
        {
          line: LINE,
          headers: JSON_TYPE,
          body: { chat_id: '-1001234', text: 'my_app', parse_mode: 'Markdown' },
        },
        { line: LINE, headers: JSON_TYPE, body: { chat_id: '-1001234', text: 'my_app' } },
      ],
      [CANNOT_PARSE, TAKEN],
    ],
    [
      'the hub’s own words without mark-up',
      { message: 'my_app', own: true },
      [{ line: LINE, headers: JSON_TYPE, body: { chat_id: '-1001234', text: 'my_app' } }],
    ],
  ],
  judged: [
    ['taken', [TAKEN], { kind: 'sent', ref: '7' }],
    ['taken as plain text', [CANNOT_PARSE, TAKEN], { kind: 'sent' }],
    [
      'an unknown token',
      [{ status: 404, body: { ok: false, description: 'Not Found' } }],
      { kind: 'refused', reason: 'token' },
    ],
    [
      'an unknown chat',
      [{ status: 400, body: { ok: false, description: 'Bad Request: chat not found' } }],
      { kind: 'refused', reason: 'token' },
    ],
    [
      'a bot that was thrown out',
      [{ status: 403, body: { ok: false, description: 'Forbidden: bot was kicked' } }],
      { kind: 'refused', reason: 'token' },
    ],
    [
      'too many',
      [{ status: 429, body: { ok: false, parameters: { retry_after: 9 } } }],
      { kind: 'retry', reason: 'rate-limited', afterMs: 9_000 },
    ],
    ['a failing server', [{ status: 502 }], { kind: 'retry', reason: 'unknown-outcome' }],
    ['a success that says no', [{ body: { ok: false } }], { kind: 'refused', reason: 'unknown' }],
  ],
  problems: [
    ['no token', { token: '' }, undefined, 'token'],
    ['no recipient', {}, '', 'recipient'],
  ],
})
