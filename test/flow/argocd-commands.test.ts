import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { applicationIn } from '../harness/argocd.ts'
import { startApiServer, type TestApiServer } from '../harness/kubernetes/api-server.ts'

// `tocsin argocd trigger`, `template` and `lint` without files: the cluster's own configuration and Applications.

let server: TestApiServer
let folder: string

beforeAll(async () => {
  server = await startApiServer()
  folder = await mkdtemp(join(tmpdir(), 'tocsin-commands-'))
  const kubeconfig = {
    'current-context': 'test',
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test', namespace: 'argocd' } }],
    clusters: [{ name: 'test', cluster: { server: server.url } }],
    users: [{ name: 'test', user: {} }],
  }
  await writeFile(join(folder, 'kubeconfig'), JSON.stringify(kubeconfig))
  const place = (name: string) => ({ metadata: { namespace: 'argocd', name } })
  const { objects } = server
  objects.create(server.type('configmaps'), {
    ...place('argocd-notifications-cm'),
    data: {
      'service.webhook.ops': 'url: $url',
      'template.hello': 'message: "{{.app.metadata.name}} {{.secrets.word | toString}}"',
      'trigger.failed': "- {when: app.status.operationState?.phase == 'Failed', send: [hello]}",
    },
  })
  objects.create(server.type('secrets'), {
    ...place('argocd-notifications-secret'),
    data: { word: Buffer.from('magic').toString('base64') },
  })
  const { metadata: _, ...failed } = applicationIn('02')
  objects.create(server.type('applications'), { ...failed, ...place('orders') })
})
afterAll(async () => {
  await Promise.all([server.stop(), rm(folder, { recursive: true })])
})

type Ran = { readonly status: number; readonly stdout: string; readonly stderr: string }

function run(...words: readonly string[]): Promise<Ran> {
  const main = join(import.meta.dirname, '../../src/main.ts')
  const environment = { ...process.env, NO_COLOR: '1', KUBECONFIG: join(folder, 'kubeconfig') }
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [main, 'argocd', ...words],
      { env: environment },
      (error, stdout, stderr) => resolve({ status: Number(error?.code ?? 0), stdout, stderr }),
    )
  })
}

test('a trigger is tried on an Application of the cluster, by its name', async () => {
  const tried = await run('trigger', 'run', 'failed', 'orders')
  expect(tried.stdout).toMatch(/== 'Failed' +true\n$/)
  expect(tried.status).toBe(0)
  const elsewhere = await run('trigger', 'run', 'failed', 'team-a/orders')
  expect(elsewhere.stderr).toContain('there is neither a file "team-a/orders", nor an Application')
  expect(elsewhere.status).toBe(1)
})

test('a template is filled in with the cluster’s Secret', async () => {
  const { status, stdout } = await run('template', 'notify', 'hello', 'orders')
  expect(stdout).toBe('message: orders magic\n')
  expect(status).toBe(0)
})

test('the linter names keys where there is no file', async () => {
  const { status, stdout } = await run('lint')
  expect(stdout).toContain('error  service.webhook.ops  secret-missing')
  expect(status).toBe(1)
})

test('a cluster that does not answer, and a file that is not there, are told apart', async () => {
  const gone = await run('trigger', 'get', '--kubeconfig', join(folder, 'none'))
  expect(gone.stderr).toContain('TOCSIN_KUBERNETES')
  expect(gone.status).toBe(1)
  const missing = await run('trigger', 'run', 'failed', './none.yaml')
  expect(missing.stderr).toContain('Expected a file that can be read')
  expect(missing.status).toBe(2)
})
