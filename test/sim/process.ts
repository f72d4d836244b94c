import type { Clock } from '../../src/base/clock.ts'
import type { Log } from '../../src/base/log.ts'
import type { Loop } from '../../src/base/loop.ts'
import { Calendars } from '../../src/calendars.ts'
import type { SourceRequest } from '../../src/contract/source.ts'
import type { Store } from '../../src/contract/store.ts'
import * as flow from '../../src/flow.ts'
import { answer, muting } from '../../src/flow-answer.ts'
import { Live } from '../../src/live.ts'
import type { Answerer } from '../../src/model/answer.ts'
import type { Configuration } from '../../src/model/configuration.ts'
import { robotsByLane } from '../../src/model/directory.ts'
import { waitFor } from '../../src/standby.ts'
import { openSqlite } from '../../src/store/sqlite/sqlite.ts'
import type { HeldFolder } from '../../src/store/store.ts'
import { CHANNELS, newestId, startLoops, wire } from '../../src/wiring.ts'
import type { CalendarServer } from './calendar-server.ts'
import type { Disk } from './disk.ts'
import type { FolderLock } from './folder-lock.ts'
import type { Platforms } from './platforms.ts'
import type { Random } from './random.ts'
import { machineClock, never, type SimTime } from './time.ts'

export type ProcessOptions = {
  readonly number: number
  /** As it is written at this moment. */
  readonly configuration: () => Configuration
  readonly lock: FolderLock
  /** Called when it is this process's turn; gives the number of the turn. */
  readonly onTurn: () => number
  readonly time: SimTime
  readonly machine: { readonly wrongByMs: number }
  readonly disk: Disk
  readonly platforms: Platforms
  readonly calendars: CalendarServer
  readonly random: Random
  readonly log: (text: string) => void
  /** For planted faults: the store as the stages see it. */
  readonly disguise?: ((store: Store) => Store) | undefined
}

/** In production a loop looks again after a second; nothing here depends on that safety net. */
const IDLE_MS = 60_000
/** In production a process that waits looks four times as often. */
const LOOK_MS = 1_000

/** One process of the hub: the wiring, loops, stages, store and channels of production, in a simulated world. */
export class HubProcess {
  readonly number: number
  readonly clock: Clock
  isAlive = true
  /** From the first turn of its loops on. */
  isUp = false
  /** How many processes have had the data folder when it has; 0 while it waits. */
  turn = 0
  readonly #options: ProcessOptions
  readonly #leaving = new AbortController()
  #held: HeldFolder | undefined
  #hub: ReturnType<typeof wire> | undefined
  #live: Live | undefined
  #loops: readonly Loop[] = []

  constructor(options: ProcessOptions) {
    this.#options = options
    this.number = options.number
    this.clock = machineClock(options.time, options.machine, this)
  }

  /** It lives, and another has the data folder. */
  get isWaiting(): boolean {
    return this.isAlive && this.turn === 0
  }

  /** It has the data folder. */
  get isAtWork(): boolean {
    return this.isAlive && this.turn > 0
  }

  get isStarting(): boolean {
    return this.isAtWork && !this.isUp
  }

  /**
   * As `tocsin serve --standby` begins, without a server: it waits for its turn, and comes up. False where it was told to
   * leave before. Rejects where the disk does not let it.
   */
  async start(): Promise<boolean> {
    const { lock, onTurn } = this.#options
    const { signal } = this.#leaving
    const waiting = { clock: this.clock, signal, everyMs: LOOK_MS }
    const held = await waitFor(() => lock.hold(this), waiting)
    if (!held) {
      this.isAlive = false
      return false
    }
    this.#held = held
    this.turn = onTurn()
    await this.#comeUp()
    return true
  }

  async #comeUp(): Promise<void> {
    const { configuration, disk, platforms, random, disguise = (store) => store } = this.#options
    const live = new Live({ configuration: configuration(), publicUrl: PUBLIC_URL }, this.clock)
    this.#live = live
    const opened = await openSqlite(disk.path, disk.writerFor(this))
    const store = disguise(opened)
    try {
      await live.readOverrides(store)
      await store.releaseLeases(this.clock.now(), robotsByLane(live.directory))
      const answerKey = await store.keyOf('answer-links', random.fork('key').bytes(32))
      const log = this.#log()
      this.#hub = wire({
        options: { log, chance: random.fork('chance') },
        store,
        networks: { of: () => ({ http: NO_NETWORK, resolveHost: () => never() }) },
        channels: platforms.channelsOf(this, CHANNELS),
        clock: this.clock,
        live,
        answerKey,
        lastId: await newestId(store),
      })
      const calendars = await this.#calendars(store, live)
      this.#loops = startLoops(this.#hub, log, { calendars, idleMs: IDLE_MS })
      this.isUp = true
    } catch (error) {
      await opened.close()
      throw error
    }
  }

  /** As `startApp` has them. */
  async #calendars(store: Store, live: Live): Promise<Calendars> {
    const calendars: Calendars = new Calendars({
      store,
      clock: this.clock,
      http: () => this.#options.calendars.clientOf(this),
      configuration: () => live.written,
      changed: () => {
        live.takeCalendars(calendars)
        this.#hub?.wake.tick()
      },
    })
    await calendars.load()
    live.takeCalendars(calendars)
    return calendars
  }

  /** As on SIGTERM: what is under way is finished, and waiting ends at once. */
  async stop(): Promise<void> {
    if (this.isWaiting) return this.#leaving.abort()
    this.isUp = false
    for (const loop of this.#loops) await loop.stop()
    if (!this.#hub) return
    await flow.drain(this.#hub)
    await this.#hub.store.close()
    this.isAlive = false
    this.#held?.letGo()
  }

  /** As on SIGKILL: nothing that it was about to do happens any more. */
  kill(): void {
    this.isAlive = false
    this.isUp = false
  }

  reconfigure(configuration: Configuration): void {
    this.#live?.replace(configuration)
    this.#hub?.wake.tick()
    this.#hub?.loops.calendars?.wake()
  }

  takeIn(key: string, request: SourceRequest): Promise<flow.TakenIn> {
    return flow.takeIn(this.#running(), key, request)
  }

  answer(alertIds: readonly string[], answerer: Answerer, silenceMs?: number) {
    return answer(this.#running(), {
      alertIds,
      answerer,
      ...(silenceMs === undefined ? {} : { silenceMs }),
    })
  }

  /** What people keep silent. */
  get muting(): ReturnType<typeof muting> {
    return muting(this.#running())
  }

  /** What of the store people reach past the flow, by the API. */
  get store(): Store {
    return this.#running().store
  }

  /** As the API does after a person has asked for it. */
  wakeSender(): void {
    this.#running().wake.send()
  }

  #running(): ReturnType<typeof wire> {
    if (!this.#hub || !this.isUp) throw new Error('the process is not up')
    return this.#hub
  }

  #log(): Log {
    const say = (level: string) => (facts: Readonly<Record<string, unknown>>, text: string) => {
      if (this.isAlive) this.#options.log(`${level} ${text} ${reasonIn(facts)}`)
    }
    return { debug: () => undefined, info: say('info'), warn: say('warn'), error: say('error') }
  }
}

function reasonIn({ error }: Readonly<Record<string, unknown>>): string {
  return String(Object(error).text ?? '')
}

const PUBLIC_URL = 'http://hub.test'

const NO_NETWORK = {
  send: () => Promise.reject(new Error('nothing is sent past the channels')),
  close: async () => undefined,
}
