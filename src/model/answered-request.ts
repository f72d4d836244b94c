/** A request that may come again, by a key that its sender has chosen, and what became of it. */
export type AnsweredRequest = {
  /** A digest of the key and of who has sent it. */
  readonly key: string
  /** A digest of what was asked. */
  readonly asked: string
  readonly expiresAt: number
  /** Absent while it is under way. */
  readonly answer?: KeptAnswer
}

/** What was answered. The body is absent where it held a credential, which is not kept. */
export type KeptAnswer = { readonly status: number; readonly type: string; readonly body?: string }
