import { afterEach, expect, test } from 'vitest'
import { Secret } from '../../src/base/secret.ts'
import { type ServiceAnswer, ServiceStandIn } from '../contract/argo-service.ts'
import { type ArgocdTestHub, application, startArgocdHub } from '../harness/argocd.ts'

// What the Application does not say itself is asked of Argo CD's server.

const standIn = new ServiceStandIn()
let started: ArgocdTestHub
afterEach(async () => {
  await Promise.all([started.hub.close(), standIn.close()])
  standIn.seen.length = 0
})

const COMMIT = {
  author: 'Wang Wei',
  date: '2026-03-05T02:00:00Z',
  tags: [],
  message: 'Mend the "shop"',
}

const TEMPLATE = `message: |-
  {{with call .repo.GetCommitMetadata .app.status.sync.revision}}{{.Author}}: {{.Message}}{{end}}`

/** A hub that asks a server with these answers, with this trigger for the robot `dingtalk`. */
async function start(
  answers: readonly (ServiceAnswer | 'drop')[],
  data: Readonly<Record<string, string>> = {},
): Promise<void> {
  const url = await standIn.open(answers)
  const server = { url, token: new Secret('hidden-token'), isInsecure: false }
  started = await startArgocdHub('contacts: {}', undefined, { server })
  const robot = `${started.hub.app.url}/sandbox/dingtalk/robot/send?access_token=dingtalk`
  started.notifier.configured({
    namespace: 'argocd',
    configMap: {
      data: {
        'service.webhook.dingtalk': `url: ${robot}`,
        'template.t': TEMPLATE,
        'trigger.t': '- {when: "true", oncePer: app.status.sync.revision, send: [t]}',
        subscriptions: '- {recipients: [dingtalk], triggers: [t]}',
        ...data,
      },
    },
  })
}

const said = async (): Promise<string> =>
  JSON.stringify((await started.hub.heard('dingtalk')).map(({ payload }) => payload))

test('a template tells who made the commit, and asks for it once', async () => {
  await start([{ body: COMMIT }])
  await started.notifier.look(application('shop'))
  await started.hub.settle()
  expect(await said()).toContain('Wang Wei: Mend the \\"shop\\"')
  await started.notifier.look(application('shop'))
  expect(standIn.seen).toHaveLength(1)
})

test('an Application of several sources has commits too', async () => {
  await start([{ body: COMMIT }], {
    'template.t': TEMPLATE.replace(
      '.app.status.sync.revision',
      '(index .app.status.sync.revisions 1)',
    ),
    'trigger.t': '- {when: "true", send: [t]}',
  })
  const sources = [{ repoURL: 'https://a' }, { repoURL: 'https://b' }]
  await started.notifier.look(
    application('shop', { spec: { sources }, status: { sync: { revisions: ['aaa', 'bbb'] } } }),
  )
  await started.hub.settle()
  expect(await said()).toContain('Wang Wei')
  expect(standIn.seen[0]?.line).toContain(
    '/revisions/bbb/metadata?appNamespace=argocd&sourceIndex=1',
  )
})

test('a condition knows how the Application is made', async () => {
  await start([{ body: { type: 'Helm', helm: {} } }], {
    'trigger.t': '- {when: "repo.GetAppDetails().Type == \'Helm\'", send: [u]}',
    'template.u': 'message: by Helm',
  })
  await started.notifier.look(application('shop'))
  await started.hub.settle()
  expect(await said()).toContain('by Helm')
})

test('where the server says no, the message is told with the reason', async () => {
  await start([{ status: 403, body: { message: 'permission denied' } }])
  await started.notifier.look(application('shop'))
  await started.hub.settle()
  expect(await said()).toContain("Argo CD's server answers 403: permission denied")
  expect(await said()).not.toContain('hidden-token')
})

test('a question behind each answer is not asked for ever', async () => {
  await start(
    [{ body: { ...COMMIT, message: 'next' } }, { body: { ...COMMIT, message: 'other' } }],
    {
      'template.t':
        'message: "{{range $i, $e := until 60}}{{(call $.repo.GetCommitMetadata (print $e)).Author}}{{end}}"',
    },
  )
  await started.notifier.look(application('shop'))
  await started.hub.settle()
  expect(standIn.seen.length).toBeLessThanOrEqual(20)
  expect(await said()).toContain('shop')
})
