// In: faults of our own making. Out: that the simulation sees each. Must hold: every invariant is shown to fail.
import { expect, test } from 'vitest'
import type { CalendarCopy } from '../../src/contract/schedule-store.ts'
import type { Escalation } from '../../src/model/escalation.ts'
import type { Notification } from '../../src/model/notification.ts'
import type { Flush } from '../../src/model/settlement.ts'
import type { Operation } from '../../src/store/sqlite/operations.ts'
import { FEATURES } from './features/all.ts'
import { INVARIANTS } from './invariants.ts'
import { simulate } from './simulate.ts'
import type { Planted } from './world.ts'

/** A fault is planted in one world after the other until it is seen, beginning with the one that showed it last. */
const SEEDS_MAX = 60
const MINUTE_MS = 60_000

const FAULTS: readonly {
  readonly fault: string
  readonly seen: string
  /** The first seed that is tried. */
  readonly from?: number
  readonly planted: () => Planted
}[] = [
  {
    fault: 'a tenth of the events is acknowledged and not written',
    seen: 'an event that was answered with 2xx is on disk',
    planted: () => ({ tamper: (one) => (one.kind === 'append' && every(10) ? undefined : one) }),
  },
  {
    fault: 'what cannot be read is thrown away',
    seen: 'a request that could not be read is in quarantine',
    planted: () => ({ tamper: (one) => (one.kind === 'quarantine' ? undefined : one) }),
  },
  {
    fault: 'a problem that begins opens two alerts',
    seen: 'at most one alert of a key is open',
    planted: () => ({
      sql: 'drop index if exists alerts_open',
      tamper: settling((settlement) => ({
        ...settlement,
        alerts: settlement.alerts.flatMap((alert) =>
          alert.eventCount === 1 ? [alert, { ...alert, id: `${alert.id}-again` }] : [alert],
        ),
      })),
    }),
  },
  {
    fault: 'outcomes are not written down',
    seen: 'each event has an outcome, and one that changes nothing says why',
    // Nor is anything counted: else the counts would be seen not to fit.
    planted: () => ({
      tamper: settling((settlement) => ({ ...settlement, outcomes: [], counts: [] })),
    }),
  },
  {
    fault: 'what a preset drops names another preset',
    from: 7,
    seen: 'what a preset drops says which policy drops it by which preset, and nothing else is dropped',
    planted: () => ({
      tamper: settling((settlement) => ({
        ...settlement,
        holds: settlement.holds?.map((hold) =>
          hold.reason === 'preset' ? { ...hold, by: 'snapshots' } : hold,
        ),
      })),
    }),
  },
  {
    fault: 'what somebody has answered is open for ever',
    seen: 'an alert is as the newest word of its sender says',
    planted: () => ({
      tamper: settling((settlement) => ({
        ...settlement,
        alerts: settlement.alerts.map((alert) =>
          alert.answers === undefined ? alert : { ...alert, state: 'firing' as const },
        ),
      })),
    }),
  },
  {
    fault: 'ends are taken for beginnings',
    seen: 'an alert is as the newest word of its sender says',
    planted: () => ({
      tamper: settling((settlement) => ({
        ...settlement,
        alerts: settlement.alerts.map((alert) => ({ ...alert, state: 'firing' as const })),
      })),
    }),
  },
  {
    fault: 'groups are never closed',
    seen: 'when all problems are over nothing of them is left in the groups',
    planted: () => ({
      tamper: flushing((flush, groupId) => ({
        ...flush,
        group: flush.group ?? {
          id: groupId,
          policy: 'gone',
          key: groupId,
          labels: {},
          openedAt: 0,
        },
      })),
    }),
  },
  {
    fault: 'a message that was sent is sent again',
    seen: 'a message is repeated only where its outcome was not known',
    planted: () => ({
      tamper: (one) =>
        one.kind === 'attempt' && one.next.state === 'sent' && every(10)
          ? { ...one, next: { state: 'due', dueAt: 0 } }
          : one,
    }),
  },
  {
    fault: 'robots forget what they sent',
    from: 2,
    seen: 'no robot is sent more than its platform takes',
    planted: () => ({
      disguise: (store) => ({
        ...store,
        claim: (options, decide) =>
          store.claim(options, (facts) =>
            decide({ ...facts, robots: facts.robots.map((robot) => ({ ...robot, sent: [] })) }),
          ),
      }),
    }),
  },
  {
    fault: 'a lane is blocked for ever once it was used',
    seen: 'no notification is stuck',
    planted: () => ({
      tamper: (one) =>
        one.kind === 'attempt'
          ? { ...one, lane: [one.lane[0], Number.MAX_SAFE_INTEGER, one.lane[2]] }
          : one,
    }),
  },
  {
    fault: 'a message that failed is called sent',
    from: 3,
    seen: 'what is called sent was posted',
    planted: () => ({
      tamper: (one) =>
        one.kind === 'attempt' && one.next.state === 'due'
          ? { ...one, next: { state: 'sent' } }
          : one,
    }),
  },
  {
    fault: 'an answer that the disk refused is forgotten',
    from: 12,
    seen: 'a message is repeated only where its outcome was not known',
    planted: () => ({
      disguise: (store) => ({
        ...store,
        recordAttempt: (record) =>
          store
            .recordAttempt(record)
            .catch(() => store.recordAttempt({ ...record, next: { state: 'due', dueAt: 0 } })),
      }),
    }),
  },
  {
    fault: 'that a message may have been posted is not written down',
    from: 13,
    seen: 'what was merged is named by what took it in, and was not posted before',
    planted: () => ({
      tamper: (one) => {
        if (one.kind === 'claim') return { ...one, leased: [] }
        if (one.kind !== 'attempt' || one.next.state !== 'due') return one
        return { ...one, next: { state: 'due', dueAt: one.next.dueAt } }
      },
    }),
  },
  {
    fault: 'a digest for one chat is taken for told where another chat heard the same',
    from: 93,
    seen: 'what was merged is named by what took it in, and was not posted before',
    planted: () => ({ tamper: mergingAcrossChats() }),
  },
  {
    fault: 'a digest leaves out what it has taken in',
    seen: 'what was merged is named by what took it in, and was not posted before',
    planted: () => ({
      tamper: (one) =>
        one.kind === 'claim'
          ? {
              ...one,
              digests: one.digests.map((digest) => ({
                ...digest,
                entries: digest.entries.slice(0, 1),
              })),
            }
          : one,
    }),
  },
  {
    fault: 'a tenth of what is owed is forgotten',
    seen: 'what a policy matches is told, or a hold says why not',
    planted: () => ({ tamper: owing((owed) => (every(10) ? [] : owed)) }),
  },
  {
    fault: 'that something ended before it was told is not written down',
    seen: 'what a policy matches is told, or a hold says why not',
    planted: () => ({
      tamper: flushing((flush) => ({
        ...flush,
        holds: flush.holds.filter(({ reason }) => reason !== 'over-before-told'),
      })),
    }),
  },
  {
    fault: 'what a silence holds back is held for ever',
    from: 2,
    seen: 'nothing that fires is held for longer than its reason lasts',
    planted: () => ({
      tamper: flushing((flush) => ({
        ...flush,
        items: flush.items.map((item) =>
          item.mutedUntil === undefined ? item : { ...item, mutedUntil: Number.MAX_SAFE_INTEGER },
        ),
        ...(flush.group && flush.items.some(({ mutedUntil }) => mutedUntil !== undefined)
          ? { group: { ...flush.group, nextFlushAt: Number.MAX_SAFE_INTEGER } }
          : {}),
      })),
    }),
  },
  {
    fault: 'the ticking does not know when the next group is due',
    from: 2,
    seen: 'a group or a run is looked at when its time comes',
    planted: () => ({ disguise: (store) => ({ ...store, nextTickAt: async () => undefined }) }),
  },
  {
    fault: 'settling overlooks the events of every second turn',
    from: 2,
    seen: 'an event is settled at once',
    planted: () => ({
      disguise: (store) => ({
        ...store,
        settle: (limit, work) => (every(2) ? Promise.resolve(0) : store.settle(limit, work)),
      }),
    }),
  },
  {
    fault: 'what is over is told as firing, after its end',
    seen: 'nobody hears that something fires after having heard of its end, unless it fires again',
    planted: () => ({
      disguise: (store) => ({ ...store, statesNow: async () => new Map() }),
      tamper: owing((owed) =>
        owed.flatMap((one) =>
          one.kind === 'resolved'
            ? [
                one,
                {
                  ...one,
                  id: `${one.id}x`,
                  entries: one.entries.map((entry) => ({ ...entry, state: 'firing' as const })),
                },
              ]
            : [one],
        ),
      ),
    }),
  },
  {
    fault: 'escalations go on when all is over',
    from: 3,
    seen: 'when all problems are over no escalation goes on',
    planted: () => ({
      sql: 'create trigger if not exists for_ever after update on escalations when new.next_at is null begin update escalations set next_at = 4000000000000 where id = new.id; end',
    }),
  },
  {
    fault: 'ends are told to nobody',
    seen: 'who has heard of a problem hears of its end',
    planted: () => ({ tamper: owing((owed) => owed.filter(({ kind }) => kind !== 'resolved')) }),
  },
  {
    fault: 'who was called by an escalation hears of no end',
    from: 3,
    seen: 'who has heard of a problem hears of its end',
    planted: () => ({ tamper: endingForGroupsOnly() }),
  },
  {
    fault: 'an alert that goes on after its end is told as over once only',
    from: 3,
    seen: 'who has heard of a problem hears of its end',
    planted: () => ({ tamper: endingOnce() }),
  },
  {
    fault: 'alerts end by themselves two minutes early',
    from: 8,
    seen: 'an alert ends by itself after its time, once, and never before',
    planted: () => ({
      tamper: settling((settlement) => ({
        ...settlement,
        alerts: settlement.alerts.map((alert) =>
          alert.autoResolveAt === undefined
            ? alert
            : { ...alert, autoResolveAt: alert.autoResolveAt - 2 * MINUTE_MS },
        ),
      })),
    }),
  },
  {
    fault: 'every alert is said to have ended an hour ago',
    from: 5,
    seen: 'an alert that fires again soon enough goes on, and begins anew else',
    planted: () => ({
      disguise: (store) => ({
        ...store,
        settle: (limit, work) =>
          store.settle(limit, (batch) =>
            work({
              ...batch,
              newestAlerts: async (keys) =>
                new Map(
                  [...(await batch.newestAlerts(keys))].map(([key, alert]) => [
                    key,
                    alert.resolvedAt === undefined ? alert : { ...alert, resolvedAt: 0 },
                  ]),
                ),
            }),
          ),
      }),
    }),
  },
  {
    fault: 'what is held for a while does not say why',
    seen: 'what is held for a while says why, and until when where that is known',
    planted: () => ({
      tamper: flushing((flush) => ({
        ...flush,
        holds: flush.holds.map(({ until: _, ...hold }) => hold),
      })),
    }),
  },
  {
    fault: 'that something has become critical is forgotten',
    from: 13,
    seen: 'that something has become critical is not held as noise',
    planted: () => ({
      tamper: settling((settlement) => ({
        ...settlement,
        items: settlement.items.map(({ raised: _, ...item }) => item),
      })),
    }),
  },
  {
    fault: 'steps of escalations are looked at three minutes late',
    from: 3,
    seen: 'a step of an escalation is told when its time comes',
    planted: () => ({ tamper: running(lateWhen('running')) }),
  },
  {
    fault: 'acknowledgements are looked at three minutes late',
    from: 3,
    seen: 'an acknowledgement holds no longer than its time, and whoever gave it is asked before',
    planted: () => ({ tamper: running(lateWhen('answered')) }),
  },
  {
    fault: 'alerts end by themselves three minutes late',
    from: 16,
    seen: 'an alert of which nothing is heard ends when its time comes',
    planted: () => ({
      tamper: settling((settlement) => ({
        ...settlement,
        alerts: settlement.alerts.map((alert) =>
          alert.autoResolveAt === undefined
            ? alert
            : { ...alert, autoResolveAt: alert.autoResolveAt + 3 * MINUTE_MS },
        ),
      })),
    }),
  },
  {
    fault: 'whatever comes is taken for a calendar',
    from: 2,
    seen: 'what is no calendar never takes the place of one',
    planted: () => ({ tamper: calendars((copy) => ({ ...copy, text: '<html>' })) }),
  },
  {
    fault: 'calendars are not kept',
    from: 2,
    seen: 'a calendar that is wanted is there, and not older than its schedule wants',
    planted: () => ({ tamper: calendars(() => undefined) }),
  },
  {
    fault: 'storms never end',
    seen: 'a storm is over when nothing begins any more',
    planted: () => ({
      tamper: (one) =>
        one.kind === 'storm' && one.storm === undefined
          ? { ...one, storm: { policy: one.policy, opened: [], told: 9, nextAt: 4e12 } }
          : one,
    }),
  },
  {
    fault: 'the lock on the data folder lets two in',
    seen: 'one process at most works at a time',
    planted: () => ({ lockIsBroken: true }),
  },
  {
    fault: 'what jobs say is thrown away',
    from: 5,
    seen: 'a job that has failed or fallen silent has an open alert, and one that pings has none',
    planted: () => ({ tamper: (one) => (one.kind === 'pings' ? undefined : one) }),
  },
  {
    fault: 'that a source is quiet is not noted',
    from: 5,
    seen: 'a source of which nothing is heard for too long has an open alert, and one that speaks has none',
    planted: () => ({
      tamper: (one) => (one.kind === 'look-at-source' ? { ...one, events: [] } : one),
    }),
  },
  {
    fault: 'a fifth of what happens is not counted',
    seen: 'what happens is counted by day, each event once',
    planted: () => ({
      tamper: settling((settlement) => (every(5) ? { ...settlement, counts: [] } : settlement)),
    }),
  },
  {
    fault: 'what the walks come by is left',
    from: 2,
    seen: 'what is over and old is dropped, and stays counted',
    planted: () => ({
      tamper: (one) => (one.kind === 'drop' ? { ...one, events: [] } : one),
    }),
  },
  {
    fault: 'groups forget when they told',
    seen: 'what goes on is told again no more often than its group may',
    planted: () => ({
      tamper: flushing((flush) => ({
        ...flush,
        items: flush.items.map(({ told, ...item }) =>
          told === undefined ? item : { ...item, told: { ...told, at: 0 } },
        ),
        ...(flush.group && flush.notifications.length > 0
          ? { group: { ...flush.group, lastRepeatAt: 0, nextFlushAt: minuteAfter(flush.group) } }
          : {}),
      })),
    }),
  },
  {
    fault: 'what goes on is told once',
    seen: 'what goes on, and nothing holds back, is told again when its time comes',
    planted: () => ({
      tamper: flushing(({ group, ...flush }) => {
        if (!group || flush.items.some(({ mutedUntil }) => mutedUntil !== undefined))
          return { ...flush, group }
        const { nextFlushAt: _, ...resting } = group
        return { ...flush, group: resting }
      }),
    }),
  },
  {
    fault: 'what is told again reaches nobody',
    seen: 'what goes on, and nothing holds back, is told again when its time comes',
    planted: () => ({ tamper: owing((owed) => owed.filter(({ kind }) => kind !== 'repeat')) }),
  },
  {
    fault: 'what is held at its repeat does not know by what',
    from: 7,
    seen: 'what goes on, and nothing holds back, is told again when its time comes',
    planted: () => ({
      tamper: flushing((flush) => ({
        ...flush,
        items: flush.items.map(({ mutedBy, ...item }) =>
          mutedBy === undefined || item.mutedUntil === undefined ? item : { ...item, mutedBy },
        ),
      })),
    }),
  },
  {
    fault: 'mailboxes are taken for robots without a limit',
    from: 3,
    seen: 'no mailbox is sent more mails in a minute than its endpoint may',
    planted: () => ({
      disguise: (store) => ({
        ...store,
        claim: (options, decide) =>
          store.claim(options, (facts) =>
            decide({
              ...facts,
              robots: facts.robots.map((robot) =>
                robot.lane.startsWith('email') ? { ...robot, sent: [] } : robot,
              ),
            }),
          ),
      }),
    }),
  },
  {
    fault: 'what cannot be delivered is told to nobody else',
    from: 22,
    seen: 'what could not be delivered is told to others',
    planted: () => ({
      tamper(one) {
        if (one.kind === 'attempt') return { ...one, notifications: [] }
        if (one.kind !== 'claim' || !one.buried) return one
        return { ...one, buried: { ...one.buried, notifications: [] } }
      },
    }),
  },
]

test.each(FAULTS)(
  'it is seen when $fault',
  { timeout: 300_000 },
  async ({ seen, from = 1, planted }) => {
    const others = new Set<string>()
    for (let seed = from; seed < from + SEEDS_MAX; seed++) {
      calls = 0
      const { broken } = await simulate(seed, planted())
      if (broken?.invariant === seen) return
      if (broken) others.add(broken.invariant)
    }
    expect.fail(`${SEEDS_MAX} seeds did not break it, but: ${[...others].join('; ')}`)
  },
)

test('every invariant is shown to fail', () => {
  const names = [...INVARIANTS, ...FEATURES.flatMap(({ invariants }) => invariants ?? [])]
  const shown = new Set(FAULTS.map(({ seen }) => seen))
  expect(names.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([])
  expect(shown.size).toBe(names.length)
})

let calls = 0

/** True at every `count`th call. */
function every(count: number): boolean {
  calls += 1
  return calls % count === 0
}

type Settlement = Extract<Operation, { kind: 'settle' }>['settlement']

function settling(change: (settlement: Settlement) => Settlement): Planted['tamper'] {
  return (one) => (one.kind === 'settle' ? { ...one, settlement: change(one.settlement) } : one)
}

/** Changes what groups do, be it in the ticking or at once. */
function flushing(change: (flush: Flush, groupId: string) => Flush): Planted['tamper'] {
  return (one) => {
    if (one.kind === 'flush') return { ...one, flush: change(one.flush, one.groupId) }
    if (one.kind !== 'settle') return one
    const flushes = one.settlement.flushes.map(({ groupId, flush }) => ({
      groupId,
      flush: change(flush, groupId),
    }))
    return { ...one, settlement: { ...one.settlement, flushes } }
  }
}

/** Changes what groups owe. */
function owing(
  change: (owed: readonly Notification[]) => readonly Notification[],
): NonNullable<Planted['tamper']> {
  const tamper = flushing((flush) => ({ ...flush, notifications: change(flush.notifications) }))
  return (one) => tamper?.(one)
}

function minuteAfter({ lastFlushAt = 0 }: NonNullable<Flush['group']>): number {
  return lastFlushAt + MINUTE_MS
}

/** Puts in place of a digest an earlier one of another endpoint that names as much. */
function mergingAcrossChats(): Planted['tamper'] {
  const known: Notification[] = []
  return (one) => {
    if (one.kind !== 'claim') return one
    const instead = new Map(
      one.digests.flatMap((digest) => {
        const other = known.find((before) => isSaidBy(digest, before))
        return other === undefined ? [] : [[digest.id, other.id] as const]
      }),
    )
    known.push(...one.digests)
    const merged = one.merged.map((merge) => ({
      ...merge,
      digestId: instead.get(merge.digestId) ?? merge.digestId,
    }))
    return { ...one, merged, digests: one.digests.filter(({ id }) => !instead.has(id)) }
  }
}

function isSaidBy(digest: Notification, { endpointId, lane, entries }: Notification): boolean {
  const named = new Set(entries.map(({ subjectId }) => subjectId))
  const isElsewhere = endpointId !== digest.endpointId && lane !== digest.lane
  return isElsewhere && digest.entries.every(({ subjectId }) => named.has(subjectId))
}

/** Tells ends to those only whom a group's message had told. */
function endingForGroupsOnly(): Planted['tamper'] {
  const heard = new Set<string>()
  const keyOf = (endpointId: string, subjectId: string) => `${endpointId} ${subjectId}`
  return owing((owed) => {
    for (const { kind, endpointId, entries } of owed)
      if (kind !== 'resolved')
        for (const { subjectId } of entries) heard.add(keyOf(endpointId, subjectId))
    return owed.filter(
      ({ kind, endpointId, entries }) =>
        kind !== 'resolved' ||
        entries.some(({ subjectId }) => heard.has(keyOf(endpointId, subjectId))),
    )
  })
}

/** Tells no end of what was told as over before. */
function endingOnce(): Planted['tamper'] {
  const over = new Set<string>()
  return owing((owed) => {
    const told = owed.filter(
      ({ kind, entries }) =>
        kind !== 'resolved' || !entries.every(({ subjectId }) => over.has(subjectId)),
    )
    for (const { kind, entries } of told)
      if (kind === 'resolved') for (const { subjectId } of entries) over.add(subjectId)
    return told
  })
}

/** Changes how runs of escalation policies go on, be it in the ticking or with their group. */
function running(change: (run: Escalation) => Escalation): NonNullable<Planted['tamper']> {
  const flushed = flushing((flush) =>
    flush.escalations ? { ...flush, escalations: flush.escalations.map(change) } : flush,
  )
  return (one) =>
    one.kind === 'escalate' ? { ...one, escalations: one.escalations.map(change) } : flushed?.(one)
}

function lateWhen(state: Escalation['state']): (run: Escalation) => Escalation {
  return (run) =>
    run.state === state && run.nextAt !== undefined
      ? { ...run, nextAt: run.nextAt + 3 * MINUTE_MS }
      : run
}

/** Changes the copies of calendars that are kept. */
function calendars(
  change: (copy: CalendarCopy) => CalendarCopy | undefined,
): NonNullable<Planted['tamper']> {
  return (one) => {
    if (one.kind !== 'schedule' || one.work.kind !== 'put-calendar') return one
    const copy = change(one.work.copy)
    return copy && { ...one, work: { ...one.work, copy } }
  }
}
