import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Agent, request } from 'undici'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startSandbox } from '../../src/app.ts'
import { freePort } from '../../src/cli/free-port.ts'
import { connect } from '../../src/store/sqlite/connection.ts'
import { holdFolder } from '../../src/store/store.ts'
import { reboot } from '../harness/events.ts'
import { type HubProcess, startHubProcess } from '../harness/hub-process.ts'

const KEY = 'standby-test-key'
const MIGRATIONS = fileURLToPath(new URL('../../src/store/migrations', import.meta.url))

const configOf = (url: string): string => `
sources: { aliyun: { type: cloudmonitor, key: ${KEY} } }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "${url}", perMinute: 1000000 }] } }
policies: { trouble: { match: ['source="aliyun"'], notify: [{ to: ops }] } }
fallback: ops
`

let folder: string
let config: string
let data: string
let hubs: HubProcess[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tocsin-standby-'))
  config = join(folder, 'tocsin.yaml')
  data = join(folder, 'data')
  hubs = []
  await writeFile(config, configOf('http://127.0.0.1:9/robot/send?access_token=SENTINELTOKEN'))
})
afterEach(async () => {
  for (const hub of hubs) await hub.kill()
  await rm(folder, { recursive: true })
})

async function start(...words: readonly string[]): Promise<HubProcess> {
  const hub = await startHubProcess({ config, data, words })
  hubs.push(hub)
  return hub
}

const standBy = (): Promise<HubProcess> => start('--standby')

const RUNS = /"the hub runs"/

function runs(hub: HubProcess): boolean {
  return hub.log.some((line) => RUNS.test(line))
}

async function firstToRun(waiting: readonly HubProcess[]): Promise<HubProcess> {
  return await Promise.race(waiting.map((hub) => hub.says(RUNS).then(() => hub)))
}

/** Posts until told to stop, to whoever takes it, as a load balancer does. `taken` has the ids of the events, and their instances. */
function post(urls: readonly string[]): {
  readonly taken: ReadonlyMap<string, string>
  stop(): Promise<void>
} {
  const agent = new Agent({ connections: 8 })
  const taken = new Map<string, string>()
  let next = 0
  let isOver = false
  const posting = Promise.all(
    Array.from({ length: 8 }, async () => {
      while (!isOver) {
        const instance = `i-${String(next++).padStart(7, '0')}`
        for (const url of urls) {
          const id = await takenBy(url, { instance, agent })
          if (id !== undefined) taken.set(id, instance)
          if (id !== undefined) break
        }
      }
    }),
  )
  return {
    taken,
    async stop() {
      isOver = true
      await posting
      await agent.close()
    },
  }
}

/** The id of the event; undefined where it was not taken. */
async function takenBy(
  url: string,
  { instance, agent }: { instance: string; agent: Agent },
): Promise<string | undefined> {
  try {
    const answer = await request(`${url}/in/${KEY}`, {
      method: 'POST',
      body: JSON.stringify(reboot(instance, 'Scheduled')),
      dispatcher: agent,
    })
    const body = Object(await answer.body.json())
    return answer.statusCode === 200 ? body.events[0] : undefined
  } catch {
    return undefined // Nobody listens there, or it died before it could answer.
  }
}

/** What one takes in before the other has its turn, and for a while after. */
async function takenOver(
  { active, waiting }: { active: HubProcess; waiting: HubProcess },
  end: () => Promise<unknown>,
): Promise<ReadonlyMap<string, string>> {
  const posts = post([active.url, waiting.url])
  await until(() => posts.taken.size > 200)
  await end()
  await waiting.says(RUNS)
  const before = posts.taken.size
  await until(() => posts.taken.size > before + 50)
  await posts.stop()
  return posts.taken
}

async function lostBy(hub: HubProcess, ids: Iterable<string>): Promise<readonly string[]> {
  const lost = []
  for (const id of ids)
    if ((await fetch(`${hub.url}/api/v1/events/${id}`)).status !== 200) lost.push(id)
  return lost
}

async function until(look: () => Promise<boolean> | boolean): Promise<void> {
  for (let looks = 0; looks < 1_200; looks++) {
    if (await look()) return
    await sleep(50)
  }
  throw new Error('it does not come about')
}

async function atRest(hub: HubProcess): Promise<void> {
  await until(async () => {
    const { counts } = Object(await (await fetch(`${hub.url}/api/v1/status`)).json())
    return counts.unsettled + counts.dueGroups + counts.due + counts.leased === 0
  })
}

/** How many posted messages name each instance. */
async function toldInstances(sandboxUrl: string): Promise<ReadonlyMap<string, number>> {
  const told = new Map<string, number>()
  for (let since = 0; ; ) {
    const page = Object(
      await (await fetch(`${sandboxUrl}/sandbox/api/messages?since=${since}`)).json(),
    )
    for (const message of page.messages) {
      const named = new Set(JSON.stringify(message.payload).match(/i-\d{7}/g))
      for (const instance of named) told.set(instance, (told.get(instance) ?? 0) + 1)
    }
    if (!page.more) return told
    since = page.last
  }
}

describe('a hub that stands by', () => {
  test('lives, is not ready, and asks for everything else to be sent again', async () => {
    await start()
    const waiting = await standBy()
    const healthy = await fetch(`${waiting.url}/healthz`)
    expect([healthy.status, await healthy.json()]).toEqual([200, { status: 'standby' }])
    const ready = await fetch(`${waiting.url}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'standby' }])
    for (const [method, path] of [
      ['POST', `/in/${KEY}`],
      ['GET', '/api/v1/status'],
      ['GET', '/nowhere'],
    ]) {
      const body = method === 'POST' ? JSON.stringify(reboot('i-1', 'Scheduled')) : undefined
      const refused = await fetch(`${waiting.url}${path}`, {
        method: method ?? '',
        ...(body && { body }),
      })
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
      expect(refused.headers.get('content-type')).toContain('application/problem+json')
      expect(await refused.json()).toMatchObject({
        code: 'TOCSIN_STANDBY',
        detail: expect.stringContaining('waits for its turn'),
      })
    }
  })

  test('takes over after a SIGKILL amid posts: what got a 2xx is stored, and told once', async () => {
    const sandbox = await startSandbox({ host: '127.0.0.1', port: 0, strictTokens: false })
    await writeFile(config, configOf(`${sandbox.url}/sandbox/dingtalk/robot/send?access_token=t`))
    await request(`${sandbox.url}/sandbox/api/chats`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: 't', name: 't', perMinute: null }),
    })
    const active = await start()
    const waiting = await standBy()
    const taken = await takenOver({ active, waiting }, () => active.kill())
    expect(await lostBy(waiting, taken.keys())).toEqual([])
    await atRest(waiting)
    const told = await toldInstances(sandbox.url)
    expect([...taken.values()].filter((instance) => told.get(instance) !== 1)).toEqual([])
    expect(await waiting.stop()).toBe(0)
    await sandbox.stop()
  })

  test('takes over from one that is told to stop, and nothing that got a 2xx is lost', async () => {
    const active = await start()
    const waiting = await standBy()
    const taken = await takenOver({ active, waiting }, async () =>
      expect(await active.stop()).toBe(0),
    )
    expect(await lostBy(waiting, taken.keys())).toEqual([])
    expect(await waiting.stop()).toBe(0)
  })

  test('leaves at once when it is told to, and the one at work does not notice', async () => {
    const active = await start()
    const waiting = await standBy()
    waiting.signal('SIGHUP')
    await waiting.says(/reads the configuration later/)
    expect(await waiting.stop()).toBe(0)
    expect(runs(waiting)).toBe(false)
    expect((await fetch(`${active.url}/readyz`)).status).toBe(200)
    expect(await active.stop()).toBe(0)
  })

  test('is one of several, of which only one takes over', async () => {
    const active = await start()
    const waiting = [await standBy(), await standBy()]
    await active.kill()
    const first = await firstToRun(waiting)
    const [other] = waiting.filter((hub) => hub !== first)
    expect((await fetch(`${other?.url}/readyz`)).status).toBe(503)
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200)
    expect(await first.stop()).toBe(0)
    await other?.says(RUNS)
    expect(await other?.stop()).toBe(0)
  })

  test('waits without an address where the port is that of the one at work, and listens there in its turn', async () => {
    const listen = `127.0.0.1:${await freePort({ host: '127.0.0.1', port: 0 })}`
    const active = await startHubProcess({ config, data, listen })
    hubs.push(active)
    const waiting = await startHubProcess({ config, data, listen, words: ['--standby'] })
    hubs.push(waiting)
    expect(waiting.log.join()).toContain('its port is in use until then')
    expect(await active.stop()).toBe(0)
    await waiting.says(RUNS)
    expect((await fetch(`http://${listen}/readyz`)).status).toBe(200)
    expect(await waiting.stop()).toBe(0)
  })

  test('starts at once where nobody else is at work', async () => {
    const alone = await standBy()
    await alone.says(RUNS)
    expect(alone.log.join()).not.toContain('stands by')
    expect(await alone.stop()).toBe(0)
  })

  test('runs under the configuration as it is when its turn comes, or the last good one', async () => {
    const revision = async (hub: HubProcess): Promise<string> =>
      Object(await (await fetch(`${hub.url}/api/v1/status`)).json()).configuration.revision
    const active = await start()
    const before = await revision(active)
    const [later, broken] = [await standBy(), await standBy()]
    await writeFile(config, configOf('http://127.0.0.1:9/robot/send?access_token=ANOTHERTOKEN'))
    await active.kill()
    const second = await firstToRun([later, broken])
    const third = second === later ? broken : later
    expect(await revision(second)).not.toBe(before)
    await writeFile(config, 'polices: {}')
    await second.kill()
    await third.says(RUNS)
    expect(await revision(third)).toBe(before)
    await third.says(/the configuration is broken and is not used/)
    expect(await third.stop()).toBe(0)
  })
})

describe('the data folder of an older version', () => {
  const schema = (): number => {
    const connection = connect(join(data, 'tocsin.db'), { readOnly: true })
    const numbers = connection.all('select number from migrations order by number')
    connection.close()
    return numbers.length
  }

  test('is left as it is by those who wait, and migrated by the one that takes over', async () => {
    const newest = readdirSync(MIGRATIONS)
      .filter((name) => name.endsWith('.sqlite.sql'))
      .sort()
    mkdirSync(data)
    const old = connect(join(data, 'tocsin.db'), { readOnly: false })
    old.script('create table migrations (number integer primary key, name text not null) strict')
    for (const name of newest.slice(0, -1))
      old.script(
        `${readFileSync(join(MIGRATIONS, name), 'utf8')};\ninsert into migrations values (${Number.parseInt(name, 10)}, '${name}')`,
      )
    old.close()
    const held = holdFolder(data)
    const waiting = [await standBy(), await standBy()]
    expect([held === undefined, schema()]).toEqual([false, newest.length - 1])
    held?.letGo()
    const first = await firstToRun(waiting)
    expect(schema()).toBe(newest.length)
    expect(waiting.filter(runs)).toEqual([first])
  })

  test('of a newer one ends the hub whose turn it is, and lets the next one have its turn', async () => {
    const active = await start()
    const waiting = await standBy()
    await active.stop()
    await waiting.says(RUNS)
    await waiting.stop()
    const copy = join(folder, 'copy')
    cpSync(data, copy, { recursive: true })
    const connection = connect(join(copy, 'tocsin.db'), { readOnly: false })
    connection.script("insert into migrations values (9999, '9999-later')")
    connection.close()
    const held = holdFolder(copy)
    const old = await startHubProcess({ config, data: copy, words: ['--standby'] })
    hubs.push(old)
    held?.letGo()
    await old.says(/stands by/)
    expect(await old.ended()).toBe(1)
    expect(holdFolder(copy)).toBeDefined()
  })
})
