import { serviceContract } from '../../../../test/contract/argo-service.ts'

const KEY = 'AIzaSy-hidden-hidden'
const TOKEN = 'token-hidden-hidden'
const JSON_TYPE = { 'content-type': 'application/json' }
const PATH = `/v1/spaces/AAAA/messages?key=${KEY}&token=${TOKEN}`
const TAKEN = { body: { name: 'spaces/AAAA/messages/1' } }
const CARD_ID = '0f04f2b6556bad4478b17ea7cca17f91'

serviceContract({
  service: 'googlechat',
  options: (origin) => ({ webhooks: { ops: `${origin}${PATH}` } }),
  recipient: 'ops',
  credentials: [KEY, TOKEN],
  rendering: { message: 'demo is synced' },
  taken: [TAKEN],
  requests: [
    [
      'a text',
      { message: 'demo' },
      [{ line: `POST ${PATH}`, headers: JSON_TYPE, body: { text: 'demo' } }],
    ],
    [
      'a text in a thread',
      { message: 'demo', part: { threadKey: 'app demo' } },
      [
        {
          line: `POST /v1/spaces/AAAA/messages?key=${KEY}&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD&threadKey=app+demo&token=${TOKEN}`,
          headers: JSON_TYPE,
          body: { text: 'demo' },
        },
      ],
    ],
    [
      'cards in the place of the text, written in YAML',
      { message: 'demo', part: { cardsV2: '- header:\n    title: "demo"\n' } },
      [
        {
          line: `POST ${PATH}`,
          headers: JSON_TYPE,
          body: { text: '', cardsV2: [{ cardId: CARD_ID, card: { header: { title: 'demo' } } }] },
        },
      ],
    ],
    [
      'cards with ids of their own, and older cards',
      {
        message: 'demo',
        part: { cardsV2: '[{"cardId": "a", "card": {}}]', cards: '[{"header": {}}]' },
      },
      [
        {
          line: `POST ${PATH}`,
          headers: JSON_TYPE,
          body: { text: '', cards: [{ header: {} }], cardsV2: [{ cardId: 'a', card: {} }] },
        },
      ],
    ],
    [
      'the text in the place of cards that cannot be read',
      { message: 'demo', part: { cardsV2: '- a: "b' } },
      [
        {
          line: `POST ${PATH}`,
          headers: JSON_TYPE,
          body: { text: 'demo\n(failed to unmarshal googlechat cardsV2)' },
        },
      ],
    ],
  ],
  judged: [
    ['taken', [TAKEN], { kind: 'sent', ref: 'spaces/AAAA/messages/1' }],
    [
      'an error in a success',
      [{ body: { error: { code: 400, status: 'INVALID_ARGUMENT', message: 'm' } } }],
      { kind: 'refused', reason: 'malformed' },
    ],
    [
      'a withdrawn address',
      [{ status: 403, body: { error: { status: 'PERMISSION_DENIED' } } }],
      { kind: 'refused', reason: 'token' },
    ],
    [
      'too many',
      [{ status: 429, body: { error: { status: 'RESOURCE_EXHAUSTED' } } }],
      { kind: 'retry', reason: 'rate-limited' },
    ],
    ['an answer that is no JSON', [{ body: 'ok' }], { kind: 'refused', reason: 'unknown' }],
  ],
  problems: [
    ['no addresses', { webhooks: {} }, undefined, 'webhooks'],
    ['another recipient', {}, 'dev', 'webhooks'],
    ['no web address', { webhooks: { ops: '$chat' } }, undefined, 'webhooks.ops'],
  ],
})
