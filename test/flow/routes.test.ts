import { afterEach, expect, test } from 'vitest'
import { reboot, stopped } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const TREE = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
  web: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}web" }] }
  log: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}log" }] }
policies:
  tree:
    match: []
    notify: [{ to: ops }]
    routes:
      - { match: ['resource=~".*i-web.*"'], notify: [{ to: log }], continue: true }
      - { match: ['resource=~".*i-web.*"'], notify: [{ to: web }] }
      - { match: ['resource=~".*i-web.*"'], notify: [{ to: ops }] }
fallback: ops
`

const MINUTE = 60_000

let hub: TestHub
afterEach(() => hub.close())

const countOf = async (token: string): Promise<number> => (await hub.heard(token)).length

test('an event goes to the first route that wants it, on where that continues, and else to the policy itself', async () => {
  hub = await startHub(TREE)
  const [wanted] = await hub.post(reboot('i-web', 'Scheduled'))
  await hub.settle()
  expect([await countOf('log'), await countOf('web'), await countOf('ops')]).toEqual([1, 1, 0])
  const [other] = await hub.post(reboot('i-db', 'Scheduled'))
  await hub.settle()
  expect([await countOf('log'), await countOf('web'), await countOf('ops')]).toEqual([1, 1, 1])
  const policiesOf = async (id: string | undefined): Promise<unknown> =>
    (await hub.explain(String(id))).outcome?.matched.map(({ policy }) => policy)
  expect(await policiesOf(wanted)).toEqual([
    'tree/{resource=~".*i-web.*"}',
    'tree/{resource=~".*i-web.*"}#2',
  ])
  expect(await policiesOf(other)).toEqual(['tree'])
})

test('a route at its quiet time still takes its events: neither its siblings nor the policy tell them', async () => {
  const quiet = TREE.replace('continue: true', 'mute: [always]')
  hub = await startHub(`${quiet}\nmuteTimings: { always: [{ times: ["00:00-24:00"] }] }\n`)
  const [wanted] = await hub.post(reboot('i-web', 'Scheduled'))
  await hub.settle()
  expect([await countOf('log'), await countOf('web'), await countOf('ops')]).toEqual([0, 0, 0])
  expect((await hub.explain(String(wanted))).held).toMatchObject([{ reason: 'mute-timing' }])
})

test('routes that match, group and tell alike know each for itself what it has told, and when to repeat it', async () => {
  const alike = `match: ['resource=~".*i-web.*"'], notify: [{ to: web }]`
  const routes = `    routes:
      - { ${alike}, group: { by: [region], wait: 0s, interval: 5m, repeat: 4h }, continue: true }
      - { ${alike}, group: { by: [region], wait: 0s, interval: 5m, repeat: 1h }, mute: [morning] }
fallback`
  hub = await startHub(
    `${TREE.replace(/ {4}routes:[\s\S]*fallback/, routes)}
muteTimings: { morning: [{ times: ["09:00-12:00"], zone: Asia/Shanghai }] }
`,
  )
  await hub.post(reboot('i-web', 'Scheduled'))
  await hub.settle()
  expect(await countOf('web')).toBe(1)
  // At noon the second one tells for the first time, though the chat was told by the first.
  await hub.pass(105 * MINUTE, 15 * MINUTE)
  expect(await countOf('web')).toBe(2)
  await hub.pass(60 * MINUTE, 15 * MINUTE)
  expect(await countOf('web')).toBe(3)
  await hub.post(reboot('i-web', 'Executed'))
  await hub.pass(5 * MINUTE, MINUTE)
  expect(await countOf('web')).toBe(5)
})

test('the end of a problem goes the way that its beginning went', async () => {
  hub = await startHub(TREE)
  await hub.post(reboot('i-web', 'Scheduled'))
  await hub.settle()
  await hub.configure(TREE.replace('continue: true', 'continue: false'))
  await hub.post(reboot('i-web', 'Executed'))
  await hub.settle()
  expect([await countOf('log'), await countOf('web'), await countOf('ops')]).toEqual([2, 2, 0])
})

test('a condition decides by what an event says, and one that cannot be judged does not hold', async () => {
  hub = await startHub(
    TREE.slice(0, TREE.indexOf('policies:')) +
      `policies:
  reboots:
    when: 'severity == "critical" and content contains "计划重启"'
    notify: [{ to: web }]
    routes:
      - { when: 'labels.nosuch matches "x"', notify: [{ to: log }] }
fallback: ops
`,
  )
  await hub.post(reboot('i-web', 'Scheduled'))
  await hub.post(stopped('i-db'))
  await hub.settle()
  expect([await countOf('web'), await countOf('log'), await countOf('ops')]).toEqual([1, 0, 0])
})
