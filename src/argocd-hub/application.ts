import type { NotedState } from '../contract/application-store.ts'

/** What of an Application is looked at here; Kubernetes has much more. */
export type Application = {
  readonly metadata: {
    readonly name: string
    readonly namespace: string
    readonly uid: string
    readonly annotations?: Readonly<Record<string, string>>
    readonly deletionTimestamp?: string
  }
  readonly spec?: unknown
  readonly status?: unknown
}

/** What of an Application deliveries and events are labelled with. */
export type ApplicationFacts = {
  readonly uid: string
  readonly namespace: string
  readonly name: string
  readonly project: string
  readonly revision: string
  readonly state: NotedState
}

/** Reads what was given as the API server gives it; anything may be missing. */
export function factsOf({ metadata, spec, status }: Application): ApplicationFacts {
  const { uid, namespace, name } = metadata
  const operation = at(status, 'operationState')
  const revision = textAt(at(operation, 'syncResult'), 'revision')
  const phase = textAt(operation, 'phase')
  const health = textAt(at(status, 'health'), 'status')
  const sync = textAt(at(status, 'sync'), 'status')
  const times = [textAt(operation, 'startedAt'), textAt(operation, 'finishedAt')]
  return {
    uid,
    namespace,
    name,
    project: textAt(spec, 'project') ?? '',
    revision: revision ?? textAt(at(status, 'sync'), 'revision') ?? '',
    state: {
      ...(phase === undefined ? {} : { phase }),
      ...(health === undefined ? {} : { health }),
      ...(sync === undefined ? {} : { sync }),
      operation: [...times, phase].map((text) => text ?? '').join('/'),
    },
  }
}

/** What of it is told where it changes: without what templates and secrets may have put into the rest. */
export function toldOf({ metadata, spec, status }: Application): object {
  const { name, namespace } = metadata
  const operation = at(status, 'operationState')
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace },
    spec: {
      project: textAt(spec, 'project'),
      source: { repoURL: textAt(at(spec, 'source'), 'repoURL') },
    },
    status: {
      sync: { status: textAt(at(status, 'sync'), 'status') },
      health: {
        status: textAt(at(status, 'health'), 'status'),
        message: textAt(at(status, 'health'), 'message'),
      },
      conditions: at(status, 'conditions'),
      operationState: {
        phase: textAt(operation, 'phase'),
        message: textAt(operation, 'message'),
        startedAt: textAt(operation, 'startedAt'),
        finishedAt: textAt(operation, 'finishedAt'),
        syncResult: { revision: textAt(at(operation, 'syncResult'), 'revision') },
      },
    },
  }
}

/** Whether nothing of its state has changed. */
export function isSameState(one: NotedState | undefined, other: NotedState): boolean {
  return (
    one !== undefined &&
    one.phase === other.phase &&
    one.health === other.health &&
    one.sync === other.sync &&
    one.operation === other.operation
  )
}

function at(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return Reflect.get(value, name)
}

function textAt(value: unknown, name: string): string | undefined {
  const found = at(value, name)
  return typeof found === 'string' && found !== '' ? found : undefined
}
