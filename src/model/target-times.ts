import type { NotifyTarget, Policy } from './configuration.ts'
import type { MuteRules } from './mute-timing.ts'

/**
 * The policies as which a policy or route is told: itself, or, where some of its targets have times of their own, one for
 * the targets of each of the times. So each knows by itself what its hearers were told, and who is left out for a while
 * hears later what still fires. The first keeps the id, for what was told before the times were written.
 */
export function partsOf(policy: Policy): readonly Policy[] {
  if (!policy.notify.some(isTimed)) return [policy]
  const byTimes = Map.groupBy(policy.notify, nameOf)
  const always = byTimes.get('') ?? []
  byTimes.delete('')
  const { escalate, ...plain } = policy
  const timed = [...byTimes].map(([name, notify]) => ({
    ...plain,
    id: `${policy.id}/${name}`,
    notify,
    targetTimes: timesOf(notify),
  }))
  if (always.length > 0 || escalate !== undefined) return [{ ...policy, notify: always }, ...timed]
  return timed.map((part, place) => (place === 0 ? { ...part, id: policy.id } : part))
}

function isTimed({ mute, active }: MuteRules): boolean {
  return mute !== undefined || active !== undefined
}

/** No name of a route begins so: the part behind a slash is in braces there. Empty for a target without times. */
function nameOf({ mute, active }: NotifyTarget): string {
  const said = Object.entries({ mute, active }).flatMap(([key, names]) =>
    names === undefined ? [] : [`${key}:${names.join(',')}`],
  )
  return said.join(';')
}

/** All of them have the same. */
function timesOf([target]: readonly NotifyTarget[]): MuteRules {
  const { mute, active } = target ?? {}
  return { ...(mute === undefined ? {} : { mute }), ...(active === undefined ? {} : { active }) }
}
