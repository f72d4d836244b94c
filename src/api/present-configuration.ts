import { isoTime } from '../base/clock.ts'
import type {
  Configuration,
  Contact,
  EscalationPolicy,
  NotifyTarget,
  Policy,
} from '../model/configuration.ts'
import type { PresetRule } from '../model/preset.ts'
import type { Severity } from '../model/severity.ts'
import type {
  WireCalled,
  WireContactDetails,
  WireEscalationPolicy,
  WirePolicy,
  WireTarget,
} from './wire-configuration.ts'

/** What is asked of the configuration of now about who is told. */
export type PeopleView = {
  readonly configuration: () => Configuration
  /** Whom an escalation policy would tell; undefined where there is none of this name. */
  readonly stepsAt: (
    name: string,
    when: { readonly at: number; readonly severity: Severity },
  ) =>
    | readonly {
        readonly afterMs: number
        readonly contacts: readonly string[]
        readonly leftOut?: WireCalled['steps'][number]['leftOut']
      }[]
    | undefined
}

export function presentPolicy(policy: Policy): WirePolicy {
  const { id, match, when, continues = false, group, notify, escalate, recoveries } = policy
  const { holdMs, mute = [], active = [], noise, storm, presets = {}, routes = [] } = policy
  return {
    id,
    match: match.map(({ text }) => text),
    when: when?.text,
    continues,
    group: {
      by: group.by,
      waitSeconds: group.waitMs / 1000,
      intervalSeconds: group.intervalMs / 1000,
      repeatSeconds: group.repeatMs / 1000,
    },
    notify: notify.map(presentTarget),
    escalate,
    recoveries,
    holdSeconds: holdMs === undefined ? undefined : holdMs / 1000,
    mute,
    active,
    noise: noise && {
      count: noise.count,
      withinSeconds: noise.withinMs / 1000,
      muteSeconds: noise.muteMs / 1000,
    },
    stormFrom: storm?.thresholds[0],
    presets: Object.fromEntries(
      Object.entries(presets).map(([name, rule]: [string, PresetRule]) => [
        name,
        rule === 'drop' ? 'drop' : 'digest',
      ]),
    ),
    routes: routes.map(presentPolicy),
  }
}

function presentTarget(target: NotifyTarget): WireTarget {
  const { to, schedule, severities, template, mute, active } = target
  return { to, schedule, severities, template, mute, active }
}

export function presentPlan(
  plan: EscalationPolicy,
  { policies }: Configuration,
): WireEscalationPolicy {
  const { id, steps, repeat, delayMs, ackTimeoutMs } = plan
  return {
    id,
    steps: steps.map(({ notify, waitMs, roundRobin = false, active = [] }) => ({
      notify: notify.map(presentTarget),
      waitSeconds: waitMs / 1000,
      roundRobin,
      active,
    })),
    rounds: repeat + 1,
    delaySeconds: delayMs / 1000,
    ackTimeoutSeconds: ackTimeoutMs === undefined ? undefined : ackTimeoutMs / 1000,
    usedBy: policies
      .flatMap(namesBelow)
      .flatMap(({ id: user, escalate }) => (escalate === id ? [user] : [])),
  }
}

function namesBelow(policy: Policy): readonly Policy[] {
  return [policy, ...(policy.routes ?? []).flatMap(namesBelow)]
}

/** Undefined where there is no escalation policy of this name. */
export function presentCalled(
  name: string,
  when: { readonly at: number; readonly severity: Severity },
  people: PeopleView,
): WireCalled | undefined {
  const { at, severity } = when
  const { contacts: known } = people.configuration()
  const steps = people.stepsAt(name, when)
  return (
    steps && {
      escalationPolicy: name,
      at: isoTime(at),
      severity,
      steps: steps.map(({ afterMs, contacts, leftOut }) => ({
        at: isoTime(at + afterMs),
        contacts: contacts.map((id) => ({ id, name: known.get(id)?.name ?? id })),
        leftOut,
      })),
    }
  )
}

export function presentContact(
  contact: Contact,
  { contactGroups }: Configuration,
): WireContactDetails {
  const { id, name, language, mobile, endpoints, rules } = contact
  return {
    id,
    name,
    language,
    isMentioned: mobile !== undefined,
    groups: [...contactGroups.values()].flatMap((group) =>
      group.contacts.includes(id) ? [group.id] : [],
    ),
    endpoints: endpoints.map(({ id: endpoint, channel, standby = false }) => ({
      id: endpoint,
      channel,
      standby,
    })),
    rules: rules?.map(({ channels, afterMs, severities }) => ({
      channels,
      afterSeconds: afterMs / 1000,
      severities,
    })),
  }
}
