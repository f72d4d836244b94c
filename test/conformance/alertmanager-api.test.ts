// What Alertmanager 0.25 answered to each request, and what a hub answers: the same, or what stands beside it with a reason.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startHub, type TestHub } from '../harness/hub.ts'
import { type ApiCase, readApiCases, runCase } from './alertmanager-api.ts'

const CASES = readApiCases()

let hub: TestHub

/** A source of its own for each case: one knows nothing of the other. The rest is as the recorder has it. */
beforeAll(async () => {
  const sources = CASES.map(
    (_, index) => `  c${index}: { type: alertmanager, key: case-key-${index} }`,
  )
  hub = await startHub(`
sources:
${sources.join('\n')}
contacts:
  ops: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}ops" }] }
  db: { endpoints: [{ channel: dingtalk, url: "\${ROBOT}db" }] }
policies:
  all:
    match: []
    group: { by: [alertname], wait: 1h }
    notify: [{ to: ops }]
    routes:
      - { match: ['team="db"'], group: { by: [alertname, team], wait: 1h }, notify: [{ to: db }] }
inhibitions:
  - source: ['exported_severity="critical"']
    target: ['exported_severity="warning"']
    equal: [source, instance]
`)
})
afterAll(() => hub.close())

function answersOf(one: ApiCase): ReturnType<typeof runCase> {
  return runCase(one, {
    url: `${hub.app.url}/in/case-key-${CASES.indexOf(one)}`,
    now: () => hub.clock.now(),
    async wait(ms) {
      hub.clock.advance(ms)
      await hub.settle()
    },
  })
}

describe("a hub answers as Alertmanager's API", () => {
  // In their order: a case that waits moves the time of all.
  test.each(CASES)('$name', async (one) => {
    const answers = await answersOf(one)
    const expected = one.steps.map((step) => {
      if ('wait' in step) return undefined
      const { status, body } = step.tocsin ?? step.alertmanager ?? {}
      return { status, body }
    })
    expect(answers).toEqual(expected)
  })

  test('what is answered otherwise has a reason, and is indeed otherwise', () => {
    for (const step of CASES.flatMap(({ steps }) => steps)) {
      if ('wait' in step || step.tocsin === undefined) continue
      const { why, ...answer } = step.tocsin
      expect(why).not.toBe('')
      expect(answer).not.toEqual(step.alertmanager)
    }
  })
})
