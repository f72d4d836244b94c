import type { AnsweredRequest } from '../model/answered-request.ts'

/** What is kept of requests that may come again. Each method is one transaction. */
export interface IdempotencyStore {
  /**
   * Keeps that a request is under way, and forgets those that are over at `now`; gives what is known already where one with
   * the same key is not over, and keeps nothing then. Rejects with TOCSIN_STORE_FULL where there are IDEMPOTENCY_LIMITS.keysMax.
   */
  beginRequest(
    request: AnsweredRequest,
    options: { readonly now: number },
  ): Promise<AnsweredRequest | undefined>
  /** Keeps what was answered. */
  answerRequest(request: AnsweredRequest): Promise<void>
  /** Forgets a request that changed nothing, so that it may be tried again. */
  forgetRequest(key: string): Promise<void>
}
