import type { Dispatcher } from 'undici'
import { afterMs } from './clock.ts'
import { NotConnected } from './http-failure.ts'

/** One request on its way: what a dispatcher needs, how long it may take, how much is read. */
export type Exchange = {
  readonly dispatcher: Dispatcher
  readonly url: URL
  readonly method: Dispatcher.HttpMethod
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly timeoutMs: number
  readonly signal?: AbortSignal
  /** Of the answer's body; the connection is cut where there is more. */
  readonly bytesMax: number
}

export type Exchanged = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/**
 * Sends a request and collects its answer. Rejects with what the dispatcher says, with `TimeoutError`, or with the
 * reason of `signal`; with `NotConnected` where the time was over before a connection was there for it. It stands on the dispatcher itself: a stream for each answer and two signals for each request
 * would take as long as all the rest of it.
 */
export function exchange(options: Exchange): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    const collector = new Collector(options, { resolve, reject })
    const { dispatcher, url, method, headers, body } = options
    try {
      dispatcher.dispatch(
        { origin: url.origin, path: `${url.pathname}${url.search}`, method, headers, body },
        collector,
      )
    } catch (error) {
      collector.onResponseError(undefined, error)
    }
  })
}

type Ending = {
  readonly resolve: (exchanged: Exchanged) => void
  readonly reject: (reason: unknown) => void
}

class Collector implements Dispatcher.DispatchHandler {
  readonly #bytesMax: number
  readonly #signal: AbortSignal | undefined
  readonly #ending: Ending
  readonly #cancelTimer: () => void
  readonly #onAbort = (): void => this.#abort(this.#signal?.reason)
  #controller: Dispatcher.DispatchController | undefined
  #isOver = false
  #status = 0
  #headers: Exchanged['headers'] = {}
  #chunks: Buffer[] = []
  #bytes = 0

  constructor({ timeoutMs, signal, bytesMax }: Exchange, ending: Ending) {
    this.#bytesMax = bytesMax
    this.#signal = signal
    this.#ending = ending
    this.#cancelTimer = afterMs(timeoutMs, () =>
      this.#abort(new DOMException('no answer in time', 'TimeoutError')),
    )
    signal?.addEventListener('abort', this.#onAbort)
    if (signal?.aborted) this.#onAbort()
  }

  /** Only the first ending counts. */
  #end(tell: () => void): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#cancelTimer()
    this.#signal?.removeEventListener('abort', this.#onAbort)
    tell()
  }

  #abort(reason: unknown): void {
    // Without a controller not a byte of it was written, and none will be.
    const cause =
      this.#controller === undefined ? new NotConnected({ ...LATE, cause: reason }) : reason
    this.#end(() => this.#ending.reject(cause))
    this.#controller?.abort(STOPPED)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#isOver) controller.abort(STOPPED)
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    ...[status, headers]: [number, Exchanged['headers'], string?]
  ): void {
    this.#status = status
    this.#headers = headers
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
    if (this.#bytes < this.#bytesMax) return
    this.onResponseEnd()
    controller.abort(STOPPED)
  }

  onResponseEnd(): void {
    const whole = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks)
    const body = (whole ?? Buffer.alloc(0)).subarray(0, this.#bytesMax).toString('utf8')
    this.#end(() => this.#ending.resolve({ status: this.#status, headers: this.#headers, body }))
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: unknown): void {
    this.#end(() => this.#ending.reject(error))
  }
}

const LATE = { trouble: 'connection', reason: 'time-out' } as const

/** Nobody hears of it: the exchange is over by then. */
const STOPPED = new Error('the exchange is over')
