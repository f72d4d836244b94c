import type {
  Configuration,
  EscalationPolicy,
  EscalationStep,
  NotifyTarget,
} from '../model/configuration.ts'
import { withRoutes } from '../model/directory.ts'
import { contactsOn } from '../model/schedule.ts'
import { entriesOf } from './assemble.ts'
import type { ReadConfiguration } from './definition.ts'
import { formatDuration } from './duration.ts'
import type { Findings, Place, WarningCode } from './problem.ts'
import { quote } from './reader.ts'

type WarnOptions = {
  readonly configuration: Configuration
  readonly read: ReadConfiguration
  readonly findings: Findings<WarningCode>
}

/** Nobody can answer faster; and who has not answered by then will not. */
const WAIT_SHORT_MS = 60_000
const WAIT_LONG_MS = 24 * 60 * 60_000

/** Everybody whom policies, routes and the steps of escalation policies tell. */
export function allTargets({
  policies,
  escalationPolicies,
}: Configuration): readonly NotifyTarget[] {
  return [
    ...policies.flatMap(withRoutes).flatMap(({ notify }) => notify),
    ...[...escalationPolicies.values()].flatMap(({ steps }) =>
      steps.flatMap(({ notify }) => notify),
    ),
  ]
}

/** What in escalation policies is probably not meant. */
export function warnOfEscalation(options: WarnOptions): void {
  const { configuration, read, findings } = options
  const used = new Set(configuration.policies.flatMap(withRoutes).map(({ escalate }) => escalate))
  for (const { name, at, entry } of entriesOf(read.escalationPolicies)) {
    const policy = configuration.escalationPolicies.get(name)
    if (policy === undefined) continue
    if (!used.has(name))
      findings.add(
        'TOCSIN_CONFIG_UNUSED',
        at,
        `The escalation policy ${quote(name)} is named by no policy. Name it in an "escalate", or remove it.`,
      )
    for (const [index, step] of policy.steps.entries()) {
      const place = entry?.value.steps?.value[index]?.at ?? at
      warnOfStep({ policy, step, index, at: place }, options)
    }
  }
}

type StepFacts = {
  readonly policy: EscalationPolicy
  readonly step: EscalationStep
  readonly index: number
  readonly at: Place
}

function warnOfStep(
  { policy, step, index, at }: StepFacts,
  { configuration, findings }: WarnOptions,
): void {
  const title = `Step ${index + 1} of the escalation policy ${quote(policy.id)}`
  if (!step.notify.some((target) => mayReach(target, configuration)))
    findings.add(
      'TOCSIN_CONFIG_UNREACHABLE',
      at,
      `${title} reaches nobody: none of its contacts has an endpoint, so it is always left out. Name one that has.`,
    )
  const { waitMs } = step
  if (waitMs < WAIT_SHORT_MS)
    findings.add(
      'TOCSIN_CONFIG_ODD',
      at,
      `${title} waits for ${formatDuration(waitMs)} only, in which hardly anybody can answer. Make "wait" a minute or more.`,
    )
  if (waitMs > WAIT_LONG_MS)
    findings.add(
      'TOCSIN_CONFIG_ODD',
      at,
      `${title} waits for ${formatDuration(waitMs)}, in which nobody else hears of the problem. Make "wait" shorter than a day.`,
    )
}

/** Whether the target reaches somebody at some time: whoever may be on call counts. */
function mayReach({ to, schedule }: NotifyTarget, configuration: Configuration): boolean {
  const plan = schedule === undefined ? undefined : configuration.schedules.get(schedule)
  const names = [
    ...(to === undefined ? [] : (configuration.contactGroups.get(to)?.contacts ?? [to])),
    ...(plan === undefined ? [] : contactsOn(plan)),
  ]
  return names.some((name) => (configuration.contacts.get(name)?.endpoints.length ?? 0) > 0)
}
