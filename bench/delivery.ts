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
import { median } from './load.ts'
import { fillOutbox, type OutboxShape } from './outbox.ts'

type Case = Omit<OutboxShape, 'port'> & { readonly name: string; readonly senders: number }

type Rates = { hub: number[]; bare: number[]; disk: number[] }

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
  ]
  for (const one of cases) {
    const rates: Rates = { hub: [], bare: [], disk: [] }
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
  return lines
}

async function oneRound(
  one: Case,
  port: number,
): Promise<{ hub: number; bare: number; disk: number }> {
  const outbox = await fillOutbox({ ...one, port })
  const { due } = await outbox.counts()
  await taken(port)
  const { seconds, recorded } = await outbox.drain()
  const arrived = await taken(port)
  const { sent } = await outbox.counts()
  await outbox.close()
  if (arrived.requests !== due || arrived.distinct !== due || sent !== due)
    throw new Error(`${due} were owed, ${JSON.stringify(arrived)} came, ${sent} are told as sent`)
  const bare = await sendBare({ recorded, count: due, senders: one.senders })
  await taken(port)
  return { hub: due / seconds, bare, disk: await writeBare(due) }
}

function report({ name, senders }: Case, { hub, bare, disk }: Rates): readonly string[] {
  const row = (what: string, rates: readonly number[], ratio: string): string =>
    `  ${what.padEnd(44)} ${Math.round(median(rates)).toString().padStart(7)}/s  (${Math.round(Math.min(...rates))} to ${Math.round(Math.max(...rates))})${ratio}`
  const ratio = (median(hub) / median(bare)).toFixed(2)
  return [
    row(`${name}: hub`, hub, `  ratio ${ratio}`),
    row(`  bare undici, ${senders} at a time, keeps nothing`, bare, ''),
    row('  bare SQLite, 64 a commit, sends nothing', disk, ''),
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
}): Promise<number> {
  const { recorded, count, senders } = options
  const agent = new Agent({ connections: 16 })
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
  const from = performance.now()
  await Promise.all(Array.from({ length: senders }, sender))
  const seconds = (performance.now() - from) / 1000
  await agent.close()
  return count / seconds
}

/** An attempt inserted and its notification updated, 64 of them a commit, synced as the hub does. */
async function writeBare(count: number): Promise<number> {
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
  const from = performance.now()
  for (let number = 0; number < count; number++) {
    if (number % 64 === 0) database.exec('begin')
    attempt.run(`at${id(number)}`, id(number), 'x'.repeat(180))
    update.run(id(number))
    if (number % 64 === 63) database.exec('commit')
  }
  if (database.isTransaction) database.exec('commit')
  const seconds = (performance.now() - from) / 1000
  database.close()
  await rm(folder, { recursive: true })
  return count / seconds
}

async function startReceiver(): Promise<{ port: number; child: ChildProcess }> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('receiver.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (!child.stdout) throw new Error('the receiver has no output')
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return { port: Number(line), child }
}
