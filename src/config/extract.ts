import { isScalar, isSeq } from 'yaml'
import { CONFIG_SHAPE_LIMITS } from '../base/limits.ts'
import type { Field } from '../contract/fields.ts'
import { compile as compileCondition, ExprError } from '../languages/expr/expr.ts'
import { compile as compileTemplate, TemplateError } from '../languages/gotemplate/gotemplate.ts'
import { compile as compilePath, JsonPathError } from '../languages/jsonpath/jsonpath.ts'
import { expectMap, list, pairsOf } from './collection.ts'
import { placeOf } from './document.ts'
import { placeInside } from './inside.ts'
import type { Place } from './problem.ts'
import { quote, type Reader, type ReadText } from './reader.ts'
import { choice, readText, type Shape, type Spot } from './shape.ts'

/** What is wrong with a text, as a clause, and where in it. */
type Fault = { readonly reason: string; readonly at: number | undefined }

/** A JSONPath. */
export function pathShape(): Shape<string> {
  return compiled({
    title: 'a JSONPath',
    example: '$.alerts[*]',
    lengthMax: CONFIG_SHAPE_LIMITS.extractLengthMax,
    fault: pathFault,
  })
}

/** A JSONPath, a Go template, or a list of them; always read as a list. */
export function extractShape(): Shape<readonly string[]> {
  const one = compiled({
    title: 'a JSONPath or a Go template',
    example: '$.title',
    lengthMax: CONFIG_SHAPE_LIMITS.extractLengthMax,
    fault: (written) => (written.startsWith('$') ? pathFault(written) : templateFault(written)),
  })
  const several = list(one, {
    plural: 'JSONPaths and Go templates',
    least: 1,
    most: CONFIG_SHAPE_LIMITS.extractsMax,
  })
  return {
    title: 'a JSONPath, a Go template, or a list of them',
    schema: { anyOf: [one.schema, several.schema] },
    read(reader, spot) {
      if (isSeq(reader.resolve(spot.node))) {
        const read = several.read(reader, spot)
        return read && { value: read.value.map(({ value }) => value), at: read.at }
      }
      const read = one.read(reader, spot)
      return read && { value: [read.value], at: read.at }
    },
  }
}

/** An expr condition over what a sender sent, whose types are not known before. */
export function payloadConditionShape({ names = '' }: Field): Shape<string> {
  return compiled({
    title: 'an expr condition',
    example: `'status == "ok"'`,
    lengthMax: CONFIG_SHAPE_LIMITS.conditionLengthMax,
    fault: conditionFault,
    more: ` Its names are ${names}.`,
  })
}

/** A map of an adapter's own: its keys are texts of the sender's, not names of ours. */
export function fieldMapShape({
  of,
  choices = [],
}: Field): Shape<Readonly<Record<string, string | readonly string[]>>> {
  const inner: Shape<string | readonly string[]> =
    of === 'choice' ? choice(choices) : extractShape()
  const title = `a map of ${of === 'choice' ? 'words' : 'JSONPaths and Go templates'}`
  const { mapEntriesMax: most, mapKeyLengthMax: lengthMax } = CONFIG_SHAPE_LIMITS
  return {
    title,
    schema: { type: 'object', additionalProperties: inner.schema, maxProperties: most },
    read(reader, spot) {
      const node = expectMap(reader, spot, title)
      if (node === undefined) return undefined
      const at = placeOf(node)
      if (node.items.length > most)
        return reader.invalid(
          at,
          `Expected at most ${most} entries in "${spot.name}", found ${node.items.length}. Remove some.`,
        )
      const values: [string, string | readonly string[]][] = []
      for (const pair of pairsOf(reader, node)) {
        reader.visible.push(pair.at)
        if (pair.name.length > lengthMax || pair.name.trim() === '')
          reader.invalid(
            pair.at,
            `Expected a key of 1 to ${lengthMax} characters in "${spot.name}", found ${quote(pair.name)}. Correct it.`,
          )
        const read = inner.read(reader, { node: pair.value, at: pair.at, name: pair.name })
        if (read !== undefined) values.push([pair.name, read.value])
      }
      return { value: Object.fromEntries(values), at }
    },
  }
}

type Compiled = {
  readonly title: string
  readonly example: string
  readonly lengthMax: number
  readonly fault: (written: string) => Fault | undefined
  readonly more?: string
}

/** A text that compiles; the fault of one that does not is reported where it stands inside the text. */
function compiled({
  title,
  example,
  lengthMax,
  fault: faultOf,
  more = '',
}: Compiled): Shape<string> {
  return {
    title,
    schema: { type: 'string', minLength: 1 },
    read(reader, spot) {
      const read = readText(reader, spot, {
        expected: `${title} such as ${example}`,
        secret: false,
      })
      if (read === undefined) return undefined
      if (read.value.length > lengthMax)
        return reader.invalid(
          read.at,
          `Expected at most ${lengthMax} characters in "${spot.name}", found ${read.value.length}. Shorten it.`,
        )
      const fault = faultOf(read.value)
      if (fault === undefined) return { value: read.value, at: read.at }
      // What came out of the environment is not quoted.
      const reason = read.replaced ? 'look at what the environment puts into it' : fault.reason
      return reader.wrong(
        'TOCSIN_MAPPING_INVALID',
        placeOfFault(reader, { spot, read, fault }),
        `Expected ${title} in "${spot.name}", found one that cannot be read: ${reason}. Correct it; "tocsin source try" shows what it finds.${more}`,
      )
    },
  }
}

function placeOfFault(
  reader: Reader,
  { spot, read, fault }: { spot: Spot; read: ReadText; fault: Fault },
): Place {
  const node = reader.resolve(spot.node)
  if (fault.at === undefined || read.replaced || !isScalar(node)) return read.at
  return placeInside(node, read, { reader, offset: fault.at })
}

function pathFault(written: string): Fault | undefined {
  try {
    compilePath(written)
    return undefined
  } catch (error) {
    if (error instanceof JsonPathError) return { reason: error.reason, at: error.at }
    throw error
  }
}

function templateFault(written: string): Fault | undefined {
  try {
    compileTemplate(written, { functions: 'message' })
    return undefined
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    const reason = error.message.replace(/^template: template:\d+: /, '').replace(/\.$/, '')
    return { reason, at: error.at }
  }
}

function conditionFault(written: string): Fault | undefined {
  try {
    compileCondition(written, { expect: 'bool', disabledBuiltins: ['now'] })
    return undefined
  } catch (error) {
    if (!(error instanceof ExprError)) throw error
    return { reason: error.reason, at: offsetOf(written, error) }
  }
}

/** Lines and columns of an expression count from 1, columns in code points; line 0 is no place. */
function offsetOf(written: string, { line, column }: ExprError): number | undefined {
  if (line === 0) return undefined
  const lines = written.split('\n')
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
  const left = Array.from(lines[line - 1] ?? '').slice(0, column - 1)
  return before + left.join('').length
}
