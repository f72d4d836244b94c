import { afterEach, expect, test } from 'vitest'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const DAY_MS = 24 * 60 * 60_000

/** The harness begins on 5 March 2026, a Thursday, at 10:15 in Shanghai. */
const ROTA = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
  wang: { mobile: "13800000000", endpoints: [{ channel: dingtalk, url: "\${ROBOT}wang" }] }
  li: { mobile: "13900000000" }
schedules:
  duty:
    zone: Asia/Shanghai
    layers: [{ rotate: daily, at: "09:00", contacts: [wang, li, nobody], from: "2026-03-05" }]
policies:
  all: { match: [], notify: [{ to: ops, schedule: duty }] }
fallback: ops
`

let hub: TestHub
afterEach(() => hub.close())

const bodies = async (token: string): Promise<string[]> =>
  (await hub.heard(token)).map(({ payload }) => JSON.stringify(payload))

test('who is on call when it is told is told too, and mentioned in the chats of the group', async () => {
  hub = await startHub(ROTA)
  await hub.post(reboot('i-1', 'Scheduled'))
  await hub.settle()
  expect(await bodies('wang')).toHaveLength(1)
  expect((await bodies('ops'))[0]).toContain('"atMobiles":["13800000000"]')
  await hub.pass(DAY_MS, DAY_MS)
  await hub.post(reboot('i-2', 'Scheduled'))
  await hub.settle()
  expect(await bodies('wang')).toHaveLength(1)
  expect((await bodies('ops')).at(-1)).toContain('"atMobiles":["13900000000"]')
  await hub.pass(DAY_MS, DAY_MS)
  await hub.post(reboot('i-3', 'Scheduled'))
  await hub.settle()
  expect((await bodies('ops')).at(-1)).not.toContain('atMobiles')
})

test('where only who is on call is to be told and nobody is, the fallback group is', async () => {
  hub = await startHub(
    ROTA.replace('to: ops, schedule', 'schedule').replace('[wang, li, nobody]', '[nobody]'),
  )
  await hub.post(reboot('i-1', 'Scheduled'))
  await hub.settle()
  expect(await bodies('ops')).toHaveLength(1)
})

test('an alert that nobody can be told of stands in the status and the metrics until somebody is told', async () => {
  const nobody = ROTA.replace('to: ops, schedule', 'schedule').replace(
    '[wang, li, nobody]',
    '[nobody]',
  )
  hub = await startHub(nobody.replace('fallback: ops', ''))
  await hub.post(reboot('i-1', 'Scheduled'))
  expect((await hub.settle()).counts).toMatchObject({ openAlerts: 1, unheard: 1 })
  expect((await hub.call('GET', '/metrics')).body).toContain('tocsin_rows{kind="unheard"} 1')
  await hub.configure(ROTA)
  await hub.post(reboot('i-1', 'Executing'))
  expect((await hub.settle()).counts).toMatchObject({ openAlerts: 1, unheard: 0 })
  expect(await bodies('ops')).toHaveLength(1)
})
