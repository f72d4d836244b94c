import { systemClock } from '../../base/clock.ts'
import { INGEST_LIMITS, POSTGRES_LIMITS } from '../../base/limits.ts'
import type { SettleBatch, Store } from '../../contract/store.ts'
import type { Event } from '../../model/event.ts'
import { type AlertKey, pairKey } from '../../model/settlement.ts'
import type { LatelyStored } from './lately-stored.ts'
import type { Reads } from './reads.ts'
import { settle } from './settle.ts'
import type { InTurn } from './turns.ts'

export type SettleCommands = 'settle' | 'settlesAhead'

/** What waits is settled by whichever hub has the turn. */
export function settleCommands(inTurn: InTurn, lately: LatelyStored): Pick<Store, SettleCommands> {
  /** For when silences were asked for last: those of the next turn are among them. */
  let lastAt = Infinity
  let isBehind = false
  let restUntil = 0
  const settleOnce: Store['settle'] = (limit, work) =>
    inTurn(async ({ connection, reads }) => {
      // Where more waits than a turn takes, what was stored last is not what comes next.
      const expected = lately.take()
      const early = askEarly(reads, isBehind ? NOTHING : expected, lastAt)
      const events = await reads.unsettled(limit)
      isBehind = events.length === limit
      if (events.length === 0) return 0
      const batch = batchOf(events, reads, early)
      const settlement = await work({
        ...batch,
        silences: (now) => {
          lastAt = now
          return batch.silences(now)
        },
      })
      await settle(connection, settlement, {
        eventIds: events.map(({ id }) => id),
        forgetBefore: (events.at(-1)?.receivedAt ?? 0) - INGEST_LIMITS.redeliveryMemoryMs,
      })
      return events.length
    })
  return {
    settlesAhead: false,
    /** Rests as long as the last turn took, unless more waited than it could take: so more share the next one. */
    async settle(limit, work) {
      const rest = Math.min(restUntil - systemClock.now(), POSTGRES_LIMITS.settleRestMsMax)
      if (rest > 0) await systemClock.sleep(rest)
      const from = systemClock.now()
      const count = await settleOnce(limit, work)
      const to = systemClock.now()
      restUntil = count < limit ? to + (to - from) : 0
      return count
    },
  }
}

/** What goes out along with the question for the events, since most turns ask for it. */
type Early = Pick<SettleBatch, 'newestAlerts' | 'silences' | 'turns'>

/** Keys by `pairKey(source, dedupKey)`. */
type Expected = ReturnType<LatelyStored['take']>

const NOTHING: Expected = new Map()

function askEarly(reads: Reads, expected: Expected, lastAt: number): Early {
  const alerts = reads.newestAlerts([...expected.values()])
  const silences = Number.isFinite(lastAt) ? reads.answers.silences(lastAt) : undefined
  const turns = reads.escalations.turns()
  // Where one of them fails so does all that follows, which says why.
  for (const asked of [alerts, silences, turns]) asked?.catch(() => undefined)
  return {
    async newestAlerts(keys) {
      const nameOf = ({ source, dedupKey }: AlertKey): string => pairKey(source, dedupKey)
      const others = await reads.newestAlerts(keys.filter((key) => !expected.has(nameOf(key))))
      const known = await alerts
      const found = keys.flatMap((key) => {
        const name = nameOf(key)
        const alert = known.get(name) ?? others.get(name)
        return alert ? [[name, alert] as const] : []
      })
      return new Map(found)
    },
    async silences(now) {
      if (!silences || now < lastAt) return await reads.answers.silences(now)
      return (await silences).filter(({ endsAt }) => endsAt > now)
    },
    turns: () => turns,
  }
}

function batchOf(events: readonly Event[], reads: Reads, early: Early): SettleBatch {
  return {
    ...early,
    events,
    knownDeliveries: (keys) => reads.knownDeliveries(keys),
    openGroups: (keys) => reads.openGroups(keys),
    standings: (ids) => reads.standings(ids),
    storms: (policies) => reads.life.storms(policies),
    inhibitors: (slots, except) => reads.mutes.inhibitors(slots, except),
    escalations: (ids) => reads.escalations.of(ids),
  }
}
