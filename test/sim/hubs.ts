// In: who is to join, leave or die. Out: the processes of the hub, of which one works and the others wait for their turn.
// Must hold: a process that dies is started again by whoever looks after it; one that left is not.
import type { HubProcess } from './process.ts'
import type { SimTime } from './time.ts'

/** All processes at a time that are looked after. */
const PROCESSES_MAX = 4
const AGAIN_MS = 1_000

export type HubsOptions = {
  readonly time: SimTime
  /** A process that has not been started. */
  readonly create: (number: number) => HubProcess
  readonly say: (text: string) => void
  readonly count: (what: string) => void
  readonly onUp: (process: HubProcess) => void
  /** Of a process that had the data folder. */
  readonly onDeath: (process: HubProcess) => void
}

export class Hubs {
  /** Those that live, in the order in which they came. */
  #processes: readonly HubProcess[] = []
  /** Places for a process, some of which may be empty for a while. */
  #places = 0
  #count = 0
  readonly #options: HubsOptions

  constructor(options: HubsOptions) {
    this.#options = options
  }

  get living(): readonly HubProcess[] {
    return this.#processes.filter(({ isAlive }) => isAlive)
  }

  /** The process that works, where one is up. */
  get up(): HubProcess | undefined {
    return this.living.find(({ isUp }) => isUp)
  }

  /** One process more, which waits for its turn. */
  join(): void {
    if (this.#places === PROCESSES_MAX) return
    this.#options.count('a process joins')
    this.#places += 1
    void this.#start()
  }

  /** Told to stop, as on SIGTERM: one that waits ends at once, one that works finishes what is under way. The last one stays. */
  async leave(process: HubProcess): Promise<void> {
    if (this.#places === 1 || process.isStarting) return
    this.#places -= 1
    this.#options.count(process.isWaiting ? 'one that waits leaves' : 'one that works leaves')
    await this.#stop(process)
  }

  /** All that wait leave, but for the last one. */
  dismiss(): void {
    for (const process of this.living) if (process.isWaiting) void this.leave(process)
  }

  /** The one that works leaves, and another is started in its place. */
  async handOver(): Promise<void> {
    const leaving = this.up
    if (!leaving) return
    this.#options.count('another process takes over')
    await this.#stop(leaving)
    await this.#start()
  }

  /** Ends the process at once, and starts another in its place after `downMs`. */
  kill(dying: HubProcess, { when, downMs }: { when: string; downMs: number }): void {
    if (!dying.isAlive) return
    const { onDeath, say, count } = this.#options
    count(`a kill ${when}`)
    if (dying.isAtWork) onDeath(dying)
    dying.kill()
    say(`kill   #${dying.number} ${when}; the next comes in ${downMs} ms`)
    void this.#startLater(downMs)
  }

  /** The end of the world. */
  end(): void {
    for (const process of this.living) process.kill()
  }

  async #startLater(ms: number): Promise<void> {
    await this.#options.time.sleep(ms)
    await this.#start()
  }

  /** Again and again until one comes up, leaves or dies. */
  async #start(): Promise<void> {
    const { create, say, onUp, time } = this.#options
    const process = create(++this.#count)
    this.#processes = [...this.living, process]
    say(`start  #${process.number}`)
    try {
      if (await process.start()) onUp(process)
    } catch (error) {
      // Who is dead has somebody else who starts the next.
      if (!process.isAlive) return
      say(
        `start  #${process.number} fails: ${error instanceof Error ? error.message : String(error)}`,
      )
      process.kill()
      await time.sleep(AGAIN_MS)
      await this.#start()
    }
  }

  async #stop(process: HubProcess): Promise<void> {
    this.#options.say(`stop   #${process.number}`)
    await process.stop()
  }
}
