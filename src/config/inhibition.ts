import { CONFIG_SHAPE_LIMITS } from '../base/limits.ts'
import { type Inhibition, inhibitionOf } from '../model/inhibition.ts'
import { list, section } from './collection.ts'
import { labelShape, matcherShape } from './policy.ts'
import type { Place } from './problem.ts'
import type { Read } from './reader.ts'
import { text, type ValueOf } from './shape.ts'

const L = CONFIG_SHAPE_LIMITS

/** The rules by which one open alert explains others. */
export function inhibitionsShape() {
  return list(inhibitionShape(), { plural: 'inhibitions', most: L.inhibitionsMax })
}

function inhibitionShape() {
  const side = () => list(matcherShape(), { plural: 'matchers', least: 1, most: L.matchersMax })
  return section({
    title: 'an inhibition',
    keys: {
      name: {
        shape: text({ title: 'a name', lengthMax: L.nameLengthMax }),
        required: false,
        hint: 'How stories name the rule.',
        standard: 'its matchers',
      },
      source: {
        shape: side(),
        required: true,
        hint: 'The alert that explains the others: matchers, all of which must hold. It counts as long as it is not resolved, told or not.',
      },
      target: {
        shape: side(),
        required: true,
        hint: 'What is not told meanwhile: matchers, all of which must hold. What still fires when no source is open any more is told then.',
      },
      equal: {
        shape: list(labelShape('equal'), {
          plural: 'labels',
          most: L.groupByMax,
          identity: (value) => value,
        }),
        required: false,
        hint: 'Labels whose values source and target must share. A label that neither has counts as shared.',
        standard: 'none: any source holds every target',
      },
    },
  })
}

type ReadInhibitions = ValueOf<ReturnType<typeof inhibitionsShape>>

/** The rules of what was read; one that stands twice is reported. */
export function inhibitionsOf(
  read: Read<ReadInhibitions> | undefined,
  wrong: (at: Place, message: string) => void,
): readonly Inhibition[] {
  const rules = new Map<string, Inhibition>()
  for (const { value, at } of read?.value ?? []) {
    const name = value.name?.value
    const rule = inhibitionOf({
      ...(name === undefined ? {} : { name }),
      source: (value.source?.value ?? []).map((matcher) => matcher.value),
      target: (value.target?.value ?? []).map((matcher) => matcher.value),
      equal: (value.equal?.value ?? []).map((label) => label.value),
    })
    if (rules.has(rule.id)) wrong(at, 'The same inhibition stands twice. Remove one.')
    rules.set(rule.id, rule)
  }
  return [...rules.values()]
}
