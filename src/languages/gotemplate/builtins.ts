// In: nothing. Out: the predefined functions of Go's text/template.
// Must hold: names, argument rules and error texts are those of Go 1.26.

import { ValueError } from '../values/kind.ts'
import { sprint, sprintln } from '../values/print.ts'
import { sprintf } from '../values/printf.ts'
import { AND, CALL, OR } from './call.ts'
import { equal, isLess } from './compare.ts'
import { escapeHtml, escapeJs, escapeQuery, textOfArguments } from './escape.ts'
import type { GoFunction, ParameterType } from './function.ts'
import { indexValue, lengthOf, sliceValue } from './indexing.ts'
import { isTrue } from './truth.ts'

const VALUE: ParameterType = 'reflect.Value'
const ANY: ParameterType = 'interface {}'

function texts(call: (text: string) => string): GoFunction {
  return { parameters: [], variadic: ANY, call: (values) => call(textOfArguments(values)) }
}

function comparison(call: (a: unknown, b: unknown) => boolean): GoFunction {
  return { parameters: [VALUE, VALUE], call: ([a, b]) => call(a, b) }
}

function isEqualToAny([first, ...others]: readonly unknown[]): boolean {
  if (others.length === 0) throw new ValueError('missing argument for comparison')
  return others.some((other) => equal(first, other))
}

function isAtMost(a: unknown, b: unknown): boolean {
  return isLess(a, b) || equal(a, b)
}

/** The predefined functions by name. */
export const builtins: ReadonlyMap<string, GoFunction> = new Map<string, GoFunction>([
  ['and', AND],
  ['or', OR],
  ['call', CALL],
  ['not', { parameters: [VALUE], call: ([value]) => !isTrue(value) }],
  ['len', { parameters: [VALUE], call: ([value]) => lengthOf(value) }],
  ['index', { parameters: [VALUE], variadic: VALUE, call: indexValue }],
  ['slice', { parameters: [VALUE], variadic: VALUE, call: sliceValue }],
  ['print', { parameters: [], variadic: ANY, call: sprint }],
  ['println', { parameters: [], variadic: ANY, call: sprintln }],
  [
    'printf',
    {
      parameters: ['string'],
      variadic: ANY,
      call: ([format, ...values]) => sprintf(String(format), values),
    },
  ],
  ['html', texts(escapeHtml)],
  ['js', texts(escapeJs)],
  ['urlquery', texts(escapeQuery)],
  ['eq', { parameters: [VALUE], variadic: VALUE, call: isEqualToAny }],
  ['ne', comparison((a, b) => !equal(a, b))],
  ['lt', comparison(isLess)],
  ['le', comparison(isAtMost)],
  ['gt', comparison((a, b) => !isAtMost(a, b))],
  ['ge', comparison((a, b) => !isLess(a, b))],
])
