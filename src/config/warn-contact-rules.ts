import type { Configuration, ContactRule } from '../model/configuration.ts'
import { SEVERITIES } from '../model/severity.ts'
import { entriesOf } from './assemble.ts'
import type { ReadConfiguration } from './definition.ts'
import type { Findings, Place, WarningCode } from './problem.ts'
import { quote } from './reader.ts'

/** Rules by which a contact hears of a step late, or not at all. */
export function warnOfContactRules({
  configuration,
  read,
  findings,
}: {
  readonly configuration: Configuration
  readonly read: ReadConfiguration
  readonly findings: Findings<WarningCode>
}): void {
  for (const { name, at: namedAt, entry } of entriesOf(read.contacts)) {
    const rules = configuration.contacts.get(name)?.rules
    if (rules === undefined) continue
    const at: Place = entry?.value.rules?.at ?? namedAt
    const wanting = (severity: (typeof SEVERITIES)[number]): readonly ContactRule[] =>
      rules.filter(({ severities }) => severities?.includes(severity) !== false)
    const never = SEVERITIES.filter((severity) => wanting(severity).length === 0)
    const late = SEVERITIES.filter((severity) => {
      const wanted = wanting(severity)
      return wanted.length > 0 && wanted.every(({ afterMs }) => afterMs > 0)
    })
    if (never.length > 0)
      findings.add(
        'TOCSIN_CONFIG_ODD',
        at,
        `No rule of the contact ${quote(name)} takes ${never.join(', ')}: a step leaves it out then. Add a rule for these, or leave "severities" out of one.`,
      )
    if (late.length > 0)
      findings.add(
        'TOCSIN_CONFIG_ODD',
        at,
        `No rule of the contact ${quote(name)} tells it at once of ${late.join(', ')}. Leave "after" out of one.`,
      )
  }
}
