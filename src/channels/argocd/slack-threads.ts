import { createHash } from 'node:crypto'
import { ARGO_SERVICE_LIMITS } from '../../base/limits.ts'

/** The message that began a thread. */
export type Thread = { readonly channel: string; readonly messageId: string }

/** Where a grouping key holds. */
export type ThreadPlace = {
  readonly server: string
  readonly token: string
  readonly recipient: string
  readonly groupingKey: string
}

/**
 * The threads that grouping keys have begun. They are kept in the process only, as upstream keeps
 * them: after a restart a key begins a new thread, and nothing is lost by that.
 */
class Threads {
  readonly #kept = new Map<string, Thread>()

  find(place: ThreadPlace): Thread | undefined {
    const key = keyOf(place)
    const thread = this.#kept.get(key)
    if (thread === undefined) return undefined
    this.#kept.delete(key)
    this.#kept.set(key, thread)
    return thread
  }

  remember(place: ThreadPlace, thread: Thread): void {
    this.#kept.set(keyOf(place), thread)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > ARGO_SERVICE_LIMITS.threadsMax && oldest !== undefined) {
      this.#kept.delete(oldest)
    }
  }
}

/** A digest: the token is kept nowhere. */
function keyOf({ server, token, recipient, groupingKey }: ThreadPlace): string {
  const identity = JSON.stringify([server, token, recipient, groupingKey])
  return createHash('sha256').update(identity).digest('base64')
}

/** Those of this process. */
export const threads = new Threads()
