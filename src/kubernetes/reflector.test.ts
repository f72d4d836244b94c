import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startApiServer, type TestApiServer } from '../../test/harness/kubernetes/api-server.ts'
import {
  application,
  clientOf,
  evenChance,
  settled,
  until,
} from '../../test/harness/kubernetes/cluster.ts'
import { ManualClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import type { ApiClient, Selection } from './api-client.ts'
import { APPLICATIONS, keyOf } from './cluster-object.ts'
import { type ObjectChange, Reflector } from './reflector.ts'

type Watched = {
  readonly server: TestApiServer
  readonly clock: ManualClock
  readonly client: ApiClient
  readonly reflector: Reflector
  readonly changes: ObjectChange[]
  stop(): Promise<void>
}

async function watched(selection: Selection = {}): Promise<Watched> {
  const clock = new ManualClock(1_700_000_000_000)
  const server = await startApiServer({ clock })
  const client = clientOf(server, clock)
  const changes: ObjectChange[] = []
  const reflector = new Reflector({
    ...{ client, clock, chance: evenChance, log: silentLog, resource: APPLICATIONS, selection },
    changed: (change) => changes.push(change),
  })
  const ending = new AbortController()
  let running: Promise<void> | undefined
  queueMicrotask(() => {
    running = reflector.run(ending.signal)
  })
  return {
    ...{ server, clock, client, reflector, changes },
    async stop() {
      ending.abort()
      await running
      await client.close()
      await server.stop()
    },
  }
}

/** Names, versions and identities: on the server, and in the copy. */
function onServer({ server }: Watched): readonly string[] {
  const listed = server.objects.list(server.type('applications'))
  return listed.map(({ metadata: m }) => `${m.namespace}/${m.name} ${m.uid} ${m.resourceVersion}`)
}

function inCopy({ reflector }: Watched): readonly string[] {
  return reflector
    .all()
    .map((object) => `${keyOf(object)} ${object.metadata.uid} ${object.metadata.resourceVersion}`)
    .toSorted()
}

function isEqual(one: Watched): boolean {
  return JSON.stringify(inCopy(one)) === JSON.stringify(onServer(one))
}

/** What users and controllers do. */
function create({ server }: Watched, name: string): void {
  const type = server.type('applications')
  if (!server.objects.find(type, { namespace: 'argocd', name }))
    server.objects.create(type, application(name))
}

function touch({ server }: Watched, name: string): void {
  const type = server.type('applications')
  const found = server.objects.find(type, { namespace: 'argocd', name })
  if (found) server.objects.update(type, { ...found, spec: { at: server.objects.revision } })
}

function remove({ server }: Watched, name: string): void {
  const type = server.type('applications')
  if (server.objects.find(type, { namespace: 'argocd', name }))
    server.objects.delete(type, { namespace: 'argocd', name })
}

describe('a copy of what the cluster has', () => {
  let one: Watched
  beforeEach(async () => {
    one = await watched()
  })
  afterEach(() => one.stop())

  test('lists page by page, and drops who managed which field', async () => {
    for (let index = 0; index < 250; index++) create(one, `app-${index}`)
    await until(() => one.reflector.isReady, one)
    expect(one.reflector.count).toBe(250)
    expect(one.server.requests.filter(({ verb }) => verb === 'list')).toHaveLength(3)
    expect(one.reflector.get('argocd/app-7')?.metadata).not.toHaveProperty('managedFields')
  })

  test('tells each change once, with what was before', async () => {
    await until(() => one.server.watches.count === 1, one)
    create(one, 'shop')
    touch(one, 'shop')
    remove(one, 'shop')
    await until(() => one.changes.length === 3, one)
    expect(one.changes.map(({ kind }) => kind)).toEqual(['set', 'set', 'removed'])
    expect(one.changes[1]).toMatchObject({ before: { metadata: { name: 'shop' } } })
    expect(one.reflector.count).toBe(0)
  })

  test('goes on where it was when a connection is cut, without listing anew', async () => {
    await until(() => one.server.watches.count === 1, one)
    create(one, 'shop')
    await until(() => one.reflector.count === 1, one)
    one.server.watches.cut()
    touch(one, 'shop')
    await until(() => one.changes.length === 2, one)
    expect(one.server.requests.filter(({ verb }) => verb === 'list')).toHaveLength(1)
  })

  test('a bookmark moves the place from which it goes on', async () => {
    await until(() => one.server.watches.count === 1, one)
    const configMap = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', namespace: 'b' },
    }
    one.server.objects.create(one.server.type('configmaps'), configMap)
    one.server.watches.bookmark()
    await settled(one.server)
    one.server.objects.compact()
    one.server.watches.cut()
    await until(() => one.server.watches.count === 1, one)
    expect(one.server.requests.filter(({ verb }) => verb === 'list')).toHaveLength(1)
  })

  test('lists anew when the server has forgotten its place, and tells what went meanwhile', async () => {
    create(one, 'gone')
    create(one, 'stays')
    await until(() => one.server.watches.count === 1, one)
    one.server.faults.add({ kind: 'drop', verb: 'watch', times: 2 })
    one.server.watches.cut()
    remove(one, 'gone')
    one.server.objects.compact()
    await until(() => one.reflector.count === 1 && one.server.watches.count === 1, one)
    expect(one.changes.at(-1)).toMatchObject({
      kind: 'removed',
      object: { metadata: { name: 'gone' } },
    })
    expect(one.server.requests.filter(({ verb }) => verb === 'list')).toHaveLength(2)
  })

  test('an Application that was made anew under its name is first removed', async () => {
    create(one, 'shop')
    await until(() => one.server.watches.count === 1, one)
    one.server.faults.add({ kind: 'drop', verb: 'watch', times: 2 })
    one.server.watches.cut()
    remove(one, 'shop')
    create(one, 'shop')
    one.server.objects.compact()
    await until(() => one.changes.length === 3, one)
    expect(one.changes.map(({ kind }) => kind)).toEqual(['set', 'removed', 'set'])
  })

  test('a connection that only we believe in is given up', async () => {
    await until(() => one.server.watches.count === 1, one)
    one.server.watches.freeze()
    create(one, 'shop')
    await until(() => one.reflector.count === 1, { ...one, stepMs: 30_000 })
    expect(isEqual(one)).toBe(true)
  })

  test('waits as long as the server asks it to', async () => {
    await until(() => one.server.watches.count === 1, one)
    one.server.faults.add({ kind: 'status', status: 429, verb: 'watch', retryAfterSeconds: 100 })
    const asked = (): number => one.server.requests.filter(({ verb }) => verb === 'watch').length
    one.server.watches.cut()
    await until(() => asked() === 2, one)
    one.clock.advance(90_000)
    await settled(one.server)
    expect(asked()).toBe(2)
    one.clock.advance(11_000)
    await until(() => one.server.watches.count === 1, one)
    expect(one.reflector.trouble).toBeUndefined()
  })

  test('says what is wrong while it may not list', async () => {
    await until(() => one.server.watches.count === 1, one)
    one.server.objects.compact()
    create(one, 'shop')
    one.server.objects.compact()
    one.server.faults.add({
      kind: 'status',
      status: 403,
      reason: 'Forbidden',
      verb: 'list',
      times: 5,
    })
    one.server.watches.expire()
    await until(() => one.reflector.trouble !== undefined, one)
    expect(one.reflector.trouble).toBe('Forbidden')
    await until(() => isEqual(one) && one.server.watches.count === 1, one)
  })

  test('what an answer said counts until the watch has said as much', async () => {
    create(one, 'shop')
    await until(() => one.server.watches.count === 1, one)
    one.server.watches.freeze()
    touch(one, 'shop')
    const said = await one.client.get(APPLICATIONS, { namespace: 'argocd', name: 'shop' })
    if (said) one.reflector.offer(said)
    expect(isEqual(one)).toBe(true)
  })
})

test('a copy with a selector takes what it selects, and no more', async () => {
  const one = await watched({ namespace: 'argocd', labelSelector: 'team=shop' })
  const type = one.server.type('applications')
  one.server.objects.create(type, application('a', { metadata: { labels: { team: 'shop' } } }))
  one.server.objects.create(type, application('b', { metadata: { labels: { team: 'pay' } } }))
  const elsewhere = application('c', { namespace: 'x', metadata: { labels: { team: 'shop' } } })
  one.server.objects.create(type, elsewhere)
  await until(() => one.reflector.isReady, one)
  expect(one.reflector.all().map(keyOf)).toEqual(['argocd/a'])
  await one.stop()
})

type Step = (one: Watched) => void | Promise<void>

/** What happens in a cluster, and to it. */
const step: fc.Arbitrary<{ readonly says: string; readonly happens: Step }> = fc.oneof(
  ...['a', 'b', 'c'].flatMap((name) => [
    fc.constant({ says: `create ${name}`, happens: (one: Watched) => create(one, name) }),
    fc.constant({ says: `touch ${name}`, happens: (one: Watched) => touch(one, name) }),
    fc.constant({ says: `remove ${name}`, happens: (one: Watched) => remove(one, name) }),
  ]),
  ...Object.entries<Step>({
    cut: ({ server }) => server.watches.cut(),
    end: ({ server }) => server.watches.end(),
    expire: ({ server }) => server.watches.expire(),
    freeze: ({ server }) => server.watches.freeze(),
    bookmark: ({ server }) => server.watches.bookmark(),
    compact: ({ server }) => server.objects.compact(),
    drop: ({ server }) => server.dropConnections(),
    restart: ({ server }) => server.restart(),
    'restart far ahead': ({ server }) =>
      server.restart({ revision: server.objects.revision + 900 }),
    'restart far behind': ({ server }) => server.restart({ revision: 100 }),
    'drop a list': ({ server }) => server.faults.add({ kind: 'drop', verb: 'list' }),
    'drop a watch': ({ server }) => server.faults.add({ kind: 'drop', verb: 'watch' }),
    'hang a list': ({ server }) => server.faults.add({ kind: 'hang', verb: 'list' }),
    'hang a watch': ({ server }) => server.faults.add({ kind: 'hang', verb: 'watch' }),
    busy: ({ server }) =>
      server.faults.add({ kind: 'status', status: 429, times: 2, retryAfterSeconds: 3 }),
    'a broken server': ({ server }) => server.faults.add({ kind: 'status', status: 500, times: 2 }),
    gone: ({ server }) => server.faults.add({ kind: 'status', status: 410, reason: 'Expired' }),
    'let it work': ({ server }) => settled(server),
    'a minute': async ({ server, clock }) => {
      clock.advance(60_000)
      await settled(server)
    },
  }).map(([says, happens]) => fc.constant({ says, happens })),
)

test('after any sequence of changes and faults the copy is what the server has', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const one = await watched()
      try {
        for (const { happens } of steps) await happens(one)
        one.server.faults.clear()
        await until(() => isEqual(one) && one.server.watches.count > 0, { ...one, stepMs: 10_000 })
        const told = new Map<string, ObjectChange>()
        for (const change of one.changes) told.set(keyOf(change.object), change)
        const left = [...told.values()].filter(({ kind }) => kind === 'set')
        expect(left.map(({ object }) => keyOf(object)).toSorted()).toEqual(
          one.reflector.all().map(keyOf).toSorted(),
        )
      } finally {
        await one.stop()
      }
    }),
    { numRuns: 150 },
  )
}, 120_000)
