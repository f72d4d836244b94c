// In: the calendars that schedules name by their address. Out: the last good copy of each, kept in the store.
// Must hold: a calendar that cannot be fetched, or is none, never takes the place of a good copy; no address is shown.
import type { Clock } from './base/clock.ts'
import type { HttpClient } from './base/http-client.ts'
import { SCHEDULE_LIMITS } from './base/limits.ts'
import type { Turn } from './base/loop.ts'
import { readCalendarLayer } from './config/config.ts'
import type { CalendarCopy } from './contract/schedule-store.ts'
import type { Store } from './contract/store.ts'
import type { Configuration } from './model/configuration.ts'
import type { CalendarLayer, CalendarSource, Schedule, ScheduleLayer } from './model/schedule.ts'

/** How fetching a calendar goes. */
export type CalendarState = {
  /** When the copy that counts was fetched, UTC milliseconds; absent before the first. */
  readonly fetchedAt?: number
  /** Why the last try failed, and since when it does. */
  readonly failure?: { readonly since: number; readonly text: string }
}

export type CalendarsOptions = {
  readonly store: Store
  readonly clock: Clock
  readonly http: () => HttpClient
  /** As it was read: which calendars are wanted. */
  readonly configuration: () => Configuration
  /** Another copy counts from now on. */
  readonly changed: () => void
}

/** Fetches calendars at their own pace. */
export class Calendars {
  readonly #options: CalendarsOptions
  readonly #stopping = new AbortController()
  readonly #copies = new Map<string, CalendarCopy>()
  readonly #failures = new Map<string, { since: number; text: string }>()
  readonly #nextAt = new Map<string, number>()
  readonly #laidOut = new Map<string, LaidOut>()

  constructor(options: CalendarsOptions) {
    this.#options = options
  }

  /** Takes over the copies of earlier runs. Called once, before anything else. */
  async load(): Promise<void> {
    for (const copy of await this.#options.store.calendars()) this.#copies.set(copy.digest, copy)
  }

  state(digest: string): CalendarState {
    const fetchedAt = this.#copies.get(digest)?.fetchedAt
    const failure = this.#failures.get(digest)
    return {
      ...(fetchedAt === undefined ? {} : { fetchedAt }),
      ...(failure === undefined ? {} : { failure }),
    }
  }

  /** The same schedules, with the shifts of the copies in their layers. */
  fill(configuration: Configuration): Configuration {
    if (sourcesOf(configuration).length === 0) return configuration
    const { contacts } = configuration
    const schedules = [...configuration.schedules].map(([id, schedule]): [string, Schedule] => {
      if (!schedule.layers.some((layer) => 'feed' in layer)) return [id, schedule]
      const layers = schedule.layers.map((layer) => this.#layer(layer, schedule.zone, contacts))
      return [id, { ...schedule, layers }]
    })
    return { ...configuration, schedules: new Map(schedules) }
  }

  /** Fetches what is due, a few at a time. */
  async turn(): Promise<Turn> {
    const now = this.#options.clock.now()
    const wanted = sourcesOf(this.#options.configuration())
    const due = wanted.filter((source) => this.#dueAt(source) <= now)
    const batch = due.slice(0, SCHEDULE_LIMITS.calendarsAtOnceMax)
    const known = wanted.map(({ digest }) => digest)
    const fresh = await Promise.all(batch.map((source) => this.#fetch(source, known)))
    if (fresh.includes(true)) this.#options.changed()
    const times = wanted.map((source) => this.#dueAt(source))
    return {
      more: due.length > batch.length,
      ...(times.length === 0 ? {} : { nextAt: Math.min(...times) }),
    }
  }

  /** Ends what is under way. */
  stop(): void {
    this.#stopping.abort()
  }

  #dueAt({ digest, everyMs }: CalendarSource): number {
    const copy = this.#copies.get(digest)
    return this.#nextAt.get(digest) ?? (copy === undefined ? 0 : copy.fetchedAt + everyMs)
  }

  /** Whether there is another copy than before. */
  async #fetch(source: CalendarSource, known: readonly string[]): Promise<boolean> {
    const { digest, everyMs } = source
    const { store, clock } = this.#options
    const got = await this.#get(source)
    const now = clock.now()
    if ('failure' in got) {
      const since = this.#failures.get(digest)?.since ?? now
      this.#failures.set(digest, { since, text: got.failure })
      this.#nextAt.set(digest, now + Math.min(everyMs, SCHEDULE_LIMITS.calendarRetryMs))
      return false
    }
    const isSame = this.#copies.get(digest)?.text === got.text
    const copy = { digest, fetchedAt: now, text: got.text }
    await store.putCalendar(copy, known)
    this.#copies.set(digest, copy)
    this.#failures.delete(digest)
    this.#nextAt.set(digest, now + everyMs)
    return !isSame
  }

  async #get({ url }: CalendarSource): Promise<{ text: string } | { failure: string }> {
    const bytesMax = SCHEDULE_LIMITS.calendarBytesMax
    const outcome = await this.#options.http().send({
      method: 'GET',
      url: url.reveal(),
      headers: { accept: 'text/calendar' },
      timeoutMs: SCHEDULE_LIMITS.calendarMs,
      bytesMax,
      signal: this.#stopping.signal,
    })
    if (outcome.kind === 'failed') return { failure: `It could not be fetched: ${outcome.reason}.` }
    const { status, body } = outcome
    if (status !== 200)
      return { failure: `Expected the answer 200 with a calendar, found ${status}.` }
    if (Buffer.byteLength(body) >= bytesMax)
      return { failure: `It is larger than ${bytesMax} bytes. Take past events out.` }
    const read = readCalendarLayer({ text: body, name: '', zone: 'UTC', contacts: new Map() })
    return 'broken' in read ? { failure: `It is no iCalendar: ${read.broken}.` } : { text: body }
  }

  /** Laid out once a copy: overrides come and go more often. */
  #layer(layer: ScheduleLayer, zone: string, contacts: Configuration['contacts']): ScheduleLayer {
    if (!('feed' in layer) || layer.feed === undefined) return layer
    const { feed, calendar } = layer
    const copy = this.#copies.get(feed.digest)
    if (copy === undefined) return layer
    const key = JSON.stringify([feed.digest, zone])
    const known = this.#laidOut.get(key)
    if (known && known.text === copy.text && known.contacts === contacts) return known.layer
    const read = readCalendarLayer({ text: copy.text, name: calendar, zone, contacts })
    const filled = 'broken' in read ? layer : { ...read, feed }
    if (this.#laidOut.size >= SCHEDULE_LIMITS.calendarsMax) this.#laidOut.clear()
    this.#laidOut.set(key, { text: copy.text, contacts, layer: filled })
    return filled
  }
}

type LaidOut = {
  readonly text: string
  readonly contacts: Configuration['contacts']
  readonly layer: CalendarLayer
}

/** Each calendar once, as often as its most impatient schedule wants it. */
function sourcesOf({ schedules }: Configuration): readonly CalendarSource[] {
  const sources = new Map<string, CalendarSource>()
  for (const { layers } of schedules.values()) {
    for (const layer of layers) {
      const feed = 'feed' in layer ? layer.feed : undefined
      if (feed === undefined) continue
      const known = sources.get(feed.digest)
      if (known === undefined || known.everyMs > feed.everyMs) sources.set(feed.digest, feed)
    }
  }
  return [...sources.values()].slice(0, SCHEDULE_LIMITS.calendarsMax)
}
