// In: a configuration that was read. Out: what in it does not work, loses or doubles messages, or only looks as if it did something.
import type { ArgoConfig } from './configuration.ts'
import type { ArgoFinding } from './lint-finding.ts'
import { lintKeys } from './lint-keys.ts'
import { lintServices } from './lint-services.ts'
import { lintSubscriptions } from './lint-subscriptions.ts'
import { lintTemplates } from './lint-templates.ts'
import { lintTriggers } from './lint-triggers.ts'

/** The worst first, then by key. */
export function lintArgoConfig(config: ArgoConfig): readonly ArgoFinding[] {
  const found = [lintKeys, lintServices, lintTriggers, lintTemplates, lintSubscriptions].flatMap(
    (look) => look(config),
  )
  return found.toSorted(
    (one, other) =>
      LEVELS.indexOf(one.level) - LEVELS.indexOf(other.level) ||
      (one.key < other.key ? -1 : one.key > other.key ? 1 : 0) ||
      (one.line ?? 0) - (other.line ?? 0),
  )
}

const LEVELS: readonly ArgoFinding['level'][] = ['error', 'warning', 'note']
