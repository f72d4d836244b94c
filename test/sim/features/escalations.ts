import type { Feature, Invariant } from '../feature.ts'

const INVARIANTS: readonly Invariant[] = [
  {
    name: 'when all problems are over no escalation goes on',
    when: 'end',
    broken: (world) =>
      world
        .look('select id, state from escalations where next_at is not null')
        .map(({ id, state }) => `the run ${String(id).slice(-4)} is still ${state}`),
  },
]

/** Policies that go on telling until somebody answers. */
export const escalations: Feature = {
  name: 'escalations',
  draft({ random, policies, contacts, rest }) {
    if (!random.likely(0.5)) return
    const people = Object.keys(contacts)
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
        ...(random.likely(0.3) ? { ackTimeout: random.pick(['2m', '10m']) } : {}),
      },
    }
    for (const rules of Object.values(policies)) {
      if (!random.likely(0.6)) continue
      rules['escalate'] = 'hurry'
      if (random.likely(0.4)) delete rules.notify
    }
  },
  invariants: INVARIANTS,
}
