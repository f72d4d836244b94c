import type { Labels } from './event.ts'
import { firstMismatch, type Matcher } from './matcher.ts'

/** A node of a routing tree. */
export type RouteNode<Node> = {
  /** All of them must match. */
  readonly match: readonly Matcher[]
  /** Whether the siblings behind it are tried although it matched. */
  readonly continues: boolean
  readonly routes: readonly Node[]
}

/**
 * The nodes that want `labels`, with Alertmanager's meaning: depth first and from left to right; a
 * node of which no child matches is the result itself; behind a child that gave a result its
 * siblings are tried only where it continues.
 */
export function matchRoutes<Node extends RouteNode<Node>>(
  node: Node,
  labels: Labels,
): readonly Node[] {
  if (firstMismatch(node.match, labels) !== undefined) return []
  const found: Node[] = []
  for (const child of node.routes) {
    const wanted = matchRoutes(child, labels)
    found.push(...wanted)
    if (wanted.length > 0 && !child.continues) break
  }
  return found.length > 0 ? found : [node]
}
