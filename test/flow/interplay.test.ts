import { afterEach, describe, expect, test } from 'vitest'
import { beginEscalation, ESCALATION_HUB, type EscalationHub } from '../harness/escalation-hub.ts'
import { reboot } from '../harness/events.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const JSON_BODY = { 'content-type': 'application/json' }

let hub: EscalationHub & { readonly eventId: string }
afterEach(() => hub.close())

async function begin(yaml = ESCALATION_HUB, change = {}): Promise<void> {
  hub = await beginEscalation(yaml, change)
}

let posted = 0
/** The problem of an instance as it is now; each is another delivery. */
async function say(
  instance: string,
  phase: Parameters<typeof reboot>[1],
  change: object = {},
): Promise<string> {
  const [id] = await hub.post(reboot(instance, phase, { id: `say-${posted++}`, ...change }))
  await hub.settle()
  return String(id)
}

async function silence(durationSeconds = 3600): Promise<void> {
  const body = JSON.stringify({ matchers: ['product="ECS"'], createdBy: 'Li', durationSeconds })
  const { status } = await hub.call('POST', '/api/v1/silences', { headers: JSON_BODY, body })
  expect(status).toBeLessThan(300)
  await hub.settle()
}

/** What a chat has heard, as texts. */
const texts = async (token: string): Promise<readonly string[]> =>
  (await hub.heard(token)).map(({ payload }) => decodeURIComponent(JSON.stringify(payload)))

const withPolicy = (more: string): string =>
  ESCALATION_HUB.replace('escalate: on-call', `escalate: on-call, ${more}`)

describe('an alert that flaps while it escalates', () => {
  test('is told to nobody further while it is held, and begins at the first step when it is calm and fires', async () => {
    await begin(withPolicy('storm: off'))
    for (const phase of ['Executed', 'Scheduled', 'Executed', 'Scheduled'] as const) {
      await hub.pass(MINUTE, MINUTE)
      await say('i-web', phase)
    }
    expect(await hub.last('wang')).toContain('Flapping')
    const before = await hub.counts()
    expect(before).toEqual({ chat: 4, wang: 4, li: 0, boss: 0 })
    await hub.pass(HOUR, 10 * MINUTE)
    expect(await hub.counts()).toEqual(before)
    await hub.pass(HOUR, 10 * MINUTE)
    expect(await hub.counts()).toMatchObject({ chat: 5, wang: 5 })
    await hub.pass(5 * MINUTE, 5 * MINUTE)
    expect(await hub.counts()).toMatchObject({ li: 1 })
  })

  test('that somebody has taken on stays theirs', async () => {
    await begin(withPolicy('storm: off'))
    for (const phase of ['Executed', 'Scheduled', 'Executed'] as const) {
      if (phase === 'Executed') await hub.ask('acknowledge')
      await say('i-web', phase)
    }
    const before = await hub.counts()
    await say('i-web', 'Scheduled')
    await hub.pass(3 * HOUR, 30 * MINUTE)
    expect(await hub.alert()).toMatchObject({ state: 'acknowledged' })
    expect(await hub.counts()).toMatchObject({ li: 0, boss: 0, wang: before.wang })
  })
})

describe('while something keeps an alert silent', () => {
  test('that it became worse is told when the silence is over, to the step of now', async () => {
    await begin(ESCALATION_HUB, { level: 'WARN' })
    await silence()
    await say('i-web', 'Scheduled', { level: 'CRITICAL' })
    await hub.pass(HOUR - 1000, 10 * MINUTE)
    expect(await hub.counts()).toEqual({ chat: 1, wang: 1, li: 0, boss: 0 })
    await hub.pass(1000)
    expect(await hub.counts()).toEqual({ chat: 2, wang: 2, li: 0, boss: 0 })
    await hub.pass(5 * MINUTE, 5 * MINUTE)
    expect(await hub.counts()).toMatchObject({ li: 1 })
  })

  test('who is given it hears so at once, and nobody after them before the silence is over', async () => {
    await begin()
    await silence()
    await hub.ask('assign', { contact: 'li' })
    expect(await hub.counts()).toMatchObject({ wang: 1, li: 1, boss: 0 })
    await hub.pass(HOUR - 1000, 10 * MINUTE)
    expect(await hub.counts()).toMatchObject({ li: 1, boss: 0 })
    await hub.pass(1000)
    expect(await hub.counts()).toMatchObject({ li: 1, boss: 1 })
  })

  test('who acknowledges it is asked all the same whether that still holds', async () => {
    await begin(ESCALATION_HUB.replace('    steps:', '    ackTimeout: 30m\n    steps:'))
    await silence(3 * 3600)
    await hub.ask('acknowledge')
    const before = await hub.counts()
    await hub.pass(25 * MINUTE, 5 * MINUTE)
    expect(await hub.counts()).toMatchObject({ wang: before.wang + 1, li: 0 })
    await hub.pass(HOUR, 10 * MINUTE)
    expect(await hub.counts()).toMatchObject({ li: 0, boss: 0 })
    await hub.pass(2 * HOUR, 10 * MINUTE)
    expect((await hub.counts()).wang).toBeGreaterThan(before.wang + 1)
  })

  const WINDOW = `${ESCALATION_HUB}
maintenance:
  move: { match: ['product="ECS"'], from: "2026-03-05 10:18", until: "2026-03-05 12:00", zone: Asia/Shanghai }
`

  test('maintenance that begins holds its next step, which is told at its end through a restart', async () => {
    await begin(WINDOW)
    expect(await hub.counts()).toMatchObject({ chat: 1, wang: 1 })
    await hub.pass(HOUR, 10 * MINUTE)
    expect(await hub.counts()).toEqual({ chat: 1, wang: 1, li: 0, boss: 0 })
    expect((await hub.explain(hub.eventId)).held).toMatchObject([{ reason: 'maintenance' }])
    await hub.restart()
    await hub.pass(45 * MINUTE, 5 * MINUTE)
    expect(await hub.counts()).toEqual({ chat: 0, wang: 0, li: 1, boss: 0 })
  })

  test('what ends in maintenance is told to those who heard of it, and to nobody else', async () => {
    await begin(WINDOW)
    await hub.pass(HOUR, 10 * MINUTE)
    await say('i-web', 'Executed')
    await hub.pass(2 * HOUR, 30 * MINUTE)
    expect(await hub.counts()).toEqual({ chat: 2, wang: 2, li: 0, boss: 0 })
  })

  const INHIBITED = `${ESCALATION_HUB}
inhibitions: [{ name: worse, source: ['severity="critical"'], target: ['severity="warning"'], equal: [region] }]
`

  test('what begins to explain it holds its next step, which is told as soon as that is over', async () => {
    await begin(INHIBITED, { level: 'WARN' })
    await hub.pass(MINUTE, MINUTE)
    await say('i-db', 'Scheduled')
    await hub.pass(14 * MINUTE, MINUTE)
    expect((await texts('li')).filter((text) => text.includes('i-web'))).toEqual([])
    expect((await hub.explain(hub.eventId)).held).toMatchObject([
      { reason: 'inhibited', by: 'worse' },
    ])
    await hub.restart()
    await say('i-db', 'Executed')
    expect((await texts('li')).filter((text) => text.includes('i-web'))).toHaveLength(1)
  })
})

describe('a policy that holds back noise and escalates', () => {
  test('escalates what lasts, from when it is told', async () => {
    await begin(withPolicy('hold: 3m'))
    await hub.pass(3 * MINUTE - 1000, MINUTE)
    expect(await hub.counts()).toEqual({ chat: 0, wang: 0, li: 0, boss: 0 })
    await hub.pass(1000)
    expect(await hub.counts()).toEqual({ chat: 1, wang: 1, li: 0, boss: 0 })
    await hub.pass(5 * MINUTE, MINUTE)
    expect(await hub.counts()).toMatchObject({ chat: 1, wang: 1, li: 1 })
  })

  test('escalates nothing that is over before', async () => {
    await begin(withPolicy('hold: 3m'))
    await hub.pass(2 * MINUTE, MINUTE)
    await say('i-web', 'Executed')
    await hub.pass(HOUR, 10 * MINUTE)
    expect(await hub.counts()).toEqual({ chat: 0, wang: 0, li: 0, boss: 0 })
  })

  test('escalates from the message that tells of enough events, and goes on while it is muted', async () => {
    await begin(withPolicy('noise: { count: 2, within: 10m, mute: 1h }'))
    await hub.pass(MINUTE, MINUTE)
    expect(await hub.counts()).toEqual({ chat: 0, wang: 0, li: 0, boss: 0 })
    await say('i-web', 'Executing')
    expect(await hub.counts()).toEqual({ chat: 1, wang: 1, li: 0, boss: 0 })
    await hub.pass(5 * MINUTE, MINUTE)
    expect(await hub.counts()).toMatchObject({ chat: 1, wang: 1, li: 1 })
  })

  test('tells a storm to its first step, and to the fallback group what could not be told of it', async () => {
    const storm = ESCALATION_HUB.replace(
      'notify: [{ to: chat }], escalate: on-call',
      'escalate: on-call, storm: { thresholds: [3], within: 5m }',
    )
    await begin(storm, { level: 'WARN' })
    for (const instance of ['i-1', 'i-2', 'i-3'])
      await say(instance, 'Scheduled', { level: 'WARN' })
    expect(await hub.last('wang')).toContain('Alert storm')
    expect(await hub.counts()).toMatchObject({ chat: 0, li: 0, boss: 0 })
    await say('i-web', 'Executed')
    await hub.pass(HOUR, 10 * MINUTE)
    await hub.sandbox('POST', 'faults', { token: 'wang', kind: 'removed' })
    const before = (await texts('boss')).length
    for (const instance of ['i-5', 'i-6', 'i-7'])
      await say(instance, 'Scheduled', { level: 'WARN' })
    await hub.pass(5000)
    const storms = (await texts('boss'))
      .slice(before)
      .filter((text) => text.includes('Alert storm'))
    expect(storms).toHaveLength(1)
    expect(storms[0]).toContain('wang')
  })
})

describe('the end of what escalates', () => {
  test('by a time-out is told to everybody who heard of it, also where somebody had taken it on', async () => {
    const ending = ESCALATION_HUB.replace(
      'key: test-ingest-key',
      'key: test-ingest-key, autoResolve: { after: 30m, acknowledged: true }',
    )
    await begin(ending)
    await hub.ask('acknowledge')
    expect(await hub.counts()).toEqual({ chat: 2, wang: 2, li: 0, boss: 0 })
    await hub.pass(30 * MINUTE, 5 * MINUTE)
    expect(await hub.alert()).toMatchObject({
      state: 'resolved',
      escalations: [{ end: 'resolved' }],
    })
    expect(await hub.counts()).toEqual({ chat: 3, wang: 3, li: 0, boss: 0 })
    await hub.pass(HOUR, 10 * MINUTE)
    expect(await hub.counts()).toEqual({ chat: 3, wang: 3, li: 0, boss: 0 })
  })

  test('is told to nobody where the policy tells no recoveries, and nobody is told further', async () => {
    await begin(withPolicy('recoveries: false'))
    const over = await say('i-web', 'Executed')
    expect((await hub.explain(over)).held).toMatchObject([{ reason: 'recoveries-off' }])
    await hub.pass(HOUR, 10 * MINUTE)
    expect(await hub.counts()).toEqual({ chat: 1, wang: 1, li: 0, boss: 0 })
    expect(await hub.alert()).toMatchObject({ escalations: [{ state: 'ended', end: 'resolved' }] })
  })

  test('between the decision to tell a step and its message is told as the end, once', async () => {
    await begin()
    await hub.sandbox('POST', 'faults', { token: 'li', kind: 'busy', times: 1 })
    hub.clock.advance(5 * MINUTE)
    await hub.settle()
    await say('i-web', 'Executed')
    await hub.pass(5 * MINUTE, MINUTE)
    const heard = await texts('li')
    expect(heard).toHaveLength(1)
    expect(heard[0]).toContain('Resolved')
  })

  test('in silence: without a fallback group the last step is the last word, and the story says so', async () => {
    await begin(ESCALATION_HUB.replace('fallback: boss', ''))
    await hub.pass(HOUR, 5 * MINUTE)
    expect(await hub.counts()).toEqual({ chat: 1, wang: 1, li: 1, boss: 0 })
    const [run] = (await hub.alert()).escalations
    expect(run).toMatchObject({ state: 'ended', end: 'unanswered' })
    await hub.pass(4 * HOUR, HOUR)
    expect((await hub.counts()).chat).toBe(2)
  })
})

test('who takes it on between the decision to tell a step and its message lets nobody be rung', async () => {
  await begin()
  await hub.sandbox('POST', 'faults', { token: 'li', kind: 'busy', times: 1 })
  hub.clock.advance(5 * MINUTE)
  await hub.settle()
  await hub.ask('acknowledge')
  await hub.pass(5 * MINUTE, MINUTE)
  const heard = await texts('li')
  expect(heard.length).toBeGreaterThan(0)
  for (const text of heard) expect(text).not.toContain('@13900000000')
})

test('who was on call when a step was told stays with it when the shift changes, and hears its end', async () => {
  const long = ESCALATION_HUB.replace('wait: 5m', 'wait: 23h').replace(
    '[{ contact: li }]',
    '[{ schedule: duty }]',
  )
  await begin(long)
  // The shift changes at nine in the morning.
  await hub.pass(22.9 * HOUR, HOUR)
  expect(await hub.counts()).toMatchObject({ wang: 1, li: 0 })
  await hub.ask('acknowledge')
  expect(await hub.counts()).toMatchObject({ wang: 2, li: 0 })
  await say('i-web', 'Executed')
  expect(await hub.counts()).toMatchObject({ wang: 3, li: 0, boss: 0 })
})

test('who cannot be reached holds up nobody else of a step, and hurries nobody of the next', async () => {
  const both = ESCALATION_HUB.replace(
    '[{ schedule: duty }]',
    '[{ contact: wang }, { contact: li }]',
  )
    .replace('[{ contact: li }], wait: 10m', '[{ contact: boss }], wait: 10m')
    .replace('\nfallback: boss', '')
  await begin(both.replace('match: [', 'match: [\'region="nowhere"\', '))
  await hub.configure(both)
  await hub.sandbox('POST', 'faults', { token: 'wang', kind: 'removed' })
  await say('i-db', 'Scheduled')
  await hub.pass(5 * MINUTE - 1000, MINUTE)
  expect(await hub.counts()).toEqual({ chat: 1, wang: 0, li: 1, boss: 0 })
  await hub.pass(1000)
  expect(await hub.counts()).toMatchObject({ li: 1, boss: 1 })
})

describe('two policies that escalate one alert', () => {
  const TWO = ESCALATION_HUB.replace(
    '\nescalationPolicies:',
    '\n  second: { match: [], escalate: other }\nescalationPolicies:\n  other: { steps: [{ notify: [{ to: boss }], wait: 2m }, { notify: [{ to: chat }] }] }',
  )

  test('go on each by itself, and one answer holds for both', async () => {
    await begin(TWO)
    expect(await hub.counts()).toEqual({ chat: 1, wang: 1, li: 0, boss: 1 })
    await hub.pass(2 * MINUTE, MINUTE)
    expect(await hub.counts()).toEqual({ chat: 2, wang: 1, li: 0, boss: 1 })
    await hub.ask('acknowledge')
    const after = await hub.counts()
    await hub.pass(HOUR, 10 * MINUTE)
    expect(await hub.counts()).toEqual(after)
    expect((await hub.alert()).escalations).toMatchObject([
      { state: 'answered' },
      { state: 'answered' },
    ])
  })

  const SAME = ESCALATION_HUB.replace(
    '\nescalationPolicies:',
    '\n  second: { match: [], notify: [{ to: chat }], escalate: on-call }\nescalationPolicies:',
  )

  test('by the same steps tell each step once for each of them, and one answer or end is the word for both', async () => {
    await begin(SAME)
    const runs: readonly { policy: string; escalationPolicy: string }[] = (await hub.alert())
      .escalations
    expect(runs.map(({ policy }) => policy).sort()).toEqual(['second', 'trouble'])
    expect(runs.map(({ escalationPolicy }) => escalationPolicy)).toEqual(['on-call', 'on-call'])
    expect(await hub.counts()).toEqual({ chat: 2, wang: 2, li: 0, boss: 0 })
    await hub.restart()
    await hub.pass(5 * MINUTE, MINUTE)
    expect(await hub.counts()).toEqual({ chat: 0, wang: 0, li: 2, boss: 0 })
    await hub.ask('acknowledge')
    const answered = { chat: 2, wang: 2, li: 4, boss: 0 }
    expect(await hub.counts()).toEqual(answered)
    await hub.pass(HOUR, 10 * MINUTE)
    expect(await hub.counts()).toEqual(answered)
    await say('i-web', 'Executed')
    expect(await hub.counts()).toEqual({ chat: 4, wang: 4, li: 6, boss: 0 })
  })

  test('by the same steps, and nobody answers, call the fallback group for each', async () => {
    await begin(SAME)
    await hub.pass(HOUR, 5 * MINUTE)
    expect(await hub.counts()).toEqual({ chat: 2, wang: 2, li: 2, boss: 2 })
    expect((await hub.alert()).escalations).toMatchObject([
      { state: 'ended', end: 'unanswered' },
      { state: 'ended', end: 'unanswered' },
    ])
  })

  test('give way to one where it is given to somebody', async () => {
    await begin(TWO)
    await hub.ask('assign', { contact: 'li' })
    const states = (await hub.alert()).escalations.map(
      ({ end, state }: { end?: string; state: string }) => end ?? state,
    )
    expect(new Set(states)).toEqual(new Set(['reassigned', 'running']))
    await hub.pass(6 * MINUTE, MINUTE)
    // The other one would have told the chat or Li its next step by now.
    expect(await hub.counts()).toMatchObject({ chat: 1, wang: 1, li: 1 })
  })
})

test('a thousand alerts that are told together are answered by the buttons of their messages, and nobody else is told', async () => {
  const grouped = withPolicy('storm: off, group: { by: [product], wait: 10s }')
  await begin(grouped.replace('match: [', 'match: [\'region!="cn-hangzhou"\', '))
  await hub.configure(grouped)
  for (let first = 0; first < 1000; first += 50)
    await Promise.all(
      Array.from({ length: 50 }, (_, index) => hub.post(reboot(`i-${first + index}`, 'Scheduled'))),
    )
  await hub.pass(10_000)
  // As many messages as the robot's limit allows; the rest of a minute's in digests.
  await hub.pass(3 * MINUTE, 30_000)
  const messages = (await hub.heard('wang')).length
  for (let index = 0; index < messages; index++)
    await hub.press(await hub.button('wang', 'Acknowledge', index))
  const { counts } = await hub.settle()
  expect(counts).toMatchObject({ openAlerts: 1001 })
  await hub.pass(HOUR, 10 * MINUTE)
  expect(await hub.counts()).toMatchObject({ li: 0, boss: 0 })
}, 60_000)

test('whom the file no longer names cannot be told: a reminder goes to the chat where nobody is left who heard of it', async () => {
  const timed = ESCALATION_HUB.replace('    steps:', '    ackTimeout: 30m\n    steps:')
  await begin(timed)
  await hub.ask('acknowledge')
  expect(await hub.counts()).toEqual({ chat: 2, wang: 2, li: 0, boss: 0 })
  await hub.configure(timed.replace(/ {2}wang: .*\n/, '').replace('[wang, li]', '[li]'))
  await hub.pass(25 * MINUTE, 5 * MINUTE)
  expect(await hub.counts()).toEqual({ chat: 3, wang: 2, li: 0, boss: 0 })
  expect(await hub.last('chat')).toContain('Still on it?')
})

test('a restart after each thing that happens changes nothing that anybody hears', async () => {
  const heard: Record<string, number> = { chat: 0, wang: 0, li: 0, boss: 0 }
  const restart = async (): Promise<void> => {
    for (const [chat, count] of Object.entries(await hub.counts()))
      heard[chat] = (heard[chat] ?? 0) + count
    await hub.restart()
    await hub.settle()
  }
  await begin(ESCALATION_HUB.replace('    steps:', '    ackTimeout: 30m\n    steps:'))
  await restart()
  await hub.pass(5 * MINUTE, 5 * MINUTE)
  await restart()
  await hub.ask('acknowledge')
  await restart()
  await hub.pass(25 * MINUTE, 5 * MINUTE)
  await restart()
  await hub.pass(5 * MINUTE, 5 * MINUTE)
  await restart()
  await say('i-web', 'Executed')
  await restart()
  // Told, taken on, run out and over; Li was asked as well, as one of all who had heard of it.
  expect(heard).toEqual({ chat: 4, wang: 5, li: 4, boss: 0 })
})
