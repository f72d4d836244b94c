// In: the text of a Go template and what it may use.
// Out: a template that renders data to text.
// Must hold: a text compiles once and renders many times; every failure is a TemplateError with Go's message; all work is bounded.

import { randomBytes } from 'node:crypto'
import { systemClock } from '../../base/clock.ts'
import { TEMPLATE_LIMITS } from '../../base/limits.ts'
import { toBytes, toValid } from '../values/text.ts'
import { loadLocation, localZone } from '../values/zone.ts'
import { alertmanagerFunctions } from './alertmanager.ts'
import { argocdData } from './argocd.ts'
import { builtins } from './builtins.ts'
import { compileTrees, type Program, runProgram } from './compile.ts'
import { TemplateError } from './errors.ts'
import type { GoFunction } from './function.ts'
import { goLabels, goList, goStruct, goTime } from './message-values.ts'
import { parseTemplate } from './parser.ts'
import { changingFunctions, deepCopy } from './sprig/dicts.ts'
import { sprigFunctions } from './sprig/sprig.ts'
import { Execution, type RenderLimits, type Settings } from './state.ts'

export type { ArgocdNotification, CommitMetadata } from './argocd.ts'
export type { CallContext, GoFunction, ParameterType } from './function.ts'
export type { Method, MethodTable } from './method.ts'
export type { RenderLimits } from './state.ts'
export { argocdData, goLabels, goList, goStruct, goTime, TemplateError }

/**
 * Which functions a template has: Go's own (`plain`), sprig's too (`sprig`), those that Argo CD
 * leaves of sprig's (`argocd`: no env and no expandenv), or these and those that Alertmanager has
 * of its own (`message`: stringSlice, toUpper, reReplaceAll, humanizeDuration, …).
 */
export type FunctionSet = 'plain' | 'sprig' | 'argocd' | 'message'

/** How a text is compiled; everything has a default. */
export type CompileOptions = {
  /** The template's name in errors. */
  readonly name?: string
  /** Default: `sprig`. */
  readonly functions?: FunctionSet
  /** Functions of your own, by name; they win over those of the set. */
  readonly extraFunctions?: ReadonlyMap<string, GoFunction>
  /** What an absent map key is: Go's option `missingkey`. Default: `default`. */
  readonly missingKey?: 'default' | 'zero' | 'error'
  /** Whether the output is JSON: values inside a string literal are then escaped. Default: false. */
  readonly json?: boolean
  /** Default: `{{` and `}}`. */
  readonly delimiters?: { readonly left: string; readonly right: string }
  /** The time for `now`, `ago` and certificates, and for the bound on time. Default: the system's. */
  readonly clock?: { now(): number }
  /** Go's Local: the name of an IANA zone. Default: UTC. Throws GoZoneError when it is unknown. */
  readonly zone?: string
  /** That many random bytes. Default: node:crypto's. */
  readonly random?: (count: number) => Uint8Array
  /** What sprig's env and expandenv see. Default: nothing. */
  readonly environment?: Readonly<Record<string, string>>
  readonly limits?: Partial<RenderLimits>
}

/** A compiled template. */
export interface Template {
  /**
   * Renders data (JSON values, Go values of the values folder) to text. A byte that is not UTF-8
   * becomes U+FFFD. The data is never changed. Throws TemplateError.
   */
  render(data: unknown): string
  /** The same as bytes, exactly as Go writes them. */
  renderBytes(data: unknown): Uint8Array
  /** The names of the templates that the text defines, itself included. */
  readonly names: readonly string[]
}

/** Compiles a template. Throws TemplateError when Go would refuse the text. */
export function compile(text: string, options: CompileOptions = {}): Template {
  const name = options.name ?? 'template'
  const functions = functionsOf(options)
  let changesData = false
  const trees = parseTemplate(text, {
    name,
    hasFunction: (wanted) => {
      changesData ||= changingFunctions.has(wanted)
      return functions.has(wanted)
    },
    delimiters: options.delimiters ?? { left: '{{', right: '}}' },
  })
  const programs = compileTrees(trees, functions)
  const settings = settingsOf(text, name, options)
  const run = (data: unknown) =>
    execute(programs.get(name), settings, changesData ? deepCopy(data) : data)
  return {
    render: (data) => toValid(run(data)),
    renderBytes: (data) => toBytes(run(data)),
    names: [...programs.keys()],
  }
}

function functionsOf(options: CompileOptions): ReadonlyMap<string, GoFunction> {
  const set = functionSets[options.functions ?? 'sprig']
  return options.extraFunctions ? new Map([...set, ...options.extraFunctions]) : set
}

const withSprig: ReadonlyMap<string, GoFunction> = new Map([...builtins, ...sprigFunctions])

const withoutEnvironment = new Map(
  [...withSprig].filter(([name]) => name !== 'env' && name !== 'expandenv'),
)

const functionSets: Readonly<Record<FunctionSet, ReadonlyMap<string, GoFunction>>> = {
  plain: builtins,
  sprig: withSprig,
  argocd: withoutEnvironment,
  message: new Map([...withoutEnvironment, ...alertmanagerFunctions]),
}

function settingsOf(text: string, name: string, options: CompileOptions): Settings {
  const clock = options.clock ?? systemClock
  return {
    text,
    name,
    missingKey: options.missingKey ?? 'default',
    json: options.json ?? false,
    now: () => clock.now(),
    local: options.zone === undefined ? localZone : loadLocation(options.zone),
    random: options.random ?? ((count) => randomBytes(count)),
    variables: options.environment ?? {},
    limits: {
      outputMax: TEMPLATE_LIMITS.outputMax,
      stepsMax: TEMPLATE_LIMITS.stepsMax,
      renderMs: TEMPLATE_LIMITS.renderMs,
      ...options.limits,
    },
  }
}

function execute(program: Program | undefined, settings: Settings, data: unknown): string {
  const execution = new Execution(settings)
  if (program === undefined) {
    throw new TemplateError('exec', `template: ${settings.name}: incomplete or empty template`)
  }
  try {
    runProgram(program, execution, data ?? undefined)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    execution.fail('the template nests too deeply', error)
  }
  return execution.out
}
