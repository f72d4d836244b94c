import { TocsinError } from '../../base/errors.ts'
import type { Assignment } from '../../model/answer.ts'
import type { Configuration } from '../../model/configuration.ts'

/** Throws TOCSIN_REQUEST_INVALID where an alert is given to a name that the configuration does not have. */
export function checkAssignment(assignment: Assignment, configuration: Configuration): void {
  const { to, schedule, escalationPolicy } = assignment
  const { contacts, contactGroups, schedules, escalationPolicies } = configuration
  if (to !== undefined && !contactGroups.has(to) && !contacts.has(to))
    throw unknown('a contact or contact group', to, [...contactGroups.keys(), ...contacts.keys()])
  if (schedule !== undefined && !schedules.has(schedule))
    throw unknown('a schedule', schedule, [...schedules.keys()])
  if (escalationPolicy !== undefined && !escalationPolicies.has(escalationPolicy))
    throw unknown('an escalation policy', escalationPolicy, [...escalationPolicies.keys()])
}

const NAMES_MAX = 10

function unknown(what: string, name: string, known: readonly string[]): TocsinError {
  // A contact that is named as a group is in both.
  const names = [...new Set(known)]
  const shown = names.slice(0, NAMES_MAX).join(', ') || 'none'
  const more = names.length > NAMES_MAX ? ', …' : ''
  return new TocsinError(
    'TOCSIN_REQUEST_INVALID',
    `Expected the name of ${what}, found ${JSON.stringify(name)}. The configuration has: ${shown}${more}.`,
  )
}
