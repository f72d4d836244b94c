// In: an expression of expr-lang and options; then an environment, as often as wanted. Out: the expression's value.
// What is wrong is thrown as an ExprError with upstream's text; nothing else is thrown for any text or environment.
// No code is made from text: an expression is compiled to closures, whose steps, memory and depth are bounded.
import { AssertionError } from '../../base/assert.ts'
import { type Clock, systemClock } from '../../base/clock.ts'
import { EXPR_LIMITS } from '../../base/limits.ts'
import { goFloat, goInt, int64 } from '../values/number.ts'
import { type ArgoCdOptions, argoCdEnvironment, type Environment } from './argo-cd.ts'
import { toFloat, toInt } from './arithmetic.ts'
import { type Builtin, GENERIC_TYPE } from './builtin.ts'
import { BUILTINS } from './builtins.ts'
import { check } from './checker.ts'
import { Compiler } from './compile.ts'
import { naturesOf } from './environment.ts'
import { Failure, fail, type Place, placeInSource } from './failure.ts'
import { type Budgets, Frame, type Run } from './frame.ts'
import { GoFunction } from './function.ts'
import {
  functionType,
  isNumber,
  isUnknown,
  kindOfNature,
  type Nature,
  type Signature,
  showNature,
} from './nature.ts'
import { optimize } from './optimizer.ts'
import { parse } from './parser.ts'
import { typeName } from './type-name.ts'

/** When something went wrong: while an expression was compiled, or while it ran. */
export type Phase = 'compile' | 'run'

/**
 * What is wrong with an expression or with what it was run on. `message` is upstream's text: what is
 * wrong, the line and column, the source line, and a caret under the place.
 */
export class ExprError extends Error {
  override readonly name = 'ExprError'
  readonly phase: Phase
  /** What is wrong, without the place. */
  readonly reason: string
  /** From 1, in code points; both 0 when the error has no place. */
  readonly line: number
  readonly column: number

  constructor(place: Place, options: { phase: Phase; cause?: unknown }) {
    super(place.text, { cause: options.cause })
    this.phase = options.phase
    this.reason = place.reason
    this.line = place.line
    this.column = place.column
  }
}

/** A function that expressions may call by its name. */
export type ExprFunction = {
  /** Gets the arguments as Go values and gives a Go value; an Error that it throws is the call's error. */
  readonly call: (args: readonly unknown[]) => unknown
  /** The types that a call is checked against before the expression runs; without them anything goes. */
  readonly types?: readonly Signature[]
}

export type CompileOptions = {
  /** Functions by name; they hide builtins of the same name. */
  readonly functions?: Readonly<Record<string, ExprFunction>>
  /** Values that names stand for wherever the environment does not have them. */
  readonly constants?: Readonly<Record<string, unknown>>
  /**
   * An environment to check names and types against, as upstream's Env; the one of a run must have
   * the same. Default: none, so that names are unknown until the run, as in Argo CD.
   */
  readonly environment?: Readonly<Record<string, unknown>>
  /** What the result must be; it is converted as upstream converts it. Default: anything. */
  readonly expect?: 'any' | 'bool' | 'int' | 'int64' | 'float64'
  /** Builtins that are not to be there. */
  readonly disabledBuiltins?: readonly string[]
  /** At most so many nodes in the syntax tree, 0 for no bound. Default: upstream's 10,000. */
  readonly nodesMax?: number
  /** Elements and bytes that one run may take. Default: upstream's 1,000,000. */
  readonly memoryMax?: number
  /** Elements that the predicates of one run may visit. Default: 10,000,000. */
  readonly stepsMax?: number
  /** Milliseconds that one run may take by the clock. Default: no bound. */
  readonly timeMaxMs?: number
  /** For now() and the bound of time. Default: the machine's clock. */
  readonly clock?: Clock
}

/** A compiled expression. */
export interface Program {
  readonly source: string
  /**
   * The expression's value in an environment: an object or a Map of JSON values and Go values.
   * Throws ExprError with phase `run`.
   */
  run(env?: unknown): unknown
}

/** Compiles an expression. Throws ExprError with phase `compile`. */
export function compile(text: string, options: CompileOptions = {}): Program {
  const source = text.isWellFormed() ? text : text.toWellFormed()
  const run = inPhase('compile', source, () => compileRun(source, options))
  const budgets: Budgets = {
    memoryMax: options.memoryMax ?? EXPR_LIMITS.memoryMax,
    stepsMax: options.stepsMax ?? EXPR_LIMITS.stepsMax,
    timeMaxMs: options.timeMaxMs,
    clock: options.clock ?? systemClock,
  }
  return {
    source,
    run: (env) => inPhase('run', source, () => run(new Frame(env ?? null, budgets)) ?? null),
  }
}

function compileRun(source: string, options: CompileOptions): Run {
  const disabled = new Set(options.disabledBuiltins)
  const functions = readFunctions(options)
  const builtins =
    disabled.size === 0 ? BUILTINS : new Map([...BUILTINS].filter(([name]) => !disabled.has(name)))
  const environment = options.environment && naturesOf(options.environment)
  const tree = parse(source, {
    nodesMax: options.nodesMax ?? EXPR_LIMITS.nodesMax,
    depthMax: EXPR_LIMITS.depthMax,
    isOverridden: (name) => functions.has(name) || environment?.has(name) === true,
    isDisabled: (name) => disabled.has(name),
  })
  const nature = check(tree, { functions, builtins, environment })
  expectNature(nature, options.expect)
  const constants = new Map(Object.entries(options.constants ?? {}))
  const run = new Compiler({ functions, builtins, constants }).compile(optimize(tree))
  return converted(run, options.expect)
}

function readFunctions(options: CompileOptions): ReadonlyMap<string, Builtin> {
  return new Map(
    Object.entries(options.functions ?? {}).map(([name, { call, types }]) => {
      const overloads = types?.map(functionType)
      const type = overloads?.[0] ?? GENERIC_TYPE
      return [name, { name, type, overloads, run: failing(call) }]
    }),
  )
}

/** A result that cannot be what is expected is known before the run. */
function expectNature(nature: Nature, expect: CompileOptions['expect'] = 'any'): void {
  if (expect === 'any' || isUnknown(nature)) return
  const fits = expect === 'bool' ? kindOfNature(nature) === 'bool' : isNumber(nature)
  if (!fits)
    throw new ExprError(unplaced(`expected ${expect}, but got ${showNature(nature)}`), {
      phase: 'compile',
    })
}

function unplaced(reason: string) {
  return { reason, line: 0, column: 0, text: reason }
}

function converted(run: Run, expect: CompileOptions['expect'] = 'any'): Run {
  switch (expect) {
    case 'any':
      return run
    case 'bool':
      return (frame) => toBool(run(frame))
    case 'int':
      return (frame) => goInt(toInt(run(frame)))
    case 'int64':
      return (frame) => int64(BigInt(toInt(run(frame))))
    case 'float64':
      return (frame) => goFloat(toFloat(run(frame)))
  }
}

function toBool(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  if (value === null || value === undefined) return false
  return fail(`invalid operation: bool(${typeName(value)})`)
}

/** Turns failures into errors with their place in the source. */
function inPhase<Result>(phase: Phase, source: string, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (error instanceof Failure) {
      throw new ExprError(placeInSource(source, error.message, error.at ?? 0), {
        phase,
        cause: error,
      })
    }
    // The stack that the caller left us did not do for the expression's depth.
    if (error instanceof RangeError && /call stack/i.test(error.message)) {
      throw new ExprError(unplaced('nested too deeply'), { phase, cause: error })
    }
    throw error
  }
}

/**
 * A Go function as a value of an environment: its types, and what it does with arguments of these
 * types. An Error that it throws is the call's error.
 */
export function goFunction(
  signature: Signature,
  apply: (args: readonly unknown[]) => unknown,
): GoFunction {
  return new GoFunction(signature, failing(apply))
}

/** A function of the caller's whose errors are failures of the expression; our own mistakes stay what they are. */
function failing(call: (args: readonly unknown[]) => unknown) {
  return (args: readonly unknown[]): unknown => {
    try {
      return call(args)
    } catch (error) {
      if (!(error instanceof Error) || error instanceof AssertionError) throw error
      return fail(error.message)
    }
  }
}

/** The names that Argo CD adds to an environment: `time`, `strings` and `repo`. */
export function argoCdNames(options: ArgoCdOptions): Readonly<Record<string, Environment>> {
  return argoCdEnvironment(options)
}

export type { AppDetails, ArgoCdOptions, ArgoCdRepository, CommitMetadata } from './argo-cd.ts'
export type { GoFunction } from './function.ts'
export type { GoType, Signature } from './nature.ts'
