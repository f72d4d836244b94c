import { afterEach, describe, expect, test } from 'vitest'
import { beginEscalation, ESCALATION_HUB, type EscalationHub } from '../harness/escalation-hub.ts'
import { reboot } from '../harness/events.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** The harness begins at 10:15 in Shanghai; the business hours at 12:00. What is critical does not wait for them. */
const HOURS = ESCALATION_HUB.replace(
  '    steps:',
  '    active: [afternoon]\n    low: [warning, info]\n    raise: true\n    steps:',
)
const WARNING = { level: 'WARN' }

let hub: EscalationHub & { readonly eventId: string }
afterEach(() => hub.close())

async function begin(yaml = HOURS, change: object = WARNING): Promise<void> {
  hub = await beginEscalation(yaml, change)
}
let posted = 0
async function say(phase: Parameters<typeof reboot>[1], change: object): Promise<void> {
  await hub.post(reboot('i-web', phase, { id: `hours-${posted++}`, ...change }))
  await hub.settle()
}
/** Until a minute before the business hours begin. */
const toNoon = (): Promise<void> => hub.pass(HOUR + 44 * MINUTE, 13 * MINUTE)

describe('an alert of low severity that opened outside of the business hours', () => {
  test('is told to the first step only, and again to it and to the chat when they begin, from where it escalates', async () => {
    await begin()
    await toNoon()
    expect(await hub.counts()).toEqual({ chat: 1, wang: 1, li: 0, boss: 0 })
    await hub.pass(MINUTE, MINUTE)
    expect(await hub.counts()).toEqual({ chat: 2, wang: 2, li: 0, boss: 0 })
    expect(await hub.last('wang')).toContain('the business hours have begun')
    expect(await hub.last('chat')).toContain('the business hours have begun')
    const { escalations } = await hub.explain(hub.eventId)
    expect(escalations[0]?.history.map(({ what, cause }) => [what, cause])).toEqual([
      ['told', undefined],
      ['outside-hours', undefined],
      ['told', 'hours'],
    ])
    await hub.pass(5 * MINUTE, MINUTE)
    expect(await hub.counts()).toEqual({ chat: 2, wang: 2, li: 1, boss: 0 })
  })

  test('is told so once, through a restart and after an outage of the hub', async () => {
    await begin()
    await hub.pass(10 * MINUTE, MINUTE)
    await hub.restart(3 * HOUR)
    await hub.settle()
    expect(await hub.counts()).toEqual({ chat: 1, wang: 1, li: 0, boss: 0 })
    await hub.restart()
    await hub.pass(5 * MINUTE, MINUTE)
    expect(await hub.counts()).toEqual({ chat: 0, wang: 0, li: 1, boss: 0 })
  })

  test.each<[string, () => Promise<unknown>]>([
    ['somebody has taken it on by then', () => hub.ask('acknowledge')],
    ['it is over by then', () => say('Executed', {})],
  ])('is not raised where %s', async (_name, change) => {
    await begin()
    await hub.pass(10 * MINUTE, MINUTE)
    await change()
    const before = await hub.counts()
    await hub.pass(3 * HOUR, 30 * MINUTE)
    expect(await hub.counts()).toEqual(before)
  })

  test('escalates at once where it becomes worse, and is not raised later', async () => {
    await begin()
    await hub.pass(10 * MINUTE, MINUTE)
    await say('Scheduled', { level: 'CRITICAL' })
    expect(await hub.counts()).toMatchObject({ wang: 2, li: 0 })
    await hub.pass(5 * MINUTE, MINUTE)
    expect(await hub.counts()).toMatchObject({ wang: 2, li: 1 })
    await hub.pass(10 * MINUTE, MINUTE)
    expect(await hub.counts()).toMatchObject({ boss: 1 })
    await hub.pass(3 * HOUR, 30 * MINUTE)
    expect(await hub.counts()).toMatchObject({ wang: 2, li: 1, boss: 1 })
  })

  test('waits for the end of a silence that outlasts their beginning, and is raised then', async () => {
    await begin()
    await hub.pass(10 * MINUTE, MINUTE)
    const body = JSON.stringify({
      matchers: ['product="ECS"'],
      createdBy: 'Li',
      durationSeconds: 7200,
    })
    const headers = { 'content-type': 'application/json' }
    await hub.call('POST', '/api/v1/silences', { headers, body })
    await hub.pass(HOUR + 59 * MINUTE, 7 * MINUTE)
    expect(await hub.counts()).toMatchObject({ chat: 1, wang: 1, li: 0 })
    await hub.pass(MINUTE, MINUTE)
    expect(await hub.counts()).toMatchObject({ chat: 2, wang: 2, li: 0 })
  })

  test('calls the fallback group before they begin no more than any step, also where there is one step', async () => {
    await begin(HOURS.replace(/\n +- \{ notify: \[\{ contact: li \}\].*/, ''))
    await toNoon()
    expect(await hub.counts()).toEqual({ chat: 1, wang: 1, li: 0, boss: 0 })
    await hub.pass(6 * MINUTE, MINUTE)
    expect(await hub.counts()).toEqual({ chat: 2, wang: 2, li: 0, boss: 1 })
  })
})

test('what is not of low severity escalates outside of the business hours too', async () => {
  await begin(HOURS, {})
  await hub.pass(15 * MINUTE, MINUTE)
  expect(await hub.counts()).toEqual({ chat: 1, wang: 1, li: 1, boss: 1 })
  await hub.pass(3 * HOUR, 30 * MINUTE)
  expect(await hub.counts()).toEqual({ chat: 1, wang: 1, li: 1, boss: 1 })
})

describe('without business hours an alert of low severity', () => {
  const LOW = ESCALATION_HUB.replace('    steps:', '    low: [warning, info]\n    steps:')

  test('is told to the first step only, until a person asks for the next one', async () => {
    await begin(LOW)
    await hub.pass(3 * HOUR, 30 * MINUTE)
    expect(await hub.counts()).toEqual({ chat: 1, wang: 1, li: 0, boss: 0 })
    expect((await hub.alert()).escalations).toMatchObject([{ state: 'ended', end: 'low-severity' }])
    await hub.ask('escalate')
    expect(await hub.counts()).toMatchObject({ wang: 1, li: 1 })
    await hub.pass(30 * MINUTE, 10 * MINUTE)
    expect(await hub.counts()).toMatchObject({ wang: 1, li: 1, boss: 0 })
    await say('Executed', {})
    expect(await hub.last('li')).toContain('Resolved')
  })

  test('escalates from the first step where it becomes worse', async () => {
    await begin(LOW)
    await hub.pass(HOUR, 15 * MINUTE)
    await say('Scheduled', { level: 'CRITICAL' })
    expect(await hub.counts()).toMatchObject({ wang: 2, li: 0 })
    await hub.pass(5 * MINUTE, MINUTE)
    expect(await hub.counts()).toMatchObject({ li: 1 })
  })
})
