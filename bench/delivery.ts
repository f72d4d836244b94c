import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { Agent, request } from 'undici'
import type { HttpRequest } from '../src/base/http-client.ts'
import { NETWORK_LIMITS } from '../src/base/limits.ts'
import { median } from './load.ts'
import { fillOutbox, type OutboxShape, stopwatch, type Took } from './outbox.ts'

type Case = Omit<OutboxShape, 'port'> & { readonly name: string; readonly senders: number }

/** Of one run: how many a second, and the microseconds of processor time that each took. */
type Rate = { readonly perSecond: number; readonly allUs: number; readonly mainUs: number }

type Rates = { readonly hub: Rate[]; readonly bare: Rate[]; readonly disk: Rate[] }

/**
 * From a full outbox to a receiver in a process of its own. In turns with it: a bare undici that posts
 * the same requests with as many at a time, and a bare SQLite that writes the same rows in batches. The
 * receiver counts; a notification that came twice or not at all fails the run.
 */
export async function benchDelivery({
  rounds,
  notifications,
}: {
  rounds: number
  notifications: number
}): Promise<readonly string[]> {
  const receiver = await startReceiver()
  const lines = [
    `Outbox to a local receiver, durable (goal: 10,000/s); load average before ${loadavg()[0]?.toFixed(1)}`,
  ]
  const cases: Case[] = [
    { name: '64 endpoints', lanes: 64, notifications, senders: 64 },
    { name: '256 endpoints', lanes: 256, notifications, senders: 256 },
    { name: '1 endpoint', lanes: 1, notifications: notifications / 4, senders: 1 },
    {
      name: '1 endpoint, parallel: 16',
      lanes: 1,
      notifications: notifications / 2,
      senders: 16,
      more: ', parallel: 16',
    },
  ]
  for (const one of cases) {
    const rates: Rates = { hub: [], bare: [], disk: [] }
    // The first round warms the compiler up.
    await oneRound({ ...one, notifications: 2_000 }, receiver.port)
    for (let round = 0; round < rounds; round++) {
      const { hub, bare, disk } = await oneRound(one, receiver.port)
      rates.hub.push(hub)
      rates.bare.push(bare)
      rates.disk.push(disk)
    }
    lines.push(...report(one, rates))
  }
  receiver.child.kill()
  return [...lines, `  load average at the end ${loadavg()[0]?.toFixed(1)}`]
}

async function oneRound(one: Case, port: number): Promise<{ hub: Rate; bare: Rate; disk: Rate }> {
  const outbox = await fillOutbox({ ...one, port })
  const { due } = await outbox.counts()
  await taken(port)
  const { took, recorded } = await outbox.drain()
  const arrived = await taken(port)
  const { sent } = await outbox.counts()
  await outbox.close()
  if (arrived.requests !== due || arrived.distinct !== due || sent !== due)
    throw new Error(`${due} were owed, ${JSON.stringify(arrived)} came, ${sent} are told as sent`)
  const bare = await sendBare({ recorded, count: due, senders: one.senders })
  await taken(port)
  return { hub: rate(due, took), bare, disk: await writeBare(due) }
}

function rate(count: number, { seconds, allMs, mainMs }: Took): Rate {
  return {
    perSecond: count / seconds,
    allUs: (allMs * 1000) / count,
    mainUs: (mainMs * 1000) / count,
  }
}

function report({ name, senders }: Case, { hub, bare, disk }: Rates): readonly string[] {
  const middle = (rates: readonly Rate[], of: keyof Rate): number =>
    median(rates.map((one) => one[of]))
  const row = (what: string, rates: readonly Rate[], { ratio = '', more = '' } = {}): string => {
    const all = rates.map(({ perSecond }) => perSecond)
    const spread = `(${Math.round(Math.min(...all))} to ${Math.round(Math.max(...all))})`
    return `  ${what.padEnd(44)} ${ratio}${Math.round(median(all)).toString().padStart(7)}/s  ${spread}  processor ${middle(rates, 'allUs').toFixed(0)} µs each${more}`
  }
  const ratio = `ratio ${(middle(hub, 'perSecond') / middle(bare, 'perSecond')).toFixed(2)}  `
  const main = middle(hub, 'mainUs').toFixed(0)
  return [
    row(`${name}: hub`, hub, { ratio, more: `, main thread ${main}` }),
    row(`  bare undici, ${senders} at a time, keeps nothing`, bare),
    row('  bare SQLite, 64 a commit, sends nothing', disk),
  ]
}

/** What came since the last look. */
async function taken(port: number): Promise<{ requests: number; distinct: number }> {
  const answer = await request(`http://127.0.0.1:${port}/count`)
  return Object(await answer.body.json())
}

async function sendBare(options: {
  recorded: readonly HttpRequest[]
  count: number
  senders: number
}): Promise<Rate> {
  const { recorded, count, senders } = options
  const agent = new Agent({ connections: NETWORK_LIMITS.connectionsPerOriginMax })
  let next = 0
  const sender = async (): Promise<void> => {
    while (next < count) {
      const outgoing = recorded[next++ % recorded.length]
      if (!outgoing) return
      const { method, headers, body } = outgoing
      const answer = await request(outgoing.url, { dispatcher: agent, method, headers, body })
      await answer.body.text()
    }
  }
  const stop = stopwatch()
  await Promise.all(Array.from({ length: senders }, sender))
  const took = stop()
  await agent.close()
  return rate(count, took)
}

/** An attempt inserted and its notification updated, 64 of them a commit, synced as the hub does. */
async function writeBare(count: number): Promise<Rate> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-bench-'))
  const database = new DatabaseSync(join(folder, 'bare.db'))
  database.exec(`pragma page_size = 8192; pragma journal_mode = wal; pragma synchronous = full;
    create table notifications (id text primary key, state text, body text) strict, without rowid;
    create table attempts (id text primary key, notification_id text, body text) strict, without rowid;
    begin`)
  const add = database.prepare("insert into notifications values (?, 'due', ?)")
  const id = (number: number): string => `no${String(number).padStart(24, '0')}`
  for (let number = 0; number < count; number++) add.run(id(number), 'x'.repeat(1_200))
  database.exec('commit')
  const attempt = database.prepare('insert into attempts values (?, ?, ?)')
  const update = database.prepare("update notifications set state = 'sent' where id = ?")
  const stop = stopwatch()
  for (let number = 0; number < count; number++) {
    if (number % 64 === 0) database.exec('begin')
    attempt.run(`at${id(number)}`, id(number), 'x'.repeat(180))
    update.run(id(number))
    if (number % 64 === 63) database.exec('commit')
  }
  if (database.isTransaction) database.exec('commit')
  const took = stop()
  database.close()
  await rm(folder, { recursive: true })
  return rate(count, took)
}

async function startReceiver(): Promise<{ port: number; child: ChildProcess }> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('receiver.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (!child.stdout) throw new Error('the receiver has no output')
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return { port: Number(line), child }
}
