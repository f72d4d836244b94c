import { afterEach, expect, test } from 'vitest'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const SECOND_MS = 1_000

const CONFIG = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
  web: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}web" }] }
policies:
  all: { match: [], notify: [{ to: ops }] }
  web: { match: [], notify: [{ to: web }] }
fallback: ops
`

let hub: TestHub
afterEach(() => hub.close())

const previews = async (token: string): Promise<(string | undefined)[]> =>
  (await hub.heard(token)).map(({ preview }) => preview)

/** The alert begins and ends while the robot of `ops` cannot be reached. */
async function overBeforeItLeft(): Promise<string> {
  hub = await startHub(CONFIG)
  await hub.sandbox('POST', 'faults', { token: 'ops', kind: 'busy', times: 1 })
  await hub.post(reboot('i-1', 'Scheduled'))
  await hub.settle()
  const [end] = await hub.post(reboot('i-1', 'Executed'))
  await hub.settle()
  return String(end)
}

test('an alert that ends before its message leaves is told once, as resolved', async () => {
  const end = await overBeforeItLeft()
  await hub.pass(120 * SECOND_MS, 10 * SECOND_MS)
  expect(await previews('ops')).toEqual([expect.stringMatching(/Resolved/)])
  expect(await previews('web')).toEqual([
    expect.not.stringMatching(/Resolved/),
    expect.stringMatching(/Resolved/),
  ])
  const { told } = await hub.explain(end)
  expect(told.map(({ contact, state }) => `${contact} ${state}`).sort()).toEqual([
    'ops merged',
    'ops sent',
    'web sent',
  ])
})

test('the end is told by itself where the message may have said before that it fires', async () => {
  hub = await startHub(CONFIG)
  await hub.sandbox('POST', 'faults', { token: 'ops', kind: 'lostReply', times: 1 })
  await hub.post(reboot('i-1', 'Scheduled'))
  await hub.settle()
  await hub.post(reboot('i-1', 'Executed'))
  await hub.settle()
  await hub.pass(120 * SECOND_MS, 10 * SECOND_MS)
  expect(await previews('ops')).toEqual([
    expect.not.stringMatching(/Resolved/),
    expect.stringMatching(/Resolved/),
  ])
})

test('the end of what was told as going on once more is told again', async () => {
  await overBeforeItLeft()
  await hub.pass(120 * SECOND_MS, 10 * SECOND_MS)
  const later = { eventTime: '20260401T090002.100+0800', content: { eventId: 'e-later' } }
  await hub.post(reboot('i-1', 'Scheduled', { ...later, id: 'a' }))
  await hub.settle()
  expect((await previews('ops')).at(-1)).not.toMatch(/Resolved/)
  await hub.post(reboot('i-1', 'Executed', { ...later, id: 'b' }))
  await hub.settle()
  expect(await previews('ops')).toHaveLength(3)
  expect((await previews('ops')).at(-1)).toMatch(/Resolved/)
})
