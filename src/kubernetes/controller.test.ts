import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  countsOf,
  startCluster,
  type TestCluster,
} from '../../test/harness/kubernetes/controller.ts'
import { keyOf } from './cluster-object.ts'
import { STATE_ANNOTATION } from './kubernetes.ts'

let cluster: TestCluster
beforeEach(async () => {
  cluster = await startCluster()
})
afterEach(() => cluster.stop())

const CM = { namespace: 'argocd', name: 'argocd-notifications-cm' }

describe('an Application is looked at', () => {
  test('when it is there, when it changes, and each minute', async () => {
    cluster.create('shop')
    const one = cluster.start()
    await cluster.until(() => one.looks.length === 1)
    cluster.change('shop', { status: { health: { status: 'Degraded' } } })
    await cluster.until(() => one.looks.length === 2)
    expect(one.looks[1]?.application).toMatchObject({ status: { health: { status: 'Degraded' } } })
    await cluster.settled()
    cluster.clock.advance(60_000)
    await cluster.until(() => one.looks.length === 3)
  })

  test('when its configuration, its Secret or its AppProject changes, with what they are then', async () => {
    cluster.create('shop')
    cluster.put('configmaps', { ...CM, data: { 'trigger.a': '[]' } })
    const one = cluster.start()
    await cluster.until(() => one.looks.length === 1)
    expect(one.configured).toMatchObject([{ namespace: 'argocd', isSelfService: false }])
    cluster.put('configmaps', { ...CM, data: { 'trigger.b': '[]' } })
    await cluster.until(() => one.looks.length === 2)
    cluster.put('secrets', { namespace: 'argocd', name: 'argocd-notifications-secret', data: {} })
    await cluster.until(() => one.looks.length === 3)
    cluster.put('appprojects', { namespace: 'argocd', name: 'default', spec: {} })
    await cluster.until(() => one.looks.length === 4)
    expect(one.looks[3]?.context).toMatchObject({
      configurations: [{ configMap: { data: { 'trigger.b': '[]' } }, secret: { data: {} } }],
      project: { metadata: { name: 'default' } },
    })
    expect(new Set(one.configured.map(({ version }) => version)).size).toBe(3)
  })

  test('in the own namespace only, unless others are named', async () => {
    for (const name of ['a', 'team-a/b', 'team-b/c', 'other/d']) cluster.create(name)
    const own = cluster.start()
    const some = cluster.start({ settings: { applicationNamespaces: ['team-*'] } })
    const matched = cluster.start({ settings: { applicationNamespaces: ['/^(other|team-b)$/'] } })
    await cluster.until(() => own.looks.length + some.looks.length + matched.looks.length >= 7)
    await cluster.settled()
    expect(Object.keys(countsOf(own))).toEqual(['argocd/a'])
    expect(Object.keys(countsOf(some)).toSorted()).toEqual(['argocd/a', 'team-a/b', 'team-b/c'])
    expect(Object.keys(countsOf(matched)).toSorted()).toEqual(['argocd/a', 'other/d', 'team-b/c'])
  })

  test('with the configuration of its own namespace too where self-service is on', async () => {
    for (const name of ['a', 'team-a/b', 'team-b/c']) cluster.create(name)
    cluster.put('configmaps', { ...CM, namespace: 'team-a', data: {} })
    cluster.put('configmaps', { ...CM, namespace: 'team-a', name: 'other', data: {} })
    const one = cluster.start({ settings: { applicationNamespaces: ['*'], selfService: true } })
    await cluster.until(() => one.looks.length === 3)
    const found = one.looks.map(({ application, context }): [string, ...string[]] => [
      keyOf(application),
      ...context.configurations.map(({ namespace }) => namespace),
    ])
    expect(found.toSorted(([a], [b]) => a.localeCompare(b))).toEqual([
      ['argocd/a', 'argocd'],
      ['team-a/b', 'argocd', 'team-a'],
      ['team-b/c', 'argocd'],
    ])
  })

  test('again when the look failed, sooner than in a minute', async () => {
    cluster.create('shop')
    const one = cluster.start()
    one.answer = async () => {
      throw new Error('the disk is full')
    }
    const startedAt = cluster.clock.now()
    await cluster.until(() => one.looks.length === 3)
    expect(cluster.clock.now() - startedAt).toBeLessThan(30_000)
  })

  test('while the look at another one hangs', async () => {
    cluster.create('slow')
    cluster.create('shop')
    const one = cluster.start({ concurrency: 1 })
    let release: () => void = () => undefined
    const hanging = new Promise<void>((resolve) => {
      release = resolve
    })
    one.answer = async ({ application }) => {
      if (application.metadata.name === 'slow') await hanging
      return undefined
    }
    await cluster.until(() => (countsOf(one)['argocd/shop'] ?? 0) >= 2, 5_000)
    expect(countsOf(one)['argocd/slow'] ?? 1).toBe(1)
    release()
    await cluster.until(() => (countsOf(one)['argocd/slow'] ?? 0) >= 2, 5_000)
  })
})

describe('the end of an Application', () => {
  test('is seen without a finalizer, with the time of its end', async () => {
    cluster.create('shop')
    const one = cluster.start()
    await cluster.until(() => one.looks.length === 1)
    cluster.remove('shop')
    await cluster.until(() => one.ends.length === 1)
    expect(one.ends[0]?.application.metadata).toMatchObject({
      name: 'shop',
      deletionTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    })
  })

  test('is seen also where the connection was down meanwhile', async () => {
    cluster.create('shop')
    const one = cluster.start()
    await cluster.until(() => one.looks.length === 1)
    await cluster.server.stop()
    cluster.remove('shop')
    cluster.server.objects.compact()
    await cluster.server.listen()
    await cluster.until(() => one.ends.length === 1)
  })

  test('is not told where only its label is gone', async () => {
    cluster.create('shop', { metadata: { labels: { team: 'shop' } } })
    const one = cluster.start({ settings: { labelSelector: 'team=shop' } })
    await cluster.until(() => one.looks.length === 1)
    const { metadata } = cluster.find('shop')
    cluster.change('shop', { metadata: { ...metadata, labels: {} } })
    await cluster.until(() => cluster.server.requests.some(({ verb }) => verb === 'get'))
    await cluster.until(() => one.controller.status().ended === 0)
    expect(one.ends).toEqual([])
  })
})

describe('the state annotation', () => {
  const state = (name: string): unknown =>
    cluster.find(name).metadata.annotations?.[STATE_ANNOTATION]

  test('is set, and removed, and nothing else is touched', async () => {
    cluster.create('shop', { metadata: { annotations: { theirs: 'kept' }, labels: { a: 'b' } } })
    const one = cluster.start()
    one.answer = async () => ({ annotation: '{"k":1}' })
    await cluster.until(() => state('shop') === '{"k":1}')
    one.answer = async () => ({ annotation: undefined })
    cluster.clock.advance(60_000)
    await cluster.until(() => state('shop') === undefined)
    expect(cluster.find('shop').metadata).toMatchObject({
      annotations: { theirs: 'kept' },
      labels: { a: 'b' },
    })
  })

  test('is changed on top of what others changed meanwhile', async () => {
    cluster.create('shop')
    const one = cluster.start()
    let edits = 0
    one.answer = async ({ application }) => {
      if (edits++ === 0) cluster.change('shop', { spec: { project: 'theirs' } })
      return application.metadata.annotations?.[STATE_ANNOTATION] ? undefined : { annotation: '{}' }
    }
    await cluster.until(() => state('shop') === '{}')
    expect(cluster.find('shop').spec).toEqual({ project: 'theirs' })
    expect(cluster.server.requests.filter(({ verb }) => verb === 'patch').length).toBeGreaterThan(1)
  })

  test('is not changed where another has changed it: the Application is looked at again', async () => {
    cluster.create('shop')
    const one = cluster.start()
    let isFirst = true
    one.answer = async () => {
      if (!isFirst) return undefined
      isFirst = false
      const { metadata } = cluster.find('shop')
      const annotations = { [STATE_ANNOTATION]: 'theirs' }
      cluster.change('shop', { metadata: { ...metadata, annotations } })
      return { annotation: 'ours' }
    }
    await cluster.until(() => one.looks.length >= 2)
    await cluster.settled()
    expect(state('shop')).toBe('theirs')
  })

  test('is not put on another Application of the same name', async () => {
    cluster.create('shop')
    const one = cluster.start()
    let isFirst = true
    one.answer = async () => {
      if (!isFirst) return undefined
      isFirst = false
      cluster.remove('shop')
      cluster.create('shop')
      return { annotation: 'of the first' }
    }
    await cluster.until(() => one.looks.length >= 2 && one.ends.length === 1)
    expect(state('shop')).toBeUndefined()
  })

  test('is changed later where the API server refuses for a while', async () => {
    cluster.create('shop')
    const one = cluster.start()
    one.answer = async () => ({ annotation: '{}' })
    cluster.server.faults.add({ kind: 'status', status: 500, verb: 'patch', times: 2 })
    await cluster.until(() => state('shop') === '{}')
  })
})

describe('of several replicas', () => {
  test('one looks; when it ends another goes on, also with what ended in between', async () => {
    cluster.create('shop')
    cluster.create('old')
    const first = cluster.start({ identity: 'first' })
    await cluster.until(() => first.looks.length >= 2)
    const second = cluster.start({ identity: 'second' })
    await cluster.until(() => second.controller.status().isReady)
    expect(second.looks).toEqual([])
    await first.stop()
    cluster.remove('old')
    await cluster.until(() => second.looks.length >= 1 && second.ends.length === 1)
    expect(second.controller.status()).toMatchObject({ isLeading: true, applications: 1 })
  })

  test('the one that waits says who works', async () => {
    const first = cluster.start({ identity: 'first' })
    await cluster.until(() => first.controller.status().isLeading)
    const second = cluster.start({ identity: 'second' })
    await cluster.until(() => second.controller.status().leader !== undefined)
    expect(second.controller.status()).toMatchObject({
      isLeading: false,
      leader: expect.stringMatching(/^first_/),
    })
    expect(first.controller.status().leader).toMatch(/^first_/)
  })

  test('one that lost the lease in the middle of a look does not touch the Application', async () => {
    cluster.create('shop')
    const first = cluster.start({ identity: 'first' })
    first.answer = async () => {
      // Longer than the lease holds: the other replica takes it meanwhile.
      cluster.clock.advance(11_000)
      return { annotation: 'stale' }
    }
    await cluster.until(() => first.looks.length === 1)
    await cluster.settled()
    expect(cluster.server.requests.filter(({ verb }) => verb === 'patch')).toEqual([])
  })
})

test('a restart of the API server, and another count of versions, stop nothing', async () => {
  cluster.create('shop')
  const one = cluster.start()
  await cluster.until(() => one.looks.length === 1)
  await cluster.server.restart({ revision: 50 })
  cluster.create('pay')
  await cluster.until(() => countsOf(one)['argocd/pay'] !== undefined)
  one.answer = async () => ({ annotation: '{}' })
  cluster.clock.advance(60_000)
  await cluster.until(() => cluster.find('pay').metadata.annotations?.[STATE_ANNOTATION] === '{}')
})

test('says what is watched, what was changed, and what failed last', async () => {
  cluster.create('shop')
  const one = cluster.start()
  await cluster.until(() => one.looks.length === 1)
  expect(one.controller.status()).toMatchObject({ patched: 0, failed: 0 })
  expect(one.controller.status()).not.toHaveProperty('lastFailure')
  one.answer = async () => ({ annotation: '{}' })
  cluster.clock.advance(60_000)
  await cluster.until(() => one.controller.status().patched === 1)
  one.answer = () => Promise.reject(new Error('the disk is full'))
  cluster.clock.advance(60_000)
  await cluster.until(() => one.controller.status().failed > 0)
  expect(one.controller.status()).toMatchObject({
    kinds: ['configmaps', 'secrets', 'appprojects', 'applications'].map((kind) => ({
      kind,
      isReady: true,
    })),
    lastFailure: { application: 'argocd/shop', text: 'the disk is full' },
  })
})

test('a pattern that cannot be read is refused, and says why', () => {
  expect(() => cluster.start({ settings: { applicationNamespaces: ['/(?=a)/'] } })).toThrow(
    /^Expected a namespace, a glob or a \/regular expression\/ in --application-namespaces, found "\/\(\?=a\)\/": /,
  )
})
