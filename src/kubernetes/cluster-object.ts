/** An object of the cluster. Its numbers are Go's, as `parseJson` reads them; `managedFields` are dropped. */
export type ClusterObject = {
  readonly apiVersion?: string
  readonly kind?: string
  readonly metadata: ObjectMetadata
  readonly [field: string]: unknown
}

export type ObjectMetadata = {
  readonly name: string
  /** Empty for what belongs to no namespace. */
  readonly namespace: string
  readonly uid: string
  readonly resourceVersion: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly deletionTimestamp?: string
  readonly [field: string]: unknown
}

/** A kind of object: where the API server serves it. */
export type ResourceKind = {
  readonly group: string
  readonly version: string
  readonly plural: string
  readonly kind: string
}

export const APPLICATIONS: ResourceKind = {
  group: 'argoproj.io',
  version: 'v1alpha1',
  plural: 'applications',
  kind: 'Application',
}

export const APP_PROJECTS: ResourceKind = {
  ...APPLICATIONS,
  plural: 'appprojects',
  kind: 'AppProject',
}

export const CONFIG_MAPS: ResourceKind = {
  group: '',
  version: 'v1',
  plural: 'configmaps',
  kind: 'ConfigMap',
}

export const SECRETS: ResourceKind = { ...CONFIG_MAPS, plural: 'secrets', kind: 'Secret' }

export const LEASES: ResourceKind = {
  group: 'coordination.k8s.io',
  version: 'v1',
  plural: 'leases',
  kind: 'Lease',
}

/** `v1`, or group and version. */
export function apiVersionOf({ group, version }: ResourceKind): string {
  return group === '' ? version : `${group}/${version}`
}

/** `<namespace>/<name>`: what a queue and a cache know an object by. */
export function keyOf({ metadata }: ClusterObject): string {
  return `${metadata.namespace}/${metadata.name}`
}

/** Reads what the server says is an object; undefined where it has no metadata with a name. */
export function readObject(value: unknown): ClusterObject | undefined {
  if (!isRecord(value)) return undefined
  const { metadata, ...rest } = value
  if (!isRecord(metadata)) return undefined
  const { managedFields: _, name, ...others } = metadata
  if (typeof name !== 'string') return undefined
  const { namespace, uid, resourceVersion, deletionTimestamp } = others
  const labels = textsOf(others['labels'])
  const annotations = textsOf(others['annotations'])
  return {
    ...rest,
    metadata: {
      ...without(others, ['labels', 'annotations', 'deletionTimestamp']),
      name,
      namespace: textOf(namespace),
      uid: textOf(uid),
      resourceVersion: textOf(resourceVersion),
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      ...(typeof deletionTimestamp === 'string' ? { deletionTimestamp } : {}),
    },
  }
}

function without(
  fields: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function textsOf(value: unknown): Readonly<Record<string, string>> | undefined {
  if (!isRecord(value)) return undefined
  const texts = Object.entries(value).filter((entry): entry is [string, string] => {
    return typeof entry[1] === 'string'
  })
  return Object.fromEntries(texts)
}
