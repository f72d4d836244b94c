import { describe, expect, test } from 'vitest'
import { DELIVERY_LIMITS } from '../../src/base/limits.ts'
import type { KnownApplication } from '../../src/contract/application-store.ts'
import type { Store } from '../../src/contract/store.ts'
import type { Event } from '../../src/model/event.ts'
import type { Notification } from '../../src/model/notification.ts'
import { NOTHING } from '../../src/model/settlement.ts'
import { ownStore, type StoreKind } from './own-store.ts'

const T0 = 1_772_676_901_123

const application: KnownApplication = {
  uid: 'u1',
  namespace: 'argocd',
  name: 'guestbook',
  project: 'default',
  decided: { text: '{"k":1}' },
  noted: { phase: 'Succeeded' },
  at: T0,
}

function eventOf(id: string): Event {
  return {
    id,
    source: 'argocd',
    kind: 'notice',
    dedupKey: id,
    deliveryKey: id,
    name: 'on-deployed',
    title: 't',
    severity: 'info',
    receivedAt: T0,
    labels: {},
    fields: [],
    links: [],
  }
}

/** What a rule of a sender owes an endpoint in the words that `key` stands for. */
function owed(id: string, by: string, change: Partial<Notification> = {}): Notification {
  const event = eventOf(`${id}-event`)
  const addressed = { contact: 'argocd:argocd/dingtalk', same: { key: 'words', by } }
  return {
    id,
    endpointId: 'argocd:argocd/dingtalk/argocd:endpoint',
    lane: 'robot',
    kind: 'notice',
    severity: 'info',
    state: 'due',
    createdAt: T0,
    dueAt: T0,
    attemptCount: 0,
    policy: 'p',
    mentions: [],
    entries: [
      { ...event, subjectId: event.id, eventId: event.id, state: 'notice', at: T0, addressed },
    ],
    ...change,
  }
}

/** What every kind of store must do for Applications of Argo CD, and for what is addressed. */
export function applicationSuite(kind: StoreKind): void {
  describe(`a ${kind.name} store, for Applications`, () => {
    let store: Store
    const reopen = ownStore(kind, (opened) => {
      store = opened
    })

    test('a look stores its events and what is known from then on, through a restart', async () => {
      await store.takeLook([{ event: eventOf('e1'), raw: '{}' }], application)
      await reopen()
      expect(await store.application('u1')).toEqual(application)
      expect((await store.events({ limit: 10 })).map(({ id }) => id)).toEqual(['e1'])
    })

    test('a look that fails leaves neither an event nor a state', async () => {
      await store.takeLook([{ event: eventOf('e1'), raw: '{}' }], application)
      const again = store.takeLook([{ event: eventOf('e1'), raw: '{}' }], {
        ...application,
        uid: 'u2',
      })
      await expect(again).rejects.toThrow()
      expect(await store.application('u2')).toBeUndefined()
    })

    test('what the cluster has is no longer what was decided; the rest is known as before', async () => {
      await store.takeLook([], application)
      await store.confirmAnnotation('u1')
      const { decided: _, ...others } = application
      expect(await store.application('u1')).toEqual(others)
    })

    test('Applications are listed by their names, and one that has ended is forgotten', async () => {
      await store.takeLook([], application)
      await store.takeLook([], { ...application, uid: 'u2', name: 'apples' })
      expect((await store.applications()).map(({ name }) => name)).toEqual(['apples', 'guestbook'])
      await store.forgetApplication([{ event: eventOf('e2'), raw: '{}' }], 'u1')
      expect((await store.applications()).map(({ name }) => name)).toEqual(['apples'])
      expect(await store.events({ limit: 10 })).toHaveLength(1)
    })

    describe('what an endpoint was told a moment before in the same words', () => {
      /** What a claim is told that the due notification `n2` repeats, after `n1` was as given. */
      async function repeated(first: Notification, second: Notification): Promise<unknown> {
        await store.appendEvents([{ event: eventOf('e1'), raw: '{}' }])
        await store.settle(1, async () => ({ ...NOTHING, notifications: [first, second] }))
        let found: unknown
        await store.claim({ lane: 'robot', robots: ['robot'], now: T0, leaseMs: 1 }, (facts) => {
          found = [...facts.saidAlready]
          return { notifications: [], merged: [] }
        })
        return found
      }

      test.each([
        ['by another rule', owed('n1', 'a', { state: 'sent' }), owed('n2', 'b'), [['n2', 'n1']]],
        ['by the same rule', owed('n1', 'a', { state: 'sent' }), owed('n2', 'a'), []],
        ['and could not be', owed('n1', 'a', { state: 'dead' }), owed('n2', 'b'), []],
        [
          'at another endpoint',
          owed('n1', 'a', { state: 'sent', endpointId: 'x/argocd:endpoint' }),
          owed('n2', 'b'),
          [],
        ],
        [
          'long ago',
          owed('n1', 'a', { state: 'sent', createdAt: T0 - DELIVERY_LIMITS.echoMs - 1 }),
          owed('n2', 'b'),
          [],
        ],
        [
          'and a person sends again',
          owed('n1', 'a', { state: 'sent' }),
          owed('n2', 'b', { resentAt: T0 }),
          [],
        ],
      ])('%s', async (_, first, second, expected) => {
        expect(await repeated(first, second)).toEqual(expected)
      })
    })
  })
}
