import { serviceContract } from '../../../../test/contract/argo-service.ts'

const PATH = '/webhookb2/f00dfeed-f00d/IncomingWebhook/5ca1ab1e'
const JSON_TYPE = { 'content-type': 'application/json' }
const CARD = {
  '@type': 'MessageCard',
  context: 'https://schema.org/extensions',
  title: '',
  summary: '',
}

serviceContract({
  service: 'teams',
  options: (origin) => ({ recipientUrls: { ops: `${origin}${PATH}` } }),
  recipient: 'ops',
  credentials: [PATH, '5ca1ab1e', 'f00dfeed-f00d'],
  rendering: { message: 'demo is synced' },
  taken: [{ body: '1' }],
  requests: [
    [
      'a message alone',
      { message: 'demo' },
      [{ line: `POST ${PATH}`, headers: JSON_TYPE, body: { ...CARD, text: 'demo' } }],
    ],
    [
      'a card with all that a template can say',
      {
        message: 'demo',
        part: {
          title: 't',
          summary: 's',
          text: 'x',
          themeColor: '#000080',
          facts: '[{"name": "n", "value": "v"}]',
          sections: '[{"text": "y"}]',
          potentialAction: '[{"@type": "OpenUri"}]',
        },
      },
      [
        {
          line: `POST ${PATH}`,
          headers: JSON_TYPE,
          body: {
            ...CARD,
            title: 't',
            summary: 's',
            text: 'x',
            themeColor: '#000080',
            potentialAction: [{ '@type': 'OpenUri' }],
            sections: [{ text: 'y' }, { facts: [{ name: 'n', value: 'v' }] }],
          },
        },
      ],
    ],
    [
      'the rest of a card whose facts are no JSON, and says so',
      { message: 'demo', part: { title: 't', facts: '[{"name": "a "b""}]', sections: '{}' } },
      [
        {
          line: `POST ${PATH}`,
          headers: JSON_TYPE,
          body: {
            ...CARD,
            title: 't',
            text: 'demo\n(failed to unmarshal teams facts: not JSON)\n(failed to unmarshal teams sections: no list)',
          },
        },
      ],
    ],
    [
      'a template of its own, as it stands',
      { message: 'demo', part: { template: '{"a": 1}', title: 't' } },
      [{ line: `POST ${PATH}`, headers: JSON_TYPE, body: { a: 1 } }],
    ],
  ],
  judged: [
    ['1', [{ body: '1' }], { kind: 'sent' }],
    ['nothing, as workflows answer', [{ status: 202, body: '' }], { kind: 'sent' }],
    [
      'too many in a success',
      [
        {
          body: 'Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429',
        },
      ],
      { kind: 'retry', reason: 'rate-limited' },
    ],
    [
      'too large in a success',
      [{ body: 'Microsoft Teams endpoint returned HTTP error 413' }],
      { kind: 'refused', reason: 'too-large' },
    ],
    [
      'any other text',
      [{ body: 'Summary or Text is required.' }],
      { kind: 'refused', reason: 'unknown' },
    ],
    ['a removed webhook', [{ status: 410 }], { kind: 'refused', reason: 'disabled' }],
  ],
  problems: [
    ['no addresses', { recipientUrls: {} }, undefined, 'recipientUrls'],
    ['another recipient', {}, 'dev', 'recipientUrls'],
    ['no web address', { recipientUrls: { ops: '$teams' } }, undefined, 'recipientUrls.ops'],
  ],
})
