import { afterEach, describe, expect, test } from 'vitest'
import { beginEscalation, ESCALATION_HUB, type EscalationHub } from '../harness/escalation-hub.ts'
import { reboot } from '../harness/events.ts'

const MINUTE = 60_000
const JSON_BODY = { 'content-type': 'application/json' }

/** Wang hears in a chat at once, on Slack after three minutes, and on both after eight where it is critical. */
const RULES = ESCALATION_HUB.replace(
  /wang: \{ name: Wang.*/,
  `wang:
    name: Wang
    endpoints:
      - { channel: dingtalk, url: "\${ROBOT}wang" }
      - { channel: slack, url: "\${SANDBOX}/slack/services/T1/B1/wang" }
    rules:
      - { channels: [dingtalk] }
      - { channels: [slack], after: 3m }
      - { after: 8m, severities: [critical] }`,
)

let hub: EscalationHub & { readonly eventId: string }
afterEach(() => hub.close())

async function begin(yaml = RULES, change = {}): Promise<void> {
  hub = await beginEscalation(yaml, change)
}

type Listed = { readonly platform: string; readonly preview: string; readonly payload: unknown }
/** What came over Slack. */
const onSlack = async (): Promise<readonly string[]> => {
  const { messages } = (await hub.call('GET', '/sandbox/api/messages')).body
  return messages
    .filter(({ platform }: Listed) => platform === 'slack')
    .map(({ preview, payload }: Listed) => `${preview} ${JSON.stringify(payload)}`)
}
/** How many messages Wang's chat and Slack have, and Li's chat. */
const heard = async (): Promise<readonly [wang: number, slack: number, li: number]> => {
  const { wang, li } = await hub.counts()
  return [wang, (await onSlack()).length, li]
}
let posted = 0
async function say(phase: Parameters<typeof reboot>[1], change: object = {}): Promise<void> {
  await hub.post(reboot('i-web', phase, { id: `own-${posted++}`, ...change }))
  await hub.settle()
}
const silence = async (durationSeconds: number): Promise<void> => {
  const body = JSON.stringify({ matchers: ['product="ECS"'], createdBy: 'Li', durationSeconds })
  await hub.call('POST', '/api/v1/silences', { headers: JSON_BODY, body })
  await hub.settle()
}

describe('a contact with rules of its own', () => {
  test('is told by each way at its time while nobody answers, also when the next step has begun', async () => {
    await begin()
    expect(await heard()).toEqual([1, 0, 0])
    await hub.pass(3 * MINUTE - 1000, MINUTE)
    expect(await heard()).toEqual([1, 0, 0])
    await hub.pass(1000)
    expect(await heard()).toEqual([1, 1, 0])
    expect((await onSlack())[0]).toContain('Still firing')
    expect((await onSlack())[0]).toContain('Nobody has answered')
    await hub.pass(2 * MINUTE, MINUTE)
    expect(await heard()).toEqual([1, 1, 1])
    await hub.pass(3 * MINUTE, MINUTE)
    expect(await heard()).toEqual([2, 2, 1])
    await hub.pass(2 * 60 * MINUTE, 10 * MINUTE)
    expect(await heard()).toEqual([2, 2, 1])
    expect((await hub.alert()).escalations[0].history).toContainEqual(
      expect.objectContaining({ what: 'followed', contacts: [{ id: 'wang', name: 'Wang' }] }),
    )
  })

  test('is told less of what is less severe', async () => {
    await begin(RULES, { level: 'WARN' })
    await hub.pass(10 * MINUTE, MINUTE)
    expect(await heard()).toEqual([1, 1, 1])
  })

  test('is told by no further way once somebody has answered, and hears who where it was told', async () => {
    await begin()
    await hub.ask('acknowledge')
    expect(await heard()).toEqual([2, 0, 0])
    await hub.pass(60 * MINUTE, 10 * MINUTE)
    await say('Executed')
    expect(await heard()).toEqual([3, 0, 0])
  })

  test('hears of the end by every way by which it was told', async () => {
    await begin()
    await hub.pass(3 * MINUTE, MINUTE)
    await say('Executed')
    expect(await heard()).toEqual([2, 2, 0])
    expect((await onSlack()).at(-1)).toContain('Resolved')
    await hub.pass(60 * MINUTE, 10 * MINUTE)
    expect(await heard()).toEqual([2, 2, 0])
  })

  test('is asked anew from the first way on when the alert is given back', async () => {
    await begin()
    await hub.ask('acknowledge')
    await hub.pass(10 * MINUTE, 5 * MINUTE)
    await hub.ask('unacknowledge')
    expect(await heard()).toEqual([3, 0, 0])
    await hub.pass(3 * MINUTE, MINUTE)
    expect(await heard()).toEqual([3, 1, 0])
  })

  test('is told once of what came due during an outage, and what follows is not lost in a restart', async () => {
    await begin()
    await hub.pass(MINUTE)
    await hub.restart()
    await hub.pass(2 * MINUTE, MINUTE)
    expect(await heard()).toEqual([0, 1, 0])
    await hub.restart(20 * MINUTE)
    await hub.settle()
    // The next step, and what was due by then.
    expect(await heard()).toEqual([1, 1, 1])
  })

  test('is told nothing while a silence holds the alert, and then what was due', async () => {
    await begin()
    await silence(4 * 60)
    await hub.pass(4 * MINUTE - 1000, MINUTE)
    expect(await heard()).toEqual([1, 0, 0])
    await hub.pass(1000)
    expect(await heard()).toEqual([1, 1, 0])
    const [run] = (await hub.alert()).escalations
    expect(run).toMatchObject({ state: 'running' })
    expect(run).not.toHaveProperty('mutedBy')
  })

  test('is told by its next way at once where the first one fails for good, before the next step is', async () => {
    await begin(RULES.replace('match: [', 'match: [\'region="nowhere"\', '))
    await hub.configure(RULES)
    await hub.sandbox('POST', 'faults', { token: 'wang', kind: 'removed' })
    await say('Scheduled', { instanceName: 'i-db' })
    expect(await heard()).toEqual([0, 1, 0])
    await hub.pass(5 * MINUTE - 1000, MINUTE)
    expect(await heard()).toEqual([0, 1, 0])
  })

  test('keeps hearing the rest by what it was told by when its rules change meanwhile', async () => {
    await begin()
    await hub.configure(RULES.replace('{ channels: [dingtalk] }', '{ channels: [slack] }'))
    await say('Executed')
    expect(await heard()).toEqual([2, 0, 0])
  })
})

describe('a message that is for as long as nobody answers', () => {
  test('is not sent where somebody answers between its decision and its leaving, and says so', async () => {
    await begin()
    // Slack takes nothing more for a while: what follows waits in its lane.
    await hub.sandbox('POST', 'faults', { kind: 'busy', platform: 'slack' })
    await hub.pass(3 * MINUTE, MINUTE)
    expect(await heard()).toEqual([1, 0, 0])
    await hub.ask('acknowledge')
    await hub.sandbox('DELETE', 'faults', {})
    await hub.pass(10 * MINUTE, MINUTE)
    const told = (await hub.call('GET', '/api/v1/notifications?state=moot')).body.notifications
    expect(told).toMatchObject([{ contact: 'wang', channel: 'slack', kind: 'repeat' }])
    expect((await onSlack()).join()).not.toContain('Nobody has answered')
    const { id } = await hub.alert()
    const story = (await hub.call('GET', `/api/v1/alerts/${id}/story`)).body
    expect(JSON.stringify(story)).toContain('somebody had answered before it left')
    expect((await hub.settle()).counts).toMatchObject({ moot: 1, due: 0, leased: 0 })
  })
})
