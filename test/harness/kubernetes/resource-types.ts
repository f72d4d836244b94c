/** One kind of object that the test API server keeps. */
export type ResourceType = {
  readonly group: string
  readonly version: string
  readonly plural: string
  readonly kind: string
  readonly namespaced: boolean
  readonly shortNames?: readonly string[]
}

const core = { group: '', version: 'v1', namespaced: true } as const
const rbac = { group: 'rbac.authorization.k8s.io', version: 'v1' } as const
const argo = { group: 'argoproj.io', version: 'v1alpha1', namespaced: true } as const

export const RESOURCE_TYPES: readonly ResourceType[] = [
  { ...core, plural: 'configmaps', kind: 'ConfigMap', shortNames: ['cm'] },
  { ...core, plural: 'secrets', kind: 'Secret' },
  { ...core, plural: 'serviceaccounts', kind: 'ServiceAccount', shortNames: ['sa'] },
  { ...core, plural: 'services', kind: 'Service', shortNames: ['svc'] },
  { ...core, plural: 'namespaces', kind: 'Namespace', namespaced: false, shortNames: ['ns'] },
  { ...argo, plural: 'applications', kind: 'Application', shortNames: ['app', 'apps'] },
  { ...argo, plural: 'appprojects', kind: 'AppProject', shortNames: ['appproj'] },
  { group: 'apps', version: 'v1', plural: 'statefulsets', kind: 'StatefulSet', namespaced: true },
  {
    group: 'coordination.k8s.io',
    version: 'v1',
    plural: 'leases',
    kind: 'Lease',
    namespaced: true,
  },
  { ...rbac, plural: 'roles', kind: 'Role', namespaced: true },
  { ...rbac, plural: 'rolebindings', kind: 'RoleBinding', namespaced: true },
  { ...rbac, plural: 'clusterroles', kind: 'ClusterRole', namespaced: false },
  { ...rbac, plural: 'clusterrolebindings', kind: 'ClusterRoleBinding', namespaced: false },
]

/** `v1` or `apps/v1`. */
export function apiVersionOf({ group, version }: ResourceType): string {
  return group === '' ? version : `${group}/${version}`
}

/** Where an API group and version is served: `api/v1` or `apis/apps/v1`. */
export function rootOf(type: ResourceType): string {
  return `${type.group === '' ? 'api' : 'apis'}/${apiVersionOf(type)}`
}
