import { describe, expect, test } from 'vitest'
import type { Labels } from './event.ts'
import {
  compileInhibitions,
  type Inhibition,
  type Inhibitor,
  inhibiting,
  inhibitionOf,
  inhibitorsOf,
  targetSlots,
} from './inhibition.ts'
import { parseMatcher } from './matcher.ts'

type Written = {
  readonly source: readonly string[]
  readonly target: readonly string[]
  readonly equal?: readonly string[]
}

function ruleOf({ source, target, equal = [] }: Written): Inhibition {
  return inhibitionOf({
    source: source.map(parseMatcher),
    target: target.map(parseMatcher),
    equal,
  })
}

/** Whether something with these labels is held while the sources are open. */
function isInhibited(
  written: readonly Written[],
  sources: readonly Labels[],
  labels: Labels,
): boolean {
  const rules = compileInhibitions(written.map(ruleOf))
  const open: readonly Inhibitor[] = sources.flatMap((source, index) =>
    inhibitorsOf(rules, { id: `source-${index}`, labels: source }),
  )
  return targetSlots(rules, labels).some((target) =>
    inhibiting(
      target,
      open.filter(({ slot }) => slot === target.slot),
    ),
  )
}

describe("the equal labels, by Alertmanager's own table", () => {
  const all = { source: ['s="1"'], target: ['s!="1"'] }
  test.each([
    ['no source at all', [], [], { a: 'b' }, false],
    ['without equal labels any source will do', [], [{ s: '1' }], { a: 'b' }, true],
    ['all are equal', ['a', 'b'], [{ s: '1', a: 'b', b: 'c' }], { a: 'b', b: 'c' }, true],
    [
      'one of several sources is equal',
      ['a'],
      [
        { s: '1', a: 'x', c: 'd' },
        { s: '1', a: 'b', c: 'f' },
      ],
      { a: 'b' },
      true,
    ],
    [
      'none of several sources is equal',
      ['a'],
      [
        { s: '1', a: 'c', c: 'd' },
        { s: '1', a: 'c', c: 'f' },
      ],
      { a: 'b' },
      false,
    ],
    [
      'one of two labels differs',
      ['a', 'b'],
      [{ s: '1', a: 'b', b: 'f' }],
      { a: 'b', b: 'c' },
      false,
    ],
    ['a label that neither has is equal', ['a'], [{ s: '1' }], { b: 'c' }, true],
    ['a label that only one has is not', ['a'], [{ s: '1', a: 'b' }], { b: 'c' }, false],
    ['an empty label equals an absent one', ['a'], [{ s: '1', a: '' }], { b: 'c' }, true],
    [
      'a value cannot run over into the next',
      ['a', 'b'],
      [{ s: '1', a: 'x","', b: '' }],
      { a: 'x', b: '' },
      false,
    ],
  ] as const)('%s', (_name, equal, sources, labels, expected) => {
    expect(isInhibited([{ ...all, equal }], sources, labels)).toBe(expected)
  })
})

describe("the sides of two rules, by Alertmanager's own table", () => {
  const RULES = [
    { source: ['s1="1"'], target: ['t1="1"'], equal: ['e'] },
    { source: ['s2="1"'], target: ['t2="1"'], equal: ['e'] },
  ]
  const onlySource = { s1: '1', t1: '2', e: '1' }
  const bothSides = { s2: '1', t2: '1', e: '1' }
  test.each([
    ['a target of the first rule', { t1: '1', e: '1' }, true],
    ['a target of the second rule', { t2: '1', e: '1' }, true],
    ['a target of both rules', { t1: '1', t2: '1', e: '1' }, true],
    [
      'a target that is a source too, of a source that is no target',
      { s1: '1', t1: '1', e: '1' },
      true,
    ],
    ['a target that is a source too, of a source that is a target too', bothSides, false],
    ['the like of it', { ...bothSides, other: 'x' }, false],
    [
      'a target of the second rule that is a source of the first',
      { s1: '1', t2: '1', e: '1' },
      true,
    ],
    ['another value in the equal label', { t1: '1', e: '0' }, false],
    ['no target of any rule', { t1: '0', e: '1' }, false],
    ['a source of the first rule', onlySource, false],
  ])('%s', (_name, labels, expected) => {
    expect(isInhibited(RULES, [onlySource, bothSides], labels)).toBe(expected)
  })

  test('a target that is a source too is held by the one source that is no target', () => {
    const [rule] = RULES.slice(1)
    if (!rule) throw new Error('there are two rules')
    expect(isInhibited([rule], [bothSides, { s2: '1', e: '1' }], bothSides)).toBe(true)
  })
})

describe('the id of a rule', () => {
  const rule = { source: ['a="1"', 'b="2"'], target: ['c="3"'], equal: ['x', 'y'] }
  test.each([
    [
      'does not change with the order',
      { ...rule, source: ['b="2"', 'a="1"'], equal: ['y', 'x'] },
      true,
    ],
    ['does not change with spaces', { ...rule, target: ['c = "3"'] }, true],
    ['changes with a matcher', { ...rule, target: ['c="4"'] }, false],
    ['changes with an equal label', { ...rule, equal: ['x'] }, false],
    [
      'changes when its sides are swapped',
      { ...rule, source: rule.target, target: rule.source },
      false,
    ],
  ])('%s', (_name, other, isSame) => {
    expect(ruleOf(other).id === ruleOf(rule).id).toBe(isSame)
  })

  test('keeps its slots where only the order of its labels changed', () => {
    const labels = { a: '1', b: '2', x: 'one', y: 'two' }
    const slots = (equal: readonly string[]) =>
      inhibitorsOf(compileInhibitions([ruleOf({ ...rule, equal })]), { id: 'al', labels })
    expect(slots(['x', 'y'])).toEqual(slots(['y', 'x']))
  })
})
