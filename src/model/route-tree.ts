import type { Condition, ConditionFacts } from './condition.ts'
import type { Labels } from './event.ts'
import { firstMismatch, type Matcher } from './matcher.ts'

/** A node of a routing tree. */
export interface RouteNode<Node> {
  /** All of them must match. */
  readonly match: readonly Matcher[]
  /** It must hold as well. */
  readonly when?: Condition
  /** Whether the siblings behind it are tried although it matched. */
  readonly continues?: boolean
  /** Its children; absent means none. */
  readonly routes?: readonly Node[]
}

/**
 * Gives the nodes that want an alert with these labels, in the tree's order. `facts` is asked only where a
 * condition is; a tree with conditions wants nothing of what has no facts.
 */
export type Router<Node> = (labels: Labels, facts?: () => ConditionFacts) => readonly Node[]

/**
 * Compiles one tree, with Alertmanager's meaning: depth first and from left to right; a node of
 * which no child matches is the result itself; behind a child that gave a result its siblings are
 * tried only where it continues.
 */
export function compileTree<Node extends RouteNode<Node>>(root: Node): Router<Node> {
  return routerOf(compileNode(root))
}

/** Compiles several trees of which each is tried, whatever the others give. */
export function compileTrees<Node extends RouteNode<Node>>(roots: readonly Node[]): Router<Node> {
  const compiled = roots.map((root) => compileNode(root))
  const candidates = indexed(compiled)
  return (labels, facts) => candidates(labels).flatMap((root) => matched(root, { labels, facts }))
}

type Compiled<Node> = {
  readonly node: Node
  readonly children: (labels: Labels) => readonly Compiled<Node>[]
}

function compileNode<Node extends RouteNode<Node>>(node: Node): Compiled<Node> {
  return { node, children: indexed((node.routes ?? []).map((child) => compileNode(child))) }
}

function routerOf<Node extends RouteNode<Node>>(root: Compiled<Node>): Router<Node> {
  return (labels, facts) => matched(root, { labels, facts })
}

type Subject = { readonly labels: Labels; readonly facts: (() => ConditionFacts) | undefined }

function matched<Node extends RouteNode<Node>>(
  { node, children }: Compiled<Node>,
  subject: Subject,
): readonly Node[] {
  const { labels, facts } = subject
  if (firstMismatch(node.match, labels) !== undefined) return []
  if (node.when !== undefined && (!facts || node.when.objection(facts()) !== undefined)) return []
  const found: Node[] = []
  for (const child of children(labels)) {
    const wanted = matched(child, subject)
    found.push(...wanted)
    if (wanted.length > 0 && child.node.continues !== true) break
  }
  return found.length > 0 ? found : [node]
}

/**
 * Thousands of siblings cost an alert no more than a few: each stands in an index under the values
 * that one of its matchers takes, the one that fewest siblings share; those without such a matcher
 * are always candidates. Candidates come in their order and have still to be matched.
 */
function indexed<Node extends RouteNode<Node>>(
  siblings: readonly Compiled<Node>[],
): (labels: Labels) => readonly Compiled<Node>[] {
  if (siblings.length <= FEW) return () => siblings
  const sharers = countSharers(siblings.map(({ node }) => node.match))
  const always: number[] = []
  const byLabel = new Map<string, Map<string, number[]>>()
  for (const [place, { node }] of siblings.entries()) {
    const key = rarest(node.match, sharers)
    if (key === undefined) always.push(place)
    for (const value of key?.values ?? [])
      entry(entry(byLabel, key?.label ?? '', newMap), value, newList).push(place)
  }
  return (labels) => {
    const places = [...always]
    for (const [label, byValue] of byLabel) {
      const value = Object.hasOwn(labels, label) ? labels[label] : undefined
      if (value !== undefined) places.push(...(byValue.get(value) ?? []))
    }
    places.sort((one, other) => one - other)
    return places.flatMap((place) => siblings[place] ?? [])
  }
}

/** Up to here trying every sibling is as fast as looking them up. */
const FEW = 8

const newMap = (): Map<string, number[]> => new Map()
const newList = (): number[] => []

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

/** How many siblings take a value of a label, by both. */
type Sharers = ReadonlyMap<string, ReadonlyMap<string, number>>

function countSharers(all: readonly (readonly Matcher[])[]): Sharers {
  const sharers = new Map<string, Map<string, number>>()
  for (const matchers of all) {
    for (const { label, values } of matchers) {
      const byValue = entry(sharers, label, () => new Map<string, number>())
      for (const value of values ?? []) byValue.set(value, (byValue.get(value) ?? 0) + 1)
    }
  }
  return sharers
}

type Key = { readonly label: string; readonly values: ReadonlySet<string> }

/** The matcher whose values the fewest siblings share; undefined where none takes a list of values. */
function rarest(matchers: readonly Matcher[], sharers: Sharers): Key | undefined {
  let best: { key: Key; cost: number } | undefined
  for (const { label, values } of matchers) {
    // A missing label is the empty text: what takes that cannot be looked up.
    if (values === undefined || values.size === 0 || values.has('')) continue
    const counts = sharers.get(label)
    const cost = Math.max(...[...values].map((value) => counts?.get(value) ?? 0))
    if (best === undefined || cost < best.cost) best = { key: { label, values }, cost }
  }
  return best?.key
}
