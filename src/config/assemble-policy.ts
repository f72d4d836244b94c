import type { ErrorCode } from '../base/errors.ts'
import type { NoiseRules, NotifyTarget, Policy } from '../model/configuration.ts'
import type { MuteRules } from '../model/mute-timing.ts'
import { STORM_DEFAULTS, type StormRules } from '../model/storm.ts'
import { GROUP_DEFAULTS, type ReadPolicy, type ReadRules } from './policy.ts'
import { keptRules, mergedRules, type PresetRules } from './preset.ts'
import type { Findings } from './problem.ts'
import type { Read } from './reader.ts'

/** Finds what a name stands for; one that is not defined is reported. */
export type TargetResolver = (target: Read<string>) => string
/** The names that policies use. */
export type Names = {
  readonly target: TargetResolver
  /** A contact, as the group of one that it is told as. */
  readonly contact: TargetResolver
  readonly template: TargetResolver
  readonly schedule: TargetResolver
  readonly timing: TargetResolver
  readonly escalation: TargetResolver
  /** What is done with presets where a policy does not say otherwise. */
  readonly presets: PresetRules
  readonly findings: Findings<ErrorCode>
}

/** A policy with its child routes: names resolved, defaults filled in, ids given. */
export function policyOf(id: string, policy: ReadPolicy, names: Names): Policy {
  const presets = mergedRules(policy.presets, names.presets, names.findings)
  const above: Above = { ...STANDARD, ...saidBy(policy, names), presets, id }
  const match = matchersOf(policy)
  return {
    ...toldAs(above),
    match,
    ...conditionOf(policy),
    ...mutesOf(policy, names),
    ...withRoutes(policy, above, names),
  }
}

/** What child routes have from above, where they do not say otherwise. */
type Above = Pick<Policy, 'id' | 'notify' | 'recoveries'> & {
  readonly grouping: Grouping
  readonly escalate: string | undefined
  readonly holdMs: number
  readonly noise: NoiseRules | 'off'
  readonly storm: StormRules | 'off'
  readonly presets: PresetRules
}
type Grouping = Partial<NonNullable<ReadPolicy['group']>['value']>

const STANDARD: Omit<Above, 'id' | 'presets'> = {
  notify: [],
  escalate: undefined,
  recoveries: true,
  grouping: {},
  holdMs: 0,
  noise: 'off',
  storm: STORM_DEFAULTS,
}

function saidBy(rules: ReadRules, names: Names): Partial<Omit<Above, 'id' | 'presets'>> {
  const { notify, escalate, recoveries, group, hold, noise, storm } = rules
  // Whom to tell is one thing: who says a part of it says all of it.
  const isSaid = notify !== undefined || escalate !== undefined
  return {
    ...(isSaid
      ? {
          notify: (notify?.value ?? []).map((target) => targetOf(target, names)),
          escalate: escalate && names.escalation(escalate),
        }
      : {}),
    ...(recoveries ? { recoveries: recoveries.value } : {}),
    ...(group ? { grouping: group.value } : {}),
    ...(hold ? { holdMs: hold.value } : {}),
    ...(noise ? { noise: noise.value } : {}),
    ...(storm ? { storm: storm.value } : {}),
  }
}

function matchersOf({ match }: ReadRules): Policy['match'] {
  return (match?.value ?? []).map((matcher) => matcher.value)
}

/** Not handed down: a child is asked only where its parent's condition holds. */
function conditionOf({ when }: ReadRules): Pick<Policy, 'when'> {
  return when === undefined ? {} : { when: when.value }
}

/** Those of a policy or route are not handed down: a route that is told in the night stays told. */
function mutesOf({ mute, active }: Pick<ReadRules, keyof MuteRules>, names: Names): MuteRules {
  return {
    ...(mute === undefined ? {} : { mute: mute.value.map(names.timing) }),
    ...(active === undefined ? {} : { active: active.value.map(names.timing) }),
  }
}

function toldAs({
  grouping,
  escalate,
  holdMs,
  noise,
  storm,
  presets,
  ...above
}: Above): Omit<Policy, 'match'> {
  const standard = groupingStandard(grouping, noise !== 'off')
  return {
    ...above,
    ...(escalate === undefined ? {} : { escalate }),
    ...(holdMs > 0 ? { holdMs } : {}),
    ...(noise === 'off' ? {} : { noise }),
    ...(storm === 'off' ? {} : { storm }),
    ...keptRules(presets),
    group: {
      by: standard.by,
      waitMs: grouping.wait?.value ?? standard.waitMs,
      intervalMs: grouping.interval?.value ?? standard.intervalMs,
      repeatMs: grouping.repeat?.value ?? GROUP_DEFAULTS.repeatMs,
    },
  }
}

function groupingStandard(grouping: Grouping, counts: boolean) {
  const by = grouping.by?.value.map((label) => label.value)
  if (by === undefined) return counts ? GROUP_DEFAULTS.counted : GROUP_DEFAULTS.single
  const alone = by.length === 1 && by[0] === 'alert'
  return alone ? GROUP_DEFAULTS.single : { by, ...GROUP_DEFAULTS.together }
}

function withRoutes({ routes }: ReadRules, above: Above, names: Names): Pick<Policy, 'routes'> {
  if (routes === undefined || routes.value.length === 0) return {}
  const taken = new Map<string, number>()
  return {
    routes: routes.value.map(({ value: route }) => {
      const match = matchersOf(route)
      const own = saidBy(route, names)
      const grouping = { ...above.grouping, ...given(own.grouping ?? {}) }
      const id = routeId(above.id, { match, when: route.when?.value }, taken)
      const presets = mergedRules(route.presets, above.presets, names.findings)
      const here: Above = { ...above, ...own, grouping, presets, id }
      const continues = route.continue?.value === true ? { continues: true } : {}
      const mutes = mutesOf(route, names)
      const below = withRoutes(route, here, names)
      return { ...toldAs(here), match, ...conditionOf(route), ...continues, ...mutes, ...below }
    }),
  }
}

/** A route is named by its rules: it stays what it is where others come and go. Those that are alike are counted. */
function routeId(
  above: string,
  { match, when }: Pick<Policy, 'match' | 'when'>,
  taken: Map<string, number>,
): string {
  const rules = [...match, ...(when ? [{ text: `when ${when.text}` }] : [])]
  const shown = `${above}/{${rules.map(({ text }) => text).join(',')}}`
  const count = (taken.get(shown) ?? 0) + 1
  taken.set(shown, count)
  return count === 1 ? shown : `${shown}#${count}`
}

/** Without the keys that were not given: these must not hide what stands above. */
function given(grouping: Grouping): Grouping {
  return Object.fromEntries(Object.entries(grouping).filter(([, value]) => value !== undefined))
}

type ReadTarget = NonNullable<ReadPolicy['notify']>['value'][number]['value']

/** A target with its names resolved; one that names nobody, or too many, is reported. */
export function targetOf({ value, at }: Read<ReadTarget>, names: Names): NotifyTarget {
  const { to, contact, schedule, severities, template } = value
  if (to === undefined && contact === undefined && schedule === undefined)
    names.findings.add(
      'TOCSIN_CONFIG_INVALID',
      at,
      'Expected "to", "contact" or "schedule" in a notify target, found none. Name a contact group, a contact, or who is on call.',
    )
  if (to !== undefined && contact !== undefined)
    names.findings.add(
      'TOCSIN_CONFIG_INVALID',
      contact.at,
      'Expected "to" or "contact" in a notify target, found both. Make two targets of them.',
    )
  return {
    ...(to === undefined ? {} : { to: names.target(to) }),
    ...(contact === undefined ? {} : { to: names.contact(contact) }),
    ...(schedule === undefined ? {} : { schedule: names.schedule(schedule) }),
    ...(template === undefined ? {} : { template: names.template(template) }),
    ...(severities === undefined
      ? {}
      : { severities: severities.value.map((severity) => severity.value) }),
    ...mutesOf(value, names),
  }
}
