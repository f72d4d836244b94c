import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStore } from '../../src/store/store.ts'
import { startHubProcess } from '../harness/hub-process.ts'
import { listenTo } from '../harness/live-line.ts'

const KEY = 'drain-test-key'
const CONFIG = `
sources: { aliyun: { type: cloudmonitor, key: ${KEY} } }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "http://127.0.0.1:9/robot/send?access_token=drain" }] } }
fallback: ops
`
const BODY = JSON.stringify({
  product: 'ECS',
  name: 'Disk:Stalled:Executing',
  level: 'CRITICAL',
  content: { eventId: 'e-1', eventStatus: 'Executing' },
})

test('a request that has begun when the hub is told to end is taken and answered; whoever only listens holds nothing up', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-drain-'))
  const config = join(folder, 'tocsin.yaml')
  await writeFile(config, CONFIG)
  const data = join(folder, 'data')
  const hub = await startHubProcess({ config, data })
  const over = new AbortController()
  const line = await listenTo(hub.url, over.signal)
  const { hostname, port } = new URL(hub.url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  const half = Math.floor(BODY.length / 2)
  socket.write(
    `POST /in/${KEY} HTTP/1.1\r\nhost: hub\r\ncontent-length: ${Buffer.byteLength(BODY)}\r\n\r\n${BODY.slice(0, half)}`,
  )
  // Behind the half of it on the same machine: it is in the hub's hands when this is answered.
  await (await fetch(`${hub.url}/readyz`)).text()
  const ended = hub.stop()
  await hub.says(/the hub stops/)
  const late = await fetch(`${hub.url}/readyz`).catch(() => undefined)
  expect(late?.status ?? 503).toBe(503)
  socket.write(BODY.slice(half))
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(socket, 'close')
  const answer = Buffer.concat(chunks).toString()
  expect(answer).toMatch(/^HTTP\/1\.1 200 /)
  expect(await ended).toBe(0)
  await expect(untilCut(line)).rejects.toThrow()
  over.abort()
  const store = await openStore(data)
  expect((await store.counts(0)).events).toBe(1)
  await store.close()
  await rm(folder, { recursive: true })
})

/** Never resolves: what was said before is read over. */
async function untilCut(line: { next(): Promise<string> }): Promise<void> {
  for (;;) await line.next()
}
