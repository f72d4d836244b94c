// In: a range action. Out: a statement that runs its body for each element.
// Must hold: maps go in the order of their keys' bytes; a loop over anything counts its turns.

import { type GoMap, isMap, mapGet, sortedKeys } from '../values/kind.ts'
import { GoInt, GoSized, goInt, type Int64, integerOf } from '../values/number.ts'
import { formatValue } from '../values/print.ts'
import type { Compiler, Flow, Statement } from './compile.ts'
import { compilePipeline } from './evaluate.ts'
import type { BranchNode } from './nodes.ts'
import { nodeText } from './nodes.ts'
import { originOf } from './origin.ts'
import type { Scope } from './scope.ts'
import type { Execution } from './state.ts'

/** One turn: it sets the variables and runs the body; false when the loop shall end. */
type Turn = (execution: Execution, index: unknown, element: unknown) => boolean

/** The statement of a range action; the caller has opened a scope for it. */
export function compileRange(node: BranchNode, compiler: Compiler): Statement {
  const { compilation } = compiler
  const { scope } = compilation
  const origin = originOf(node.pipe, scope) === 'escaped' ? 'escaped' : 'data'
  const evaluate = compilePipeline({ ...node.pipe, declares: [] }, compilation)
  const elementsSlot = scope.hiddenSlot()
  const targets = targetsOf(node, scope, { elementsSlot, origin })
  const otherwise = scope.inside(() => (node.elseList ? compiler.list(node.elseList) : undefined))
  const body = compiler.inside({ elementsSlot, origin }, node.list)
  const turn = compileTurn(
    body,
    targets.map((target) => target.slot),
  )
  return (execution, dot) => {
    execution.step()
    const value = evaluate(execution, dot)
    execution.frame[elementsSlot] = value
    for (const { name, slot } of targets) {
      if (slot === undefined) return execution.fail(`undefined variable: ${name}`)
      execution.frame[slot] = value
    }
    if (walk(execution, value, { turn, variables: targets.length })) return 'next'
    return otherwise ? otherwise(execution, dot) : 'next'
  }
}

type Target = { name: string; slot: number | undefined }

function targetsOf(
  node: BranchNode,
  scope: Scope,
  element: { elementsSlot: number; origin: 'escaped' | 'data' },
): Target[] {
  const names = node.pipe.declares.map(nodeText)
  if (node.pipe.assigns) return names.map((name) => ({ name, slot: scope.find(name)?.slot }))
  return names.map((name, index) => {
    const isElement = index === names.length - 1
    const { slot } = scope.declare(name, isElement ? element : { origin: 'author' })
    return { name, slot }
  })
}

function compileTurn(body: Statement, slots: readonly (number | undefined)[]): Turn {
  const elementSlot = slots.at(-1)
  const indexSlot = slots.length > 1 ? slots[0] : undefined
  return (execution, index, element) => {
    execution.step()
    if (elementSlot !== undefined) execution.frame[elementSlot] = element
    if (indexSlot !== undefined) execution.frame[indexSlot] = index
    const flow: Flow = body(execution, element)
    return flow !== 'break'
  }
}

type Loop = { readonly turn: Turn; readonly variables: number }

/** Runs the turns; false when there was nothing to loop over. */
function walk(execution: Execution, value: unknown, loop: Loop): boolean {
  if (value === undefined) return false
  if (Array.isArray(value)) return walkList(execution, value, loop)
  if (value instanceof Uint8Array) return walkList(execution, bytesOf(value), loop)
  if (isMap(value)) return walkMap(execution, value, loop)
  const count = integerOf(value)
  if (count === undefined) {
    return execution.fail(`range can't iterate over ${formatValue(value)}`)
  }
  if (loop.variables > 1) {
    return execution.fail(`can't use ${formatValue(value)} to iterate over more than one variable`)
  }
  return walkCount(execution, count, { ...loop, isInt: value instanceof GoInt })
}

function bytesOf(bytes: Uint8Array): GoSized[] {
  return Array.from(bytes, (byte) => new GoSized('uint8', byte))
}

function walkList(execution: Execution, list: readonly unknown[], loop: Loop): boolean {
  const needsIndex = loop.variables > 1
  let index = 0
  for (const element of list) {
    if (!loop.turn(execution, needsIndex ? goInt(index) : undefined, element ?? null)) return true
    index += 1
  }
  return index > 0
}

function walkMap(execution: Execution, map: GoMap, loop: Loop): boolean {
  const keys = sortedKeys(map)
  for (const key of keys) {
    if (!loop.turn(execution, key, mapGet(map, key))) return true
  }
  return keys.length > 0
}

function walkCount(execution: Execution, count: Int64, loop: Loop & { isInt: boolean }): boolean {
  for (let index = 0; index < count; index++) {
    if (!loop.turn(execution, undefined, loop.isInt ? goInt(index) : index)) return true
  }
  return count > 0
}
