import type { ErrorCode } from '../base/errors.ts'
import type { TargetResolver } from './assemble-policy.ts'
import type { ReadConfiguration } from './definition.ts'
import type { Findings } from './problem.ts'
import { quote } from './reader.ts'
import { didYouMean } from './suggest.ts'

type Facts = { readonly read: ReadConfiguration; readonly findings: Findings<ErrorCode> }

/** The name of an escalation policy that is defined; one that is not is reported. */
export function escalationResolver({ read, findings }: Facts): TargetResolver {
  const known = read.escalationPolicies?.value
  return ({ value: name, at, written = name }) => {
    // Where "escalationPolicies" itself is wrong, every name would be missing: none is reported.
    if (known?.has(name) === true || (known === undefined && !findings.isEmpty)) return name
    const hint = didYouMean(name, known?.keys() ?? []) || ' Define it under "escalationPolicies".'
    findings.add(
      'TOCSIN_CONFIG_REFERENCE',
      at,
      `There is no escalation policy ${quote(written)}.${hint}`,
    )
    return name
  }
}

/** A contact that is defined, told by `target` as a group of one; a name that is none is reported. */
export function contactResolver(
  { read, findings, areRead }: Facts & { readonly areRead: boolean },
  target: TargetResolver,
): TargetResolver {
  const known = read.contacts?.value
  return (named) => {
    const { value: name, at, written = name } = named
    if (known?.has(name) === true) return target(named)
    if (!areRead) return name
    const isGroup = read.contactGroups?.value.has(name) === true
    const hint = isGroup
      ? ' It is a contact group: write "to".'
      : didYouMean(name, known?.keys() ?? []) || ' Define it under "contacts".'
    findings.add('TOCSIN_CONFIG_REFERENCE', at, `There is no contact ${quote(written)}.${hint}`)
    return name
  }
}
