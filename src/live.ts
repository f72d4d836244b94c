// What changes while the hub runs: the configuration, the overrides that people make, and what is to be said about both.
import { isDeepStrictEqual } from 'node:util'
import type { Changes } from './announced.ts'
import type { Answering, Scheduling } from './api/api.ts'
import type { RunningState } from './api/wire.ts'
import type { Clock } from './base/clock.ts'
import type { Chance } from './base/id.ts'
import { SCHEDULE_LIMITS } from './base/limits.ts'
import { VERSION } from './base/version.ts'
import type { CalendarState, Calendars } from './calendars.ts'
import type { Store } from './contract/store.ts'
import type * as flow from './flow.ts'
import { answer, muting } from './flow-answer.ts'
import type { AddressedContacts } from './model/addressed.ts'
import { readLink, signLink } from './model/answer-link.ts'
import type { Configuration, SourceConfiguration } from './model/configuration.ts'
import { createDirectory, type Directory, withContacts } from './model/directory.ts'
import { type StoredOverride, withOverrides } from './model/stored-override.ts'
import type { RunningHub } from './wiring.ts'

/** What of the options of an app it starts with. */
type LiveOptions = {
  readonly configuration: Configuration
  readonly publicUrl?: string
  /** In whose name the hub makes events itself, where the configuration has no source of this name. */
  readonly ownSource?: SourceConfiguration
}

/** What changes while the hub runs: the configuration, and what is to be said about it. */
export class Live {
  /** Of the configuration as it is now: its schedules know the stored overrides. */
  directory: Directory
  ready = false
  /** The hub's own address as people reach it; messages have links with which to answer only where there is one. */
  publicUrl: string | undefined
  readonly #clock: Clock
  /** Of the configuration as it was read. */
  #read: Directory
  #overrides: readonly StoredOverride[] = []
  #looksBegun = 0
  #lookTaken = 0
  #calendars: Calendars | undefined
  #addressed: AddressedContacts | undefined
  readonly #ownSource: SourceConfiguration | undefined
  readonly #startedAt: number
  #loadedAt: number
  #broken: RunningState['broken']

  constructor({ configuration, publicUrl, ownSource }: LiveOptions, clock: Clock) {
    this.#clock = clock
    this.publicUrl = publicUrl
    this.#ownSource = ownSource
    this.#read = this.directory = createDirectory(this.#withOwnSource(configuration))
    this.#startedAt = this.#loadedAt = clock.now()
  }

  listensAt(url: string, options: { readonly sandbox: boolean }): void {
    const isNear = /^http:\/\/(127\.|\[::1\]|localhost)/.test(url)
    if (options.sandbox && isNear) this.publicUrl ??= url
  }

  replace(configuration: Configuration): void {
    this.#read = createDirectory(this.#withOwnSource(configuration))
    this.#merge()
    this.#loadedAt = this.#clock.now()
    this.#broken = undefined
  }

  /** From now on the overrides count as they are in the store. Gives whether they are others than before. */
  async readOverrides(store: Store): Promise<boolean> {
    const endAfter = this.#clock.now() - SCHEDULE_LIMITS.overrideMemoryMs
    this.#looksBegun += 1
    const look = this.#looksBegun
    const overrides = await store.overrides({ endAfter })
    // One that began later has seen more.
    if (look < this.#lookTaken) return false
    this.#lookTaken = look
    if (isDeepStrictEqual(overrides, this.#overrides)) return false
    this.#overrides = overrides
    this.#merge()
    return true
  }

  /** The configuration as it was read, without what the store knows. */
  get written(): Configuration {
    return this.#read.configuration
  }

  /** From now on calendars count as they were fetched last. */
  takeCalendars(calendars: Calendars): void {
    this.#calendars = calendars
    this.#merge()
  }

  calendarState(digest: string): CalendarState {
    return this.#calendars?.state(digest) ?? {}
  }

  /** From now on these contacts are known beside those of the file. */
  takeContacts(addressed: AddressedContacts): void {
    this.#addressed = addressed
    this.#merge()
  }

  /** Whether where this endpoint's messages go is not known yet. */
  awaits(endpointId: string): boolean {
    return this.#addressed?.awaits(endpointId) === true
  }

  #withOwnSource(configuration: Configuration): Configuration {
    const own = this.#ownSource
    const { sources } = configuration
    if (own === undefined || sources.some(({ name }) => name === own.name)) return configuration
    return { ...configuration, sources: [...sources, own] }
  }

  #merge(): void {
    const looked = this.#addressed ? withContacts(this.#read, this.#addressed) : this.#read
    const { configuration: read } = looked
    const filled = this.#calendars?.fill(read) ?? read
    const configuration = withOverrides(filled, this.#overrides)
    this.directory = { ...looked, configuration }
  }

  reportBroken(problems: readonly string[]): void {
    this.#broken = { since: this.#broken?.since ?? this.#clock.now(), problems }
  }

  state(): RunningState {
    return {
      version: VERSION,
      startedAt: this.#startedAt,
      loadedAt: this.#loadedAt,
      revision: this.directory.configuration.revision,
      broken: this.#broken,
      sources: this.directory.configuration.sources.map(({ name, type }) => ({ name, type })),
      ready: this.ready,
    }
  }
}

/** What the API needs to show schedules and to change who is on call. */
export function schedulingOf(
  hub: { readonly store: Store; readonly wake: { readonly tick: () => void } },
  live: Live,
  chance: Chance,
): Scheduling {
  return {
    schedules: () => live.directory.configuration.schedules,
    contacts: () => live.directory.configuration.contacts,
    calendarState: (digest) => live.calendarState(digest),
    newToken: () => Buffer.from(chance.bytes(TOKEN_BYTES)).toString('base64url'),
    async changed() {
      await live.readOverrides(hub.store)
      hub.wake.tick()
    },
  }
}

/** What the API needs to take answers; links are signed with `key`. */
export function answeringOf(hub: flow.Hub, live: Live, key: Uint8Array): Answering {
  return {
    readLink: (token, now) => readLink(token, key, now),
    tokenOf: (link) => signLink(link, key),
    answer: (request) => answer(hub, request),
    silencedUntil: (alerts) => muting(hub).silencedUntil(alerts),
    canEscalate: () => live.directory.configuration.fallback !== undefined,
    publicUrl: () => live.publicUrl,
    chatOf(endpointId) {
      const { endpoints, configuration } = live.directory
      const endpoint = endpoints.get(endpointId)
      const contact = endpoint && configuration.contacts.get(endpoint.contact)
      return contact && { contact: contact.id, name: contact.name, language: endpoint.language }
    },
  }
}

/** Changes what counts in a running hub, and says so. */
export function configuredBy(
  hub: RunningHub,
  live: Live,
  changes: Pick<Changes, 'say'>,
): {
  reconfigure(configuration: Configuration): void
  reportBroken(problems: readonly string[]): void
} {
  return {
    reconfigure(configuration) {
      live.replace(configuration)
      changes.say(['configuration'])
      // What the one before held back may be told now.
      hub.wake.tick()
      hub.loops.calendars?.wake()
    },
    reportBroken(problems) {
      live.reportBroken(problems)
      changes.say(['configuration'])
    },
  }
}

const TOKEN_BYTES = 24
