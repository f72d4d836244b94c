import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Asked } from './asked.ts'

/** What the server does instead of answering as it should. */
export type Fault = (
  | { readonly kind: 'drop' }
  /** It takes the request and says nothing. */
  | { readonly kind: 'hang' }
  /** It does what is asked, and the answer is lost. */
  | { readonly kind: 'lose' }
  /** It answers when `release` is called. */
  | { readonly kind: 'slow'; readonly until: Promise<void> }
  | {
      readonly kind: 'status'
      readonly status: number
      readonly reason?: string
      readonly retryAfterSeconds?: number
    }
) & {
  /** The requests that it meets; every one unless given. */
  readonly verb?: Asked['verb']
  readonly plural?: string
  /** How many requests it meets; one unless given. */
  readonly times?: number
}

/** The faults that wait for their requests. */
export class Faults {
  #waiting: { readonly fault: Fault; left: number }[] = []

  add(fault: Fault): void {
    this.#waiting.push({ fault, left: fault.times ?? 1 })
  }

  clear(): void {
    this.#waiting = []
  }

  /** The fault that meets this request, if any. */
  take(asked: Asked): Fault | undefined {
    const found = this.#waiting.find(
      ({ fault }) =>
        (fault.verb ?? asked.verb) === asked.verb &&
        (fault.plural ?? asked.plural) === asked.plural,
    )
    if (!found) return undefined
    found.left -= 1
    this.#waiting = this.#waiting.filter(({ left }) => left > 0)
    return found.fault
  }
}

/** Does what the fault says; true where the request is to be served all the same. */
export async function strike(
  fault: Fault,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<boolean> {
  switch (fault.kind) {
    case 'drop':
      request.socket.destroy()
      return false
    case 'hang':
      return false
    case 'lose':
      return true
    case 'slow':
      await fault.until
      return true
    case 'status': {
      const { status, reason = 'TooManyRequests', retryAfterSeconds } = fault
      if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds)
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(statusOf({ status, reason, text: reason })))
      return false
    }
  }
}

/** A refusal in the API server's own form. */
export function statusOf(refusal: { status: number; reason: string; text: string }): object {
  const { status, reason, text } = refusal
  return {
    ...{ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' },
    ...{ message: text, reason, code: status },
  }
}
