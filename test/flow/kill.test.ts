import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { expect, test } from 'vitest'
import type { WireEvent, WireStatus } from '../../src/api/wire.ts'
import { startSandbox } from '../../src/app.ts'
import { type HubProcess, startHubProcess } from '../harness/hub-process.ts'

/** How many events are posted; TOCSIN_KILL_EVENTS=20000 makes it the long run. */
const EVENTS = Number(process.env['TOCSIN_KILL_EVENTS'] ?? 1500)
const CONNECTIONS = 32
const KEY = 'kill-test-key'

const CONFIG = `
sources:
  aliyun: { type: cloudmonitor, key: ${KEY} }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}", perMinute: 1000000 }] }
contactGroups:
  all: [ops]
policies:
  everything: { match: ['source="aliyun"'], notify: [{ to: all }] }
fallback: all
`

function eventOf(number: number): string {
  const instance = `i-${String(number).padStart(7, '0')}`
  return JSON.stringify({
    id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    product: 'ECS',
    resourceId: `acs:ecs:cn-hangzhou:1:instance/${instance}`,
    level: 'CRITICAL',
    name: 'Instance:SystemFailure.Reboot:Executing',
    userId: '1',
    eventTime: '20260305T101501.123+0800',
    regionId: 'cn-hangzhou',
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

test(`SIGKILL amid ${EVENTS} posts: what got a 2xx is stored once, and each is told once`, {
  timeout: 600_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-kill-'))
  const sandbox = await startSandbox({ host: '127.0.0.1', port: 0, strictTokens: false })
  const agent = new Agent({ connections: CONNECTIONS })
  const robot = `${sandbox.url}/sandbox/dingtalk/robot/send?access_token=kill`
  const config = join(folder, 'tocsin.yaml')
  await writeFile(config, CONFIG)
  const put = await request(`${sandbox.url}/sandbox/api/chats`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: 'kill', name: 'kill', perMinute: null }),
  })
  expect(put.statusCode).toBe(200)
  const start = (): Promise<HubProcess> =>
    startHubProcess({
      config,
      data: join(folder, 'data'),
      environment: { ROBOT: robot, TOCSIN_LOG_LEVEL: 'info' },
    })

  const first = await start()
  const taken = new Map<number, string>()
  let next = 0
  const post = async (): Promise<void> => {
    while (next < EVENTS) {
      const number = next++
      try {
        const answer = await request(`${first.url}/in/${KEY}`, {
          method: 'POST',
          body: eventOf(number),
          dispatcher: agent,
        })
        const body = Object(await answer.body.json())
        if (answer.statusCode === 200) taken.set(number, body.events[0])
      } catch {
        return // The hub is gone: this one got no answer, and its poster ends.
      }
      if (number === Math.floor(EVENTS * 0.6)) void first.kill()
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, post))
  expect(taken.size).toBeGreaterThan(EVENTS * 0.5)
  expect(taken.size).toBeLessThan(EVENTS)

  const second = await start()
  try {
    await atRest(second.url)
    const stored = await allEvents(second.url)
    const ids = new Set(stored.map(({ id }) => id))
    expect([...taken.values()].filter((id) => !ids.has(id))).toEqual([])
    const instances = stored.map(({ labels }) => labels['instance'] ?? '')
    expect(new Set(instances).size).toBe(stored.length)

    const told = await toldInstances(sandbox.url)
    expect(instances.filter((instance) => !told.has(instance))).toEqual([])
    expect([...told].filter(([, times]) => times > 1)).toEqual([])
  } finally {
    expect(await second.stop()).toBe(0)
    await agent.close()
    await sandbox.stop()
    await rm(folder, { recursive: true })
  }
})

async function getJson(url: string): Promise<ReturnType<typeof Object>> {
  return Object(await (await request(url)).body.json())
}

async function atRest(url: string): Promise<void> {
  for (let looks = 0; looks < 5000; looks++) {
    const { counts } = (await getJson(`${url}/api/v1/status`)) as WireStatus // the hub's own answer
    if (counts.unsettled + counts.dueGroups + counts.due + counts.leased === 0) return
    await sleep(100)
  }
  throw new Error('the hub does not come to rest')
}

async function allEvents(url: string): Promise<readonly WireEvent[]> {
  const events: WireEvent[] = []
  for (let before = ''; ; ) {
    const page = await getJson(`${url}/api/v1/events?limit=500${before && `&before=${before}`}`)
    events.push(...page.events)
    if (page.next === undefined) return events
    before = page.next
  }
}

/** How many posted messages name each instance. */
async function toldInstances(url: string): Promise<ReadonlyMap<string, number>> {
  const told = new Map<string, number>()
  for (let since = 0; ; ) {
    const page = await getJson(`${url}/sandbox/api/messages?since=${since}`)
    for (const message of page.messages) {
      const named = new Set(JSON.stringify(message.payload).match(/i-\d{7}/g))
      for (const instance of named) told.set(instance, (told.get(instance) ?? 0) + 1)
    }
    if (!page.more) return told
    since = page.last
  }
}
