// The part of the flow that shows who is told: by the configuration of now, and without telling anybody.
import type { Directory } from './model/directory.ts'
import type { Severity } from './model/severity.ts'
import { type StepAt, stepsAt } from './stages/escalate/escalate.ts'

/** What the API asks about policies, contacts and escalation policies. */
export function peopleView({ directory }: { readonly directory: () => Directory }) {
  return {
    configuration: () => directory().configuration,
    stepsAt(name: string, when: { at: number; severity: Severity }): readonly StepAt[] | undefined {
      const { configuration } = directory()
      const plan = configuration.escalationPolicies.get(name)
      return plan && stepsAt(plan, { ...when, configuration })
    },
  }
}
