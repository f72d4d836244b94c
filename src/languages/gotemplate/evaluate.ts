// In: the pipelines, commands and words of a template. Out: closures that evaluate them.
// Must hold: the execution's node is at each moment the one that Go's would be at, as errors name it.

import { GoComplex, goFloat, goInt } from '../values/number.ts'
import { canBeNil, nilOf, takeValue } from './arguments.ts'
import { type CallSite, callFunction, failing } from './call.ts'
import { type Container, fieldOf, methodOf, plainEntry } from './fields.ts'
import type { GoFunction, ParameterType } from './function.ts'
import type { NumberLiteral } from './literals.ts'
import type {
  ArgumentNode,
  ChainNode,
  CommandNode,
  ErrorNode,
  PipeNode,
  VariableNode,
} from './nodes.ts'
import { nodeText } from './nodes.ts'
import { originOf } from './origin.ts'
import type { Scope } from './scope.ts'
import type { Execution } from './state.ts'

/** Evaluates something for a dot; absent is undefined, Go's nil interface is null. */
export type Evaluate = (execution: Execution, dot: unknown) => unknown

/** The same for a command of a pipeline, which gets the value before it. */
export type EvaluateCommand = (execution: Execution, dot: unknown, final: unknown) => unknown

/** What the words of a template are compiled with. */
export type Compilation = {
  readonly scope: Scope
  readonly functions: ReadonlyMap<string, GoFunction>
}

/** A pipeline with its declarations. */
export function compilePipeline(pipe: PipeNode, compilation: Compilation): Evaluate {
  const commands = pipe.commands.map((command, index) =>
    compileCommand(command, { compilation, hasFinal: index > 0, pipe }),
  )
  const evaluate = joinCommands(pipe, commands)
  if (pipe.declares.length === 0) return evaluate
  return pipe.assigns
    ? compileAssignment(pipe, evaluate, compilation.scope)
    : compileDeclaration(pipe, evaluate, compilation.scope)
}

function joinCommands(pipe: PipeNode, commands: readonly EvaluateCommand[]): Evaluate {
  const [first, second] = commands
  if (first === undefined) return () => undefined
  if (second === undefined) {
    return (execution, dot) => {
      execution.node = pipe
      return first(execution, dot, undefined) ?? undefined
    }
  }
  const rest = commands.slice(1)
  return (execution, dot) => {
    execution.node = pipe
    let value = first(execution, dot, undefined) ?? undefined
    for (const command of rest) value = command(execution, dot, value) ?? undefined
    return value
  }
}

function compileDeclaration(pipe: PipeNode, evaluate: Evaluate, scope: Scope): Evaluate {
  const origin = originOf(pipe, scope)
  const slots = pipe.declares.map((variable) => scope.declare(nodeText(variable), { origin }).slot)
  return (execution, dot) => {
    const value = evaluate(execution, dot)
    for (const slot of slots) execution.frame[slot] = value
    return value
  }
}

function compileAssignment(pipe: PipeNode, evaluate: Evaluate, scope: Scope): Evaluate {
  const origin = originOf(pipe, scope)
  const targets = pipe.declares.map((node) => {
    const variable = scope.find(nodeText(node))
    if (variable !== undefined && origin === 'escaped') variable.origin = origin
    return { name: nodeText(node), slot: variable?.slot }
  })
  return (execution, dot) => {
    const value = evaluate(execution, dot)
    for (const { name, slot } of targets) {
      if (slot === undefined) return execution.fail(`undefined variable: ${name}`)
      execution.frame[slot] = value
    }
    return value
  }
}

type CommandPlace = {
  readonly compilation: Compilation
  readonly hasFinal: boolean
  readonly pipe: PipeNode
}

function compileCommand(command: CommandNode, place: CommandPlace): EvaluateCommand {
  const [first, ...words] = command.words
  if (first === undefined) return () => undefined
  const hasArguments = words.length > 0 || place.hasFinal
  const site = { ...place, words, node: first }
  switch (first.kind) {
    case 'field':
      return compileChain(first.names, { ...site, receiver: dotReceiver(place.compilation.scope) })
    case 'variable':
      return compileVariable(first, site)
    case 'chain':
      return compileChainNode(first, site)
    case 'identifier':
      return compileFunction(first.name, { ...site, node: first, errorNode: command })
    case 'pipe':
      if (hasArguments) return refuseArguments(first, place.pipe)
      return compilePipeline(first, place.compilation)
    case 'nil':
      return hasArguments ? refuseArguments(first, first) : failing(first, 'nil is not a command')
    default:
      return hasArguments ? refuseArguments(first, first) : compileLiteral(first)
  }
}

function refuseArguments(first: ArgumentNode, node: ErrorNode): EvaluateCommand {
  const shown = first.kind === 'pipe' ? nodeText(first) : nodeText(first)
  return failing(node, `can't give argument to non-function ${shown}`)
}

/** A literal or dot where Go has no type to expect. */
function compileLiteral(node: ArgumentNode): Evaluate {
  switch (node.kind) {
    case 'bool':
      return constant(node, node.value)
    case 'string':
      return constant(node, node.text)
    case 'number': {
      const value = idealValue(node.number)
      if (value === undefined) return failing(node, `${node.number.text} overflows int`)
      return constant(node, value)
    }
    default:
      return (execution, dot) => {
        execution.node = node
        return dot
      }
  }
}

function constant(node: ArgumentNode, value: unknown): Evaluate {
  return (execution) => {
    execution.node = node
    return value
  }
}

/** The value that Go gives a number whose type nothing tells; undefined when it overflows int. */
function idealValue(number: NumberLiteral): unknown {
  const { text } = number
  if (number.complex) return new GoComplex(number.complex.real, number.complex.imaginary)
  const isHexInteger = /^0[xX]/.test(text) && text.length > 2 && !/[pP]/.test(text)
  const looksLikeFloat = /[.eEpP]/.test(text) && !isHexInteger && !text.startsWith("'")
  if (number.float !== undefined && looksLikeFloat) return goFloat(number.float)
  return number.int === undefined ? undefined : goInt(number.int)
}

/** How a chain of fields begins, and how Go held the value it begins with. */
type Receiver = {
  readonly value: Evaluate
  readonly container: (execution: Execution) => Container
}

function dotReceiver(scope: Scope): Receiver {
  return { value: (_, dot) => dot, container: containerAt(scope.dot.elementsSlot) }
}

function containerAt(slot: number | undefined): (execution: Execution) => Container {
  if (slot === undefined) return () => 'concrete'
  return (execution) => ({ elementsOf: execution.frame[slot] })
}

type WordSite = CommandPlace & {
  readonly words: readonly ArgumentNode[]
  readonly node: ArgumentNode
}

function compileVariable(node: VariableNode, site: WordSite): EvaluateCommand {
  const [name = '$', ...names] = node.names
  const variable = site.compilation.scope.find(name)
  if (variable === undefined) return failing(node, `undefined variable: ${name}`)
  const { slot } = variable
  const value: Evaluate = (execution) => {
    execution.node = node
    return execution.frame[slot]
  }
  if (names.length === 0) {
    const hasArguments = site.words.length > 0 || site.hasFinal
    return hasArguments ? refuseArguments(node, node) : value
  }
  return compileChain(names, {
    ...site,
    receiver: { value, container: containerAt(variable.elementsSlot) },
  })
}

function compileChainNode(node: ChainNode, site: WordSite): EvaluateCommand {
  const inner = compileOperand(node.node, site.compilation)
  const value: Evaluate = (execution, dot) => {
    execution.node = node.node
    return inner(execution, dot)
  }
  const chain = compileChain(node.names, {
    ...site,
    keepsNode: true,
    receiver: { value, container: () => 'concrete' },
  })
  if (node.node.kind !== 'nil') return chain
  return failing(node, `indirection through explicit nil in ${nodeText(node)}`)
}

type ChainSite = WordSite & { readonly receiver: Receiver; readonly keepsNode?: boolean }

/** `.a.b.c`, whose last name takes the arguments when it is a method. */
function compileChain(names: readonly string[], site: ChainSite): EvaluateCommand {
  const { receiver, node } = site
  const keepsNode = site.keepsNode ?? false
  const hasArguments = site.words.length > 0 || site.hasFinal
  const last = names.length - 1
  const step = compileStep(names, site)
  return (execution, dot, final) => {
    if (!keepsNode) execution.node = node
    let value = receiver.value(execution, dot)
    for (let index = 0; index <= last; index++) {
      const entry = plainEntry(value, names[index] ?? '')
      if (entry === undefined || (index === last && hasArguments)) {
        return step(execution, { dot, final, from: index, receiver: value })
      }
      value = entry
    }
    return value
  }
}

type ChainStep = { dot: unknown; final: unknown; from: number; receiver: unknown }

/** The rest of a chain from a place on where a plain look-up does not do: methods, absent keys, errors. */
function compileStep(
  names: readonly string[],
  site: ChainSite,
): (execution: Execution, step: ChainStep) => unknown {
  const last = names.length - 1
  return (execution, { dot, final, from, receiver }) => {
    let value = receiver
    let container: Container = from === 0 ? site.receiver.container(execution) : 'interface'
    for (let index = from; index <= last; index++) {
      const name = names[index] ?? ''
      const takesArguments = index === last
      const method = methodOf(value, name)
      const before = value
      if (method !== undefined) {
        value = callMethod(method, { ...site, name, takesArguments }, { execution, dot, final })
        container = 'concrete'
        continue
      }
      const hasArguments = takesArguments && (site.words.length > 0 || site.hasFinal)
      value = fieldOf(execution, value, { name, hasArguments, container })
      container = { elementsOf: before }
    }
    return value
  }
}

function callMethod(
  method: GoFunction,
  site: ChainSite & { name: string; takesArguments: boolean },
  at: { execution: Execution; dot: unknown; final: unknown },
): unknown {
  const call = callFunction(method, {
    name: site.name,
    words: site.takesArguments ? site.words : [],
    hasFinal: site.takesArguments && site.hasFinal,
    node: undefined,
    errorNode: site.node,
    compileArgument: (node, type) => compileArgument(node, type, site.compilation),
  })
  return call(at.execution, at.dot, at.final)
}

function compileFunction(name: string, site: WordSite & { errorNode: ErrorNode }): EvaluateCommand {
  const target = site.compilation.functions.get(name)
  if (target === undefined) return failing(site.node, `"${name}" is not a defined function`)
  const call: CallSite = {
    name,
    words: site.words,
    hasFinal: site.hasFinal,
    node: site.node,
    errorNode: site.errorNode,
    compileArgument: (node, type) => compileArgument(node, type, site.compilation),
  }
  return callFunction(target, call)
}

/** A word that is evaluated for its value, without arguments of its own. */
function compileOperand(node: ArgumentNode, compilation: Compilation): Evaluate {
  if (node.kind === 'pipe') return compilePipeline(node, compilation)
  const pipe: PipeNode = { kind: 'pipe', at: node.at, assigns: false, declares: [], commands: [] }
  const command: CommandNode = { kind: 'command', at: node.at, words: [node] }
  const place = { compilation, hasFinal: false, pipe }
  if (node.kind === 'identifier') {
    const call = compileFunction(node.name, { ...place, words: [], node, errorNode: node })
    return (execution, dot) => call(execution, dot, undefined)
  }
  const evaluate = compileCommand(command, place)
  return (execution, dot) => evaluate(execution, dot, undefined)
}

/** A word as the argument of a function whose parameter has the type. */
function compileArgument(
  node: ArgumentNode,
  type: ParameterType,
  compilation: Compilation,
): Evaluate {
  switch (node.kind) {
    case 'nil':
      if (!canBeNil(type)) return failing(node, `cannot assign nil to ${type}`)
      return constant(node, nilOf(type))
    case 'bool':
    case 'string':
    case 'number':
      return compileLiteralArgument(node, type)
    default: {
      const evaluate =
        node.kind === 'dot' ? compileLiteral(node) : compileOperand(node, compilation)
      return checked(node, { evaluate, type })
    }
  }
}

function checked(node: ArgumentNode, of: { evaluate: Evaluate; type: ParameterType }): Evaluate {
  const { evaluate, type } = of
  return (execution, dot) => {
    execution.node = node
    const value = evaluate(execution, dot)
    if (type === 'string' && typeof value === 'string') return value
    return takeValue(value, type, (text) => execution.fail(text))
  }
}

function compileLiteralArgument(node: ArgumentNode, type: ParameterType): Evaluate {
  const shown = nodeText(node)
  switch (type) {
    case 'interface {}':
    case 'reflect.Value':
      return compileLiteral(node)
    case 'string':
      return node.kind === 'string'
        ? constant(node, node.text)
        : failing(node, `expected string; found ${shown}`)
    case 'bool':
      return node.kind === 'bool'
        ? constant(node, node.value)
        : failing(node, `expected bool; found ${shown}`)
    case 'int':
    case 'int64':
    case 'time.Duration':
    case 'time.Month':
      if (node.kind === 'number' && node.number.int !== undefined)
        return constant(node, node.number.int)
      return failing(node, `expected integer; found ${shown}`)
    case 'uint32':
      if (node.kind === 'number' && node.number.uint !== undefined)
        return constant(node, Number(node.number.uint & 0xffffffffn))
      return failing(node, `expected unsigned integer; found ${shown}`)
    case 'float64':
      if (node.kind === 'number' && node.number.float !== undefined)
        return constant(node, node.number.float)
      return failing(node, `expected float; found ${shown}`)
    default:
      return failing(node, `can't handle ${shown} for arg of type ${type}`)
  }
}
