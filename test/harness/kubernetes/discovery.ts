import { apiVersionOf, RESOURCE_TYPES, type ResourceType, rootOf } from './resource-types.ts'

const VERBS = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch']

/** What the server says about itself under this path; undefined where it is none of those. */
export function discovery(path: string): object | undefined {
  if (path === '/version')
    return { major: '1', minor: '32', gitVersion: 'v1.32.4', platform: 'linux/amd64' }
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] }
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups() }
  if (path === '/openapi/v3') return openApiRoots()
  const root = RESOURCE_TYPES.find((type) => `/${rootOf(type)}` === path)
  if (root) return resourceList(root)
  const documented = RESOURCE_TYPES.find((type) => `/openapi/v3/${rootOf(type)}` === path)
  return documented && openApi(documented)
}

function groups(): object[] {
  const named = RESOURCE_TYPES.filter(({ group }) => group !== '')
  return [...new Map(named.map((type) => [type.group, type])).values()].map((type) => {
    const version = { groupVersion: apiVersionOf(type), version: type.version }
    return { name: type.group, versions: [version], preferredVersion: version }
  })
}

function sameRoot(root: ResourceType): readonly ResourceType[] {
  return RESOURCE_TYPES.filter((type) => rootOf(type) === rootOf(root))
}

function resourceList(root: ResourceType): object {
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersionOf(root),
    resources: sameRoot(root).map(({ plural, kind, namespaced, shortNames }) => ({
      ...{ name: plural, singularName: kind.toLowerCase(), namespaced, kind, verbs: VERBS },
      ...(shortNames ? { shortNames } : {}),
    })),
  }
}

function openApiRoots(): object {
  const roots = [...new Set(RESOURCE_TYPES.map(rootOf))]
  return {
    paths: Object.fromEntries(
      roots.map((root) => [root, { serverRelativeURL: `/openapi/v3/${root}?hash=1` }]),
    ),
  }
}

/** As much of OpenAPI as tells kubectl that the server checks fields itself. */
function openApi(root: ResourceType): object {
  const asked = ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map((name) => ({
    ...{ name, in: 'query', schema: { type: 'string', uniqueItems: true } },
  }))
  const paths = sameRoot(root).map((type) => {
    const scope = type.namespaced ? 'namespaces/{namespace}/' : ''
    const kind = { group: type.group, version: type.version, kind: type.kind }
    const operation = {
      parameters: asked,
      responses: { 200: { description: 'OK' } },
      'x-kubernetes-group-version-kind': kind,
    }
    return [`/${rootOf(type)}/${scope}${type.plural}/{name}`, { patch: operation }]
  })
  const info = { title: 'Kubernetes', version: 'v1.32.4' }
  return {
    openapi: '3.0.0',
    info,
    paths: Object.fromEntries(paths),
    components: { schemas: {} },
  }
}
