import { afterEach, expect, test } from 'vitest'
import {
  type ArgocdTestHub,
  annotated,
  application,
  markdown,
  owed,
  robot,
  startArgocdHub,
  stateOf,
} from '../harness/argocd.ts'

const SECOND_MS = 1_000

const CONFIG = 'contacts: {}\n'

let started: ArgocdTestHub
afterEach(() => started.hub.close())

const texts = async (token: string): Promise<(string | undefined)[]> =>
  (await started.hub.heard(token)).map(({ preview }) => preview)

test('what a trigger owes reaches its robot with the body that the template made', async () => {
  started = await startArgocdHub(CONFIG, (sandbox) => [robot(sandbox, 'dingtalk')])
  const { hub, argocd } = started
  const app = application('guestbook')
  const delivery = owed(app, { body: markdown('Synced', '### guestbook\n"quoted"') })
  const state = stateOf([delivery])
  const patch = await argocd.take(app, { deliveries: [delivery], annotation: state })
  expect(patch).toEqual({ annotation: state })
  await hub.settle()
  const [heard] = await hub.heard('dingtalk')
  expect(heard?.payload).toMatchObject({
    msgtype: 'markdown',
    markdown: { title: 'Synced', text: '### guestbook\n"quoted"' },
  })
})

test('a hub that is killed before the annotation is patched tells nothing twice', async () => {
  started = await startArgocdHub(CONFIG, (sandbox) => [robot(sandbox, 'dingtalk')])
  const { hub } = started
  const app = application('guestbook')
  const delivery = owed(app)
  const state = stateOf([delivery])
  await started.argocd.take(app, { deliveries: [delivery], annotation: state })
  await hub.restart()
  // The cluster has nothing of it, but the hub knows what it has decided.
  expect(await started.argocd.stateOf(app)).toBe(state)
  const again = await started.argocd.take(app, { deliveries: [], annotation: state })
  expect(again).toEqual({ annotation: state })
  const patched = annotated(app, state)
  expect(await started.argocd.take(patched, { deliveries: [], annotation: state })).toBeUndefined()
  expect(await started.argocd.stateOf(annotated(app, '{}'))).toBe('{}')
})

test('what is owed waits after a restart until the ConfigMap is read', async () => {
  started = await startArgocdHub(CONFIG, (sandbox) => [robot(sandbox, 'dingtalk')])
  const { hub } = started
  await hub.sandbox('POST', 'faults', { token: 'dingtalk', kind: 'busy', times: 1 })
  const app = application('guestbook')
  const delivery = owed(app)
  await started.argocd.take(app, { deliveries: [delivery], annotation: stateOf([delivery]) })
  await hub.settle()
  await hub.restart(60 * SECOND_MS)
  await hub.pass(10 * SECOND_MS)
  expect(await texts('dingtalk')).toEqual([])
  started.argocd.configure('argocd', { services: [robot(`${hub.app.url}/sandbox`, 'dingtalk')] })
  await hub.pass(2 * SECOND_MS)
  expect(await texts('dingtalk')).toHaveLength(1)
})
