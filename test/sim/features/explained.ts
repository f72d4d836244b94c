import type { Feature } from '../feature.ts'

/** Alerts that others explain, and windows of maintenance. */
export const explained: Feature = {
  name: 'inhibitions and maintenance',
  draft({ random, rest }) {
    if (random.likely(0.4))
      rest['inhibitions'] = [
        {
          source: ['severity="critical"'],
          target: [random.pick(['severity="warning"', 'severity!="critical"'])],
          equal: random.pick([['resource'], ['region'], []]),
        },
      ]
    if (random.likely(0.25))
      rest['maintenance'] = {
        disks: {
          match: [random.pick(['product="RDS"', 'region="cn-beijing"'])],
          from: random.pick(['2026-03-05 02:15', '2026-03-05 02:20']),
          until: random.pick(['2026-03-05 02:30', '2026-03-05 03:30']),
        },
      }
  },
}
