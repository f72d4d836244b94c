import { openApi } from './openapi.ts'
import type { Schema } from './type-schema.ts'

/** The types of `client/api.d.ts`: the named shapes of the OpenAPI document, and what each request takes and answers. */
export function clientTypes(): string {
  const { paths, components } = Object(openApi())
  const shapes = Object.entries<Schema>(components.schemas).map(
    ([name, schema]) => `${commentOf(schema, '')}export type ${name} = ${typeOf(schema, '')}\n`,
  )
  const operations = Object.entries<object>(paths).flatMap(([path, methods]) =>
    Object.entries<Schema>(Object(methods)).map(([method, operation]) =>
      operationType(`${method.toUpperCase()} ${path}`, operation),
    ),
  )
  return [HEAD, ...shapes, 'export interface Operations {', ...operations, '}', ''].join('\n')
}

const HEAD = '// Made by "npm run docs" from the routes and types of the hub; changes go there.\n'

function operationType(name: string, operation: Schema): string {
  const { parameters, requestBody, responses, summary } = Object(operation)
  const success = Object.entries<Schema>(responses).find(([status]) => status.startsWith('2'))
  const content = Object.values<Schema>(Object(success?.[1])['content'] ?? {})[0]
  const body = requestBody && Object(requestBody.content['application/json']).schema
  const parts = [
    ...(['path', 'query', 'header'] as const).map((place) => parametersType(place, parameters)),
    body && `    body: ${typeOf(body, '    ')}`,
    `    answer: ${typeOf(Object(content)['schema'] ?? {}, '    ')}`,
  ]
  const lines = parts.filter((part) => part !== undefined)
  return `  /** ${summary}. */\n  ${JSON.stringify(name)}: {\n${lines.join('\n')}\n  }`
}

type Parameter = {
  readonly name: string
  readonly in: string
  readonly required: boolean
  readonly description?: string
}

/** Numbers are as good as texts in an address. */
function parametersType(
  place: 'path' | 'query' | 'header',
  parameters: readonly Parameter[],
): string | undefined {
  const here = parameters.filter((parameter) => parameter.in === place)
  if (here.length === 0) return undefined
  const isNeeded = here.some(({ required }) => required)
  const type = place === 'header' ? 'string' : 'string | number'
  const lines = here.map(({ name, required, description }) => {
    const comment = description === undefined ? '' : `      /** ${description} */\n`
    return `${comment}      ${keyOf(name)}${required ? '' : '?'}: ${type}`
  })
  const key = place === 'header' ? 'headers' : place
  return `    ${key}${isNeeded ? '' : '?'}: {\n${lines.join('\n')}\n    }`
}

/** The schemas that type-schema.ts makes; another one is an error, not a gap. */
function typeOf(schema: Schema, indent: string): string {
  const { $ref, anyOf, enum: values, const: value, type, items, properties } = Object(schema)
  if (typeof $ref === 'string') return $ref.replace('#/components/schemas/', '')
  if (Array.isArray(anyOf)) return anyOf.map((one) => typeOf(one, indent)).join(' | ')
  if (Array.isArray(values)) return values.map((one) => JSON.stringify(one)).join(' | ')
  if (value !== undefined) return JSON.stringify(value)
  if (type === 'array') return `readonly (${typeOf(items, indent)})[]`
  if (properties !== undefined) return objectType(schema, indent)
  if (type === 'object') return recordType(schema, indent)
  if (type === 'integer') return 'number'
  if (typeof type === 'string') return type
  if (Object.keys(schema).every((key) => key === 'description')) return 'unknown'
  throw new Error(`a type is not known: ${JSON.stringify(schema)}`)
}

function objectType(schema: Schema, indent: string): string {
  const { properties, required = [] } = Object(schema)
  const inner = `${indent}  `
  const lines = Object.entries<Schema>(properties).map(([name, property]) => {
    const mark = required.includes(name) ? '' : '?'
    return `${commentOf(property, inner)}${inner}readonly ${keyOf(name)}${mark}: ${typeOf(property, inner)}`
  })
  return `{\n${lines.join('\n')}\n${indent}}`
}

function recordType(schema: Schema, indent: string): string {
  const { additionalProperties } = Object(schema)
  return additionalProperties === undefined
    ? 'Readonly<Record<string, unknown>>'
    : `Readonly<Record<string, ${typeOf(additionalProperties, indent)}>>`
}

function keyOf(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name)
}

function commentOf(schema: Schema, indent: string): string {
  const { description } = Object(schema)
  return typeof description === 'string' ? `${indent}/** ${description} */\n` : ''
}
