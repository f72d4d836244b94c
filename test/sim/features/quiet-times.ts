import type { DraftRules, Feature } from '../feature.ts'

/** Times at which policies tell nothing, and single targets are left out. */
export const quietTimes: Feature = {
  name: 'quiet times',
  draft({ random, policies, rest }) {
    if (!random.likely(0.35)) return
    const hour = random.between(0, 23)
    const minute = random.pick(['00', '17', '30'])
    const until = `${String(hour + 1).padStart(2, '0')}:${hour === 23 ? '00' : minute}`
    rest['muteTimings'] = {
      nights: [{ times: ['22:00-07:00'], zone: 'Asia/Shanghai' }],
      hour: [{ times: [`${String(hour).padStart(2, '0')}:${minute}-${until}`] }],
      soon: [{ times: ['02:20-02:50', '03:00-03:10'] }],
    }
    for (const rules of Object.values(policies)) {
      if (random.likely(0.5)) rules['mute'] = [random.pick(['nights', 'hour', 'soon'])]
      else if (random.likely(0.15)) rules['active'] = ['soon']
    }
    const own = random.fork('targets')
    // Within the policy's own, there might never be a time at which the target is told.
    const untimed = ({ mute, active }: DraftRules): boolean =>
      mute === undefined && active === undefined
    for (const rules of Object.values(policies).flatMap(withRoutes).filter(untimed))
      rules.notify = rules.notify?.map((target) =>
        own.likely(0.25)
          ? { ...target, [own.pick(['mute', 'active'])]: [own.pick(['hour', 'soon'])] }
          : target,
      )
  },
}

function withRoutes(rules: DraftRules): readonly DraftRules[] {
  return [rules, ...(rules.routes ?? []).flatMap(withRoutes)]
}
