// In: an optimised tree. Out: closures that compute what it means.
// Operands are evaluated in the order in which upstream's machine pushes them, because errors show it.
// A failure without a place gets that of the node that was computed.

import { isMap, mapGet, mapHas } from '../values/kind.ts'
import { goFloat, goInt } from '../values/number.ts'
import { describe, fetch, itemAt, slice, sliceLength } from './access.ts'
import { negate } from './arithmetic.ts'
import type { Node, NodeOf } from './ast.ts'
import type { Builtin } from './builtin.ts'
import { compileBinary } from './compile-binary.ts'
import { compileLoop } from './compile-loop.ts'
import { Failure, fail } from './failure.ts'
import { counted, countWork, type Frame, type Run, SKIP } from './frame.ts'
import { assertTypes, callValue } from './function.ts'
import { grow, locate, notBool } from './locate.ts'
import { isNil } from './type-name.ts'

/** What the compiling functions share. */
export class Compiler {
  readonly functions: ReadonlyMap<string, Builtin>
  readonly builtins: ReadonlyMap<string, Builtin>
  readonly #constants: ReadonlyMap<string, unknown>
  readonly #scopes: { name: string; index: number }[] = []
  #variables = 0

  constructor(names: {
    functions: ReadonlyMap<string, Builtin>
    builtins: ReadonlyMap<string, Builtin>
    constants: ReadonlyMap<string, unknown>
  }) {
    this.functions = names.functions
    this.builtins = names.builtins
    this.#constants = names.constants
  }

  compile(node: Node): Run {
    switch (node.kind) {
      case 'nil':
        return () => null
      case 'integer':
        return constantRun(goInt(node.value))
      case 'float':
        return constantRun(goFloat(node.value))
      case 'bool':
      case 'string':
      case 'bytes':
      case 'constant':
        return constantRun(node.value)
      case 'identifier':
        return this.#identifier(node)
      case 'unary':
        return this.#unary(node)
      case 'binary':
        return compileBinary(this, node)
      case 'chain':
        return this.#chain(node)
      case 'member':
        return this.#member(node)
      case 'slice':
        return this.#slice(node)
      case 'call':
        return this.#call(node)
      case 'builtin':
        return compileLoop(this, node) ?? this.#builtin(node)
      case 'predicate':
        return this.compile(node.node)
      case 'pointer':
        return pointerRun(node)
      case 'let':
        return this.#let(node)
      case 'sequence':
        return this.#sequence(node)
      case 'conditional':
        return this.#conditional(node)
      case 'array':
        return this.#array(node)
      case 'map':
        return this.#map(node)
      case 'pair':
        return fail('a pair is compiled with its map', node.at)
    }
  }

  /** A node as a condition: what is no bool is a failure at `at`. */
  condition(node: Node, at: number): (frame: Frame) => boolean {
    const run = this.compile(node)
    return (frame) => {
      const value = run(frame)
      return typeof value === 'boolean' ? value : notBool(value, at)
    }
  }

  #identifier(node: NodeOf<'identifier'>): Run {
    const { name, at } = node
    const variable = this.#scopes.findLast((scope) => scope.name === name)
    if (variable) {
      const { index } = variable
      return (frame) => frame.variables[index]
    }
    if (name === '$env') return (frame) => frame.env
    const own = memberRun((frame) => frame.env, name, at)
    if (!this.#constants.has(name)) return own
    const constant = this.#constants.get(name)
    return (frame) => (isMap(frame.env) && mapHas(frame.env, name) ? own(frame) : constant)
  }

  #unary(node: NodeOf<'unary'>): Run {
    const { at } = node
    if (node.operator === '+') return this.compile(node.node)
    if (node.operator === '-') {
      const run = this.compile(node.node)
      return (frame) => negate(run(frame), at)
    }
    const condition = this.condition(node.node, at)
    return (frame) => !condition(frame)
  }

  #chain(node: NodeOf<'chain'>): Run {
    const run = this.compile(node.node)
    return (frame) => {
      const value = run(frame)
      return value === SKIP || isNil(value) ? null : value
    }
  }

  #member(node: NodeOf<'member'>): Run {
    const { at } = node
    const base = this.compile(node.node)
    const guarded = node.optional || hasOptional(node.node) ? skipping(base, node.optional) : base
    if (node.property.kind === 'string') return memberRun(guarded, node.property.value, at)
    const property = this.compile(node.property)
    return (frame) => {
      const from = guarded(frame)
      if (from === SKIP) return SKIP
      const key = property(frame)
      try {
        return fetch(from, key) ?? null
      } catch (error) {
        throw locate(error, at)
      }
    }
  }

  #slice(node: NodeOf<'slice'>): Run {
    const { at } = node
    const base = this.compile(node.node)
    const to = node.to ? this.compile(node.to) : undefined
    const from = node.from ? this.compile(node.from) : undefined
    const first = goInt(0)
    return (frame) => {
      const value = base(frame)
      if (value === SKIP) return SKIP
      try {
        const end = to ? to(frame) : sliceLength(value)
        const start = from ? from(frame) : first
        countWork(frame, value)
        return slice(value, { from: start, to: end })
      } catch (error) {
        throw locate(error, at)
      }
    }
  }

  #call(node: NodeOf<'call'>): Run {
    const { at, callee, asserted } = node
    const args = node.args.map((arg) => this.compile(arg))
    const own = callee.kind === 'identifier' ? this.functions.get(callee.name) : undefined
    if (own) return functionRun(own, args, at)
    const target = this.compile(callee)
    return (frame) => {
      const given = args.map((arg) => arg(frame))
      const fn = target(frame)
      if (fn === SKIP) return SKIP
      try {
        if (asserted) assertTypes(given, asserted)
        return callValue(fn, given) ?? null
      } catch (error) {
        throw locate(error, at)
      }
    }
  }

  #builtin(node: NodeOf<'builtin'>): Run {
    const builtin = this.builtins.get(node.name)
    if (!builtin) return fail(`unknown builtin ${node.name}`, node.at)
    return functionRun(
      builtin,
      node.args.map((arg) => this.compile(arg)),
      node.at,
    )
  }

  #let(node: NodeOf<'let'>): Run {
    const value = this.compile(node.value)
    const index = this.#variables++
    this.#scopes.push({ name: node.name, index })
    const body = this.compile(node.body)
    this.#scopes.pop()
    return (frame) => {
      frame.variables[index] = value(frame)
      return body(frame)
    }
  }

  #sequence(node: NodeOf<'sequence'>): Run {
    const runs = node.nodes.map((child) => this.compile(child))
    return (frame) => {
      let value: unknown = null
      for (const run of runs) value = run(frame)
      return value
    }
  }

  #conditional(node: NodeOf<'conditional'>): Run {
    const condition = this.condition(node.condition, node.at)
    const whenTrue = this.compile(node.whenTrue)
    const whenFalse = this.compile(node.whenFalse)
    return (frame) => (condition(frame) ? whenTrue(frame) : whenFalse(frame))
  }

  #array(node: NodeOf<'array'>): Run {
    const { at } = node
    const runs = node.nodes.map((child) => this.compile(child))
    return (frame) => {
      const list = runs.map((run) => run(frame))
      grow(frame, list.length, at)
      return list
    }
  }

  #map(node: NodeOf<'map'>): Run {
    const { at } = node
    const pairs = node.pairs.flatMap((pair) =>
      pair.kind === 'pair'
        ? [{ key: this.compile(pair.key), value: this.compile(pair.value) }]
        : [],
    )
    return (frame) => {
      const entries = pairs.map(({ key, value }) => ({ key: key(frame), value: value(frame) }))
      grow(frame, entries.length, at)
      const map: Record<string, unknown> = emptyMap()
      // From the last to the first, so that the first of two equal keys remains.
      for (const { key, value } of entries.reverse()) {
        if (typeof key !== 'string') {
          fail(`interface conversion: interface {} is ${describe(key)}, not string`, at)
        }
        map[key] = value
      }
      return map
    }
  }
}

/** A map without a prototype, so that any key is only a key. */
function emptyMap(): Record<string, unknown> {
  return { __proto__: null }
}

function entryAt(list: readonly unknown[], index: number): unknown {
  return list[index] ?? null
}

function constantRun(value: unknown): Run {
  return () => value
}

/** `base.name`, quick where the base is a plain object. */
function memberRun(base: Run, name: string, at: number): Run {
  return (frame) => {
    const from = base(frame)
    if (typeof from === 'object' && from !== null && from.constructor === Object) {
      const value: unknown = Object.hasOwn(from, name) ? Reflect.get(from, name) : undefined
      return value ?? null
    }
    if (from === SKIP) return SKIP
    if (from instanceof Map) {
      const value: unknown = mapGet(from, name)
      if (value !== undefined) return value
    }
    try {
      return fetch(from, name) ?? null
    } catch (error) {
      throw locate(error, at)
    }
  }
}

/** Whether a `?.` in the same chain may end it before this node. */
function hasOptional(node: Node): boolean {
  if (node.kind === 'member') return node.optional || hasOptional(node.node)
  if (node.kind === 'call') return hasOptional(node.callee)
  return node.kind === 'slice' && hasOptional(node.node)
}

function skipping(base: Run, optional: boolean): Run {
  if (!optional) return base
  return (frame) => {
    const value = base(frame)
    return isNil(value) ? SKIP : value
  }
}

function functionRun(fn: Builtin, args: readonly Run[], at: number): Run {
  const [first] = args
  if (args.length === 1 && first) {
    return (frame) => {
      const arg = first(frame)
      try {
        countWork(frame, arg)
        return counted(frame, fn.run([arg], frame))
      } catch (error) {
        throw locate(error, at)
      }
    }
  }
  return (frame) => {
    const given = args.map((arg) => arg(frame))
    try {
      for (const arg of given) countWork(frame, arg)
      return counted(frame, fn.run(given, frame))
    } catch (error) {
      throw locate(error, at)
    }
  }
}

function pointerRun(node: NodeOf<'pointer'>): Run {
  const { at } = node
  switch (node.name) {
    case 'index':
      return (frame) => goInt(frame.index)
    case 'acc':
      return (frame) => frame.accumulator
    case '':
      return (frame) => {
        const { collection } = frame
        if (Array.isArray(collection)) return entryAt(collection, frame.index)
        try {
          return itemAt(collection, frame.index)
        } catch (error) {
          throw locate(error, at)
        }
      }
    default:
      throw new Failure(`unknown pointer ${node.name}`, at)
  }
}
