import { afterEach, describe, expect, test } from 'vitest'
import { beginEscalation, ESCALATION_HUB, type EscalationHub } from '../harness/escalation-hub.ts'
import { reboot } from '../harness/events.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const JSON_BODY = { 'content-type': 'application/json' }

/** Li takes over from Wang at nine, 22 h 45 min after the harness begins; of infos nobody on call is told. */
const DIGEST = ESCALATION_HUB.replace(
  'duty: { zone: Asia/Shanghai,',
  'duty: { zone: Asia/Shanghai, digest: true,',
).replace(
  '      - { notify: [{ contact: li }], wait: 10m }\n',
  '      - { notify: [{ contact: boss }], wait: 100h }\n',
)

let hub: EscalationHub & { readonly eventId: string }
afterEach(() => hub.close())

async function begin(yaml = DIGEST, change = {}): Promise<void> {
  hub = await beginEscalation(yaml, change)
}
let posted = 0
async function say(
  instance: string,
  phase: Parameters<typeof reboot>[1],
  change: object = {},
): Promise<void> {
  await hub.post(reboot(instance, phase, { id: `over-${posted++}`, ...change }))
  await hub.settle()
}
/** What a chat has heard once it has heard so many: schedules are looked at beside what the status counts. */
const heard = async (token: string, count: number): Promise<readonly string[]> => {
  const texts = async () =>
    (await hub.heard(token)).map(({ payload }) => decodeURIComponent(JSON.stringify(payload)))
  for (let look = 0; look < 300 && (await texts()).length < count; look += 1) await hub.settle()
  return texts()
}
const toNine = (): Promise<void> => hub.pass(22 * HOUR + 45 * MINUTE, HOUR)
const take = async (contact: string): Promise<void> => {
  const body = JSON.stringify({ createdBy: 'Li', contact, durationSeconds: 7200 })
  const answer = await hub.call('POST', '/api/v1/schedules/duty/overrides', {
    body,
    headers: JSON_BODY,
  })
  expect(answer.status).toBeLessThan(300)
  await hub.settle()
}

describe('whoever comes on call', () => {
  test('hears once which alerts are open, who has them, and stays in the picture', async () => {
    await begin()
    await say('i-db', 'Scheduled')
    await hub.ask('acknowledge')
    await say('i-over', 'Scheduled')
    await say('i-over', 'Executed')
    await toNine()
    const [told, ...more] = await heard('li', 1)
    expect(more).toEqual([])
    expect(told).toContain('You are on call: 2 alerts')
    expect(told).toMatch(/on call by .*duty.* until 2026-03-07 09:00:00 \+08:00/)
    expect(told).toContain('i-web')
    expect(told).toContain('**Policy**: trouble')
    expect(told).toMatch(/i-db[^|]*Zhao/)
    expect(told).not.toContain('i-over')
    await hub.pass(HOUR, HOUR)
    await say('i-web', 'Executed')
    expect((await heard('li', 2)).at(-1)).toContain('Resolved')
    expect((await heard('wang', 1)).at(-1)).toContain('Resolved')
    const story = await hub.explain(hub.eventId)
    expect(story.escalations[0]?.history).toContainEqual(
      expect.objectContaining({ what: 'taken-over', contacts: [{ id: 'li', name: 'Li' }] }),
    )
  })

  test('can answer from that message', async () => {
    await begin()
    await toNine()
    await heard('li', 1)
    await hub.press(await hub.button('li', 'Acknowledge'), 'Li')
    expect(await hub.alert()).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'Li' })
  })

  test('hears nothing where nothing is open, where it is silenced, or where the schedule does not say so', async () => {
    await begin()
    await say('i-web', 'Executed')
    await toNine()
    expect(await heard('li', 0)).toEqual([])
    await say('i-db', 'Scheduled')
    const body = JSON.stringify({
      matchers: ['product="ECS"'],
      createdBy: 'Li',
      durationSeconds: 90_000,
    })
    await hub.call('POST', '/api/v1/silences', { headers: JSON_BODY, body })
    const before = (await heard('wang', 1)).length
    await hub.pass(24 * HOUR, HOUR)
    expect(await heard('wang', before)).toHaveLength(before)
    await hub.configure(DIGEST.replace('digest: true', 'digest: false'))
    await say('i-more', 'Scheduled', { product: 'RDS' })
    const li = (await heard('li', 1)).length
    await hub.pass(24 * HOUR, HOUR)
    expect(await heard('li', li)).toHaveLength(li)
  })

  test('by an override hears it at once, and who gets it back hears it too; a restart tells it to nobody again', async () => {
    await begin()
    await take('li')
    expect(await heard('li', 1)).toHaveLength(1)
    await hub.restart()
    await hub.pass(HOUR, HOUR)
    expect(await heard('li', 0)).toHaveLength(0)
    await hub.pass(HOUR, HOUR)
    expect((await heard('wang', 1)).at(-1)).toContain('You are on call')
  })

  test('during an outage of the hub hears it when that is over, and who was relieved meanwhile does not', async () => {
    await begin()
    await hub.restart(3 * 24 * HOUR)
    expect((await heard('li', 1)).filter((text) => text.includes('You are on call'))).toHaveLength(
      1,
    )
    expect((await heard('wang', 0)).join()).not.toContain('You are on call')
  })

  test('hears of alerts that only a policy without steps has told, of the severities that it is told of', async () => {
    const plain = DIGEST.replace(
      'notify: [{ to: chat }], escalate: on-call',
      'notify: [{ to: chat }, { schedule: duty, severities: [critical] }]',
    )
    await begin(plain)
    await say('i-db', 'Scheduled', { level: 'WARN' })
    await toNine()
    const [told] = await heard('li', 1)
    expect(told).toContain('i-web')
    expect(told).not.toContain('i-db')
    await say('i-web', 'Executed')
    expect((await heard('li', 2)).at(-1)).toContain('Resolved')
  })

  test('stays out of the run that gave way when a person gave the alert to somebody', async () => {
    await begin(
      DIGEST.replace(
        '\nescalationPolicies:',
        '\n  second: { match: [], escalate: on-call }\nescalationPolicies:',
      ),
    )
    await hub.ask('assign', { contact: 'boss' })
    await toNine()
    await heard('li', 1)
    const runs: readonly { end?: string; history: readonly { what: string }[] }[] = (
      await hub.alert()
    ).escalations
    const joined = runs.map(
      ({ end, history }) =>
        `${end === 'reassigned' ? 'gave way' : 'kept'}: ${history.some(({ what }) => what === 'taken-over')}`,
    )
    expect(joined.sort()).toEqual(['gave way: false', 'kept: true'])
  })

  test('hears of alerts that were told by a target with times of its own', async () => {
    await begin(
      DIGEST.replace(
        'notify: [{ to: chat }], escalate: on-call',
        'notify: [{ to: chat }, { schedule: duty, mute: [afternoon] }]',
      ),
    )
    await toNine()
    expect((await heard('li', 1)).at(-1)).toContain('i-web')
  })

  test('hears of what a person gave to the schedule', async () => {
    const other = DIGEST.replace(
      'notify: [{ to: chat }], escalate: on-call',
      'notify: [{ to: chat }]',
    )
    await begin(other)
    await hub.ask('assign', { schedule: 'duty' })
    expect(await hub.counts()).toMatchObject({ wang: 1, li: 0 })
    await toNine()
    expect((await heard('li', 1)).at(-1)).toContain('i-web')
  })
})
