import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

/**
 * What Alertmanager 0.25 sent when it was given these events (seconds and names of alerts of one group) with
 * group_wait 1s, group_interval 5s and repeat_interval 12s, and when a group here tells. Both look at a group
 * once an interval, counted from its first message. They differ where Alertmanager's way is a fault: it looks at
 * what is to be repeated only then too, so that a repeat comes late; it tells the end of what it never told; and a
 * group whose last end was told makes a new alert wait for the interval of the old ones. And what fires again after
 * its end is another alert here, unless `reopen` says otherwise: both are told. A message here names what has changed
 * and Alertmanager's the whole group, so that a change puts no other alert's repeat off.
 */
type Case = {
  readonly name: string
  readonly events: readonly (readonly [at: number, kind: 'fire' | 'resolve', alert: string])[]
  readonly alertmanager: readonly number[]
  readonly tocsin: readonly number[]
}

const CASES: readonly Case[] = JSON.parse(
  readFileSync(new URL('../conformance/cases/alertmanager-timing.json', import.meta.url), 'utf8'),
)
const SECONDS = 29
const STEP_MS = 100

let hub: TestHub
let startedAt: number

beforeAll(async () => {
  const contacts = CASES.map(
    (_, index) => `  c${index}: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}c${index}" }] }`,
  )
  const policies = CASES.map(
    (_, index) => `  p${index}:
    match: ['instance=~"c${index}-.*"']
    group: { by: [product], wait: 1s, interval: 5s, repeat: 12s }
    storm: off
    notify: [{ to: c${index} }]`,
  )
  hub = await startHub(`
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts:
${contacts.join('\n')}
policies:
${policies.join('\n')}
fallback: c0
`)
  startedAt = hub.clock.now()
  const moments = new Map<number, object[]>()
  for (const [index, { events }] of CASES.entries()) {
    for (const [number, [at, kind, alert]] of events.entries()) {
      const phase = kind === 'fire' ? 'Scheduled' : 'Executed'
      const event = reboot(`c${index}-${alert}`, phase, { id: `${index}-${number}`, eventTime: '' })
      const ms = Math.round(at * 1000)
      moments.set(ms, [...(moments.get(ms) ?? []), event])
    }
  }
  for (let ms = 0; ms <= SECONDS * 1000; ms += STEP_MS) {
    const events = moments.get(ms) ?? []
    for (const event of events) await hub.post(event)
    const isDue = ms % 1000 === 0
    if (events.length > 0 || isDue) await hub.settle()
    hub.clock.advance(STEP_MS)
  }
})
afterAll(() => hub.close())

describe('a group tells at the times of Alertmanager, without its faults', () => {
  test.each(CASES)('$name', async ({ name, tocsin }) => {
    const index = CASES.findIndex((one) => one.name === name)
    const heard = await hub.heard(`c${index}`)
    expect(heard.map(({ at }) => (at - startedAt) / 1000)).toEqual(tocsin)
  })

  test.each(CASES.filter(({ name }) => !OTHERWISE.has(name)))(
    'until something is repeated it is the same: $name',
    ({ alertmanager, tocsin }) => {
      const news = (times: readonly number[]) => times.filter((at) => at <= FIRST_REPEAT_AT)
      expect(news(tocsin)).toEqual(news(alertmanager))
    },
  )
})

const FIRST_REPEAT_AT = 12
const OTHERWISE = new Set([
  'back before its end was told',
  'back after its end was told',
  'another begins and ends between two looks',
])
