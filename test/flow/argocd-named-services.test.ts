import { afterEach, expect, test } from 'vitest'
import { SERVICE_OPTIONS } from '../contract/argo-service-options.ts'
import { type ArgocdTestHub, application, startArgocdHub } from '../harness/argocd.ts'

// Every service of upstream's, by its name: it is sent, or it is said that it is not.

let started: ArgocdTestHub
afterEach(() => started.hub.close())

/** The problems that the status has once the ConfigMap has these keys. */
async function problemsOf(data: Readonly<Record<string, string>>) {
  started = await startArgocdHub('contacts: {}')
  started.notifier.configured({ namespace: 'argocd', configMap: { data } })
  const { body } = await started.hub.call('GET', '/api/v1/argocd')
  expect(JSON.stringify(body)).not.toMatch(/hidden|PRIVATE KEY-----\w/)
  return body.namespaces[0].problems
}

const text = (options: object): string => JSON.stringify(options)

test.each(Object.entries(SERVICE_OPTIONS))(
  '%s is sent, and nothing is wrong with it',
  async (type, options) => {
    expect(await problemsOf({ [`service.${type}`]: text(options) })).toEqual([])
  },
)

test.each([
  ['nats', { url: 'nats://nats.example.com' }, 'nats'],
  ['awssqs', { queue: 'q', region: 'eu-west-1' }, 'key'],
  ['gcppubsub', { project: 'p', topic: 't', keyFile: '/etc/key.json' }, 'key'],
])('%s as it is here is reported by its name, and the others work', async (type, options, word) => {
  const problems = await problemsOf({
    [`service.${type}`]: text(options),
    'service.webhook.relay': text({ url: 'http://127.0.0.1:9' }),
    'template.t': 'message: hi',
    'trigger.t': '- {when: "true", send: [t]}',
    subscriptions: '- {recipients: [relay], triggers: [t]}',
  })
  expect(problems).toMatchObject([
    { key: `service.${type}`, problem: { en: expect.stringContaining(word) } },
  ])
  const change = await started.notifier.look(application('shop'))
  expect(change?.annotation).toContain('t:[0].')
})

test('a service that upstream does not know either is refused in its words, and nothing else', async () => {
  expect(await problemsOf({ 'service.carrier-pigeon': '{}' })).toMatchObject([
    {
      key: 'service.carrier-pigeon',
      problem: { en: "service type 'carrier-pigeon' is not supported" },
    },
  ])
})
