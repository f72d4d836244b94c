import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Condition, ConditionFacts } from './condition.ts'
import type { Labels } from './event.ts'
import { firstMismatch, type Matcher, parseMatcher } from './matcher.ts'
import { compileTree, compileTrees, type RouteNode } from './route-tree.ts'

interface Node extends RouteNode<Node> {
  readonly name: string
}

function node(name: string, match: readonly string[], change: Partial<Node> = {}): Node {
  return { name, match: match.map(parseMatcher), continues: false, routes: [], ...change }
}

const namesOf = (nodes: readonly Node[]): readonly string[] => nodes.map(({ name }) => name)

test('a parent is chosen where no child is, and a child that continues lets its siblings try', () => {
  const tree = node('root', [], {
    routes: [
      node('a', ['team="a"'], {
        continues: true,
        routes: [node('a-critical', ['severity="critical"'])],
      }),
      node('any', ['team=~"a|b"']),
      node('last', []),
    ],
  })
  const choose = compileTree(tree)
  expect(namesOf(choose({ team: 'a', severity: 'critical' }))).toEqual(['a-critical', 'any'])
  expect(namesOf(choose({ team: 'b' }))).toEqual(['any'])
  expect(namesOf(choose({}))).toEqual(['last'])
})

test('each of several trees is tried, in their order', () => {
  const trees = [node('one', ['x="1"']), node('two', []), node('three', ['x=~"1|2"'])]
  expect(namesOf(compileTrees(trees)({ x: '1' }))).toEqual(['one', 'two', 'three'])
})

const MATCHERS = [
  'a="1"',
  'a="2"',
  'a=""',
  'a!="1"',
  'a=~"1|2"',
  'a=~"1|"',
  'a=~".+"',
  'b="1"',
  'b=~"2|3"',
  'b!~"1"',
].map((text): Matcher => parseMatcher(text))
const matchers = fc.subarray(MATCHERS, { maxLength: 3 })

const trees = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.record({
    name: fc.uuid(),
    match: matchers,
    continues: fc.boolean(),
    routes: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant([]),
      fc.array(tie('node'), { maxLength: 30 }),
    ),
  }),
})).node

const labels = fc.record(
  {
    a: fc.constantFrom('', '1', '2', '3'),
    b: fc.constantFrom('1', '2', '4'),
    toString: fc.constant('1'),
  },
  { requiredKeys: [] },
)

/** The plain walk, without an index. */
function walk(tree: Node, wanted: Labels): readonly Node[] {
  if (firstMismatch(tree.match, wanted) !== undefined) return []
  const found: Node[] = []
  for (const child of tree.routes ?? []) {
    const below = walk(child, wanted)
    found.push(...below)
    if (below.length > 0 && !child.continues) break
  }
  return found.length > 0 ? found : [tree]
}

test('the index chooses what the plain walk chooses', () => {
  fc.assert(
    fc.property(trees, labels, (tree, wanted) => {
      expect(namesOf(compileTree(tree)(wanted as Labels))).toEqual(
        namesOf(walk(tree, wanted as Labels)),
      )
    }),
    { numRuns: 300 },
  )
})

test('a prototype’s names are no labels', () => {
  const many = Array.from({ length: 20 }, (_, index) =>
    node(`n${index}`, [`constructor="${index}"`]),
  )
  expect(compileTrees(many)({})).toEqual([])
})

test('a condition is asked only of what matches, once the facts are there', () => {
  const asked: string[] = []
  const when = (text: string, holds: boolean): Condition => ({
    text,
    objection: () => {
      asked.push(text)
      return holds ? undefined : { en: 'it does not hold', zh: '不成立' }
    },
  })
  const trees = [
    node('labels', ['x="2"'], { when: when('never asked', true) }),
    node('false', ['x="1"'], { when: when('false', false) }),
    node('true', ['x="1"'], { when: when('true', true) }),
  ]
  const facts = (): ConditionFacts => ({ ...FACTS })
  expect(namesOf(compileTrees(trees)({ x: '1' }, facts))).toEqual(['true'])
  expect(asked).toEqual(['false', 'true'])
  expect(namesOf(compileTrees(trees)({ x: '1' }))).toEqual([])
})

const FACTS: ConditionFacts = {
  kind: 'firing',
  name: '',
  severity: '',
  status: '',
  source: '',
  title: '',
  labels: {},
  fields: {},
  content: '',
}
