/** The builtins with predicates as loops. */
import { goInt } from '../values/number.ts'
import { itemAt, loopLength } from './access.ts'
import { AnyMap } from './any-map.ts'
import { add } from './arithmetic.ts'
import type { Node, NodeOf } from './ast.ts'
import { sortList } from './builtins-list.ts'
import type { Compiler } from './compile.ts'
import { fail } from './failure.ts'
import type { Frame, Run } from './frame.ts'
import { locate, notBool } from './locate.ts'

/** A loop's parts: what it goes over and what it does with each element. */
type Loop = {
  readonly node: NodeOf<'builtin'>
  readonly collection: Run
  /** The predicate; without one, the element itself. */
  readonly body: Run
  readonly at: number
  readonly compiler: Compiler
}

/** A builtin with a predicate; undefined for any other. */
export function compileLoop(compiler: Compiler, node: NodeOf<'builtin'>): Run | undefined {
  const make = LOOPS.get(node.name)
  const [collection, predicate] = node.args
  if (!make || !collection) return undefined
  const body = compiler.compile(predicate ?? pointer(node.at))
  return make({ node, collection: compiler.compile(collection), body, at: node.at, compiler })
}

function pointer(at: number): Node {
  return { kind: 'pointer', name: '', at, nature: {} }
}

const LOOPS: ReadonlyMap<string, (loop: Loop) => Run> = new Map(
  Object.entries<(loop: Loop) => Run>({
    all: (loop: Loop) => untilRun(loop, { stopAt: false, result: false, otherwise: true }),
    none: (loop: Loop) => untilRun(loop, { stopAt: true, result: false, otherwise: true }),
    any: (loop: Loop) => untilRun(loop, { stopAt: true, result: true, otherwise: false }),
    one: (loop: Loop) => countRun(loop, (count) => count === 1),
    count: (loop: Loop) => countRun(loop, goInt),
    filter: filterRun,
    map: mapRun,
    sum: sumRun,
    find: (loop: Loop) => findRun(loop, { backwards: false, wantsIndex: false }),
    findIndex: (loop: Loop) => findRun(loop, { backwards: false, wantsIndex: true }),
    findLast: (loop: Loop) => findRun(loop, { backwards: true, wantsIndex: false }),
    findLastIndex: (loop: Loop) => findRun(loop, { backwards: true, wantsIndex: true }),
    groupBy: groupByRun,
    sortBy: sortByRun,
    reduce: reduceRun,
  }),
)

/** Runs a loop with its collection in the frame, and puts back what was there. */
function within(loop: Loop, work: (frame: Frame, size: number) => unknown): Run {
  const { at } = loop
  return (frame) => {
    const collection = loop.collection(frame)
    const outer = frame.collection
    const { index, accumulator } = frame
    frame.collection = collection
    try {
      return work(frame, Array.isArray(collection) ? collection.length : loopLength(collection))
    } catch (error) {
      throw locate(error, at)
    } finally {
      frame.collection = outer
      frame.index = index
      frame.accumulator = accumulator
    }
  }
}

function step(frame: Frame): void {
  if (++frame.steps >= frame.stepsCheckedAt) frame.checkBudgets()
}

function isTrue(value: unknown, at: number): boolean {
  return typeof value === 'boolean' ? value : notBool(value, at)
}

function item(frame: Frame): unknown {
  const { collection, index } = frame
  return Array.isArray(collection) ? (collection[index] ?? null) : itemAt(collection, index)
}

function untilRun(loop: Loop, end: { stopAt: boolean; result: boolean; otherwise: boolean }): Run {
  const { body, at } = loop
  return within(loop, (frame, size) => {
    for (let index = 0; index < size; index++) {
      step(frame)
      frame.index = index
      if (isTrue(body(frame), at) === end.stopAt) return end.result
    }
    return end.otherwise
  })
}

function countRun(loop: Loop, result: (count: number) => unknown): Run {
  const { body, at } = loop
  const threshold = Number(loop.node.threshold ?? Number.POSITIVE_INFINITY)
  return within(loop, (frame, size) => {
    let count = 0
    for (let index = 0; index < size && count < threshold; index++) {
      step(frame)
      frame.index = index
      if (isTrue(body(frame), at)) count++
    }
    return result(count)
  })
}

function filterRun(loop: Loop): Run {
  const { body, at, node } = loop
  const map = node.map ? loop.compiler.compile(node.map) : item
  return within(loop, (frame, size) => {
    const kept: unknown[] = []
    for (let index = 0; index < size; index++) {
      step(frame)
      frame.index = index
      if (isTrue(body(frame), at)) kept.push(map(frame))
    }
    frame.grow(kept.length)
    return kept
  })
}

function mapRun(loop: Loop): Run {
  const { body } = loop
  return within(loop, (frame, size) => {
    const mapped: unknown[] = []
    for (let index = 0; index < size; index++) {
      step(frame)
      frame.index = index
      mapped.push(body(frame))
    }
    frame.grow(size)
    return mapped
  })
}

function sumRun(loop: Loop): Run {
  const { body, at } = loop
  return within(loop, (frame, size) => {
    let total: unknown = goInt(0)
    for (let index = 0; index < size; index++) {
      step(frame)
      frame.index = index
      total = add(body(frame), total, at)
    }
    return total
  })
}

function findRun(loop: Loop, options: { backwards: boolean; wantsIndex: boolean }): Run {
  const { body, at, node } = loop
  const map = node.map ? loop.compiler.compile(node.map) : item
  return within(loop, (frame, size) => {
    for (let passed = 0; passed < size; passed++) {
      step(frame)
      frame.index = options.backwards ? size - 1 - passed : passed
      if (!isTrue(body(frame), at)) continue
      return options.wantsIndex ? goInt(frame.index) : map(frame)
    }
    return node.throws ? fail('reflect: slice index out of range', at) : null
  })
}

function groupByRun(loop: Loop): Run {
  const { body } = loop
  return within(loop, (frame, size) => {
    const groups = new AnyMap('[]interface {}')
    for (let index = 0; index < size; index++) {
      step(frame)
      frame.index = index
      const key = body(frame)
      const group = groups.get(key)
      const element = item(frame)
      if (Array.isArray(group)) group.push(element)
      else groups.set(key, [element])
    }
    return groups
  })
}

function sortByRun(loop: Loop): Run {
  const { body, node } = loop
  const [, , orderNode] = node.args
  const order = orderNode ? loop.compiler.compile(orderNode) : () => 'asc'
  return within(loop, (frame, size) => {
    const wanted = order(frame)
    if (typeof wanted !== 'string') fail('sortBy order argument must be a string')
    if (wanted !== 'asc' && wanted !== 'desc') fail('unknown order, use asc or desc')
    const elements: unknown[] = []
    const keys: unknown[] = []
    for (let index = 0; index < size; index++) {
      step(frame)
      frame.index = index
      keys.push(body(frame))
      elements.push(item(frame))
    }
    sortList(elements, keys, wanted === 'desc')
    frame.grow(size)
    return elements
  })
}

function reduceRun(loop: Loop): Run {
  const { body, node } = loop
  const [, , startNode] = node.args
  const start = startNode ? loop.compiler.compile(startNode) : undefined
  return within(loop, (frame, size) => {
    let first = 0
    if (start) {
      frame.accumulator = start(frame)
    } else {
      if (size === 0) fail('reduce of empty array with no initial value')
      frame.index = 0
      frame.accumulator = item(frame)
      first = 1
    }
    for (let index = first; index < size; index++) {
      step(frame)
      frame.index = index
      frame.accumulator = body(frame)
    }
    return frame.accumulator
  })
}
