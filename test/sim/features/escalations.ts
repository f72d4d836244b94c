import type { Escalation } from '../../../src/model/escalation.ts'
import type { DraftContact, Feature, Invariant } from '../feature.ts'
import type { Random } from '../random.ts'
import type { World } from '../world.ts'

const short = (id: string): string => id.slice(-4)

/** How late something may be in a world in which all is well: a tick, and the disk. */
const LATE_MS = 2_000

const INVARIANTS: readonly Invariant[] = [
  {
    name: 'a step of an escalation is told when its time comes',
    when: 'always',
    broken(world) {
      const waiting = world.isWell
        ? runsThat(world, 'running')
            .filter(({ dueAt, mutedBy }) => mutedBy === undefined && dueAt < world.hubNow - LATE_MS)
            .map(({ id }) => `the next step of the run ${short(id)} is late`)
        : []
      const told = world.witness.steps
        .filter(({ lateMs, isWell }) => isWell && lateMs > LATE_MS)
        .map(({ run, lateMs }) => `a step of the run ${short(run)} was told ${lateMs} ms late`)
      return [...waiting, ...told]
    },
  },
  {
    name: 'an acknowledgement holds no longer than its time, and whoever gave it is asked before',
    when: 'always',
    broken(world) {
      if (!world.isWell) return []
      return runsThat(world, 'answered').flatMap(({ id, plan, ackAt, remindedAt = 0 }) => {
        const { ackTimeoutMs, ackReminderMs = 0 } = plan
        if (ackAt === undefined || ackTimeoutMs === undefined) return []
        const leftMs = ackAt + ackTimeoutMs - world.hubNow
        if (leftMs < -LATE_MS) return [`the run ${short(id)} is still answered`]
        const isAsked = ackReminderMs === 0 || remindedAt >= ackAt
        if (leftMs > ackReminderMs - LATE_MS || isAsked) return []
        return [`nobody asks whether the run ${short(id)} is still answered`]
      })
    },
  },
  {
    name: 'when all problems are over no escalation goes on',
    when: 'end',
    broken: (world) =>
      world
        .look('select id, state from escalations where next_at is not null')
        .map(({ id, state }) => `the run ${short(String(id))} is still ${state}`),
  },
]

function runsThat(world: World, state: Escalation['state']): readonly Escalation[] {
  return world
    .look('select body from escalations where state = ?', state)
    .map(({ body }): Escalation => JSON.parse(String(body)))
}

/** Policies that go on telling until somebody answers. */
export const escalations: Feature = {
  name: 'escalations',
  draft({ random, policies, contacts, rest }) {
    if (!random.likely(0.5)) return
    const people = Object.keys(contacts)
    for (const [name, contact] of Object.entries(contacts))
      draftRules(random.fork(`rules of ${name}`), contact)
    const targets = [{ to: 'ops' }, { to: 'dev' }, ...people.map((contact) => ({ contact }))]
    if (rest['schedules'] !== undefined) targets.push(Object({ schedule: 'rota' }))
    rest['escalationPolicies'] = {
      hurry: {
        steps: Array.from({ length: random.between(1, 3) }, () => ({
          notify: random.some(targets, 1, 2),
          wait: random.pick(['30s', '5m', '20m']),
          ...(random.likely(0.2) ? { roundRobin: true } : {}),
        })),
        ...(random.likely(0.4) ? { repeat: random.between(1, 3) } : {}),
        ...(random.likely(0.2) ? { delay: '1m' } : {}),
        ...lowOf(random.fork('low'), Object.keys(Object(rest['muteTimings']))),
        ...(random.likely(0.5) ? { ackTimeout: random.pick(['2m', '10m', '30m']) } : {}),
      },
    }
    for (const rules of Object.values(policies)) {
      if (!random.likely(0.6)) continue
      rules['escalate'] = 'hurry'
      if (random.likely(0.4)) delete rules.notify
    }
  },
  actions: [
    {
      name: 'somebody takes on what escalates',
      weight: 4,
      async act(world, random) {
        const { hub, witness } = world
        const runs = world.look("select alert_id from escalations where state = 'running'")
        if (!hub || runs.length === 0) return
        const ids = random.some(runs, 1).map(({ alert_id }) => String(alert_id))
        const answerer = {
          action: 'acknowledge',
          by: random.pick(['wang', 'li']),
          via: 'api',
        } as const
        const report = await hub.answer(ids, answerer).catch(() => undefined)
        for (const { alert, verdict } of report ?? [])
          if (verdict === 'done')
            witness.note(witness.answered, world.now, { alertId: alert.id, action: 'acknowledge' })
        world.say(`person takes on ${ids.map(short).join(' ')}`)
      },
    },
  ],
  invariants: INVARIANTS,
}

/** What waits for the business hours, and is raised then; without such hours it is told to the first step only. */
function lowOf(random: Random, timings: readonly string[]): object {
  if (!random.likely(0.4)) return {}
  const low = random.pick([['info'], ['warning', 'info']])
  if (timings.length === 0 || random.likely(0.4)) return { low }
  return { low, active: [random.pick(timings)], raise: random.likely(0.6) }
}

/** By one way at once, and by others, or again, where nobody answers. */
function draftRules(random: Random, contact: DraftContact): void {
  const first = contact.endpoints.filter(({ standby }) => standby !== true)
  const channels = [...new Set(first.map(({ channel }) => channel))]
  if (channels.length === 0 || !random.likely(0.5)) return
  contact.rules = [
    { channels: [random.pick(channels)] },
    ...random.some(['1m', '4m', '12m'], 0, 2).map((after) => ({
      after,
      ...(random.likely(0.5) ? { channels: [random.pick(channels)] } : {}),
      ...(random.likely(0.3) ? { severities: ['critical'] } : {}),
    })),
  ]
}
