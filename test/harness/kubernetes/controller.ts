import { ManualClock } from '../../../src/base/clock.ts'
import { silentLog } from '../../../src/base/log.ts'
import { keyOf } from '../../../src/kubernetes/cluster-object.ts'
import {
  type AnnotationChange,
  ApiClient,
  type ApplicationHandler,
  type ClusterObject,
  Controller,
  type LookContext,
  type NotificationConfiguration,
  type WatchSettings,
} from '../../../src/kubernetes/kubernetes.ts'
import { startApiServer, type TestApiServer } from './api-server.ts'
import { accessTo, application, evenChance, settled, until } from './cluster.ts'
import type { Json } from './json.ts'

export type Look = { readonly application: ClusterObject; readonly context: LookContext }

/** A controller, and what it hands over. */
export type Replica = {
  readonly controller: Controller
  readonly looks: Look[]
  readonly ends: Look[]
  readonly configured: NotificationConfiguration[]
  /** What is done with an Application; may be changed. */
  answer: (look: Look) => Promise<AnnotationChange | undefined>
  stop(): Promise<void>
}

export type TestCluster = {
  readonly server: TestApiServer
  readonly clock: ManualClock
  start(options?: {
    settings?: Partial<WatchSettings>
    identity?: string
    concurrency?: number
  }): Replica
  create(name: string, more?: Parameters<typeof application>[1]): void
  change(name: string, change: object): void
  remove(name: string): void
  find(name: string): Json
  /** Puts a ConfigMap or Secret into a namespace, in place of what is there. */
  put(
    plural: 'configmaps' | 'secrets' | 'appprojects',
    object: { namespace: string; name: string; [field: string]: unknown },
  ): void
  until(isSo: () => boolean, stepMs?: number): Promise<void>
  settled(): Promise<void>
  stop(): Promise<void>
}

const SETTINGS: WatchSettings = {
  namespace: 'argocd',
  applicationNamespaces: [],
  selfService: false,
  configMapName: 'argocd-notifications-cm',
  secretName: 'argocd-notifications-secret',
}

export async function startCluster(): Promise<TestCluster> {
  const clock = new ManualClock(1_700_000_000_000)
  const server = await startApiServer({ clock })
  const replicas: Replica[] = []
  const { objects } = server
  const applications = server.type('applications')
  const place = (name: string) => {
    const [first = '', second] = name.split('/')
    return second ? { namespace: first, name: second } : { namespace: 'argocd', name: first }
  }
  return {
    server,
    clock,
    start(options) {
      const replica = startReplica({ server, clock }, options)
      replicas.push(replica)
      return replica
    },
    create: (name, more) => {
      const where = place(name)
      objects.create(applications, application(where.name, { namespace: where.namespace, ...more }))
    },
    change: (name, change) => {
      objects.update(applications, { ...objects.get(applications, place(name)), ...change })
    },
    remove: (name) => void objects.delete(applications, place(name)),
    find: (name) => objects.find(applications, place(name)),
    put: (plural, { namespace, name, ...fields }) => {
      const type = server.type(plural)
      const found = objects.find(type, { namespace, name })
      if (found) objects.update(type, { ...found, ...fields })
      else objects.create(type, { ...fields, metadata: { namespace, name } })
    },
    until: (isSo, stepMs) => until(isSo, { server, clock, stepMs }),
    settled: () => settled(server),
    async stop() {
      for (const replica of replicas) await replica.stop()
      await server.stop()
    },
  }
}

function startReplica(
  { server, clock }: Pick<TestCluster, 'server' | 'clock'>,
  options: Parameters<TestCluster['start']>[0] = {},
): Replica {
  const { identity, concurrency } = options
  const handler: ApplicationHandler = {
    configured: (configuration) => void replica.configured.push(configuration),
    look: async (found, context) => {
      const look = { application: found, context }
      replica.looks.push(look)
      return await replica.answer(look)
    },
    ended: async (found, context) => void replica.ends.push({ application: found, context }),
  }
  const controller = new Controller({
    ...{ clock, chance: evenChance, log: silentLog, concurrency, handler },
    client: new ApiClient(accessTo(server), clock),
    settings: { ...SETTINGS, ...options.settings },
    ...(identity ? { lease: { name: 'tocsin-argocd', identity } } : {}),
  })
  const replica: Replica = {
    ...{ controller, looks: [], ends: [], configured: [] },
    answer: async () => undefined,
    stop: () => controller.stop(),
  }
  controller.start()
  return replica
}

/** How often each was looked at. */
export function countsOf({ looks }: Replica): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { application: found } of looks) counts[keyOf(found)] = (counts[keyOf(found)] ?? 0) + 1
  return counts
}
