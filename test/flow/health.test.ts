import { afterEach, expect, test } from 'vitest'
import type { Contact } from '../../src/model/configuration.ts'
import { ESCALATION_HUB } from '../harness/escalation-hub.ts'
import { reboot } from '../harness/events.ts'
import { startHub, type TestHub } from '../harness/hub.ts'

let hub: TestHub
afterEach(() => hub.close())

const health = async (): Promise<unknown[]> => {
  const { status, body } = await hub.call('GET', '/healthz')
  return [status, body.status]
}

test('a hub that has not looked for a minute at what is due is not healthy, and is again when it has', async () => {
  hub = await startHub(ESCALATION_HUB.replace('wait: 5m', 'wait: 2m'))
  await hub.post(reboot('i-web', 'Scheduled'))
  await hub.settle()
  expect(await health()).toEqual([200, 'ok'])
  // A fault of ours: whoever asks how a contact is told gets no answer, and each turn of the tick fails.
  hub.alter((configuration) => ({ ...configuration, contacts: faulty(configuration.contacts) }))
  hub.clock.advance(2 * 60_000)
  await expect
    .poll(async () => (await hub.call('GET', '/api/v1/status')).body.counts)
    .toMatchObject({
      dueEscalations: 1,
    })
  expect(await health()).toEqual([200, 'ok'])
  hub.clock.advance(60_001)
  expect(await health()).toEqual([503, 'stuck'])
  const { lastTickAt } = (await hub.call('GET', '/api/v1/status')).body
  expect(Date.parse(lastTickAt)).toBeLessThanOrEqual(hub.clock.now() - 60_000)
  expect((await hub.call('GET', '/metrics')).body).toContain('tocsin_rows{kind="dueEscalations"} 1')
  hub.alter((configuration) => configuration)
  await hub.pass(31_000)
  expect(await health()).toEqual([200, 'ok'])
  expect(await hub.heard('li')).toHaveLength(1)
})

/** Contacts of which nobody can ask for their rules. */
function faulty(contacts: ReadonlyMap<string, Contact>): ReadonlyMap<string, Contact> {
  return new Map(
    [...contacts].map(([id, contact]) => [
      id,
      {
        ...contact,
        get rules(): never {
          throw new Error('a fault')
        },
      },
    ]),
  )
}
