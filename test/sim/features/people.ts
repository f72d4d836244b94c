import type { AnswerAction } from '../../../src/model/answer.ts'
import type { Silence } from '../../../src/model/silence.ts'
import type { Feature } from '../feature.ts'
import type { World } from '../world.ts'

const ACTIONS: readonly AnswerAction[] = [
  'acknowledge',
  'acknowledge',
  'resolve',
  'silence',
  'escalate',
  'unacknowledge',
]
const MINUTE_MS = 60_000

/** Ends it by hand, where it is not over. */
async function endSilence(world: World, silence: Silence): Promise<void> {
  const { hub } = world
  if (!hub || silence.endsAt <= hub.clock.now()) return
  await hub.muting.expire(silence).catch(() => undefined)
  world.tally.count('the end of a silence')
  world.say(`person ends the silence ${silence.id.slice(-4)}`)
}

/** People who answer alerts, silence them, and end silences. */
export const people: Feature = {
  name: 'people',
  actions: [
    {
      name: 'an answer',
      weight: 8,
      async act(world, random) {
        const { hub, witness } = world
        if (!hub) return
        const newest = await hub.store.alerts({ limit: 20 })
        // Now and then somebody answers what is over.
        const recent = newest.filter(({ state }) => state !== 'resolved' || random.likely(0.2))
        const action = random.pick(ACTIONS)
        const by = random.pick(['wang', 'li', ''])
        const silenceMs = random.pick([2, 20, 60]) * MINUTE_MS
        const alerts = random.some(recent, 0, random.pick([1, 1, 5]))
        if (alerts.length === 0) return
        const ids = alerts.map(({ id }) => id)
        const report = await hub
          .answer(ids, { action, by, via: 'api' }, silenceMs)
          .catch(() => undefined)
        if (!report) return
        for (const { alert, verdict } of report) {
          if (verdict !== 'done') continue
          witness.note(witness.answered, world.now, { alertId: alert.id, action })
          world.tally.count(`answer: ${action}`)
        }
        world.say(`person ${action} ${ids.map((id) => id.slice(-4)).join(' ')} by "${by}"`)
      },
    },
    {
      name: 'a silence by matchers',
      weight: 2,
      async act(world, random) {
        const { hub } = world
        if (!hub) return
        const now = hub.clock.now()
        const startsAt = now + random.pick([0, 0, 10]) * MINUTE_MS
        const silence = {
          id: `silence-${world.now}`,
          matchers: random.pick([['product="ECS"'], ['severity="critical"'], ['region=~"cn-.*"']]),
          startsAt,
          endsAt: startsAt + random.pick([1, 10, 60]) * MINUTE_MS,
          createdBy: 'wang',
          comment: '',
        }
        await hub.muting.put(silence).catch(() => undefined)
        world.tally.count('a silence by matchers')
        world.say(`person silences ${silence.matchers} until ${silence.endsAt}`)
        if (random.likely(0.5)) return
        await world.time.sleep(random.pick([1, 8, 30]) * MINUTE_MS)
        await endSilence(world, silence)
      },
    },
    {
      name: 'the end of a silence',
      weight: 2,
      async act(world, random) {
        const { hub } = world
        if (!hub) return
        const silences = await hub.store.silences({ endAfter: hub.clock.now() })
        if (silences.length === 0) return
        await endSilence(world, random.pick(silences))
      },
    },
  ],
}
