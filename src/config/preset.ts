import type { ErrorCode } from '../base/errors.ts'
import { CONFIG_SHAPE_LIMITS } from '../base/limits.ts'
import { DIGEST_MS, type Preset, type PresetRule } from '../model/preset.ts'
import { inLanguage } from '../model/text.ts'
import { mapOf, type Named, section } from './collection.ts'
import type { Adapters } from './definition.ts'
import { formatDuration } from './duration.ts'
import { made, valueOrMap } from './either.ts'
import type { Findings } from './problem.ts'
import { quote, type Read } from './reader.ts'
import { choice, duration, type Shape } from './shape.ts'
import { didYouMean } from './suggest.ts'

/** What is done with a preset; `tell`: the same as with other events. */
export type PresetSaid = PresetRule | 'tell'
export type ReadPresets = Read<ReadonlyMap<string, Named<PresetSaid>>> | undefined
/** By the presets' names. */
export type PresetRules = ReadonlyMap<string, PresetSaid>

/** Presets of noise by name, and what is done with each. */
export function presetsShape() {
  return mapOf(ruleShape(), { singular: 'preset', most: CONFIG_SHAPE_LIMITS.presetsMax })
}

function ruleShape(): Shape<PresetSaid> {
  const interval = section({
    title: 'a digest',
    keys: {
      digest: {
        shape: duration({ leastMs: CONFIG_SHAPE_LIMITS.digestMsMin }),
        required: true,
        hint: 'How long it collects, from the first event on.',
      },
    },
  })
  return valueOrMap(
    made(
      choice(['tell', 'digest', 'drop']),
      (word): PresetSaid => (word === 'digest' ? { digestMs: DIGEST_MS } : word),
    ),
    made(interval, ({ digest }): PresetSaid => ({ digestMs: digest?.value ?? DIGEST_MS })),
  )
}

/** The presets of all sources, each once. */
function presetsOf({ sources }: Adapters): readonly Preset[] {
  const all = sources.flatMap(({ presets = [] }) => presets)
  return [...new Map(all.map((preset) => [preset.name, preset])).values()]
}

/** Names and defaults of the presets, for the reference page. */
export function presetsHint(adapters: Adapters): string {
  const known = presetsOf(adapters).map(
    ({ name, title, standard }) => `\`${name}\` (${inLanguage(title, 'en')}; \`${standard}\`)`,
  )
  return known.length === 0 ? 'There are none.' : `There are ${known.join(', ')}.`
}

/** What is done with each preset where nothing is said. */
export function standardRules(adapters: Adapters): PresetRules {
  return new Map(
    presetsOf(adapters).map(({ name, standard }) => [
      name,
      standard === 'digest' ? { digestMs: DIGEST_MS } : 'tell',
    ]),
  )
}

/** The rules from above with what is said here. A preset that does not exist is reported. */
export function mergedRules(
  said: ReadPresets,
  above: PresetRules,
  findings: Findings<ErrorCode>,
): PresetRules {
  if (said === undefined) return above
  const rules = new Map(above)
  for (const { name, at, entry } of said.value.values()) {
    if (!above.has(name)) {
      const hint = didYouMean(name, above.keys())
      const known = [...above.keys()].join(', ')
      findings.add(
        'TOCSIN_CONFIG_REFERENCE',
        at,
        `There is no preset ${quote(name)}.${hint || (known === '' ? ' There are none.' : ` There are ${known}.`)}`,
      )
    } else if (entry !== undefined) rules.set(name, entry.value)
  }
  return rules
}

/** The rules as policies keep them: without those that say nothing. */
export function keptRules(rules: PresetRules): {
  readonly presets?: Readonly<Record<string, PresetRule>>
} {
  const kept: Record<string, PresetRule> = {}
  for (const [name, rule] of rules) if (rule !== 'tell') kept[name] = rule
  return Object.keys(kept).length > 0 ? { presets: kept } : {}
}

/** The rules as they would be written at the top of a file, for a policy that is read by itself. */
export function writtenRules(
  rules: Readonly<Record<string, PresetRule>> = {},
  adapters: Adapters,
): object {
  return Object.fromEntries(
    presetsOf(adapters).map(({ name }) => {
      const rule = rules[name] ?? 'tell'
      return [name, typeof rule === 'string' ? rule : { digest: formatDuration(rule.digestMs) }]
    }),
  )
}
