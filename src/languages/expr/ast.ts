/** The syntax tree. The checker writes natures into it; the optimiser replaces nodes. */
import type { Int64 } from '../values/number.ts'
import { type GoType, type Nature, unknown } from './nature.ts'

type Common = {
  /** Where errors point: an offset in the source. */
  at: number
  /** What is known of the value before the expression runs. */
  nature: Nature
}

export type Shape =
  | { kind: 'nil' }
  | { kind: 'identifier'; name: string }
  | { kind: 'integer'; value: Int64 }
  | { kind: 'float'; value: number }
  | { kind: 'bool'; value: boolean }
  | { kind: 'string'; value: string }
  | { kind: 'bytes'; value: Uint8Array }
  | { kind: 'constant'; value: unknown }
  | { kind: 'unary'; operator: string; node: Node }
  | { kind: 'binary'; operator: string; left: Node; right: Node }
  | { kind: 'chain'; node: Node }
  | MemberShape
  | { kind: 'slice'; node: Node; from: Node | undefined; to: Node | undefined }
  | CallShape
  | BuiltinShape
  | { kind: 'predicate'; node: Node }
  | { kind: 'pointer'; name: string }
  | { kind: 'conditional'; condition: Node; whenTrue: Node; whenFalse: Node }
  | { kind: 'let'; name: string; value: Node; body: Node }
  | { kind: 'sequence'; nodes: Node[] }
  | { kind: 'array'; nodes: Node[] }
  | { kind: 'map'; pairs: Node[] }
  | { kind: 'pair'; key: Node; value: Node }

type MemberShape = {
  kind: 'member'
  node: Node
  property: Node
  optional: boolean
  /** Whether it is called. */
  method: boolean
}

type CallShape = {
  kind: 'call'
  callee: Node
  args: Node[]
  /** Set by the checker: the types that upstream's machine asserts of the arguments, without reflection. */
  asserted?: readonly GoType[]
}

type BuiltinShape = {
  kind: 'builtin'
  name: string
  args: Node[]
  /** Set by the optimiser: finding nothing is an error. */
  throws?: boolean
  /** Set by the optimiser: what becomes of an element that a filter keeps. */
  map?: Node
  /** Set by the optimiser: a count may stop here. */
  threshold?: Int64
}

export type Node = Common & Shape
export type NodeOf<Kind extends Shape['kind']> = Node & { kind: Kind }

/** A node of a shape. */
export function createNode(shape: Shape, at = 0): Node {
  return { ...shape, at, nature: unknown }
}

/** What visits a node may put another in its place. */
export type Visit = (node: Node) => Node

/** Walks a tree from its leaves up, as upstream walks it, and gives what it has become. */
export function walk(node: Node, visit: Visit): Node {
  const go = (child: Node) => walk(child, visit)
  switch (node.kind) {
    case 'unary':
    case 'chain':
    case 'predicate':
      node.node = go(node.node)
      break
    case 'binary':
      node.left = go(node.left)
      node.right = go(node.right)
      break
    case 'member':
      node.node = go(node.node)
      node.property = go(node.property)
      break
    case 'slice':
      node.node = go(node.node)
      if (node.from) node.from = go(node.from)
      if (node.to) node.to = go(node.to)
      break
    case 'call':
      node.callee = go(node.callee)
      node.args = node.args.map(go)
      break
    case 'builtin':
      node.args = node.args.map(go)
      break
    case 'conditional':
      node.condition = go(node.condition)
      node.whenTrue = go(node.whenTrue)
      node.whenFalse = go(node.whenFalse)
      break
    case 'let':
      node.value = go(node.value)
      node.body = go(node.body)
      break
    case 'sequence':
    case 'array':
      node.nodes = node.nodes.map(go)
      break
    case 'map':
      node.pairs = node.pairs.map(go)
      break
    case 'pair':
      node.key = go(node.key)
      node.value = go(node.value)
      break
    default:
      break
  }
  return visit(node)
}

/**
 * A text that two trees share only if they mean the same. Upstream compares printed expressions; this
 * is the same comparison with every part told apart.
 */
export function fingerprint(node: Node): string {
  return JSON.stringify(node, (key, value: unknown) => {
    if (key === 'at' || key === 'nature') return undefined
    return typeof value === 'bigint' ? `${value}n` : value
  })
}
