import { afterEach, expect, test } from 'vitest'
import { type ArgocdTestHub, annotated, application, startArgocdHub } from '../harness/argocd.ts'

// Namespaces of Applications with a ConfigMap of their own, beside that of Argo CD.

let started: ArgocdTestHub
afterEach(() => started.hub.close())

const SHOP = application('shop', {
  metadata: { name: 'shop', namespace: 'team-a', uid: 'uid-of-shop' },
})

/** Argo CD's namespace and team-a tell their robots, `central` and `team`. */
async function start(isSelfService = true): Promise<void> {
  started = await startArgocdHub('contacts: {}', undefined, { isSelfService })
  configure('argocd', 'central')
  configure('team-a', 'team')
}

function configure(
  namespace: string,
  token: string,
  change: Readonly<Record<string, string>> = {},
): void {
  const url = `${started.hub.app.url}/sandbox/dingtalk/robot/send?access_token=${token}`
  const data = {
    'service.webhook.robot': `url: ${url}`,
    'template.t': `message: "${token} heard of {{.app.metadata.name}}"`,
    'trigger.t': '- {when: "true", send: [t]}',
    subscriptions: '- {recipients: [robot], triggers: [t]}',
    ...change,
  }
  started.notifier.configured({
    namespace,
    configMap: { data },
    secret: { stringData: { word: 'hidden' } },
  })
}

const said = async (token: string): Promise<string> =>
  JSON.stringify((await started.hub.heard(token)).map(({ payload }) => payload))

async function look() {
  const change = await started.notifier.look(SHOP)
  await started.hub.settle()
  return change
}

test('an Application is told by its namespace’s ConfigMap and by Argo CD’s, each with keys of its own', async () => {
  await start()
  const change = await look()
  expect(await said('central')).toContain('central heard of shop')
  expect(await said('team')).toContain('team heard of shop')
  const keys = Object.keys(JSON.parse(change?.annotation ?? '{}'))
  const hash = expect.stringMatching(/^t:\[0\]\.[\w-]{27}:robot:$/)
  const own = expect.stringMatching(/^team-a:t:\[0\]\.[\w-]{27}:robot:$/)
  expect(keys.toSorted()).toEqual([hash, own])
  expect(await started.notifier.look(annotated(SHOP, change?.annotation))).toBeUndefined()
})

test('other namespaces’ Applications are not told by it, and none is where self-service is off', async () => {
  await start()
  await started.notifier.look(application('orders'))
  await started.hub.settle()
  expect(await said('team')).toBe('[]')
  await started.hub.close()
  await start(false)
  await look()
  expect(await said('team')).toBe('[]')
  expect(await said('central')).toContain('shop')
})

test('a namespace whose ConfigMap is broken costs nobody else anything, and is named', async () => {
  await start()
  configure('team-a', 'team', { 'trigger.t': 'when: "true"' })
  configure('argocd', 'central', { 'trigger.u': '- {when: "app.no.way", send: [t]}' })
  await look()
  expect(await said('central')).toContain('shop')
  // Its last good value counts on.
  expect(await said('team')).toContain('shop')
  const { namespaces } = (await started.hub.call('GET', '/api/v1/argocd')).body
  expect(namespaces).toMatchObject([
    { namespace: 'argocd', problems: [] },
    { namespace: 'team-a', problems: [{ key: 'trigger.t', usesLastGood: true }] },
  ])
})

test('no template sees a Secret there', async () => {
  await start()
  const template = { 'template.t': 'message: "word {{.secrets.word}}"' }
  configure('argocd', 'central', template)
  configure('team-a', 'team', template)
  const change = await look()
  expect(change?.annotation).toContain('team-a:t:')
  for (const token of ['central', 'team']) {
    expect(await said(token)).toContain('word')
    expect(await said(token)).not.toMatch(/hidden|104 105 100/)
  }
})
