// In: a function and the words it is called with. Out: a closure that evaluates them, checks them and calls.
// Must hold: what a function throws as its failure becomes Go's `error calling`; anything else is our own mistake and passes.

import { TEMPLATE_LIMITS } from '../../base/limits.ts'
import { GoDurationError } from '../values/duration.ts'
import { LimitError, ValueError } from '../values/kind.ts'
import { GoTimeError } from '../values/layout-read.ts'
import { GoRegexpError } from '../values/regexp.ts'
import { GoZoneError } from '../values/zone.ts'
import { takeValue } from './arguments.ts'
import { call, nameOfCallee } from './builtin-call.ts'
import { TemplateError } from './errors.ts'
import type { Evaluate, EvaluateCommand } from './evaluate.ts'
import type { GoFunction, ParameterType } from './function.ts'
import type { ArgumentNode, ErrorNode } from './nodes.ts'
import type { Execution } from './state.ts'
import { isTrue } from './truth.ts'

/** Where and with what a function is called. */
export type CallSite = {
  readonly name: string
  readonly words: readonly ArgumentNode[]
  readonly hasFinal: boolean
  /** Where the execution stands when the arguments are counted; undefined to leave it. */
  readonly node: ErrorNode | undefined
  /** What the error of the function itself points at. */
  readonly errorNode: ErrorNode
  readonly compileArgument: (node: ArgumentNode, type: ParameterType) => Evaluate
}

/** A closure that fails. */
export function failing(
  node: ErrorNode | undefined,
  text: string,
): (execution: Execution) => never {
  return (execution) => {
    if (node !== undefined) execution.node = node
    return execution.fail(text)
  }
}

/** The functions that the call itself knows: they do not evaluate all their arguments, or see their text. */
export const AND: GoFunction = {
  parameters: ['reflect.Value'],
  variadic: 'reflect.Value',
  call: ([value]) => value,
}
export const OR: GoFunction = {
  parameters: ['reflect.Value'],
  variadic: 'reflect.Value',
  call: ([value]) => value,
}
export const CALL: GoFunction = {
  parameters: ['reflect.Value'],
  variadic: 'reflect.Value',
  call: ([value]) => value,
}

/** A call of a function with the words of a command and the value before it in the pipeline. */
export function callFunction(target: GoFunction, site: CallSite): EvaluateCommand {
  const miscount = miscounted(target, site)
  if (miscount !== undefined) return failing(site.node, miscount)
  if (target.refusal !== undefined) return failing(site.node, target.refusal)
  const values = site.words.map((word, index) => site.compileArgument(word, typeAt(target, index)))
  if (target === AND || target === OR) return shortCircuit(values, site, target === OR)
  const finalType = site.hasFinal ? typeAt(target, site.words.length) : undefined
  const invoke = target === CALL ? invokeCallee(site) : target.call
  return (execution, dot, final) => {
    if (site.node !== undefined) execution.node = site.node
    execution.step()
    const given: unknown[] = []
    for (const value of values) given.push(value(execution, dot))
    if (finalType !== undefined) {
      given.push(takeValue(final, finalType, (text) => execution.fail(text)))
    }
    for (const value of given) chargeReading(value, execution)
    try {
      return bounded(invoke(given, execution), execution)
    } catch (error) {
      return reportFailure(error, site, execution)
    }
  }
}

/** Counts the work of a function that may go over the whole of an argument. */
function chargeReading(value: unknown, execution: Execution): void {
  if (typeof value === 'string') {
    if (value.length > SHORT) {
      execution.charge(Math.floor(value.length / TEMPLATE_LIMITS.unitsPerStep))
    }
  } else if (Array.isArray(value) && value.length > SHORT) {
    execution.charge(Math.floor(value.length / TEMPLATE_LIMITS.elementsPerStep))
  }
}

/** Work on less is not worth counting. */
const SHORT = 256

/** Refuses texts that are too long, and counts the work of making texts and lists. */
function bounded(result: unknown, execution: Execution): unknown {
  if (typeof result === 'string') {
    if (result.length > TEMPLATE_LIMITS.textMax) throw new LimitError('the result is too long')
    if (result.length > SHORT) {
      execution.charge(Math.floor(result.length / TEMPLATE_LIMITS.unitsMadePerStep))
    }
  } else if (Array.isArray(result)) {
    execution.charge(result.length)
  }
  return result
}

function miscounted(target: GoFunction, site: CallSite): string | undefined {
  const count = site.words.length + (site.hasFinal ? 1 : 0)
  const wanted = target.parameters.length
  if (target.variadic === undefined) {
    return count === wanted
      ? undefined
      : `wrong number of args for ${site.name}: want ${wanted} got ${count}`
  }
  if (count >= wanted) return undefined
  return `wrong number of args for ${site.name}: want at least ${wanted} got ${site.words.length}`
}

function typeAt(target: GoFunction, index: number): ParameterType {
  return target.parameters[index] ?? target.variadic ?? 'interface {}'
}

function shortCircuit(
  values: readonly Evaluate[],
  site: CallSite,
  stopsAt: boolean,
): EvaluateCommand {
  return (execution, dot, final) => {
    if (site.node !== undefined) execution.node = site.node
    let value: unknown
    for (const evaluate of values) {
      value = evaluate(execution, dot)
      if (isTrue(value) === stopsAt) return value
    }
    return site.hasFinal ? final : value
  }
}

function invokeCallee(site: CallSite): GoFunction['call'] {
  const [first] = site.words
  return (values, context) => call(nameOfCallee(first, values[0]), values, context)
}

function reportFailure(error: unknown, site: CallSite, execution: Execution): never {
  if (error instanceof RangeError && error.message.includes('string length')) {
    return reportFailure(
      new LimitError('the result is too long', { cause: error }),
      site,
      execution,
    )
  }
  if (error instanceof TemplateError || !isFailure(error)) throw error
  execution.node = site.errorNode
  return execution.fail(`error calling ${site.name}: ${error.message}`, error)
}

function isFailure(error: unknown): error is Error {
  return (
    error instanceof ValueError ||
    error instanceof GoRegexpError ||
    error instanceof GoTimeError ||
    error instanceof GoDurationError ||
    error instanceof GoZoneError
  )
}
