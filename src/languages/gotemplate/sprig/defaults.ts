// In: nothing. Out: sprig's functions on defaults, conditions, types and JSON, and `fail`.
// Must hold: type names are Go's.

import { decodeJson, toJson } from '../../values/json.ts'
import { kindOf, LimitError, typeOf, ValueError } from '../../values/kind.ts'
import { rejoin } from '../../values/text.ts'
import { deepEqual } from '../deep-equal.ts'
import { define, type FunctionTable, onStrings } from './define.ts'
import { isEmpty } from './empty.ts'

const encode = (value: unknown) => toJson(value)
const encodePretty = (value: unknown) => toJson(value, { indent: '  ' })
const encodeRaw = (value: unknown) => toJson(value, { escapeHtml: false })

export const defaultFunctions: FunctionTable = new Map([
  ['default', define('any, any...', ([standard, given]) => (isEmpty(given) ? standard : given))],
  ['empty', define('any', ([value]) => isEmpty(value))],
  ['coalesce', define('any...', (values) => values.find((value) => !isEmpty(value)) ?? null)],
  ['all', define('any...', (values) => values.every((value) => !isEmpty(value)))],
  ['any', define('any...', (values) => values.some((value) => !isEmpty(value)))],
  ['ternary', define('any, any, bool', ([yes, no, condition]) => (condition ? yes : no))],
  ['fail', onStrings(1, (text) => refuse(text))],
  ['fromJson', onStrings(1, (text) => orElse(null, () => decodeJson(text)))],
  ['mustFromJson', onStrings(1, decodeJson)],
  ['toJson', define('any', ([value]) => orElse('', () => encode(value)))],
  ['mustToJson', define('any', ([value]) => encode(value))],
  ['toPrettyJson', define('any', ([value]) => orElse('', () => encodePretty(value)))],
  ['mustToPrettyJson', define('any', ([value]) => encodePretty(value))],
  ['toRawJson', define('any', ([value]) => encodeRaw(value))],
  ['mustToRawJson', define('any', ([value]) => encodeRaw(value))],
  ['typeOf', define('any', ([value]) => typeOf(value))],
  ['typeIs', define('string, any', ([type, value]) => typeOf(value) === type)],
  [
    'typeIsLike',
    define(
      'string, any',
      ([type, value]) => typeOf(value) === type || typeOf(value) === `*${type}`,
    ),
  ],
  ['kindOf', define('any', ([value]) => kindOf(value))],
  ['kindIs', define('string, any', ([kind, value]) => kindOf(value) === kind)],
  ['deepEqual', define('any, any', ([a, b], context) => deepEqual(a, b, context))],
])

function refuse(text: string): never {
  throw new ValueError(rejoin(text))
}

function orElse(fallback: unknown, attempt: () => unknown): unknown {
  try {
    return attempt()
  } catch (error) {
    if (error instanceof ValueError && !(error instanceof LimitError)) return fallback
    throw error
  }
}
