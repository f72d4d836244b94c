import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HubProcess, startHubProcess } from '../test/harness/hub-process.ts'
import { runLoad } from './load.ts'

/** A hub in a folder of its own, without anybody at its robot's address: what is measured is taking in and settling. */
export type SettlingHub = {
  readonly process: HubProcess
  readonly data: string
  /** Posts the bodies and waits until the last event is settled; gives the events a second. */
  measure(bodies: readonly string[]): Promise<number>
  /** Ends the process and starts it again on the same data. */
  restart(): Promise<void>
  end(): Promise<void>
}

/** Starts a hub on `policies`, YAML lines below `policies:`. The ingest key is `key`. */
export async function startSettlingHub(key: string, policies: string): Promise<SettlingHub> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-bench-'))
  const config = join(folder, 'tocsin.yaml')
  const data = join(folder, 'data')
  await writeFile(
    config,
    `
sources:
  aliyun: { type: cloudmonitor, key: ${key} }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "http://127.0.0.1:9/robot/send?access_token=bench" }] }
policies:
${policies}
fallback: ops
`,
  )
  const start = (): Promise<HubProcess> =>
    startHubProcess({ config, data, environment: { TOCSIN_LOG_LEVEL: 'info' } })
  let process = await start()
  return {
    get process() {
      return process
    },
    data,
    measure: (bodies) => measure(process, `/in/${key}`, bodies),
    async restart() {
      await process.stop()
      process = await start()
    },
    async end() {
      await process.stop()
      await rm(folder, { recursive: true })
    },
  }
}

async function measure(
  { url }: HubProcess,
  path: string,
  bodies: readonly string[],
): Promise<number> {
  const startedAt = performance.now()
  const requests = bodies.length
  const port = Number(new URL(url).port)
  await runLoad({
    ports: [port],
    path,
    connections: 32,
    requests,
    bodyOf: (index) => bodies[index] ?? '',
  })
  for (;;) {
    const from = performance.now()
    const status = Object(await (await fetch(`${url}/api/v1/status`)).json())
    if (status.counts.unsettled === 0) break
    // Asking is work of the hub too: a tenth of its time at most.
    const ms = Math.max(5, 9 * (performance.now() - from))
    await new Promise((resolve) => setTimeout(resolve, ms))
  }
  return (requests * 1000) / (performance.now() - startedAt)
}
