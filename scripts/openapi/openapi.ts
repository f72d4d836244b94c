// In: the operations that operations.ts names, and the types of src/api/wire*.ts. Out: the OpenAPI document.
// Must hold: the same code makes the same document; a type that it does not know is an error, not a gap.
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ERROR_CODES } from '../../src/base/errors.ts'
import { OPERATIONS, type Operation } from './operations.ts'
import { type Schema, TypeSchemas } from './type-schema.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** The API as OpenAPI 3.1 describes it. */
export function openApi(): Schema {
  const wires = globSync('src/api/wire*.ts', { cwd: ROOT }).map((path) => ROOT + path)
  const types = new TypeSchemas(wires.toSorted())
  const paths: Record<string, Record<string, Schema>> = {}
  for (const operation of OPERATIONS) {
    paths[operation.path] ??= {}
    Object.assign(paths[operation.path] ?? {}, { [operation.method]: described(operation, types) })
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tocsin',
      version: 'v1',
      description:
        'What the console and the command line use. Instants are ISO 8601 in UTC. A refusal is a problem document (RFC 9457) with a stable `code`.',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(OPERATIONS.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API token.' },
        session: { type: 'apiKey', in: 'cookie', name: 'tocsin-session' },
      },
      schemas: { Problem: PROBLEM, ...allNamed(types) },
    },
  }
}

const PROBLEM: Schema = {
  description: 'A refusal, as RFC 9457 has it.',
  type: 'object',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(ERROR_CODES) },
    detail: {
      type: 'string',
      description: 'What was expected, what was found and what to do, for people.',
    },
  },
  required: ['type', 'title', 'status', 'code', 'detail'],
}

const REFUSED = {
  description: 'Refused.',
  content: {
    'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
  },
}

function described(operation: Operation, types: TypeSchemas): Schema {
  const { tag, summary, role, body, answer, content = 'application/json', status = 200 } = operation
  const schema = answer === undefined ? { type: 'string' } : types.of(answer)
  return {
    tags: [tag],
    summary,
    operationId: operationId(operation),
    ...(role === 'open' ? { security: [] } : { security: [{ token: [] }, { session: [] }] }),
    ...(role === 'open' ? {} : { description: `For the role \`${role}\` and those above it.` }),
    parameters: [
      ...pathParameters(operation),
      ...namedParameters(operation.query, 'query'),
      ...namedParameters(headersOf(operation), 'header'),
    ],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: types.of(body) } },
          },
        }),
    responses: {
      [status]: { description: 'Done.', content: { [content]: { schema } } },
      default: REFUSED,
    },
  }
}

/** `getAlertsIdStory`: unlike any other, and the same in every version. */
function operationId({ method, path }: Operation): string {
  const words = path.replace(/^\/api\/v1/, '').match(/[a-z]+/gi) ?? []
  const tail = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  return method + tail
}

function pathParameters({ path }: Operation): readonly Schema[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
}

/** Of a POST that changes something the hub keeps its answer under a key. */
function headersOf({ method, role, tag, path, headers }: Operation) {
  const isKept = method === 'post' && role !== 'open' && tag !== 'Previews'
  const onlyLooks = /\/(check|preview|try)$/.test(path)
  return isKept && !onlyLooks ? { ...headers, 'Idempotency-Key': KEY } : headers
}

const KEY = 'the same request with the same key is done once, and answered alike for 24 hours'

function namedParameters(
  named: Readonly<Record<string, string>> = {},
  place: 'query' | 'header',
): readonly Schema[] {
  return Object.entries(named).map(([given, description]) => ({
    name: given.replace(/!$/, ''),
    in: place,
    required: given.endsWith('!'),
    description,
    schema: { type: 'string' },
  }))
}

/** Describing a type may use more of them. */
function allNamed(types: TypeSchemas): Readonly<Record<string, Schema>> {
  let named = types.named()
  for (;;) {
    const more = types.named()
    if (Object.keys(more).length === Object.keys(named).length) return more
    named = more
  }
}
