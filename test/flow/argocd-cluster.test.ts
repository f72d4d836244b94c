import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { STATE_ANNOTATION } from '../../src/argocd-hub/argocd-hub.ts'
import { applicationIn } from '../harness/argocd.ts'
import { startHubProcess } from '../harness/hub-process.ts'
import { startApiServer } from '../harness/kubernetes/api-server.ts'

const SIGNING = `SEC${'5'.repeat(64)}`
const EXAMPLE: { data: Readonly<Record<string, string>> } = parse(
  readFileSync(new URL('../../examples/argocd/configmap.yaml', import.meta.url), 'utf8'),
)

test('a hub without a file of its own watches a cluster, brings a failed sync to the chat, signed, and writes the annotation', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-argocd-'))
  const server = await startApiServer()
  const kubeconfig = join(folder, 'kubeconfig')
  await writeFile(kubeconfig, stringify(kubeconfigOf(server.url)))
  const words = ['--sandbox', '--kubeconfig', kubeconfig, '--namespace', 'argocd']
  const data = join(folder, 'data')
  const hub = await startHubProcess({ command: 'argocd', folder, data, words })
  const base64 = (text: string): string => Buffer.from(text).toString('base64')
  const robot = `${hub.url}/sandbox/dingtalk/robot/send?access_token=dingtalk`
  await fetch(`${hub.url}/sandbox/api/chats`, {
    method: 'PUT',
    body: JSON.stringify({ token: 'dingtalk', secret: SIGNING }),
    headers: { 'content-type': 'application/json' },
  })
  const place = (name: string) => ({ metadata: { namespace: 'argocd', name } })
  const secrets = { 'dingtalk-url': base64(robot), 'dingtalk-secret': base64(SIGNING) }
  const { objects } = server
  objects.create(server.type('secrets'), {
    ...place('argocd-notifications-secret'),
    data: secrets,
  })
  objects.create(server.type('configmaps'), {
    ...place('argocd-notifications-cm'),
    data: EXAMPLE.data,
  })
  const { metadata: _, ...failed } = applicationIn('02')
  objects.create(server.type('applications'), { ...failed, ...place('orders') })
  const heard = async (): Promise<string> =>
    JSON.stringify(await (await fetch(`${hub.url}/sandbox/api/messages`)).json())
  await expect.poll(heard, { timeout: 20_000 }).toContain('orders: sync failed')
  const annotation = (): string =>
    objects.get(server.type('applications'), { namespace: 'argocd', name: 'orders' }).metadata
      .annotations?.[STATE_ANNOTATION] ?? ''
  await expect.poll(annotation, { timeout: 20_000 }).toContain('on-sync-failed:[0].')
  expect(JSON.parse(await heard()).refused).toEqual([])
  const { argocd } = JSON.parse(await (await fetch(`${hub.url}/api/v1/status`)).text())
  expect(argocd.controller).toMatchObject({
    leading: true,
    leader: expect.any(String),
    applications: 1,
    patched: 1,
    failed: 0,
    watched: expect.arrayContaining([{ kind: 'applications', objects: 1, ready: true }]),
  })
  const metrics = await (await fetch(`${hub.url}/metrics`)).text()
  expect(metrics).toContain('\ntocsin_argocd_leading 1\n')
  expect(metrics).toContain('\ntocsin_argocd_objects{kind="applications"} 1\n')
  expect(metrics).toContain('\ntocsin_argocd_watch_healthy{kind="secrets"} 1\n')
  expect(metrics).toContain('\ntocsin_argocd_annotations_patched_total 1\n')
  expect(metrics).toContain('\ntocsin_argocd_configuration_problems{namespace="argocd"} 0\n')
  // A file that is written later counts.
  await writeFile(join(folder, 'tocsin.yaml'), 'contacts: []\n')
  hub.signal('SIGHUP')
  await hub.says(/the configuration is broken and is not used/)
  expect(await hub.stop()).toBe(0)
  expect(hub.log.join('\n')).not.toContain('access_token=dingtalk')
  await server.stop()
  await rm(folder, { recursive: true })
})

function kubeconfigOf(url: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    clusters: [{ name: 'test', cluster: { server: url } }],
    users: [{ name: 'test', user: {} }],
  }
}
