import { afterEach, expect, test } from 'vitest'
import { reboot } from '../harness/events.ts'
import { createMatcherThat } from '../harness/faults.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

const CONFIG = `
sources: { aliyun: { type: cloudmonitor, key: test-ingest-key } }
contacts: { ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] } }
policies: { all: { match: ['source="aliyun"'], notify: [{ to: ops }] } }
fallback: ops
`

let hub: TestHub
afterEach(() => hub.close())

test('an event that cannot be settled is set aside and says so, and those behind it are told', async () => {
  hub = await startHub(CONFIG)
  hub.alter((configuration) => ({
    ...configuration,
    policies: configuration.policies.map((policy) => ({
      ...policy,
      match: [
        createMatcherThat('instance', (value) => {
          if (value === 'i-poison') throw new Error('a matcher with a fault')
          return true
        }),
      ],
    })),
  }))
  const ids: string[] = []
  for (const instance of ['i-one', 'i-poison', 'i-two'])
    ids.push(...(await hub.post(reboot(instance, 'Scheduled'))))
  for (let turns = 0; turns < 12; turns++) {
    hub.clock.advance(30_000)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await hub.settle()
  await hub.configure(CONFIG)
  const heard = (await hub.heard('ops')).map(({ preview }) => preview)
  expect(heard).toEqual([expect.stringContaining('i-one'), expect.stringContaining('i-two')])
  expect((await hub.explain(ids[1] ?? '')).held).toEqual([
    expect.objectContaining({ reason: 'fault' }),
  ])
})
