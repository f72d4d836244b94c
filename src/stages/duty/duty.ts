// In: schedules, and what was told of each. Out: who takes over and which gaps come, as news for chats.
// Must hold: each change and each gap is told once, through restarts; what was missed is told as it is now.
import { SCHEDULE_LIMITS } from '../../base/limits.ts'
import type { NotificationEntry } from '../../model/notification.ts'
import type { OnCall, Schedule } from '../../model/schedule.ts'
import type { ScheduleMark } from '../../model/schedule-mark.ts'
import type { LocalText } from '../../model/text.ts'
import { type DutyNews, decideDuty } from './decide.ts'
import {
  DUTY_WORDS,
  gapTitle,
  handoverTitle,
  localText,
  moreText,
  spanText,
  whenText,
  whoText,
} from './words.ts'

/** Something to tell about a schedule. */
export type Announcement = {
  readonly kind: Exclude<DutyNews['kind'], 'takeover'>
  readonly schedule: string
  /** The contact group; absent: the fallback. */
  readonly to?: string
  readonly entry: NotificationEntry
}

/** Somebody has come on call by a schedule, and hears what is open. */
export type Takeover = {
  readonly schedule: string
  readonly contact: string
  /** Until when, on the wall of the schedule; absent where no change is in sight. */
  readonly until?: string
}

export type DutyContext = {
  readonly nameOf: (contact: string) => string
  readonly newId: () => string
  readonly now: number
}

export type DutyLook = {
  readonly marks: readonly ScheduleMark[]
  readonly announcements: readonly Announcement[]
  readonly takeovers: readonly Takeover[]
  /** When each has to be looked at again. */
  readonly nextAt: ReadonlyMap<Schedule, number>
}

/** What of these schedules is to be told now. */
export function lookAtDuties(
  schedules: readonly Schedule[],
  marks: ReadonlyMap<string, ScheduleMark>,
  context: DutyContext,
): DutyLook {
  const looks = schedules.map((schedule) => ({
    schedule,
    decision: decideDuty({ schedule, mark: marks.get(schedule.id), bounds: BOUNDS }, context.now),
  }))
  return {
    marks: looks.flatMap(({ decision }) => decision.mark ?? []),
    announcements: looks.flatMap(({ schedule, decision }) =>
      decision.news.flatMap((news) =>
        news.kind === 'takeover' ? [] : [announcementOf(news, schedule, context)],
      ),
    ),
    takeovers: looks.flatMap(({ schedule, decision }) =>
      decision.news.flatMap((news) =>
        news.kind === 'takeover' ? [takeoverOf(news, schedule)] : [],
      ),
    ),
    nextAt: new Map(looks.map(({ schedule, decision }) => [schedule, decision.nextAt])),
  }
}

const BOUNDS = {
  lookMs: SCHEDULE_LIMITS.tickLookMs,
  againMs: SCHEDULE_LIMITS.tickAgainMs,
  weekMs: SCHEDULE_LIMITS.gapWeekMs,
  dayMs: SCHEDULE_LIMITS.gapDayMs,
  markedGapsMax: SCHEDULE_LIMITS.markedGapsMax,
} as const

/** Remembers when each schedule has to be looked at again: computing all shifts at every tick would be for nothing. */
export class DutyWatch {
  #nextAt: ReadonlyMap<Schedule, number> = new Map()

  /** Those whose time has come, and those that are others than were looked at; a few at a time. */
  due(schedules: Iterable<Schedule>, now: number): readonly Schedule[] {
    const due: Schedule[] = []
    for (const schedule of schedules) {
      if ((this.#nextAt.get(schedule) ?? now) > now) continue
      due.push(schedule)
      if (due.length >= SCHEDULE_LIMITS.tickMax) break
    }
    return due
  }

  /** They were looked at, and what came of it is on disk. Those that are no longer in `schedules` are forgotten. */
  looked(schedules: Iterable<Schedule>, nextAt: DutyLook['nextAt']): void {
    const known = this.#nextAt
    const next = new Map<Schedule, number>()
    for (const schedule of schedules) {
      const at = nextAt.get(schedule) ?? known.get(schedule)
      if (at !== undefined) next.set(schedule, at)
    }
    this.#nextAt = next
  }

  /** When one of `schedules` has to be looked at; undefined where there is none. */
  nextAt(schedules: Iterable<Schedule>, now: number): number | undefined {
    let first: number | undefined
    for (const schedule of schedules)
      first = Math.min(first ?? Infinity, this.#nextAt.get(schedule) ?? now)
    return first
  }
}

function takeoverOf(
  { contact, until }: Extract<DutyNews, { kind: 'takeover' }>,
  { id, zone }: Schedule,
): Takeover {
  return {
    schedule: id,
    contact,
    ...(until === undefined ? {} : { until: localText(until, zone) }),
  }
}

type Announced = Exclude<DutyNews, { kind: 'takeover' }>

function announcementOf(news: Announced, schedule: Schedule, context: DutyContext): Announcement {
  const to = news.kind === 'gap' ? schedule.owners : schedule.handover?.to
  return {
    kind: news.kind,
    schedule: schedule.id,
    ...(to === undefined ? {} : { to }),
    entry: {
      subjectId: context.newId(),
      eventId: '',
      state: 'notice',
      name: news.kind,
      labels: { schedule: schedule.id },
      links: [],
      at: context.now,
      ...(news.kind === 'gap' ? gapWords(news, schedule) : handoverWords(news, schedule, context)),
    },
  }
}

type Words = Pick<NotificationEntry, 'severity' | 'title' | 'fields'>

function handoverWords(
  news: Extract<DutyNews, { kind: 'handover' }>,
  { id, zone }: Schedule,
  { nameOf, now }: DutyContext,
): Words {
  const who = (contact: OnCall | undefined): LocalText => whoText(contact, nameOf)
  const local = (at: number): string => localText(at, zone)
  const { contact, from, until, before, next } = news
  return {
    severity: contact === undefined ? 'warning' : 'info',
    title: handoverTitle(id, who(contact), whenText(from > now ? local(from) : undefined)),
    fields: [
      { label: DUTY_WORDS.onCall, value: who(contact) },
      { label: DUTY_WORDS.since, value: local(from) },
      ...(until === undefined ? [] : [{ label: DUTY_WORDS.until, value: local(until) }]),
      ...(before === undefined ? [] : [{ label: DUTY_WORDS.before, value: who(before) }]),
      ...(next === undefined ? [] : [{ label: DUTY_WORDS.next, value: who(next.contact) }]),
    ],
  }
}

function gapWords({ gaps }: Extract<DutyNews, { kind: 'gap' }>, { id, zone }: Schedule): Words {
  const shown = gaps.slice(0, SCHEDULE_LIMITS.gapsShownMax)
  const more = gaps.length - shown.length
  const local = (at: number): string => localText(at, zone)
  return {
    severity: 'warning',
    title: gapTitle(id, gaps.length, local(gaps[0]?.from ?? 0)),
    fields: [
      ...shown.map(({ from, until }) => ({
        label: DUTY_WORDS.gaps,
        value: spanText(local(from), until === undefined ? undefined : local(until)),
      })),
      ...(more > 0 ? [{ label: DUTY_WORDS.gaps, value: moreText(more) }] : []),
      { label: DUTY_WORDS.remedyLabel, value: DUTY_WORDS.remedy },
    ],
  }
}
