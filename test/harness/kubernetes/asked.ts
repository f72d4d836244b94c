import type { IncomingMessage } from 'node:http'
import { RESOURCE_TYPES, type ResourceType, rootOf } from './resource-types.ts'

/** A request as the authorizer of Kubernetes sees it. */
export type Asked = {
  readonly verb: 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete'
  readonly group: string
  readonly plural: string
  readonly namespace?: string
  /** Also where a list is limited to one name by its field selector. */
  readonly name?: string
}

export type Target = {
  readonly asked: Asked
  readonly resource: ResourceType
  readonly query: URLSearchParams
}

/** What a request is about; undefined where no such object is served. */
export function targetOf(request: IncomingMessage): Target | undefined {
  const { pathname, searchParams: query } = new URL(request.url ?? '', 'http://server')
  for (const resource of RESOURCE_TYPES) {
    const parts = new RegExp(
      `^/${rootOf(resource).replaceAll('.', '\\.')}/(?:namespaces/([^/]+)/)?${resource.plural}(?:/([^/]+))?$`,
    ).exec(pathname)
    if (!parts) continue
    const selected = /(?:^|,)metadata\.name==?([^,]+)/.exec(query.get('fieldSelector') ?? '')?.[1]
    const [, namespace, inPath] = parts
    const verb = verbOf(request.method ?? '', { isOne: inPath !== undefined, query })
    if (!verb) return undefined
    const name = inPath ?? selected
    const { group, plural } = resource
    return { asked: { verb, group, plural, namespace, name }, resource, query }
  }
  return undefined
}

function verbOf(
  method: string,
  { isOne, query }: { isOne: boolean; query: URLSearchParams },
): Asked['verb'] | undefined {
  if (method === 'POST') return isOne ? undefined : 'create'
  if (method === 'GET' && !isOne)
    return /^(1|true)$/.test(query.get('watch') ?? '') ? 'watch' : 'list'
  if (method === 'GET') return 'get'
  if (!isOne) return undefined
  return ONE.get(method)
}

const ONE: ReadonlyMap<string, Asked['verb']> = new Map([
  ['PUT', 'update'],
  ['PATCH', 'patch'],
  ['DELETE', 'delete'],
])
