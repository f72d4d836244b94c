import { parse } from 'yaml'
import { BACKTEST_LIMITS } from '../base/limits.ts'
import type { Configuration, Policy } from '../model/configuration.ts'
import { nameIsLegal } from './collection.ts'
import type { Adapters } from './definition.ts'
import { loadGiven } from './given.ts'
import { writtenRules } from './preset.ts'

/** The policy, or what is wrong with it. */
export type ReadPolicy =
  | { readonly kind: 'policy'; readonly policy: Policy }
  | { readonly kind: 'wrong'; readonly problems: readonly string[] }

/**
 * Reads a policy that came through the API, as an object or as YAML, by the very rules of the file and
 * with the names that `configuration` has. It sees no environment and no secret file.
 */
export async function readGivenPolicy(
  given: unknown,
  configuration: Configuration,
  adapters: Adapters,
): Promise<ReadPolicy> {
  const body = typeof given === 'string' ? parsed(given) : given
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return wrong('Expected a policy as a map with "match" and "notify", found something else.')
  const presets = writtenRules(configuration.presets, adapters)
  const sections = { ...namesOf(configuration), presets, policies: { [NAME]: body } }
  const loading = await loadGiven('policy', sections, adapters)
  if (loading.kind === 'broken')
    return { kind: 'wrong', problems: loading.problems.map(({ message }) => message) }
  const [policy] = loading.configuration.policies
  return policy === undefined ? wrong('Expected a policy, found none.') : { kind: 'policy', policy }
}

/** As messages and reports call it. */
const NAME = 'preview'

function wrong(problem: string): ReadPolicy {
  return { kind: 'wrong', problems: [problem] }
}

function parsed(text: string): unknown {
  if (Buffer.byteLength(text) > BACKTEST_LIMITS.policyBytesMax) return undefined
  try {
    return parse(text, { maxAliasCount: 0 })
  } catch {
    // Answered above, with what is expected.
    return undefined
  }
}

/** All that a policy can refer to, under its name and with no content of its own. */
function namesOf(configuration: Configuration): object {
  const { contacts, contactGroups, schedules, muteTimings, escalationPolicies, templates } =
    configuration
  const { teams = new Map<string, never>() } = configuration
  const named = (names: Iterable<string>, content: unknown): object =>
    Object.fromEntries([...names].map((name) => [name, content]))
  // Recipients of Argo CD are contacts that no configuration can name.
  const people = [...contacts.keys()].filter(nameIsLegal)
  const groups = [...contactGroups.keys()].filter(
    (name) => !contacts.has(name) && nameIsLegal(name),
  )
  return {
    contacts: named(people, {}),
    contactGroups: named(groups, people.slice(0, 1)),
    schedules: named(schedules.keys(), {
      layers: [{ rotate: 'daily', contacts: people.slice(0, 1), from: '2026-01-01' }],
    }),
    muteTimings: named(muteTimings.keys(), [{ times: ['00:00-01:00'] }]),
    escalationPolicies: named(escalationPolicies.keys(), {
      steps: [{ notify: [{ contact: people[0] }], wait: '5m' }],
    }),
    templates: named(templates.keys(), 'x'),
    teams: named(teams.keys(), {}),
  }
}
