import { compile, ExprError, type Program } from '../languages/expr/expr.ts'
import type { Condition, ConditionFacts } from '../model/condition.ts'
import { type Shape, text } from './shape.ts'

/** Conditions are decided by what is known of an event, so the clock is not among it. */
const OPTIONS = {
  expect: 'bool',
  disabledBuiltins: ['now'],
  environment: {
    kind: 'firing',
    name: '',
    severity: '',
    status: '',
    source: '',
    title: '',
    labels: {},
    fields: {},
    content: '',
  } satisfies ConditionFacts,
} as const

/** An expr condition over an event's own fields. */
export function conditionShape(lengthMax: number): Shape<Condition> {
  const inner = text({
    title: 'an expr condition',
    example: `'labels.team == "payments" and severity != "info"'`,
    lengthMax,
    check: ({ value, replaced }) => {
      const program = tryCompile(value)
      if (!(program instanceof ExprError)) return undefined
      // What came out of the environment is not quoted.
      const why = replaced ? '' : `: ${program.reason}${placeOf(program)}`
      return `Expected an expr condition such as 'labels.team == "payments"', found one that cannot be used${why}. Its names are kind, name, severity, status, source, title, labels, fields and content.`
    },
  })
  return {
    title: inner.title,
    schema: inner.schema,
    read(reader, spot) {
      const read = inner.read(reader, spot)
      const program = read && tryCompile(read.value)
      if (read === undefined || program === undefined || program instanceof ExprError)
        return undefined
      return { value: conditionOf(read.written ?? read.value, program), at: read.at }
    },
  }
}

function placeOf({ line, column }: ExprError): string {
  if (line === 0) return ''
  return line === 1 ? ` at character ${column}` : ` in line ${line} at character ${column}`
}

function conditionOf(written: string, program: Program): Condition {
  return {
    text: written,
    objection(facts) {
      try {
        return program.run(facts) === true ? undefined : FALSE
      } catch (error) {
        if (error instanceof ExprError)
          return {
            en: `it cannot be judged: ${error.reason}`,
            zh: `无法判断：${error.reason}`,
          }
        throw error
      }
    },
  }
}

const FALSE = { en: 'it is false for this event', zh: '对该事件不成立' }

function tryCompile(written: string): Program | ExprError {
  try {
    return compile(written, OPTIONS)
  } catch (error) {
    if (error instanceof ExprError) return error
    throw error
  }
}
