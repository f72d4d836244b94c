import { createHash } from 'node:crypto'
import { SCHEDULE_LIMITS } from '../base/limits.ts'
import { type FeedEvent, writeCalendar } from '../languages/icalendar/icalendar.ts'
import type { CalendarFeed } from '../model/calendar-feed.ts'
import type { Contact } from '../model/configuration.ts'
import { type Duty, dutiesWithin, dutyAt } from '../model/duty.ts'
import type { Schedule, Span } from '../model/schedule.ts'
import { inLanguage, type LocalText } from '../model/text.ts'

type FeedFacts = {
  readonly schedules: ReadonlyMap<string, Schedule>
  readonly contacts: ReadonlyMap<string, Contact>
  readonly now: number
}

const DAY_MS = 24 * 60 * 60_000

/**
 * The text of a calendar that was handed out; undefined where the configuration has its schedule or contact no longer. It
 * stays the same all day unless the shifts change, so that apps need not fetch it again. Pure.
 */
export function feedText(feed: CalendarFeed, facts: FeedFacts): string | undefined {
  const today = Math.floor(facts.now / DAY_MS) * DAY_MS
  const span = {
    from: today - SCHEDULE_LIMITS.feedPastMs,
    until: today + SCHEDULE_LIMITS.feedAheadMs,
  }
  const named =
    feed.of === 'schedule' ? facts.schedules.get(feed.name) : facts.contacts.get(feed.name)
  if (named === undefined) return undefined
  const schedules = [...facts.schedules.values()].filter(
    ({ id }) => feed.of === 'contact' || id === feed.name,
  )
  const events = schedules.flatMap((schedule) =>
    wholeDuties(schedule, span)
      .filter(({ contact }) => feed.of === 'schedule' || contact === feed.name)
      .flatMap((duty) => eventOf(duty, { schedule, feed, contacts: facts.contacts })),
  )
  return writeCalendar({
    name: inLanguage(nameOf(feed, facts.contacts), feed.language),
    events: events
      .sort((one, other) => one.from - other.from)
      .slice(0, SCHEDULE_LIMITS.feedEventsMax),
    madeAt: today,
  })
}

/** A duty, and the instant by which its event is known again tomorrow; none where it has always held. */
type FeedDuty = Duty & { readonly since?: number }

/** The first duty with its true beginning: the span's cuts it somewhere else each day. */
function wholeDuties(schedule: Schedule, span: Span): readonly FeedDuty[] {
  const [first, ...others] = dutiesWithin(schedule, span)
  if (first === undefined) return []
  const since = dutyAt(schedule, span.from, SCHEDULE_LIMITS.lookMs).from
  const whole = since === undefined ? first : { ...first, from: since, since }
  return [whole, ...others.map((duty) => ({ ...duty, since: duty.from }))]
}

type EventFacts = {
  readonly schedule: Schedule
  readonly feed: CalendarFeed
  readonly contacts: ReadonlyMap<string, Contact>
}

/** Nobody on purpose is no event. */
function eventOf(
  { contact, from, until, since }: FeedDuty,
  { schedule, feed, contacts }: EventFacts,
): readonly FeedEvent[] {
  if (contact === null) return []
  const who = contact === undefined ? GAP : (contacts.get(contact)?.name ?? contact)
  const summary = feed.of === 'contact' ? onCallFor(schedule.id) : led(schedule.id, who)
  const identity = JSON.stringify([schedule.id, contact, since])
  const digest = createHash('sha256').update(identity).digest('hex').slice(0, 32)
  return [{ uid: `${digest}@tocsin`, from, until, summary: inLanguage(summary, feed.language) }]
}

const GAP: LocalText = { en: 'nobody (a gap)', zh: '无人（空缺）' }

function led(schedule: string, who: LocalText): LocalText {
  return {
    en: `${schedule}: ${inLanguage(who, 'en')}`,
    zh: `${schedule}：${inLanguage(who, 'zh')}`,
  }
}

function onCallFor(schedule: string): LocalText {
  return { en: `On call: ${schedule}`, zh: `值班：${schedule}` }
}

function nameOf({ of, name }: CalendarFeed, contacts: ReadonlyMap<string, Contact>): LocalText {
  return onCallFor(of === 'contact' ? (contacts.get(name)?.name ?? name) : name)
}
