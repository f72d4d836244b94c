import { describe, expect, test } from 'vitest'
import type { Store } from '../../src/contract/store.ts'
import type { GroupItem } from '../../src/model/alert-group.ts'
import type { Event } from '../../src/model/event.ts'
import { type DueGroup, NOTHING } from '../../src/model/settlement.ts'
import type { Silence } from '../../src/model/silence.ts'
import { ownStore, type StoreKind } from './own-store.ts'

const T0 = 1_772_676_901_123
const HOUR = 3_600_000

function silenceOf(id: string, change: Partial<Silence> = {}): Silence {
  const times = { startsAt: T0, endsAt: T0 + HOUR }
  return { id, matchers: ['a="b"'], ...times, createdBy: 'Li', comment: '', ...change }
}

const event = {
  id: '01000000000000000000000001',
  source: 'prom',
  kind: 'firing',
  dedupKey: 'k',
  deliveryKey: 'd',
  name: 'n',
  title: 't',
  severity: 'warning',
  receivedAt: T0,
  labels: {},
  fields: [],
  links: [],
} as const satisfies Event

const group = { id: 'g', policy: 'p', key: 'k', labels: {}, openedAt: T0, nextFlushAt: T0 + HOUR }

const muted: GroupItem = {
  groupId: 'g',
  entry: { ...event, subjectId: 'al', eventId: event.id, state: 'firing', at: T0 },
  pending: false,
  mutedUntil: T0 + HOUR,
  mutedBy: 's1',
}

/** What every kind of store must do for answers and silences. */
export function answerSuite(kind: StoreKind): void {
  describe(`a ${kind.name} store, for answers`, () => {
    let store: Store
    const reopen = ownStore(kind, (opened) => {
      store = opened
    })

    const put = (silence: Silence, now = T0): Promise<void> => store.putSilence(silence, { now })
    const idsAfter = async (endAfter: number): Promise<readonly string[]> =>
      (await store.silences({ endAfter })).map(({ id }) => id)

    test('a key is made once, and is the same for all who ask and after a restart', async () => {
      const made = [1, 2, 3].map((byte) => store.keyOf('k', new Uint8Array(32).fill(byte)))
      const keys = (await Promise.all(made)).map((key) => Buffer.from(key).toString('hex'))
      expect(new Set(keys).size).toBe(1)
      await reopen()
      const again = await store.keyOf('k', new Uint8Array(32).fill(9))
      expect(Buffer.from(again).toString('hex')).toBe(keys[0])
      expect(Buffer.from(await store.keyOf('other', new Uint8Array([7])))).toEqual(Buffer.from([7]))
    })

    test('silences are kept, the last to end first, and dropped long after their end', async () => {
      await put(silenceOf('s1'))
      await put(silenceOf('s2', { endsAt: T0 + 2 * HOUR }))
      expect(await store.silence('s1')).toEqual(silenceOf('s1'))
      expect(await idsAfter(T0)).toEqual(['s2', 's1'])
      expect(await idsAfter(T0 + HOUR)).toEqual(['s2'])
      await put(silenceOf('s3', { endsAt: T0 + 9 * HOUR }))
      const now = T0 + 3 * HOUR - 1
      expect(await store.dropOld({ silences: now - HOUR }, { now, limit: 10 })).toBe(1)
      expect(await store.silence('s1')).toBeUndefined()
      expect(await idsAfter(0)).toEqual(['s3', 's2'])
      await reopen()
      expect(await idsAfter(0)).toEqual(['s3', 's2'])
    })

    test('what is muted is handed out again when its time is over, not before', async () => {
      await settleMuted()
      const handedOut: DueGroup[] = []
      const look = (now: number): Promise<number> =>
        store.tick({ now, limit: 10 }, (due) => {
          handedOut.push(due)
          const rest = { group, items: [], removedSubjects: [], notifications: [], holds: [] }
          return rest
        })
      expect(await look(T0 + HOUR - 1)).toBe(0)
      expect(await look(T0 + HOUR)).toBe(1)
      expect(handedOut[0]).toMatchObject({ pending: [muted], pendingCount: 1, firingCount: 1 })
    })

    test('a silence that is expired makes due at once what it held back, and nothing else', async () => {
      await settleMuted()
      await put(silenceOf('s1'))
      await store.expireSilence(silenceOf('s0'), T0 + 1)
      expect(await store.nextTickAt()).toBe(T0 + HOUR)
      await store.expireSilence(silenceOf('s1'), T0 + 5)
      expect(await store.silence('s1')).toMatchObject({ endsAt: T0 + 5 })
      expect(await store.nextTickAt()).toBe(T0 + 5)
      await store.tick({ now: T0 + 5, limit: 10 }, (due, silences) => {
        expect(due.pending).toEqual([{ ...muted, mutedUntil: T0 + 5 }])
        expect(due.group.nextFlushAt).toBe(T0 + 5)
        expect(silences).toEqual([])
        return { items: [], removedSubjects: [], notifications: [], holds: [] }
      })
    })

    test('a settlement sees the silences that are not over, and what is owed beside the groups is kept', async () => {
      await put(silenceOf('s1'))
      await store.appendEvents([{ event, raw: '' }])
      const notification = {
        id: 'no1',
        endpointId: 'boss/dingtalk:1',
        lane: 'dingtalk:1',
        kind: 'escalation',
        severity: 'critical',
        state: 'due',
        createdAt: T0,
        dueAt: T0,
        attemptCount: 0,
        policy: 'fallback',
        entries: [muted.entry],
        mentions: [],
      } as const
      await store.settle(10, async (batch) => {
        expect(await batch.silences(T0)).toEqual([silenceOf('s1')])
        expect(await batch.silences(T0 + HOUR)).toEqual([])
        return { ...NOTHING, notifications: [notification] }
      })
      expect(await store.notificationsAbout('al')).toEqual([notification])
    })

    async function settleMuted(): Promise<void> {
      await store.appendEvents([{ event, raw: '' }])
      await store.settle(10, async () => ({ ...NOTHING, groups: [group], items: [muted] }))
    }
  })
}
