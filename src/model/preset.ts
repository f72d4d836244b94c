import type { Policy } from './configuration.ts'
import type { LocalText } from './text.ts'

/** Events that are noise by nature, under a name: a source says of an event that it is of one. */
export type Preset = {
  /** As in the configuration: `snapshots`. */
  readonly name: string
  readonly title: LocalText
  /** What a policy does with them where nothing else is said. */
  readonly standard: 'tell' | 'digest'
}

/** What a policy does with the events of a preset that it does not tell as others: nothing, or one message in so long. */
export type PresetRule = 'drop' | { readonly digestMs: number }

/** How long a digest collects where nothing else is said. */
export const DIGEST_MS = 60 * 60_000

/** The policies that tell an event as others, or in a digest, and those that drop it. */
export type PresetChoice = {
  readonly policies: readonly Policy[]
  readonly dropped: readonly Policy[]
}

/** What the policies that want an event do with it, where it is of the preset `noise`. */
export function chooseByPreset(
  policies: readonly Policy[],
  noise: string | undefined,
): PresetChoice {
  if (noise === undefined) return { policies, dropped: [] }
  const ruleOf = (policy: Policy): PresetRule | undefined => policy.presets?.[noise]
  return {
    policies: policies.flatMap((policy) => {
      const rule = ruleOf(policy)
      if (rule === 'drop') return []
      return rule === undefined ? [policy] : [digestOf(policy, noise, rule.digestMs)]
    }),
    dropped: policies.filter((policy) => ruleOf(policy) === 'drop'),
  }
}

/** The policy as it tells a preset: all of it in one message once `digestMs` have passed. Its own noise rules are for what is told by itself. */
function digestOf(policy: Policy, preset: string, digestMs: number): Policy {
  const { noise: _, ...plain } = policy
  const group = { ...policy.group, by: [], waitMs: digestMs, intervalMs: digestMs }
  return { ...plain, id: `${policy.id}${MARK}${preset}`, group }
}

/** No name of a policy or route goes on so: the part behind a slash is in braces there. */
const MARK = '/preset:'

/**
 * Policies and routes by id. The digests of each are made when they are asked for: what waits in one is told also where
 * the configuration has another rule meanwhile.
 */
export class PolicyIndex extends Map<string, Policy> {
  readonly #make: (id: string) => Policy | undefined

  /** `make` gives those that nobody has written. */
  constructor(
    policies: Iterable<readonly [string, Policy]>,
    make: (id: string) => Policy | undefined = () => undefined,
  ) {
    super(policies)
    this.#make = make
  }

  override get(id: string): Policy | undefined {
    return super.get(id) ?? this.#digest(id) ?? this.#make(id)
  }

  #digest(id: string): Policy | undefined {
    const at = id.lastIndexOf(MARK)
    const policy = at === -1 ? undefined : super.get(id.slice(0, at))
    if (policy === undefined) return undefined
    const preset = id.slice(at + MARK.length)
    const rule = policy.presets?.[preset]
    return digestOf(policy, preset, typeof rule === 'object' ? rule.digestMs : DIGEST_MS)
  }
}
