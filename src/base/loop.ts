import type { Clock } from './clock.ts'
import { LOOP_LIMITS } from './limits.ts'
import { describeError, type Log } from './log.ts'

/** What one turn of a loop found: whether more waits right now, and when it next has to look. */
export type Turn = { readonly more: boolean; readonly nextAt?: number }

/** A running loop. */
export interface Loop {
  /** Says that there is work: the loop takes its next turn at once, or at the instant `at`. Cheap, may be called often. */
  wake(at?: number): void
  /** Resolves when the turn under way has ended; no further turn is taken. */
  stop(): Promise<void>
  /** When the last turn that ended well began, for health checks; undefined before the first has ended. */
  lastTurnAt(): number | undefined
}

export type LoopOptions = {
  readonly name: string
  readonly clock: Clock
  readonly log: Log
  /** One turn: does a bounded batch of work. A rejection is logged, and the loop backs off. */
  readonly turn: () => Promise<Turn>
  /** How long it waits at most until it looks again by itself; LOOP_LIMITS.idleMs by default. */
  readonly idleMs?: number
}

/**
 * Runs `turn` again and again at our own pace: at once while there is more, else when woken, at
 * `nextAt`, or after the idle time, whichever comes first. A failing turn never ends the loop.
 */
export function startLoop(options: LoopOptions): Loop {
  const { name, clock, log, idleMs = LOOP_LIMITS.idleMs } = options
  let stopping = false
  /** When a turn was asked for, since the last one began. */
  let askedFor = Infinity
  let nap: { readonly end: AbortController; readonly until: number } | undefined
  let lastTurnAt: number | undefined
  const done = run()

  async function run(): Promise<void> {
    let failures = 0
    while (!stopping) {
      askedFor = Infinity
      const beganAt = clock.now()
      try {
        const turn = await options.turn()
        failures = 0
        lastTurnAt = beganAt
        if (turn.more || askedFor <= clock.now()) continue
        await idle(turn)
      } catch (error) {
        failures += 1
        const ms = backoff(failures)
        const text = `the ${name} loop failed; it tries again in ${ms} ms`
        log.error({ loop: name, failures, error: describeError(error) }, text)
        // The wait is kept, or a busy hub would try without a pause.
        await sleep(ms, { until: -Infinity })
      }
    }
  }

  /** Until the next turn: a wake for later shortens it. By durations, since a clock may be set back meanwhile. */
  async function idle(turn: Turn): Promise<void> {
    let ms = Math.min(idleMs, untilNext(turn, clock.now()))
    for (let woken = true; woken && !stopping; ) {
      ms = Math.min(ms, Math.max(0, askedFor - clock.now()))
      woken = await sleep(ms, { until: clock.now() + ms })
      if (askedFor <= clock.now()) return
    }
  }

  /** Sleeps, unless it is woken for an instant before `until`: gives whether it was. */
  async function sleep(ms: number, { until }: { readonly until: number }): Promise<boolean> {
    if (stopping) return false
    const end = new AbortController()
    nap = { end, until }
    await clock.sleep(ms, end.signal)
    nap = undefined
    return end.signal.aborted
  }

  return {
    wake(at = -Infinity) {
      askedFor = Math.min(askedFor, at)
      if (nap && at < nap.until) nap.end.abort(WOKEN)
    },
    async stop() {
      stopping = true
      nap?.end.abort(WOKEN)
      await done
    },
    lastTurnAt: () => lastTurnAt,
  }
}

/** The reason of every abort here: making an error for each wake would cost more than the wake. */
const WOKEN = 'woken'

function untilNext({ nextAt }: Turn, now: number): number {
  return Math.max(0, (nextAt ?? Infinity) - now)
}

function backoff(failures: number): number {
  return Math.min(
    LOOP_LIMITS.failureMaxMs,
    LOOP_LIMITS.failureFirstMs * 2 ** Math.min(failures - 1, 16),
  )
}

/** Lets what waits come first: for long work in pieces. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
