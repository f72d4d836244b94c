import { isMap, isScalar } from 'yaml'
import { compile, TemplateError } from '../languages/gotemplate/gotemplate.ts'
import { GoZoneError, loadLocation } from '../languages/values/zone.ts'
import type { MessageTemplate } from '../model/configuration.ts'
import { section } from './collection.ts'
import { placeInside } from './inside.ts'
import { quote, type Read, type Reader, type ReadText } from './reader.ts'
import { flag, readText, type Shape, text } from './shape.ts'

export type ReadTemplate = Omit<MessageTemplate, 'id'>

/** A message template: one text, or title, text and raw body apart. */
export function templateShape(): Shape<ReadTemplate> {
  const one = goTemplate('a Go template')
  const apart = partsShape()
  return {
    title: 'a Go template, or a map of its parts',
    schema: { anyOf: [one.schema, apart.schema] },
    parts: apart.parts,
    read(reader, spot) {
      if (isMap(reader.resolve(spot.node))) return readParts(reader, apart.read(reader, spot))
      const read = one.read(reader, spot)
      return read && { value: { text: read.value }, at: read.at }
    },
  }
}

function partsShape() {
  return section({
    title: 'a template',
    keys: {
      title: {
        shape: goTemplate('a Go template'),
        required: false,
        hint: 'The title of the message.',
        standard: 'the default title',
      },
      text: {
        shape: goTemplate('a Go template'),
        required: false,
        hint: 'What stands below it, as plain text. A template that is one text is this.',
        standard: 'the default text',
      },
      keepFields: {
        shape: flag(),
        required: false,
        hint: 'Whether the details of the default message stay below `text`.',
        standard: '`false`',
      },
      raw: {
        shape: goTemplate('a Go template of JSON'),
        required: false,
        hint: 'The whole body as the platform takes it, in JSON: values inside its strings are escaped. It stands alone, and fits endpoints of that platform only; where it fails, the default message is sent.',
        standard: 'none',
      },
    },
  })
}

type Parts = NonNullable<ReturnType<ReturnType<typeof partsShape>['read']>>

function readParts(reader: Reader, read: Parts | undefined): Read<ReadTemplate> | undefined {
  if (read === undefined) return undefined
  const { title, text: body, raw, keepFields } = read.value
  const start = { from: read.at.from, to: read.at.from + 1 }
  if (title === undefined && body === undefined && raw === undefined)
    // A part that is there and wrong was reported already.
    return reader.wrongCount > 0
      ? undefined
      : reader.invalid(
          start,
          'Expected "title", "text" or "raw" in a template, found none. Add one.',
        )
  const beside = title ?? body ?? keepFields
  if (raw !== undefined && beside !== undefined)
    return reader.invalid(
      raw.at,
      'Expected "raw" alone, found other parts beside it: it is the whole body. Remove it or them.',
    )
  return {
    value: {
      ...(title === undefined ? {} : { title: title.value }),
      ...(body === undefined ? {} : { text: body.value }),
      ...(raw === undefined ? {} : { raw: raw.value }),
      ...(keepFields === undefined ? {} : { keepFields: keepFields.value }),
    },
    at: read.at,
  }
}

/** A text that compiles; the fault of one that does not is reported where it stands inside the text. */
function goTemplate(title: string): Shape<string> {
  return {
    title,
    schema: { type: 'string', minLength: 1 },
    read(reader, spot) {
      const read = readText(reader, spot, { expected: title, secret: false })
      const fault = read && faultOf(read.value)
      if (read === undefined || fault === undefined) return read
      const node = reader.resolve(spot.node)
      const exact = fault.at !== undefined && !read.replaced && isScalar(node)
      const at = exact ? placeInside(node, read, { reader, offset: fault.at }) : read.at
      return reader.wrong(
        'TOCSIN_TEMPLATE_INVALID',
        at,
        `Expected ${title} in "${spot.name}", found one that cannot be read: ${reason(fault, read)}. Correct it; "tocsin preview" shows what it makes.`,
      )
    },
  }
}

/** Go's own words, without the name and line that the place says better; none where a variable's value may be in them. */
function reason({ message }: TemplateError, { replaced }: ReadText): string {
  if (replaced) return 'look at what the environment puts into it'
  return message.replace(/^template: template:\d+: /, '').replace(/\.$/, '')
}

function faultOf(written: string): TemplateError | undefined {
  try {
    compile(written, { functions: 'message' })
    return undefined
  } catch (error) {
    if (error instanceof TemplateError) return error
    throw error
  }
}

/** The name of an IANA zone. */
export function zoneShape(): Shape<string> {
  return text({
    title: 'an IANA zone',
    example: 'Asia/Shanghai',
    check: ({ value, written }) =>
      isZone(value)
        ? undefined
        : `Expected an IANA zone such as Asia/Shanghai or UTC, found ${quote(written)}. Names are written as in the IANA database.`,
  })
}

function isZone(name: string): boolean {
  if (name === '' || name === 'Local') return false
  try {
    loadLocation(name)
    return true
  } catch (error) {
    if (error instanceof GoZoneError) return false
    throw error
  }
}
