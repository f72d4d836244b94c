import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startApiServer, type TestApiServer } from '../../test/harness/kubernetes/api-server.ts'
import { accessTo, application } from '../../test/harness/kubernetes/cluster.ts'
import { ManualClock } from '../base/clock.ts'
import { compile } from '../languages/gotemplate/gotemplate.ts'
import { APPLICATIONS } from './cluster-object.ts'
import {
  ApiClient,
  type ClusterAccess,
  type Environment,
  inClusterAccess,
  isInCluster,
  kubeconfigAccess,
} from './kubernetes.ts'

let folder: string
let clock: ManualClock
let server: TestApiServer
let clients: ApiClient[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-access-'))
  clock = new ManualClock(1_700_000_000_000)
  clients = []
})
afterEach(async () => {
  for (const client of clients) await client.close()
  await server.stop()
  await rm(folder, { recursive: true })
})

/** A certificate for 127.0.0.1, and one for a client, of the same authority. */
function certificates(): Record<'ca' | 'cert' | 'key' | 'clientCert' | 'clientKey', string> {
  const template = compile(
    '{{ $ca := genCAWithKey "ca" 30 (genPrivateKey "ecdsa") }}{{ $s := genSignedCertWithKey "server" (list "127.0.0.1") nil 30 $ca (genPrivateKey "ecdsa") }}{{ $c := genSignedCertWithKey "ops" nil nil 30 $ca (genPrivateKey "ecdsa") }}{{ dict "ca" $ca.Cert "cert" $s.Cert "key" $s.Key "clientCert" $c.Cert "clientKey" $c.Key | toJson }}',
  )
  return JSON.parse(template.render({}))
}

async function names(access: ClusterAccess): Promise<readonly string[]> {
  const client = new ApiClient(access, clock)
  clients.push(client)
  const { objects } = await client.list(APPLICATIONS, { selection: { namespace: 'argocd' } })
  return objects.map(({ metadata }) => metadata.name)
}

function put(name: string, text: string): Promise<void> {
  return writeFile(join(folder, name), text)
}

async function kubeconfig(user: object, cluster: object = {}): Promise<string> {
  await put(
    'config',
    JSON.stringify({
      'current-context': 'here',
      contexts: [{ name: 'here', context: { cluster: 'c', user: 'u', namespace: 'argocd' } }],
      clusters: [{ name: 'c', cluster: { server: server.url, ...cluster } }],
      users: [{ name: 'u', user }],
    }),
  )
  return join(folder, 'config')
}

async function start(options: Parameters<typeof startApiServer>[0]): Promise<void> {
  server = await startApiServer(options)
  server.objects.create(server.type('applications'), application('shop'))
}

describe('in a pod', () => {
  async function access(): Promise<ClusterAccess> {
    const { port } = new URL(server.url)
    const environment = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: port }
    expect([isInCluster(environment), isInCluster({})]).toEqual([true, false])
    return await inClusterAccess(environment, { clock, folder })
  }

  test('the service account is used, and its namespace is meant', async () => {
    const { ca, cert, key } = certificates()
    await start({ clock, tls: { cert, key }, tokens: ['first'] })
    await Promise.all([put('ca.crt', ca), put('token', 'first\n'), put('namespace', 'argocd')])
    const found = await access()
    expect(found.namespace).toBe('argocd')
    expect(await names(found)).toEqual(['shop'])
  })

  test('a server that the cluster does not vouch for hears nothing', async () => {
    const [ours, theirs] = [certificates(), certificates()]
    await start({ clock, tls: theirs, tokens: ['first'] })
    await Promise.all([put('ca.crt', ours.ca), put('token', 'first'), put('namespace', 'argocd')])
    await expect(names(await access())).rejects.toThrow(/CERT|SIGNATURE|SIGNED/)
    expect(server.requests).toEqual([])
  })

  test('a token that was changed is read again, at once where the old one is refused', async () => {
    const { ca, cert, key } = certificates()
    await start({ clock, tls: { cert, key }, tokens: ['first'] })
    await Promise.all([put('ca.crt', ca), put('token', 'first'), put('namespace', 'argocd')])
    const found = await access()
    expect(await names(found)).toEqual(['shop'])
    await put('token', 'second')
    server.tokens = new Set(['second'])
    expect(await names(found)).toEqual(['shop'])
  })

  test('without a service account the file that is missing is named', async () => {
    await start({ clock })
    await expect(access()).rejects.toMatchObject({
      code: 'TOCSIN_KUBERNETES',
      message: expect.stringContaining('ca.crt'),
    })
  })
})

describe('by a kubeconfig', () => {
  const environment: Environment = { PATH: '/usr/bin:/bin', HOME: '/nowhere' }

  test('a token', async () => {
    await start({ clock, tokens: ['t'] })
    const path = await kubeconfig({ token: 't' })
    expect(await names(await kubeconfigAccess({ path, environment, clock }))).toEqual(['shop'])
  })

  test('a client certificate, inline or in files beside it', async () => {
    const { ca, cert, key, clientCert, clientKey } = certificates()
    await start({ clock, tls: { cert, key, ca } })
    await Promise.all([put('ca.pem', ca), put('client.pem', clientCert)])
    const user = {
      'client-certificate': 'client.pem',
      'client-key-data': Buffer.from(clientKey).toString('base64'),
    }
    const path = await kubeconfig(user, { 'certificate-authority': 'ca.pem' })
    expect(await names(await kubeconfigAccess({ path, environment, clock }))).toEqual(['shop'])
    expect(server.clients.at(-1)).toBe('ops')
  })

  test('a program that says who we are, asked again when its answer has run out or is refused', async () => {
    await start({ clock, tokens: ['t1'] })
    const script = `#!/bin/sh
read n < ${join(folder, 'n')}
echo $((n + 1)) > ${join(folder, 'n')}
echo '{"kind":"ExecCredential","status":{"token":"t'$((n + 1))'","expirationTimestamp":"2023-11-14T22:23:20Z"}}'
`
    await Promise.all([put('n', '0\n'), put('who.sh', script)])
    await chmod(join(folder, 'who.sh'), 0o755)
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: './who.sh' }
    const path = await kubeconfig({ exec })
    const access = await kubeconfigAccess({ path, environment, clock })
    expect(await names(access)).toEqual(['shop'])
    server.tokens = new Set(['t2'])
    expect(await names(access)).toEqual(['shop'])
    server.tokens = new Set(['t3'])
    clock.advance(11 * 60_000)
    expect(await names(access)).toEqual(['shop'])
  })

  test('a program that fails is named, and nothing that it wrote', async () => {
    await start({ clock })
    const exec = { command: 'sh', args: ['-c', 'echo secret-word; echo secret-word >&2; exit 3'] }
    const path = await kubeconfig({ exec: { ...exec, installHint: 'Install it.' } })
    const failing = kubeconfigAccess({ path, environment, clock })
    await expect(failing).rejects.toThrow(
      /from the program "sh" .* it ended with 3\..*Install it\./,
    )
    await expect(failing).rejects.not.toThrow(/secret-word/)
  })

  test.each([
    ['one that is no YAML', 'a: [', /found something that is no YAML mapping/],
    ['one without a context', '{}', /Expected a current-context/],
    ['one whose context is missing', '{current-context: x}', /Expected "x" among the contexts/],
  ])('%s is refused', async (_name, text, expected) => {
    await start({ clock })
    await put('config', text)
    const path = join(folder, 'config')
    await expect(kubeconfigAccess({ path, environment, clock })).rejects.toThrow(expected)
  })

  test('a user in somebody else’s place is refused, not passed over', async () => {
    await start({ clock })
    const path = await kubeconfig({ token: 't', as: 'admin' })
    await expect(kubeconfigAccess({ path, environment, clock })).rejects.toThrow(
      /^Expected a kubeconfig without as: /,
    )
  })
})

test('an answer that never comes is given up after half a minute', async () => {
  await start({ clock })
  server.faults.add({ kind: 'hang' })
  const asked = names(accessTo(server))
  asked.catch(() => undefined)
  while (server.requests.length === 0) await (await fetch(`${server.url}/version`)).text()
  clock.advance(30_000)
  await expect(asked).rejects.toThrow('no answer in time')
})
