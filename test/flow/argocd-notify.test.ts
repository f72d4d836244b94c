import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deliverTemplates, readArgoConfig } from '../../src/argocd/argocd.ts'
import { ArgocdOneOffs } from '../../src/argocd-one-off.ts'
import { ServiceStandIn } from '../contract/argo-service.ts'
import { application } from '../harness/argocd.ts'
import { type SandboxServer, startSandboxServer } from '../harness/sandbox-server.ts'

// `tocsin argocd template notify`: what it really sends, and what it says of it.

const TOKEN = 'a1b2c3d4e5f6a7b8'
const SECRET = `SEC${'5'.repeat(64)}`
const SECOND_MS = 1_000

let sandbox: SandboxServer
let folder: string
const standIn = new ServiceStandIn()

beforeEach(async () => {
  // Signatures are judged by it, and made by a process with a clock of its own.
  sandbox = await startSandboxServer(Date.now())
  folder = await mkdtemp(join(tmpdir(), 'tocsin-notify-'))
})
afterEach(async () => {
  await Promise.all([sandbox.close(), standIn.close(), rm(folder, { recursive: true })])
  standIn.seen.length = 0
})

type Ran = { readonly status: number; readonly stdout: string; readonly stderr: string }

/** Runs the command with a ConfigMap that has these keys, for the template `hello`. */
async function notify(
  data: Readonly<Record<string, string>>,
  ...recipients: readonly string[]
): Promise<Ran> {
  const file = async (name: string, value: object): Promise<string> => {
    await writeFile(join(folder, name), JSON.stringify(value))
    return join(folder, name)
  }
  const configMap = await file('cm.yaml', {
    kind: 'ConfigMap',
    metadata: { name: 'argocd-notifications-cm', namespace: 'argocd' },
    data: { 'template.hello': TEMPLATE, ...data },
  })
  const secret = await file('secret.yaml', {
    kind: 'Secret',
    metadata: { name: 'argocd-notifications-secret' },
    stringData: { url: robotUrl(TOKEN), sign: SECRET },
  })
  const app = await file('app.json', application('shop'))
  const words = ['argocd', 'template', 'notify', 'hello', app]
  const files = ['--config-map', configMap, '--secret', secret]
  const named = recipients.flatMap((recipient) => ['--recipient', recipient])
  const main = join(import.meta.dirname, '../../src/main.ts')
  return await new Promise((resolve) => {
    execFile(process.execPath, [main, ...words, ...files, ...named], (error, stdout, stderr) => {
      resolve({ status: Number(error?.code ?? 0), stdout, stderr })
    })
  })
}

const TEMPLATE = JSON.stringify({
  message: 'hello {{.app.metadata.name}}',
  webhook: { relay: { method: 'POST', path: '/{{.app.metadata.name}}', body: 'was synced' } },
})

function robotUrl(token: string): string {
  return `${sandbox.origin}/sandbox/dingtalk/robot/send?access_token=${token}`
}

const SIGNED = { 'service.webhook.ops': 'url: $url\ndingtalk: {secret: $sign}' }

test('a robot that demands a signature is sent a signed message', async () => {
  await sandbox.api('PUT', 'chats', { token: TOKEN, secret: SECRET })
  const { status, stdout, stderr } = await notify(SIGNED, 'ops')
  expect(stdout).toBe("notified 'ops'\n")
  expect(status).toBe(0)
  expect(JSON.stringify(await sandbox.posted())).toContain('hello shop')
  expect(stdout + stderr).not.toContain(TOKEN)
})

test('what is refused with HTTP 200 failed, says why and what to do, and names no token', async () => {
  await sandbox.api('PUT', 'chats', { token: TOKEN, secret: SECRET })
  const { status, stdout, stderr } = await notify({ 'service.webhook.ops': 'url: $url' }, 'ops')
  expect(status).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^failed to notify 'ops': .*sign.*secret/is)
  expect(stderr).not.toMatch(new RegExp(`${TOKEN}|${SECRET}`))
})

test('each recipient is told, also behind one that could not be', async () => {
  const url = await standIn.open([{ status: 200 }])
  const services = { ...SIGNED, 'service.webhook.relay': `url: ${url}`, 'service.nats': 'url: x' }
  const { status, stdout, stderr } = await notify(services, 'nats:a', 'none:b', 'relay', 'ops')
  expect(stderr).toMatch(
    /failed to notify 'nats:a': Tocsin does not send to services of the type "nats"/,
  )
  expect(stderr).toContain(
    "failed to notify 'none:b': notification service 'none' is not supported",
  )
  expect(stdout).toBe("notified 'relay'\nnotified 'ops'\n")
  expect(status).toBe(1)
  expect(standIn.seen).toMatchObject([{ line: 'POST /shop', body: 'was synced' }])
})

test('a service that is down is a failure', async () => {
  const url = await standIn.open(['drop'])
  const { status, stderr } = await notify({ 'service.webhook.relay': `url: ${url}` }, 'relay')
  expect(status).toBe(1)
  expect(stderr).toMatch(/^failed to notify 'relay': .* It may have arrived all the same\./)
})

test('a template that fails sends nothing', async () => {
  const broken = { ...SIGNED, 'template.hello': 'message: "{{ fail \\"no\\" }}"' }
  const { status, stderr } = await notify(broken, 'ops')
  expect(status).toBe(1)
  expect(stderr).toMatch(/^failed to notify 'ops': .*no/)
  expect(await sandbox.posted()).toEqual([])
})

test('without a recipient it prints, and sends nothing', async () => {
  const { status, stdout } = await notify(SIGNED)
  expect(status).toBe(0)
  expect(stdout).toContain('message: hello shop\n')
  expect(await sandbox.posted()).toEqual([])
})

test('a robot’s limit is waited for', async () => {
  const { clock } = sandbox
  const oneOffs = new ArgocdOneOffs({ environment: {}, clock })
  const data = { 'template.hello': TEMPLATE, 'service.webhook.ops': `url: ${robotUrl('many')}` }
  const config = readArgoConfig({ data }, undefined)
  const destination = { service: 'ops', recipient: '' }
  const app = application('shop')
  let isDone = false
  const all = (async () => {
    for (let count = 0; count < 25; count += 1) {
      const delivery = deliverTemplates(config, { app, templates: ['hello'], destination })
      expect(await oneOffs.send({ config, app, delivery })).toMatchObject({ kind: 'sent' })
    }
    isDone = true
  })()
  await expect.poll(async () => (await sandbox.posted()).length, { timeout: 20_000 }).toBe(20)
  expect(isDone).toBe(false)
  clock.advance(62 * SECOND_MS)
  await all
  expect(await sandbox.refused()).toEqual([])
  expect(await sandbox.posted()).toHaveLength(25)
  await oneOffs.close()
})
