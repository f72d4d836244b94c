// In: a request of the reference. Out: the schema that its answers have to fit.
// Must hold: what the reference does not name is refused as well.
import { fromJSONSchema } from 'zod'
import { openApi } from '../../scripts/openapi/openapi.ts'

/** The reference as the code makes it. */
export const document = Object(openApi())

/** A schema that also refuses what it does not name. */
function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strict)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, one]) => [
    key,
    key === '$ref' ? String(one).replace('#/components/schemas/', '#/$defs/') : strict(one),
  ])
  const copy = Object.fromEntries(entries)
  return copy.type === 'object' && copy.properties && !('additionalProperties' in copy)
    ? { ...copy, additionalProperties: false }
    : copy
}

/** Of the answers to a request with this status. */
export function schemaOf(method: string, path: string, status = 200) {
  const { content } = document.paths[path][method].responses[status]
  const { schemas } = document.components
  return fromJSONSchema(Object(strict({ ...content['application/json'].schema, $defs: schemas })))
}
