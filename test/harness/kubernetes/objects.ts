import type { Clock } from '../../../src/base/clock.ts'
import type { Json } from './json.ts'
import { apiVersionOf, type ResourceType } from './resource-types.ts'

/** What became of an object, as a watch tells it. */
export type Change = {
  readonly revision: number
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly resource: ResourceType
  readonly object: Json
  readonly before?: Json
}

/** An answer that is no object: what the API server calls a Status. */
export class Refused extends Error {
  readonly status: number
  readonly reason: string

  constructor(status: number, reason: string, text: string) {
    super(text)
    this.status = status
    this.reason = reason
  }
}

/** What the server keeps: objects, and the changes that made them. */
export class Objects {
  readonly #clock: Clock
  readonly #objects = new Map<string, Json>()
  #changes: Change[] = []
  #revision: number
  /** Changes up to here are forgotten. */
  #compactedTo: number
  #made = 0
  readonly listeners = new Set<(change: Change) => void>()

  constructor(clock: Clock, revision: number) {
    this.#clock = clock
    this.#revision = revision
    this.#compactedTo = revision
  }

  get revision(): number {
    return this.#revision
  }

  list(resource: ResourceType, namespace?: string): Json[] {
    const prefix = `${resource.group}/${resource.plural}/${namespace === undefined ? '' : `${namespace}/`}`
    return [...this.#objects.keys()]
      .filter((key) => key.startsWith(prefix))
      .toSorted()
      .map((key) => this.#objects.get(key))
  }

  find(resource: ResourceType, place: Place): Json {
    return this.#objects.get(keyOf(resource, place))
  }

  get(resource: ResourceType, place: Place): Json {
    const found = this.find(resource, place)
    if (found) return found
    throw new Refused(404, 'NotFound', `${resource.plural} "${place.name}" not found`)
  }

  /** What has changed after a revision, or `expired` where that is forgotten. */
  since(revision: number): readonly Change[] | 'expired' | 'too large' {
    if (revision > this.#revision) return 'too large'
    if (revision < this.#compactedTo) return 'expired'
    return this.#changes.filter((change) => change.revision > revision)
  }

  create(resource: ResourceType, given: Json, isDry = false): Json {
    const { metadata } = given
    const name = metadata.name ?? `${metadata.generateName ?? ''}${this.#made}`
    const place = { namespace: metadata.namespace, name }
    if (this.find(resource, place))
      throw new Refused(409, 'AlreadyExists', `${resource.plural} "${name}" already exists`)
    this.#made += 1
    const object = {
      ...given,
      apiVersion: apiVersionOf(resource),
      kind: resource.kind,
      metadata: {
        ...metadata,
        name,
        uid: `00000000-0000-4000-8000-${String(this.#made).padStart(12, '0')}`,
        creationTimestamp: this.#now(),
        generation: 1,
        managedFields: [{ manager: 'test', operation: 'Update', fieldsV1: {} }],
      },
    }
    return this.#keep('ADDED', resource, { object, isDry })
  }

  /** Replaces an object; one with another resourceVersion or uid than the server's is refused. */
  update(resource: ResourceType, given: Json, isDry = false): Json {
    const { metadata } = given
    const before = this.get(resource, metadata)
    const isOther =
      (metadata.resourceVersion && metadata.resourceVersion !== before.metadata.resourceVersion) ||
      (metadata.uid && metadata.uid !== before.metadata.uid)
    if (isOther)
      throw new Refused(
        409,
        'Conflict',
        `Operation cannot be fulfilled on ${resource.plural} "${metadata.name}": the object has been modified; please apply your changes to the latest version and try again`,
      )
    const { uid, creationTimestamp, deletionTimestamp, managedFields } = before.metadata
    const kept = {
      uid,
      creationTimestamp,
      managedFields,
      ...(deletionTimestamp ? { deletionTimestamp } : {}),
    }
    const object = { ...given, metadata: { ...metadata, ...kept } }
    const isOver = deletionTimestamp && (metadata.finalizers ?? []).length === 0
    if (isOver) return this.#drop(resource, object)
    if (sameText(object, before)) return before
    return this.#keep('MODIFIED', resource, { object, before, isDry })
  }

  /** Removes an object, or marks it where a finalizer keeps it. */
  delete(resource: ResourceType, place: Place): Json {
    const before = this.get(resource, place)
    if ((before.metadata.finalizers ?? []).length === 0) return this.#drop(resource, before)
    if (before.metadata.deletionTimestamp) return before
    const metadata = { ...before.metadata, deletionTimestamp: this.#now() }
    return this.#keep('MODIFIED', resource, { object: { ...before, metadata }, before })
  }

  /** Forgets all changes up to now: who watches from before must list anew. */
  compact(): void {
    this.#changes = []
    this.#compactedTo = this.#revision
  }

  /** Counts on from another revision; objects stay, and carry versions of the new counting. */
  renumber(revision: number): void {
    this.#revision = revision
    for (const [key, object] of this.#objects) {
      const metadata = { ...object.metadata, resourceVersion: String(++this.#revision) }
      this.#objects.set(key, { ...object, metadata })
    }
    this.compact()
  }

  #keep(
    type: 'ADDED' | 'MODIFIED',
    resource: ResourceType,
    { object, before, isDry }: { object: Json; before?: Json; isDry?: boolean },
  ): Json {
    const revision = this.#revision + 1
    const metadata = { ...object.metadata, resourceVersion: String(revision) }
    const after = structuredClone({ ...object, metadata })
    if (isDry) return after
    this.#objects.set(keyOf(resource, metadata), after)
    this.#tell({ revision, type, resource, object: after, before })
    return after
  }

  #drop(resource: ResourceType, before: Json): Json {
    const revision = this.#revision + 1
    this.#objects.delete(keyOf(resource, before.metadata))
    const metadata = { ...before.metadata, resourceVersion: String(revision) }
    const object = { ...before, metadata }
    this.#tell({ revision, type: 'DELETED', resource, object, before })
    return object
  }

  #tell(change: Change): void {
    this.#revision = change.revision
    this.#changes.push(change)
    for (const listener of this.listeners) listener(change)
  }

  #now(): string {
    return `${new Date(this.#clock.now()).toISOString().slice(0, 19)}Z`
  }
}

export type Place = { readonly namespace?: string; readonly name: string }

function keyOf({ group, plural }: ResourceType, { namespace = '', name }: Place): string {
  return `${group}/${plural}/${namespace}/${name}`
}

function sameText(left: Json, right: Json): boolean {
  const bare = ({ metadata: { resourceVersion: _, ...metadata }, ...rest }: Json) =>
    JSON.stringify([sorted(metadata), sorted(rest)])
  return bare(left) === bare(right)
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sorted(value[key])]),
  )
}
