import { TocsinError } from '../../base/errors.ts'
import { SCHEDULE_LIMITS } from '../../base/limits.ts'
import type { ScheduleStore } from '../../contract/schedule-store.ts'
import type { Looks } from './connection.ts'
import { openAlertsTold } from './duty-reads.ts'
import { ScheduleReads } from './schedule-reads.ts'
import {
  putCalendar,
  putFeed,
  putOverride,
  removeFeed,
  removeOverride,
  tickSchedules,
} from './schedules.ts'
import type { InTurn } from './turns.ts'
import type { Writer } from './writer.ts'

/** What is kept around schedules; what reads and then writes takes its turn with `inTurn`. */
export function scheduleStore(
  { looks, writer }: { readonly looks: Looks; readonly writer: Writer },
  inTurn: InTurn,
): ScheduleStore {
  const now = new ScheduleReads(looks)
  return {
    putOverride: (override, { now: at, forgetBefore }) =>
      inTurn(async ({ connection }) => {
        const reads = new ScheduleReads(connection)
        const isFull = (await reads.overrideCount(at)) >= SCHEDULE_LIMITS.overridesMax
        if (isFull && !(await reads.override(override.id)))
          throw tooMany('overrides that are not over', SCHEDULE_LIMITS.overridesMax)
        putOverride(connection, override, forgetBefore)
      }),
    removeOverride: (id) =>
      writer.perform({ work: (connection) => removeOverride(connection, id) }),
    override: (id) => now.override(id),
    overrides: ({ endAfter }) => now.overrides(endAfter),
    tickSchedules: (work) =>
      inTurn(async ({ connection, reads }) => {
        const tick = await work(await new ScheduleReads(connection).marks(), {
          silences: (at) => reads.answers.silences(at),
          inhibitors: (slots) => reads.mutes.inhibitors(slots, []),
          openAlerts: (query) => openAlertsTold(connection, reads.escalations, query),
        })
        tickSchedules(connection, tick)
      }),
    putFeed: (feed) =>
      inTurn(async ({ connection }) => {
        const { length } = await new ScheduleReads(connection).feeds()
        if (length >= SCHEDULE_LIMITS.feedsMax) throw tooMany('calendars', SCHEDULE_LIMITS.feedsMax)
        putFeed(connection, feed)
      }),
    removeFeed: (id) => writer.perform({ work: (connection) => removeFeed(connection, id) }),
    feeds: () => now.feeds(),
    feedOf: (digest) => now.feedOf(digest),
    putCalendar: (copy, known) =>
      writer.perform({ work: (connection) => putCalendar(connection, copy, known) }),
    calendars: () => now.calendars(),
  }
}

function tooMany(what: string, most: number): TocsinError {
  return new TocsinError(
    'TOCSIN_REQUEST_INVALID',
    `Expected at most ${most} ${what}, found as many already. Remove some first.`,
  )
}
