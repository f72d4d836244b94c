import { readdir, readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import type { WireStatus } from '../api/wire.ts'
import type { WireArgocd, WireDelivery } from '../api/wire-argocd.ts'
import { assert } from '../base/assert.ts'
import { type HubClient, problemOf } from './client.ts'
import { table } from './output.ts'

/** The chat of the demo: its robot takes signed messages only. */
export const ARGOCD_CHAT = {
  token: 'argocd',
  name: 'Releases',
  secret: `SEC${'a1'.repeat(32)}`,
} as const

/** What of a hub that runs Argo CD Notifications the demo calls. */
type Argocd = {
  configured(facts: {
    readonly namespace: string
    readonly configMap: object
    readonly secret: object
  }): void
  look(application: DemoApplication): Promise<unknown>
}

type DemoApplication = {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string }
}

/** Runs the ConfigMap of a folder against its Applications, and says what became of each. */
export async function playArgocd(parts: {
  readonly client: HubClient
  readonly argocd: Argocd
  readonly folder: URL
  readonly robotUrl: string
  /** Waits until the hub is at rest. */
  readonly rest: () => Promise<WireStatus>
}): Promise<{ readonly lines: readonly string[]; readonly isDelivered: boolean }> {
  const { client, argocd, folder, robotUrl, rest } = parts
  await ask(client.send('PUT', '/sandbox/api/chats', { body: JSON.stringify(ARGOCD_CHAT) }))
  const configMap = await read<object>(new URL('configmap.yaml', folder))
  const secret = { stringData: { 'dingtalk-url': robotUrl, 'dingtalk-secret': ARGOCD_CHAT.secret } }
  argocd.configured({
    namespace: 'argocd',
    configMap,
    secret,
  })
  const rows: string[][] = []
  const states: string[] = []
  for (const application of await applicationsIn(folder)) {
    await argocd.look(application)
    await rest()
    const { name, namespace } = application.metadata
    const { deliveries } = await ask<{ deliveries: readonly WireDelivery[] }>(
      client.get(`/api/v1/argocd/applications/${namespace}/${name}`),
    )
    const told = [...deliveries].reverse()
    states.push(...told.flatMap((delivery) => delivery.told.map(({ state }) => state)))
    rows.push([`  ${name}`, told.map(said).join(', ') || 'nothing is owed'])
  }
  const { counts } = await rest()
  const state = await ask<WireArgocd>(client.get('/api/v1/argocd'))
  const problems = state.namespaces.flatMap((namespace) => namespace.problems)
  const heard = await ask<{
    readonly messages: readonly unknown[]
    readonly refused: readonly unknown[]
  }>(client.get('/sandbox/api/messages'))
  return {
    lines: [
      `Argo CD Notifications: the ConfigMap in examples/argocd against ${rows.length} Applications`,
      ...problems.map(({ key, problem }) => `  ${key}: ${problem.en}`),
      '',
      ...table(rows),
      '',
      `The chat ${ARGOCD_CHAT.name} takes signed messages only: it heard ${heard.messages.length}, and refused ${heard.refused.length}.`,
      'Where two triggers said the same, it was told once.',
      '',
    ],
    isDelivered:
      counts.due + counts.leased + counts.dead === 0 &&
      problems.length === 0 &&
      heard.refused.length === 0 &&
      heard.messages.length === states.filter((one) => one === 'sent').length,
  }
}

/** `on-deployed told`; of what says the same as another: `on-sync-succeeded told with it`. */
function said({ trigger, told }: WireDelivery): string {
  const [first] = told
  if (first === undefined) return `${trigger} held back`
  if (first.state === 'sent') return `${trigger} told`
  return first.state === 'merged' ? `${trigger} told with another` : `${trigger} ${first.state}`
}

async function applicationsIn(folder: URL): Promise<readonly DemoApplication[]> {
  const place = new URL('applications/', folder)
  const files = (await readdir(place)).sort()
  return Promise.all(
    files.map(async (file) => {
      const application = await read<DemoApplication>(new URL(file, place))
      return { ...application, metadata: { ...application.metadata, uid: file } }
    }),
  )
}

async function read<T>(file: URL): Promise<T> {
  const value: unknown = parse(await readFile(file, 'utf8'))
  return value as T // of the example's own folder: a ConfigMap and Applications
}

async function ask<T>(call: ReturnType<HubClient['get']>): Promise<T> {
  const answer = await call
  assert(answer.status < 300, `the demo's hub refuses: ${problemOf(answer)}`)
  return answer.body as T // of this very program's API: wire.ts and the sandbox have the shapes
}
