import { afterEach, expect, test } from 'vitest'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'
import { startProxy, type TestProxy } from '../harness/proxy.ts'

const config = (endpoint: string, network = ''): string => `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops"${endpoint} }] } }
policies: { all: { match: ['source="aliyun"'], notify: [{ to: ops }] } }
fallback: ops
${network}
`

let hub: TestHub | undefined
const proxies: TestProxy[] = []
afterEach(async () => {
  await hub?.close()
  for (const proxy of proxies.splice(0)) await proxy.close()
})

async function startBoth(options: { refuseWith?: number } = {}) {
  const started = await startHub(config(''))
  hub = started
  const proxy = await startProxy({ targetPort: Number(new URL(started.app.url).port), ...options })
  proxies.push(proxy)
  return { started, proxy }
}

test('an endpoint’s own proxy is taken, changed and left out by a new configuration', async () => {
  const { started, proxy } = await startBoth()
  await started.configure(config(`, proxy: "${proxy.url}"`))
  await started.post(reboot('i-1', 'Scheduled'))
  await started.settle()
  expect(await started.heard('ops')).toHaveLength(1)
  expect(proxy.asked).toHaveLength(1)
  expect(proxy.asked[0]).toMatch(/^POST http:\/\/127\.0\.0\.1:\d+\/sandbox\/dingtalk\/robot\/send$/)
  await started.configure(config(', proxy: none', `network: { proxy: "${proxy.url}" }`))
  await started.post(reboot('i-2', 'Scheduled'))
  await started.settle()
  expect(await started.heard('ops')).toHaveLength(2)
  expect(proxy.asked).toHaveLength(1)
})

test('what a proxy does not let through waits, says so, and is told when it does', async () => {
  const { started, proxy } = await startBoth({ refuseWith: 407 })
  await started.configure(config(`, proxy: "${proxy.url}"`))
  await started.post(reboot('i-1', 'Scheduled'))
  const status = await started.settle()
  expect(status.counts).toMatchObject({ due: 1, dead: 0 })
  const [lane] = status.lanes
  expect(lane?.health).toBe('failing')
  expect(lane?.text).toBe(`the proxy ${new URL(proxy.url).host} asks for a login (407)`)
  expect(lane?.remedy?.en).toContain('Check its address and login')
  await started.configure(config(''))
  await started.pass(60_000, 5_000)
  expect(await started.heard('ops')).toHaveLength(1)
})
