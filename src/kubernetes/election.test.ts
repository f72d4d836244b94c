import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startApiServer, type TestApiServer } from '../../test/harness/kubernetes/api-server.ts'
import { clientOf, evenChance, settled, until } from '../../test/harness/kubernetes/cluster.ts'
import type { Json } from '../../test/harness/kubernetes/json.ts'
import { ManualClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import type { ApiClient } from './api-client.ts'
import { Election, type Leading } from './election.ts'

const LEASE = { namespace: 'argocd', name: 'tocsin-argocd' }

let clock: ManualClock
let server: TestApiServer
let replicas: Replica[]
/** Who works, at this moment. */
let working: Set<string>
/** The most that worked at once. */
let most: number

type Replica = {
  readonly election: Election
  readonly client: ApiClient
  leading?: Leading
  stop(): Promise<void>
}

beforeEach(async () => {
  clock = new ManualClock(1_700_000_000_000)
  server = await startApiServer({ clock })
  replicas = []
  working = new Set()
  most = 0
})

afterEach(async () => {
  for (const replica of replicas) await replica.stop()
  await server.stop()
})

function start(identity: string, itsClock = clock): Replica {
  const client = clientOf(server, itsClock)
  const ending = new AbortController()
  const replica: Replica = {
    client,
    election: new Election({
      ...{ client, clock: itsClock, chance: evenChance, log: silentLog, lease: LEASE, identity },
      async lead(leading) {
        replica.leading = leading
        working.add(identity)
        most = Math.max(most, working.size)
        await new Promise((resolve) => leading.signal.addEventListener('abort', resolve))
        working.delete(identity)
      },
    }),
    async stop() {
      ending.abort()
      await running
      await client.close()
    },
  }
  const running = replica.election.run(ending.signal)
  replicas.push(replica)
  return replica
}

function lease(): Json {
  return server.objects.find(server.type('leases'), LEASE)
}

const works = (identity: string) => () => working.has(identity)

describe('of several replicas', () => {
  test('exactly one works, and the lease names it', async () => {
    for (const identity of ['a', 'b', 'c']) start(identity)
    await until(() => working.size === 1, { server, clock })
    for (let minute = 0; minute < 3; minute++) {
      for (let seconds = 0; seconds < 60; seconds += 2) {
        clock.advance(2_000)
        await settled(server)
      }
    }
    expect(most).toBe(1)
    const [one] = working
    expect(lease().spec).toMatchObject({
      holderIdentity: one,
      leaseDurationSeconds: 15,
      leaseTransitions: 0,
      renewTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
    })
  })

  test('one that ends gives the lease up, and the next works at once', async () => {
    const first = start('a')
    await until(works('a'), { server, clock })
    start('b')
    await settled(server)
    const endedAt = clock.now()
    await first.stop()
    expect(lease().spec.holderIdentity).toBe('')
    await until(works('b'), { server, clock })
    expect(clock.now() - endedAt).toBeLessThan(5_000)
    expect(lease().spec.leaseTransitions).toBe(1)
  })

  test('one whose machine stands still is followed after the lease ran out, and stops before it does anything', async () => {
    const itsClock = new ManualClock(clock.now())
    const zombie = start('a', itsClock)
    await until(works('a'), { server, clock: itsClock })
    start('b')
    await settled(server)
    await until(works('b'), { server, clock })
    // Its clock goes on where it stood: it wakes up in what it takes for the same moment, and then hears the time.
    itsClock.advance(clock.now() - itsClock.now())
    expect(zombie.leading?.holds()).toBe(false)
    await until(() => !working.has('a'), { server, clock })
    expect(lease().spec.holderIdentity).toBe('b')
  })

  test('one that cannot renew stops before another may begin', async () => {
    start('a')
    await until(works('a'), { server, clock })
    start('b')
    await settled(server)
    server.faults.add({ kind: 'hang', plural: 'leases', times: 4 })
    await until(() => !working.has('a'), { server, clock, stepMs: 500 })
    expect(working.size).toBe(0)
    server.faults.clear()
    await until(() => working.size === 1, { server, clock, stepMs: 500 })
    expect(most).toBe(1)
  })

  test('a renewal whose answer was lost is not held against its holder', async () => {
    start('a')
    await until(works('a'), { server, clock })
    server.faults.add({ kind: 'lose', verb: 'update', plural: 'leases' })
    for (let seconds = 0; seconds < 20; seconds += 2) {
      clock.advance(2_000)
      await settled(server)
    }
    expect(working).toEqual(new Set(['a']))
    expect(lease().spec.leaseTransitions).toBe(0)
  })

  test('two that take a free lease in the same moment do not both have it', async () => {
    start('gone')
    await until(works('gone'), { server, clock })
    await replicas[0]?.stop()
    for (const identity of ['a', 'b', 'c', 'd']) start(identity)
    await until(() => working.size === 1, { server, clock })
    await settled(server)
    expect(most).toBe(1)
  })
})
