import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { expect, type TestContext } from 'vitest'
import type { WireStatus } from '../../src/api/wire.ts'
import { startSandbox } from '../../src/app.ts'
import { type HubProcess, type HubProcessOptions, startHubProcess } from './hub-process.ts'

const KEY = 'fleet-test-key'
/** Robots: so many lanes, which the hubs share. */
const CHATS = 6
const CONNECTIONS = 8

/** Messages that a hub has under way at one time in all lanes: so many have an unknown outcome when it is cut off. */
export const UNDER_WAY_MAX = CHATS * 8

/** Hubs in processes of their own on one database, senders that go on until each event is taken, and chats that count. */
export type Fleet = {
  readonly hubs: readonly HubProcess[]
  /** One more hub, with a data folder of this name, whose program begins at `main`; this version's by default. */
  join(name: string, main?: string): Promise<HubProcess>
  /** How often a hub refused an event with 503 and said when to send again. */
  readonly refused: () => number
  /** How often a hub answered that an event waits on its disk. */
  readonly spooled: () => number
  /** The number of events that some hub has answered with 2xx. */
  readonly taken: () => number
  /** Posts all events, or up to a share of them: each goes on to the next hub until one has taken it. */
  post(share?: number): Promise<void>
  /** Resolves when so many events were taken, as a share of all. */
  reached(share: number): Promise<void>
  /** Waits until every event was told, and nothing waits at the hub that is asked. */
  told(by: HubProcess): Promise<void>
  /** How many events the chats have heard of, and of how many more than once. */
  count(): Promise<{ readonly told: number; readonly again: number }>
  /** One event, posted to one hub. */
  postTo(hub: HubProcess, number: number): Promise<Posted>
  stop(): Promise<void>
}

type Posted = {
  readonly status: number
  readonly retryAfter: string | undefined
  readonly code: string | undefined
}

export type FleetOptions = {
  /** The database's address. */
  readonly url: string
  readonly events: number
  /** What stands in the environment of each of the hubs, beside what they share. */
  readonly environments: readonly Readonly<Record<string, string>>[]
  /** Where the program of these hubs begins; this version's by default. */
  readonly main?: string
}

export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const { events, url, environments } = options
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-fleet-'))
  const sandbox = await startSandbox({ host: '127.0.0.1', port: 0, strictTokens: false })
  const agent = new Agent({ connections: CONNECTIONS })
  const config = join(folder, 'tocsin.yaml')
  await writeFile(config, CONFIG)
  for (let chat = 0; chat < CHATS; chat++) await unlimited(sandbox.url, `fleet${chat}`)
  const robot = `${sandbox.url}/sandbox/dingtalk/robot/send?access_token=fleet`
  const start = (name: string, given: Pick<HubProcessOptions, 'environment' | 'main'>) =>
    startHubProcess({
      ...given,
      config,
      data: join(folder, name),
      environment: { ROBOT: robot, TOCSIN_STORE: url, ...given.environment },
    })
  const hubs = await Promise.all(
    environments.map((environment, index) =>
      start(`hub${index}`, { environment, main: options.main }),
    ),
  )
  const taken = new Set<number>()
  let refused = 0
  let spooled = 0
  let next = 0
  const postNext = async (share: number): Promise<void> => {
    while (next < events * share) {
      const number = next++
      for (let tries = number; !taken.has(number); tries++) {
        const hub = hubs[tries % hubs.length]
        const answer = hub && (await posted(hub, number, agent))
        if (answer?.status === 503 && answer.retryAfter !== undefined) refused += 1
        if (answer?.status === 200 || answer?.status === 202) taken.add(number)
        if (answer?.status === 202) spooled += 1
        else await sleep(50)
      }
    }
  }
  return {
    hubs,
    async join(name, main) {
      const hub = await start(name, { main })
      hubs.push(hub)
      return hub
    },
    refused: () => refused,
    spooled: () => spooled,
    taken: () => taken.size,
    async post(share = 1) {
      await Promise.all(Array.from({ length: CONNECTIONS }, () => postNext(share)))
    },
    async reached(share) {
      while (taken.size < events * share) await sleep(10)
    },
    async told(by) {
      await until(async () => countsOf(await toldIn(sandbox.url)).size >= events)
      await until(async () => {
        const { counts } = await statusOf(by)
        return counts.unsettled + counts.due + counts.leased === 0
      })
    },
    async count() {
      const counts = countsOf(await toldIn(sandbox.url))
      const again = [...counts.values()].filter((count) => count > 1).length
      return { told: counts.size, again }
    },
    async postTo(hub, number) {
      const answer = await posted(hub, number, agent)
      if (!answer) throw new Error('the hub does not answer')
      return answer
    },
    async stop() {
      await Promise.all(hubs.map((hub) => hub.stop()))
      await sandbox.stop()
      await agent.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** Prints what a run has counted, and keeps it with the test's result. */
export async function report(context: TestContext, text: string): Promise<void> {
  process.stdout.write(`${text}\n`)
  await context.annotate(text)
}

/** Waits until all that was taken is told, prints and counts it; what was told again had an unknown outcome. */
export async function expectAllTold(
  context: TestContext,
  fleet: Fleet,
  { events, when, by = fleet.hubs[0] }: { events: number; when: string; by?: HubProcess },
): Promise<void> {
  if (!by) throw new Error('there is a hub')
  await fleet.told(by)
  const { told, again } = await fleet.count()
  await report(context, `${when}: told ${told} of ${events} events, ${again} more than once`)
  expect([fleet.taken(), told]).toEqual([events, events])
  expect(again).toBeLessThanOrEqual(UNDER_WAY_MAX)
}

/** Asks until it is so; what cannot be asked for the moment is not so. */
export async function until(look: () => Promise<boolean>): Promise<void> {
  while (!(await look().catch(() => false))) await sleep(100)
}

const CONFIG = `
sources:
  aliyun: { type: cloudmonitor, key: ${KEY} }
contacts:
${forEachChat((chat) => `  c${chat}: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}${chat}", perMinute: 1000000 }] }`)}
contactGroups:
${forEachChat((chat) => `  g${chat}: [c${chat}]`)}
policies:
${forEachChat((chat) => `  p${chat}: { match: ['region="r${chat}"'], notify: [{ to: g${chat} }] }`)}
fallback: g0
`

function forEachChat(line: (chat: number) => string): string {
  return Array.from({ length: CHATS }, (_, chat) => line(chat)).join('\n')
}

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

async function unlimited(sandbox: string, token: string): Promise<void> {
  const put = await request(`${sandbox}/sandbox/api/chats`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, name: token, perMinute: null }),
  })
  await put.body.dump()
}

/** What the hub answered; undefined where it did not. */
async function posted(hub: HubProcess, number: number, agent: Agent): Promise<Posted | undefined> {
  try {
    const answer = await request(`${hub.url}/in/${KEY}`, {
      method: 'POST',
      body: eventOf(number),
      dispatcher: agent,
      signal: AbortSignal.timeout(2_000),
    })
    const { code } = Object(await answer.body.json())
    const after = answer.headers['retry-after']
    return {
      status: answer.statusCode,
      retryAfter: typeof after === 'string' ? after : undefined,
      code: typeof code === 'string' ? code : undefined,
    }
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
