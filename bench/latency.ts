import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { systemClock } from '../src/base/clock.ts'
import { createSandbox, mountSandbox } from '../src/sandbox/sandbox.ts'
import { startHubProcess } from '../test/harness/hub-process.ts'
import { eventBody } from './events.ts'
import { openSender, quantile } from './load.ts'

const KEY = 'bench-latency-key'

const CONFIG = `
sources:
  aliyun: { type: cloudmonitor, key: ${KEY} }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}", perMinute: 1000000 }] }
contactGroups:
  all: [ops]
policies:
  trouble: { match: ['severity="critical"'], storm: off, notify: [{ to: all }] }
fallback: all
`

/** From the POST of an event to the arrival of its message in the sandbox, one event at a time, nothing else going on. */
export async function benchLatency({ events }: { events: number }): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-bench-'))
  let arrived: (at: number) => void = () => undefined
  const sandbox = createSandbox({ clock: systemClock })
  const server = fastify()
  mountSandbox(server, {
    ...sandbox,
    handle(request) {
      if (request.path.endsWith('/robot/send')) arrived(performance.now())
      return sandbox.handle(request)
    },
  })
  const robot = `${await server.listen({ host: '127.0.0.1', port: 0 })}/sandbox/dingtalk/robot/send?access_token=bench`
  const config = join(folder, 'tocsin.yaml')
  await writeFile(config, CONFIG)
  const put = await server.inject({
    method: 'PUT',
    url: '/sandbox/api/chats',
    payload: { token: 'bench', perMinute: null },
  })
  if (put.statusCode !== 200) throw new Error(`the sandbox refuses the chat: ${put.body}`)
  const hub = await startHubProcess({
    config,
    data: join(folder, 'data'),
    environment: { ROBOT: robot, TOCSIN_LOG_LEVEL: 'info' },
  })
  const sender = await openSender({ port: Number(new URL(hub.url).port), path: `/in/${KEY}` })
  const total: number[] = []
  const answered: number[] = []
  for (let number = 0; number < events; number++) {
    const arrival = new Promise<number>((resolve) => {
      arrived = resolve
    })
    const from = performance.now()
    await sender.post(eventBody(number, 'loud'))
    answered.push(performance.now() - from)
    total.push((await arrival) - from)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  sender.close()
  await hub.stop()
  await server.close()
  await rm(folder, { recursive: true })
  return [
    'Event to arrival in the sandbox, idle, one at a time, with the fsync (goal: p50 under 5 ms)',
    row('POST to 2xx', answered.slice(20)),
    row('POST to arrival in the chat', total.slice(20)),
  ]
}

function row(name: string, values: readonly number[]): string {
  const sorted = [...values].sort((one, other) => one - other)
  const at = (share: number): string => quantile(sorted, share).toFixed(2)
  return `  ${name.padEnd(44)} p50 ${at(0.5)} ms  p90 ${at(0.9)} ms  p99 ${at(0.99)} ms`
}
