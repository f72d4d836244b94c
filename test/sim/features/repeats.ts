import type { DraftRules, Feature } from '../feature.ts'
import type { Random } from '../random.ts'

/** Groups that tell again what goes on: also so often that it happens while people, silences and quiet times have a say. */
export const repeats: Feature = {
  name: 'repeats',
  draft({ random, policies }) {
    const own = random.fork('repeats')
    for (const rules of Object.values(policies)) {
      draftRepeat(own, rules)
      for (const route of rules.routes ?? []) draftRepeat(own, route)
    }
  },
  invariants: [
    {
      name: 'what goes on is told again no more often than its group may',
      when: 'always',
      broken: ({ repeats }) => repeats.early,
    },
  ],
}

function draftRepeat(random: Random, rules: DraftRules): void {
  if (random.likely(0.5))
    rules.group = { ...rules.group, repeat: random.pick(['3m', '7m', '20m', '45m']) }
}
