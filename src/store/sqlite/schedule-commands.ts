import { TocsinError } from '../../base/errors.ts'
import { SCHEDULE_LIMITS } from '../../base/limits.ts'
import type { ScheduleStore } from '../../contract/schedule-store.ts'
import type { Connection } from './connection.ts'
import { openAlertsTold } from './duty-reads.ts'
import type { Reads } from './reads.ts'
import { ScheduleReads } from './schedule-reads.ts'
import type { ScheduleOperation } from './schedules.ts'
import type { Writer } from './writer.ts'

/** What is kept around schedules; what reads and then writes takes its turn with `inTurn`. */
export function scheduleStore(
  writer: Writer,
  { connection, reads: known }: { readonly connection: Connection; readonly reads: Reads },
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
): ScheduleStore {
  const reads = new ScheduleReads(connection)
  const perform = (work: ScheduleOperation): Promise<void> =>
    writer.perform({ kind: 'schedule', work })
  return {
    putOverride: (override, { now, forgetBefore }) =>
      inTurn(async () => {
        const { length } = reads.overrides(now, SCHEDULE_LIMITS.overridesMax)
        if (length >= SCHEDULE_LIMITS.overridesMax && !reads.override(override.id))
          throw tooMany('overrides that are not over', SCHEDULE_LIMITS.overridesMax)
        await perform({ kind: 'put-override', override, forgetBefore })
      }),
    removeOverride: (id) => perform({ kind: 'remove-override', id }),
    override: async (id) => reads.override(id),
    overrides: async ({ endAfter }) => reads.overrides(endAfter),
    tickSchedules: (work) =>
      inTurn(async () => {
        const tick = await work(reads.marks(), {
          silences: async (now) => known.answers.silences(now),
          inhibitors: async (slots) => known.mutes.inhibitors(slots, []),
          openAlerts: async (query) => openAlertsTold(connection, known.escalations, query),
        })
        const { marks, notifications, escalations } = tick
        if (marks.length + notifications.length + escalations.length === 0) return
        await perform({ kind: 'tick-schedules', tick })
      }),
    putFeed: (feed) =>
      inTurn(async () => {
        if (reads.feeds().length >= SCHEDULE_LIMITS.feedsMax)
          throw tooMany('calendars', SCHEDULE_LIMITS.feedsMax)
        await perform({ kind: 'put-feed', feed })
      }),
    removeFeed: (id) => perform({ kind: 'remove-feed', id }),
    feeds: async () => reads.feeds(),
    feedOf: async (digest) => reads.feedOf(digest),
    putCalendar: (copy, known) => perform({ kind: 'put-calendar', copy, known }),
    calendars: async () => reads.calendars(),
  }
}

function tooMany(what: string, most: number): TocsinError {
  return new TocsinError(
    'TOCSIN_REQUEST_INVALID',
    `Expected at most ${most} ${what}, found as many already. Remove some first.`,
  )
}
