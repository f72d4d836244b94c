/** The builtins on strings, and those that write and read them. */
import { EXPR_LIMITS } from '../../base/limits.ts'
import { decodeJson, toJson } from '../values/json.ts'
import { elementType, typedList } from '../values/kind.ts'
import { goInt } from '../values/number.ts'
import { formatValue } from '../values/print.ts'
import { byteLength, fromBytes, rejoin, toBytes } from '../values/text.ts'
import { utcZone } from '../values/zone.ts'
import { toInt } from './arithmetic.ts'
import { decodeBase64 } from './base64.ts'
import { asText, type Builtin, typed } from './builtin.ts'
import { fail } from './failure.ts'
import { anyType, arrayType, boolType, intType, stringsType, stringType } from './nature.ts'
import { lowerText, upperText } from './text-case.ts'
import { isNil, nilList, typeName } from './type-name.ts'

const EDGE_SPACE = /^\p{White_Space}+|\p{White_Space}+$/gu

function trim(args: readonly unknown[]): string {
  const text = asText(args[0])
  if (args.length === 1) return text.replace(EDGE_SPACE, '')
  const cut = new Set(asText(args[1]))
  const runes = [...text]
  let from = 0
  let to = runes.length
  while (from < to && cut.has(runes[from] ?? '')) from++
  while (to > from && cut.has(runes[to - 1] ?? '')) to--
  return runes.slice(from, to).join('')
}

function optionalText(args: readonly unknown[], standard: string): string {
  return args.length === 2 ? asText(args[1]) : standard
}

/** strings.SplitN and, with `after`, SplitAfterN. */
function split(args: readonly unknown[], options: { after: boolean }): readonly string[] {
  const text = asText(args[0])
  const separator = asText(args[1])
  const limit = args.length === 3 ? Number(toInt(args[2])) : -1
  if (limit === 0) return typedList('string', [])
  const parts = separator === '' ? [...text] : text.split(separator)
  if (options.after && separator !== '') {
    for (let index = 0; index < parts.length - 1; index++) parts[index] += separator
  }
  if (limit < 0 || parts.length <= limit) return typedList('string', parts)
  const glue = options.after ? '' : separator
  const rest = parts.slice(limit - 1).join(glue)
  return typedList('string', [...parts.slice(0, limit - 1), rest])
}

function replace(args: readonly unknown[]): string {
  const text = asText(args[0])
  const old = asText(args[1])
  const fresh = asText(args[2])
  const limit = args.length === 4 ? Number(toInt(args[3])) : -1
  if (old === fresh || limit === 0) return text
  const parts = old === '' ? ['', ...text, ''] : text.split(old)
  const times = limit < 0 ? parts.length - 1 : Math.min(limit, parts.length - 1)
  const length = text.length + times * (fresh.length - old.length)
  if (length > EXPR_LIMITS.textLengthMax) return fail('memory budget exceeded')
  const [first = '', ...others] = parts
  if (limit < 0) return rejoin(parts.join(fresh))
  const replaced = others.map((part, index) => (index < limit ? fresh : old) + part)
  return rejoin(first + replaced.join(''))
}

function join(args: readonly unknown[]): string {
  const [list] = args
  const glue = optionalText(args, '')
  const element = Array.isArray(list) ? elementType(list) : ''
  if (!Array.isArray(list) || (element !== 'string' && element !== 'interface {}')) {
    const shown = list === null || list === undefined ? '%!s(<nil>)' : typeName(list)
    return fail(`invalid argument for join (type ${shown})`)
  }
  const texts = list.map(asText)
  const length = texts.reduce((sum, text) => sum + text.length + glue.length, 0)
  if (length > EXPR_LIMITS.textLengthMax) return fail('memory budget exceeded')
  return rejoin(texts.join(glue))
}

function byteIndex(text: string, index: number): unknown {
  return goInt(index < 0 ? -1 : byteLength(text.slice(0, index)))
}

const repeat: Builtin['run'] = (args, context) => {
  const text = asText(args[0])
  const times = toInt(args[1])
  if (times < 0) {
    return fail(`invalid argument for repeat (expected positive integer, got ${times})`)
  }
  if (times > 1e6) return fail('memory budget exceeded')
  context.grow(byteLength(text) * Number(times))
  return rejoin(text.repeat(Number(times)))
}

function writeJson(value: unknown): string {
  return value === nilList || isNil(value) ? 'null' : toJson(value, { indent: '  ' })
}

/** %v of a value; what a pointer points to is printed, which of a zone is a struct. */
function toText(value: unknown): string {
  return value === utcZone ? '{UTC [] []  0 0 <nil>}' : formatValue(value)
}

const text1 = [[stringType], stringType] as const
const text2 = [[stringType, stringType], stringType] as const
const bool2 = [[stringType, stringType], boolType] as const
const int2 = [[stringType, stringType], intType] as const
const splitTypes = [
  [[stringType, stringType], stringsType],
  [[stringType, stringType, intType], stringsType],
] as const

export const TEXT_BUILTINS: readonly Builtin[] = [
  typed('string', [[[anyType], stringType]], ([value]) => toText(value)),
  typed('trim', [text1, text2], trim),
  typed('trimPrefix', [text2, text1], (args) => {
    const text = asText(args[0])
    const prefix = optionalText(args, ' ')
    return text.startsWith(prefix) ? text.slice(prefix.length) : text
  }),
  typed('trimSuffix', [text2, text1], (args) => {
    const text = asText(args[0])
    const suffix = optionalText(args, ' ')
    return text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text
  }),
  typed('upper', [text1], ([text]) => upperText(asText(text))),
  typed('lower', [text1], ([text]) => lowerText(asText(text))),
  typed('split', splitTypes, (args) => split(args, { after: false })),
  typed('splitAfter', splitTypes, (args) => split(args, { after: true })),
  typed(
    'replace',
    [
      [[stringType, stringType, stringType, intType], stringType],
      [[stringType, stringType, stringType], stringType],
    ],
    replace,
  ),
  typed('repeat', [[[stringType, intType], stringType]], repeat),
  typed(
    'join',
    [
      [[stringsType, stringType], stringType],
      [[arrayType, stringType], stringType],
      [[arrayType], stringType],
      [[stringsType, stringType], stringType],
      [[stringsType], stringType],
    ],
    join,
  ),
  typed('indexOf', [int2], ([text, part]) => {
    const whole = asText(text)
    return byteIndex(whole, whole.indexOf(asText(part)))
  }),
  typed('lastIndexOf', [int2], ([text, part]) => {
    const whole = asText(text)
    return byteIndex(whole, whole.lastIndexOf(asText(part)))
  }),
  typed('hasPrefix', [bool2], ([text, part]) => asText(text).startsWith(asText(part))),
  typed('hasSuffix', [bool2], ([text, part]) => asText(text).endsWith(asText(part))),
  typed('toJSON', [[[anyType], stringType]], ([value]) => writeJson(value)),
  typed('fromJSON', [[[stringType], anyType]], ([text]) => decodeJson(asText(text))),
  typed('toBase64', [text1], ([text]) => Buffer.from(toBytes(asText(text))).toString('base64')),
  typed('fromBase64', [text1], ([text]) => fromBytes(decodeBase64(asText(text)))),
]
