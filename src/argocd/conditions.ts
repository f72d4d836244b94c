// In: the conditions of a trigger as the ConfigMap has them. Out: what each says of an Application.
import { createHash } from 'node:crypto'
import type { Clock } from '../base/clock.ts'
import { compile, ExprError, type Program } from '../languages/expr/expr.ts'
import { formatValue } from '../languages/values/print.ts'
import type { JsonValue } from './delivery.ts'

/** One condition of a trigger. */
export type ArgoCondition = {
  readonly when: string
  readonly oncePer?: string
  readonly description?: string
  readonly send: readonly string[]
  /** Its part of the state's keys: `[<index>].<hash of when>`. */
  readonly key: string
  /** Undefined where `when` is empty: then it is never so. */
  readonly whenProgram: Program | undefined
  readonly oncePerProgram: Program | undefined
}

/** A trigger of the ConfigMap. */
export type ArgoTrigger = { readonly name: string; readonly conditions: readonly ArgoCondition[] }

/** Compiles the conditions of a trigger. Throws ExprError with upstream's text. */
export function readTrigger(name: string, value: JsonValue, clock: Clock): ArgoTrigger {
  const conditions = Array.isArray(value) ? value : []
  return {
    name,
    conditions: conditions.map((one: JsonValue, index) => readCondition(one, index, clock)),
  }
}

function readCondition(value: JsonValue, index: number, clock: Clock): ArgoCondition {
  const fields = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
  const given = new Map<string, JsonValue>(Object.entries(fields))
  const when = textOf(given.get('when'))
  const oncePer = textOf(given.get('oncePer'))
  const description = textOf(given.get('description'))
  const send = given.get('send')
  return {
    when,
    ...(oncePer === '' ? {} : { oncePer }),
    ...(description === '' ? {} : { description }),
    send: Array.isArray(send) ? send.map(textOf) : [],
    key: `[${index}].${createHash('sha1').update(when).digest('base64url')}`,
    whenProgram: when === '' ? undefined : compile(when, { clock }),
    oncePerProgram: oncePer === '' ? undefined : compile(oncePer, { clock }),
  }
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

/** What a condition says. */
export type ConditionResult = {
  readonly triggered: boolean
  readonly error?: string
  /** As it stands in the state; absent where there is none or it says nothing. */
  readonly oncePer?: string
  readonly oncePerProblem?: string
}

/** What Go prints for nil, which upstream takes for a value. */
export const NIL = '<nil>'

export function runCondition(
  condition: ArgoCondition,
  env: ReadonlyMap<string, unknown>,
): ConditionResult {
  const { whenProgram, oncePerProgram, oncePer: source } = condition
  if (whenProgram === undefined) return { triggered: false }
  const result = attempt(whenProgram, env)
  if ('error' in result) return { triggered: false, error: result.error }
  if (result.value !== true) return { triggered: false }
  if (oncePerProgram === undefined) return { triggered: true }
  const once = attempt(oncePerProgram, env)
  if ('error' in once) return { triggered: true, oncePerProblem: once.error }
  const oncePer = once.value === null ? NIL : formatValue(once.value)
  if (oncePer !== '' && oncePer !== NIL) return { triggered: true, oncePer }
  const oncePerProblem = `oncePer ${JSON.stringify(source)} is ${oncePer === '' ? 'empty' : 'nil'}`
  return { triggered: true, ...(oncePer === '' ? {} : { oncePer }), oncePerProblem }
}

function attempt(
  program: Program,
  env: ReadonlyMap<string, unknown>,
): { readonly value: unknown } | { readonly error: string } {
  try {
    return { value: program.run(env) }
  } catch (error) {
    if (!(error instanceof ExprError)) throw error
    return { error: error.message }
  }
}
