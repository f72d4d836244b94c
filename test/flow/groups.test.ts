import { afterEach, expect, test } from 'vitest'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const withGroup = (group: string): string => `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
policies: { all: { match: [], storm: off, group: { by: [region], ${group} }, notify: [{ to: ops }] } }
`

let hub: TestHub
afterEach(() => hub.close())

const nameOf = (number: number): string => `i-${String(number).padStart(5, '0')}`
const fire = (number: number): Promise<readonly string[]> =>
  hub.post(reboot(nameOf(number), 'Scheduled', { level: 'WARN' }))
const end = (number: number): Promise<readonly string[]> =>
  hub.post(reboot(nameOf(number), 'Executed'))
/** The instances that each message names. */
const told = async (): Promise<readonly (readonly string[])[]> =>
  (await hub.heard('ops')).map(({ payload }) => [
    ...new Set(JSON.stringify(payload).match(/i-\d{5}/g) ?? []),
  ])

test('a group tells after its wait, then what changes once an interval, and repeats to the minute', async () => {
  hub = await startHub(withGroup('wait: 30s, interval: 7m, repeat: 1h'))
  await fire(1)
  await hub.pass(20_000, 10_000)
  await fire(2)
  await hub.pass(10_000, 5_000)
  expect(await told()).toEqual([['i-00001', 'i-00002']])
  await fire(3)
  await hub.pass(6 * MINUTE, MINUTE)
  await end(1)
  expect(await told()).toHaveLength(1)
  await hub.pass(MINUTE, MINUTE)
  expect((await told())[1]?.toSorted()).toEqual(['i-00001', 'i-00003'])
  await hub.pass(52 * MINUTE, MINUTE)
  expect(await told()).toHaveLength(2)
  await hub.pass(MINUTE, MINUTE)
  expect((await told())[2]?.toSorted()).toEqual(['i-00002', 'i-00003'])
  await hub.pass(HOUR, MINUTE)
  expect(await told()).toHaveLength(4)
})

test('a group whose alerts are all over within its wait is never told, and is gone', async () => {
  hub = await startHub(withGroup('wait: 30s'))
  await fire(1)
  await fire(2)
  await hub.pass(10_000, 10_000)
  await end(1)
  const [event = ''] = await end(2)
  await hub.pass(5 * MINUTE, MINUTE)
  expect(await told()).toEqual([])
  expect((await hub.explain(event)).held).toMatchObject([{ reason: 'over-before-told' }])
  expect((await hub.settle()).counts.openGroups).toBe(0)
})

test('what waited while the hub was down is told at its start, and what comes then waits for the interval', async () => {
  hub = await startHub(withGroup('wait: 5m, interval: 10m'))
  await fire(1)
  await hub.settle()
  await hub.restart(() => hub.clock.advance(HOUR))
  await hub.settle()
  expect(await told()).toEqual([['i-00001']])
  await fire(2)
  await hub.pass(9 * MINUTE, MINUTE)
  expect(await told()).toHaveLength(1)
  await hub.pass(MINUTE, MINUTE)
  expect(await told()).toHaveLength(2)
})

test('more than a thousand alerts of one group form a second one, and each is named', {
  timeout: 120_000,
}, async () => {
  hub = await startHub(withGroup('wait: 30s'))
  for (let from = 0; from < 1100; from += 100)
    await Promise.all(Array.from({ length: 100 }, (_, index) => fire(from + index)))
  expect((await hub.settle()).counts).toMatchObject({ openGroups: 2, openAlerts: 1100 })
  await hub.pass(5 * MINUTE, 5_000)
  expect(new Set((await told()).flat()).size).toBe(1100)
  for (let from = 0; from < 1100; from += 100)
    await Promise.all(Array.from({ length: 100 }, (_, index) => end(from + index)))
  await hub.pass(6 * MINUTE, MINUTE)
  expect((await hub.settle()).counts).toMatchObject({ openGroups: 0, openAlerts: 0 })
})
