import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Clock } from '../../base/clock.ts'
import { LIVE_LIMITS } from '../../base/limits.ts'
import type { ApiOptions } from '../options.ts'
import { problem, refuse } from '../problem.ts'
import type { Topic, WireChanged } from '../wire-live.ts'

/** Where consoles listen. */
export const LIVE_PATH = '/api/v1/live'

/**
 * `/api/v1/live`: says what has changed, as server-sent events, so that whoever shows it can ask again. It tells nothing
 * of what it is now: who was away for a moment asks again as well, and has missed nothing.
 */
export function liveRoutes(scope: FastifyInstance, { changes, clock }: ApiOptions): void {
  scope.get(LIVE_PATH, (_request, reply) => {
    const listener = new Listener(clock)
    const end = changes.listen((topics) => listener.hear(topics))
    if (!end) {
      reply.header('retry-after', '30')
      return refuse(reply, BUSY)
    }
    reply.hijack()
    const stream = reply.raw
    stream.on('close', () => {
      end()
      listener.stop()
    })
    stream.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // A proxy that collects an answer before it passes it on would keep it for ever.
      'x-accel-buffering': 'no',
    })
    // How long a browser waits before it comes back.
    stream.write('retry: 2000\n\n')
    void listener.speakTo(stream)
    return reply
  })
}

const BUSY = problem(
  503,
  'TOCSIN_REQUEST_INVALID',
  `Expected at most ${LIVE_LIMITS.listenersMax} listeners, found as many. Ask for what you show again now and then instead.`,
)

/** Collects what it hears, and says it together. */
class Listener {
  readonly #clock: Clock
  readonly #over = new AbortController()
  #heard = new Set<Topic>()
  #wake: (() => void) | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  hear(topics: readonly Topic[]): void {
    for (const topic of topics) this.#heard.add(topic)
    this.#wake?.()
  }

  stop(): void {
    this.#over.abort()
    this.#wake?.()
  }

  async speakTo(stream: ServerResponse): Promise<void> {
    const { signal } = this.#over
    while (!signal.aborted) {
      if (this.#heard.size === 0) await this.#news()
      if (signal.aborted) return
      stream.write(this.#sentence())
      await this.#clock.sleep(LIVE_LIMITS.togetherMs, signal)
    }
  }

  #sentence(): string {
    if (this.#heard.size === 0) return ': still here\n\n'
    const changed: WireChanged = { topics: [...this.#heard] }
    this.#heard = new Set()
    return `event: changed\ndata: ${JSON.stringify(changed)}\n\n`
  }

  /** Resolves with the first thing that it hears, or when it is time to say that it is still there. */
  async #news(): Promise<void> {
    const nap = new AbortController()
    this.#wake = () => nap.abort()
    await this.#clock.sleep(LIVE_LIMITS.heartbeatMs, nap.signal)
    this.#wake = undefined
  }
}
