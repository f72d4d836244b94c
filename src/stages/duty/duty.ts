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
  readonly kind: DutyNews['kind']
  readonly schedule: string
  /** The contact group; absent: the fallback. */
  readonly to?: string
  readonly entry: NotificationEntry
}

export type DutyContext = {
  readonly nameOf: (contact: string) => string
  readonly newId: () => string
  readonly now: number
}

export type DutyLook = {
  readonly marks: readonly ScheduleMark[]
  readonly announcements: readonly Announcement[]
  readonly nextAt: number
}

/** What of all schedules is to be told now. */
export function lookAtDuties(
  schedules: ReadonlyMap<string, Schedule>,
  marks: ReadonlyMap<string, ScheduleMark>,
  context: DutyContext,
): DutyLook {
  const looks = [...schedules.values()].map((schedule) => ({
    schedule,
    decision: decideDuty({ schedule, mark: marks.get(schedule.id), bounds: BOUNDS }, context.now),
  }))
  return {
    marks: looks.flatMap(({ decision }) => decision.mark ?? []),
    announcements: looks.flatMap(({ schedule, decision }) =>
      decision.news.map((news) => announcementOf(news, schedule, context)),
    ),
    nextAt: Math.min(Infinity, ...looks.map(({ decision }) => decision.nextAt)),
  }
}

const BOUNDS = {
  lookMs: SCHEDULE_LIMITS.tickLookMs,
  againMs: SCHEDULE_LIMITS.tickAgainMs,
  weekMs: SCHEDULE_LIMITS.gapWeekMs,
  dayMs: SCHEDULE_LIMITS.gapDayMs,
  markedGapsMax: SCHEDULE_LIMITS.markedGapsMax,
} as const

/** Remembers when schedules have to be looked at again: computing shifts at every tick would be for nothing. */
export class DutyWatch {
  #schedules: ReadonlyMap<string, Schedule> | undefined
  #nextAt = -Infinity

  /** Whether it is time, or the schedules are others than those that were looked at. */
  isDue(schedules: ReadonlyMap<string, Schedule>, now: number): boolean {
    return this.#schedules !== schedules || now >= this.#nextAt
  }

  /** They were looked at, and what came of it is on disk. */
  looked(schedules: ReadonlyMap<string, Schedule>, nextAt: number): void {
    this.#schedules = schedules
    this.#nextAt = nextAt
  }

  get nextAt(): number | undefined {
    return Number.isFinite(this.#nextAt) ? this.#nextAt : undefined
  }
}

function announcementOf(news: DutyNews, schedule: Schedule, context: DutyContext): Announcement {
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
