import { afterEach, expect, test } from 'vitest'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const MINUTE_MS = 60_000

/** The harness begins on 5 March 2026 at 10:15 in Shanghai: inside the mute, which is over at 12:00. */
const QUIET = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
muteTimings:
  lunch: [{ times: ["10:00-12:00"], zone: Asia/Shanghai }]
policies:
  all: { match: [], mute: [lunch], notify: [{ to: ops }] }
fallback: ops
`

let hub: TestHub
afterEach(() => hub.close())

const previews = async (): Promise<(string | undefined)[]> =>
  (await hub.heard('ops')).map(({ preview }) => preview)

test('what comes in a muted time is told when that is over, if there is still something to tell', async () => {
  hub = await startHub(QUIET)
  const [still] = await hub.post(reboot('i-still', 'Scheduled'))
  const [over] = await hub.post(reboot('i-over', 'Scheduled'))
  await hub.settle()
  await hub.post(reboot('i-over', 'Executed'))
  await hub.settle()
  await hub.pass(60 * MINUTE_MS, 20 * MINUTE_MS)
  expect(await previews()).toEqual([])
  const holdsOf = async (id: string | undefined): Promise<unknown> =>
    (await hub.explain(String(id))).held.map(({ reason }) => reason)
  expect(await holdsOf(still)).toEqual(['mute-timing'])
  await hub.pass(60 * MINUTE_MS, 20 * MINUTE_MS)
  expect(await previews()).toEqual([expect.stringContaining('i-still')])
  expect(await holdsOf(over)).toEqual(['mute-timing'])
})

test('the end of what was told before waits for the end of the muted time', async () => {
  hub = await startHub(QUIET.replace('mute: [lunch], ', ''))
  await hub.post(reboot('i-web', 'Scheduled'))
  await hub.settle()
  await hub.configure(QUIET)
  await hub.post(reboot('i-web', 'Executed'))
  await hub.settle()
  expect(await previews()).toHaveLength(1)
  await hub.pass(120 * MINUTE_MS, 30 * MINUTE_MS)
  expect((await previews()).at(-1)).toMatch(/Resolved/)
  expect(await previews()).toHaveLength(2)
})

test('what fires through a muted time survives a restart in it', async () => {
  hub = await startHub(QUIET)
  await hub.post(reboot('i-web', 'Scheduled'))
  await hub.settle()
  await hub.restart()
  await hub.pass(120 * MINUTE_MS, 30 * MINUTE_MS)
  expect(await previews()).toHaveLength(1)
})

test.each([
  ['its policy no longer names the time', ['mute: [lunch], ', '']],
  ['the time is over sooner', ['10:00-12:00', '10:00-10:05']],
] as const)('what was put off is told at once when %s', async (_name, [before, after]) => {
  hub = await startHub(QUIET)
  const [id] = await hub.post(reboot('i-web', 'Scheduled'))
  await hub.settle()
  // As it was is no change: nobody is told, and its story says once why.
  await hub.configure(QUIET)
  await hub.pass(2_000)
  expect(await previews()).toEqual([])
  expect((await hub.explain(String(id))).held).toMatchObject([
    { reason: 'mute-timing', by: 'lunch', until: '2026-03-05T04:00:00.000Z' },
  ])
  await hub.configure(QUIET.replace(before, after))
  // Seconds of this clock are milliseconds of the machine's, which the loops need too.
  await hub.pass(20_000)
  expect(await previews()).toHaveLength(1)
})

test('what would have been told again in a muted time is told at once when that is over sooner', async () => {
  const repeating = QUIET.replace('match: [],', 'match: [], group: { repeat: 20m },')
  hub = await startHub(repeating.replace('mute: [lunch], ', ''))
  await hub.post(reboot('i-web', 'Scheduled'))
  await hub.settle()
  await hub.configure(repeating)
  await hub.pass(50 * MINUTE_MS, 10 * MINUTE_MS)
  expect(await previews()).toHaveLength(1)
  await hub.configure(repeating.replace('mute: [lunch], ', ''))
  await hub.pass(20_000)
  expect(await previews()).toHaveLength(2)
})
