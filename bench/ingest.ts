import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startHubProcess } from '../test/harness/hub-process.ts'
import { eventBody } from './events.ts'
import { type LoadResult, median, runLoad } from './load.ts'

const KEY = 'bench-ingest-key'
const CONNECTIONS = 32

const CONFIG = `
sources:
  aliyun: { type: cloudmonitor, key: ${KEY} }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}" }] }
contactGroups:
  all: [ops]
policies:
  trouble: { match: ['severity=~"critical|error|warning"'], notify: [{ to: all }], storm: off }
fallback: all
`

/**
 * Durable single-event POSTs against a bare server that only parses the same JSON, in turns, so that
 * both have the same machine. `quiet`: stored and settled, nobody told. `loud`: each opens an alert.
 */
export async function benchIngest({
  rounds,
  requests,
}: {
  rounds: number
  requests: number
}): Promise<readonly string[]> {
  const bare = await startBare()
  const hub = await startHub()
  const results: Record<'bare' | 'quiet' | 'loud', LoadResult[]> = { bare: [], quiet: [], loud: [] }
  let number = 0
  const load = (kind: 'bare' | 'quiet' | 'loud'): Promise<LoadResult> => {
    const first = number
    number += requests
    const bodies = Array.from({ length: requests }, (_, index) =>
      eventBody(first + index, kind === 'loud' ? 'loud' : 'quiet'),
    )
    return runLoad({
      ports: [kind === 'bare' ? bare.port : hub.port],
      path: kind === 'bare' ? '/' : `/in/${KEY}`,
      connections: CONNECTIONS,
      requests,
      bodyOf: (index) => bodies[index] ?? '',
    })
  }
  await load('bare')
  await load('quiet')
  for (let round = 0; round < rounds; round++) {
    for (const kind of ['bare', 'quiet', 'loud'] as const) {
      results[kind].push(await load(kind))
      if (kind !== 'bare') await hub.rest()
    }
  }
  bare.child.kill()
  await hub.stop()
  return report(results)
}

function report(results: Record<'bare' | 'quiet' | 'loud', LoadResult[]>): readonly string[] {
  const ceiling = median(results.bare.map(({ perSecond }) => perSecond))
  const row = (name: string, rows: readonly LoadResult[]): string => {
    const perSecond = median(rows.map((one) => one.perSecond))
    const failures = rows.reduce((sum, one) => sum + one.failures, 0)
    const p50 = median(rows.map((one) => one.p50Ms)).toFixed(2)
    const p99 = median(rows.map((one) => one.p99Ms)).toFixed(1)
    return `  ${name.padEnd(44)} ratio ${(perSecond / ceiling).toFixed(2)}  ${Math.round(perSecond).toString().padStart(7)}/s  p50 ${p50} ms  p99 ${p99} ms${failures > 0 ? `  ${failures} FAILED` : ''}`
  }
  return [
    `Single-event POSTs at ${CONNECTIONS} connections (goal: 0.40 of the bare server)`,
    row('bare node:http, parses JSON, keeps nothing', results.bare),
    row('hub, durable, nobody told', results.quiet),
    row('hub, durable, each opens an alert', results.loud),
  ]
}

async function startBare(): Promise<{ port: number; child: ChildProcess }> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('bare-server.ts', import.meta.url))],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  if (!child.stdout) throw new Error('the bare server has no output')
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return { port: Number(line), child }
}

async function startHub(): Promise<{
  port: number
  rest: () => Promise<void>
  stop: () => Promise<void>
}> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-bench-'))
  const config = join(folder, 'tocsin.yaml')
  await writeFile(config, CONFIG)
  // Nobody listens at the robot's address: this measures taking in and settling, not a platform.
  const environment = {
    ROBOT: 'http://127.0.0.1:9/robot/send?access_token=bench',
    TOCSIN_LOG_LEVEL: 'info',
  }
  const hub = await startHubProcess({ config, data: join(folder, 'data'), environment })
  return {
    port: Number(new URL(hub.url).port),
    async rest() {
      for (;;) {
        const status = Object(await (await fetch(`${hub.url}/api/v1/status`)).json())
        if (status.counts.unsettled + status.counts.dueGroups === 0) return
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
    async stop() {
      await hub.stop()
      await rm(folder, { recursive: true })
    },
  }
}
