import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { eventBody } from './events.ts'
import { runLoad } from './load.ts'
import { startSettlingHub } from './settled.ts'

const KEY = 'bench-memory-key'
const POLICIES = `  trouble: { match: ['severity="critical"'], notify: [{ to: ops, severities: [info] }], storm: off }`
const WARM_UP = 5_000

/**
 * How much the resident memory of a hub grows for each alert that is open, beside a bare server that keeps
 * the same events parsed in a Map.
 */
export async function benchMemory({ alerts }: { alerts: number }): Promise<readonly string[]> {
  const hub = await startSettlingHub(KEY, POLICIES)
  const bodies = (from: number, count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => eventBody(from + index, 'loud'))
  await hub.measure(bodies(0, WARM_UP))
  const hubBefore = await residentBytes(hub.process.pid)
  for (let from = 0; from < alerts; from += CHUNK)
    await hub.measure(bodies(WARM_UP + from, Math.min(CHUNK, alerts - from)))
  const hubAfter = await residentBytes(hub.process.pid)
  await hub.end()
  const bare = await startKeeping()
  const fill = (from: number, count: number): Promise<unknown> => {
    const chunk = bodies(from, count)
    const { port } = bare
    const bodyOf = (index: number): string => chunk[index] ?? ''
    return runLoad({ port, path: '/', connections: 32, requests: count, bodyOf })
  }
  await fill(0, WARM_UP)
  const bareBefore = await residentBytes(bare.child.pid ?? 0)
  for (let from = 0; from < alerts; from += CHUNK)
    await fill(WARM_UP + from, Math.min(CHUNK, alerts - from))
  const bareAfter = await residentBytes(bare.child.pid ?? 0)
  bare.child.kill()
  const each = { hub: (hubAfter - hubBefore) / alerts, bare: (bareAfter - bareBefore) / alerts }
  const row = (name: string, bytes: number, total: number): string =>
    `  ${name.padEnd(44)} ${Math.round(bytes).toString().padStart(7)} bytes each, ${Math.round(total / 1024 / 1024)} MiB in all`
  return [
    `Resident memory for ${alerts.toLocaleString('en-US')} open alerts, each in a group of its own`,
    row('bare node:http that keeps the events in a Map', each.bare, bareAfter),
    `${row('hub', each.hub, hubAfter)}  ratio ${(each.hub / each.bare).toFixed(2)}`,
  ]
}

/** So many bodies at once are made for the load. */
const CHUNK = 10_000

/** Of a process on Linux, as the kernel counts it. */
async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024
}

async function startKeeping(): Promise<{ port: number; child: ChildProcess }> {
  const script = fileURLToPath(new URL('bare-server.ts', import.meta.url))
  const child = spawn(process.execPath, [script, '--keep'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (!child.stdout) throw new Error('the bare server has no output')
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return { port: Number(line), child }
}
