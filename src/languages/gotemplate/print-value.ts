// In: an action that prints. Out: a statement that writes its value as Go's templates do.
// Must hold: an absent value prints `<no value>`; a function cannot be printed.

import { GoValue, typeOf, ValueError } from '../values/kind.ts'
import { formatValue } from '../values/print.ts'
import type { Statement } from './compile.ts'
import type { Evaluate } from './evaluate.ts'
import type { Origin } from './json-output.ts'
import type { ActionNode } from './nodes.ts'
import { nodeText } from './nodes.ts'
import type { Execution } from './state.ts'
import { GoStruct } from './struct.ts'

/** What Go prints for an absent value. */
const NO_VALUE = '<no value>'

/** The statement of an action: it prints, unless the action declares variables. */
export function compilePrint(
  node: ActionNode,
  of: { evaluate: Evaluate; origin: Origin },
): Statement {
  const { evaluate, origin } = of
  if (node.pipe.declares.length > 0) {
    return (execution, dot) => {
      execution.step()
      evaluate(execution, dot)
      return 'next'
    }
  }
  return (execution, dot) => {
    execution.step()
    const value = evaluate(execution, dot)
    if (execution.json === undefined && typeof value === 'string') {
      execution.write(value)
      return 'next'
    }
    const text = value === undefined ? undefined : printed(execution, value, node)
    if (execution.json === undefined) execution.write(text ?? NO_VALUE)
    else execution.write(execution.json.value(text, origin))
    return 'next'
  }
}

function printed(execution: Execution, value: unknown, node: ActionNode): string {
  if (typeof value === 'function' || (value instanceof GoValue && value.goKind === 'func')) {
    execution.node = node
    execution.fail(`can't print ${nodeText(node)} of type ${typeOf(value)}`)
  }
  try {
    const text = formatValue(value)
    return value instanceof GoStruct && value.goKind === 'ptr' ? text.replace(/^&/, '') : text
  } catch (error) {
    if (!(error instanceof ValueError)) throw error
    execution.node = node
    return execution.fail(error.message, error)
  }
}
