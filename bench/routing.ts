import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HubProcess, startHubProcess } from '../test/harness/hub-process.ts'
import { eventBody } from './events.ts'
import { median, runLoad } from './load.ts'

const KEY = 'bench-routing-key'
const COUNTS = [10, 1_000, 10_000] as const

/** Policies of two matchers each, of which none wants the events: what is measured is finding that out. */
function configOf(policies: number): string {
  const rules = Array.from(
    { length: policies },
    (_, number) =>
      `  p${number}: { match: ['product=~"ECS|RDS"', 'instance=~"i-other${number}|i-else${number}"'], notify: [{ to: ops }] }`,
  )
  return `
sources:
  aliyun: { type: cloudmonitor, key: ${KEY} }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "http://127.0.0.1:9/robot/send?access_token=bench" }] }
policies:
${rules.join('\n')}
fallback: ops
`
}

type Bench = { readonly hub: HubProcess; readonly folder: string; readonly perSecond: number[] }

/** Events taken in and settled a second with few and with thousands of policies, in turns. */
export async function benchRouting({
  rounds,
  requests,
}: {
  rounds: number
  requests: number
}): Promise<readonly string[]> {
  const benches = new Map<number, Bench>()
  for (const count of COUNTS) benches.set(count, await start(count))
  let number = 0
  for (let round = 0; round <= rounds; round++) {
    for (const bench of benches.values()) {
      const perSecond = await measure(bench.hub, { from: number, requests })
      number += requests
      // The first round warms up.
      if (round > 0) bench.perSecond.push(perSecond)
    }
  }
  for (const { hub, folder } of benches.values()) {
    await hub.stop()
    await rm(folder, { recursive: true })
  }
  const few = median(benches.get(COUNTS[0])?.perSecond ?? [])
  return [
    'Events taken in and settled by the number of policies (goal: 10,000 at least 0.70 of 10)',
    ...[...benches].map(([count, { perSecond }]) => {
      const middle = median(perSecond)
      return `  ${`${count.toLocaleString('en-US')} policies`.padEnd(44)} ${Math.round(middle).toString().padStart(7)}/s  ratio ${(middle / few).toFixed(2)}`
    }),
  ]
}

async function start(count: number): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-bench-'))
  const config = join(folder, 'tocsin.yaml')
  await writeFile(config, configOf(count))
  const environment = { TOCSIN_LOG_LEVEL: 'info' }
  const hub = await startHubProcess({ config, data: join(folder, 'data'), environment })
  return { hub, folder, perSecond: [] }
}

/** Until the last event is settled. */
async function measure(
  { url }: HubProcess,
  { from, requests }: { from: number; requests: number },
): Promise<number> {
  const bodies = Array.from({ length: requests }, (_, index) => eventBody(from + index, 'quiet'))
  const startedAt = performance.now()
  await runLoad({
    port: Number(new URL(url).port),
    path: `/in/${KEY}`,
    connections: 32,
    requests,
    bodyOf: (index) => bodies[index] ?? '',
  })
  for (;;) {
    const status = Object(await (await fetch(`${url}/api/v1/status`)).json())
    if (status.counts.unsettled === 0) break
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return (requests * 1000) / (performance.now() - startedAt)
}
