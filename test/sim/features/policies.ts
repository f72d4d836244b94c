import type { DraftRules, Feature } from '../feature.ts'
import type { Random } from '../random.ts'

const MATCHES = [
  [],
  ['severity="critical"'],
  ['severity=~"critical|warning"'],
  ['product="ECS"'],
  ['product!="RDS"'],
  ['region="cn-hangzhou"'],
  ['severity!="info"', 'product=~"ECS|SLB"'],
]

/** Policies with routes, groups and severities, and what is done with noise by nature. */
export const policies: Feature = {
  name: 'policies',
  draft({ random, policies, rest }) {
    const presets = random.fork('presets')
    if (presets.likely(0.6))
      rest['presets'] = {
        'state-changes': presets.pick(['drop', 'drop', 'digest', { digest: '5m' }]),
      }
    const count = random.between(1, 4)
    for (let index = 0; index < count; index++) {
      const rules = rulesOf(random)
      policies[`policy${index}`] = {
        ...rules,
        ...(random.likely(0.4)
          ? {
              routes: Array.from({ length: random.between(1, 2) }, () => ({
                ...rulesOf(random),
                continue: random.likely(0.4),
              })),
            }
          : {}),
      }
    }
  },
}

function rulesOf(random: Random): DraftRules {
  const targets = random.some(['ops', 'dev', 'contact0'], random.likely(0.05) ? 0 : 1, 2)
  return {
    match: random.pick(MATCHES),
    notify: targets.map((to) => ({
      to,
      ...(random.likely(0.2)
        ? { severities: random.pick([['critical'], ['critical', 'warning']]) }
        : {}),
    })),
    ...(random.likely(0.6) ? { group: groupOf(random) } : {}),
    ...(random.likely(0.2) ? { recoveries: false } : {}),
  }
}

function groupOf(random: Random): object {
  return {
    by: random.pick([['alert'], [], ['region'], ['product', 'severity'], ['resource']]),
    wait: random.pick(['0s', '5s', '30s']),
    interval: random.pick(['0s', '10s', '1m', '5m']),
    repeat: random.pick(['20m', '1h', '4h']),
  }
}
