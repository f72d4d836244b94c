// In: what goes wrong, if anything. Out: a running hub with its sandbox, as the demo has it, and what speaks to it.
// What must hold: nothing outlives stop(), and nothing leaves this machine.
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { adapters } from '../../src/adapters.ts'
import { type App, startApp } from '../../src/app.ts'
import { silentLog } from '../../src/base/log.ts'
import { Secret } from '../../src/base/secret.ts'
import { loadConfiguration } from '../../src/config/config.ts'
import type { Configuration } from '../../src/model/configuration.ts'
import type { FirstText } from '../../src/stored-configuration.ts'

export const INGEST_KEY = 'console-ingest-key'
/** Of whoever signs in. */
export const PASSWORD = 'correct horse battery'

export type ConsoleHub = {
  readonly app: App
  readonly url: string
  /** What it runs with. */
  readonly configuration: Configuration
  /** Posts a CloudMonitor event and gives its id, once the hub is at rest. */
  send(fields: Readonly<Record<string, unknown>>): Promise<string>
  /** Posts a body as it is, and gives the status. */
  post(body: string): Promise<number>
  /** Waits until nothing is on its way. */
  rest(): Promise<void>
  stop(): Promise<void>
}

/** A hub with two chats: 运维群, whose robot checks a signature, and On call. */
export async function startConsoleHub(
  options: { apiToken?: string; more?: string; data?: string; inStore?: boolean } = {},
): Promise<ConsoleHub> {
  const data = options.data ?? (await mkdtemp(join(tmpdir(), 'tocsin-console-')))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const configuration = await readConfiguration(url, options.more)
  const app = await startApp({
    configuration: options.inStore ? { first: () => firstOf(url) } : configuration,
    data,
    host: '127.0.0.1',
    port,
    apiToken: options.apiToken === undefined ? undefined : new Secret(options.apiToken),
    sandbox: true,
    log: silentLog,
  })
  const headers: Record<string, string> =
    options.apiToken === undefined ? {} : { authorization: `Bearer ${options.apiToken}` }
  const post = (body: string): Promise<Response> =>
    fetch(`${app.url}/in/${INGEST_KEY}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
  const rest = async (): Promise<void> => {
    for (;;) {
      const answer = await fetch(`${app.url}/api/v1/status`, { headers })
      const { counts } = Object(await answer.json())
      if (counts.unsettled + counts.dueGroups + counts.due + counts.leased === 0) return
    }
  }
  return {
    app,
    url: app.url,
    configuration,
    rest,
    async send(fields) {
      const answer = await post(JSON.stringify(fields))
      const { events } = Object(await answer.json())
      await rest()
      return String(events[0])
    },
    post: async (body) => (await post(body)).status,
    async stop() {
      await app.stop()
      await rm(data, { recursive: true, force: true })
    },
  }
}

/** Makes the first administrator, 王伟, and gives the value of the session's cookie. */
export async function claim(hub: ConsoleHub): Promise<string> {
  const code = await hub.app.firstInvitation()
  const answer = await fetch(`${hub.url}/api/v1/invitation/accept`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code, name: 'wang', displayName: '王伟', password: PASSWORD }),
  })
  const value = /tocsin-session=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1]
  if (value === undefined) throw new Error(`the hub refuses: ${await answer.text()}`)
  return value
}

/** Makes the robot of 运维群 refuse every message: its secret is another than the hub's. */
export async function breakOpsChat(hub: ConsoleHub): Promise<void> {
  await setUpChat(hub.url, { token: 'ops', name: '运维群', secret: 'SECanother' })
}

async function setUpChat(url: string, settings: object): Promise<void> {
  const answer = await fetch(`${url}/sandbox/api/chats`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(settings),
  })
  if (!answer.ok) throw new Error(`the sandbox refuses: ${await answer.text()}`)
}

async function readConfiguration(url: string, more = ''): Promise<Configuration> {
  const loading = await loadConfiguration({
    path: 'tocsin.yaml',
    environment: {},
    readFile: async () => ({
      kind: 'read',
      bytes: new TextEncoder().encode(configurationText(url) + more),
    }),
    adapters,
  })
  if (loading.kind === 'loaded') return loading.configuration
  throw new Error(loading.problems.map(({ message }) => message).join('\n'))
}

/** The same as the first revision of a hub whose configuration is edited in the console. */
async function firstOf(url: string): Promise<FirstText> {
  return { text: configurationText(url).trimStart(), secrets: new Map(), comment: 'as it came' }
}

function configurationText(url: string): string {
  const robot = (token: string): string =>
    `${url}/sandbox/dingtalk/robot/send?access_token=${token}`
  return `
sources:
  aliyun: { type: cloudmonitor, key: ${INGEST_KEY} }
  relay: { type: generic, key: console-generic-key, dedupKey: $.id, severities: { urgent: critical } }
contacts:
  ops-chat:
    name: 运维群
    language: zh
    endpoints: [{ channel: dingtalk, url: "${robot('ops')}", secret: SECconsole }]
  oncall-chat:
    name: On call
    language: en
    endpoints: [{ channel: dingtalk, url: "${robot('oncall')}" }]
contactGroups:
  ops: [ops-chat]
  oncall: [oncall-chat]
policies:
  ecs-trouble:
    match: ['product="ECS"', 'severity=~"critical|error|warning"']
    notify: [{ to: ops }, { to: oncall }]
  state-changes:
    match: ['name="Instance:StateChange"']
    notify: [{ to: oncall, severities: [critical] }]
fallback: oncall
`
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
