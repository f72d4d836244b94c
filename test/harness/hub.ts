import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Dispatcher, request } from 'undici'
import { adapters } from '../../src/adapters.ts'
import type { WireExplanation, WireStatus } from '../../src/api/wire.ts'
import { type App, type AppOptions, startApp } from '../../src/app.ts'
import { ManualClock } from '../../src/base/clock.ts'
import { LOOP_LIMITS } from '../../src/base/limits.ts'
import { type Log, silentLog } from '../../src/base/log.ts'
import { loadConfiguration } from '../../src/config/config.ts'
import type { Configuration } from '../../src/model/configuration.ts'
import { EMPTY } from '../../src/stored-configuration.ts'
import { ownDatabase } from './own-database.ts'

/** What the sandbox says of one message. */
export type HeardMessage = {
  readonly id: number
  readonly chat: string
  readonly at: number
  readonly preview?: string
  readonly errcode?: number
  readonly payload?: unknown
}

export type Answer = {
  readonly status: number
  readonly type: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: ReturnType<typeof Object>
}

/** A whole hub in this process: real HTTP, a real database, the sandbox as the platforms, and time that the test moves. */
export type TestHub = {
  readonly app: App
  /** The data folder, and the configuration with which it was started. */
  readonly data: string
  readonly configuration: Configuration
  readonly clock: ManualClock
  call(
    method: Dispatcher.HttpMethod,
    path: string,
    content?: { body?: string | Uint8Array; headers?: Record<string, string> },
  ): Promise<Answer>
  /** Posts an event to the source with the key `test-ingest-key`; gives the ids of the events taken. */
  post(event: object): Promise<readonly string[]>
  /** Lets the hub work until nothing more can happen at this moment. */
  settle(): Promise<WireStatus>
  /** Moves time in steps once what has come is settled, and lets the hub work after each. */
  pass(ms: number, stepMs?: number): Promise<void>
  /** What was posted to the robot with this token, oldest first. */
  heard(token: string): Promise<readonly HeardMessage[]>
  refused(): Promise<readonly HeardMessage[]>
  explain(eventId: string): Promise<WireExplanation>
  /** Sets up the chat of a robot, or asks for faults: the sandbox's own API. */
  sandbox(method: 'PUT' | 'POST' | 'DELETE', path: 'chats' | 'faults', body: object): Promise<void>
  configure(yaml: string): Promise<void>
  /** A configuration as `configure` would read it, which is not used. */
  read(yaml: string): Promise<Configuration>
  /** Changes the configuration to what no file could say. */
  alter(change: (configuration: Configuration) => Configuration): void
  /** Ends the hub and starts it again on the same database, after `meanwhile`: so many milliseconds, or what it misses; the sandbox forgets. */
  restart(meanwhile?: number | (() => void)): Promise<void>
  /** Ends the hub and starts it again where `to` has brought what it keeps; the sandbox forgets. */
  move(to: () => Promise<HubPlace>): Promise<void>
  close(): Promise<void>
}

/** Where a hub keeps what it keeps. */
export type HubPlace = Pick<AppOptions, 'data' | 'database'>

/** A hub whose tick fails has none: it is not waited for without an end. */
const TICK_LOOKS_MAX = 500

const START = 1_772_676_901_000

/** Starts a hub on the configuration; `${ROBOT}` in it is DingTalk's address in the sandbox up to the token, `${SANDBOX}` the sandbox's. With `database` it is one of several hubs there. */
export async function startHub(
  yaml: string,
  {
    inStore = false,
    ...options
  }: Pick<
    AppOptions,
    'requestMs' | 'apiToken' | 'sandboxMail' | 'argocd' | 'environment' | 'database' | 'spoolBytes'
  > & {
    /** None by default. */
    readonly log?: Log
    /** The configuration is then what people save: at first nothing. */
    readonly inStore?: boolean
  } = {},
): Promise<TestHub> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-hub-'))
  const clock = new ManualClock(START)
  const port = await freePort()
  const database = options.database ? undefined : await ownDatabase()
  const configuration = await read(yaml, port)
  let place: HubPlace = { data: join(folder, 'data'), database: database?.url }
  const start = (): Promise<App> =>
    startApp({
      configuration: inStore ? { first: async () => EMPTY } : configuration,
      ...place,
      host: '127.0.0.1',
      port,
      sandbox: true,
      log: silentLog,
      clock,
      ...options,
    })
  let app = await start()
  const call: TestHub['call'] = async (method, path, content) => {
    const answer = await request(`${app.url}${path}`, {
      method,
      body: content?.body,
      headers: content?.headers,
    })
    const text = await answer.body.text()
    return {
      status: answer.statusCode,
      type: String(answer.headers['content-type'] ?? ''),
      headers: answer.headers,
      body: parse(text),
    }
  }
  const messages = async (): Promise<ReturnType<typeof Object>> =>
    (await call('GET', '/sandbox/api/messages')).body
  /** What came before time goes on is settled at its own time, however long the database takes. */
  const taken = async (): Promise<void> => {
    for (let looks = 0; looks < TICK_LOOKS_MAX; looks += 1) {
      const status: WireStatus = (await call('GET', '/api/v1/status')).body
      if (status.counts.unsettled === 0) return
    }
  }
  const hub: TestHub = {
    get app() {
      return app
    },
    clock,
    configuration,
    data: join(folder, 'data'),
    read: (text) => read(text, port),
    call,
    async post(event) {
      const answer = await call('POST', '/in/test-ingest-key', { body: JSON.stringify(event) })
      if (answer.status !== 200) throw new Error(`refused: ${JSON.stringify(answer.body)}`)
      return answer.body.events
    },
    async settle() {
      let last = ''
      let looks = 0
      for (let quiet = 0; ; looks += 1) {
        await new Promise((resolve) => setTimeout(resolve, 3))
        const status: WireStatus = (await call('GET', '/api/v1/status')).body
        const { unsettled, dueGroups, dueEscalations, due, leased } = status.counts
        const now = JSON.stringify(status.counts)
        // Schedules are looked at beside what is counted: only a tick of this time has seen them.
        const ticked = Date.parse(status.lastTickAt ?? '') >= clock.now() - LOOP_LIMITS.idleMs
        // Between two looks a loop may be waiting for another process's disk.
        const isBusy = (await database?.isBusy()) === true
        const done = unsettled + dueGroups + dueEscalations + leased === 0 && !isBusy
        quiet = done && now === last && (ticked || looks > TICK_LOOKS_MAX) ? quiet + 1 : 0
        last = now
        // What is due may wait for its robot's limit; give the loops a longer look before believing it.
        if (quiet >= (due > 0 ? 12 : 3)) return status
      }
    },
    async pass(ms, stepMs = 1000) {
      await taken()
      for (let passed = 0; passed < ms; passed += stepMs) {
        clock.advance(Math.min(stepMs, ms - passed))
        await hub.settle()
      }
    },
    async heard(token) {
      const chats = (await call('PUT', '/sandbox/api/chats', json({ token }))).body
      return (await messages()).messages.filter(
        (message: HeardMessage) => message.chat === chats.chat.id,
      )
    },
    refused: async () => (await messages()).refused,
    explain: async (eventId) => (await call('GET', `/api/v1/events/${eventId}`)).body,
    async sandbox(method, path, body) {
      const answer = await call(method, `/sandbox/api/${path}`, json(body))
      if (answer.status !== 200)
        throw new Error(`the sandbox refuses: ${JSON.stringify(answer.body)}`)
    },
    async configure(text) {
      app.reconfigure(await read(text, port))
    },
    alter(change) {
      app.reconfigure(change(configuration))
    },
    async restart(meanwhile = 0) {
      await app.stop()
      if (typeof meanwhile === 'number') clock.advance(meanwhile)
      else meanwhile()
      app = await start()
    },
    async move(to) {
      await app.stop()
      place = await to()
      app = await start()
    },
    async close() {
      await app.stop()
      await database?.giveBack()
      await rm(folder, { recursive: true })
    },
  }
  return hub
}

function json(body: object): { body: string; headers: Record<string, string> } {
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
}

async function read(yaml: string, port: number): Promise<Configuration> {
  const sandbox = `http://127.0.0.1:${port}/sandbox`
  const text = yaml
    .replaceAll('${ROBOT}', `${sandbox}/dingtalk/robot/send?access_token=`)
    .replaceAll('${SANDBOX}', sandbox)
  const loading = await loadConfiguration({
    path: '/tocsin.yaml',
    environment: {},
    readFile: async () => ({ kind: 'read', bytes: Buffer.from(text) }),
    adapters,
  })
  if (loading.kind === 'broken')
    throw new Error(loading.problems.map(({ message }) => message).join('\n'))
  return loading.configuration
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net')
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

function parse(text: string): ReturnType<typeof Object> {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
