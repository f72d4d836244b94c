import { afterEach, describe, expect, test } from 'vitest'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const MINUTE = 60_000

const withPolicy = (policy: string): string => `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops: { language: zh, mobile: "13800000000", endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops", secret: SECops }] }
policies: { all: { match: [], notify: [{ to: ops }], ${policy} } }
`

let hub: TestHub
afterEach(() => hub.close())

const nameOf = (number: number): string => `i-${String(number).padStart(4, '0')}`
const fire = async (number: number, level = 'WARN'): Promise<string> => {
  const [id = ''] = await hub.post(reboot(nameOf(number), 'Scheduled', { level }))
  return id
}
const fireMany = async (from: number, to: number): Promise<readonly string[]> => {
  const ids: string[] = []
  for (let number = from; number < to; number++) {
    ids.push(await fire(number))
    await hub.settle()
  }
  return ids
}
const bodies = async (): Promise<readonly string[]> =>
  (await hub.heard('ops')).map(({ payload }) => JSON.stringify(payload))
const storms = async (): Promise<readonly string[]> =>
  (await bodies()).filter((body) => body.includes('告警风暴'))
/** Which of the instances are named in any message. */
const named = async (): Promise<ReadonlySet<string>> =>
  new Set((await bodies()).flatMap((body) => body.match(/i-\d{4}/g) ?? []))

describe('a storm', () => {
  test('is told once, what is critical still is, and the rest is told when it is over', async () => {
    hub = await startHub(withPolicy('recoveries: false'))
    const ids = await fireMany(0, 14)
    expect(await storms()).toHaveLength(1)
    expect((await storms())[0]).toMatch(/5 分钟内新增 10 个告警/)
    expect((await storms())[0]).toMatch(/region=cn-hangzhou.*10 \/ 10 个/)
    expect((await storms())[0]).toContain('13800000000')
    expect(await named()).toEqual(new Set(Array.from({ length: 9 }, (_, number) => nameOf(number))))
    expect((await hub.explain(ids[12] ?? '')).held).toMatchObject([
      { reason: 'storm', policy: 'all' },
    ])
    await fire(20, 'CRITICAL')
    await hub.settle()
    expect((await named()).has(nameOf(20))).toBe(true)
    await hub.post(reboot(nameOf(13), 'Executed'))
    await hub.pass(2 * MINUTE, MINUTE)
    await hub.restart()
    await hub.pass(4 * MINUTE, MINUTE)
    expect([...(await named())].sort()).toEqual([9, 10, 11, 12].map(nameOf))
    expect(await storms()).toEqual([])
    expect((await hub.settle()).counts).toMatchObject({ due: 0, dueGroups: 0, openAlerts: 14 })
  })

  test('that grows is told again at each threshold, and the next one anew', async () => {
    hub = await startHub(withPolicy('storm: { thresholds: [3, 6], within: 2m }'))
    await fireMany(0, 20)
    expect(await storms()).toHaveLength(2)
    await hub.pass(10 * MINUTE, MINUTE)
    await fireMany(20, 23)
    expect(await storms()).toHaveLength(3)
  })

  test('goes on while alerts open, and ends when its policy knows none any more', async () => {
    hub = await startHub(withPolicy('storm: { thresholds: [3], within: 3m }'))
    for (let minute = 0; minute < 10; minute++) {
      await fireMany(minute * 2, minute * 2 + 2)
      await hub.pass(MINUTE, MINUTE)
    }
    expect(await storms()).toHaveLength(1)
    expect((await named()).size).toBe(2)
    await hub.configure(withPolicy('storm: off'))
    await hub.pass(3 * MINUTE, MINUTE)
    expect((await named()).size).toBe(20)
  })

  test('of one source lets the first alert of another through, and holds its next ones', async () => {
    const two = withPolicy('storm: { thresholds: [3], within: 5m }').replace(
      '\nsources: {',
      '\nsources: { other: { type: cloudmonitor, key: another-ingest-key },',
    )
    hub = await startHub(two)
    await fireMany(0, 6)
    expect(await storms()).toHaveLength(1)
    for (const number of [10, 11]) {
      const body = JSON.stringify(reboot(nameOf(number), 'Scheduled', { level: 'WARN' }))
      await hub.call('POST', '/in/another-ingest-key', { body })
      await hub.settle()
    }
    expect([...(await named())].sort()).toEqual([0, 1, 10].map(nameOf))
  })

  test('is none to anybody while its alerts are silenced', async () => {
    hub = await startHub(withPolicy('storm: { thresholds: [3] }'))
    const body = JSON.stringify({ matchers: ['region="cn-hangzhou"'], createdBy: 'Li' })
    const headers = { 'content-type': 'application/json' }
    const { status } = await hub.call('POST', '/api/v1/silences', { body, headers })
    expect(status).toBeLessThan(300)
    await fireMany(0, 6)
    expect(await bodies()).toEqual([])
  })
})
