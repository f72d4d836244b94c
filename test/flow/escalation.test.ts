import { afterEach, describe, expect, test } from 'vitest'
import { beginEscalation, ESCALATION_HUB, type EscalationHub } from '../harness/escalation-hub.ts'
import { reboot } from '../harness/events.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

let hub: EscalationHub & { readonly eventId: string }
afterEach(() => hub.close())

async function begin(yaml = ESCALATION_HUB, change = {}): Promise<void> {
  hub = await beginEscalation(yaml, change)
}

describe('a problem that nobody answers', () => {
  test('is told to the chat and to whoever is on call at once, then to the next step, then to the fallback group once', async () => {
    await begin()
    expect(await hub.counts()).toEqual({ chat: 1, wang: 1, li: 0, boss: 0 })
    await hub.pass(5 * MINUTE - 1000, MINUTE)
    expect(await hub.counts()).toMatchObject({ li: 0 })
    await hub.pass(1000)
    expect(await hub.counts()).toEqual({ chat: 1, wang: 1, li: 1, boss: 0 })
    expect(await hub.last('li')).toContain('Escalated')
    expect(await hub.last('li')).toContain('Nobody has answered')
    await hub.pass(10 * MINUTE, MINUTE)
    expect(await hub.counts()).toEqual({ chat: 1, wang: 1, li: 1, boss: 1 })
    expect(await hub.last('boss')).toContain('Nobody has answered')
    await hub.pass(2 * HOUR, 30 * MINUTE)
    expect(await hub.counts()).toEqual({ chat: 1, wang: 1, li: 1, boss: 1 })
  })

  test('is told in further rounds, and in each the one whose turn it is', async () => {
    const turns = ESCALATION_HUB.replace(
      /steps:[\s\S]*?fallback/,
      `steps: [{ notify: [{ contact: wang }, { contact: li }], wait: 5m, roundRobin: true }]
    repeat: 2
fallback`,
    )
    await begin(turns)
    expect(await hub.counts()).toEqual({ chat: 1, wang: 1, li: 0, boss: 0 })
    await hub.pass(5 * MINUTE, 5 * MINUTE)
    expect(await hub.counts()).toMatchObject({ wang: 1, li: 1 })
    await hub.pass(5 * MINUTE, 5 * MINUTE)
    expect(await hub.counts()).toMatchObject({ wang: 2, li: 1, boss: 0 })
    // The next alert begins with the next one.
    await hub.post(reboot('i-db', 'Scheduled'))
    await hub.settle()
    expect(await hub.counts()).toMatchObject({ wang: 2, li: 2 })
    await hub.pass(5 * MINUTE, 5 * MINUTE)
    expect(await hub.counts()).toMatchObject({ boss: 1 })
  })

  test('goes on after a restart: the step that is due is told once, and then its whole wait passes', async () => {
    await begin()
    await hub.restart()
    await hub.pass(MINUTE)
    expect(await hub.counts()).toEqual({ chat: 0, wang: 0, li: 0, boss: 0 })
    // Both steps would have been due by then.
    await hub.restart(HOUR)
    await hub.settle()
    expect(await hub.counts()).toEqual({ chat: 0, wang: 0, li: 1, boss: 0 })
    await hub.pass(10 * MINUTE - 1000, 5 * MINUTE)
    expect(await hub.counts()).toMatchObject({ boss: 0 })
    await hub.pass(1000)
    expect(await hub.counts()).toMatchObject({ li: 1, boss: 1 })
  })

  test('is told as over to whom it had called, where its policy is gone by then', async () => {
    await begin()
    await hub.configure(ESCALATION_HUB.replace('trouble:', 'other:'))
    await hub.post(reboot('i-web', 'Executed'))
    await hub.settle()
    await hub.pass(20_000)
    expect(await hub.counts()).toEqual({ chat: 1, wang: 2, li: 0, boss: 0 })
    expect(await hub.last('wang')).toContain('Resolved')
    await hub.pass(HOUR, 30 * MINUTE)
    expect(await hub.counts()).toEqual({ chat: 1, wang: 2, li: 0, boss: 0 })
  })

  test('skips at once a step that reaches nobody, and says so in the story of its event', async () => {
    await begin(ESCALATION_HUB.replace('[{ schedule: duty }]', '[{ schedule: empty }]'))
    expect(await hub.counts()).toEqual({ chat: 1, wang: 0, li: 1, boss: 0 })
    const story = await hub.explain(hub.eventId)
    expect(story.held).toMatchObject([{ reason: 'nobody-on-call', policy: 'trouble' }])
    expect(story.escalations).toMatchObject([
      { escalationPolicy: 'on-call', state: 'running', step: 2, steps: 2, told: [{ name: 'Li' }] },
    ])
    expect(story.escalations[0]?.history.map(({ what, step }) => [what, step])).toEqual([
      ['nobody-on-call', 1],
      ['told', 2],
    ])
  })

  test('is told to the fallback group at once where no step reaches anybody, be it for want of an endpoint', async () => {
    await begin(
      ESCALATION_HUB.replace('[{ schedule: duty }]', '[{ schedule: empty }]').replace(
        '[{ contact: li }]',
        '[{ contact: nobody-home }]',
      ),
    )
    expect(await hub.counts()).toEqual({ chat: 1, wang: 0, li: 0, boss: 1 })
    expect((await hub.explain(hub.eventId)).escalations).toMatchObject([
      { state: 'ended', end: 'nobody-reachable', told: [{ id: 'boss' }] },
    ])
    await hub.post(reboot('i-web', 'Executed'))
    await hub.settle()
    expect(await hub.last('boss')).toContain('Resolved')
  })

  test('reaches whoever is on call when the step is told, not when the problem began', async () => {
    await begin(
      ESCALATION_HUB.replace('wait: 5m', 'wait: 23h').replace(
        '[{ contact: li }]',
        '[{ schedule: duty }]',
      ),
    )
    expect(await hub.counts()).toMatchObject({ wang: 1, li: 0 })
    await hub.pass(23 * HOUR, HOUR)
    expect(await hub.counts()).toMatchObject({ li: 1 })
  })
})

describe('whoever was told', () => {
  test('hears of the end, and nobody who was not', async () => {
    await begin()
    await hub.post(reboot('i-web', 'Executed'))
    await hub.settle()
    expect(await hub.counts()).toEqual({ chat: 2, wang: 2, li: 0, boss: 0 })
    expect(await hub.last('wang')).toContain('Resolved')
    await hub.pass(HOUR, 10 * MINUTE)
    expect(await hub.counts()).toEqual({ chat: 2, wang: 2, li: 0, boss: 0 })
    expect((await hub.alert()).escalations).toMatchObject([{ state: 'ended', end: 'resolved' }])
  })

  test('hears who answers, and then nobody else is told', async () => {
    await begin()
    await hub.pass(5 * MINUTE, 5 * MINUTE)
    expect((await hub.ask('acknowledge')).verdict).toBe('done')
    expect(await hub.counts()).toEqual({ chat: 2, wang: 2, li: 2, boss: 0 })
    expect(await hub.last('wang')).toContain('Zhao')
    await hub.pass(HOUR, 10 * MINUTE)
    expect(await hub.counts()).toEqual({ chat: 2, wang: 2, li: 2, boss: 0 })
  })

  test('hears nothing where the problem was over before the first step', async () => {
    await begin(
      ESCALATION_HUB.replace('    steps:', '    delay: 2m\n    steps:').replace(
        'notify: [{ to: chat }], ',
        '',
      ),
    )
    await hub.pass(MINUTE, MINUTE)
    const [id] = await hub.post(reboot('i-web', 'Executed'))
    await hub.pass(HOUR, 10 * MINUTE)
    expect(await hub.counts()).toEqual({ chat: 0, wang: 0, li: 0, boss: 0 })
    expect((await hub.explain(String(id))).held).toMatchObject([{ reason: 'over-before-told' }])
  })

  test('hears of it after the delay, as of something new', async () => {
    await begin(ESCALATION_HUB.replace('    steps:', '    delay: 2m\n    steps:'))
    expect(await hub.counts()).toEqual({ chat: 1, wang: 0, li: 0, boss: 0 })
    await hub.pass(2 * MINUTE, MINUTE)
    expect(await hub.counts()).toMatchObject({ wang: 1 })
    expect(await hub.last('wang')).not.toContain('Escalated')
  })
})

describe('what becomes worse', () => {
  test('is told again to the step of now, whose wait begins anew', async () => {
    await begin(ESCALATION_HUB, { level: 'WARN' })
    await hub.pass(4 * MINUTE, 2 * MINUTE)
    await hub.post(reboot('i-web', 'Scheduled', { id: 'worse', level: 'CRITICAL' }))
    await hub.settle()
    expect(await hub.counts()).toEqual({ chat: 2, wang: 2, li: 0, boss: 0 })
    await hub.pass(4 * MINUTE, 2 * MINUTE)
    expect(await hub.counts()).toMatchObject({ li: 0 })
    await hub.pass(MINUTE)
    expect(await hub.counts()).toMatchObject({ li: 1 })
  })

  test('is told again at once where its group waits, and from the first step where somebody had taken it on', async () => {
    const grouped = ESCALATION_HUB.replace(
      'notify: [{ to: chat }]',
      'group: { by: [product], wait: 0s, interval: 30m }, notify: [{ to: chat }]',
    )
    await begin(grouped, { level: 'WARN' })
    await hub.pass(5 * MINUTE, 5 * MINUTE)
    await hub.ask('acknowledge')
    await hub.post(reboot('i-web', 'Scheduled', { id: 'worse', level: 'CRITICAL' }))
    await hub.settle()
    expect(await hub.counts()).toMatchObject({ chat: 1, wang: 2, li: 1 })
    expect(await hub.last('wang')).toContain('Update')
    await hub.pass(5 * MINUTE, 5 * MINUTE)
    expect(await hub.counts()).toMatchObject({ li: 2 })
  })
})

describe('several problems of one group', () => {
  test('share one message to each who is told a step', async () => {
    const grouped = ESCALATION_HUB.replace(
      'notify: [{ to: chat }]',
      'group: { by: [product], wait: 10s }, notify: [{ to: chat }]',
    )
    await begin(grouped)
    await hub.post(reboot('i-db', 'Scheduled'))
    await hub.pass(10_000)
    expect(await hub.counts()).toEqual({ chat: 1, wang: 1, li: 0, boss: 0 })
    await hub.pass(5 * MINUTE, 5 * MINUTE)
    expect(await hub.counts()).toMatchObject({ li: 1 })
    expect(await hub.last('li')).toMatch(/i-web[\s\S]*i-db|i-db[\s\S]*i-web/)
  })
})
