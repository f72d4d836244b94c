import { afterEach, expect, test } from 'vitest'
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

async function silence(): Promise<string> {
  const { body } = await hub.call('POST', '/api/v1/silences', {
    headers: JSON_BODY,
    body: JSON.stringify({ matchers: ['product="ECS"'], createdBy: 'Li' }),
  })
  return body.id
}

test('a silenced alert is told to nobody else until the silence is over, and then its step is told at once', async () => {
  await begin()
  await silence()
  await hub.pass(HOUR - 1000, 10 * MINUTE)
  expect(await hub.counts()).toMatchObject({ li: 0, boss: 0 })
  expect((await hub.explain(hub.eventId)).held).toMatchObject([{ reason: 'silenced' }])
  await hub.pass(1000)
  expect(await hub.counts()).toMatchObject({ li: 1, boss: 0 })
})

test('a silence that is expired lets the step go on at once', async () => {
  await begin()
  const id = await silence()
  await hub.pass(20 * MINUTE, 10 * MINUTE)
  expect(await hub.counts()).toMatchObject({ li: 0 })
  await hub.call('DELETE', `/api/v1/silences/${id}`)
  await hub.settle()
  expect(await hub.counts()).toMatchObject({ li: 1, boss: 0 })
})

test('a person who asks for the next step, or gives it to somebody, is not held up by a silence', async () => {
  await begin()
  await silence()
  await hub.ask('escalate')
  expect(await hub.counts()).toMatchObject({ li: 1 })
})

test('a policy that tells nothing at a time escalates nothing then', async () => {
  await begin(
    ESCALATION_HUB.replace('escalate: on-call', 'escalate: on-call, mute: [afternoon]').replace(
      'wait: 5m',
      'wait: 2h',
    ),
  )
  await hub.pass(3 * HOUR, 30 * MINUTE)
  expect(await hub.counts()).toMatchObject({ wang: 1, li: 0 })
  await hub.pass(5 * HOUR, 30 * MINUTE)
  expect(await hub.counts()).toMatchObject({ li: 1 })
})

test('outside of its business hours only the first step is told, and the next one when they begin', async () => {
  await begin(ESCALATION_HUB.replace('    steps:', '    active: [afternoon]\n    steps:'))
  expect(await hub.counts()).toMatchObject({ wang: 1 })
  await hub.pass(HOUR, 10 * MINUTE)
  expect(await hub.counts()).toMatchObject({ li: 0, boss: 0 })
  expect((await hub.explain(hub.eventId)).held).toMatchObject([{ reason: 'outside-hours' }])
  await hub.pass(HOUR, 15 * MINUTE)
  expect(await hub.counts()).toMatchObject({ wang: 1, li: 1 })
})

test('a step with hours of its own is left out at other times', async () => {
  await begin(
    ESCALATION_HUB.replace(
      '[{ schedule: duty }], wait: 5m',
      '[{ schedule: duty }], active: [afternoon]',
    ),
  )
  expect(await hub.counts()).toMatchObject({ wang: 0, li: 1 })
})

test('a severity that no step wants is told by the policy alone, until it becomes worse', async () => {
  const wanting = ESCALATION_HUB.replace(
    '{ schedule: duty }',
    '{ schedule: duty, severities: [critical] }',
  ).replace('{ contact: li }', '{ contact: li, severities: [critical] }')
  await begin(wanting, { level: 'WARN' })
  await hub.pass(HOUR, 20 * MINUTE)
  expect(await hub.counts()).toEqual({ chat: 1, wang: 0, li: 0, boss: 0 })
  await hub.post(reboot('i-web', 'Scheduled', { id: 'worse', level: 'CRITICAL' }))
  await hub.settle()
  expect(await hub.counts()).toEqual({ chat: 2, wang: 1, li: 0, boss: 0 })
})

test('a run keeps the steps it began with when the configuration is edited, and is shown as old', async () => {
  await begin()
  await hub.configure(
    ESCALATION_HUB.replace('{ contact: li }], wait: 10m', '{ contact: boss }], wait: 1m'),
  )
  expect((await hub.alert()).escalations).toMatchObject([
    { isOld: true, next: { kind: 'step', step: 2, contacts: [{ id: 'li', name: 'Li' }] } },
  ])
  await hub.pass(5 * MINUTE, 5 * MINUTE)
  expect(await hub.counts()).toMatchObject({ li: 1, boss: 0 })
})

test('a run keeps the steps it began with also where its group tells that it became worse', async () => {
  await begin(ESCALATION_HUB, { level: 'WARN' })
  await hub.configure(ESCALATION_HUB.replace('[{ schedule: duty }]', '[{ contact: boss }]'))
  await hub.post(reboot('i-web', 'Scheduled', { id: 'worse', level: 'CRITICAL' }))
  await hub.settle()
  expect(await hub.counts()).toEqual({ chat: 2, wang: 2, li: 0, boss: 0 })
})

test('a run goes on after its policies and a contact are gone from the configuration', async () => {
  await begin()
  await hub.configure(
    ESCALATION_HUB.replace(/policies:\n {2}trouble[\s\S]*?fallback/, 'fallback')
      .replace(/ {2}li: .*\n/, '')
      .replace('[wang, li]', '[wang]'),
  )
  await hub.pass(5 * MINUTE, 5 * MINUTE)
  // Li cannot be told any more: the fallback group hears that nobody answers.
  expect(await hub.counts()).toEqual({ chat: 1, wang: 1, li: 0, boss: 1 })
})

test('a policy that begins to escalate does so with what it tells next of an alert', async () => {
  await begin(ESCALATION_HUB.replace(', escalate: on-call', ''))
  await hub.configure(ESCALATION_HUB)
  await hub.pass(HOUR, 30 * MINUTE)
  expect(await hub.counts()).toEqual({ chat: 1, wang: 0, li: 0, boss: 0 })
  await hub.pass(3 * HOUR, HOUR)
  expect(await hub.counts()).toMatchObject({ chat: 2, wang: 1 })
})

test('where nobody at all could be told, it is tried again with whatever is told next', async () => {
  const alone = ESCALATION_HUB.replace('notify: [{ to: chat }], ', '')
    .replace('fallback: boss', '')
    .replace('{ schedule: duty }', '{ schedule: empty }')
    .replace('[{ contact: li }]', '[{ schedule: empty }]')
  await begin(alone)
  expect((await hub.explain(hub.eventId)).held).toMatchObject([
    { reason: 'nobody-on-call' },
    { reason: 'nobody-reachable' },
  ])
  await hub.configure(ESCALATION_HUB)
  await hub.post(reboot('i-web', 'Executing'))
  await hub.settle()
  expect(await hub.counts()).toMatchObject({ wang: 1, boss: 0 })
})

test('a step whose every message is given up is followed by the next one at once', async () => {
  hub = await beginEscalation(ESCALATION_HUB.replace('match: [', 'match: [\'region="nowhere"\', '))
  await hub.configure(ESCALATION_HUB)
  await hub.sandbox('POST', 'faults', { token: 'wang', kind: 'removed' })
  await hub.post(reboot('i-db', 'Scheduled'))
  await hub.settle()
  await hub.pass(2000)
  // The fallback group hears what Wang could not be told, and Li is told why it comes to him.
  expect(await hub.counts()).toEqual({ chat: 1, wang: 0, li: 1, boss: 1 })
  expect(await hub.last('li')).toContain('could not be reached')
})

test('a problem that is over while its step is due is told to nobody', async () => {
  await begin()
  hub.clock.advance(5 * MINUTE - 1)
  await hub.post(reboot('i-web', 'Executed'))
  hub.clock.advance(1)
  await hub.settle()
  expect(await hub.counts()).toEqual({ chat: 2, wang: 2, li: 0, boss: 0 })
})
