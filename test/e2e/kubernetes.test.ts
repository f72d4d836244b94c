// The manifests of deploy/, by the real kubectl against the test API server, and what they allow against what the controller asks.
import { execFile, execFileSync, spawn } from 'node:child_process'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { startApiServer, type TestApiServer } from '../harness/kubernetes/api-server.ts'
import { startCluster, type TestCluster } from '../harness/kubernetes/controller.ts'
import type { Json } from '../harness/kubernetes/json.ts'
import { forbidden, rolesIn, unused } from '../harness/kubernetes/rules.ts'
import { ROOT } from '../repository.ts'

const run = promisify(execFile)
const hasKubectl = isInstalled()

function isInstalled(): boolean {
  try {
    execFileSync('kubectl', ['version', '--client'])
    return true
  } catch {
    return false
  }
}

const FOLDERS = ['base', 'cluster-wide', 'self-service']

describe('kubectl', () => {
  let server: TestApiServer
  beforeEach(async (context) => {
    context.skip(!hasKubectl, 'kubectl is not on the PATH')
    server = await startApiServer()
  })
  afterEach(() => server?.stop())

  const environment = { PATH: process.env['PATH'], HOME: '/nonexistent', KUBECONFIG: '/dev/null' }
  const options = { cwd: ROOT, env: environment }

  async function kubectl(...words: string[]): Promise<string> {
    const { stdout } = await run('kubectl', ['--server', server.url, ...words], options)
    return stdout
  }

  function kept(): number {
    const plurals = [
      'statefulsets',
      'services',
      'configmaps',
      'roles',
      'clusterroles',
      'serviceaccounts',
    ]
    return plurals.flatMap((plural) => server.objects.list(server.type(plural))).length
  }

  test.each(FOLDERS)(
    'renders deploy/kubernetes/%s, and the API server takes it',
    async (folder) => {
      const path = `deploy/kubernetes/${folder}`
      const objects: Json[] = parseAllDocuments(await kubectl('kustomize', path)).map((part) =>
        part.toJS(),
      )
      const set = objects.find(({ kind }) => kind === 'StatefulSet')
      const names = objects
        .filter(({ kind }) => kind === 'ConfigMap')
        .map(({ metadata }) => metadata.name)
      expect(names).toEqual([expect.stringMatching(/^tocsin-[a-z0-9]{10}$/)])
      expect(set.spec.template.spec.volumes[0].configMap.name).toBe(names[0])
      const said = await kubectl('apply', '--dry-run=server', '-k', path)
      expect(said.trim().split('\n')).toHaveLength(objects.length)
      expect(said).toContain('statefulset.apps/tocsin created (server dry run)')
      expect(kept()).toBe(0)
      await kubectl('apply', '-k', path)
      expect(await kubectl('apply', '-k', path)).not.toMatch(/created|error/)
      expect(kept()).toBeGreaterThan(4)
    },
  )

  test('gets, annotates, labels, patches, watches and deletes what the server keeps', async () => {
    const shop = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', spec: { project: 'a' } }
    server.objects.create(server.type('applications'), {
      ...shop,
      metadata: { name: 'shop', namespace: 'argocd' },
    })
    const watching = spawn(
      'kubectl',
      [
        '--server',
        server.url,
        'get',
        'app',
        '-n',
        'argocd',
        '-w',
        '-o',
        'jsonpath={.spec.project}{"\\n"}',
      ],
      options,
    )
    const seen = new Promise<string>((resolve) => {
      let text = ''
      watching.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8')
        if (text.includes('by-json')) resolve(text)
      })
    })
    while (server.watches.count === 0) await kubectl('version')
    expect(await kubectl('get', 'applications', '-n', 'argocd')).toMatch(/NAME +CREATED\nshop /)
    await kubectl('annotate', 'app', 'shop', '-n', 'argocd', 'a/b=c')
    await kubectl('label', 'app', 'shop', '-n', 'argocd', 'team=pay')
    await kubectl(
      'patch',
      'app',
      'shop',
      '-n',
      'argocd',
      '--type=merge',
      '-p',
      '{"spec":{"project":"by-merge"}}',
    )
    const operation = '[{"op":"replace","path":"/spec/project","value":"by-json"}]'
    await kubectl('patch', 'app', 'shop', '-n', 'argocd', '--type=json', '-p', operation)
    expect(await seen).toMatch(/^a\n(a\n)*by-merge\nby-json/)
    watching.kill()
    expect(await kubectl('get', 'app', '-A', '-l', 'team=pay', '-o', 'name')).toBe(
      'application.argoproj.io/shop\n',
    )
    await kubectl('delete', 'app', 'shop', '-n', 'argocd', '--wait=false')
    expect(server.objects.list(server.type('applications'))).toEqual([])
    await expect(kubectl('get', 'app', 'shop', '-n', 'argocd')).rejects.toThrow(/NotFound/)
  })
})

describe('the roles of deploy/', () => {
  let cluster: TestCluster
  beforeEach(async () => {
    cluster = await startCluster()
  })
  afterEach(() => cluster.stop())

  /** Everything that a controller does: it leads, looks, changes, meets an edit, sees an end, gives its lease up. */
  async function work(settings: object): Promise<void> {
    cluster.create('shop')
    cluster.create('old')
    const one = cluster.start({ identity: 'one', settings })
    let isFirst = true
    one.answer = async () => {
      if (isFirst) cluster.change('shop', { spec: { project: 'other' } })
      isFirst = false
      return { annotation: '{}' }
    }
    await cluster.until(() => cluster.server.requests.some(({ verb }) => verb === 'patch'))
    cluster.remove('old')
    await cluster.until(() => one.ends.length === 1)
    await cluster.until(
      () => cluster.server.requests.filter(({ verb }) => verb === 'update').length > 1,
    )
    await one.stop()
  }

  test.each<[string, object, string[]]>([
    ['its own namespace', {}, ['base']],
    ['all namespaces', { applicationNamespaces: ['*'] }, ['base', 'cluster-wide']],
    [
      'all namespaces, each with a configuration of its own',
      { applicationNamespaces: ['*'], selfService: true },
      ['base', 'cluster-wide', 'self-service'],
    ],
  ])('allow a controller of %s what it does', async (_name, settings, folders) => {
    await work(settings)
    expect(cluster.server.requests.length).toBeGreaterThan(10)
    expect(forbidden(cluster.server.requests, rolesIn(...folders))).toEqual([])
  })

  test('allow a controller of its own namespace nothing that it does not do', async () => {
    await work({})
    expect(unused(cluster.server.requests, rolesIn('base'))).toEqual([])
  })

  test('do not allow a controller of one namespace what one of all does', async () => {
    await work({ applicationNamespaces: ['*'] })
    expect(
      forbidden(cluster.server.requests, rolesIn('base')).map(({ plural }) => plural),
    ).toContain('applications')
  })
})

test('the hub takes the configuration that the manifests bring', async () => {
  const words = ['src/main.ts', 'check', 'deploy/kubernetes/base/tocsin.yaml']
  const { stdout } = await run(process.execPath, words, { cwd: ROOT })
  expect(stdout).toContain('tocsin.yaml is good')
})
