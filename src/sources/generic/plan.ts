import { assert } from '../../base/assert.ts'
import { GENERIC_LIMITS } from '../../base/limits.ts'
import { listOf, mapOf, textOf } from '../../contract/fields.ts'
import { compile as compileCondition, ExprError } from '../../languages/expr/expr.ts'
import { compile as compileTemplate, TemplateError } from '../../languages/gotemplate/gotemplate.ts'
import {
  compile as compilePath,
  type JsonPath,
  JsonPathError,
} from '../../languages/jsonpath/jsonpath.ts'
import type { Settings } from '../../model/configuration.ts'
import { SEVERITIES, type Severity } from '../../model/severity.ts'
import type { Scope } from './scope.ts'

/** What looks something up in an entry: `problem` is why it could not. */
export type Extract = {
  readonly written: string
  readonly find: (scope: Scope) => {
    readonly values: readonly unknown[]
    readonly problem?: string
  }
}

export type Condition = {
  readonly written: string
  readonly ask: (scope: Scope) => { readonly holds: boolean; readonly problem?: string }
}

/** The parts of an event that are one text. */
export const TEXT_PARTS = [
  'title',
  'text',
  'name',
  'severity',
  'status',
  'dedupKey',
  'time',
] as const
export type TextPart = (typeof TEXT_PARTS)[number]

const CONDITIONS = ['resolved', 'acknowledged', 'notice', 'ignored'] as const
export type ConditionName = (typeof CONDITIONS)[number]

/** A source's settings, compiled. What is not mapped is absent or empty. */
export type Plan = {
  readonly each: JsonPath | undefined
  readonly texts: ReadonlyMap<TextPart, readonly Extract[]>
  readonly conditions: ReadonlyMap<ConditionName, Condition>
  readonly severities: ReadonlyMap<string, Severity>
  readonly labels: ReadonlyMap<string, readonly Extract[]>
  readonly fields: ReadonlyMap<string, readonly Extract[]>
  readonly links: ReadonlyMap<string, readonly Extract[]>
  readonly zone: string
  /** Whether anything is mapped at all. */
  readonly isMapped: boolean
}

/** The plan of settings, compiled once for as long as they live. */
export function planOf(settings: Settings): Plan {
  const known = plans.get(settings)
  if (known) return known
  const plan = compilePlan(settings)
  plans.set(settings, plan)
  return plan
}

const plans = new WeakMap<Settings, Plan>()

function compilePlan(settings: Settings): Plan {
  const each = textOf(settings, 'each')
  const texts = TEXT_PARTS.map((part) => [part, listOf(settings, part).map(extractOf)] as const)
  const conditions = CONDITIONS.flatMap((name) => {
    const written = textOf(settings, name)
    return written === undefined ? [] : [[name, conditionOf(written)] as const]
  })
  const several = (name: string): ReadonlyMap<string, readonly Extract[]> =>
    new Map([...mapOf(settings, name)].map(([key, list]) => [key, list.map(extractOf)]))
  return {
    each: each === undefined ? undefined : compilePath(each),
    texts: new Map(texts.filter(([, list]) => list.length > 0)),
    conditions: new Map(conditions),
    severities: new Map(
      [...mapOf(settings, 'severities')].map(([word, [meant]]) => [
        word.trim().toLowerCase(),
        severityOf(meant),
      ]),
    ),
    labels: several('labels'),
    fields: several('fields'),
    links: several('links'),
    zone: textOf(settings, 'zone') ?? 'UTC',
    isMapped: Object.keys(settings).some((name) => MAPPING.has(name)),
  }
}

const MAPPING: ReadonlySet<string> = new Set([
  ...TEXT_PARTS,
  ...CONDITIONS,
  'each',
  'labels',
  'fields',
  'links',
])

function severityOf(word: string | undefined): Severity {
  const severity = SEVERITIES.find((known) => known === word)
  assert(severity !== undefined, `the check of the configuration let the severity ${word} pass`)
  return severity
}

function extractOf(written: string): Extract {
  return written.startsWith('$') ? pathExtract(written) : templateExtract(written)
}

function pathExtract(written: string): Extract {
  const path = compilePath(written)
  return {
    written,
    find({ entry }) {
      try {
        return { values: path.find(entry) }
      } catch (error) {
        if (error instanceof JsonPathError) return { values: [], problem: error.message }
        throw error
      }
    },
  }
}

/** Templates are pure: their clock stands at 1970, and they get no chance. */
const STILL = { now: () => 0 }

function templateExtract(written: string): Extract {
  const { templateStepsMax: stepsMax, templateOutputMax: outputMax } = GENERIC_LIMITS
  const template = compileTemplate(written, {
    functions: 'message',
    clock: STILL,
    random: (count) => new Uint8Array(count),
    limits: { stepsMax, outputMax },
  })
  return {
    written,
    find({ names }) {
      try {
        // What an entry lacks is nothing, and not Go's word for it.
        return { values: [template.render(names).replaceAll('<no value>', '')] }
      } catch (error) {
        if (error instanceof TemplateError) return { values: [], problem: error.message }
        throw error
      }
    },
  }
}

function conditionOf(written: string): Condition {
  const { conditionStepsMax: stepsMax, conditionMemoryMax: memoryMax } = GENERIC_LIMITS
  const program = compileCondition(written, {
    expect: 'bool',
    disabledBuiltins: ['now'],
    stepsMax,
    memoryMax,
  })
  return {
    written,
    ask({ names }) {
      try {
        return { holds: program.run(names) === true }
      } catch (error) {
        if (error instanceof ExprError) return { holds: false, problem: error.reason }
        throw error
      }
    },
  }
}
