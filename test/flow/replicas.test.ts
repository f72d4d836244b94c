import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { expect, test } from 'vitest'
import type { WireStatus } from '../../src/api/wire.ts'
import { startSandbox } from '../../src/app.ts'
import { type HubProcess, startHubProcess } from '../harness/hub-process.ts'
import { POSTGRES_BIN, startPostgres } from '../harness/postgres-server.ts'

/** How many events are posted; TOCSIN_REPLICA_EVENTS=20000 makes it the long run. */
const EVENTS = Number(process.env['TOCSIN_REPLICA_EVENTS'] ?? 600)
const CONNECTIONS = 8
const KEY = 'replica-test-key'
/** Robots: so many lanes, which the hubs share. */
const CHATS = 6

const CONFIG = `
sources:
  aliyun: { type: cloudmonitor, key: ${KEY} }
contacts:
${Array.from({ length: CHATS }, (_, chat) => `  c${chat}: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}${chat}", perMinute: 1000000 }] }`).join('\n')}
contactGroups:
${Array.from({ length: CHATS }, (_, chat) => `  g${chat}: [c${chat}]`).join('\n')}
policies:
${Array.from({ length: CHATS }, (_, chat) => `  p${chat}: { match: ['region="r${chat}"'], notify: [{ to: g${chat} }] }`).join('\n')}
fallback: g0
`

function eventOf(number: number): string {
  const instance = `i-${String(number).padStart(7, '0')}`
  return JSON.stringify({
    id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    product: 'ECS',
    resourceId: `acs:ecs:r${number % CHATS}:1:instance/${instance}`,
    level: 'CRITICAL',
    name: 'Instance:SystemFailure.Reboot:Executing',
    userId: '1',
    eventTime: '20260305T101501.123+0800',
    regionId: `r${number % CHATS}`,
    content: {
      eventId: `e-${instance}`,
      instanceId: instance,
      eventType: 'SystemFailure.Reboot',
      eventStatus: 'Executing',
    },
    instanceName: instance,
    status: 'Executing',
  })
}

test(`of three hubs one is killed, one stopped past its leases, and the database restarted amid ${EVENTS} posts: all is told`, {
  timeout: 600_000,
}, async (context) => {
  context.skip(
    POSTGRES_BIN === undefined,
    'there is no PostgreSQL on this machine: apt-get install postgresql',
  )
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-replicas-'))
  const server = await startPostgres()
  const sandbox = await startSandbox({ host: '127.0.0.1', port: 0, strictTokens: false })
  const agent = new Agent({ connections: CONNECTIONS })
  const robot = `${sandbox.url}/sandbox/dingtalk/robot/send?access_token=fleet`
  const config = join(folder, 'tocsin.yaml')
  await writeFile(config, CONFIG)
  for (let chat = 0; chat < CHATS; chat++) {
    const put = await request(`${sandbox.url}/sandbox/api/chats`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: `fleet${chat}`, name: `fleet${chat}`, perMinute: null }),
    })
    await put.body.dump()
  }
  const start = (name: string): Promise<HubProcess> =>
    startHubProcess({
      config,
      data: join(folder, name),
      environment: { ROBOT: robot, TOCSIN_LOG_LEVEL: 'info', TOCSIN_STORE: server.url },
    })
  const hubs = await Promise.all([start('one'), start('two'), start('three')])
  const [killed, stopped, spared] = hubs

  const taken = new Map<number, string>()
  let next = 0
  /** A sender that goes on at the next hub until one has taken the event. */
  const post = async (): Promise<void> => {
    while (next < EVENTS) {
      const number = next++
      for (let tries = number; !taken.has(number); tries++) {
        const hub = hubs[tries % hubs.length]
        const id = hub && (await posted(hub, number, agent))
        if (id === undefined) await sleep(50)
        else taken.set(number, id)
      }
    }
  }
  const posting = Promise.all(Array.from({ length: CONNECTIONS }, post))
  const reached = async (share: number): Promise<void> => {
    while (taken.size < EVENTS * share) await sleep(10)
  }
  await reached(0.2)
  await killed.kill()
  await reached(0.4)
  process.kill(stopped.pid, 'SIGSTOP')
  await reached(0.6)
  await server.restart('crash')
  await posting

  await until(
    () => toldIn(sandbox.url),
    (told) => countsOf(told).size >= EVENTS,
  )
  // It wakes with leases that ran out long ago, and must not send again what the others have sent.
  process.kill(stopped.pid, 'SIGCONT')
  await until(
    () => statusOf(spared),
    ({ counts }) => counts.unsettled + counts.due + counts.leased === 0,
  )
  await sleep(3_000)
  const counts = countsOf(await toldIn(sandbox.url))
  const again = [...counts.values()].filter((count) => count > 1).length
  await context.annotate(`told ${counts.size} of ${EVENTS} events, ${again} more than once`)
  expect(taken.size).toBe(EVENTS)
  expect(counts.size).toBe(EVENTS)
  // Only what was under way in a lane when its hub was killed, stopped or cut off has an unknown outcome.
  expect(again).toBeLessThanOrEqual(UNKNOWN_MAX)
  await Promise.all([stopped.stop(), spared.stop()])
  await sandbox.stop()
  await agent.close()
  await server.stop()
  await rm(folder, { recursive: true })
})

/** Messages that a hub has under way at one time in all lanes, for each of the three troubles. */
const UNKNOWN_MAX = 3 * CHATS * 8

/** The event's id where the hub took it; undefined where it refused, or did not answer. */
async function posted(hub: HubProcess, number: number, agent: Agent): Promise<string | undefined> {
  try {
    const answer = await request(`${hub.url}/in/${KEY}`, {
      method: 'POST',
      body: eventOf(number),
      dispatcher: agent,
      signal: AbortSignal.timeout(2_000),
    })
    const body = (await answer.body.json()) as { events?: readonly string[] } // the hub's own answer
    return answer.statusCode === 200 ? body.events?.[0] : undefined
  } catch {
    return undefined
  }
}

async function statusOf(hub: HubProcess): Promise<WireStatus> {
  const answer = await request(`${hub.url}/api/v1/status`)
  return (await answer.body.json()) as WireStatus // the hub's own answer
}

/** What all chats have heard. */
async function toldIn(sandbox: string): Promise<readonly string[]> {
  const texts: string[] = []
  for (let since = 0; ; ) {
    const answer = await request(`${sandbox}/sandbox/api/messages?since=${since}`)
    const page = Object(await answer.body.json())
    for (const { payload } of page.messages) texts.push(JSON.stringify(payload))
    if (!page.more) return texts
    since = page.last
  }
}

/** How often each instance is named; a digest names several. */
function countsOf(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts)
    for (const name of new Set(text.match(/i-\d{7}/g)))
      counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

async function until<T>(look: () => Promise<T>, isDone: (found: T) => boolean): Promise<T> {
  for (;;) {
    const found = await look().catch(() => undefined)
    if (found !== undefined && isDone(found)) return found
    await sleep(100)
  }
}
