import type { Teller } from './facts.ts'

/** Which policies want it: told when each first takes it. */
export const tellMatches: Teller = ({ events }) => {
  const known = new Set<string>()
  return events.flatMap(({ event, outcome }) =>
    outcome.matched.flatMap(({ policy, groupId }) => {
      const key = JSON.stringify([policy, groupId])
      if (known.has(key)) return []
      known.add(key)
      return [
        {
          at: outcome.settledAt,
          kind: 'match',
          eventId: event.id,
          policy,
          text: {
            en: `The policy "${policy}" wants it`,
            zh: `策略“${policy}”匹配`,
          },
        },
      ]
    }),
  )
}
