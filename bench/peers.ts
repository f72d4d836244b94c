// The programs that are measured side by side, each in a process of its own, and each with Alertmanager's API.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startHubProcess } from '../test/harness/hub-process.ts'
import { POSTGRES_BIN, startPostgres } from '../test/harness/postgres-server.ts'

/** What takes alerts on `port` at `path`, in the form of Alertmanager's API v2. */
export type Peer = {
  readonly name: string
  /** Its processes; the database's are not among them. */
  readonly pids: readonly number[]
  /** One for each process that takes alerts: connections are spread over them. */
  readonly ports: readonly number[]
  readonly path: string
  /** Resolves once nothing that was taken waits to be settled; at once where there is no such thing. */
  rest(): Promise<void>
  stop(): Promise<void>
}

/** How both tell what they have taken: each alert by itself at once to the address, or in 100 groups that wait for an hour. */
export type Telling =
  | { readonly kind: 'at once'; readonly url: string }
  | { readonly kind: 'later' }

/** node:http that parses the same JSON and keeps nothing, or keeps it in a Map: the ceiling. */
export async function startBarePeer({ keeps = false } = {}): Promise<Peer> {
  const script = fileURLToPath(new URL('bare-server.ts', import.meta.url))
  const child = spawn(process.execPath, keeps ? [script, '--keep'] : [script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (!child.stdout) throw new Error('the bare server has no output')
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return {
    name: keeps ? 'bare node:http, a Map' : 'bare node:http, keeps nothing',
    pids: [child.pid ?? 0],
    ports: [Number(line)],
    path: '/',
    rest: async () => undefined,
    stop: () => ended(child),
  }
}

/** Debian's Alertmanager, without its cluster; undefined where it is not installed. */
export async function startAlertmanager(telling: Telling): Promise<Peer | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-bench-'))
  const config = join(folder, 'alertmanager.yml')
  await writeFile(config, alertmanagerConfig(telling))
  const port = await freePort()
  const child = spawn(
    'prometheus-alertmanager',
    [
      `--config.file=${config}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  )
  const isThere = await Promise.race([
    once(child, 'spawn').then(() => true),
    once(child, 'error').then(() => false),
  ])
  if (!isThere) {
    await rm(folder, { recursive: true })
    return undefined
  }
  await untilReady(`http://127.0.0.1:${port}/-/ready`, child)
  return {
    name: 'Alertmanager, in memory',
    pids: [child.pid ?? 0],
    ports: [port],
    path: '/api/v2/alerts',
    rest: async () => undefined,
    async stop() {
      await ended(child)
      await rm(folder, { recursive: true })
    },
  }
}

/** The hub on SQLite in a folder of its own; what it has answered with 200 is on the disk. */
export function startHubPeer(telling: Telling): Promise<Peer> {
  return startHubs(telling, { name: 'hub, on the disk', count: 1, environment: {} })
}

/** So many hubs on one PostgreSQL server of their own, which keeps what it says it has; undefined where none is installed. */
export async function startSharedPeer(telling: Telling, count: number): Promise<Peer | undefined> {
  if (POSTGRES_BIN === undefined) return undefined
  const server = await startPostgres()
  const name = count === 1 ? 'hub, on PostgreSQL' : `hubs, ${count} on PostgreSQL`
  const hubs = await startHubs(telling, { name, count, environment: { TOCSIN_STORE: server.url } })
  return {
    ...hubs,
    async stop() {
      await hubs.stop()
      await server.stop()
    },
  }
}

async function startHubs(
  telling: Telling,
  { name, count, environment }: { name: string; count: number; environment: object },
): Promise<Peer> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-bench-'))
  const config = join(folder, 'tocsin.yaml')
  await writeFile(config, hubConfig(telling))
  const hubs = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      startHubProcess({
        config,
        data: join(folder, `data-${index}`),
        environment: { ...environment, TOCSIN_LOG_LEVEL: 'info' },
      }),
    ),
  )
  return {
    name,
    pids: hubs.map(({ pid }) => pid),
    ports: hubs.map(({ url }) => Number(new URL(url).port)),
    path: `/in/${KEY}/api/v2/alerts`,
    async rest() {
      for (;;) {
        const from = performance.now()
        const status = Object(await (await fetch(`${hubs[0]?.url}/api/v1/status`)).json())
        if (status.counts.unsettled === 0) return
        // Asking is work of the hub too: a tenth of its time at most.
        const ms = Math.max(20, 9 * (performance.now() - from))
        await new Promise((resolve) => setTimeout(resolve, ms))
      }
    },
    async stop() {
      await Promise.all(hubs.map((hub) => hub.stop()))
      await rm(folder, { recursive: true })
    },
  }
}

const KEY = 'bench-peers-key'

/** A list of alerts, each of its own, in one of 100 groups: some 480 bytes an alert. */
export function alertsBody(first: number, count: number): string {
  return JSON.stringify(Array.from({ length: count }, (_, index) => alertOf(first + index)))
}

function alertOf(number: number): object {
  return {
    labels: {
      alertname: 'InstanceDown',
      cluster: 'prod-hangzhou',
      group: `g${number % 100}`,
      instance: instanceOf(number),
      job: 'node-exporter',
      severity: 'critical',
    },
    annotations: {
      summary: `Instance ${instanceOf(number)} is down`,
      description: `${instanceOf(number)} of job node-exporter has been down for more than 5 minutes.`,
      runbook_url: 'https://runbooks.example.com/instance-down',
    },
    generatorURL:
      'http://prometheus.example.com:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1&g0.stacked=0',
  }
}

/** By this a receiver knows the alert again. */
function instanceOf(number: number): string {
  return `bench-${String(number).padStart(9, '0')}`
}

/** The numbers of the alerts that a receiver was told of, each once. */
export function numbersIn(body: string): ReadonlySet<number> {
  return new Set([...body.matchAll(/bench-(\d{9})/g)].map(([, digits]) => Number(digits)))
}

/** Processor seconds that each of its processes has had. */
export async function secondsOf({ pids }: Peer): Promise<readonly number[]> {
  return (await Promise.all(pids.map(usageOf))).map(({ seconds }) => seconds)
}

/** Microseconds of the processor for each of `total` events: of all the peer's processes, and of the busiest of them. */
export async function costOf(
  peer: Peer,
  before: readonly number[],
  total: number,
): Promise<{ readonly cpuUs: number; readonly busiestUs: number }> {
  const each = (await secondsOf(peer)).map(
    (seconds, index) => ((seconds - (before[index] ?? 0)) * 1e6) / total,
  )
  return { cpuUs: each.reduce((sum, one) => sum + one, 0), busiestUs: Math.max(...each) }
}

/** Said where no server's programs are installed. */
export const NO_POSTGRES = '  PostgreSQL: left out, postgres is not installed'

/**
 * How much more three hubs carry than one at the most, where each has a core and the database has room: the busiest of
 * them is full first. From the processor's time for an event, so that it does not matter how many cores this machine has.
 */
export function carriedLine(one: number, busiest: number): string {
  return `    three hubs carry at most ${(one / busiest).toFixed(2)} times one where each has a core: the busiest spends ${busiest.toFixed(0)} µs for each of all, one alone ${one.toFixed(0)} (goal: 1.8)`
}

/** Processor seconds that a process has had with all its threads, and its resident memory in bytes, as Linux counts them. */
export async function usageOf(pid: number): Promise<{ seconds: number; residentBytes: number }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // The name, in parentheses, may hold spaces: what follows it does not.
  const words = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return {
    seconds: (Number(words[11]) + Number(words[12])) / 100,
    residentBytes: Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024,
  }
}

function alertmanagerConfig(telling: Telling): string {
  if (telling.kind === 'later')
    return `
route: { receiver: nobody, group_by: [group], group_wait: 1h, group_interval: 1h }
receivers: [{ name: nobody }]
`
  return `
route: { receiver: hook, group_by: ['...'], group_wait: 0s, group_interval: 5m, repeat_interval: 4h }
receivers:
  - name: hook
    webhook_configs: [{ url: '${telling.url}', send_resolved: false }]
`
}

function hubConfig(telling: Telling): string {
  const url = telling.kind === 'later' ? 'http://127.0.0.1:9/hook' : telling.url
  const group = telling.kind === 'later' ? ', group: { by: [group], wait: 1h, interval: 1h }' : ''
  return `
sources:
  cluster: { type: alertmanager, key: ${KEY} }
contacts:
  ops: { endpoints: [{ channel: webhook, url: "${url}", perMinute: 1000000, parallel: 64 }] }
policies:
  trouble: { match: ['severity="critical"'], storm: off, notify: [{ contact: ops }]${group} }
fallback: ops
`
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200 && child.exitCode === null; attempt++) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  child.kill()
  throw new Error(`Alertmanager did not become ready (exit status ${child.exitCode})`)
}

async function ended(child: ChildProcess): Promise<void> {
  const end = once(child, 'exit')
  child.kill()
  await end
}
