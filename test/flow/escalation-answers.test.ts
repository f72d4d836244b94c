import { afterEach, describe, expect, test } from 'vitest'
import { beginEscalation, ESCALATION_HUB, type EscalationHub } from '../harness/escalation-hub.ts'
import { reboot } from '../harness/events.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

let hub: EscalationHub
afterEach(() => hub.close())

async function begin(yaml = ESCALATION_HUB): Promise<void> {
  hub = await beginEscalation(yaml)
}

const TIMED = ESCALATION_HUB.replace('    steps:', '    ackTimeout: 30m\n    steps:')

describe('an acknowledgement that runs out', () => {
  test('is asked for before, and then the first step and the chat are told that nobody is on it', async () => {
    await begin(TIMED)
    await hub.pass(5 * MINUTE, 5 * MINUTE)
    await hub.press(await hub.button('li', 'Acknowledge'), 'Li')
    expect(await hub.counts()).toEqual({ chat: 2, wang: 2, li: 2, boss: 0 })
    await hub.pass(25 * MINUTE - 1000, 5 * MINUTE)
    expect(await hub.counts()).toMatchObject({ li: 2 })
    await hub.pass(1000)
    // Only whoever acknowledged is asked.
    expect(await hub.counts()).toEqual({ chat: 2, wang: 2, li: 3, boss: 0 })
    expect(await hub.last('li')).toContain('Still on it?')
    expect(await hub.last('li')).toContain('in 5 min')
    await hub.pass(5 * MINUTE, MINUTE)
    expect(await hub.counts()).toEqual({ chat: 3, wang: 3, li: 3, boss: 0 })
    expect(await hub.last('wang')).toContain('Li (Li) had acknowledged it')
    const alert = await hub.alert()
    expect(alert).toMatchObject({
      state: 'firing',
      answers: [{ action: 'acknowledge' }, { action: 'unacknowledge', via: 'hub' }],
      escalations: [{ state: 'running', step: 1 }],
    })
    expect(alert).not.toHaveProperty('acknowledgedBy')
    await hub.pass(5 * MINUTE, 5 * MINUTE)
    expect(await hub.counts()).toMatchObject({ li: 4 })
    // Whoever takes it on now is told to all, as the first one was.
    await hub.ask('acknowledge')
    expect(await hub.counts()).toEqual({ chat: 4, wang: 4, li: 5, boss: 0 })
    expect(await hub.last('chat')).toContain('Zhao')
  })

  test('goes on where whoever acknowledged says that they are still on it', async () => {
    await begin(TIMED)
    await hub.ask('acknowledge')
    expect((await hub.ask('acknowledge')).verdict).toBe('already')
    // Who answered by the API has no chat of their own: all who were told are asked.
    await hub.pass(25 * MINUTE, 5 * MINUTE)
    expect(await hub.counts()).toEqual({ chat: 2, wang: 3, li: 0, boss: 0 })
    expect(await hub.press(await hub.button('wang', 'Still on it'))).toContain('Acknowledged')
    await hub.pass(24 * MINUTE, 6 * MINUTE)
    expect(await hub.alert()).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'Zhao' })
    await hub.pass(6 * MINUTE, MINUTE)
    expect(await hub.alert()).toMatchObject({ state: 'firing' })
  })

  test('runs out once after a restart, and not where it was given again at the last moment', async () => {
    await begin(TIMED)
    await hub.ask('acknowledge')
    await hub.restart(2 * HOUR)
    await hub.settle()
    expect(await hub.counts()).toEqual({ chat: 1, wang: 1, li: 0, boss: 0 })
    await hub.ask('acknowledge')
    await hub.pass(29 * MINUTE, MINUTE)
    const { id } = await hub.alert()
    hub.clock.advance(MINUTE - 1)
    await hub.call('POST', `/api/v1/alerts/${id}/acknowledge`, {
      headers: { 'content-type': 'application/json' },
      body: '{"by":"Zhao"}',
    })
    hub.clock.advance(1)
    await hub.settle()
    await hub.pass(MINUTE)
    expect(await hub.alert()).toMatchObject({ state: 'acknowledged' })
  })
})

describe('who gives an alert back', () => {
  test('makes the step of now be told again, and the chat hears it', async () => {
    await begin()
    await hub.pass(5 * MINUTE, 5 * MINUTE)
    expect((await hub.ask('unacknowledge')).verdict).toBe('untaken')
    await hub.ask('acknowledge')
    expect((await hub.ask('unacknowledge', { comment: 'asleep' })).verdict).toBe('done')
    expect(await hub.counts()).toEqual({ chat: 3, wang: 2, li: 3, boss: 0 })
    expect(await hub.last('li')).toContain('Zhao has given it back: nobody is on it. asleep')
    expect(await hub.alert()).toMatchObject({ state: 'firing', escalations: [{ step: 2 }] })
  })

  test('makes the first step be told where it was taken on before anybody was told', async () => {
    await begin(
      ESCALATION_HUB.replace('notify: [{ to: chat }]', 'group: { by: [product], wait: 1m }'),
    )
    await hub.ask('acknowledge')
    await hub.pass(10 * MINUTE, 5 * MINUTE)
    expect(await hub.counts()).toEqual({ chat: 0, wang: 0, li: 0, boss: 0 })
    await hub.ask('unacknowledge')
    expect(await hub.counts()).toEqual({ chat: 0, wang: 1, li: 0, boss: 0 })
  })

  test('is told to the chat where nothing escalates', async () => {
    await begin(ESCALATION_HUB.replace(', escalate: on-call', ''))
    await hub.ask('acknowledge')
    await hub.ask('unacknowledge')
    expect(await hub.counts()).toEqual({ chat: 3, wang: 0, li: 0, boss: 0 })
    expect(await hub.last('chat')).toContain('Update')
  })

  test('can do so from the page behind a message', async () => {
    await begin()
    const path = await hub.button('wang', 'Acknowledge')
    const page = await hub.press(path)
    const href = /href="([^"]+)">Give it back</.exec(page)?.[1]
    expect(await hub.press(`/a/${href}`)).toContain('Given back')
    expect(await hub.alert()).toMatchObject({ state: 'firing' })
  })
})

describe('who asks for more help', () => {
  test('calls the next step at once, also where somebody has acknowledged it', async () => {
    await begin()
    await hub.ask('acknowledge')
    expect((await hub.ask('escalate', { comment: 'need a DBA' })).verdict).toBe('done')
    expect(await hub.counts()).toEqual({ chat: 2, wang: 2, li: 1, boss: 0 })
    expect(await hub.last('li')).toContain('Zhao asks for more help.')
    expect(await hub.last('li')).toContain('need a DBA')
    expect(await hub.alert()).toMatchObject({ state: 'firing', escalations: [{ step: 2 }] })
    await hub.pass(MINUTE)
    await hub.ask('escalate')
    expect(await hub.counts()).toMatchObject({ li: 1, boss: 1 })
    // Nobody is left: it begins again.
    await hub.pass(MINUTE)
    await hub.ask('escalate')
    expect(await hub.counts()).toMatchObject({ wang: 3, li: 1, boss: 1 })
  })

  test('is refused by a button of a step that is over, which can still be used to acknowledge', async () => {
    await begin()
    const [escalate, acknowledge] = [
      await hub.button('wang', 'Escalate'),
      await hub.button('wang', 'Acknowledge'),
    ]
    await hub.pass(5 * MINUTE, 5 * MINUTE)
    expect(await hub.press(escalate)).toContain('It was escalated further after this message')
    expect(await hub.counts()).toEqual({ chat: 1, wang: 1, li: 1, boss: 0 })
    expect(await hub.press(await hub.button('li', 'Escalate'))).toContain('Help was called')
    expect(await hub.counts()).toMatchObject({ boss: 1 })
    expect(await hub.press(acknowledge)).toContain('Acknowledged')
    expect(await hub.alert()).toMatchObject({ state: 'acknowledged' })
  })
})

describe('an alert that is given to somebody', () => {
  test('is told to them at once, and to the fallback group where they do not answer', async () => {
    await begin()
    expect((await hub.ask('assign', { contact: 'li', comment: 'yours' })).verdict).toBe('done')
    expect(await hub.counts()).toEqual({ chat: 1, wang: 1, li: 1, boss: 0 })
    expect(await hub.last('li')).toContain('Zhao hands this over to you. yours')
    await hub.pass(5 * MINUTE, 5 * MINUTE)
    expect(await hub.counts()).toEqual({ chat: 1, wang: 1, li: 1, boss: 1 })
    await hub.post(reboot('i-web', 'Executed'))
    await hub.settle()
    expect(await hub.counts()).toEqual({ chat: 2, wang: 2, li: 2, boss: 2 })
  })

  test('begins at the first step of another escalation policy, from acknowledged as well', async () => {
    const two = ESCALATION_HUB.replace(
      '\nfallback',
      '\n  other:\n    steps: [{ notify: [{ contact: li }], wait: 1m }, { notify: [{ to: chat }] }]\nfallback',
    )
    await begin(two)
    await hub.ask('acknowledge')
    await hub.ask('assign', { escalationPolicy: 'other' })
    expect(await hub.counts()).toEqual({ chat: 2, wang: 2, li: 1, boss: 0 })
    expect(await hub.alert()).toMatchObject({
      state: 'firing',
      escalations: [{ escalationPolicy: 'other', step: 1, steps: 2 }],
    })
    await hub.pass(MINUTE)
    expect(await hub.counts()).toMatchObject({ chat: 3, li: 1 })
  })

  test('is followed to its end although no policy escalates it, or none even matches', async () => {
    await begin(
      ESCALATION_HUB.replace(
        'match: [\'severity=~"critical|error|warning"\']',
        'match: [\'region="nowhere"\']',
      ),
    )
    expect(await hub.counts()).toEqual({ chat: 0, wang: 0, li: 0, boss: 0 })
    await hub.ask('assign', { schedule: 'duty' })
    expect(await hub.counts()).toEqual({ chat: 0, wang: 1, li: 0, boss: 0 })
    await hub.ask('acknowledge')
    expect(await hub.counts()).toMatchObject({ wang: 2, boss: 0 })
    await hub.post(reboot('i-web', 'Executed'))
    await hub.settle()
    expect(await hub.counts()).toEqual({ chat: 0, wang: 3, li: 0, boss: 0 })
    expect(await hub.last('wang')).toContain('Resolved')
  })

  test.each([
    [{}, 'Expected one of "to", "contact", "schedule", "escalationPolicy"'],
    [{ to: 'li', schedule: 'duty' }, 'Expected one of "to", "contact"'],
    [{ to: 'lee' }, 'Expected the name of a contact or contact group, found "lee".'],
    [
      { schedule: 'on-call' },
      'Expected the name of a schedule, found "on-call". The configuration has: duty, empty.',
    ],
    [{ escalationPolicy: 'duty' }, 'The configuration has: on-call.'],
  ])('cannot be given to %j', async (body, text) => {
    await begin()
    expect((await hub.ask('assign', body)).detail).toContain(text)
    expect(await hub.counts()).toMatchObject({ wang: 1, li: 0 })
  })
})
