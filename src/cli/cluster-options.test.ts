import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { addArgocdOptions, argocdOf } from './cluster-options.ts'

const folder = mkdtempSync(join(tmpdir(), 'tocsin-cluster-options-'))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => vi.unstubAllEnvs())

const KUBECONFIG = join(folder, 'kubeconfig')
writeFileSync(
  KUBECONFIG,
  JSON.stringify({
    'current-context': 'test',
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test', namespace: 'cd' } }],
    clusters: [{ name: 'test', cluster: { server: 'http://127.0.0.1:1' } }],
    users: [{ name: 'test', user: {} }],
  }),
)

const GIVEN = ['--argocd', '--kubeconfig', KUBECONFIG]

/** What the hub is started with, by these words. */
async function read(...words: readonly string[]) {
  const command = new Command('serve').exitOverride().configureOutput({ writeErr: () => undefined })
  command.option('--argocd')
  addArgocdOptions(command)
  command.parse([...words], { from: 'user' })
  return await argocdOf(command.opts())
}

test.each([
  [[], { applicationNamespaces: [], selfService: false, configMapName: 'argocd-notifications-cm' }],
  [
    ['--application-namespaces', 'ops,team-{a,b}', '--application-namespaces', 'shop'],
    { applicationNamespaces: ['ops', 'team-{a,b}', 'shop'] },
  ],
  [['--processors-count', '4'], { concurrency: 4 }],
  [['--app-label-selector', 'team=a,env!=dev'], { labelSelector: 'team=a,env!=dev' }],
  [['--self-service-notification-enabled'], { selfService: true }],
  [['--self-service-notification-enabled=false'], { selfService: false }],
  [['--config-map-name', 'cm', '--secret-name', 's'], { configMapName: 'cm', secretName: 's' }],
  [['--replica-name', 'one'], { identity: 'one' }],
  [['--logformat', 'json', '--loglevel', 'warn'], {}],
])('upstream’s options %j are taken', async (words, expected) => {
  const options = await read(...GIVEN, ...words)
  expect(options?.cluster?.options).toMatchObject(expected)
})

test('the namespace is that of the option, of its short form, and else of the kubeconfig', async () => {
  expect((await read(...GIVEN, '--namespace', 'one'))?.namespace).toBe('one')
  expect((await read(...GIVEN, '-n', 'two'))?.namespace).toBe('two')
  expect((await read(...GIVEN))?.namespace).toBe('cd')
})

test('upstream’s variables are read where no option is given', async () => {
  vi.stubEnv('ARGOCD_APPLICATION_NAMESPACES', 'ops,{a,b}-app')
  vi.stubEnv('ARGOCD_NOTIFICATION_CONTROLLER_PROCESSORS_COUNT', '3')
  vi.stubEnv('ARGOCD_NOTIFICATION_CONTROLLER_SELF_SERVICE_NOTIFICATION_ENABLED', 'true')
  expect((await read(...GIVEN))?.cluster?.options).toMatchObject({
    applicationNamespaces: ['ops', '{a,b}-app'],
    concurrency: 3,
    selfService: true,
  })
  const given = await read(...GIVEN, '--application-namespaces', 'shop')
  expect(given?.cluster?.options.applicationNamespaces).toEqual(['shop'])
})

test('a variable that says false turns nothing on', async () => {
  vi.stubEnv('ARGOCD_NOTIFICATION_CONTROLLER_SELF_SERVICE_NOTIFICATION_ENABLED', 'false')
  expect((await read(...GIVEN))?.cluster?.options.selfService).toBe(false)
})

test.each([
  ['argocd.example.com', 'https://argocd.example.com'],
  ['https://argocd.example.com/argo/', 'https://argocd.example.com/argo'],
  ['http://argocd-server.argocd.svc:80', 'http://argocd-server.argocd.svc'],
])('Argo CD’s server at %s is asked at %s, with a token that is not shown', async (text, url) => {
  vi.stubEnv('ARGOCD_AUTH_TOKEN', 'hidden-token')
  const { server } = (await read(...GIVEN, '--argocd-server', text)) ?? {}
  expect(server).toMatchObject({ url, isInsecure: false })
  expect(server?.token.reveal()).toBe('hidden-token')
  expect(JSON.stringify(server)).not.toContain('hidden-token')
})

test('Argo CD’s server without a token, or with one in its address, is refused', async () => {
  vi.stubEnv('ARGOCD_AUTH_TOKEN', '')
  await expect(read(...GIVEN, '--argocd-server', 'cd')).rejects.toThrow('ARGOCD_AUTH_TOKEN')
  await expect(read(...GIVEN, '--argocd-server', 'https://a:b@cd')).rejects.toThrow('a host')
})

test.each([
  [['--metrics-port', '9001'], /--metrics-port has no meaning here.*\/metrics/],
  [
    ['--argocd-repo-server', 'repo:8081'],
    /--argocd-repo-server has no meaning here.*--argocd-server/,
  ],
  [['--argocd-repo-server-plaintext'], /--argocd-repo-server-plaintext has no meaning here/],
  [['--argocd-repo-server-strict-tls'], /--argocd-repo-server-strict-tls has no meaning here/],
  [['--server', 'https://10.0.0.1'], /--server has no meaning here.*--kubeconfig/],
  [['--token', 'hidden'], /^(?!.*hidden)--token has no meaning here.*--kubeconfig/],
  [['--insecure-skip-tls-verify'], /--insecure-skip-tls-verify has no meaning.*--kubeconfig/],
])('upstream’s options %j are refused with what to do', async (words, text) => {
  await expect(read(...GIVEN, ...words)).rejects.toThrow(text)
})

test.each([
  ['--processors-count', '0', /a number from 1 to 256/],
  ['--processors-count', 'many', /a number from 1 to 256/],
  ['--self-service-notification-enabled', 'perhaps', /Expected true or false/],
  ['--logformat', 'text', /Allowed choices are json/],
  ['--loglevel', 'loud', /Allowed choices are debug, info, warn, error/],
])('%s %s is refused', async (option, value, text) => {
  await expect(read(...GIVEN, option, value)).rejects.toThrow(text)
})

test('options of a cluster without --argocd are refused', async () => {
  await expect(read('--kubeconfig', KUBECONFIG)).rejects.toThrow('Expected --argocd')
  expect(await read()).toBeUndefined()
})
