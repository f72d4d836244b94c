import { serviceContract } from '../../../../test/contract/argo-service.ts'

const PATH = '/powerautomate/automations/direct/workflows/f00dfeed/triggers?sig=5ca1ab1e'
const JSON_TYPE = { 'content-type': 'application/json' }

function asked(content: object) {
  const contentType = 'application/vnd.microsoft.card.adaptive'
  const body = { type: 'message', attachments: [{ contentType, content }] }
  return [{ line: `POST ${PATH}`, headers: JSON_TYPE, body }]
}

serviceContract({
  service: 'teams-workflows',
  options: (origin) => ({ recipientUrls: { ops: `${origin}${PATH}` } }),
  recipient: 'ops',
  credentials: [PATH, 'f00dfeed', '5ca1ab1e'],
  rendering: { message: 'demo is synced' },
  taken: [{ status: 202 }],
  requests: [
    [
      'a message alone',
      { message: 'demo' },
      asked({
        type: 'AdaptiveCard',
        version: '1.4',
        body: [{ type: 'TextBlock', text: 'demo', wrap: true }],
      }),
    ],
    [
      'a card with all that a template can say',
      {
        message: 'demo',
        part: {
          title: 't',
          text: 'x',
          themeColor: 'Good',
          facts: '[{"name": "n", "value": 1}, {"value": "no name"}]',
          sections: '[{"facts": [{"name": "m", "value": "v"}]}, {"text": "no facts"}]',
          potentialAction:
            '[{"@type": "OpenUri", "name": "Open", "targets": [{"os": "default", "uri": "https://a.example"}]}, {"@type": "HttpPOST"}]',
        },
      },
      asked({
        type: 'AdaptiveCard',
        version: '1.4',
        body: [
          {
            type: 'TextBlock',
            text: 't',
            size: 'Large',
            weight: 'Bolder',
            color: 'Good',
            wrap: true,
          },
          { type: 'TextBlock', text: 'x', wrap: true },
          { type: 'FactSet', facts: [{ title: 'n', value: '1' }] },
          { type: 'FactSet', facts: [{ title: 'm', value: 'v' }] },
        ],
        actions: [{ type: 'Action.OpenUrl', title: 'Open', url: 'https://a.example' }],
      }),
    ],
    [
      'a card of the template’s own, whole',
      {
        message: 'demo',
        part: { adaptiveCard: '{"type": "AdaptiveCard", "msteams": {}}', title: 't' },
      },
      asked({ type: 'AdaptiveCard', msteams: {} }),
    ],
    [
      'the message where the template’s own card is no JSON, and says so',
      { message: 'demo', part: { adaptiveCard: '{' } },
      asked({
        type: 'AdaptiveCard',
        version: '1.4',
        body: [
          {
            type: 'TextBlock',
            text: 'demo\n(failed to unmarshal teams-workflows adaptiveCard: not JSON)',
            wrap: true,
          },
        ],
      }),
    ],
  ],
  judged: [
    ['202', [{ status: 202 }], { kind: 'sent' }],
    ['a workflow that is gone', [{ status: 404 }], { kind: 'refused', reason: 'token' }],
    [
      'a card that Teams does not take',
      [{ status: 400 }],
      { kind: 'refused', reason: 'malformed' },
    ],
  ],
  problems: [
    ['another recipient', {}, 'dev', 'recipientUrls'],
    ['no addresses', { recipientUrls: {} }, undefined, 'recipientUrls'],
    [
      'no workflow',
      { recipientUrls: { ops: 'https://example.com/webhook' } },
      undefined,
      'workflow',
    ],
    [
      'no encryption',
      { recipientUrls: { ops: 'http://api.powerautomate.com/x' } },
      undefined,
      'workflow',
    ],
  ],
})
