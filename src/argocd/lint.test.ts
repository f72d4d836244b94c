import { expect, test } from 'vitest'
import { lintArgoConfig, readArgoConfig } from './argocd.ts'

function codes(
  data: Readonly<Record<string, string>>,
  secret: Readonly<Record<string, string>> = {},
): readonly string[] {
  const findings = lintArgoConfig(readArgoConfig({ data }, { stringData: secret }))
  for (const { text } of findings) {
    expect(text).toEqual({
      en: expect.stringMatching(/./),
      zh: expect.stringMatching(/\p{Script=Han}/u),
    })
    expect(JSON.stringify(text)).not.toContain('SEKRET')
  }
  return findings.map(
    ({ code, key, line }) => `${code} ${key}${line === undefined ? '' : `:${line}`}`,
  )
}

const HEALTHY = "app.status?.health?.status == 'Healthy'"

function trigger(fields: object): string {
  return JSON.stringify([{ when: HEALTHY, send: ['t'], ...fields }])
}

const GOOD = {
  'service.webhook.ops': 'url: http://ops',
  'template.t': 'message: hi\nwebhook: {ops: {method: POST, body: hi}}',
  'trigger.t': trigger({}),
  subscriptions: '- {recipients: [ops], triggers: [t]}',
}

test('nothing is said of what is in order', () => {
  expect(codes(GOOD)).toEqual([])
})

test.each<Readonly<Record<string, string>>>([
  { 'service.awssqs': 'queue: q\nregion: r\nkey: $k\nsecret: $k' },
  { 'service.webhook.ops': 'url: http://ops\nretryWaitMin: 1000000000' },
  { 'service.grafana': 'apiURL: http://g\napiKey: $k' },
  { 'service.grafana': 'apiUrl: http://g\napiKey: $k' },
])('nothing is said of %j', (change) => {
  expect(codes({ ...GOOD, ...change }, { k: 'SEKRET' })).toEqual([])
})

test.each<readonly [code: string, change: Readonly<Record<string, string>>]>([
  ['broken-key trigger.t2', { 'trigger.t2': 'when: x' }],
  ['secret-missing service.webhook.ops:1', { 'service.webhook.ops': 'url: $none' }],
  ['secret-of-another-name service.webhook.ops:1', { 'service.webhook.ops': 'url: $none:key' }],
  ['legacy-key config.yaml', { 'config.yaml': 'context: {a: b}' }],
  [
    'token-in-clear service.webhook.ops:1',
    { 'service.webhook.ops': 'url: https://x/robot?access_token=SEKRET' },
  ],
  ['token-in-clear service.slack:1', { 'service.slack': 'token: SEKRET' }],
  [
    'robot-unsigned service.webhook.ops:1',
    { 'service.webhook.ops': 'url: https://oapi.dingtalk.com/robot/send?access_token=$k' },
  ],
  [
    'robot-settings service.webhook.ops',
    { 'service.webhook.ops': 'url: http://ops\ndingtalk: {token: x}' },
  ],
  ['secret-ends-with-line-break service.webhook.ops:1', { 'service.webhook.ops': 'url: $broken' }],
  ['unknown-field service.webhook.ops:2', { 'service.webhook.ops': 'url: http://ops\nheader: []' }],
  [
    'retry-max-zero service.webhook.ops:2',
    { 'service.webhook.ops': 'url: http://ops\nretryMax: 0' },
  ],
  ['service-not-sent service.nats', { 'service.nats': 'url: nats://x' }],
  ['service-needs-key service.awssqs', { 'service.awssqs': 'queue: q\nregion: r\nkey: $k' }],
  [
    'service-needs-key service.gcppubsub:2',
    { 'service.gcppubsub': 'project: p\nkeyFile: /etc/key.json' },
  ],
  [
    'upstream-refuses service.webhook.ops:2',
    { 'service.webhook.ops': 'url: http://ops\nretryWaitMin: 1s' },
  ],
  [
    'upstream-refuses service.webhook.ops.dingtalk',
    { 'service.webhook.ops.dingtalk': 'secret: $k' },
  ],
  [
    'service-id-unused service.pagerduty:2',
    { 'service.pagerduty': 'token: $k\nserviceID: P1\nfrom: a@example.com' },
  ],
  [
    'path-behind-query service.webhook.ops:1',
    { 'service.webhook.ops': 'url: http://ops?a=b', 'template.t': 'webhook: {ops: {path: x}}' },
  ],
  ['unknown-template trigger.t:1', { 'trigger.t': trigger({ send: ['no'] }) }],
  ['empty-send trigger.t:1', { 'trigger.t': trigger({ send: [], when: 'true' }) }],
  ['never-fires trigger.t:1', { 'trigger.t': trigger({ when: "'true'" }) }],
  [
    'condition-fails trigger.t:1',
    { 'trigger.t': trigger({ when: "app.status.operationState.phase == 'Failed'" }) },
  ],
  [
    'once-per-of-several-sources trigger.t:1',
    { 'trigger.t': trigger({ oncePer: 'app.status.sync.revision' }) },
  ],
  [
    'once-per-hides-recurrence trigger.t:1',
    {
      'trigger.t': trigger({
        when: "app.status.health.status == 'Degraded'",
        oncePer: 'app.status.sync.revision',
      }),
    },
  ],
  [
    'no-such-function trigger.t:1',
    { 'trigger.t': trigger({ when: "sync.GetInfoItem('x') == 'y'" }) },
  ],
  [
    'asks-argocd trigger.t:1',
    { 'trigger.t': trigger({ when: "repo.GetAppDetails().Type == 'Helm'" }) },
  ],
  ['unknown-field template.t:2', { 'template.t': 'webhook: {ops: {body: hi}}\ndingtalk: {a: b}' }],
  [
    'unknown-field template.t:2',
    { 'template.t': 'webhook: {ops: {body: hi}}\nslack: {message: b}' },
  ],
  ['no-value template.t', { 'template.t': 'webhook: {ops: {body: "{{.app.none}}"}}' }],
  ['template-fails template.t', { 'template.t': 'webhook: {ops: {body: "{{fail `x`}}"}}' }],
  [
    'json-is-escaped template.t',
    { 'template.t': 'webhook: {ops: {body: \'{"a": "{{.app.status.operationState.message}}"}\'}}' },
  ],
  ['body-is-no-json template.t', { 'template.t': 'webhook: {ops: {body: \'{"a": "b",}\'}}' }],
  [
    'secret-as-bytes template.t:1',
    { 'template.t': 'webhook: {ops: {body: "{{ .secrets.broken }}"}}' },
  ],
  [
    'asks-argocd template.t:1',
    { 'template.t': 'webhook: {ops: {body: "{{call .repo.GetAppDetails}}"}}' },
  ],
  [
    'colour-of-another-platform template.t:1',
    { 'template.t': 'webhook: {ops: {body: \'<font color="warning">\'}}' },
  ],
  [
    'context-missing template.t:1',
    { 'template.t': 'webhook: {ops: {body: "{{.context.argocdUrl}}"}}' },
  ],
  [
    'link-without-scheme template.t:1',
    {
      context: 'argocdUrl: 1.2.3.4',
      'template.t': 'webhook: {ops: {body: "{{.context.argocdUrl}}"}}',
    },
  ],
  [
    'failure-without-reason template.t',
    { 'trigger.t': trigger({ when: "app.status.operationState?.phase == 'Failed'" }) },
  ],
  ['unknown-trigger subscriptions:1', { subscriptions: '- {recipients: [ops], triggers: [none]}' }],
  ['unknown-service subscriptions:1', { subscriptions: '- {recipients: [none], triggers: [t]}' }],
  ['unsubscribed-trigger trigger.t2', { 'trigger.t2': trigger({}) }],
  [
    'told-twice subscriptions:1',
    { 'trigger.t2': trigger({}), subscriptions: '- {recipients: [ops], triggers: [t, t2]}' },
  ],
  ['webhook-without-part service.webhook.ops', { 'template.t': 'message: hi' }],
])('%s', (code, change) => {
  expect(codes({ ...GOOD, ...change }, { broken: 'SEKRET\n', k: 'SEKRET' })).toContain(code)
})
