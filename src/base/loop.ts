import type { Clock } from './clock.ts'
import { LOOP_LIMITS } from './limits.ts'
import { describeError, type Log } from './log.ts'

/** What one turn of a loop found: whether more waits right now, and when it next has to look. */
export type Turn = { readonly more: boolean; readonly nextAt?: number }

/** A running loop. */
export interface Loop {
  /** Says that there is work: the loop takes its next turn at once. Cheap, may be called often. */
  wake(): void
  /** Resolves when the turn under way has ended; no further turn is taken. */
  stop(): Promise<void>
  /** When the last turn ended well, for health checks; undefined before the first. */
  lastTurnAt(): number | undefined
}

export type LoopOptions = {
  readonly name: string
  readonly clock: Clock
  readonly log: Log
  /** One turn: does a bounded batch of work. A rejection is logged, and the loop backs off. */
  readonly turn: () => Promise<Turn>
}

/**
 * Runs `turn` again and again at our own pace: at once while there is more, else when woken, at
 * `nextAt`, or after the idle time, whichever comes first. A failing turn never ends the loop.
 */
export function startLoop(options: LoopOptions): Loop {
  const { name, clock, log } = options
  const stopping = new AbortController()
  let woken = false
  let napping: AbortController | undefined
  let lastTurnAt: number | undefined
  const done = run()

  async function run(): Promise<void> {
    let failures = 0
    while (!stopping.signal.aborted) {
      woken = false
      let napMs: number
      try {
        const turn = await options.turn()
        failures = 0
        lastTurnAt = clock.now()
        if (turn.more) continue
        napMs = Math.min(LOOP_LIMITS.idleMs, Math.max(0, (turn.nextAt ?? Infinity) - clock.now()))
      } catch (error) {
        failures += 1
        napMs = backoff(failures)
        log.error(
          { loop: name, failures, error: describeError(error) },
          `the ${name} loop failed; it tries again in ${napMs} ms`,
        )
      }
      await nap(napMs, failures > 0)
    }
  }

  /** Sleeps, unless work was announced meanwhile; after a failure a wake does not cut it short. */
  async function nap(ms: number, backingOff: boolean): Promise<void> {
    if (stopping.signal.aborted || (woken && !backingOff)) return
    napping = new AbortController()
    const signal = backingOff ? stopping.signal : AbortSignal.any([stopping.signal, napping.signal])
    await clock.sleep(ms, signal)
    napping = undefined
  }

  return {
    wake() {
      woken = true
      napping?.abort()
    },
    async stop() {
      stopping.abort()
      await done
    },
    lastTurnAt: () => lastTurnAt,
  }
}

function backoff(failures: number): number {
  return Math.min(
    LOOP_LIMITS.failureMaxMs,
    LOOP_LIMITS.failureFirstMs * 2 ** Math.min(failures - 1, 16),
  )
}
